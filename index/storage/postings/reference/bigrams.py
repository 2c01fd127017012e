"""Bigrams counted with NumPy: the reference for `_bigrams`."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from index.storage.postings.layout import Bigrams
from index.storage.postings.reference.blocks import Integers, Numbers
from index.storage.postings.reference.encoding import BATCH
from index.storage.postings.reference.lists import Entry
from index.storage.postings.reference.reading import InvertedIndex

_NOTHING = np.uint32(0xFFFFFFFF)  # no term stands at this place


def count_bigrams(
    index: InvertedIndex, least: int, asked: NDArray[np.bool_] | None = None
) -> Bigrams:
    """Count which terms follow which at the very next position, with no break between them.

    `index` has positions. Bigrams that stand there fewer than `least` times are left out. With
    `asked`, which flags articles, the others count in nothing. Every place of the articles that
    count takes four bytes while this runs. Raises ValueError when the lists are damaged.
    """
    entries = list(index.entries())
    asked = np.ones(index.articles, np.bool_) if asked is None else asked
    begins = _begins(index, entries, asked)
    stream = np.full(int(begins[-1]), _NOTHING)
    numbers = np.zeros((2, len(entries)), np.int64)
    for articles, packed, terms in _occurrences(index, entries, asked):
        stream[begins[articles] + (packed >> 1)] = terms << 1 | packed & 1
        numbers[0] += np.bincount(terms, minlength=len(entries))
        is_first = np.ones(len(terms), np.bool_)
        is_first[1:] = (articles[1:] != articles[:-1]) | (terms[1:] != terms[:-1])
        numbers[1] += np.bincount(terms[is_first], minlength=len(entries))
    places = np.flatnonzero((stream[:-1] != _NOTHING) & (stream[1:] & 1 == 0))
    keys = (stream[places] >> 1).astype(np.uint64) << np.uint64(32) | stream[places + 1] >> 1
    keys, times = np.unique(keys, return_counts=True)
    keys, times = keys[times >= least], times[times >= least]
    firsts = (keys >> np.uint64(32)).astype(np.int64)
    starts = np.searchsorted(firsts, np.arange(len(entries) + 1))
    counts, held = np.minimum(numbers, 0xFFFFFFFF).astype(np.uint32)
    return Bigrams(
        [entry.text.decode() for entry in entries],
        counts,
        held,
        starts.astype(np.uint32),
        keys.astype(np.uint32),
        times.astype(np.uint32),
    )


def _begins(index: InvertedIndex, entries: list[Entry], asked: NDArray[np.bool_]) -> Integers:
    """Where the places of each article begin: behind the others', and one where nothing stands."""
    sizes = np.zeros(index.articles, np.int64)
    for articles, packed, _ in _occurrences(index, entries, asked):
        np.maximum.at(sizes, articles, (packed >> 1).astype(np.int64) + 2)
    return np.concatenate([[0], np.cumsum(sizes)])


def _occurrences(
    index: InvertedIndex, entries: list[Entry], asked: NDArray[np.bool_]
) -> Iterator[tuple[Numbers, Numbers, Numbers]]:
    """(articles, packed positions, numbers of the terms) of all occurrences in the articles that
    are asked for, some at a time."""
    first = 0
    while first < len(entries):
        last = first + 1
        size = entries[first].cf
        while last < len(entries) and size + entries[last].cf <= BATCH:
            size += entries[last].cf
            last += 1
        articles, frequencies, packed = index.lists(entries[first:last])
        terms = np.repeat(
            np.arange(first, last, dtype=np.uint32), [entry.cf for entry in entries[first:last]]
        )
        articles = np.repeat(articles, frequencies)
        counts = asked[articles]
        yield articles[counts], packed[counts], terms[counts]
        first = last
