"""Which of many terms are spelled nearly like a given one: edit distance over all of them at once.

An edit inserts, removes or changes one letter, or swaps two neighbours; no letter is edited twice
(optimal string alignment). A letter is one with its marks.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.storage.terms import Terms

Numbers = NDArray[np.int64]


class Nearness:
    """Some terms, arranged so that those near to another are found fast."""

    def __init__(
        self,
        letters: NDArray[np.uint32],
        numbers: NDArray[np.int32],
        lengths: NDArray[np.int32],
        begins: NDArray[np.int32],
        masks: NDArray[np.uint64],
    ) -> None:
        """Of each of the terms, the shortest first: its number, how many of the `letters` it has,
        where these begin, and which they are, each as one of 64 bits."""
        self.letters = letters
        self.numbers = numbers
        self.lengths = lengths
        self.begins = begins
        self.masks = masks

    @classmethod
    def of(cls, terms: Sequence[str]) -> Nearness:
        """Some `terms`, which keep their numbers; none is empty, and none has a line break."""
        text = terms.lines() if isinstance(terms, Terms) else "\n".join(terms)
        letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
        ends = np.append(np.flatnonzero(letters == ord("\n")), len(letters))[: len(terms)]
        begins = np.zeros(len(terms), np.int32)
        begins[1:] = ends[:-1] + 1
        lengths = (ends - begins).astype(np.int32)
        order = np.argsort(lengths, kind="stable").astype(np.int32)
        bits = _bits(letters)
        bits[ends[:-1]] = 0
        masks = np.bitwise_or.reduceat(bits, begins) if len(terms) else bits
        return cls(letters, order, lengths[order], begins[order], masks[order])

    def within(self, text: str, distance: int) -> tuple[Numbers, Numbers]:
        """(numbers, distances) of the terms that are at most `distance` edits from `text`."""
        bounds = np.array([len(text) - distance, len(text) + distance + 1], np.int32)
        low, high = np.searchsorted(self.lengths, bounds)
        letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
        mask = np.bitwise_or.reduce(_bits(letters))
        # An edit takes one letter away and brings another: it changes two bits at most.
        differing = _count_bits(self.masks[low:high] ^ mask)
        few = low + np.flatnonzero(differing <= 2 * distance)
        distances = _distances(letters, *self._padded(few))
        near = distances <= distance
        return self.numbers[few[near]].astype(np.int64), distances[near]

    def _padded(self, which: Numbers) -> tuple[NDArray[np.uint32], Numbers]:
        """The letters of some terms: a row for each place, a column for each term."""
        lengths = self.lengths[which].astype(np.int64)
        places = np.arange(int(lengths.max()) if len(which) else 0)[:, np.newaxis]
        at = np.minimum(self.begins[which] + places, max(len(self.letters) - 1, 0))
        return np.where(places < lengths, self.letters[at], np.uint32(0)), lengths


def _bits(letters: NDArray[np.uint32]) -> NDArray[np.uint64]:
    bits: NDArray[np.uint64] = np.uint64(1) << (letters & 63).astype(np.uint64)
    return bits


def _count_bits(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """How many bits of each word are set."""
    one, two, four = np.uint64(1), np.uint64(2), np.uint64(4)
    words = words - (words >> one & np.uint64(0x5555555555555555))
    pairs = np.uint64(0x3333333333333333)
    words = (words & pairs) + (words >> two & pairs)
    words = words + (words >> four) & np.uint64(0x0F0F0F0F0F0F0F0F)
    counts: NDArray[np.uint64] = words * np.uint64(0x0101010101010101) >> np.uint64(56)
    return counts


def _distances(typed: NDArray[np.uint32], letters: NDArray[np.uint32], lengths: Numbers) -> Numbers:
    """The distance of `typed` from each column of `letters`, which has that many rows in use.

    Row i of the usual table at a time: what an insertion costs runs along the row, so it is a
    running minimum of what stands there less its place.
    """
    size, count = letters.shape
    places = np.arange(size + 1)[:, np.newaxis]
    before: Numbers | None = None
    row = np.repeat(places, count, axis=1)
    for i, letter in enumerate(typed.tolist()):
        following = np.empty_like(row)
        following[0] = i + 1
        following[1:] = np.minimum(row[1:] + 1, row[:-1] + (letters != letter))
        if before is not None and size > 1:
            swapped = (letters[1:] == typed[i - 1]) & (letters[:-1] == letter)
            following[2:] = np.where(
                swapped, np.minimum(following[2:], before[:-2] + 1), following[2:]
            )
        following -= places
        np.minimum.accumulate(following, axis=0, out=following)
        following += places
        before, row = row, following
    return row[lengths, np.arange(count)]
