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
A deleted article goes on counting until the archive is built anew.
"""

from __future__ import annotations

import struct
from typing import Any

import numpy as np

from index.storage.bigrams import Bigrams, summed
from index.storage.checksums import Data, checked_bytes
from index.storage.columns.column import DerivedColumn, Live
from index.storage.postings import InvertedIndex, count_bigrams

# In a segment of more articles, one joined from several, bigrams that stand there only once are
# left out: half of all bigrams, 6 % of what they count.
SMALL = 25_000
_MAGIC = b"KbPr"
_HEADER = struct.Struct("<4sIIQ")


class BigramColumn(DerivedColumn):
    """The bigrams of a field with positions; `source` is the column of its posting lists."""

    def derive(self, file: Any, source: Data, articles: int) -> None:
        """Count the bigrams of the field's posting lists."""
        _write(file, count_bigrams(InvertedIndex(source), _least(articles)))

    def open(self, data: Data, articles: int) -> Bigrams:
        """The bigrams."""
        data = checked_bytes(data)
        if len(data) < _HEADER.size:
            raise _damaged()
        magic, terms, count, size = _HEADER.unpack_from(data)
        if magic != _MAGIC or len(data) != _HEADER.size + 4 * (3 * terms + 1 + 2 * count) + size:
            raise _damaged()
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

    def empty(self, articles: int) -> Bigrams:
        """No bigrams."""
        nothing = np.empty(0, np.uint32)
        return Bigrams([], nothing, nothing, np.zeros(1, np.uint32), nothing, nothing)

    def join(self, file: Any, parts: list[tuple[Bigrams, Live]]) -> None:
        """Add up what was counted in the segments, deleted articles included."""
        bigrams = summed([part for part, _ in parts])
        articles = sum(int(live.sum()) for _, live in parts)
        # `open` refuses more articles than a segment has.
        carried = np.minimum(bigrams.articles, articles).astype(np.uint32)
        _write(file, _frequent(bigrams._replace(articles=carried), _least(articles)))


def _least(articles: int) -> int:
    return 1 if articles <= SMALL else 2


def _frequent(bigrams: Bigrams, least: int) -> Bigrams:
    """Those of the bigrams that were counted at least `least` times."""
    kept = bigrams.times >= least
    before = np.concatenate([[0], np.cumsum(kept)])
    return bigrams._replace(
        starts=before[bigrams.starts].astype(np.uint32),
        seconds=bigrams.seconds[kept],
        times=bigrams.times[kept],
    )


def _write(file: Any, bigrams: Bigrams) -> None:
    text = "\n".join(bigrams.terms).encode()
    file.write(_HEADER.pack(_MAGIC, len(bigrams.terms), len(bigrams.seconds), len(text)))
    for numbers in bigrams[1:]:
        file.write(numbers.astype("<u4").tobytes())
    file.write(text)


def _damaged() -> ValueError:
    return ValueError("a column of bigrams is damaged")
