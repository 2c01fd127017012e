"""Runs the kernels over all segments of a generation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.storage.columns import Live
from search.engines.local.segments import Ids, Segment, Segments
from search.kernels import Best, Matches, Tree, evaluate

Scores = NDArray[np.float64]
# Makes the tree of a query for a segment; None asks for nothing.
TreeMaker = Callable[[Segment], Tree]


@dataclass(frozen=True)
class Collected:
    """What a query found: the best articles, best first; how many match; and all that do.

    `matches` are rising numbers with their scores, empty unless they were asked for.
    """

    articles: Ids
    scores: Scores
    total: int
    matches: Ids
    match_scores: Scores


def collect(
    segments: Segments,
    *,
    conditions: TreeMaker | None = None,
    ranked: TreeMaker | None = None,
    must_match: bool = True,
    within: Live | None = None,
    most: int = 10,
    share: float | None = None,
) -> Collected:
    """Run a query: `conditions` say which articles it admits, `ranked` scores them.

    `ranked` must match, too, if it `must_match`. The best `most` are chosen among those `within`
    (flags of all articles). With `share`, all articles are collected whose score is not below
    that share of the best one's. Raises ValueError for damaged posting lists.
    """
    best = Best(min(most, segments.articles))
    matches = None if share is None else Matches(share)
    total = 0
    for segment in segments:
        last = segment.first + segment.articles
        total += evaluate(
            segment.articles,
            segment.first,
            segment.live,
            conditions and conditions(segment),
            ranked and ranked(segment),
            must_match,
            None if within is None else within[segment.first : last],
            best,
            matches,
        )
    articles, scores = best.ranked()
    found = (np.empty(0, np.uint32), np.empty(0)) if matches is None else matches.found()
    return Collected(articles, scores, total, *found)
