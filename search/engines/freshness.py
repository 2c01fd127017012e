"""What newer articles get besides: for archives in which the newest answer is the best one.

An article that is `age` days older than the newest of the archive gets share * 2^(-age / half_life)
* the best score. The archive's newest article, not the clock, is what age is counted from, so that
a search of the same archive gives the same on any day. Articles without a date get nothing, and
neither do those whose date is in the future (which the clock tells): it is probably wrong.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from search.engines.protocol import Freshness


def gained(freshness: Freshness, ages: NDArray[np.float64], best: float) -> NDArray[np.float64]:
    """What articles of some ages, in days, get; `best` is the best score without freshness."""
    return freshness.share * best * np.exp2(-ages / freshness.half_life)
