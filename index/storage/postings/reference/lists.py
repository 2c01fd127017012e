"""Posting lists read with NumPy, those of many terms at once. Damaged ones raise ValueError."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from index.storage.postings.layout import BLOCK, SKIP
from index.storage.postings.reference.blocks import (
    Bytes,
    Integers,
    Numbers,
    from_varints,
    get_blocks,
    rows,
    spread,
)

SKIPS = np.dtype(
    [
        ("last", "<u4"),
        ("data", "<u4"),
        ("positions", "<u4"),
        ("article_bits", "u1"),
        ("frequency_bits", "u1"),
        ("bounds", "u1"),
        ("frequencies", "u1", 3),
        ("lengths", "<u2", 3),
    ]
)
assert SKIPS.itemsize == SKIP.size


class Entry(NamedTuple):
    """A term in the dictionary, and where its list and its positions lie in their sections."""

    text: bytes
    df: int
    cf: int
    data: int
    data_end: int
    positions: int
    positions_end: int


def read_lists(
    entries: Sequence[Entry], articles: int, data: Bytes, positions: Bytes | None
) -> tuple[Numbers, Numbers, Numbers]:
    """(articles, frequencies, packed positions) of some terms, one after the other.

    `articles` is the segment's number of them, `data` and `positions` its sections; positions
    are empty without theirs.
    """
    packed = np.empty(0, np.uint32)
    if not entries:
        return packed, packed, packed
    blocks = _Blocks(entries, data)
    found = np.empty(blocks.total, np.int64)
    frequencies = np.empty(blocks.total, np.int64)
    _read_full(data, blocks, found, frequencies)
    _read_short(data, blocks, found, frequencies)
    last = found[blocks.first + blocks.count - 1]
    if (last >= articles).any() or (blocks.long & (last != blocks.last)).any():
        raise damaged_list()
    cf = np.array([entry.cf for entry in entries])
    if (np.add.reduceat(frequencies, blocks.terms) != cf).any():
        raise damaged_list()
    if positions is not None:
        packed = _read_positions(positions, blocks, frequencies)
    return found.astype(np.uint32), frequencies.astype(np.uint32), packed


def _read_full(data: Bytes, blocks: _Blocks, articles: Integers, frequencies: Integers) -> None:
    """Fill in the blocks of equal bits."""
    full = np.flatnonzero(blocks.full)
    if not len(full):
        return
    begins = blocks.begin[full]
    article_bits = blocks.skips["article_bits"][full].astype(np.int64)
    frequency_bits = blocks.skips["frequency_bits"][full].astype(np.int64)
    if (
        (article_bits > 31).any()
        or (frequency_bits > 31).any()
        or (blocks.end[full] - begins != 16 * (article_bits + frequency_bits)).any()
    ):
        raise damaged_list()
    at = rows(blocks.first[full])
    found = get_blocks(data, begins, article_bits).astype(np.int64)
    found += 1
    found[:, 0] += blocks.before[full]
    articles[at] = np.cumsum(found, axis=1)
    begins = begins + 16 * article_bits
    frequencies[at] = get_blocks(data, begins, frequency_bits) + np.uint32(1)


def _read_short(data: Bytes, blocks: _Blocks, articles: Integers, frequencies: Integers) -> None:
    """Fill in the blocks in varints."""
    short = np.flatnonzero(~blocks.full)
    if not len(short):
        return
    sizes = blocks.end[short] - blocks.begin[short]
    count = blocks.count[short]
    if (sizes < count).any():
        raise damaged_list()
    numbers, counts = from_varints(data[spread(blocks.begin[short], sizes)], sizes)
    # A number is a frequency if it follows an even code. What follows an odd number is a code
    # whatever that was, and so is the first of a block; from there on even ones take turns.
    at = np.arange(len(numbers))
    odd = numbers & 1 == 1
    ends = np.cumsum(counts)
    begins = ends - counts
    before = np.empty_like(at)
    before[1:] = np.where(odd, at, -1)[:-1]
    before[begins] = begins - 1
    is_code = (at - np.maximum.accumulate(before)) & 1 == 1
    codes_at = np.flatnonzero(is_code)
    codes = np.diff(np.searchsorted(codes_at, ends), prepend=0)
    lacking = (is_code & ~odd)[ends - 1]
    if (codes != count).any() or lacking.any():
        raise damaged_list()
    found = np.ones(len(codes_at), np.int64)
    counted = np.flatnonzero(~odd[codes_at])
    found[counted] = numbers[codes_at[counted] + 1]
    if not found.all():
        raise damaged_list()
    steps = (numbers[codes_at] >> 1) + 1
    firsts = np.cumsum(count) - count
    running = np.cumsum(steps)
    less = running[firsts] - steps[firsts] - blocks.before[short]
    places = spread(blocks.first[short], count)
    articles[places] = running - np.repeat(less, count)
    frequencies[places] = found


def _read_positions(data: Bytes, blocks: _Blocks, frequencies: Integers) -> Numbers:
    """The packed positions of all postings."""
    begins, ends = blocks.positions()
    totals = np.add.reduceat(frequencies, blocks.first)
    full, rest = totals // BLOCK, totals % BLOCK
    if (begins > ends).any() or (full + rest > ends - begins).any():
        raise damaged_positions()
    firsts = np.cumsum(totals) - totals
    codes = np.empty(int(totals.sum()), np.uint32)
    which = np.flatnonzero(full)
    if len(which):
        packed_at, bits, tails = _full_positions(data.data, begins[which], ends[which], full[which])
        begins[which] = tails
        at = spread(firsts[which], full[which] * BLOCK).reshape(-1, BLOCK)
        codes[at] = get_blocks(data, packed_at, bits)
    sizes = ends - begins
    numbers, counts = from_varints(data[spread(begins, sizes)], sizes)
    if (counts != rest).any():
        raise damaged_positions()
    codes[spread(firsts + full * BLOCK, rest)] = numbers
    # Sums of 32 bits may run over, and so may their differences, which are right again.
    steps = codes >> 1
    running = np.cumsum(steps, dtype=np.uint32)
    firsts = np.cumsum(frequencies) - frequencies
    running -= np.repeat(running[firsts] - steps[firsts], frequencies)
    running <<= 1
    running |= codes & 1
    return running


def _full_positions(
    data: memoryview, begins: Integers, ends: Integers, counts: Integers
) -> tuple[Integers, Integers, Integers]:
    """Where packed blocks lie that follow each other, their bits, and where each row ends.

    That they follow each other is the reason why they are found one by one.
    """
    places: list[int] = []
    bits: list[int] = []
    tails: list[int] = []
    for begin, end, count in zip(begins.tolist(), ends.tolist(), counts.tolist(), strict=True):
        at = begin
        for _ in range(count):
            if at >= end or data[at] > 32:
                raise damaged_positions()
            places.append(at + 1)
            bits.append(data[at])
            at += 1 + 16 * data[at]
        if at > end:
            raise damaged_positions()
        tails.append(at)
    return np.array(places), np.array(bits), np.array(tails)


class _Blocks:
    """The blocks of some terms' lists, as arrays with an entry for each block.

    `count` articles from number `first` of all postings on; they lie from `begin` to `end` and
    come after the article `before`. `skips` are zeros where a list is not `long`; `terms` tells
    where the postings of each term begin.
    """

    def __init__(self, entries: Sequence[Entry], data: Bytes) -> None:
        df, _, begins, ends, self._positions, self._positions_ends = np.array(
            [entry[1:] for entry in entries], np.int64
        ).T
        blocks = -(-df // BLOCK)
        heads = np.where(df > BLOCK, blocks * SKIPS.itemsize, 0)
        if (heads > ends - begins).any():
            raise damaged_list()
        self.terms = np.cumsum(df) - df
        self.total = int(df.sum())
        self._owner = owner = np.repeat(np.arange(len(df)), blocks)
        nth = spread(np.zeros_like(blocks), blocks)
        self._is_last = nth == blocks[owner] - 1
        self.count = np.minimum(df[owner] - nth * BLOCK, BLOCK)
        self.first = np.cumsum(self.count) - self.count
        self.long = df[owner] > BLOCK
        self.full = self.long & (self.count == BLOCK)
        self.skips = np.zeros(len(owner), SKIPS)
        self.skips[self.long] = data[spread(begins, heads)].view(SKIPS)
        self.last = self.skips["last"].astype(np.int64)
        self.before = np.where(nth > 0, np.roll(self.last, 1), -1)
        self.begin = (begins + heads)[owner] + self.skips["data"]
        self.end = self._ends(self.begin, ends)
        if (self.begin > self.end).any():
            raise damaged_list()

    def _ends(self, begins: Integers, ends: Integers) -> Integers:
        """Where each block ends: where the next begins, or with its term."""
        return np.where(self._is_last, ends[self._owner], np.roll(begins, -1))

    def positions(self) -> tuple[Integers, Integers]:
        """Where the positions of each block begin and end."""
        begins = self._positions[self._owner] + self.skips["positions"]
        return begins, self._ends(begins, self._positions_ends)


def damaged_list() -> ValueError:
    return ValueError("a posting list is damaged")


def damaged_positions() -> ValueError:
    return ValueError("the positions of a term are damaged")
