"""In how many articles of some segments each of their terms stands, segment by segment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import compress
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.storage.postings import InvertedIndex
from index.storage.terms import Terms, merged

Lists = Sequence[InvertedIndex | None]
"""The inverted index of one field in each of some segments; None for one that it has not."""


class TermCounts(NamedTuple):
    """The terms of a field in one segment, in the order of their bytes.

    `lines` has a line of text for each, `own` in how many of the segment's articles it stands, and
    `every` in how many of all segments'.
    """

    lines: bytes
    own: NDArray[np.uint32]
    every: NDArray[np.int64]

    def terms(self, flags: NDArray[np.bool_]) -> list[bytes]:
        """The terms that are flagged."""
        return list(compress(self.lines.split(b"\n"), flags.tolist()))


def counted(lists: Lists, others: Lists, enough: int | None = None) -> list[TermCounts]:
    """The terms of each of some segments, counted in these and in `others`.

    With `enough`, a term that stands in so many articles of the first is not looked up in the
    others. Raises ValueError when an index is damaged.
    """
    read = [
        (b"", np.empty(0, np.uint32)) if one is None else one.term_lines(0, one.terms)
        for one in lists
    ]
    terms, numbers = merged([Terms.of_lines(lines) for lines, _ in read])
    dfs = np.zeros(len(terms), np.int64)
    for of, (_, own) in zip(numbers, read, strict=True):
        dfs[of] += own
    indexes = [one for one in others if one is not None]
    if indexes:
        asked = range(len(terms)) if enough is None else np.flatnonzero(dfs < enough).tolist()
        _add_others(dfs, terms, asked, indexes)
    return [TermCounts(lines, own, dfs[of]) for of, (lines, own) in zip(numbers, read, strict=True)]


def _add_others(
    dfs: NDArray[np.int64], terms: Terms, asked: Iterable[int], indexes: Sequence[InvertedIndex]
) -> None:
    """Add to `dfs` in how many articles of some indexes the terms with some numbers stand."""
    for number in asked:
        term = terms[number].encode()
        dfs[number] += sum(index.frequencies(term)[0] for index in indexes)
