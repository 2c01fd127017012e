"""A column of numbers, one for each article: dates, groups of near-duplicates."""

from __future__ import annotations

from array import array
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.storage.checksums import Checked, Data, as_checked
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
        column = as_checked(data)
        if len(column) != 8 * articles:
            column.check_all()  # which says what is wrong
            raise ValueError("a column of numbers is damaged")
        return NumberValues(column)

    def empty(self, articles: int) -> NumberValues:
        """The default for all."""
        return NumberValues(Checked(np.full(articles, self._default, "<i8").tobytes()))

    def join(self, file: Any, parts: list[tuple[NumberValues, Live]]) -> None:
        """One after the other."""
        for numbers, live in parts:
            file.write(numbers.values[live].astype("<i8").tobytes())


class NumberValues:
    """The number of each article of a segment. Raises ValueError where what is read is damaged."""

    def __init__(self, column: Checked) -> None:
        self._column = column
        self._numbers: NDArray[np.int64] = np.frombuffer(column.data, "<i8")

    @property
    def values(self) -> NDArray[np.int64]:
        """All of them."""
        self._column.check_all()
        return self._numbers

    def at(self, article: int) -> int:
        """That of one article, of which alone it is read."""
        self._column.check(8 * article, 8 * article + 8)
        return self._numbers.item(article)


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
