"""Columns of a segment: what is kept for each article, as Whoosh's columns that can be joined.

A column's values go to its writer one by one, in the order of the articles. Its file is read
where it lies (a memory map), as a whole: as arrays, or as posting lists. Segments are merged by
joining the files of a column, never by analysing an article anew.
"""

from __future__ import annotations

import struct
from abc import abstractmethod
from array import array
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh import columns

from index.analysis.signatures import BINS
from index.storage.checksums import Data, whole
from index.storage.postings import InvertedIndex, Inverter, join

# Which of a segment's articles are not deleted.
Live = NDArray[np.bool_]
# The signatures of articles, in bands of four bins: a row for each band, a column for each article.
Bands = NDArray[np.uint32]
BANDS = BINS // 4
NO_SIGNATURE = bytes(BINS)


class Column(columns.Column):  # type: ignore[misc]
    """What Khobao asks of a column beyond Whoosh."""

    @abstractmethod
    def writer(self, file: Any) -> Any:
        """An object with `add(article number, value)` and `finish(number of articles)`."""

    @abstractmethod
    def open(self, data: Data, articles: int) -> Any:
        """What was written, for a segment with so many articles; `data` is not copied.

        Whatever is read of it is checked before, now or later, if `data` can (see `checksums`).
        Raises ValueError when it is damaged.
        """

    @abstractmethod
    def empty(self, articles: int) -> Any:
        """What `open` would give for a segment in which no article has a value."""

    @abstractmethod
    def join(self, file: Any, parts: list[tuple[Any, Live]]) -> None:
        """Write one column from those of several segments, without their deleted articles."""

    def reader(self, file: Any, begin: int, length: int, articles: int) -> Any:
        """The same as `open`, as Whoosh asks for it."""
        return self.open(memoryview(file.get(begin, length)), articles)

    def default_value(self, reverse: bool = False) -> Any:
        """The value of an article that has none."""
        return None


class DerivedColumn(Column):
    """A column that is made of another when a segment is written; no values are sent to it."""

    def __init__(self, source: str) -> None:
        """`source` is the name of the other column."""
        self.source = source

    @abstractmethod
    def derive(self, file: Any, source: Data, articles: int) -> None:
        """Write this column from the bytes of the other, for a segment with so many articles."""

    def writer(self, file: Any) -> Any:
        """There is none."""
        raise TypeError("a derived column takes no values")


class PostingsColumn(Column):
    """A field's inverted index. Values are term vectors (see `vectors`)."""

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
        for part in join(parts, self.has_positions):
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

    def open(self, data: Data, articles: int) -> Numbers:
        """The numbers."""
        data = whole(data)
        if len(data) != 8 * articles:
            raise ValueError("a column of numbers is damaged")
        return Numbers(np.frombuffer(data, "<i8"))

    def empty(self, articles: int) -> Numbers:
        """The default for all."""
        return Numbers(np.full(articles, self._default, np.int64))

    def join(self, file: Any, parts: list[tuple[Numbers, Live]]) -> None:
        """One after the other."""
        for numbers, live in parts:
            file.write(numbers.values[live].astype("<i8").tobytes())


class Numbers(columns.ColumnReader):  # type: ignore[misc]
    """The numbers of a segment's articles: `values`, and one by one for Whoosh."""

    def __init__(self, values: NDArray[np.int64]) -> None:
        self.values = values

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[int]:
        return iter(self.values.tolist())

    def __getitem__(self, article: int) -> int:
        return int(self.values[article])

    def set_reverse(self) -> None:
        """Sort keys rise as the numbers fall from now on."""
        self.values = -self.values


class _NumberWriter:
    def __init__(self, file: Any, default: int) -> None:
        self._file = file
        self._default = default
        self._numbers = array("q")

    def add(self, article: int, number: int) -> None:
        self._fill(article)
        self._numbers.append(number)

    def finish(self, articles: int) -> None:
        self._fill(articles)
        self._file.write(np.array(self._numbers, "<i8").tobytes())

    def _fill(self, articles: int) -> None:
        self._numbers.extend([self._default] * (articles - len(self._numbers)))


class SignatureColumn(Column):
    """The signature of each article (see `signatures`), band by band; 0 for one that has none."""

    def writer(self, file: Any) -> _SignatureWriter:
        """Keeps the signatures in memory until it is finished."""
        return _SignatureWriter(file)

    def open(self, data: Data, articles: int) -> Bands:
        """The bands."""
        data = whole(data)
        if len(data) != BINS * articles:
            raise ValueError("a column of signatures is damaged")
        bands: Bands = np.frombuffer(data, "<u4").reshape(BANDS, articles)
        return bands

    def empty(self, articles: int) -> Bands:
        """All bins empty."""
        return np.zeros((BANDS, articles), np.uint32)

    def join(self, file: Any, parts: list[tuple[Bands, Live]]) -> None:
        """Band by band."""
        for band in range(BANDS):
            for bands, live in parts:
                file.write(bands[band, live].astype("<u4").tobytes())


def banded(signatures: bytes | bytearray) -> Bands:
    """Signatures, one after another, as bands."""
    bands: Bands = np.frombuffer(signatures, "<u4").reshape(-1, BANDS).T
    return bands


class _SignatureWriter:
    def __init__(self, file: Any) -> None:
        self._file = file
        self._signatures = bytearray()

    def add(self, article: int, signature: bytes) -> None:
        self._fill(article)
        self._signatures += signature

    def finish(self, articles: int) -> None:
        self._fill(articles)
        self._file.write(banded(self._signatures).tobytes())

    def _fill(self, articles: int) -> None:
        self._signatures.extend(bytes(BINS * articles - len(self._signatures)))


class Facet(NamedTuple):
    """The values of one facet: article `owners[i]` carries `values[ordinals[i]]`.

    Owners rise; an article may carry several values.
    """

    values: list[str]
    owners: NDArray[np.int32]
    ordinals: NDArray[np.int32]


class FacetColumn(Column):
    """Any number of printed values for each article, as ordinals. Values are lists of strings."""

    _HEADER = struct.Struct("<IIQ")  # values, postings, bytes of the values

    def writer(self, file: Any) -> _FacetWriter:
        """Keeps the ordinals in memory until it is finished."""
        return _FacetWriter(self, file)

    def open(self, data: Data, articles: int) -> Facet:
        """The values."""
        data = whole(data)
        if len(data) < self._HEADER.size:
            raise ValueError("a column of facets is damaged")
        count, carried, size = self._HEADER.unpack_from(data)
        at = self._HEADER.size
        if len(data) != at + 4 * count + size + 8 * carried:
            raise ValueError("a column of facets is damaged")
        lengths = np.frombuffer(data, "<u4", count, at).tolist()
        at += 4 * count
        text = bytes(data[at : at + size])
        ends = list(accumulate(lengths, initial=0))
        values = [text[begin:end].decode() for begin, end in pairwise(ends)]
        owners = np.frombuffer(data, "<i4", carried, at + size)
        ordinals = np.frombuffer(data, "<i4", carried, at + size + 4 * carried)
        if ends[-1] != size or (carried and _outside(owners, articles)):
            raise ValueError("a column of facets is damaged")
        if carried and _outside(ordinals, count):
            raise ValueError("a column of facets is damaged")
        return Facet(values, owners, ordinals)

    def empty(self, articles: int) -> Facet:
        """No values."""
        return Facet([], np.empty(0, np.int32), np.empty(0, np.int32))

    def join(self, file: Any, parts: list[tuple[Facet, Live]]) -> None:
        """One after the other, equal values as one."""
        base = 0
        renumbered = []
        for facet, live in parts:
            numbers = np.cumsum(live, dtype=np.int32) - 1 + base
            kept = live[facet.owners]
            renumbered.append(
                Facet(facet.values, numbers[facet.owners[kept]], facet.ordinals[kept])
            )
            base += int(live.sum())
        self.write(file, joined(renumbered))

    def write(self, file: Any, facet: Facet) -> None:
        """Write the values, those that no article carries left out."""
        carried, ordinals = np.unique(facet.ordinals, return_inverse=True)
        texts = [facet.values[i].encode() for i in carried]
        file.write(self._HEADER.pack(len(texts), len(ordinals), sum(map(len, texts))))
        file.write(np.array([len(text) for text in texts], "<u4").tobytes())
        file.write(b"".join(texts))
        file.write(facet.owners.astype("<i4").tobytes())
        file.write(ordinals.astype("<i4").tobytes())


def _outside(numbers: NDArray[np.int32], most: int) -> bool:
    return bool(numbers.min() < 0 or numbers.max() >= most)


def joined(facets: Iterable[Facet]) -> Facet:
    """Several facets, whose owners have been numbered on, as one."""
    ordinal_of: dict[str, int] = {}
    owners = [np.empty(0, np.int32)]
    ordinals = [np.empty(0, np.int32)]
    for facet in facets:
        numbers = [ordinal_of.setdefault(value, len(ordinal_of)) for value in facet.values]
        owners.append(facet.owners)
        ordinals.append(np.array(numbers, np.int32)[facet.ordinals])
    return Facet(list(ordinal_of), np.concatenate(owners), np.concatenate(ordinals))


class _FacetWriter:
    def __init__(self, column: FacetColumn, file: Any) -> None:
        self._column = column
        self._file = file
        self._ordinals: dict[str, int] = {}
        self._owners_of = array("i")
        self._ordinals_of = array("i")

    def add(self, article: int, values: Iterable[str]) -> None:
        for value in dict.fromkeys(values):
            self._owners_of.append(article)
            self._ordinals_of.append(self._ordinals.setdefault(value, len(self._ordinals)))

    def finish(self, articles: int) -> None:
        owners = np.array(self._owners_of, np.int32)
        ordinals = np.array(self._ordinals_of, np.int32)
        self._column.write(self._file, Facet(list(self._ordinals), owners, ordinals))
