"""The column of profiles: a row of numbers for each article (see `index.storage.profiles`)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.storage.checksums import BLOCK_SIZE, Data, as_checked
from index.storage.columns.column import LateColumn
from index.storage.profiles import WORDS, Profiles


class ProfileColumn(LateColumn):
    """The profile of each article; zeros for one that has no words."""

    def encoded(self, values: Profiles) -> memoryview:
        """The bytes of the column, which are not copied where they are right as they are."""
        return np.ascontiguousarray(values, "<u4").data.cast("B")

    def open(self, data: Data, articles: int) -> ProfileValues:
        """The profiles, each checked when it is first read."""
        return ProfileValues(data, articles)

    def empty(self, articles: int) -> None:
        """None: an article whose profile has no words is something else."""


class ProfileValues:
    """The profiles of a segment's articles."""

    def __init__(self, data: Data, articles: int) -> None:
        """Raises ValueError when there are not so many."""
        self._column = as_checked(data)
        if len(self._column.data) != _ROW * articles:
            raise ValueError("a column of profiles is damaged")
        self._rows: Profiles = np.frombuffer(self._column.data, "<u4").reshape(articles, WORDS)

    def of(self, articles: NDArray[Any]) -> Profiles:
        """The profiles of some articles. Raises ValueError when they are damaged."""
        begins = articles.astype(np.int64) * _ROW
        checked = np.frombuffer(self._column.checked, np.bool_)
        unread = ~(checked[begins // BLOCK_SIZE] & checked[(begins + _ROW - 1) // BLOCK_SIZE])
        for begin in begins[unread].tolist():
            self._column.check(begin, begin + _ROW)
        rows: Profiles = self._rows[articles]
        return rows


_ROW = 4 * WORDS
