"""What newer articles get besides: for archives in which the newest answer is the best one.

An article that is `age` days older than the newest of the archive gets freshness * 2^(-age /
half_life) * the best score of phase 1. The archive's newest article, not the clock, is what age is
counted from, so that a search of the same archive always gives the same. Articles without a date
get nothing, and neither do those whose date is in the future: it is probably wrong.
"""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from index.storage.schema import NO_DATE
from search.engines.local.segments import Ids
from search.engines.local.snapshot import Snapshot
from search.ranking import Ranking

_DAY = 24 * 60 * 60


def ages(snapshot: Snapshot, numbers: Ids) -> NDArray[np.float64]:
    """How many days older each article is than the newest; infinitely many without a date."""
    now = int(time.time())
    past = snapshot.published[snapshot.live & (snapshot.published <= now)]
    newest = int(past.max(initial=NO_DATE))
    published = snapshot.published[numbers]
    days: NDArray[np.float64] = (newest - published) / _DAY
    days[(published == NO_DATE) | (published > now)] = np.inf
    return days


def freshness(
    snapshot: Snapshot, ranking: Ranking, numbers: Ids, best: float
) -> NDArray[np.float64]:
    """What each article gets; `best` is the best score of phase 1."""
    return ranking.freshness * best * np.exp2(-ages(snapshot, numbers) / ranking.half_life)
