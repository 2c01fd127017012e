"""Groups of near-duplicates: which articles of a generation belong together."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from search.engines.local.segments import Ids

_REMEMBERED = 16  # groups


class Groups:
    """The groups of all articles of a generation."""

    def __init__(self, values: NDArray[np.int64]) -> None:
        """`values` has the number of each article's group."""
        self._values = values
        self.members: Callable[[int], Ids] = lru_cache(_REMEMBERED)(partial(_members, values))
        """The articles of the group of one, itself included, in the order of their numbers."""

    def others(self, number: int, among: NDArray[np.bool_]) -> Ids:
        """The members of the group of one without itself, of those that are flagged in `among`."""
        members = self.members(number)
        found: Ids = members[among[members] & (members != number)]
        return found

    def of(self, numbers: Ids) -> NDArray[np.int64]:
        """The group of each of some articles; alike for those of one group."""
        return self._values[numbers]

    def count(self, numbers: Ids) -> int:
        """How many groups some articles belong to."""
        ordered = np.sort(self._values[numbers])
        return int(np.count_nonzero(ordered[1:] != ordered[:-1])) + bool(len(ordered))


def _members(values: NDArray[np.int64], number: int) -> Ids:
    return np.flatnonzero(values == values[number]).astype(np.uint32)
