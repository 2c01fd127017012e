"""The articles of an archive vote on the types of the names that they mention."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis.names import name_identity
from index.articles.facets import NAME_FACETS
from index.storage.columns.name_column import Names, names_of
from index.storage.names.kinds import NONE, PEOPLE, PLACES, Correction, Corrections
from index.storage.names.told import Told, told

Row = Iterable[str]
Segment = Iterable[Row]


def parts_of(*segments: Segment) -> list[Names]:
    """What articles of some segments carry in the column of names."""
    return [names_of([*map(list, segment)]) for segment in segments]


def told_of(*segments: Segment, corrections: Corrections | None = None) -> Told:
    """What the articles of some segments tell."""
    parts = parts_of(*segments)
    return told(parts, np.ones(sum(part.articles for part in parts), np.bool_), corrections)


def facets(
    articles: Iterable[Iterable[str]], corrections: dict[str, Correction] | None = None
) -> dict[str, dict[str, list[int]]]:
    """The articles that carry each name of each type, which are the same in however many segments
    they lie and in however many steps they come, and counted as they are."""
    rows = [*map(list, articles)]
    found = types(told_of(rows, corrections=corrections))
    for cut in range(len(rows)):
        parts = parts_of(rows[:cut], rows[cut:])
        live = np.ones(len(rows), np.bool_)
        assert types(told(parts, live, corrections)) == found
        before = told(parts[:1], live[:cut])
        assert types(before.gone_on(parts, live, corrections)) == found
    return found


def types(found: Told) -> dict[str, dict[str, list[int]]]:
    every = np.flatnonzero(found.printed.live).astype(np.uint32)
    types: dict[str, dict[str, list[int]]] = {}
    expected = {at: count for at, count in enumerate(found.every.tolist()) if count}
    for articles in (every, every[:0], *(every[:cut] for cut in (1, len(every) // 2))):
        others = every[len(articles) :].copy()
        counted: Counter[int] = Counter()
        for some in (articles, others):
            counted.update(dict(enumerate(found.counts(some).tolist())))
        assert +counted == expected
    for type, name in enumerate(NAME_FACETS):
        types[name] = {}
        for number in found.of_type(type).tolist():
            articles = np.flatnonzero(found.carriers([number])).tolist()
            assert len(articles) == found.every[number]
            shown = found.shown(number)
            types[name][shown] = articles
            forms = found.forms([number])[number]
            assert shown in forms
            for form in forms - {shown}:
                assert found.number(type, form) == number
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


PRINTED = [
    f"{code}{text}"
    for text in ("Miller", "Vance", "John Miller", "Ann Miller", "Eva Vance", "Mộc Lan", "mộc lan")
    for code in "plwn"
]
PRINTED += ["lđường Mộc Lan", "oUBND xã Lâm Khê", "oỦy ban nhân dân xã Lâm Khê", "lLâm Khê"]
ROWS = st.lists(st.lists(st.sampled_from(PRINTED), max_size=4), max_size=14)
SAID = st.fixed_dictionaries(
    {},
    optional={
        name_identity("Miller"): st.just(Correction(PEOPLE, "John Miller")),
        name_identity("John Miller"): st.just(Correction(PEOPLE, "John Miller")),
        name_identity("Mộc Lan"): st.sampled_from(
            [Correction(NONE, "Mộc Lan"), Correction(PLACES, "Bến Mộc Lan")]
        ),
    },
)


@settings(deadline=None, max_examples=200)
@given(ROWS, ROWS, ROWS, st.data(), SAID)
def test_what_is_gone_on_from_tells_as_what_is_told_at_once(
    first: list[list[str]],
    second: list[list[str]],
    third: list[list[str]],
    data: st.DataObject,
    said: dict[str, Correction],
) -> None:
    parts = parts_of(first, second, third)
    of_base = len(first) + len(second)
    several = of_base + len(third)
    flags = st.lists(st.booleans(), min_size=several, max_size=several)
    before = np.array(data.draw(flags), np.bool_)
    live = before & np.array(data.draw(flags), np.bool_)
    base = told(parts[:2], before[:of_base])
    at_once = told(parts, live, said)
    assert types(base.gone_on(parts, live, said)) == types(at_once)
    shown = told(parts[:2], live[:of_base], said)
    assert types(base.gone_on(parts[:2], live[:of_base], said)) == types(shown)
