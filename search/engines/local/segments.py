"""The segments of one generation, with the numbers that articles have in the whole archive."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.storage.columns import Live
from index.storage.columns.bigram_column import BigramRows, rows_in
from index.storage.columns.name_column import Names
from index.storage.lookup import between
from index.storage.names.in_segments import names_in
from index.storage.postings import DenseLists, InvertedIndex
from index.storage.schema import DENSE
from index.storage.scoring import saturation
from index.storage.whoosh.readers import (
    column_of,
    field_lengths,
    inverted_index,
    live_articles,
    read_column,
    segment_file,
)
from search.kernels.nodes import Norms

_SHORT = 2  # bytes of a length
_REMEMBERED = 16_384  # document frequencies, which every query asks for more than once

Key = tuple[str, str]
# Numbers of articles.
Ids = NDArray[np.uint32]


class Segment:
    """One segment: `articles` of them, of which the first has the number `first`."""

    def __init__(self, reader: Any, first: int) -> None:
        """`reader` is Whoosh's, of one segment."""
        self.reader = reader
        self.first = first
        self.articles = int(reader.doc_count_all())
        has_deleted = bool(segment_file(reader).info.deleted)
        self.live: Live | None = live_articles(reader) if has_deleted else None
        self._indexes: dict[str, InvertedIndex | None] = {}
        self._dense: dict[str, DenseLists | None] = {}
        self._columns: dict[str, Any] = {}
        self.norms: dict[str, Norms] = {}

    @cached_property
    def key(self) -> Key:
        """What names the segment, whatever is deleted in it: no other has the same bytes."""
        info = segment_file(self.reader).info
        return info.file, info.table_checksum

    @property
    def last(self) -> int:
        """The number behind that of the last article."""
        return self.first + self.articles

    def index(self, field: str) -> InvertedIndex | None:
        """The inverted index of a field, if the segment has one."""
        try:
            return self._indexes[field]
        except KeyError:
            found = self._indexes[field] = inverted_index(self.reader, field)
            return found

    def dense(self, field: str) -> DenseLists | None:
        """The dense lists of a field, if the segment has some."""
        try:
            return self._dense[field]
        except KeyError:
            name = DENSE.get(field)
            found = None
            if name is not None and name in segment_file(self.reader).info.columns:
                found = self.column(name)
            self._dense[field] = found
            return found

    def column(self, name: str) -> Any:
        """A column (see `index.storage.columns`)."""
        try:
            return self._columns[name]
        except KeyError:
            found = self._columns[name] = column_of(self.reader, name)
            return found

    def number(self, name: str, local: int) -> int:
        """What a column of numbers has for one article."""
        number: int = self.column(name).at(local)
        return number

    def read(self, name: str) -> Any:
        """A column that is read once: it is not kept."""
        return read_column(self.reader, name)

    @property
    def bigrams(self) -> BigramRows:
        """The bigrams of the texts, as long as the file is open the very same."""
        return rows_in(segment_file(self.reader))

    @property
    def names(self) -> Names:
        """The names of the articles, as long as the file is open the very same."""
        return names_in(segment_file(self.reader))

    def own(self, numbers: Ids) -> Ids:
        """Those of some articles (rising) that are in this segment, by their numbers here."""
        found: Ids = numbers[between(numbers, self.first, self.last)] - np.uint32(self.first)
        return found


class Segments(Sequence[Segment]):
    """All segments of a Whoosh reader, whose indexes have our codec."""

    def __init__(self, reader: Any) -> None:
        """`reader` stays open while this is used."""
        self._segments = [
            Segment(leaf, first) for leaf, first in reader.leaf_readers() if leaf.doc_count_all()
        ]
        self._firsts = [segment.first for segment in self._segments]
        self.articles = sum(segment.articles for segment in self._segments)
        self._averages: dict[str, float] = {}
        self._norms_of_lengths: dict[float, NDArray[np.float64]] = {}
        self._dfs: dict[tuple[str, bytes], int] = {}

    def __len__(self) -> int:
        return len(self._segments)

    def __getitem__(self, i: Any) -> Any:
        return self._segments[i]

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """What names the segments, in their order."""
        return tuple(segment.key for segment in self._segments)

    def place(self, number: int) -> tuple[Segment, int]:
        """The segment of the article with this number, and its number there."""
        segment = self._segments[bisect_right(self._firsts, number) - 1]
        return segment, number - segment.first

    @cached_property
    def live(self) -> Live:
        """Which of all articles are not deleted."""
        flags = np.ones(self.articles, np.bool_)
        for segment in self._segments:
            if segment.live is not None:
                flags[segment.first : segment.last] = segment.live
        return flags

    def df(self, field: str, term: bytes) -> int:
        """In how many articles a term stands, deleted ones included."""
        known = self._dfs.get((field, term))
        if known is not None:
            return known
        df = 0
        for segment in self._segments:
            index = segment.index(field)
            if index is not None:
                df += index.frequencies(term)[0]
        if len(self._dfs) >= _REMEMBERED:
            self._dfs.clear()
        self._dfs[field, term] = df
        return df

    def average(self, field: str) -> float:
        """The average length of a field in the whole archive, in terms."""
        if field not in self._averages:
            indexes = [segment.index(field) for segment in self._segments]
            total = sum(index.total_length for index in indexes if index is not None)
            self._averages[field] = total / self.articles if total else 1.0
        return self._averages[field]

    def norms(self, segment: Segment, field: str) -> Norms:
        """The length norms (see `index.storage.scoring`) of the articles of a segment."""
        found = segment.norms.get(field)
        if found is None:
            found = segment.norms[field] = self._norms(segment, field)
        return found

    def _norms(self, segment: Segment, field: str) -> Norms:
        lengths, average = field_lengths(segment.reader, field), self.average(field)
        if lengths.dtype.itemsize > _SHORT:
            return Norms(saturation(lengths, average))
        return Norms(self._of_lengths(average), lengths)

    def _of_lengths(self, average: float) -> NDArray[np.float64]:
        """The norm of each length; fields of one average share them."""
        found = self._norms_of_lengths.get(average)
        if found is None:
            found = saturation(np.arange(1 << 8 * _SHORT), average)
            self._norms_of_lengths[average] = found
        return found
