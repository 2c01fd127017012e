"""Arrays of rising numbers: made of sizes, and looked up in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", bound=np.number[Any])
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


def distinct(numbers: NDArray[Number]) -> NDArray[Number]:
    """The numbers in an array: each once, rising.

    As `numpy.unique` tells it, which loads masked arrays for that: twice as long as many a search.
    """
    rising = np.sort(numbers, axis=None)
    is_first = np.ones(len(rising), np.bool_)
    is_first[1:] = rising[1:] != rising[:-1]
    return rising[is_first]


def between(rising: NDArray[Any], first: int, last: int) -> slice:
    """Which part of rising numbers is from `first` up to `last`, exclusive.

    They are looked for in the type of these, or NumPy would convert all of them first.
    """
    begin, end = np.searchsorted(rising, np.array([first, last], rising.dtype)).tolist()
    return slice(begin, end)


def each_once(
    parts: Sequence[NDArray[np.uint32]],
) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int32]]:
    """The numbers in some arrays that follow each other: each once, rising; where each comes first;
    and for all of the numbers which of those each is.

    As `numpy.unique` tells it. Number and place are sorted as one, in a fifth of the time that
    sorting places takes.
    """
    keys = np.concatenate([np.empty(0, np.uint32), *parts]).astype(np.uint64) << np.uint64(32)
    keys |= np.arange(len(keys), dtype=np.uint64)
    keys.sort()
    numbers, places = (keys >> np.uint64(32)).astype(np.uint32), keys.astype(np.uint32)
    is_first = np.ones(len(keys), np.bool_)
    is_first[1:] = numbers[1:] != numbers[:-1]
    of = np.empty(len(keys), np.int32)
    of[places] = np.cumsum(is_first, dtype=np.int32) - 1
    return numbers[is_first], places[is_first].astype(np.int64), of
