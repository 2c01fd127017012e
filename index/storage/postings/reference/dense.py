"""Dense lists: of each term that a large part of a segment's articles hold, a code by article.

A list in blocks has to be unpacked before it can be asked about an article; where every second
article holds a term, it is shorter to go over all of them. A code is the term's frequency in an
article, 0 where it does not stand there, and `MOST_CODE` for that many and more: the posting list
tells how many then. A column holds what follows from a field's posting lists:

header     magic, number of articles and of terms, bytes of the texts
begins     where each term's text begins, and where the last one ends: 4 bytes each
texts      the terms in the order of their bytes; zeros behind them, up to a multiple of 64 bytes
rows       of each term 16 bytes for 32 articles: in byte `i` the code of article `i` in the lower
           half, of article `i + 16` in the upper one; articles behind the last have 0
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from index.storage.checksums import Data, checked_bytes
from index.storage.postings.layout import DENSE_ALIGNED, DENSE_HEADER, DENSE_MAGIC
from index.storage.postings.reference.reading import InvertedIndex

MOST_CODE = 15
_GROUP, _HALF = 32, 16


class DenseLists:
    """The dense lists of a field in a segment with so many `articles`; `terms` are those that have
    a row, in the order of their bytes."""

    def __init__(self, data: Data, articles: int) -> None:
        """`data` are a column's bytes. Raises ValueError when they are not of so many articles."""
        view = checked_bytes(data)
        if len(view) < DENSE_HEADER.size:
            raise _damaged()
        magic, self.articles, count, size = DENSE_HEADER.unpack_from(view)
        text_at = DENSE_HEADER.size + 4 * (count + 1)
        rows_at = -(-(text_at + size) // DENSE_ALIGNED) * DENSE_ALIGNED
        row = -(-articles // _GROUP) * _HALF
        if magic != DENSE_MAGIC or self.articles != articles or len(view) != rows_at + count * row:
            raise _damaged()
        begins = np.frombuffer(view, "<u4", count + 1, DENSE_HEADER.size).astype(np.int64)
        if begins[0] != 0 or begins[-1] != size or (begins[1:] < begins[:-1]).any():
            raise _damaged()
        texts = bytes(view[text_at : text_at + size])
        self._rows = {
            texts[begin:end]: bytes(view[rows_at + number * row :][:row])
            for number, (begin, end) in enumerate(pairwise(begins.tolist()))
        }

        self.terms = [*self._rows]

    def row(self, term: bytes) -> bytes | None:
        """The row of a term; None where it has none."""
        return self._rows.get(term)


def frequent_terms(index: InvertedIndex, least: int) -> list[bytes]:
    """The terms that so many articles hold, in the order of their bytes."""
    return [term for term, df, _ in index.terms_from(b"") if df >= least]


def dense_row(index: InvertedIndex, term: bytes) -> bytes:
    """The row of a term. Raises ValueError for damaged lists."""
    codes = np.zeros(-(-index.articles // _GROUP) * _GROUP, np.uint8)
    articles, frequencies, _ = index.postings(term, False)
    codes[articles] = np.minimum(frequencies, MOST_CODE)
    groups = codes.reshape(-1, _GROUP)
    return (groups[:, :_HALF] | groups[:, _HALF:] << 4).astype(np.uint8).tobytes()


def _damaged() -> ValueError:
    return ValueError("a column of dense lists is damaged")
