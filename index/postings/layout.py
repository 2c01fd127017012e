"""How a field's posting lists lie in a segment's file: what both implementations agree on.

header          the numbers of `Header`
lengths         the field's exact length in each article, 2 or 4 bytes each
index           where each run of 16 terms begins in the dictionary, 4 bytes each
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
end             16 zero bytes, so that a reader of varints cannot run over, and the CRC-32 of all
"""

from __future__ import annotations

import struct
from typing import NamedTuple

MAGIC = b"KbPL"
VERSION = 1
HAS_POSITIONS = 1  # flags
WIDE_LENGTHS = 2

RUN = 16  # terms in a run of the dictionary
BLOCK = 128  # articles in a block of a long list
MOST_ARTICLES = 1 << 31

HEADER = struct.Struct("<4sHHIIQQQQQQQQ")
END = struct.Struct("<16xI")
SKIP = struct.Struct("<IIIBBB3B3H")


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
    index: int
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
        or header.index - header.lengths < header.articles * width
        or header.dictionary - header.index < runs * 4
    ):
        raise ValueError("posting lists have a damaged header")
    return header
