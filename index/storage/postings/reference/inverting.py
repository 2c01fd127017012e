"""Articles' terms into posting lists with NumPy: the reference for `_inverting`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import count
from struct import Struct

import numpy as np
from numpy.typing import NDArray

from index.storage.postings.layout import MOST_ARTICLES
from index.storage.postings.reference.blocks import Integers, spread
from index.storage.postings.reference.encoding import BATCH, Encoder

_COUNTS = Struct("<II")  # what a vector begins with


class Inverter:
    """Collects the terms of articles, in the order of the articles, and inverts them at the end.

    `nbytes` is about how much memory it takes.
    """

    def __init__(self, has_positions: bool) -> None:
        """`has_positions`: whether the vectors that will come hold positions."""
        self._has_positions = has_positions
        self._numbers: defaultdict[bytes, int] = defaultdict(count().__next__)  # of the terms
        self._terms = bytearray()  # four bytes for each posting
        self._frequencies = bytearray()
        self._packed = bytearray()
        self._added: list[tuple[int, int, int]] = []  # (article, its postings, its length)
        self._texts = 0
        self._finished = False

    @property
    def nbytes(self) -> int:
        return (
            self._texts
            + 150 * len(self._numbers)
            + 6 * len(self._terms)
            + len(self._packed)
            + 100 * len(self._added)
        )

    def add(self, article: int, vector: bytes | bytearray | memoryview) -> None:
        """Add a term vector (see `vectors`) for `article`, whose number is above all before.

        Raises ValueError for bytes that are no vector; nothing of them is kept then.
        """
        view = memoryview(vector).cast("B")
        if self._finished:
            raise ValueError("these articles have been inverted")
        if article < (self._added[-1][0] + 1 if self._added else 0):
            raise ValueError("articles must be added in rising order")
        if article >= MOST_ARTICLES:
            raise OverflowError("too many articles for one segment")
        if len(view) < _COUNTS.size:
            raise ValueError("this is no term vector")
        terms, positions = _COUNTS.unpack_from(view)
        packed_at = _COUNTS.size + 8 * terms
        texts_at = packed_at + 4 * positions
        if texts_at > len(view) or (positions > 0) != (self._has_positions and terms > 0):
            raise ValueError("this is no term vector of this field")
        frequencies = np.frombuffer(view, "<u4", terms, _COUNTS.size)
        sizes = np.frombuffer(view, "<u4", terms, _COUNTS.size + 4 * terms)
        ends = np.cumsum(sizes, dtype=np.int64)
        length = int(frequencies.sum(dtype=np.int64))
        if (
            not frequencies.all()
            or length > 0x7FFFFFFF
            or positions not in (0, length)
            or texts_at + sum(ends[-1:].tolist()) != len(view)
        ):
            raise ValueError("this is no term vector")
        data = bytes(view[texts_at:])
        begins = (ends - sizes).tolist()
        texts = [data[begin:end] for begin, end in zip(begins, ends.tolist(), strict=True)]
        if len(set(texts)) < terms:
            raise ValueError("a term vector holds a term twice")
        known = len(self._numbers)
        numbers = np.array(list(map(self._numbers.__getitem__, texts)), np.uint32)
        if len(self._numbers) > known:
            self._texts += int(sizes[numbers >= known].sum())
        self._terms += numbers.tobytes()
        self._frequencies += view[_COUNTS.size : _COUNTS.size + 4 * terms]
        self._packed += view[packed_at:texts_at]
        self._added.append((article, terms, length))

    def finish(self, articles: int) -> list[bytes]:
        """The parts of the file for a segment of so many articles; nothing can be added then."""
        if self._finished:
            raise ValueError("these articles have been inverted")
        if self._added and articles <= self._added[-1][0]:
            raise ValueError("more articles were added")
        if articles >= MOST_ARTICLES:
            raise OverflowError("too many articles for one segment")
        self._finished = True
        added = np.array(self._added, np.int64).reshape(-1, 3)
        lengths = np.zeros(articles, np.int64)
        lengths[added[:, 0]] = added[:, 2]
        encoder = Encoder(self._has_positions, lengths)
        texts = sorted(self._numbers)
        ranks = np.empty(len(texts), np.uint32)
        ranks[[self._numbers[text] for text in texts]] = np.arange(len(texts), dtype=np.uint32)
        terms = ranks[np.frombuffer(self._terms, np.uint32)]
        df = np.bincount(terms, minlength=len(texts))
        order = _stable_order(terms, len(texts))
        owners = np.repeat(added[:, 0], added[:, 1]).astype(np.uint32)[order]
        frequencies = np.frombuffer(self._frequencies, "<u4")
        packed = np.frombuffer(self._packed, "<u4")
        places = np.cumsum(frequencies, dtype=np.int64) - frequencies
        places, frequencies = places[order], frequencies[order]
        ends = np.cumsum(df)
        for first, last in _batches(np.cumsum(frequencies, dtype=np.int64)[ends - 1]):
            part = slice(int(ends[first] - df[first]), int(ends[last - 1]))
            counts = frequencies[part].astype(np.int64)
            positions = packed[spread(places[part], counts)] if self._has_positions else packed
            encoder.add(
                texts[first:last], df[first:last], owners[part].astype(np.int64), counts, positions
            )
        return list(encoder.finish())


def _stable_order(keys: NDArray[np.uint32], limit: int) -> Integers:
    """What sorts keys below `limit`, equal ones in the order in which they stand."""
    order = np.argsort(keys.astype(np.uint16), kind="stable")  # their low halves, in a radix sort
    if limit > 1 << 16:
        high = (keys >> 16).astype(np.uint16)
        order = order[np.argsort(high[order], kind="stable")]
    return order


def _batches(ends: Integers) -> Iterator[tuple[int, int]]:
    """Cut a row of terms into batches of at least one, from where the positions of each end."""
    first = done = 0
    while first < len(ends):
        last = max(int(np.searchsorted(ends, done + BATCH, side="right")), first + 1)
        yield first, last
        first, done = last, int(ends[last - 1])
