"""Moving means: what a period has is told together with its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate


def means(counts: Sequence[int], window: int) -> list[float]:
    """The mean of each count and of `window // 2` on both sides, as far as there are so many."""
    sums, sizes = _sums(counts, window), _sums([1] * len(counts), window)
    return [total / size for total, size in zip(sums, sizes, strict=True)]


def ratios(counts: Sequence[int], totals: Sequence[int], window: int) -> list[float]:
    """What the counts of a window are of its totals: large periods weigh more than small ones."""
    sums, of = _sums(counts, window), _sums(totals, window)
    return [total / whole if whole else 0.0 for total, whole in zip(sums, of, strict=True)]


def _sums(numbers: Sequence[int], window: int) -> list[int]:
    """The sum of each number and of its neighbours in the window."""
    before = [0, *accumulate(numbers)]
    half, last = window // 2, len(numbers)
    return [before[min(last, n + half + 1)] - before[max(0, n - half)] for n in range(last)]
