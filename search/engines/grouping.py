"""Lists of articles in which each group of near-duplicates stands but once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def first_places(groups: NDArray[Any], shown: NDArray[Any] | None = None) -> NDArray[np.intp]:
    """The places in a list, rising, at which the first article of each group stands.

    `groups` has the group of each article of the list. Groups that are `shown` already are left
    out.
    """
    _, places = np.unique(groups, return_index=True)
    places.sort()
    if shown is not None and len(shown):
        places = places[~np.isin(groups[places], shown)]
    return places
