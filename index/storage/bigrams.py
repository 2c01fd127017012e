"""Bigrams: which terms stand side by side, and how often, for one segment or for several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.storage.postings.layout import Bigrams

__all__ = [
    "Bigrams",
    "bigram_keys",
    "first_terms",
    "joined_rows",
    "joined_terms",
    "numbered_terms",
    "summed",
    "with_terms",
    "without",
]

_AT_ONCE = 1 << 20  # bigrams that are added up at a time when segments are joined
_MOST = 0xFFFFFFFF
_NO_BIGRAM = 0xFFFFFFFF_FFFFFFFF


def summed(parts: Sequence[Bigrams]) -> Bigrams:
    """The bigrams of several segments as those of one."""
    return parts[0] if len(parts) == 1 else _gathered([(part, part.terms) for part in parts])


def with_terms(bigrams: Bigrams, names: Sequence[str]) -> Bigrams:
    """The bigrams with other terms: `names` for those they have; what is named alike counts as one.

    Their articles are added up, so that one that holds two of them counts twice.
    """
    return _gathered([(bigrams, names)])


def without(bigrams: Bigrams, lost: Bigrams) -> Bigrams:
    """What is left of bigrams after taking away those that some articles have; terms of which
    nothing is left are left out. Bigrams that were too rare to be counted are passed over."""
    numbers = dict(zip(bigrams.terms, range(len(bigrams.terms)), strict=True))
    places = np.array([numbers.get(term, -1) for term in lost.terms], np.int64)
    known = np.flatnonzero((places >= 0) & (lost.articles > 0))
    counts, articles = bigrams.counts.copy(), bigrams.articles.copy()
    for left, taken in ((counts, lost.counts), (articles, lost.articles)):
        left[places[known]] -= np.minimum(left[places[known]], taken[known])
    times = bigrams.times.copy()
    for term in known.tolist():
        own = slice(int(lost.starts[term]), int(lost.starts[term + 1]))
        begin, end = bigrams.starts[places[term] : places[term] + 2].tolist()
        row = bigrams.seconds[begin:end]
        seconds = places[lost.seconds[own]]
        at = np.searchsorted(row, seconds)
        held = np.flatnonzero((at < len(row)) & (seconds >= 0))
        held = held[row[at[held]] == seconds[held]]
        at = at[held] + begin
        times[at] -= np.minimum(times[at], lost.times[own][held])
    return _remaining(bigrams._replace(counts=counts, articles=articles, times=times))


def _remaining(bigrams: Bigrams) -> Bigrams:
    """The bigrams without terms that no article has, and without those that stand nowhere."""
    stays = bigrams.articles > 0
    kept = (bigrams.times > 0) & stays[bigrams.seconds]
    kept &= np.repeat(stays, _row_sizes(bigrams.starts))
    before = np.concatenate([[0], np.cumsum(kept)])[bigrams.starts]
    numbers = np.cumsum(stays) - 1
    return Bigrams(
        [term for term, is_kept in zip(bigrams.terms, stays.tolist(), strict=True) if is_kept],
        bigrams.counts[stays],
        bigrams.articles[stays],
        np.append(before[:-1][stays], before[-1]).astype(np.uint32),
        numbers[bigrams.seconds[kept]].astype(np.uint32),
        bigrams.times[kept],
    )


def numbered_terms(
    parts: Sequence[Sequence[str]],
) -> tuple[dict[str, int], list[NDArray[np.int64]]]:
    """The numbers of all terms, in the order of their bytes, and those of each part's terms."""
    texts = dict.fromkeys(sorted(chain.from_iterable(parts)))
    numbers = dict(zip(texts, range(len(texts)), strict=True))
    return numbers, [np.array([numbers[text] for text in part], np.int64) for part in parts]


def _gathered(parts: Sequence[tuple[Bigrams, Sequence[str]]]) -> Bigrams:
    """The sums of several bigrams, with a name for each term of each."""
    texts, numbers_of = numbered_terms([names for _, names in parts])
    totals = np.zeros((2, len(texts)), np.uint64)
    keys = [np.empty(0, np.uint64)]
    times = [np.empty(0, np.uint32)]
    for (part, _), numbers in zip(parts, numbers_of, strict=True):
        for total, added in zip(totals, (part.counts, part.articles), strict=True):
            np.add.at(total, numbers, added.astype(np.uint64))
        keys.append(bigram_keys(numbers[first_terms(part)], numbers[part.seconds]))
        times.append(part.times)
    every, sums = _sums(keys, times)
    counts, articles = np.minimum(totals, _MOST).astype(np.uint32)
    edges = np.arange(len(texts) + 1, dtype=np.uint64) << np.uint64(32)
    return Bigrams(
        list(texts),
        counts,
        articles,
        np.searchsorted(every, edges).astype(np.uint32),
        every.astype(np.uint32),
        sums,
    )


def _sums(
    keys: Sequence[NDArray[np.uint64]], times: Sequence[NDArray[np.uint32]]
) -> tuple[NDArray[np.uint64], NDArray[np.uint32]]:
    """All keys, each once and rising, and the sum of the times of each."""
    every = np.concatenate(keys)
    order = np.argsort(every, kind="stable")
    every = every[order]
    begins = np.flatnonzero(np.diff(every, prepend=np.uint64(_NO_BIGRAM)))
    ordered = np.concatenate(times)[order]
    sums = np.add.reduceat(ordered, begins, dtype=np.uint64) if len(begins) else ordered
    return every[begins], np.minimum(sums, _MOST).astype(np.uint32)


def _row_sizes(starts: NDArray[np.uint32]) -> NDArray[np.int64]:
    sizes: NDArray[np.int64] = np.diff(starts).astype(np.int64)
    return sizes


class Rows(NamedTuple):
    """The bigrams of some terms that follow each other: `sizes` tells how many each begins."""

    sizes: NDArray[np.int64]
    seconds: NDArray[np.uint32]
    times: NDArray[np.uint32]


def joined_terms(
    parts: Sequence[Bigrams],
) -> tuple[list[str], NDArray[np.uint32], NDArray[np.uint32]]:
    """The terms of several segments, how often each stands there, and in how many articles."""
    texts, numbers_of = numbered_terms([part.terms for part in parts])
    totals = np.zeros((2, len(texts)), np.uint64)
    for part, numbers in zip(parts, numbers_of, strict=True):
        totals[0, numbers] += part.counts
        totals[1, numbers] += part.articles
    counts, articles = np.minimum(totals, _MOST).astype(np.uint32)
    return list(texts), counts, articles


def joined_rows(parts: Sequence[Bigrams], least: int) -> Iterator[Rows]:
    """The bigrams of several segments that stand there `least` times, term by term in their order.

    Little of them is held in memory at a time, however many there are.
    """
    texts, numbers_of = numbered_terms([part.terms for part in parts])
    sizes = np.zeros(len(texts), np.int64)
    for part, numbers in zip(parts, numbers_of, strict=True):
        sizes[numbers] += _row_sizes(part.starts)
    ends = np.cumsum(sizes)
    begin = 0
    while begin < len(texts):
        done = int(ends[begin - 1]) if begin else 0
        end = max(begin + 1, int(np.searchsorted(ends, done + _AT_ONCE, "right")))
        keys, times = [np.empty(0, np.uint64)], [np.empty(0, np.uint32)]
        for part, numbers in zip(parts, numbers_of, strict=True):
            first, last = np.searchsorted(numbers, (begin, end)).tolist()
            rows = slice(int(part.starts[first]), int(part.starts[last]))
            firsts = np.repeat(numbers[first:last], _row_sizes(part.starts[first : last + 1]))
            keys.append(bigram_keys(firsts, numbers[part.seconds[rows]]))
            times.append(part.times[rows])
        every, sums = _sums(keys, times)
        kept = sums >= least
        every = every[kept]
        owners = (every >> np.uint64(32)).astype(np.int64) - begin
        yield Rows(np.bincount(owners, minlength=end - begin), every.astype(np.uint32), sums[kept])
        begin = end


def first_terms(bigrams: Bigrams) -> NDArray[np.int64]:
    """The number of each bigram's first term."""
    return np.repeat(np.arange(len(bigrams.terms)), np.diff(bigrams.starts))


def bigram_keys(first: NDArray[Any], second: NDArray[Any]) -> NDArray[np.uint64]:
    """Bigrams of these first and second terms as one number each; these rise as the bigrams do."""
    keys: NDArray[np.uint64] = first.astype(np.uint64) << np.uint64(32)
    return keys | second.astype(np.uint64)
