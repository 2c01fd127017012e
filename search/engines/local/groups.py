"""Groups of near-duplicates: which articles belong together, and one of each group in a list."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from search.engines.local.segments import Ids


class Groups:
    """The groups of all articles of a snapshot."""

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

    def first_of_each(self, numbers: Ids, shown: Ids | None = None) -> Ids:
        """`numbers` without those whose group stands before them there, or is that of one `shown`.

        The order stays.
        """
        ordinals = self._ordinals[numbers]
        _, places = np.unique(ordinals, return_index=True)
        places.sort()
        if shown is not None and len(shown):
            places = places[~np.isin(ordinals[places], self._ordinals[shown])]
        return numbers[places]

    def count(self, numbers: Ids) -> int:
        """How many groups some articles belong to."""
        flags = np.zeros(len(self._starts), np.bool_)
        flags[self._ordinals[numbers]] = True
        return int(np.count_nonzero(flags))
