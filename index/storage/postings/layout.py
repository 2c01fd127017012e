"""How a field's posting lists lie in a segment's file: what both implementations agree on.

header          the numbers of `Header`
lengths         the field's exact length in each article, 2 or 4 bytes each
runs            where each run of 16 terms begins in the dictionary, 4 bytes each
dictionary      the terms in the order of their bytes, by runs of 16, front-coded. The first of a
                run: varints of its length, [its bytes], where its data and its positions begin.
                The others: varints of the bytes shared with the term before and of those that
                are not, [these]. Then each: df, cf - df, size of its data, size of its positions
data            for each term its list. Up to 128 articles: for each a varint of twice the gap to
                the article before, plus 1 if the frequency is 1, else a varint of that follows.
                Longer lists: a `Skip` for every block of 128 articles, then the blocks: gaps and
                frequencies less 1, each in equal bits (`_blocks.pxd`); the last, shorter block in
                varints as above. A gap counts the articles between two that hold the term
positions       for each term and block the packed positions of its articles, the first of an
                article as it is, the others less the position before. Each 128 in equal bits
                after a byte that says how many; the rest in varints. Not in every field
end             16 zero bytes and the CRC-32 of all: together they are as long as the two longest
                varints, which a reader may read before it looks whether a section has ended
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index.storage.spooling import Spool

MAGIC = b"KbPL"
VERSION = 1
HAS_POSITIONS = 1  # flags
WIDE_LENGTHS = 2

RUN = 16  # terms in a run of the dictionary
BLOCK = 128  # articles in a block of a long list
MOST_ARTICLES = 1 << 31
PROFILE_WORDS = 40  # words in an article's profile (see `index.storage.profiles`)

HEADER = struct.Struct("<4sHHIIQQQQQQQQ")
END = struct.Struct("<16xI")
DENSE_MAGIC = b"KbDL"
DENSE_HEADER = struct.Struct("<4sIIQ")  # see `reference.dense`
DENSE_ALIGNED = 64
SKIP = struct.Struct("<IIIBBB3B3H")

# The bytes of a section, at once or as they were put aside.
Section = bytes | Spool


class Bigrams(NamedTuple):
    """Which terms stand how often directly behind which, numbered in the order of their bytes.

    `counts` and `articles` tell how often each of `terms` stands in all, and in how many articles.
    Term `n` is followed by each of seconds[starts[n] : starts[n + 1]], which rise, as often as
    the same part of `times` says. All arrays are of uint32.
    """

    terms: list[str]
    counts: NDArray[np.uint32]
    articles: NDArray[np.uint32]
    starts: NDArray[np.uint32]
    seconds: NDArray[np.uint32]
    times: NDArray[np.uint32]


class Header(NamedTuple):
    """The beginning of a file; sections are named by where they begin, and `end` by its end."""

    magic: bytes
    version: int
    flags: int
    articles: int
    terms: int
    total_length: int
    postings: int
    lengths: int
    runs: int
    dictionary: int
    data: int
    positions: int
    end: int


def read_header(data: memoryview) -> Header:
    """The checked header of a file. Raises ValueError when it is damaged."""
    if len(data) < HEADER.size + END.size:
        raise ValueError("posting lists end too early")
    header = Header(*HEADER.unpack_from(data))
    places = (HEADER.size, *header[7:], len(data) - END.size)
    if header.magic != MAGIC or header.version != VERSION:
        raise ValueError("these are no posting lists of this version")
    if list(places) != sorted(places) or header.end != places[-1]:
        raise ValueError("posting lists have a damaged header")
    width = 4 if header.flags & WIDE_LENGTHS else 2
    runs = -(-header.terms // RUN)
    if (
        header.articles >= MOST_ARTICLES
        or header.runs - header.lengths < header.articles * width
        or header.dictionary - header.runs < runs * 4
    ):
        raise ValueError("posting lists have a damaged header")
    return header


def assemble(
    has_positions: bool, lengths: NDArray[Any], terms: int, postings: int, *sections: Section
) -> Iterator[bytes]:
    """The parts of a file, in order, from its articles' lengths and the sections behind them."""
    wide = len(lengths) > 0 and int(lengths.max()) > 0xFFFF
    every = [lengths.astype("<u4" if wide else "<u2").tobytes(), *sections]
    places = [HEADER.size]
    for section in every:
        places.append(places[-1] + len(section))
    flags = HAS_POSITIONS * has_positions | WIDE_LENGTHS * wide
    total = int(lengths.sum(dtype=np.uint64))
    header = HEADER.pack(MAGIC, VERSION, flags, len(lengths), terms, total, postings, *places)
    checksum = 0
    for section in [header, *every]:
        for part in (section,) if isinstance(section, bytes) else section:
            checksum = crc32(part, checksum)
            yield part
    yield END.pack(crc32(bytes(16), checksum))


def is_whole(data: memoryview) -> bool:
    """Whether a file is what was written, by its own checksum."""
    (expected,) = END.unpack_from(data, len(data) - END.size)
    return bool(crc32(data[: -END.size + 16]) == expected)
