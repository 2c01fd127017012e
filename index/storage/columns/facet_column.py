"""A column of any number of texts for each article: the values of a facet, abbreviations."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.storage.checksums import Data, checked_bytes
from index.storage.columns.column import Column, Live


class Texts(Sequence[str]):
    """Texts in UTF-8, each decoded when it is asked for."""

    def __init__(self, encoded: Sequence[bytes]) -> None:
        self.encoded = encoded

    def __len__(self) -> int:
        return len(self.encoded)

    def __getitem__(self, i: Any) -> Any:
        if isinstance(i, slice):
            return Texts(self.encoded[i])
        return self.encoded[i].decode()


class Facet(NamedTuple):
    """The values of one facet: article `owners[i]` carries `values[ordinals[i]]`.

    Owners rise; an article may carry several values.
    """

    values: Sequence[str]
    owners: NDArray[np.int32]
    ordinals: NDArray[np.int32]

    def encoded(self) -> Sequence[bytes]:
        """The values in UTF-8."""
        values = self.values
        return values.encoded if isinstance(values, Texts) else [one.encode() for one in values]


class WritesFacets(Protocol):
    """A column that is written as a whole."""

    def write(self, file: Any, facet: Facet, articles: int) -> None:
        """Write what so many articles carry."""


class FacetColumn(Column):
    """Any number of printed values for each article, as ordinals. Values are lists of strings."""

    _HEADER = struct.Struct("<IIQ")  # values, postings, bytes of the values

    def writer(self, file: Any) -> FacetWriter:
        """Keeps the ordinals in memory until it is finished."""
        return FacetWriter(self, file)

    def open(self, data: Data, articles: int) -> Facet:
        """The values."""
        data = checked_bytes(data)
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
        values = Texts([text[begin:end] for begin, end in pairwise(ends)])
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
        facets = [facet for facet, _ in parts]
        lives = [live for _, live in parts]
        articles = sum(int(live.sum()) for live in lives)
        self.write(file, joined_facets(renumbered(facets, lives)), articles)

    def write(self, file: Any, facet: Facet, articles: int) -> None:
        """Write the values of so many articles, those that none carries left out."""
        carried, ordinals = np.unique(facet.ordinals, return_inverse=True)
        encoded = facet.encoded()
        texts = [encoded[i] for i in carried.tolist()]
        file.write(self._HEADER.pack(len(texts), len(ordinals), sum(map(len, texts))))
        file.write(np.array([len(text) for text in texts], "<u4").tobytes())
        file.write(b"".join(texts))
        file.write(facet.owners.astype("<i4").tobytes())
        file.write(ordinals.astype("<i4").tobytes())


def _outside(numbers: NDArray[np.int32], most: int) -> bool:
    return bool(numbers.min() < 0 or numbers.max() >= most)


def renumbered(facets: Iterable[Facet], lives: Sequence[Live]) -> Iterator[Facet]:
    """Facets of several segments without what deleted articles carry, their owners numbered on."""
    base = 0
    for facet, live in zip(facets, lives, strict=True):
        numbers = np.cumsum(live, dtype=np.int32) - 1 + base
        kept = live[facet.owners]
        yield Facet(facet.values, numbers[facet.owners[kept]], facet.ordinals[kept])
        base += int(live.sum())


def joined_facets(facets: Iterable[Facet]) -> Facet:
    """Several facets, whose owners have been numbered on, as one."""
    ordinal_of: dict[str, int] = {}
    owners = [np.empty(0, np.int32)]
    ordinals = [np.empty(0, np.int32)]
    for facet in facets:
        is_first = not ordinal_of  # its values keep their numbers
        numbers = [ordinal_of.setdefault(value, len(ordinal_of)) for value in facet.values]
        owners.append(facet.owners)
        if is_first and len(ordinal_of) == len(numbers):
            ordinals.append(facet.ordinals)
        else:
            ordinals.append(np.array(numbers, np.int32)[facet.ordinals])
    return Facet(list(ordinal_of), np.concatenate(owners), np.concatenate(ordinals))


class FacetWriter:
    """Collects the values of articles, and writes them as one column."""

    def __init__(self, column: WritesFacets, file: Any) -> None:
        self._column = column
        self._file = file
        self._ordinals: dict[str, int] = {}
        self._owners_of = array("i")
        self._ordinals_of = array("i")

    def add(self, article: int, values: Iterable[str]) -> None:
        """Each value once."""
        for value in dict.fromkeys(values):
            self._owners_of.append(article)
            self._ordinals_of.append(self._ordinals.setdefault(value, len(self._ordinals)))

    def finish(self, articles: int) -> None:
        """Write the column of so many articles."""
        owners = np.array(self._owners_of, np.int32)
        ordinals = np.array(self._ordinals_of, np.int32)
        self._column.write(self._file, Facet(list(self._ordinals), owners, ordinals), articles)
