"""How numbers are kept in posting lists, with NumPy: the reference for `_blocks.pxd`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.storage.postings.layout import BLOCK

Bytes = NDArray[np.uint8]
Integers = NDArray[np.int64]
Numbers = NDArray[np.uint32]

CHUNK = 1024  # blocks that are packed or unpacked at a time
_VARINT_STEPS = np.array([1 << 7 * n for n in range(1, 9)], np.int64)


def spread(begins: Integers, sizes: Integers) -> Integers:
    """begin, begin + 1, ..., begin + size - 1 of each range, one range after the other."""
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(begins - ends + sizes, sizes) + np.arange(total)


def rows(begins: Integers) -> Integers:
    """begin, begin + 1, ..., begin + 127 of each block, as rows."""
    return begins[:, np.newaxis] + np.arange(BLOCK)


def bit_lengths(numbers: Numbers) -> Integers:
    """How many bits each number needs."""
    return np.frexp(numbers.astype(np.float64))[1].astype(np.int64)


def put_blocks(data: Bytes, places: Integers, numbers: Numbers, bits: Integers) -> None:
    """Write rows of 128 numbers, each in its `bits`, to their places in `data`."""
    for width, which in _by_width(bits):
        _blocks_at(data, width)[places[which]] = _packed(numbers[which], width)


def get_blocks(data: Bytes, places: Integers, bits: Integers) -> Numbers:
    """Read the rows of 128 numbers, each in its `bits`, at some places of `data`.

    All of them must lie inside, and have 32 bits at most.
    """
    numbers = np.zeros((len(places), BLOCK), np.uint32)
    for width, which in _by_width(bits):
        numbers[which] = _unpacked(_blocks_at(data, width)[places[which]], width)
    return numbers


def _by_width(bits: Integers) -> Iterator[tuple[int, Integers]]:
    """The numbers of the blocks of one width above 0, not too many at a time."""
    for width in np.flatnonzero(np.bincount(bits)).tolist():
        if width:
            which = np.flatnonzero(bits == width)
            for at in range(0, len(which), CHUNK):
                yield width, which[at : at + CHUNK]


def _blocks_at(data: Bytes, bits: int) -> NDArray[np.void]:
    """The block of some width that begins at each byte; they lie over each other."""
    size = 16 * bits
    blocks: NDArray[np.void] = np.ndarray((len(data) - size + 1,), f"V{size}", data, 0, (1,))
    return blocks


@lru_cache(maxsize=33)
def _places(bits: int) -> tuple[Integers, Integers, NDArray[np.uint64]]:
    """For the 32 numbers of a lane: the word where each begins, the next one, and the shift."""
    at = np.arange(32) * bits
    first = at >> 5
    return first, np.minimum(first + 1, bits - 1), (at & 31).astype(np.uint64)[:, np.newaxis]


def _packed(numbers: Numbers, bits: int) -> NDArray[np.void]:
    first, following, shift = _places(bits)
    words = numbers.reshape(-1, 32, 4).astype(np.uint64) << shift
    packed = np.bitwise_or.reduceat(words, np.searchsorted(first, np.arange(bits)), axis=1)
    crossing = np.flatnonzero((first + 1) * 32 < (np.arange(32) + 1) * bits)
    packed[:, following[crossing]] |= words[:, crossing] >> np.uint64(32)
    blocks: NDArray[np.void] = packed.astype("<u4").reshape(-1, 4 * bits).view(f"V{16 * bits}")
    return blocks[:, 0]


def _unpacked(blocks: NDArray[np.void], bits: int) -> Numbers:
    first, following, shift = _places(bits)
    words = blocks.view("<u4").reshape(-1, bits, 4).astype(np.uint64)
    found = words[:, first] >> shift
    found |= words[:, following] << (np.uint64(32) - shift)
    found &= np.uint64((1 << bits) - 1)
    return found.reshape(-1, BLOCK).astype(np.uint32)


def to_varints(numbers: Integers) -> tuple[Bytes, Integers]:
    """The bytes of all numbers one after the other, and how many each of them has."""
    sizes = 1 + np.searchsorted(_VARINT_STEPS, numbers, side="right")
    ends = np.cumsum(sizes)
    begins = ends - sizes
    data = np.empty(int(ends[-1]) if len(ends) else 0, np.uint8)
    data[begins] = numbers & 127
    more = np.flatnonzero(sizes > 1)
    shift = 0
    while len(more):
        shift += 1
        data[begins[more] + shift - 1] |= 128
        data[begins[more] + shift] = numbers[more] >> 7 * shift & 127
        more = more[sizes[more] > shift + 1]
    return data, sizes


def from_varints(data: Bytes, sizes: Integers) -> tuple[Integers, Integers]:
    """The numbers in stretches of varints that follow each other, below 2**32.

    `sizes` are the lengths of the stretches. Returns the numbers, and how many each stretch has.
    Raises ValueError when one ends inside of a number.
    """
    last = np.flatnonzero(data < 128)
    ends = np.cumsum(sizes)
    if (data[ends[sizes > 0] - 1] > 127).any():
        raise ValueError("a posting list ends too early")
    counts = np.diff(np.searchsorted(last, ends), prepend=0)
    begins = np.empty_like(last)
    begins[:1] = 0
    begins[1:] = last[:-1] + 1
    lengths = last - begins + 1
    numbers = (data[begins] & 127).astype(np.int64)
    more = np.flatnonzero(lengths > 1)
    step = 1
    while len(more):
        if step > 4:
            raise ValueError("a posting list holds a damaged number")
        numbers[more] |= (data[begins[more] + step] & 127).astype(np.int64) << 7 * step
        step += 1
        more = more[lengths[more] > step]
    if len(numbers) and int(numbers.max()) >> 32:
        raise ValueError("a posting list holds a damaged number")
    return numbers, counts
