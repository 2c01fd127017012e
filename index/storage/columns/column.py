"""What every column can do: it is written, opened, and joined with those of other segments."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.storage.checksums import Data

# Which of a segment's articles are not deleted.
Live = NDArray[np.bool_]


class Column(ABC):
    """How one kind of value is written, read and joined."""

    is_rewritten = False
    """Whether a run may write it anew in a segment that stands: it lies behind all others then."""

    @abstractmethod
    def writer(self, file: Any) -> Any:
        """An object with `add(article number, value)` and `finish(number of articles)`."""

    @abstractmethod
    def open(self, data: Data, articles: int) -> Any:
        """What was written, for a segment with so many articles; `data` is not copied.

        Bytes that have checksums (`checksums.Checked`) are checked before they are read, here or
        later. Raises ValueError when they are damaged.
        """

    @abstractmethod
    def empty(self, articles: int) -> Any:
        """What `open` gives for a segment in which no article has a value."""

    @abstractmethod
    def join(self, file: Any, parts: list[tuple[Any, Live]]) -> None:
        """Write one column from those of several segments, without their deleted articles."""

    def default_value(self, reverse: bool = False) -> Any:
        """The value of an article that has none, for Whoosh's sorting."""
        return None

    def stores_lists(self) -> bool:
        """False: Whoosh's sorting gets one value for each article."""
        return False


class DerivedColumn(Column):
    """A column that is made of another when a segment is written; no values are sent to it."""

    is_joined = True
    """Whether it may be joined, which is quicker, when segments are; else it is made anew."""

    def __init__(self, source: str) -> None:
        """`source` is the name of the other column."""
        self.source = source

    def is_worth(self, articles: int) -> bool:
        """Whether a segment with so many articles gets the column."""
        return True

    @abstractmethod
    def derive(self, file: Any, source: Data, articles: int) -> None:
        """Write this column from the bytes of the other, for a segment with so many articles."""

    def without_deleted(self, opened: Any, source: Data, live: Live) -> Any:
        """What was opened, without what it has of deleted articles: `join` gets that. `source` are
        the bytes of the other column. Raises ValueError when these are damaged."""
        return opened

    def writer(self, file: Any) -> Any:
        """There is none."""
        raise TypeError("a derived column takes no values")


class LateColumn(Column):
    """A column that is made when all segments of a build stand, of what all of them hold.

    No values are sent to it, and it is never joined, but made anew. A segment may be without it.
    """

    @abstractmethod
    def encoded(self, values: Any) -> bytes | memoryview:
        """The bytes of the column with some values."""

    def writer(self, file: Any) -> Any:
        """There is none."""
        raise TypeError("a late column takes no values")

    def join(self, file: Any, parts: list[tuple[Any, Live]]) -> None:
        """There is none to join."""
        raise TypeError("a late column is not joined")
