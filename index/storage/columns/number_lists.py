"""Lists of numbers, one for each article of a segment, each checked when it is first read.

A list lies as `index.storage.postings.word_lists` writes it: numbers counted from 1, rising, each
as a varint of what it is more than the one before. `TAIL` stands behind all lists.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.storage.checksums import BLOCK_SIZE, Checked
from index.storage.lookup import distinct
from index.storage.postings import add_up, having, listed
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

    def add_up(
        self,
        articles: NDArray[np.uint32],
        targets: NDArray[np.int32],
        counts: NDArray[np.uint32],
    ) -> None:
        """Count what the numbers of some articles stand for: counts[targets[n]] for a number n.

        What stands for none of those that are counted is passed over.
        """
        if len(targets) != self._several:
            raise ValueError("there is a target for each number")
        self._check(articles)
        add_up(self._lists, self._begins, articles, targets, counts)

    def _check(self, articles: NDArray[np.uint32]) -> None:
        """Check the lists of some articles, which rise: where these are many, all lists."""
        unchecked = self._column.checked.count(0, self._at // BLOCK_SIZE)
        if not unchecked:
            return
        if len(articles) >= unchecked:
            self._check_all()
            return
        wanted = articles.astype(np.int64)
        begins, ends = (self._at + self._begins[wanted + n].astype(np.int64) for n in (0, 1))
        kept = ends > begins
        if (ends > len(self._column) - len(TAIL)).any() or (ends < begins).any():
            raise ValueError("lists of numbers are damaged")
        begins, ends = begins[kept], ends[kept]
        checked = np.frombuffer(self._column.checked, np.bool_)
        first, last = begins // BLOCK_SIZE, (ends - 1) // BLOCK_SIZE
        for block in distinct(np.concatenate([first[~checked[first]], last[~checked[last]]])):
            self._column.check(int(block) * BLOCK_SIZE, (int(block) + 1) * BLOCK_SIZE)
        long = last - first > 1  # there are others between
        for begin, end in zip(begins[long].tolist(), ends[long].tolist(), strict=True):
            self._column.check(begin, end)

    def _check_all(self) -> None:
        self._column.check(self._at, len(self._column))

    def having(self, wanted: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which of all articles have one of the wanted numbers."""
        self._check_all()
        return having(self._lists, self._begins, wanted)

    def rows(self, wanted: NDArray[np.bool_]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """Which article has which of the wanted numbers: the articles, rising, and the numbers."""
        self._check_all()
        return listed(self._lists, self._begins, wanted)
