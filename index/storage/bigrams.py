"""Bigrams: which terms stand side by side, and how often, for one segment or for several."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.storage.postings.layout import Bigrams

__all__ = ["Bigrams", "bigram_keys", "first_terms", "numbered_terms", "summed", "with_terms"]

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
    every = np.concatenate(keys)
    order = np.argsort(every, kind="stable")
    every = every[order]
    begins = np.flatnonzero(np.diff(every, prepend=np.uint64(_NO_BIGRAM)))
    ordered = np.concatenate(times)[order]
    sums = np.add.reduceat(ordered, begins, dtype=np.uint64) if len(begins) else ordered
    every = every[begins]
    counts, articles = np.minimum(totals, _MOST).astype(np.uint32)
    edges = np.arange(len(texts) + 1, dtype=np.uint64) << np.uint64(32)
    return Bigrams(
        list(texts),
        counts,
        articles,
        np.searchsorted(every, edges).astype(np.uint32),
        every.astype(np.uint32),
        np.minimum(sums, _MOST).astype(np.uint32),
    )


def first_terms(bigrams: Bigrams) -> NDArray[np.int64]:
    """The number of each bigram's first term."""
    return np.repeat(np.arange(len(bigrams.terms)), np.diff(bigrams.starts))


def bigram_keys(first: NDArray[Any], second: NDArray[Any]) -> NDArray[np.uint64]:
    """Bigrams of these first and second terms as one number each; these rise as the bigrams do."""
    keys: NDArray[np.uint64] = first.astype(np.uint64) << np.uint64(32)
    return keys | second.astype(np.uint64)
