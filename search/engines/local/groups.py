"""Groups of near-duplicates: which articles of a generation belong together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from search.engines.local.segments import Ids


class Groups:
    """The groups of all articles of a generation."""

    def __init__(self, values: NDArray[np.int64]) -> None:
        """`values` has the number of each article's group."""
        self._order = np.argsort(values, kind="stable").astype(np.uint32)
        ordered = values[self._order]
        begins = np.ones(len(values), np.bool_)
        begins[1:] = ordered[1:] != ordered[:-1]
        self._starts = np.append(np.flatnonzero(begins), len(values))
        self._ordinals = np.empty(len(values), np.int32)
        self._ordinals[self._order] = np.cumsum(begins, dtype=np.int32) - 1

    def members(self, number: int) -> Ids:
        """The articles of the group of one, itself included, in the order of their numbers."""
        ordinal = self._ordinals[number]
        return self._order[self._starts[ordinal] : self._starts[ordinal + 1]]

    def others(self, number: int, among: NDArray[np.bool_]) -> Ids:
        """The members of the group of one without itself, of those that are flagged in `among`."""
        members = self.members(number)
        found: Ids = members[among[members] & (members != number)]
        return found

    def of(self, numbers: Ids) -> NDArray[np.int32]:
        """The group of each of some articles; alike for those of one group."""
        return self._ordinals[numbers]

    def count(self, numbers: Ids) -> int:
        """How many groups some articles belong to."""
        flags = np.zeros(len(self._starts), np.bool_)
        flags[self._ordinals[numbers]] = True
        return int(np.count_nonzero(flags))
