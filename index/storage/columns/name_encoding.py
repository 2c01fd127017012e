"""How the column of names lies (see `name_column`): written here, and its table read."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import zstandard
from numpy.typing import NDArray

from index.storage.columns.facet_column import Facet
from index.storage.name_keys import KEY_BYTES, Keys, Parts, described
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
HEADER = struct.Struct("<IIIIQQQ")


class Sizes(NamedTuple):
    """The header: how many there are of what, then bytes."""

    entries: int
    values: int
    ends: int
    streets: int
    texts: int
    packed: int
    table: int


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
    texts = [text.encode() for text in found.texts]
    masks = np.zeros(len(texts), np.uint8)
    np.bitwise_or.at(masks, found.entries, (1 << found.codes).astype(np.uint8))
    kinds = told.spaces << SPACES_AT | IS_FOREIGN * told.foreign | np.array(found.bodies, np.uint8)
    table = b"".join(
        [
            _by_bytes(np.bincount(owners, weights=sizes, minlength=articles).astype(np.int64)),
            _by_bytes(np.array([*map(len, texts)], np.int64)),
            masks.tobytes(),
            kinds.astype(np.uint8).tobytes(),
            _by_bytes(counts),
            _key_bytes(told.keys),
            *(
                part
                for parts in (told.ends, told.streets)
                for part in (_by_bytes(np.diff(parts.places, prepend=0)), _key_bytes(parts.keys))
            ),
            *texts,
        ]
    )
    packed = zstandard.ZstdCompressor(level=_LEVEL).compress(table)
    head = Sizes(
        len(texts),
        several,
        len(told.ends.places),
        len(told.streets.places),
        sum(map(len, texts)),
        len(packed),
        len(table),
    )
    return b"".join([HEADER.pack(*head), packed, lists, TAIL])


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

    def rest(self) -> bytes:
        return bytes(self._next(len(self._data) - self._at))


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
