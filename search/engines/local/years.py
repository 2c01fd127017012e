"""The years in which articles appeared, by which they are counted."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.engines.local.carried import Counted
from search.engines.local.segments import Ids
from search.kernels import count_values, periods_of

_UTC7 = int(timedelta(hours=7).total_seconds())
_DAY = 86_400
_EPOCH = 1970
_LAST_YEAR = 10_000  # in which the end of the last year of a calendar in UTC is in Vietnam


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


def years_of(published: NDArray[np.int64]) -> Years:
    """The Vietnamese years in which articles were published."""
    numbers = periods_of(published, _new_years())
    return Years(numbers, int(numbers.max(initial=0)))


@cache
def _new_years() -> NDArray[np.int64]:
    """When each year begins in Vietnam, in seconds since 1970 in UTC, from the first one on."""
    years = np.arange(1 - _EPOCH, _LAST_YEAR + 2 - _EPOCH).astype("datetime64[Y]")
    return years.astype("datetime64[D]").astype(np.int64) * _DAY - _UTC7
