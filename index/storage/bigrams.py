"""Which syllables stand side by side, and how often: a column that is derived from a field's terms.

header      magic, number of terms, number of pairs, bytes of the terms
counts      how often each term stands in the segment
articles    in how many of its articles
starts      where the row of each term begins among the pairs, and where the last one ends
seconds     the number of each pair's second term, rising within a row
times       how often the pair stands there
terms       in the order of their bytes, a line each

Everything but the header's sizes and the terms is of 32 bits, and read where it lies. Positions
decide what a pair is: two terms at positions that follow each other, with no break between them.
A deleted article goes on counting until the archive is built anew.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.storage.checksums import Data, whole
from index.storage.columns import DerivedColumn, Live
from index.storage.postings import InvertedIndex, count_pairs
from index.storage.postings.layout import Pairs

__all__ = ["Pairs", "PairsColumn", "firsts", "numbered", "pair_keys", "renamed", "summed"]

# In a segment of more articles, one joined from several, pairs that stand there only once are left
# out: half of all pairs, 6 % of what they count.
SMALL = 25_000
_MOST = 0xFFFFFFFF
_NO_PAIR = 0xFFFFFFFF_FFFFFFFF
_MAGIC = b"KbPr"
_HEADER = struct.Struct("<4sIIQ")


class PairsColumn(DerivedColumn):
    """The pairs of a field with positions (see `Pairs`)."""

    def derive(self, file: Any, source: Data, articles: int) -> None:
        """Count the pairs of the field's posting lists."""
        _write(file, count_pairs(InvertedIndex(source), _least(articles)))

    def open(self, data: Data, articles: int) -> Pairs:
        """The pairs."""
        data = whole(data)
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
        return Pairs(texts, counts, carried, starts, seconds, times)

    def empty(self, articles: int) -> Pairs:
        """No pairs."""
        nothing = np.empty(0, np.uint32)
        return Pairs([], nothing, nothing, np.zeros(1, np.uint32), nothing, nothing)

    def join(self, file: Any, parts: list[tuple[Pairs, Live]]) -> None:
        """Add up what the segments counted, the deleted articles too."""
        pairs = summed([part for part, _ in parts])
        articles = sum(int(live.sum()) for _, live in parts)
        # What no reader would believe of a segment: more articles than it has.
        carried = np.minimum(pairs.articles, articles).astype(np.uint32)
        _write(file, _frequent(pairs._replace(articles=carried), _least(articles)))


def summed(parts: Sequence[Pairs]) -> Pairs:
    """The pairs of several segments as those of one."""
    return parts[0] if len(parts) == 1 else _gathered([(part, part.terms) for part in parts])


def renamed(pairs: Pairs, names: Sequence[str]) -> Pairs:
    """The pairs with `names` for the terms; those that are named alike count as one.

    Their articles are added up, so that one that holds two of them counts twice.
    """
    return _gathered([(pairs, names)])


def numbered(parts: Sequence[Sequence[str]]) -> tuple[dict[str, int], list[NDArray[np.int64]]]:
    """The numbers of all terms, in the order of their bytes, and those of each part's terms."""
    texts = dict.fromkeys(sorted(chain.from_iterable(parts)))
    numbers = dict(zip(texts, range(len(texts)), strict=True))
    return numbers, [np.array([numbers[text] for text in part], np.int64) for part in parts]


def _gathered(parts: Sequence[tuple[Pairs, Sequence[str]]]) -> Pairs:
    """The sums of some pairs, whose terms are called by these names."""
    texts, numbers_of = numbered([names for _, names in parts])
    totals = np.zeros((2, len(texts)), np.uint64)
    keys = [np.empty(0, np.uint64)]
    times = [np.empty(0, np.uint32)]
    for (part, _), numbers in zip(parts, numbers_of, strict=True):
        for total, added in zip(totals, (part.counts, part.articles), strict=True):
            np.add.at(total, numbers, added.astype(np.uint64))
        keys.append(pair_keys(numbers[firsts(part)], numbers[part.seconds]))
        times.append(part.times)
    every = np.concatenate(keys)
    order = np.argsort(every, kind="stable")
    every = every[order]
    begins = np.flatnonzero(np.diff(every, prepend=np.uint64(_NO_PAIR)))
    ordered = np.concatenate(times)[order]
    sums = np.add.reduceat(ordered, begins, dtype=np.uint64) if len(begins) else ordered
    every = every[begins]
    counts, articles = np.minimum(totals, _MOST).astype(np.uint32)
    edges = np.arange(len(texts) + 1, dtype=np.uint64) << np.uint64(32)
    return Pairs(
        list(texts),
        counts,
        articles,
        np.searchsorted(every, edges).astype(np.uint32),
        every.astype(np.uint32),
        np.minimum(sums, _MOST).astype(np.uint32),
    )


def firsts(pairs: Pairs) -> NDArray[np.int64]:
    """The number of each pair's first term."""
    return np.repeat(np.arange(len(pairs.terms)), np.diff(pairs.starts))


def pair_keys(first: NDArray[Any], second: NDArray[Any]) -> NDArray[np.uint64]:
    """Pairs of numbers as one number each, in the order of the pairs."""
    keys: NDArray[np.uint64] = first.astype(np.uint64) << np.uint64(32)
    return keys | second.astype(np.uint64)


def _least(articles: int) -> int:
    return 1 if articles <= SMALL else 2


def _frequent(pairs: Pairs, least: int) -> Pairs:
    """The pairs that stand somewhere at least so often."""
    kept = pairs.times >= least
    before = np.concatenate([[0], np.cumsum(kept)])
    return pairs._replace(
        starts=before[pairs.starts].astype(np.uint32),
        seconds=pairs.seconds[kept],
        times=pairs.times[kept],
    )


def _write(file: Any, pairs: Pairs) -> None:
    text = "\n".join(pairs.terms).encode()
    file.write(_HEADER.pack(_MAGIC, len(pairs.terms), len(pairs.seconds), len(text)))
    for numbers in pairs[1:]:
        file.write(numbers.astype("<u4").tobytes())
    file.write(text)


def _damaged() -> ValueError:
    return ValueError("a column of pairs is damaged")
