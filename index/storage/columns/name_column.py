"""The column of names: which names each article mentions, and what tells their types there."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
import zstandard
from numpy.typing import NDArray

from index.storage.checksums import Data, checked_bytes
from index.storage.columns.facet_column import Facet, FacetColumn

_LEVEL = 19
_LONGEST_NUMBER = 9  # bytes
_MOST_BYTES = 1 << 31
_MOST_SHARED = 255  # bytes that a name can have in common with the one before


class NameColumn(FacetColumn):
    """Any number of texts for each article, small: as of a facet, but compressed.

    header   how many texts there are, and the bytes of each of the two parts, compressed and not
    texts    how many articles carry each; then the texts, sorted, each as how many bytes begin the
             one before as well, and the rest up to a newline
    owners   the articles that carry each text, rising: the first, and how much is added for each
             other

    Numbers take 7 bits of a byte, the eighth tells that more follow (LEB128). The column is written
    last in a segment, so that a run can write it anew (see `index.build.naming`).
    """

    is_rewritten = True
    _PARTS = struct.Struct("<IQQQQ")

    def open(self, data: Data, articles: int) -> Facet:
        """The names, sorted by their texts; `data` is read as a whole."""
        data = checked_bytes(data)
        try:
            return self._opened(bytes(data), articles)
        except (struct.error, zstandard.ZstdError, IndexError, ValueError) as error:
            raise _damaged() from error

    def _opened(self, data: bytes, articles: int) -> Facet:
        count, *sizes = self._PARTS.unpack_from(data)
        at = self._PARTS.size
        if len(data) != at + sizes[0] + sizes[2]:
            raise _damaged()
        texts = _decompressed(data[at : at + sizes[0]], sizes[1])
        added = _decompressed(data[at + sizes[0] :], sizes[3])
        lengths, end = _unpacked(texts, count)
        values = _lengthened(texts[end:], count)
        numbers, end = _unpacked(added, int(lengths.sum()))
        owners = _added_up(numbers, lengths)
        if end != len(added) or owners.max(initial=-1) >= articles:
            raise _damaged()
        ordinals = np.repeat(np.arange(count, dtype=np.int32), lengths)
        order = np.argsort(owners, kind="stable")
        return Facet(values, owners[order].astype(np.int32), ordinals[order])

    def write(self, file: Any, facet: Facet) -> None:
        """Write the texts, those that no article carries left out."""
        counts = np.bincount(facet.ordinals, minlength=len(facet.values))
        kept = sorted(np.flatnonzero(counts).tolist(), key=facet.values.__getitem__)
        place = np.zeros(len(facet.values), np.int64)
        place[kept] = np.arange(len(kept))
        places = place[facet.ordinals]
        order = np.lexsort((facet.owners, places))
        owners = facet.owners[order].astype(np.int64)
        added = np.diff(owners, prepend=0)
        begins = np.flatnonzero(np.diff(places[order], prepend=-1))
        added[begins] = owners[begins]
        texts = _packed(counts[kept]) + _shortened([facet.values[one] for one in kept])
        lists = _packed(added)
        parts = [zstandard.ZstdCompressor(level=_LEVEL).compress(part) for part in (texts, lists)]
        sizes = len(parts[0]), len(texts), len(parts[1]), len(lists)
        file.write(self._PARTS.pack(len(kept), *sizes))
        file.write(b"".join(parts))


def _packed(numbers: NDArray[np.int64]) -> bytes:
    """Numbers, none of them negative, seven bits to a byte."""
    lengths = np.ones(len(numbers), np.int64)
    for shift in range(7, 63, 7):
        lengths += numbers >> shift > 0
    ends = np.cumsum(lengths)
    place = np.arange(int(lengths.sum())) - np.repeat(ends - lengths, lengths)
    found = np.repeat(numbers, lengths) >> 7 * place & 0x7F
    found[np.setdiff1d(np.arange(len(found)), ends - 1, assume_unique=True)] |= 0x80
    return found.astype(np.uint8).tobytes()


def _unpacked(data: bytes, count: int) -> tuple[NDArray[np.int64], int]:
    """The first `count` numbers of those that were packed, and where they end."""
    each = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero(each < 0x80)[:count] + 1
    if len(ends) < count:
        raise _damaged()
    end = int(ends[-1]) if count else 0
    lengths = np.diff(ends, prepend=0)
    if lengths.max(initial=0) > _LONGEST_NUMBER:
        raise _damaged()
    begins = ends - lengths
    place = np.arange(end) - np.repeat(begins, lengths)
    parts = (each[:end].astype(np.int64) & 0x7F) << 7 * place
    return np.add.reduceat(parts, begins) if count else np.empty(0, np.int64), end


def _added_up(added: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers of lists: of each the first, and what is added for each other."""
    sums = np.cumsum(added)
    ends = np.cumsum(lengths)
    before = np.concatenate([[0], sums])[ends - lengths]
    numbers: NDArray[np.int64] = sums - np.repeat(before, lengths)
    return numbers


def _shortened(texts: list[str]) -> bytes:
    """Sorted texts, each as how many bytes begin the one before, and the rest up to a newline."""
    found = bytearray()
    before = b""
    for text in texts:
        data = text.encode()
        shared = _shared(before, data)
        found.append(shared)
        found += data[shared:] + b"\n"
        before = data
    return bytes(found)


def _shared(first: bytes, second: bytes) -> int:
    """How many bytes begin both, as far as one byte can tell."""
    most = min(len(first), len(second), _MOST_SHARED)
    return next((at for at in range(most) if first[at] != second[at]), most)


def _lengthened(data: bytes, count: int) -> list[str]:
    """The texts that were shortened."""
    found: list[str] = []
    before = b""
    at = 0
    for _ in range(count):
        end = data.index(b"\n", at + 1)
        before = before[: data[at]] + data[at + 1 : end]
        found.append(before.decode())
        at = end + 1
    if at != len(data):
        raise _damaged()
    return found


def _decompressed(data: bytes, size: int) -> bytes:
    """What was compressed, which has so many bytes."""
    if size > _MOST_BYTES or zstandard.frame_content_size(data) != size:
        raise _damaged()  # or as much would be reserved as the frame says
    found = zstandard.ZstdDecompressor().decompress(data, max_output_size=size)
    if len(found) != size:
        raise _damaged()
    return found


def _damaged() -> ValueError:
    return ValueError("a column of names is damaged")
