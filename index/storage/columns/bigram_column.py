"""The column of bigrams: derived from a field's posting lists, added up when segments are joined.

header      magic, number of terms, number of bigrams, bytes of the terms
counts      how often each term stands in the segment
articles    in how many of its articles
starts      where the row of each term begins among the bigrams, and where the last one ends
seconds     the number of each bigram's second term, rising within a row
times       how often the bigram stands there
terms       in the order of their bytes, a line each

Everything but the header's sizes and the terms is of 32 bits, and read where it lies. Positions
decide what a bigram is: two terms at positions that follow each other, with no break between them.
A deleted article goes on counting until its segment is joined.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from io import BytesIO
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.storage.bigrams import Bigrams, joined_rows, joined_terms, without
from index.storage.checksums import Checked, Data, as_checked, checked_bytes
from index.storage.columns.column import DerivedColumn, Live
from index.storage.postings import Followers, InvertedIndex, count_bigrams
from index.storage.segment_file import SegmentFile
from index.storage.spooling import spool_beside
from index.storage.terms import Terms

# In a segment of more articles, one joined from several, bigrams that stand there only once are
# left out: half of all bigrams, 6 % of what they count.
SMALL = 25_000
_MAGIC = b"KbPr"
_HEADER = struct.Struct("<4sIIQ")
_MOST_BIGRAMS = 0xFFFFFFFF


class BigramRows:
    """The bigrams of a segment, read where they lie: each row of `followers` when it is asked for,
    the terms and their numbers, too. Raises ValueError then where they are damaged."""

    def __init__(self, column: Checked, articles: int) -> None:
        """The bigrams of so many articles."""
        column.check(0, _HEADER.size)
        self._column, self._articles = column, articles
        self._several, count, self._size = _sizes(column.data)
        begin = _HEADER.size + 8 * self._several
        self.followers = Followers(column, begin, self._several, count)

    @property
    def terms(self) -> Terms:
        """The terms, in order."""
        column, begin = self._column, len(self._column) - self._size
        column.check(begin, len(column))
        found = Terms.of_lines(column.data[begin:])
        if len(found) != self._several:
            raise _damaged()
        return found

    @property
    def counts(self) -> NDArray[np.uint32]:
        """How often each term stands in the segment."""
        return self._numbers(_HEADER.size)

    @property
    def articles(self) -> NDArray[np.uint32]:
        """In how many of its articles each term stands."""
        found = self._numbers(_HEADER.size + 4 * self._several)
        if (found > self._articles).any():
            raise _damaged()
        return found

    def _numbers(self, begin: int) -> NDArray[np.uint32]:
        self._column.check(begin, begin + 4 * self._several)
        return np.frombuffer(self._column.data, "<u4", self._several, begin)


class BigramColumn(DerivedColumn):
    """The bigrams of a field with positions; `source` is the column of its posting lists."""

    def derive(self, file: Any, source: Data, articles: int) -> None:
        """Count the bigrams of the field's posting lists."""
        _write(file, count_bigrams(InvertedIndex(source), _least(articles)))

    def open(self, data: Data, articles: int) -> Bigrams:
        """The bigrams."""
        data = checked_bytes(data)
        terms, count, size = _sizes(data)
        numbers = np.frombuffer(data, "<u4", 3 * terms + 1 + 2 * count, _HEADER.size)
        ends = np.cumsum([terms, terms, terms + 1, count])
        counts, carried, starts, seconds, times = np.split(numbers, ends)
        texts = str(data[len(data) - size :], "utf-8").split("\n") if terms else []
        if (
            len(texts) != terms
            or (carried > articles).any()
            or starts[0] != 0
            or starts[-1] != count
            or (starts[1:] < starts[:-1]).any()
            or (seconds >= terms).any()
        ):
            raise _damaged()
        return Bigrams(texts, counts, carried, starts, seconds, times)

    def rows(self, data: Data, articles: int) -> BigramRows:
        """The bigrams, of which nothing but where each row begins is read here."""
        return BigramRows(as_checked(data), articles)

    def empty(self, articles: int) -> Bigrams:
        """No bigrams."""
        nothing = np.empty(0, np.uint32)
        return Bigrams([], nothing, nothing, np.zeros(1, np.uint32), nothing, nothing)

    def without_deleted(self, opened: Bigrams, source: Data, live: Live) -> Bigrams:
        """The bigrams of the live articles, but for those that stood there too rarely."""
        if live.all():
            return opened
        return without(opened, count_bigrams(InvertedIndex(source), 1, ~live))

    def join(self, file: Any, parts: list[tuple[Bigrams, Live]]) -> None:
        """Add up what was counted in the segments."""
        segments = [part for part, _ in parts]
        articles = sum(int(live.sum()) for _, live in parts)
        terms, counts, carried = joined_terms(segments)
        starts = np.zeros(len(terms) + 1, np.int64)
        seconds, times = spool_beside(file), spool_beside(file)
        done = 0
        for rows in joined_rows(segments, _least(articles)):
            starts[done + 1 : done + 1 + len(rows.sizes)] = rows.sizes
            done += len(rows.sizes)
            seconds.write(rows.seconds.astype("<u4").tobytes())
            times.write(rows.times.astype("<u4").tobytes())
        starts = np.cumsum(starts)
        if starts[-1] > _MOST_BIGRAMS:
            raise OverflowError("too many bigrams for one segment")
        # `open` refuses more articles than a segment has.
        carried = np.minimum(carried, articles)
        _write_head(file, terms, (counts, carried, starts), int(starts[-1]))
        for part in chain(seconds, times):
            file.write(part)
        file.write(_text(terms))


def rows_in(file: SegmentFile) -> BigramRows:
    """The bigrams of a segment, which are kept as long as its file is open the very same; none
    where it has no column of them."""
    found: BigramRows = file.once("rows of pairs", _opened)
    return found


def _opened(file: SegmentFile) -> BigramRows:
    column = BigramColumn("text")
    if "pairs" not in file.info.columns:
        return rows_of(column.empty(file.info.articles))
    return column.rows(file.column("pairs"), file.info.articles)


def rows_of(bigrams: Bigrams) -> BigramRows:
    """Bigrams as those that are read from a column."""
    file = BytesIO()
    _write(file, bigrams)
    return BigramColumn("").rows(file.getvalue(), int(bigrams.articles.max(initial=0)))


def _sizes(data: memoryview) -> tuple[int, int, int]:
    """How many terms and bigrams a column has, and how many bytes of text. Raises ValueError."""
    if len(data) < _HEADER.size:
        raise _damaged()
    magic, terms, count, size = _HEADER.unpack_from(data)
    if magic != _MAGIC or len(data) != _HEADER.size + 4 * (3 * terms + 1 + 2 * count) + size:
        raise _damaged()
    return terms, count, size


def _least(articles: int) -> int:
    return 1 if articles <= SMALL else 2


def _write(file: Any, bigrams: Bigrams) -> None:
    _write_head(file, bigrams.terms, bigrams[1:4], len(bigrams.seconds))
    for numbers in (bigrams.seconds, bigrams.times):
        file.write(numbers.astype("<u4").tobytes())
    file.write(_text(bigrams.terms))


def _write_head(
    file: Any, terms: Sequence[str], of_terms: Sequence[NDArray[Any]], bigrams: int
) -> None:
    """Write all that stands before the bigrams."""
    file.write(_HEADER.pack(_MAGIC, len(terms), bigrams, len(_text(terms))))
    for numbers in of_terms:
        file.write(numbers.astype("<u4").tobytes())


def _text(terms: Sequence[str]) -> bytes:
    return "\n".join(terms).encode()


def _damaged() -> ValueError:
    return ValueError("a column of bigrams is damaged")
