"""How sure a mean is, and a difference of means: intervals by the bootstrap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

_DRAWS = 2000
_SEED = 1
# What an interval covers, as the shares of the draws below and above which it leaves out.
_ENDS = (2.5, 97.5)


class Interval(NamedTuple):
    """A mean, and the ends between which it lies in 95 of 100 draws of as many queries."""

    mean: float
    low: float
    high: float

    @property
    def is_change(self) -> bool:
        """Whether it lies on one side of zero."""
        return self.low > 0 or self.high < 0

    def __str__(self) -> str:
        return f"{self.mean:.3f} [{self.low:.3f}, {self.high:.3f}]"

    def signed(self) -> str:
        """The same with signs, for a difference."""
        return f"{self.mean:+.3f} [{self.low:+.3f}, {self.high:+.3f}]"


def interval(values: Sequence[float]) -> Interval:
    """The mean of the values of some queries. The same values always give the same interval."""
    every = np.asarray(values, np.float64)
    if not len(every):
        return Interval(0.0, 0.0, 0.0)
    drawn = np.random.default_rng(_SEED).integers(0, len(every), (_DRAWS, len(every)))
    low, high = np.percentile(every[drawn].mean(axis=1), _ENDS)
    return Interval(float(every.mean()), float(low), float(high))


def difference(before: Sequence[float], after: Sequence[float]) -> Interval:
    """How much better the same queries are answered after than before (a paired bootstrap)."""
    return interval(np.subtract(after, before).tolist())
