"""What is found: answers by score and selection, and the best of them in their order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from helpers.engines import EngineUnderTest, Filled, Lot, MakeEngine, check_order
from helpers.made_nodes import NODES, RANKED, SELECTIONS
from hypothesis import given, settings
from hypothesis import strategies as st

from search.engines.nodes import Identified, Negation, Scored, Term
from search.engines.protocol import Asked
from search.selection import Selection

BRIDGE = Asked((Term("text", "phà", 1.0), Term("text_folded", "song", 0.5)))
ASKED = st.builds(
    Asked,
    RANKED,
    st.none() | NODES,
    st.booleans(),
    SELECTIONS,
    st.sampled_from([0.0, 0.35, 0.7]),
    meant=st.none() | NODES,
)


def scores_of(filled: Filled, ranked: tuple[Scored, ...]) -> dict[str, float]:
    """The score of every article, as `node_scores` tells it."""
    return {
        id: sum(one.score for one in filled.snapshot.node_scores(ranked, key))
        for id, key in zip(filled.ids(filled.every), filled.every.tolist(), strict=True)
    }


def is_selected(filled: Filled, id: str, selection: Selection) -> bool:
    """Whether an article is in a selection."""
    told, one = filled.plain[id], filled.plain[id].article
    carried = {"category": {one.category}, "source": {one.source}, "author": {*one.authors}}
    if any(carried[facet].isdisjoint(values) for facet, values in selection.values.items()):
        return False
    if any(carried[facet] & values for facet, values in selection.excluded.items()):
        return False
    if selection.undated and told.published is not None:
        return False
    since, until = selection.since, selection.until
    if since is None and until is None:
        return True
    at = told.published
    return at is not None and (since is None or at >= since) and (until is None or at <= until)


@settings(max_examples=100, deadline=None)
@given(ASKED)
def test_answers_are_what_matches_by_condition_and_score_within_the_selection(
    grown: Filled, asked: Asked
) -> None:
    candidates, answers = grown.snapshot.find(asked, 15)
    matches = {
        id: score
        for id, score in scores_of(grown, asked.ranked).items()
        if (asked.condition is None or grown.plain[id].holds(asked.condition, grown.plain))
        and (not asked.must_score or not asked.ranked or score)
    }
    meant = [
        id
        for id in matches
        if asked.meant is None or grown.plain[id].holds(asked.meant, grown.plain)
    ]
    best = max((matches[id] for id in meant), default=0.0)
    off = grown.under_test.tolerance * best
    assert candidates.best == pytest.approx(best, abs=off)
    within = [id for id in meant if is_selected(grown, id, asked.selection)]
    surely = {id for id in within if matches[id] > asked.share * best + off or not asked.share}
    perhaps = {id for id in within if matches[id] >= asked.share * best - off}
    keys, scores = answers.by_score()
    found = grown.ids(keys)
    assert surely <= set(found) <= perhaps
    assert answers.total == len(found) == grown.snapshot.total(asked)
    assert np.all(keys[1:] > keys[:-1])
    assert scores.tolist() == pytest.approx([matches[id] for id in found], abs=off)
    if asked.ranked:
        check_candidates(grown, asked, candidates, others_of(grown, asked, matches), set(found))
    else:
        assert not len(candidates.keys)


def others_of(filled: Filled, asked: Asked, matches: dict[str, float]) -> dict[str, float]:
    """The scores of all of the selection that may be among the best, answers or not."""
    return {id: matches[id] for id in matches if is_selected(filled, id, asked.selection)}


def check_candidates(
    filled: Filled, asked: Asked, candidates: Any, within: dict[str, float], found: set[str]
) -> None:
    """They are the best of the selection, whether they are answers or not."""
    best = max(within.values(), default=0.0)
    ids, off = filled.ids(candidates.keys), filled.under_test.tolerance * best
    assert len(ids) == len(set(ids)) == min(15, len(within))
    assert candidates.scores.tolist() == pytest.approx([within[id] for id in ids], abs=off)
    least = min(candidates.scores, default=0.0)
    assert all(within[id] <= least + off for id in set(within) - set(ids))
    check_order(filled.under_test, candidates, best)
    assert [id in found for id in ids] == candidates.is_answer.tolist()


@settings(max_examples=50, deadline=None)
@given(RANKED.filter(bool), SELECTIONS, st.integers(0, 60))
def test_that_there_are_no_others_is_said_only_where_it_is_true(
    grown: Filled, ranked: tuple[Scored, ...], selection: Selection, most: int
) -> None:
    candidates = grown.snapshot.find(Asked(ranked, selection=selection), most).candidates
    whole = grown.snapshot.find(Asked(ranked, selection=selection), 1_000).candidates
    assert whole.has_all
    assert candidates.keys.tolist() == whole.keys.tolist()[:most]
    if candidates.has_all:
        assert len(candidates.keys) == len(whole.keys)
    if most > len(whole.keys):
        assert candidates.has_all


def test_of_articles_that_say_the_same_the_first_comes_first(
    make: MakeEngine, under_test: EngineUnderTest, copied: Lot
) -> None:
    snapshot = make(copied[:6], copied[6:8], copied[8:]).snapshot()
    for most in (3, 100):
        candidates = snapshot.find(Asked((Term("text", "phà", 1.0),)), most).candidates
        ids = [snapshot.article(key).id for key in candidates.keys.tolist()]
        expected = [one.id for one in copied[:most]]
        assert ids == expected if under_test.keeps_ties else set(ids) <= {*map(str, expected)}
        assert len({*candidates.scores.tolist()}) == 1


def test_without_anything_to_rank_by_every_article_of_the_condition_answers(grown: Filled) -> None:
    found = grown.snapshot.find(Asked(condition=Negation(Identified("a3"))), 10)
    assert found.answers.total == len(grown.plain.ids) - 1
    assert not len(found.candidates.keys)
    assert found.candidates.has_all


def test_a_node_that_weighs_nothing_makes_a_match_but_no_score(grown: Filled) -> None:
    node = Term("text", "phà")
    answers = grown.snapshot.find(Asked((node,)), 10).answers
    keys, scores = answers.by_score()
    assert grown.ids(keys) == grown.plain.holding(node)
    assert not scores.any()


def test_the_best_score_is_that_of_all_matches_and_not_of_the_selection_alone(
    grown: Filled,
) -> None:
    whole = grown.snapshot.find(BRIDGE, 10)
    best = grown.ids(whole.candidates.keys)[0]
    category = grown.plain[best].article.category
    others = {"Xã hội", "Kinh tế", "Văn hoá"} - {category}
    selection = Selection(values={"category": frozenset(others)})
    narrowed = grown.snapshot.find(replace(BRIDGE, selection=selection, share=0.9), 10)
    assert narrowed.candidates.best == whole.candidates.best
    scores = narrowed.answers.by_score()[1]
    assert np.all(scores >= 0.9 * whole.candidates.best)


def test_an_article_answers_from_its_share_of_the_best_score_on(grown: Filled) -> None:
    candidates = grown.snapshot.find(BRIDGE, 100).candidates
    off = 10 * grown.under_test.tolerance
    for key, score in zip(candidates.keys.tolist(), candidates.scores.tolist(), strict=True):
        share = score / candidates.best
        answers = [
            grown.snapshot.find(replace(BRIDGE, share=min(1.0, one)), 1).answers
            for one in (share - off, share + off)
        ]
        below, above = (one.contains(grown.every[grown.every == key])[0] for one in answers)
        assert below
        assert not above or share + off >= 1


def test_what_the_share_keeps_out_is_among_the_best_only_if_that_was_asked_for(
    grown: Filled,
) -> None:
    beyond, not_beyond = (
        grown.snapshot.find(replace(BRIDGE, share=0.8, beyond=beyond), 30).candidates
        for beyond in (True, False)
    )
    assert beyond.is_answer.any()
    assert not beyond.is_answer.all()
    assert not_beyond.is_answer.all()
    assert not_beyond.keys.tolist() == beyond.keys[beyond.is_answer].tolist()


def test_who_asks_for_the_best_alone_gets_the_same_best(grown: Filled) -> None:
    alone = grown.snapshot.find(replace(BRIDGE, only_best=True), 10).candidates
    usual = grown.snapshot.find(BRIDGE, 10).candidates
    assert alone.keys.tolist() == usual.keys.tolist()
    assert alone.scores.tolist() == usual.scores.tolist()
    assert alone.has_all == usual.has_all
