"""What newer articles gain, and that their gain changes the order alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from helpers.engines import Filled, check_order

from search.engines.nodes import Term
from search.engines.protocol import Asked, Found, Freshness

BRIDGE = Asked((Term("text", "phà", 1.0), Term("text_folded", "song", 0.5)))


@pytest.mark.parametrize("most", [5, 20])
def test_freshness_lifts_the_newer_ones_and_leaves_the_answers_as_they_are(
    grown: Filled, most: int
) -> None:
    plain = replace(BRIDGE, share=0.6)
    freshness = Freshness(0.5, 20.0, lifted=most)
    usual = grown.snapshot.find(plain, most)
    found: Found = grown.snapshot.find(replace(plain, freshness=freshness), most)
    candidates, answers = found
    keys, scores = usual.answers.by_score()
    assert answers.by_score()[0].tolist() == keys.tolist()
    assert candidates.best == usual.candidates.best
    ages = grown.snapshot.ages(keys)
    gained = 0.5 * candidates.best * 2 ** (-ages / 20.0)
    off = grown.under_test.tolerance * candidates.best
    assert answers.gained(keys).tolist() == pytest.approx(gained.tolist(), abs=off)
    assert answers.by_score()[1].tolist() == pytest.approx((scores + gained).tolist(), abs=off)
    # Every answer is there, with what it gains, in the order of that among those that are lifted.
    ids = candidates.keys.tolist()
    assert set(keys.tolist()) <= set(ids)
    assert set(usual.candidates.keys.tolist()) <= set(ids)
    check_order(grown.under_test, candidates, 2 * candidates.best)
    assert candidates.is_answer.tolist() == answers.contains(candidates.keys).tolist()


def test_others_than_answers_are_lifted_only_if_they_are_among_the_first(grown: Filled) -> None:
    asked = replace(BRIDGE, share=0.9)
    usual = grown.snapshot.find(asked, 30).candidates
    scores = dict(zip(usual.keys.tolist(), usual.scores.tolist(), strict=True))
    overtaken = []
    for lifted in (0, 8, 30):
        fresh = replace(asked, freshness=Freshness(1.0, 20.0, lifted))
        candidates, answers = grown.snapshot.find(fresh, 30)
        keys, gained = candidates.keys, answers.gained(candidates.keys)
        assert set(keys.tolist()) == set(scores)
        expected = [scores[key] + more for key, more in zip(keys.tolist(), gained, strict=True)]
        off = grown.under_test.tolerance * candidates.best
        assert candidates.scores.tolist() == pytest.approx(expected, abs=off)
        # Those that are not lifted come last, as they came without freshness.
        kept = usual.keys[lifted:][~usual.is_answer[lifted:]]
        first = len(keys) - len(kept)
        assert keys[first:].tolist() == kept.tolist()
        moved = replace(candidates, keys=keys[:first], scores=candidates.scores[:first])
        check_order(grown.under_test, moved, 2 * candidates.best)
        overtaken.append((~candidates.is_answer[: int(usual.is_answer.sum())]).any())
    assert (overtaken[0], overtaken[-1]) == (False, True)
