"""Lists of numbers, one for each article of a segment, each checked when it is first read.

A list lies as `index.storage.postings.word_lists` writes it: numbers counted from 1, rising, each
as a varint of what it is more than the one before. `TAIL` stands behind all lists.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.storage.checksums import BLOCK_SIZE, Checked
from index.storage.postings import listed, tally
from index.storage.word_lists import TAIL


class NumberLists:
    """Which of `several` numbers, counted from 0 here, each article has. Raises ValueError when
    anything read is damaged."""

    def __init__(self, column: Checked, at: int, begins: NDArray[np.uint32], several: int) -> None:
        """The lists are all that a column has behind byte `at`; `begins` tells where each begins
        from there, and where the last ends."""
        self._column = column
        self._at = at
        self._begins = begins
        self._several = several
        self._lists = np.frombuffer(column.data, np.uint8, offset=at)

    def count(self, articles: NDArray[np.uint32]) -> NDArray[np.int64]:
        """In how many of some articles each number is."""
        wanted = articles.astype(np.int64)
        begins, ends = (self._at + self._begins[wanted + n].astype(np.int64) for n in (0, 1))
        kept = ends > begins
        if (ends > len(self._column) - len(TAIL)).any() or (ends < begins).any():
            raise ValueError("lists of numbers are damaged")
        begins, ends = begins[kept], ends[kept]
        checked = np.frombuffer(self._column.checked, np.bool_)
        unread = ~(checked[begins // BLOCK_SIZE] & checked[(ends - 1) // BLOCK_SIZE])
        unread |= ends - begins > BLOCK_SIZE  # there are others between
        for begin, end in zip(begins[unread].tolist(), ends[unread].tolist(), strict=True):
            self._column.check(begin, end)
        return tally(self._lists, self._begins, wanted, self._several)

    def rows(self, wanted: NDArray[np.bool_]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """Which article has which of the wanted numbers: the articles, rising, and the numbers."""
        self._column.check(self._at, len(self._column))
        return listed(self._lists, self._begins, wanted)
