"""How the column of names lies (see `name_column`): written here, and its table read."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import zstandard
from numpy.typing import NDArray

from index.storage.columns.facet_column import Facet
from index.storage.names.keys import KEY_BYTES, Keys, Parts, described
from index.storage.word_lists import TAIL
from index.vietnamese.names.mention import (
    BODY,
    MAYBE_PERSON,
    MAYBE_PLACE,
    PERSON,
    SITE,
    UNKNOWN,
)

CODES = (PERSON, SITE, BODY, MAYBE_PERSON, MAYBE_PLACE, UNKNOWN)
"""What tells a type, as values begin with it."""
_CODE_OF = {code: number for number, code in enumerate(CODES)}
_BODY = _CODE_OF[BODY]
IS_BODY, IS_FOREIGN, SPACES_AT = 1, 2, 2
"""What the bits of an entry's kind tell."""
_LEVEL = 19
_MOST_BYTES = 1 << 31
_RANKED = np.iinfo(np.uint16).max
HEADER = struct.Struct("<IIIIQQQQQ")
TEXTS_AT_ONCE = 256
"""So many spellings are compressed together: few are read to show one."""
PLACE = struct.Struct("<I")


class Sizes(NamedTuple):
    """The header: how many there are of what, then bytes."""

    entries: int
    values: int
    ends: int
    streets: int
    packed_lengths: int
    lengths: int
    packed_table: int
    table: int
    texts: int

    @property
    def blocks(self) -> int:
        """How many blocks of texts there are."""
        return -(-self.entries // TEXTS_AT_ONCE)


class _Values(NamedTuple):
    """The values of a column in their order, and where each of those that were given stands."""

    texts: list[str]  # of the entries
    bodies: list[bool]
    entries: NDArray[np.int64]  # of each value
    codes: NDArray[np.int64]
    places: NDArray[np.int64]


def encoded(facet: Facet, articles: int) -> bytes:
    """The bytes of a column, values that no article carries left out.

    An article has each name once, as what decides most of its type.
    """
    owners, values, found = _kept(facet)
    counts = np.bincount(values, minlength=len(found.entries))
    several = len(found.entries)
    rank_of = np.empty(several, np.int64)
    rank_of[ranked(counts)] = np.arange(several)
    rows = np.sort(owners * max(1, several) + rank_of[values])
    owners, ranks = np.divmod(rows, max(1, several))
    added = np.diff(ranks + 1, prepend=0)
    begins = np.flatnonzero(np.diff(owners, prepend=-1))
    added[begins] = ranks[begins] + 1
    sizes = np.ones(len(added), np.int64)
    for shift in range(7, 35, 7):
        sizes += added >> shift > 0
    lists = _packed(added, sizes)
    told = described(found.texts, found.bodies)
    masks = np.zeros(len(found.texts), np.uint8)
    np.bitwise_or.at(masks, found.entries, (1 << found.codes).astype(np.uint8))
    kinds = told.spaces << SPACES_AT | IS_FOREIGN * told.foreign | np.array(found.bodies, np.uint8)
    lengths = _by_bytes(np.bincount(owners, weights=sizes, minlength=articles).astype(np.int64))
    table = b"".join(
        [
            masks.tobytes(),
            kinds.astype(np.uint8).tobytes(),
            _by_bytes(counts),
            _key_bytes(told.keys),
            *(
                part
                for parts in (told.ends, told.streets)
                for part in (_by_bytes(np.diff(parts.places, prepend=0)), _key_bytes(parts.keys))
            ),
        ]
    )
    packed = [_compressed(lengths), _compressed(table)]
    blocks = [*_text_blocks([text.encode() for text in found.texts])]
    places = begins_of([len(block) for block in blocks])
    head = Sizes(
        len(found.texts),
        several,
        len(told.ends.places),
        len(told.streets.places),
        len(packed[0]),
        len(lengths),
        len(packed[1]),
        len(table),
        int(places[-1]),
    )
    where = places[1:].astype("<u4").tobytes()
    return b"".join([HEADER.pack(*head), *packed, where, *blocks, lists, TAIL])


def _compressed(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=_LEVEL).compress(data)


def _text_blocks(texts: Sequence[bytes]) -> Iterator[bytes]:
    """Spellings, compressed some at a time: the bytes of each, two for a number, and the texts."""
    for at in range(0, len(texts), TEXTS_AT_ONCE):
        block = texts[at : at + TEXTS_AT_ONCE]
        sizes = np.array([*map(len, block)], "<u2").tobytes()
        yield _compressed(sizes + b"".join(block))


class TextBlock:
    """Some spellings that were compressed together."""

    def __init__(self, packed: memoryview, several: int) -> None:
        """Raises ValueError when they are damaged."""
        size = zstandard.frame_content_size(packed)
        most = several * (2 + np.iinfo(np.uint16).max)
        self._data = decompressed(packed, size if 0 <= size <= most else -1)
        if len(self._data) < 2 * several:
            raise damaged()
        sizes = np.frombuffer(self._data, "<u2", several)
        self._begins = (begins_of(sizes) + 2 * several).tolist()
        if self._begins[-1] != len(self._data):
            raise damaged()

    def text(self, number: int) -> str:
        """The spelling of a number. Raises ValueError when it is damaged."""
        begin, end = self._begins[number : number + 2]
        return self._data[begin:end].decode()

    def texts(self) -> list[str]:
        """All spellings. Raises ValueError when they are damaged."""
        return [self._data[begin:end].decode() for begin, end in pairwise(self._begins)]


def _kept(facet: Facet) -> tuple[NDArray[np.int64], NDArray[np.int64], _Values]:
    """The rows of a column (article and value), and its values in their order."""
    printed = facet.values
    codes = np.array([_CODE_OF[value[0]] for value in printed], np.int64)
    texts = [value[1:] for value in printed]
    bodies = codes == _BODY
    keys = described(texts, bodies.tolist()).keys
    counts = np.bincount(facet.ordinals, minlength=len(printed))
    owners, ordinals = facet.owners.astype(np.int64), facet.ordinals.astype(np.int64)
    order = np.lexsort((ordinals, -counts[ordinals], codes[ordinals], keys[ordinals], owners))
    owners, ordinals = owners[order], ordinals[order]
    is_first = (np.diff(owners, prepend=-1) != 0) | (np.diff(keys[ordinals], prepend=0) != 0)
    is_first[:1] = True
    owners, ordinals = owners[is_first], ordinals[is_first]
    used = np.unique(ordinals).tolist()
    used.sort(key=lambda one: (texts[one], bodies[one], codes[one]))
    place = np.zeros(len(printed), np.int64)
    place[used] = np.arange(len(used))
    entries: list[int] = []
    of_entries: list[tuple[str, bool]] = []
    for one in used:
        entry = texts[one], bool(bodies[one])
        if not of_entries or of_entries[-1] != entry:
            of_entries.append(entry)
        entries.append(len(of_entries) - 1)
    found = _Values(
        [text for text, _ in of_entries],
        [is_body for _, is_body in of_entries],
        np.array(entries, np.int64),
        codes[used],
        place,
    )
    return owners, place[ordinals], found


def ranked(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The values, those of most articles first."""
    few = (_RANKED - np.minimum(counts, _RANKED)).astype(np.uint16)
    return np.argsort(few, kind="stable")


def _packed(numbers: NDArray[np.int64], sizes: NDArray[np.int64]) -> bytes:
    """Numbers of so many bytes each, seven bits to a byte (LEB128)."""
    ends = np.cumsum(sizes)
    place = np.arange(int(sizes.sum())) - np.repeat(ends - sizes, sizes)
    found = np.repeat(numbers, sizes) >> 7 * place & 0x7F
    goes_on = np.ones(len(found), np.bool_)
    goes_on[ends - 1] = False
    found[goes_on] |= 0x80
    return found.astype(np.uint8).tobytes()


def begins_of(sizes: Sequence[int] | NDArray[np.integer]) -> NDArray[np.int64]:
    """Where parts of some sizes begin, and where the last ends."""
    return np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])


def _by_bytes(numbers: NDArray[np.int64]) -> bytes:
    """Numbers of four bytes, the lowest byte of all of them first."""
    lying: bytes = numbers.astype("<u4").view(np.uint8).reshape(-1, 4).T.tobytes()
    return lying


def _key_bytes(keys: Keys) -> bytes:
    kept: bytes = keys.astype("<u8").view(np.uint8).reshape(-1, 8)[:, :KEY_BYTES].tobytes()
    return kept


class Table:
    """The bytes of a table, read from its beginning."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def _next(self, size: int) -> memoryview:
        found = memoryview(self._data)[self._at : self._at + size]
        if len(found) < size:
            raise damaged()
        self._at += size
        return found

    def small(self, count: int) -> NDArray[np.uint8]:
        return np.frombuffer(self._next(count), np.uint8)

    def numbers(self, count: int) -> NDArray[np.uint32]:
        lying = self.small(4 * count).reshape(4, count)
        return np.ascontiguousarray(lying.T).view("<u4").reshape(count)

    def keys(self, count: int) -> Keys:
        found = np.zeros((count, 8), np.uint8)
        found[:, :KEY_BYTES] = self.small(KEY_BYTES * count).reshape(count, KEY_BYTES)
        return found.view("<u8").reshape(count)

    def parts(self, count: int) -> Parts:
        places = np.cumsum(self.numbers(count).astype(np.int64))
        return Parts(places, self.keys(count))

    def end(self) -> None:
        """Raises ValueError unless all was read."""
        if self._at != len(self._data):
            raise damaged()


def decompressed(data: memoryview, size: int) -> bytes:
    """What was compressed, which has so many bytes."""
    if size > _MOST_BYTES or zstandard.frame_content_size(data) != size:
        raise damaged()  # or as much would be reserved as the frame says
    found = zstandard.ZstdDecompressor().decompress(data, max_output_size=size)
    if len(found) != size:
        raise damaged()
    return found


def damaged() -> ValueError:
    return ValueError("a column of names is damaged")
