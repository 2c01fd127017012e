"""Groups of near-duplicates: which articles of a generation belong together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.storage.lookup import begins_of
from search.engines.local.segments import Ids

_REMEMBERED = 16  # groups


class Groups:
    """The groups of all articles of a generation, read where they lie."""

    def __init__(self, parts: Sequence[NDArray[np.int64]]) -> None:
        """`parts` have the number of each article's group, segment by segment."""
        self._parts = parts
        self._firsts: list[int] = begins_of([*map(len, parts)]).tolist()
        self.members: Callable[[int], Ids] = lru_cache(_REMEMBERED)(self._members)
        """The articles of the group of one, itself included, in the order of their numbers."""

    def others(self, number: int, among: NDArray[np.bool_]) -> Ids:
        """The members of the group of one without itself, of those that are flagged in `among`."""
        members = self.members(number)
        found: Ids = members[among[members] & (members != number)]
        return found

    def of(self, numbers: Ids) -> NDArray[np.int64]:
        """The group of each of some articles; alike for those of one group."""
        found = np.empty(len(numbers), np.int64)
        for part, first in zip(self._parts, self._firsts, strict=False):
            mine = (numbers >= first) & (numbers < first + len(part))
            found[mine] = part[numbers[mine] - first]
        return found

    def count(self, numbers: Ids) -> int:
        """How many groups some articles, which rise, belong to."""
        ends = np.searchsorted(numbers, self._firsts)
        ordered = np.concatenate(
            [
                np.empty(0, np.int64),
                *(
                    part[numbers[begin:end] - first]
                    for part, first, (begin, end) in zip(
                        self._parts, self._firsts, pairwise(ends.tolist()), strict=False
                    )
                ),
            ]
        )
        ordered.sort()
        return int(np.count_nonzero(ordered[1:] != ordered[:-1])) + bool(len(ordered))

    def _members(self, number: int) -> Ids:
        group = self.of(np.array([number], np.uint32))[0]
        found = [
            np.flatnonzero(part == group) + first
            for part, first in zip(self._parts, self._firsts, strict=False)
        ]
        return np.concatenate([np.empty(0, np.int64), *found]).astype(np.uint32)
