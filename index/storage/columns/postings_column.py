"""The column of a field's posting lists."""

from __future__ import annotations

from functools import partial
from typing import Any

from index.storage.checksums import Data
from index.storage.columns.column import Column, Live
from index.storage.postings import InvertedIndex, Inverter, join
from index.storage.spooling import spool_beside


class PostingsColumn(Column):
    """A field's inverted index. Values are term vectors (see `index.analysis.vectors`)."""

    def __init__(self, has_positions: bool) -> None:
        """`has_positions` tells whether the vectors hold positions."""
        self.has_positions = has_positions

    def writer(self, file: Any) -> _PostingsWriter:
        """Inverts the vectors when it is finished."""
        return _PostingsWriter(file, Inverter(self.has_positions))

    def open(self, data: Data, articles: int) -> InvertedIndex:
        """The inverted index."""
        index = InvertedIndex(data)
        if index.articles != articles or index.has_positions != self.has_positions:
            raise ValueError("the posting lists are of another segment")
        return index

    def empty(self, articles: int) -> InvertedIndex:
        """An inverted index without terms."""
        return InvertedIndex(b"".join(Inverter(self.has_positions).finish(articles)))

    def join(self, file: Any, parts: list[tuple[InvertedIndex, Live]]) -> None:
        """Join the lists term by term."""
        for part in join(parts, self.has_positions, partial(spool_beside, file)):
            file.write(part)


class _PostingsWriter:
    def __init__(self, file: Any, inverter: Inverter) -> None:
        self._file = file
        self._inverter = inverter
        self.add = inverter.add

    @property
    def nbytes(self) -> int:
        """About how much memory the vectors take."""
        return self._inverter.nbytes

    def finish(self, articles: int) -> None:
        for part in self._inverter.finish(articles):
            self._file.write(part)
