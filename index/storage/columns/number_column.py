"""A column of numbers, one for each article: dates, groups of near-duplicates."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.storage.checksums import Data, checked_bytes
from index.storage.columns.column import Column, Live


class NumberColumn(Column):
    """A 64-bit number for each article."""

    def __init__(self, default: int) -> None:
        """`default` is the value of an article that has none."""
        self._default = default

    def default_value(self, reverse: bool = False) -> int:
        """The value of an article that has none."""
        return self._default

    def writer(self, file: Any) -> _NumberWriter:
        """Keeps the numbers in memory until it is finished."""
        return _NumberWriter(file, self._default)

    def open(self, data: Data, articles: int) -> NumberValues:
        """The numbers."""
        data = checked_bytes(data)
        if len(data) != 8 * articles:
            raise ValueError("a column of numbers is damaged")
        return NumberValues(np.frombuffer(data, "<i8"))

    def empty(self, articles: int) -> NumberValues:
        """The default for all."""
        return NumberValues(np.full(articles, self._default, np.int64))

    def join(self, file: Any, parts: list[tuple[NumberValues, Live]]) -> None:
        """One after the other."""
        for numbers, live in parts:
            file.write(numbers.values[live].astype("<i8").tobytes())


@dataclass(frozen=True)
class NumberValues:
    """The number of each article of a segment."""

    values: NDArray[np.int64]


class _NumberWriter:
    def __init__(self, file: Any, default: int) -> None:
        self._file = file
        self._default = default
        self._numbers = array("q")

    def add(self, article: int, number: int) -> None:
        self._fill(article)
        self._numbers.append(number)

    def value(self, article: int) -> int | None:
        """The number of an article that was written."""
        return self._numbers[article] if article < len(self._numbers) else None

    def finish(self, articles: int) -> None:
        self._fill(articles)
        self._file.write(np.array(self._numbers, "<i8").tobytes())

    def _fill(self, articles: int) -> None:
        self._numbers.extend([self._default] * (articles - len(self._numbers)))
