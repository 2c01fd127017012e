"""Looks up numbers in arrays of rising ones."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

MISSING = -1


def places_of(wanted: NDArray[Any], rising: NDArray[Any]) -> NDArray[np.int64]:
    """Where each of some wanted numbers stands among rising ones, `MISSING` where it does not."""
    places = np.searchsorted(rising, wanted)
    is_there = places < len(rising)
    is_there[is_there] = rising[places[is_there]] == wanted[is_there]
    return np.where(is_there, places, MISSING)
