"""Writing the posting lists of many terms at once with NumPy: the reference for `_encoding`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from index.storage.postings.layout import BLOCK, MOST_ARTICLES, RUN, assemble
from index.storage.postings.reference.blocks import (
    Integers,
    Numbers,
    bit_lengths,
    put_blocks,
    rows,
    spread,
    to_varints,
)
from index.storage.postings.reference.lists import SKIPS
from index.storage.spooling import Spool

BATCH = 1 << 18  # about so many positions are well given to `Encoder.add` at once


class Encoder:
    """Writes the posting lists of one field, by the terms in the order of their bytes."""

    def __init__(
        self, has_positions: bool, lengths: Integers, spool: Callable[[], Spool] = Spool
    ) -> None:
        """`lengths` are the field's lengths in all articles; `spool` makes what lists and positions
        are put aside in."""
        if len(lengths) >= MOST_ARTICLES:
            raise OverflowError("too many articles for one segment")
        self._has_positions = has_positions
        self._lengths = lengths
        self._runs = bytearray()
        self._dictionary = bytearray()
        self._data = spool()
        self._positions = spool()
        self._before = b""
        self._terms = 0
        self._postings = 0

    def add(
        self,
        texts: Sequence[bytes],
        df: Integers,
        articles: Integers,
        frequencies: Integers,
        packed: Numbers,
    ) -> None:
        """Write the next terms: in how many articles each stands, and all their postings."""
        if not texts:
            return
        blocks = -(-df // BLOCK)
        term_blocks = np.cumsum(blocks) - blocks
        nth = spread(np.zeros_like(blocks), blocks)
        count = np.minimum(np.repeat(df, blocks) - nth * BLOCK, BLOCK)
        first = np.cumsum(count) - count
        skips = np.zeros(len(count), SKIPS)
        skips["last"] = articles[first + count - 1]
        # One pair for each block: its highest frequency and its shortest length.
        skips["bounds"] = 1
        highest = np.maximum.reduceat(frequencies, first)
        skips["frequencies"][:, 0] = np.minimum(highest, 255)
        shortest = np.minimum.reduceat(self._lengths[articles], first)
        skips["lengths"][:, 0] = np.minimum(shortest, 65535)
        positions_sizes = np.zeros_like(count)
        if self._has_positions:
            positions_sizes = self._put_positions(first, frequencies, packed)
        skips["positions"] = _offsets(positions_sizes, blocks)
        gaps = np.diff(articles, prepend=-1) - 1
        gaps[first[term_blocks]] = articles[first[term_blocks]]
        sizes = self._put_lists(df, gaps, frequencies, count, skips)
        self._put_terms(
            texts,
            df.tolist(),
            np.add.reduceat(frequencies, first[term_blocks]).tolist(),
            sizes.tolist(),
            np.add.reduceat(positions_sizes, term_blocks).tolist(),
        )
        self._postings += len(articles)

    def _put_lists(
        self,
        df: Integers,
        gaps: Integers,
        frequencies: Integers,
        count: Integers,
        skips: np.ndarray[tuple[int], np.dtype[np.void]],
    ) -> Integers:
        """Write all lists, with the blocks of `count` articles; returns the size of each term's.

        What the skips still lack is filled in.
        """
        blocks = -(-df // BLOCK)
        first = np.cumsum(count) - count
        long = np.repeat(df > BLOCK, blocks)
        full = np.flatnonzero(long & (count == BLOCK))
        short = np.flatnonzero(~long | (count < BLOCK))
        full_gaps = gaps[rows(first[full])].astype(np.uint32)
        full_less = (frequencies[rows(first[full])] - 1).astype(np.uint32)
        gap_bits = bit_lengths(full_gaps.max(axis=1))
        less_bits = bit_lengths(full_less.max(axis=1))
        skips["article_bits"][full] = gap_bits
        skips["frequency_bits"][full] = less_bits
        # The other blocks: codes, each with a frequency behind it if that is not 1.
        at = spread(first[short], count[short])
        once = frequencies[at] == 1
        codes = np.stack((gaps[at] << 1 | once, frequencies[at]), axis=1)
        varints, varint_sizes = to_varints(codes[np.stack((np.ones_like(once), ~once), axis=1)])
        numbers = 2 * count[short] - _sums(once, count[short])
        sizes = np.zeros_like(count)
        sizes[full] = 16 * (gap_bits + less_bits)
        sizes[short] = _sums(varint_sizes, numbers)
        skips["data"] = _offsets(sizes, blocks)
        heads = np.where(df > BLOCK, blocks * SKIPS.itemsize, 0)
        term_sizes = heads + _sums(sizes, blocks)
        begins = np.cumsum(term_sizes) - term_sizes
        places = np.repeat(begins + heads, blocks) + skips["data"]
        data = np.empty(int(term_sizes.sum()), np.uint8)
        data[spread(begins, heads)] = skips[long].view(np.uint8)
        data[spread(places[short], sizes[short])] = varints
        put_blocks(data, places[full], full_gaps, gap_bits)
        put_blocks(data, places[full] + 16 * gap_bits, full_less, less_bits)
        self._data.write(data.tobytes())
        return term_sizes

    def _put_positions(self, first: Integers, frequencies: Integers, packed: Numbers) -> Integers:
        """Write the positions of all blocks of articles; returns the size of each one's."""
        codes = packed.copy()
        codes[1:] -= packed[:-1] & np.uint32(0xFFFFFFFE)  # may run over, and back when read
        firsts = np.cumsum(frequencies) - frequencies
        codes[firsts] = packed[firsts]
        totals = np.add.reduceat(frequencies, first)
        full, rest = totals // BLOCK, totals % BLOCK
        firsts = np.cumsum(totals) - totals
        numbers = codes[spread(firsts, full * BLOCK)].reshape(-1, BLOCK)
        bits = bit_lengths(numbers.max(axis=1))
        block_sizes = 1 + 16 * bits
        full_sizes = _sums(block_sizes, full)
        varints, varint_sizes = to_varints(
            codes[spread(firsts + full * BLOCK, rest)].astype(np.int64)
        )
        rest_sizes = _sums(varint_sizes, rest)
        sizes = full_sizes + rest_sizes
        begins = np.cumsum(sizes) - sizes
        data = np.empty(int(sizes.sum()), np.uint8)
        places = np.repeat(begins, full) + _offsets(block_sizes, full)
        data[places] = bits
        put_blocks(data, places + 1, numbers, bits)
        data[spread(begins + full_sizes, rest_sizes)] = varints
        self._positions.write(data.tobytes())
        return sizes

    def _put_terms(
        self,
        texts: Sequence[bytes],
        df: list[int],
        cf: list[int],
        sizes: list[int],
        positions_sizes: list[int],
    ) -> None:
        """Write the dictionary's entries; lists and positions are already there."""
        out = self._dictionary
        data = len(self._data) - sum(sizes)
        positions = len(self._positions) - sum(positions_sizes)
        for n, text in enumerate(texts):
            if self._terms % RUN == 0:
                if len(out) >> 32:
                    raise OverflowError("a dictionary is too long for one segment")
                self._runs += len(out).to_bytes(4, "little")
                _put_varint(out, len(text))
                out += text
                _put_varint(out, data)
                _put_varint(out, positions)
            else:
                shared = _shared(self._before, text)
                _put_varint(out, shared)
                _put_varint(out, len(text) - shared)
                out += text[shared:]
            _put_varint(out, df[n])
            _put_varint(out, cf[n] - df[n])
            _put_varint(out, sizes[n])
            if self._has_positions:
                _put_varint(out, positions_sizes[n])
            data += sizes[n]
            positions += positions_sizes[n]
            self._before = text
            self._terms += 1

    def finish(self) -> Iterator[bytes]:
        """The parts of the file, in order."""
        sections = (bytes(self._runs), bytes(self._dictionary), self._data, self._positions)
        return assemble(self._has_positions, self._lengths, self._terms, self._postings, *sections)


def _sums(numbers: Integers, counts: Integers) -> Integers:
    """The sum of each group of `counts` numbers."""
    running = np.concatenate(([0], np.cumsum(numbers)))
    ends = np.cumsum(counts)
    found: Integers = running[ends] - running[ends - counts]
    return found


def _offsets(sizes: Integers, counts: Integers) -> Integers:
    """Where each part begins from the first of its group of `counts` parts."""
    begins = np.cumsum(sizes) - sizes
    firsts = np.cumsum(counts) - counts
    found: Integers = begins - np.repeat(begins[firsts[counts > 0]], counts[counts > 0])
    if len(found) and int(found.max()) >> 32:
        raise OverflowError("a posting list is too long for one segment")
    return found


def _put_varint(out: bytearray, number: int) -> None:
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)


def _shared(one: bytes, other: bytes) -> int:
    """How many bytes two terms begin with in common."""
    size = min(len(one), len(other))
    difference = int.from_bytes(one[:size], "big") ^ int.from_bytes(other[:size], "big")
    return size - (difference.bit_length() + 7) // 8
