"""The values of facets: all spellings are one, whatever articles print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from helpers.engines import EngineUnderTest, Filled, MakeEngine

from index.articles.article import Article
from index.articles.facets import PRINTED_FACETS, value_identity
from search.engines.nodes import Carrying
from search.engines.protocol import Asked, Snapshot
from search.selection import Selection

FIRST = [
    Article("a", body="chợ", category="VĂN HÓA", authors=("Vi Thị Lan", "VI THỊ LAN")),
    Article("b", body="chợ", category="Văn hoá", authors=("Lê Bàn",)),
    Article("c", body="chợ", category="Kĩ thuật", authors=("Lê Bản", "Vi Thị Lan")),
]
SECOND = [
    Article("d", body="chợ", category="Văn hóa"),
    Article("e", body="chợ", category="Văn\u00a0 hóa", authors=("vi thị lan",)),
    Article("f", body="chợ", category="Kỹ thuật"),
    Article("g", body="chợ", category="Du lịch"),
]
# Of two spellings in as many articles, the first by its letters is shown.
COUNTED = {
    "category": [("Văn hóa", 4), ("Kĩ thuật", 2), ("Du lịch", 1)],
    "author": [("Vi Thị Lan", 3), ("Lê Bàn", 1), ("Lê Bản", 1)],
}


def found(snapshot: Snapshot, asked: Asked) -> str:
    keys = snapshot.find(asked, 20).answers.by_score()[0].tolist()
    return "".join(sorted(snapshot.article(key).id for key in keys))


@pytest.mark.parametrize("lots", [[FIRST, SECOND], [SECOND, FIRST], [SECOND + FIRST]])
def test_a_value_is_counted_once_in_its_commonest_spelling(
    lots: list[list[Article]], make: MakeEngine
) -> None:
    snapshot = make(*lots).snapshot()
    facets = snapshot.find(Asked(), 20).answers.facets
    assert {facet: facets[facet] for facet in COUNTED} == COUNTED
    facets = snapshot.statistics().facets
    assert {facet: facets[facet] for facet in COUNTED} == COUNTED


@pytest.mark.parametrize(
    ("facet", "value", "expected"),
    [
        ("category", "văn hoá", "abde"),
        ("category", "KỸ THUẬT", "cf"),
        ("category", "Van hoa", ""),
        ("author", "Vi  Thị Lan", "ace"),
        ("author", "lê bản", "c"),
        ("source", "Văn hóa", ""),
    ],
)
def test_a_value_is_found_in_any_spelling(
    facet: str, value: str, expected: str, make: MakeEngine
) -> None:
    snapshot = make(FIRST, SECOND).snapshot()
    selection = Selection(values={facet: frozenset({value})})
    assert found(snapshot, Asked(selection=selection)) == expected
    assert found(snapshot, Asked(condition=Carrying(facet, ("nobody", value)))) == expected
    assert (snapshot.values(facet).number(value) is not None) == bool(expected)


def test_facets_leave_out_their_own_filter_in_any_spelling(make: MakeEngine) -> None:
    snapshot = make(FIRST, SECOND).snapshot()
    selection = Selection(values={"category": frozenset({"KĨ THUẬT"})})
    facets = snapshot.find(Asked(selection=selection), 20).answers.facets
    assert facets["category"] == COUNTED["category"]
    assert facets["author"] == [("Lê Bản", 1), ("Vi Thị Lan", 1)]


@pytest.mark.parametrize("chosen", [{}, {"author": frozenset({"Lê Bàn"})}])
def test_facets_count_what_choosing_a_value_gives_beside_those_that_are_left_out(
    chosen: Mapping[str, frozenset[str]], make: MakeEngine
) -> None:
    snapshot = make(FIRST, SECOND).snapshot()
    left_out = {"author": frozenset({"LÊ BẢN", "nobody"})}
    selection = Selection(values=chosen, excluded=left_out)
    answers = snapshot.find(Asked(selection=selection), 20).answers
    # With the one that is left out: what would come back.
    counts = [("Vi Thị Lan", 2), ("Lê Bàn", 1), ("Lê Bản", 1)]
    assert answers.facets["author"] == counts
    for value, count in counts[:2]:
        choosing = replace(selection, values={"author": frozenset({value})})
        assert snapshot.find(Asked(selection=choosing), 20).answers.total == count


def test_what_is_deleted_is_no_value_and_spells_none(
    make: MakeEngine, under_test: EngineUnderTest
) -> None:
    engine = make(FIRST, SECOND)
    under_test.delete(engine, ["d", "e", "g"])
    snapshot = engine.snapshot()
    assert snapshot.values("category").spelling("du lịch") is None
    assert snapshot.values("category").spelling("văn hóa") == "Văn hoá"
    facets = snapshot.find(Asked(), 20).answers.facets
    assert facets["category"] == [("Kĩ thuật", 2), ("Văn hoá", 2)]


def test_every_value_that_an_article_prints_is_known(grown: Filled) -> None:
    for facet in PRINTED_FACETS:
        known = grown.snapshot.values(facet)
        for one in grown.plain.articles:
            printed = one.authors if facet == "author" else (getattr(one, facet),)
            for value in filter(None, printed):
                assert value_identity(known.spelling(value) or "") == value_identity(value)
