"""Posting lists of a Whoosh index as arrays, for one reader over any number of segments."""

from __future__ import annotations

import zlib
from collections import OrderedDict
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pickle import loads
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3LeafMatcher

Ids = NDArray[np.int32]

_CACHE_BYTES = 128 << 20


@dataclass(frozen=True)
class PostingList:
    """The articles that hold a term, deleted ones included.

    `ids` are article numbers in rising order, `frequencies` how often the term stands in each,
    `packed` the packed positions of all of them in a row (`schema.PackedPositions`; empty for
    fields without positions).
    """

    ids: Ids
    frequencies: NDArray[np.float32]
    packed: NDArray[np.uint32]

    @property
    def df(self) -> int:
        """In how many articles the term stands."""
        return len(self.ids)

    def positions(self, wanted: Ids) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
        """Where the term stands in the articles `wanted` (rising numbers).

        Returns two arrays of one length, in order of article and position: the index into
        `wanted`, and the packed position.
        """
        counts = self.frequencies.astype(np.int64)
        ends = np.cumsum(counts)
        at = np.searchsorted(self.ids, wanted)
        at[at == len(self.ids)] = 0
        present = np.flatnonzero(self.ids[at] == wanted) if len(self.ids) else np.empty(0, np.int64)
        rows = at[present]
        lengths = counts[rows]
        owners = np.repeat(present, lengths)
        offsets = np.arange(len(owners)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return owners, self.packed[np.repeat(ends[rows] - lengths, lengths) + offsets]

    def nbytes(self) -> int:
        """About how much memory the list takes."""
        return 512 + self.ids.nbytes + self.frequencies.nbytes + self.packed.nbytes


EMPTY = PostingList(np.empty(0, np.int32), np.empty(0, np.float32), np.empty(0, np.uint32))


class Postings:
    """The posting lists of one opened index, decoded once and kept while there is room.

    Any number of threads may ask; Whoosh's files are read by one of them at a time.
    """

    def __init__(self, segments: list[tuple[Any, int]], lock: AbstractContextManager[Any]) -> None:
        """`segments` are Whoosh's readers with their first article numbers; `lock` guards them."""
        self._segments = segments
        self._lock = lock
        self._cache: OrderedDict[tuple[str, str], PostingList] = OrderedDict()
        self._cached_bytes = 0

    def get(self, field: str, term: str) -> PostingList:
        """The posting list of `term` in `field`; an empty one when no article holds it."""
        key = (field, term)
        with self._lock:
            found = self._cache.get(key)
            if found is not None:
                self._cache.move_to_end(key)
                return found
            found = self._read(field, term)
            if found is not EMPTY:
                self._cache[key] = found
                self._cached_bytes += found.nbytes()
            while self._cached_bytes > _CACHE_BYTES and len(self._cache) > 1:
                self._cached_bytes -= self._cache.popitem(last=False)[1].nbytes()
            return found

    def _read(self, field: str, term: str) -> PostingList:
        parts = [
            _decode(leaf._terms, leaf.schema[field].format, field, term.encode(), base)
            for leaf, base in self._segments
            if (field, term) in leaf
        ]
        if len(parts) == 1:
            return parts[0]
        if not parts:
            return EMPTY
        return PostingList(
            np.concatenate([part.ids for part in parts]),
            np.concatenate([part.frequencies for part in parts]),
            np.concatenate([part.packed for part in parts]),
        )


def _decode(terms: Any, format: Any, field: str, term: bytes, base: int) -> PostingList:
    """One segment's posting list. Reads Whoosh's blocks whole instead of posting by posting."""
    matcher = terms.matcher(field, term, format)
    if not isinstance(matcher, W3LeafMatcher):  # a single posting, kept beside the term
        inlined = [_joined(matcher._values)]
        return _posting_list(list(matcher._ids), list(matcher._weights), inlined, base)
    gaps: list[int] = []
    frequencies: list[float] = []
    values: list[bytes] = []
    previous = 0
    while matcher.is_active():
        block_gaps, weights, block_values = _block(matcher)
        gaps.append(block_gaps[0] - previous)  # the first of a block is a number, not a gap
        gaps.extend(block_gaps[1:])
        previous = matcher.block_max_id()
        if weights is None:
            frequencies.extend([1.0] * len(block_gaps))
        elif isinstance(weights, float):
            frequencies.extend([weights] * len(block_gaps))
        else:
            frequencies.extend(weights)
        values.append(_joined(block_values))
        matcher._next_block()
    return _posting_list(np.cumsum(np.array(gaps, np.int32)), frequencies, values, base)


def _block(matcher: W3LeafMatcher) -> tuple[Any, Any, Any]:
    data = matcher._postfile.get(matcher._dataoffset, matcher._nextoffset - matcher._dataoffset)
    return loads(zlib.decompress(data) if matcher._compression else data)  # type: ignore[no-any-return]


def _joined(values: Any) -> bytes:
    if not values or values[0] is None:
        return b""
    return values if isinstance(values, bytes) else b"".join(values)


def _posting_list(ids: Any, frequencies: Any, values: list[bytes], base: int) -> PostingList:
    return PostingList(
        np.asarray(ids, np.int32) + np.int32(base),
        np.array(frequencies, np.float32),
        np.frombuffer(b"".join(values), "<u4").astype(np.uint32, copy=False),
    )
