"""Which segments are joined, so that an archive of any size has few after any number of runs.

While a run goes on, `FIRST` small segments become one, and `FURTHER` of those that were joined
equally often become one again: each article is joined once or twice in a million. At the end of a
run the newest are joined like that: each is, while it is under twice the size of those after it, up
to a size that takes little of the run. If there are too many even then, the cheapest neighbours are
joined. Articles always stay in the order in which they came.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, takewhile
from typing import NamedTuple

from index.storage.segment_info import SegmentInfo

FIRST = 12
FURTHER = 8
AFTER_BUILDING = 12
"""So many segments there are after a reindex at the most."""
EVER = 20
"""So many there are after any run, unless an older version wrote more."""
MOST_IN_ONE = 10_000_000
"""Articles of a segment: joining holds all that one of its posting lists has in memory."""


class Limits(NamedTuple):
    """How much is joined at the end of a run.

    So many segments of it as `alone` says stay as they are, those with fewer articles than `small`
    count as much, and joined are so many articles as `merged` says at the most. `segments` are
    those that there may be.
    """

    alone: int
    small: int
    merged: int
    segments: int


class Group(NamedTuple):
    """Neighbouring segments: so many, which are written as one if they are made `anew`."""

    size: int
    anew: bool


def due(levels: Sequence[int], articles: Sequence[int]) -> int:
    """How many of the newest segments of a run are to be joined now, 0 if none: by how often each
    was joined (its level), and how many articles each has."""
    if not levels:
        return 0
    newest = levels[-1]
    count = sum(1 for _ in takewhile(lambda level: level == newest, reversed(levels)))
    is_due = count >= (FURTHER if newest else FIRST) and sum(articles[-count:]) <= MOST_IN_ONE
    return count if is_due else 0


def grouped(segments: Sequence[SegmentInfo], written: int, limits: Limits) -> list[Group]:
    """What becomes of segments, the last of which a run has `written`: groups in their order."""
    kept = len(segments)
    if not 1 < written <= limits.alone:
        kept = _kept(segments, limits.small if written > 1 else 0, limits.merged)
    counts = [1] * kept + [len(segments) - kept] * (kept < len(segments))
    joined = sum(one.live for one in segments[kept:])
    is_building = written == len(segments)
    lives = [one.live for one in segments[:kept]] + [joined] * (kept < len(segments))
    _narrow(counts, lives, limits, None if is_building else limits.merged)
    groups, at = [], 0
    for count in counts:
        is_last = at + count == len(segments)
        groups.append(Group(count, count > 1 or (is_last and kept < len(segments))))
        at += count
    return groups


def as_few(segments: Sequence[SegmentInfo]) -> list[Group]:
    """As few groups as can be; one alone is made anew if it has deleted articles."""
    groups: list[Group] = []
    size = 0
    for one in segments:
        if groups and size + one.live <= MOST_IN_ONE:
            groups[-1] = Group(groups[-1].size + 1, True)
            size += one.live
        else:
            groups.append(Group(1, bool(one.deleted)))
            size = one.live
    return groups


def _narrow(counts: list[int], lives: list[int], limits: Limits, most: int | None) -> None:
    """Put the smallest neighbours together until there are few, or `most` articles are joined."""
    joined = 0
    while len(counts) > limits.segments:
        sums = [one + other for one, other in pairwise(lives)]
        at = min(range(len(sums)), key=sums.__getitem__)
        if sums[at] > MOST_IN_ONE or (most is not None and joined and joined + sums[at] > most):
            return
        joined += sums[at]
        counts[at : at + 2] = [counts[at] + counts[at + 1]]
        lives[at : at + 2] = [sums[at]]


def _kept(segments: Sequence[SegmentInfo], least: int, most: int) -> int:
    """How many of the segments stay as they are; the newest, those after them, are joined.

    Each of the newest is joined while it is under twice the size of those after it, which count as
    `least` articles at least, and `most` altogether.
    """
    kept, size = len(segments), 0
    while kept:
        newest = segments[kept - 1]
        is_first = kept == len(segments)
        if not is_first and newest.articles >= 2 * max(size, least):
            break
        if not is_first and size + newest.live > most:
            break
        kept -= 1
        size += newest.live
    if len(segments) - kept < 2 and not (kept < len(segments) and _is_mostly_deleted(segments[-1])):
        return len(segments)
    return kept


def _is_mostly_deleted(segment: SegmentInfo) -> bool:
    return len(segment.deleted) * 2 > segment.articles
