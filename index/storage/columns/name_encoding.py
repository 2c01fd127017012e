"""How the column of names lies (see `name_column`): written here, and its table read."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import ne
from typing import Any, NamedTuple

import numpy as np
import zstandard
from numpy.typing import NDArray

from index.storage.columns.facet_column import Facet
from index.storage.lookup import begins_of
from index.storage.names.keys import KEY_BYTES, Described, Keys, Parts, described
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
_PLACE_BITS = 31  # of a value or a rank, in a row of an article
_AT_ONCE = 1 << 18  # rows that are packed together
IS_BODY, IS_FOREIGN, SPACES_AT = 1, 2, 2
"""What the bits of an entry's kind tell."""
_LEVEL, _PASSING_LEVEL = 19, 1
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


class Entries(NamedTuple):
    """Spellings, sorted, organisations apart from others, and what `described` tells of each."""

    texts: Sequence[str]
    bodies: NDArray[np.bool_]
    told: Described

    def those(self, kept: NDArray[np.bool_]) -> Entries:
        """Some of them."""
        keys, spaces, foreign, *parts = self.told
        ends, streets = (_those(one, kept) for one in parts)
        told = Described(keys[kept], spaces[kept], foreign[kept], ends, streets)
        texts = [self.texts[at] for at in np.flatnonzero(kept).tolist()]
        return Entries(texts, self.bodies[kept], told)


def _those(parts: Parts, kept: NDArray[np.bool_]) -> Parts:
    """The parts of the entries that are kept, which are numbered anew."""
    own = kept[parts.places]
    return Parts((np.cumsum(kept) - 1)[parts.places[own]], parts.keys[own])


class SegmentNames(NamedTuple):
    """What articles print: values, each of an entry and with what tells its type, and which article
    has which value: rows, by article."""

    entries: Entries
    of: NDArray[np.int64]  # of each value; they rise
    codes: NDArray[np.int64]
    owners: NDArray[Any]
    values: NDArray[Any]


def encoded(facet: Facet, articles: int, *, is_passing: bool = False) -> bytes:
    """The bytes of a column, values that no article carries left out.

    An article has each name once, as what decides most of its type. What is soon written anew
    (`is_passing`) is compressed quickly.
    """
    level = _PASSING_LEVEL if is_passing else _LEVEL
    return laid_out(_once_each(_sorted(facet)), articles, level)


def _sorted(facet: Facet) -> SegmentNames:
    """What is in a facet, its values sorted: by text, organisations behind others, by code."""
    texts = [value[1:] for value in facet.values]
    codes = np.array([_CODE_OF[value[0]] for value in facet.values], np.int64)
    ranks = np.where(codes == _BODY, len(CODES), codes)
    at = sorted(np.argsort(ranks, kind="stable").tolist(), key=texts.__getitem__)
    order = np.array(at, np.int64)
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    texts = [texts[one] for one in at]
    bodies = codes[order] == _BODY
    is_first = np.ones(len(order), np.bool_)
    is_first[1:] = bodies[1:] != bodies[:-1]
    is_first[1:] |= np.array([*map(ne, texts, texts[1:])], np.bool_)
    entries = [texts[one] for one in np.flatnonzero(is_first).tolist()]
    bodies = bodies[is_first]
    told = Entries(entries, bodies, described(entries, bodies.tolist()))
    of = np.cumsum(is_first) - 1
    return SegmentNames(told, of, codes[order], facet.owners, place[facet.ordinals])


def _once_each(printed: SegmentNames) -> SegmentNames:
    """The same with each name once in an article: as what decides most of its type, then as the
    article has it first. What others have changes nothing, so that no segment does."""
    keys = printed.entries.told.keys[printed.of]
    order = np.lexsort((printed.codes, keys))
    is_name = np.ones(len(keys), np.bool_)
    is_name[1:] = keys[order][1:] != keys[order][:-1]
    is_place = is_name.copy()
    is_place[1:] |= printed.codes[order][1:] != printed.codes[order][:-1]
    name_at = np.cumsum(is_name, dtype=np.int32)[is_place]
    place = np.empty(len(keys), np.int32)
    place[order] = np.cumsum(is_place, dtype=np.int32) - 1
    rows = _rows(printed.owners, place[printed.values])
    by_row = np.argsort(rows, kind="stable").astype(np.int32)
    owners, places = _apart(rows[by_row])
    del rows
    names = name_at[places]
    is_first = np.ones(len(names), np.bool_)
    is_first[1:] = (owners[1:] != owners[:-1]) | (names[1:] != names[:-1])
    values = printed.values[by_row[is_first]]
    return printed._replace(owners=owners[is_first], values=values)


def _rows(owners: NDArray[Any], places: NDArray[Any]) -> NDArray[np.int64]:
    """An owner and a place as one number each."""
    rows = owners.astype(np.int64)
    rows <<= _PLACE_BITS
    rows |= places
    return rows


def _apart(rows: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The owners and the places of some rows."""
    places = (rows & (1 << _PLACE_BITS) - 1).astype(np.int32)
    return (rows >> _PLACE_BITS).astype(np.int32), places


def laid_out(printed: SegmentNames, articles: int, level: int = _LEVEL) -> bytes:
    """The bytes of a column of so many articles, each of which has a name once at the most."""
    counts = np.bincount(printed.values, minlength=len(printed.of))
    is_used = counts > 0
    entries_used = np.zeros(len(printed.entries.texts), np.bool_)
    entries_used[printed.of[is_used]] = True
    entries = printed.entries.those(entries_used)
    of = (np.cumsum(entries_used) - 1)[printed.of[is_used]]
    counts = counts[is_used]
    rank_of = np.zeros(len(is_used), np.int32)
    rank_of[np.flatnonzero(is_used)[ranked(counts)]] = np.arange(len(counts), dtype=np.int32)
    lists, sizes = _lists(printed.owners, rank_of[printed.values], articles)
    told = entries.told
    masks = np.zeros(len(entries.texts), np.uint8)
    np.bitwise_or.at(masks, of, (1 << printed.codes[is_used]).astype(np.uint8))
    kinds = told.spaces << SPACES_AT | IS_FOREIGN * told.foreign | entries.bodies
    lengths = _by_bytes(sizes)
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
    packed = [_compressed(lengths, level), _compressed(table, level)]
    blocks = [*_text_blocks([text.encode() for text in entries.texts], level)]
    places = begins_of([len(block) for block in blocks])
    head = Sizes(
        len(entries.texts),
        len(counts),
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


def _lists(
    owners: NDArray[Any], ranks: NDArray[Any], articles: int
) -> tuple[bytes, NDArray[np.int64]]:
    """The lists of all articles, and how many bytes each has."""
    rows = _rows(owners, ranks)
    rows.sort()
    sizes = np.zeros(articles, np.int64)
    lists = []
    last_owner = last_number = -1
    for at in range(0, len(rows), _AT_ONCE):
        some = rows[at : at + _AT_ONCE]
        of, numbers = some >> _PLACE_BITS, (some & (1 << _PLACE_BITS) - 1) + 1
        is_first = np.diff(of, prepend=last_owner) != 0
        added = np.where(is_first, numbers, np.diff(numbers, prepend=last_number))
        own = np.ones(len(added), np.int64)
        for shift in range(7, 35, 7):
            own += added >> shift > 0
        sizes += np.bincount(of, weights=own, minlength=articles).astype(np.int64)
        lists.append(_packed(added, own))
        last_owner, last_number = int(of[-1]), int(numbers[-1])
    return b"".join(lists), sizes


def _compressed(data: bytes, level: int) -> bytes:
    return zstandard.ZstdCompressor(level=level).compress(data)


def _text_blocks(texts: Sequence[bytes], level: int) -> Iterator[bytes]:
    """Spellings, compressed some at a time: the bytes of each, two for a number, and the texts."""
    for at in range(0, len(texts), TEXTS_AT_ONCE):
        block = texts[at : at + TEXTS_AT_ONCE]
        sizes = np.array([*map(len, block)], "<u2").tobytes()
        yield _compressed(sizes + b"".join(block), level)


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
        # As numbers of Python, all of them would take nine times the memory.
        self._begins = (begins_of(sizes) + 2 * several).astype(np.uint32).data
        if self._begins[-1] != len(self._data):
            raise damaged()

    def text(self, number: int) -> str:
        """The spelling of a number. Raises ValueError when it is damaged."""
        begin, end = self._begins[number : number + 2]
        return self._data[begin:end].decode()

    def texts(self) -> list[str]:
        """All spellings. Raises ValueError when they are damaged."""
        return [self._data[begin:end].decode() for begin, end in pairwise(self._begins)]


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
        found: NDArray[np.uint32] = lying[0].astype(np.uint32)
        for place in range(1, 4):
            if lying[place].any():
                found |= lying[place].astype(np.uint32) << np.uint32(8 * place)
        return found

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
