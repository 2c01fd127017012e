"""How articles are ranked.

Phase 1, which an engine runs, adds BM25 of syllables, words and title over all articles; phase 2,
here, adds the neighbouring pairs of the query to the best of them.
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
from search.plan.terms import Pair


@dataclass(frozen=True)
class Ranked:
    """The best articles of a query, best first, with their final scores.

    Those of the candidates are `counted`, in the order of their keys; `pair_scores` has what each
    pair of the query (a row) adds to the score of each of them.
    """

    keys: Keys
    scores: Scores
    is_answer: Flags
    has_all: bool
    counted: Keys
    pair_scores: Scores

    @cached_property
    def score_of(self) -> dict[Key, float]:
        """The score of each article by its key."""
        return dict(zip(self.keys.tolist(), self.scores.tolist(), strict=True))

    def pair_scores_of(self, key: Key) -> list[float]:
        """What each pair adds to the score of one article; nothing if it was not counted."""
        at = int(np.searchsorted(self.counted, key))
        if at == len(self.counted) or self.counted[at] != key:
            return []
        found: list[float] = self.pair_scores[:, at].tolist()
        return found


def rank(candidates: Candidates, pairs: Sequence[Pair], snapshot: Snapshot, most: int) -> Ranked:
    """Count the pairs of a query in the first `most` candidates, and put these in order anew.

    Those behind them stay as they were.
    """
    rising = np.argsort(candidates.keys[:most])
    counted = candidates.keys[rising]
    added = pair_scores(pairs, snapshot.pair_frequencies(pairs, counted))
    scores = candidates.scores[rising] + added.sum(axis=0)
    order = falling(scores)

    def ordered(values: NDArray[Any]) -> NDArray[Any]:
        return np.concatenate([values[rising][order], values[most:]])

    return Ranked(
        ordered(candidates.keys),
        np.concatenate([scores[order], candidates.scores[most:]]),
        ordered(candidates.is_answer),
        candidates.has_all,
        counted,
        added,
    )


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
