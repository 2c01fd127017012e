"""Bigrams read where they lie, and vocabularies merged: the reference for `_followers`.

A vocabulary is a text with a line for each term, in the order of their bytes, and where each line
begins and another one would.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.storage.checksums import Checked

Numbers = NDArray[np.int32]
# The numbers of terms, and for each its place among those that were asked for.
Placed = tuple[Numbers, NDArray[np.int64]]


class Followers:
    """What follows each term of one segment, and how often; any thread may read it.

    A row is checked when it is first read.
    """

    def __init__(self, column: Checked, begin: int, terms: int, count: int) -> None:
        """The rows of `terms` terms begin at `begin` of a column, then come `count` bigrams.

        Raises ValueError when that cannot be.
        """
        if begin + 4 * (terms + 1 + 2 * count) > len(column):
            raise _damaged()
        self._column = column
        self.terms = terms
        self._begin = begin + 4 * (terms + 1)
        column.check(begin, self._begin)
        self._starts = np.frombuffer(column.data, "<u4", terms + 1, begin)
        self._seconds = np.frombuffer(column.data, "<u4", count, self._begin)
        self._times = np.frombuffer(column.data, "<u4", count, self._begin + 4 * count)
        if self._starts[0] != 0 or self._starts[-1] != count or _falls(self._starts):
            raise _damaged()

    def row(self, term: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """The terms that follow one, and how often each does."""
        begin, end = self._starts[term : term + 2].tolist()
        for first in (self._begin, self._begin + 4 * len(self._seconds)):
            self._column.check(first + 4 * begin, first + 4 * end)
        seconds = self._seconds[begin:end]
        if (seconds >= self.terms).any():
            raise _damaged()
        return seconds, self._times[begin:end]


def count_pairs(
    parts: list[Followers],
    numbers: list[Numbers],
    first: Placed,
    second: Placed,
    counts: NDArray[np.int64],
) -> None:
    """Add up how often terms follow others.

    `numbers` has for each part the numbers of its terms in the whole archive, rising. How often
    each of `second`, whose numbers rise, stands behind each of `first` is added to `counts`, in the
    rows and columns that are their places. Raises ValueError for damaged rows.
    """
    for part, own in zip(parts, numbers, strict=True):
        _check_numbers(part, own)
        wanted, columns = _among(own, second)
        firsts, rows = _among(own, first)
        for term, row in zip(firsts.tolist(), rows.tolist(), strict=True):
            seconds, times = part.row(term)
            if not len(seconds):
                continue
            at = np.minimum(np.searchsorted(seconds, wanted), len(seconds) - 1)
            found = seconds[at] == wanted
            np.add.at(counts[row], columns[found], times[at[found]].astype(np.int64))


def add_followers(
    parts: list[Followers], numbers: list[Numbers], term: int, counts: NDArray[np.int64]
) -> None:
    """Add to `counts` of all terms how often each follows one; see `count_pairs`."""
    for part, own in zip(parts, numbers, strict=True):
        _check_numbers(part, own)
        found, _ = _among(own, (np.array([term], np.int32), np.zeros(1, np.int64)))
        for one in found.tolist():
            seconds, times = part.row(one)
            counts[own[seconds]] += times


def merged_terms(
    one: NDArray[np.uint8],
    one_starts: NDArray[np.uint32],
    other: NDArray[np.uint8],
    other_starts: NDArray[np.uint32],
) -> tuple[NDArray[Any], NDArray[Any], Numbers, Numbers]:
    """Two vocabularies as one: its bytes, its starts, and the numbers of both's terms in it."""
    both = [_lines(one, one_starts), _lines(other, other_starts)]
    numbers = {text: at for at, text in enumerate(sorted({*both[0], *both[1]}))}
    sizes = np.fromiter(map(len, numbers), np.uint32, len(numbers))
    starts = np.concatenate([[0], np.cumsum(sizes + 1)]).astype(np.uint32)
    of_one, of_other = (np.array([numbers[text] for text in lines], np.int32) for lines in both)
    return np.frombuffer(b"\n".join(numbers), np.uint8), starts, of_one, of_other


def term_number(text: NDArray[np.uint8], starts: NDArray[np.uint32], wanted: bytes) -> int:
    """The number of a term in a vocabulary; -1 if it is not there."""
    low, high = 0, len(starts) - 1
    while low < high:
        middle = (low + high) // 2
        if _line(text, starts, middle) < wanted:
            low = middle + 1
        else:
            high = middle
    return low if low < len(starts) - 1 and _line(text, starts, low) == wanted else -1


def _lines(text: NDArray[np.uint8], starts: NDArray[np.uint32]) -> list[bytes]:
    if not len(starts) or (starts[1:] <= starts[:-1]).any() or starts[-1] > len(text) + 1:
        raise ValueError("a vocabulary is damaged")
    return [_line(text, starts, line) for line in range(len(starts) - 1)]


def _line(text: NDArray[np.uint8], starts: NDArray[np.uint32], line: int) -> bytes:
    return text[int(starts[line]) : int(starts[line + 1]) - 1].tobytes()


def _among(own: Numbers, sought: Placed) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The terms of a part that have some numbers, and the places of those."""
    wanted, places = sought
    if not len(own):
        return np.empty(0, np.int64), places[:0]
    at = np.minimum(np.searchsorted(own, wanted), len(own) - 1)
    found = own[at] == wanted
    return at[found], places[found]


def _check_numbers(part: Followers, own: Numbers) -> None:
    if len(own) != part.terms:
        raise ValueError("each term of a segment has a number")


def _falls(numbers: NDArray[np.uint32]) -> bool:
    return bool((numbers[1:] < numbers[:-1]).any())


def _damaged() -> ValueError:
    return ValueError("a column of bigrams is damaged")
