"""The column of word lists: which words each article has (see `index.storage.word_lists`)."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.storage.checksums import Data, as_checked
from index.storage.columns.column import LateColumn
from index.storage.columns.number_lists import NumberLists
from index.storage.word_lists import HEADER, TAIL, Words


class WordColumn(LateColumn):
    """The words of each article."""

    def encoded(self, values: bytes) -> bytes:
        """The bytes of the column, which `word_lists.each_column` has made."""
        return values

    def open(self, data: Data, articles: int) -> WordLists:
        """The lists, each checked when it is first read."""
        return WordLists(data, articles)

    def empty(self, articles: int) -> None:
        """None: articles without words are something else."""


class WordLists:
    """The word lists of a segment's articles."""

    def __init__(self, data: Data, articles: int) -> None:
        """Raises ValueError when there are not so many."""
        self._column = as_checked(data)
        view = self._column.data
        self._column.check(0, min(HEADER.size, len(view)))
        if len(view) < HEADER.size:
            raise _damaged()
        self._words, self._runs = HEADER.unpack_from(view)
        self._begins_at = HEADER.size + 8 * (self._words + self._runs)
        self._lists_at = self._begins_at + 4 * (articles + 1)
        if len(view) < self._lists_at + len(TAIL):
            raise _damaged()
        self._begins = np.frombuffer(view, "<u4", articles + 1, self._begins_at)
        self._lists = NumberLists(self._column, self._lists_at, self._begins, self._words)

    @cached_property
    def words(self) -> Words:
        """The words. Raises ValueError when they are damaged."""
        view, count = self._column.data, self._words
        self._column.check(0, self._begins_at)
        hashes = np.frombuffer(view, "<u4", count, HEADER.size)
        packed = np.frombuffer(view, "<u4", count, HEADER.size + 4 * count)
        runs = np.frombuffer(view, "<u4", 2 * self._runs, HEADER.size + 8 * count)
        if int(runs[1::2].sum(dtype=np.int64)) != count:
            raise _damaged()
        return Words(hashes, packed, runs)

    def add_up(
        self, articles: NDArray[Any], targets: NDArray[np.int32], counts: NDArray[np.uint32]
    ) -> None:
        """Count what the words of some articles stand for: counts[targets[w]] for each word w.

        Raises ValueError when they are damaged.
        """
        self._column.check(self._begins_at, self._lists_at)
        self._lists.add_up(articles, targets, counts)


def _damaged() -> ValueError:
    return ValueError("a column of word lists is damaged")
