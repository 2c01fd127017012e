"""Term vectors: the terms of one field of one article as one `bytes` object.

All numbers are little-endian and 32 bits wide:

    number of terms, number of positions (0 for a field without positions)
    how often each term stands in the article
    how many bytes each term has in UTF-8
    the packed positions of the first term, then of the second, and so on, each rising
    the terms in UTF-8, one after another

A term stands in it once, in the order in which the terms first occur. A packed position is twice
the position, plus one after a break (`Syllable.after_break`).
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Mapping
from itertools import accumulate, pairwise
from struct import Struct
from typing import NamedTuple

_WIDTH = 4
_OF_ONE = Struct("<IIII")  # one term, no positions, how often, how many bytes


class TermVector(NamedTuple):
    """A vector as lists in step; `packed` holds empty arrays for a field without positions."""

    terms: list[str]
    frequencies: list[int]
    packed: list[array[int]]


def pack(occurrences: Mapping[str, array[int]]) -> bytes:
    """The vector of a field with positions, from the packed positions of each term."""
    packed = array("I")
    for positions in occurrences.values():
        packed += positions
    return _joined(occurrences, map(len, occurrences.values()), packed)


def pack_counts(counts: Mapping[str, int]) -> bytes:
    """The vector of a field without positions, from how often each term stands there."""
    if len(counts) == 1:
        [(term, count)] = counts.items()
        data = term.encode()
        return _OF_ONE.pack(1, 0, count, len(data)) + data
    return _joined(counts, counts.values(), array("I"))


def _joined(terms: Iterable[str], frequencies: Iterable[int], packed: array[int]) -> bytes:
    encoded = [term.encode() for term in terms]
    numbers = array("I", (len(encoded), len(packed)))
    numbers.extend(frequencies)
    numbers.extend(map(len, encoded))
    return b"".join((_swapped(numbers + packed).tobytes(), *encoded))


def unpack(data: bytes) -> TermVector:
    """What is in a vector. Raises ValueError for what is none."""
    numbers = _swapped(array("I", data[: len(data) // _WIDTH * _WIDTH]))
    if len(numbers) < 2:
        raise ValueError("a term vector has no less than eight bytes")
    count, positions = numbers[:2]
    frequencies = numbers[2 : 2 + count]
    lengths = numbers[2 + count : 2 + 2 * count]
    begin = 2 + 2 * count  # of the positions
    text = data[(begin + positions) * _WIDTH :]
    if begin + positions > len(numbers) or sum(lengths) != len(text):
        raise ValueError("a term vector has another length than it says")
    if positions and sum(frequencies) != positions:
        raise ValueError("a term vector has another number of positions than of occurrences")
    kept = frequencies if positions else [0] * count
    return TermVector(
        [text[start:end].decode() for start, end in _ranges(lengths)],
        frequencies.tolist(),
        [numbers[begin + start : begin + end] for start, end in _ranges(kept)],
    )


def _ranges(lengths: Iterable[int]) -> Iterable[tuple[int, int]]:
    return pairwise(accumulate(lengths, initial=0))


def _swapped(numbers: array[int]) -> array[int]:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
