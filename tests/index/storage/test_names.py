"""The articles of an archive vote on the types of the names that they mention."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from index.analysis.names import name_identity
from index.articles.facets import NAME_FACETS
from index.storage.columns.name_column import names_of
from index.storage.names import NONE, PEOPLE, PLACES, Correction, Told, told
from index.storage.printed_names import Printed


def printed(*segments: Iterable[Iterable[str]]) -> Printed:
    """What articles of some segments carry in the column of names."""
    parts = [names_of([*map(list, segment)]) for segment in segments]
    return Printed(parts, np.ones(sum(part.articles for part in parts), np.bool_))


def facets(
    articles: Iterable[Iterable[str]], corrections: dict[str, Correction] | None = None
) -> dict[str, dict[str, list[int]]]:
    """The articles that carry each name of each type, which are the same in however many segments
    they lie, and counted as they are."""
    rows = [*map(list, articles)]
    found = types(told(printed(rows), corrections))
    for cut in range(len(rows)):
        assert types(told(printed(rows[:cut], rows[cut:]), corrections)) == found
    return found


def types(found: Told) -> dict[str, dict[str, list[int]]]:
    every = np.arange(len(found.printed.live), dtype=np.uint32)
    types: dict[str, dict[str, list[int]]] = {}
    for type, name in enumerate(NAME_FACETS):
        counts = found.every(type)
        assert found.count(type, every).tolist() == counts.tolist()
        types[name] = {}
        for number in np.flatnonzero(counts).tolist():
            wanted = np.arange(found.several) == number
            articles = np.flatnonzero(found.carriers(type, wanted)).tolist()
            assert len(articles) == counts[number]
            types[name][found.shown(number)] = articles
    return types


def test_articles_without_evidence_follow_the_others() -> None:
    found = facets([["pMộc Lan"], ["pMộc Lan"], ["nMộc Lan"]])
    assert found["person"] == {"Mộc Lan": [0, 1, 2]}


def test_evidence_in_an_article_decides_there_if_others_agree() -> None:
    found = facets([["lHoàng Mai"]] * 8 + [["pHoàng Mai"]] * 2)
    assert found["place"] == {"Hoàng Mai": [*range(8)]}
    assert found["person"] == {"Hoàng Mai": [8, 9]}


def test_a_slip_in_one_article_of_many_does_not_decide_even_there() -> None:
    found = facets([["lHội An"]] * 30 + [["pHội An"]])
    assert found["place"] == {"Hội An": [*range(31)]}
    assert not found["person"]


def test_what_nobody_tells_is_no_name() -> None:
    assert facets([["nGiọng Ca Vàng"], ["nGiọng Ca Vàng"]]) == {
        "person": {},
        "place": {},
        "org": {},
    }


def test_a_street_is_not_the_person_it_is_named_after() -> None:
    found = facets([["lđường Lê Văn Bến"], ["wLê Văn Bến"], ["wLê Văn Bến"]])
    assert not found["person"]


def test_spellings_of_one_name_are_one_shown_as_most_articles_have_it() -> None:
    found = facets([["pKim Jong-un"], ["pKim Jong-un"], ["pKim Jong Un"]])
    assert found["person"] == {"Kim Jong-un": [0, 1, 2]}


def test_long_forms_of_bodies_are_their_short_ones() -> None:
    found = facets(
        [["oUBND TP Hà Nội"], ["oỦy ban nhân dân thành phố Hà Nội"], ["oUBND TP Hà Nội"]]
    )
    assert found["org"] == {"UBND TP Hà Nội": [0, 1, 2]}
    found = facets([["oUBND huyện An Khúc"], ["oỦy ban nhân dân (UBND) huyện An Khúc"]])
    assert [*found["org"].values()] == [[0, 1]]


def test_a_short_form_belongs_to_whom_four_in_five_of_its_articles_name() -> None:
    few = facets([["pJohn Miller"]] * 8 + [["pMiller"]] * 2)
    assert few["person"] == {"John Miller": [*range(10)]}
    many = facets([["pJohn Miller"]] * 7 + [["pMiller"]] * 3)
    assert many["person"] == {"John Miller": [*range(7)], "Miller": [7, 8, 9]}
    others = facets([["pJohn Miller"]] * 6 + [["pAnn Miller"]] * 2 + [["pMiller"]])
    assert len(others["person"]) == 3


def test_people_have_the_last_word() -> None:
    articles = [["lBến Trúc"], ["pTrần Bình"], ["pBình Trần"], ["oSong Ngư"]]
    said = {
        name_identity("bến trúc"): Correction(PEOPLE, "Bến Trúc"),
        name_identity("Trần Bình"): Correction(PLACES, "Bình Trần"),
        name_identity("Bình Trần"): Correction(PLACES, "Bình Trần"),
        name_identity("Song Ngư"): Correction(NONE, "Song Ngư"),
    }
    found = facets(articles, said)
    assert found == {"person": {"Bến Trúc": [0]}, "place": {"Bình Trần": [1, 2]}, "org": {}}


def test_without_names_there_are_none() -> None:
    assert facets([[], []]) == {"person": {}, "place": {}, "org": {}}
