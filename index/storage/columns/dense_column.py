"""The column of a field's dense lists (see `index.storage.postings.reference.dense`)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import Any

import numpy as np

from index.storage.checksums import Data
from index.storage.columns.column import DerivedColumn, Live
from index.storage.postings import DenseLists, InvertedIndex, dense_row, frequent_terms
from index.storage.postings.layout import DENSE_ALIGNED, DENSE_HEADER, DENSE_MAGIC

WORTH = 16_384
"""A segment of so many articles has dense lists: smaller ones are searched soon without them."""
# So many of a segment's articles hold a term whose list is dense. With half of them, dense lists
# take 3 % of an archive of long articles, and are most of what is looked up in its lists, and a
# third of what is added up; with a third of them they take 6 %, for 4 % less time.
_SHARE = 0.5


class DenseColumn(DerivedColumn):
    """The dense lists of a field; `source` is the column of its posting lists."""

    is_joined = False

    def is_worth(self, articles: int) -> bool:
        """Whether a segment is large enough."""
        return articles >= WORTH

    def derive(self, file: Any, source: Data, articles: int) -> None:
        """Write the row of each term that is dense."""
        for part in written(InvertedIndex(source), int(_SHARE * articles)):
            file.write(part)

    def open(self, data: Data, articles: int) -> DenseLists:
        """The dense lists. Raises ValueError when they are damaged."""
        return DenseLists(data, articles)

    def empty(self, articles: int) -> None:
        """None: each list is read from its blocks."""

    def join(self, file: Any, parts: list[tuple[DenseLists, Live]]) -> None:
        """Dense lists are not joined, but made anew."""
        raise TypeError("dense lists are not joined")


def written(index: InvertedIndex, least: int) -> Iterator[bytes]:
    """The parts of a column, in order, with the rows of all terms that so many articles hold.

    Raises ValueError for damaged lists.
    """
    terms = frequent_terms(index, least)
    begins = np.array([*accumulate(map(len, terms), initial=0)], "<u4")
    texts = b"".join(terms)
    head = DENSE_HEADER.pack(DENSE_MAGIC, index.articles, len(terms), len(texts))
    head += begins.tobytes() + texts
    yield head + bytes(-len(head) % DENSE_ALIGNED)
    for term in terms:
        yield dense_row(index, term)


def differing(dense: DenseLists, index: InvertedIndex) -> list[bytes]:
    """The terms whose rows are not what the field's posting lists tell.

    Raises ValueError when one of both is damaged.
    """
    return [term for term in dense.terms if dense.row(term) != dense_row(index, term)]
