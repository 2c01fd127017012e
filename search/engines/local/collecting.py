"""Runs the kernels over all segments of a generation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.storage.columns import Live
from index.storage.lookup import distinct
from search.engines.local.segments import Ids, Segment, Segments
from search.kernels import Bag, Best, Brackets, Matches, Tree, evaluate

Scores = NDArray[np.float64]
Places = NDArray[np.intp]
_NONE = np.empty(0, np.uint32)
_PROMISING = 8  # articles of each segment
# Makes the tree of a query for a segment; None asks for nothing.
TreeMaker = Callable[[Segment], Tree]


@dataclass(frozen=True)
class Collected:
    """What a query found: the best articles, best first; how many match; and all that do.

    `matches` are rising numbers, empty unless they were asked for. None scores less than the
    `match_scores` say, and the best one just that. `score_of` gives the scores of some of them,
    whose numbers rise.
    """

    articles: Ids
    scores: Scores
    total: int
    matches: Ids
    match_scores: Scores
    score_of: Callable[[Ids], Scores]


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
    numbers, found = (_NONE, np.empty(0)) if matches is None else matches.found()

    def score_of(some: Ids) -> Scores:
        return found[np.searchsorted(numbers, some)]

    return Collected(articles, scores, total, numbers, found, score_of)


def collect_bag(
    segments: Segments,
    ranked: TreeMaker,
    *,
    conditions: TreeMaker | None = None,
    within: Live | None = None,
    most: int = 10,
    share: float | None = None,
) -> Collected:
    """What `collect` finds for weighted terms of which one must match; the total is the matches'.

    A `share` is above 0, as the weights are. The scores of most matches are not worked out.
    """
    bags = [Bag(segment.articles, ranked(segment)) for segment in segments]
    brackets = Brackets(min(most, segments.articles), share)
    if share is not None and conditions is None:
        brackets.raise_top(_promised(segments, bags))
    for segment, bag in zip(segments, bags, strict=True):
        bag.bracket(
            segment.first,
            segment.live,
            conditions and conditions(segment),
            None if within is None else within[segment.first : segment.last],
            brackets,
        )
    numbers, lowest, highest = brackets.found()

    def score_of(some: Ids) -> Scores:
        pairs = zip(segments, bags, strict=True)
        parts = [bag.scores(segment.own(some)) for segment, bag in pairs]
        return np.concatenate([np.empty(0), *parts])

    def settle(places: Places) -> None:
        doubtful = places[lowest[places] < highest[places]]
        if len(doubtful):
            lowest[doubtful] = highest[doubtful] = score_of(numbers[doubtful])

    # All that may be among the best have to be scored, and what may be on either side of the
    # threshold.
    needed = brackets.needed_of_best()
    if within is None:
        if share is not None:
            needed = min(needed, lowest.max(initial=0.0))
        wanted = competing = np.flatnonzero(highest >= needed)
    else:
        competing = np.flatnonzero(within[numbers] & (highest >= needed))
        wanted = competing
        if share is not None:
            above = np.flatnonzero(highest >= lowest.max(initial=0.0))
            wanted = distinct(np.concatenate([competing, above]))
    settle(wanted)
    among = competing[np.lexsort((competing, -lowest[competing]))[:most]]
    best = numbers[among], lowest[among]
    if share is None:
        return Collected(*best, 0, _NONE, np.empty(0), score_of)
    needed = share * lowest[wanted].max(initial=0.0)
    below = np.flatnonzero(lowest < needed)
    settle(below[highest[below] >= needed])
    others = below[lowest[below] < needed]
    if len(others):
        kept = np.ones(len(numbers), np.bool_)
        kept[others] = False
        numbers, lowest = numbers[kept], lowest[kept]
    return Collected(*best, len(numbers), numbers, lowest, score_of)


def _promised(segments: Segments, bags: Sequence[Bag]) -> float:
    """What the best article scores at least: as much as one that is found by short lists alone.

    Measured: .95 of the best score.
    """
    promised = 0.0
    for segment, bag in zip(segments, bags, strict=True):
        numbers = bag.promising(_PROMISING, segment.live)
        promised = max(promised, float(bag.scores(numbers).max(initial=0.0)))
    return promised
