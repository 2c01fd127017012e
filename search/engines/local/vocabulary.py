"""All terms of a field, and in how many articles of a set each stands."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.storage.postings import InvertedIndex
from index.storage.terms import Numbers, Terms, merged
from search.engines.local.segments import Segments

Counts = NDArray[np.int64]


class _Part(NamedTuple):
    """A segment's terms: their numbers among all; and which of its articles can be found."""

    lists: InvertedIndex | None
    numbers: Numbers
    live: NDArray[np.bool_] | None


class Vocabulary:
    """The terms of one field in the whole archive; never changes, any thread may read it.

    `terms` are their texts, `totals` in how many articles each stands, deleted ones left out.
    """

    def __init__(
        self, segments: Segments, field: str, shared: int = 0, before: Vocabulary | None = None
    ) -> None:
        """Read all terms of `field`, but for those of the first `shared` segments, of which
        `before` knows."""
        self._segments = segments
        old: list[_Part] = [] if before is None else before._parts
        indexes = [segment.index(field) for segment in segments]
        known = [] if before is None else [before.terms]
        terms, numbers = merged([*known, *map(_terms, indexes[shared:])])
        self.terms: Terms = terms
        of_new = numbers[len(known) :]
        kept = [_Part(part.lists, numbers[0][part.numbers], part.live) for part in old]
        self._parts: list[_Part] = [
            *(
                part._replace(live=segment.live)
                for part, segment in zip(kept[:shared], segments[:shared], strict=True)
            ),
            *(
                _Part(index, own, segment.live)
                for index, own, segment in zip(
                    indexes[shared:], of_new, segments[shared:], strict=True
                )
            ),
        ]
        self.totals = np.zeros(len(self.terms), np.int64)
        if before is not None:
            self.totals[numbers[0]] = before.totals
        changed = [
            (one, other)
            for one, other in zip(kept[:shared], self._parts, strict=False)
            if not _same(one.live, other.live)
        ]
        gone = [*kept[shared:], *(one for one, _ in changed)]
        come = [*self._parts[shared:], *(other for _, other in changed)]
        for sign, parts in ((-1, gone), (1, come)):
            for part in parts:
                self.totals[part.numbers] += sign * _totals(part)

    def counts(self, mask: NDArray[np.bool_]) -> Counts:
        """In how many of the articles in `mask` (flags of all) each term stands."""
        sums = np.zeros(len(self.terms), np.int64)
        for segment, part in zip(self._segments, self._parts, strict=True):
            if part.lists is not None:
                within = mask[segment.first : segment.last]
                sums[part.numbers] += part.lists.count_within(within)
        return sums


def _terms(index: InvertedIndex | None) -> Terms:
    """The terms of a segment."""
    return Terms.of_lines(b"" if index is None else index.term_lines(0, index.terms)[0])


def _totals(part: _Part) -> Counts:
    """In how many of a segment's articles that can be found each of its terms stands."""
    if part.lists is None:
        return np.empty(0, np.int64)
    totals = part.lists.term_lines(0, part.lists.terms)[1].astype(np.int64)
    if part.live is not None:
        totals -= part.lists.count_within(~part.live)
    return totals


def _same(one: NDArray[np.bool_] | None, other: NDArray[np.bool_] | None) -> bool:
    """Whether two segments with the same articles have the same live ones; None is all."""
    return one is other or (one is not None and other is not None and np.array_equal(one, other))
