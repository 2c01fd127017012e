"""The years in which articles appeared, by which they are counted."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.storage.shared.years import new_years
from search.engines.local.carried import Counted
from search.engines.local.segments import Ids
from search.kernels import count_values, periods_of


class Years(NamedTuple):
    """The year of every article, 0 without a date, and the last of all."""

    numbers: NDArray[np.uint16]
    last: int

    def followed(self, published: NDArray[np.int64]) -> Years:
        """The years of these articles and of others behind them."""
        more = years_of(published)
        numbers = np.concatenate([self.numbers, more.numbers])
        return Years(numbers, max(self.last, more.last))

    def counted(self, articles: Ids) -> Counted:
        """(year, how many of some articles appeared in it), falling."""
        counts = count_values(articles, None, self.numbers, self.last)
        falling = np.flatnonzero(counts)[::-1]
        years = (f"{year:04}" for year in (falling + 1).tolist())
        return [*zip(years, counts[falling].tolist(), strict=True)]


def years_in(numbers: NDArray[np.uint16]) -> Years:
    """Years that were told before."""
    return Years(numbers, int(numbers.max(initial=0)))


def years_of(published: NDArray[np.int64]) -> Years:
    """The Vietnamese years in which articles were published."""
    return years_in(periods_of(published, new_years()))
