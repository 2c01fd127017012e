"""The years in which articles were published, in Vietnam."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

import numpy as np
from numpy.typing import NDArray

_UTC7 = int(timedelta(hours=7).total_seconds())
_DAY = 86_400
_EPOCH = 1970
_LAST_YEAR = 10_000  # in which the end of the last year of a calendar in UTC is in Vietnam


@cache
def new_years() -> NDArray[np.int64]:
    """When each year begins in Vietnam, in seconds since 1970 in UTC, from the first one on."""
    years = np.arange(1 - _EPOCH, _LAST_YEAR + 2 - _EPOCH).astype("datetime64[Y]")
    return years.astype("datetime64[D]").astype(np.int64) * _DAY - _UTC7


def numbers_of(published: NDArray[np.int64]) -> NDArray[np.uint16]:
    """The year of each of some seconds since 1970 in UTC, 0 for one in no year."""
    begins = new_years()
    years = np.searchsorted(begins, published, side="right")
    return np.where(years < len(begins), years, 0).astype(np.uint16)
