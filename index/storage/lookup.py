"""Arrays of rising numbers: made of sizes, and looked up in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

MISSING = -1


def begins_of(
    sizes: Sequence[int] | NDArray[Any], type: type[np.integer] = np.int64
) -> NDArray[Any]:
    """Where parts of some sizes begin, and where the last ends, as an array of a type."""
    begins = np.zeros(len(sizes) + 1, type)
    np.cumsum(sizes, dtype=type, out=begins[1:])
    return begins


def places_of(wanted: NDArray[Any], rising: NDArray[Any]) -> NDArray[np.int64]:
    """Where each of some wanted numbers stands among rising ones, `MISSING` where it does not."""
    places = np.searchsorted(rising, wanted)
    is_there = places < len(rising)
    is_there[is_there] = rising[places[is_there]] == wanted[is_there]
    return np.where(is_there, places, MISSING)
