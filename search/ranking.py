"""How articles are ranked.

Phase 1, which an engine runs, adds BM25 of syllables, words and title over all articles; phase 2,
here, adds the neighbouring pairs of the query to the best of them, and then how much they are like
the first (see `search.feedback`). What counts as a match does not depend on phase 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.storage.scoring import idf, term_scores
from search.engines.protocol import (
    DECIMALS,
    Candidates,
    Flags,
    Key,
    Keys,
    PhraseCounts,
    Scores,
    Snapshot,
)
from search.feedback import VOTERS, alike, votes
from search.plan.planning import Plan
from search.plan.terms import Pair


@dataclass(frozen=True)
class Ranked:
    """The best articles of a query, best first, with their final scores.

    Those of the candidates are `counted`, in the order of their keys; `pair_scores` has what each
    pair of the query (a row) adds to the score of each of them, `feedback_scores` what it gets for
    being like the `voters`, the first hits before that.
    """

    keys: Keys
    scores: Scores
    is_answer: Flags
    has_all: bool
    counted: Keys
    pair_scores: Scores
    feedback_scores: Scores
    voters: Keys

    @cached_property
    def score_of(self) -> dict[Key, float]:
        """The score of each article by its key."""
        return dict(zip(self.keys.tolist(), self.scores.tolist(), strict=True))

    def pair_scores_of(self, key: Key) -> list[float]:
        """What each pair adds to the score of one article; nothing if it was not counted."""
        at = self._place(key)
        found: list[float] = [] if at is None else self.pair_scores[:, at].tolist()
        return found

    def feedback_score_of(self, key: Key) -> float:
        """What one article gets for being like the voters."""
        at = self._place(key)
        return 0.0 if at is None else float(self.feedback_scores[at])

    def _place(self, key: Key) -> int | None:
        at = int(np.searchsorted(self.counted, key))
        return at if at < len(self.counted) and self.counted[at] == key else None


def rank(candidates: Candidates, plan: Plan, snapshot: Snapshot) -> Ranked:
    """Put the first of the candidates of a plan in order anew; those behind them stay as they were.

    The pairs of the query are counted in them, and they are compared with the best of them.
    """
    most = plan.ranking.candidates
    rising = np.argsort(candidates.keys[:most])
    counted = candidates.keys[rising]
    pairs = pair_scores(plan.pairs, snapshot.pair_frequencies(plan.pairs, counted))
    scores = candidates.scores[rising] + pairs.sum(axis=0)
    voters, gained = _feedback(plan.ranking.feedback, counted, scores, snapshot)
    scores = scores + gained
    order = falling(scores)

    def ordered(values: NDArray[Any]) -> NDArray[Any]:
        return np.concatenate([values[rising][order], values[most:]])

    return Ranked(
        ordered(candidates.keys),
        np.concatenate([scores[order], candidates.scores[most:]]),
        ordered(candidates.is_answer),
        candidates.has_all,
        counted,
        pairs,
        gained,
        counted[voters],
    )


def _feedback(
    weight: float, keys: Keys, scores: Scores, snapshot: Snapshot
) -> tuple[NDArray[np.intp], Scores]:
    """The places of the voters among some articles, and what each of these gets from them."""
    nobody = np.empty(0, np.intp)
    if not weight or len(keys) < 2 or not scores.max() > 0:
        return nobody, np.zeros(len(keys))
    profiles = snapshot.profiles(keys)
    if profiles is None:
        return nobody, np.zeros(len(keys))
    voters = falling(scores)[:VOTERS]
    best = scores[voters]
    return voters, weight * best[0] * alike(profiles, voters, votes(best))


def pair_scores(pairs: Sequence[Pair], counts: PhraseCounts) -> Scores:
    """What each pair (a row) adds to the score of each of the articles that it was counted in.

    BM25 with the frequency of the pair, and an idf among these articles alone.
    """
    frequencies, norms = counts
    scores = np.zeros(frequencies.shape)
    for row, pair in enumerate(pairs):
        df = int(np.count_nonzero(frequencies[row]))
        if df:
            weight = pair.weight * idf(len(norms), df)
            scores[row] = term_scores(frequencies[row], norms, weight)
    return scores


def falling(scores: Scores) -> NDArray[np.intp]:
    """The order of the scores of articles that stand by their keys, highest first.

    Sums of the same parts may differ in their last digits, by the order in which they were added.
    """
    order: NDArray[np.intp] = np.argsort(-np.round(scores, DECIMALS), kind="stable")
    return order
