"""What scores are made of: frequencies, document frequencies, length norms, and their sum."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
from helpers.engines import EngineUnderTest, Filled, MakeEngine
from helpers.made_nodes import RANKED, scored
from hypothesis import given, settings

from index.articles.article import Article
from index.storage.scoring import idf
from search.engines.nodes import FormSet, Scored, Term, TermSet
from search.engines.protocol import Asked


class SideBySide(NamedTuple):
    """Two terms side by side."""

    field: str
    first: str
    second: str


PAIRS = [
    SideBySide("text", "phà", "sông"),
    SideBySide("text", "dân", "vận"),
    SideBySide("text_folded", "song", "suoi"),
    SideBySide("text_folded", "ma", "ma"),
    SideBySide("text", "vắng", "phà"),
]


@settings(max_examples=60, deadline=None)
@given(scored())
def test_a_node_stands_in_as_many_articles_as_say_it(fresh: Filled, node: Scored) -> None:
    assert fresh.snapshot.indexed == len(fresh.plain.ids)
    assert fresh.snapshot.dfs([node, node]) == [fresh.plain.dfs(node)] * 2


def test_deleted_articles_count_at_most_besides(grown: Filled) -> None:
    nodes = [
        Term("text", "phà"),
        TermSet("text", ("phà", "sông", "vắng")),
        FormSet("text", (("dân", "vận"), ("phà",))),
        Term("text", "vắng"),
    ]
    for node, df in zip(nodes, grown.snapshot.dfs(nodes), strict=True):
        assert grown.plain.dfs(node) <= df <= grown.snapshot.indexed
    assert grown.snapshot.dfs(nodes[-1:]) == [0]
    assert grown.snapshot.dfs([]) == []
    assert grown.snapshot.count == len(grown.plain.ids) <= grown.snapshot.indexed


@settings(max_examples=60, deadline=None)
@given(RANKED.filter(bool))
def test_scores_are_those_of_the_formula(fresh: Filled, ranked: tuple[Scored, ...]) -> None:
    candidates, answers = fresh.snapshot.find(Asked(ranked), 100)
    off = fresh.under_test.tolerance * candidates.best
    ids = fresh.ids(candidates.keys)
    expected = [sum(fresh.plain.score(node, id) for node in ranked) for id in ids]
    assert candidates.scores.tolist() == pytest.approx(expected, abs=off)
    assert answers.scores(candidates.keys).tolist() == pytest.approx(expected, abs=off)


@settings(max_examples=50, deadline=None)
@given(RANKED.filter(bool))
def test_what_the_nodes_add_is_the_score(grown: Filled, ranked: tuple[Scored, ...]) -> None:
    candidates = grown.snapshot.find(Asked(ranked), 100).candidates
    off = grown.under_test.tolerance * candidates.best
    for key, id, score in zip(
        candidates.keys.tolist(),
        grown.ids(candidates.keys),
        candidates.scores.tolist(),
        strict=True,
    ):
        parts = grown.snapshot.node_scores(ranked, key)
        assert sum(part.score for part in parts) == pytest.approx(score, abs=off)
        had = {node: grown.plain[id].frequency(node) for node in ranked}
        assert {part.node: part.frequency for part in parts} == {
            node: frequency for node, frequency in had.items() if frequency
        }


def test_scores_are_made_of_the_statistics_that_the_snapshot_tells(grown: Filled) -> None:
    """However deleted articles count in them."""
    snapshot = grown.snapshot
    node = Term("text", "phà", 2.0)
    keys = snapshot.matching(node)
    weight = 2.0 * idf(snapshot.indexed, snapshot.dfs([node])[0])
    norms = snapshot.pair_frequencies(PAIRS[:1], keys).length_norms.tolist()
    for key, norm in zip(keys.tolist(), norms, strict=True):
        (part,) = snapshot.node_scores([node], key)
        expected = weight * 2.2 * part.frequency / (part.frequency + norm)
        assert part.score == pytest.approx(expected, abs=grown.under_test.tolerance * weight)


@pytest.mark.parametrize(
    "forms", [[("phà",), ("sông",)], [("dân", "vận")], [("ma",), ("ma", "má")]]
)
def test_the_weight_of_forms_has_how_rare_they_are_in_it(fresh: Filled, forms: Any) -> None:
    node = FormSet("text", tuple(forms), 3.0)
    for key in fresh.snapshot.matching(node).tolist():
        (id,) = fresh.ids(np.array([key]))
        (part,) = fresh.snapshot.node_scores([node], key)
        frequency = fresh.plain[id].frequency(node)
        norm = fresh.plain.length_norm("text", id)
        off = fresh.under_test.tolerance * 10
        assert part.score == pytest.approx(3 * 2.2 * frequency / (frequency + norm), abs=off)


def test_a_form_counts_once_where_punctuation_stands_in_all_of_its_rows(
    make: MakeEngine, under_test: EngineUnderTest
) -> None:
    bodies = ["dân, vận", "dân vận. Dân, vận. Dân vận", "dân khéo vận"]
    snapshot = make([Article(f"{n}", body=body) for n, body in enumerate(bodies)]).snapshot()
    node = FormSet("text", (("dân", "vận"),), 1.0)
    parts = {
        snapshot.article(key).id: snapshot.node_scores([node], key)[0].frequency
        for key in snapshot.matching(node).tolist()
    }
    assert parts == {"0": 1, "1": 2 if under_test.sees_breaks else 3}


def test_pairs_are_counted_side_by_side_and_not_across_punctuation(grown: Filled) -> None:
    counts = grown.snapshot.pair_frequencies(PAIRS, grown.every)
    ids = grown.ids(grown.every)
    expected = [[grown.plain[id].pairs(*pair) for id in ids] for pair in PAIRS]
    assert counts.frequencies.tolist() == expected
    assert any(map(any, expected[:-1]))
    assert len(counts.length_norms) == len(ids)


def test_the_length_norms_of_pairs_are_those_of_the_text(fresh: Filled) -> None:
    some = fresh.every[::3]
    norms = fresh.snapshot.pair_frequencies(PAIRS[:1], some).length_norms.tolist()
    expected = [fresh.plain.length_norm("text", id) for id in fresh.ids(some)]
    assert norms == pytest.approx(expected, rel=fresh.under_test.tolerance)


def test_no_pairs_and_no_articles_can_be_counted(grown: Filled) -> None:
    nothing = grown.every[:0]
    assert grown.snapshot.pair_frequencies([], grown.every).frequencies.shape[0] == 0
    assert grown.snapshot.pair_frequencies(PAIRS, nothing).frequencies.shape == (len(PAIRS), 0)
