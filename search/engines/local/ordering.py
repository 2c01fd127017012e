"""The order of all articles by a moment, those without one last, and the first of some in it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from search.engines.local.segments import Ids
from search.engines.protocol import Flags

_SAMPLED = 64  # one of so many moments tells about when the newest are
_NUMBER_BITS, _MOMENT_BITS = 31, 32


def order_of(moments: NDArray[np.int64], dated: NDArray[np.bool_]) -> Order:
    """The order of articles by their moments, those that are not `dated` last.

    Articles of one moment are in the order of their numbers.
    """
    count = len(moments)
    known = moments[dated]
    low = int(known.min()) if len(known) else 0
    span = int(known.max()) - low + 1 if len(known) else 0
    if span < 1 << _MOMENT_BITS and count < 1 << _NUMBER_BITS:
        # Moment and number as one: to sort values takes a tenth of what sorting places does.
        keys = np.where(dated, moments - low, span).astype(np.uint64) << np.uint64(_NUMBER_BITS)
        keys |= np.arange(count, dtype=np.uint64)
        keys.sort()
        return Order((keys & np.uint64((1 << _NUMBER_BITS) - 1)).astype(np.uint32))
    return Order(np.lexsort((moments, ~dated)).astype(np.uint32))


def newest(numbers: Ids, published: NDArray[np.int64], most: int) -> Ids:
    """The `most` newest of some articles, newest first, those without a date last.

    `published` is when all were. Articles of one moment are in the order of their numbers.
    """
    moments = published[numbers]  # what has no date is before all others
    if most < len(moments):
        are_first = moments >= _lowest(moments, most)
        numbers, moments = numbers[are_first], moments[are_first]
    found: Ids = numbers[np.lexsort((numbers, -moments))][:most]
    return found


def _lowest(moments: NDArray[np.int64], most: int) -> int:
    """A moment that at least `most` of more moments are not before, and few others."""
    some = moments[::_SAMPLED]
    wanted = 2 * most * len(some) // len(moments) + 1
    if wanted < len(some):
        lowest = int(np.partition(some, -wanted)[-wanted])
        if np.count_nonzero(moments >= lowest) >= most:
            return lowest
    return int(np.partition(moments, -most)[-most])


class Order:
    """An order of all articles, in which each has a place."""

    def __init__(self, ordered: Ids) -> None:
        """`ordered` are the numbers of all articles in it."""
        self._ordered = ordered

    @cached_property
    def places(self) -> NDArray[np.int32]:
        """The place of every article."""
        places = np.empty(len(self._ordered), np.int32)
        places[self._ordered] = np.arange(len(places), dtype=np.int32)
        return places

    def followed(self, first: int, moments: NDArray[np.int64], dated: NDArray[np.bool_]) -> Order:
        """The order of the articles up to the number `first`, which are in this one, and of others
        behind them. `moments` and `dated` are those of all (see `order_of`)."""
        if 2 * first < len(moments):
            return order_of(moments, dated)
        known = self._ordered
        if first < len(known):
            known = known[known < first]
        new = order_of(moments[first:], dated[first:])._ordered.astype(np.int64) + first
        begins = np.zeros(len(new), np.int64)
        ends = np.full(len(new), int(np.count_nonzero(dated[:first])))
        while (begins < ends).any():  # behind those that are not later
            middle = (begins + ends) // 2
            at = known[np.minimum(middle, max(0, first - 1))] if first else middle
            is_behind = (begins < ends) & (moments[at] <= moments[new])
            begins = np.where(is_behind, middle + 1, begins)
            ends = np.where(is_behind, ends, np.minimum(ends, middle))
        begins[~dated[new]] = first
        return Order(np.insert(known, begins, new))

    def first(self, numbers: Ids, flags: Callable[[], Flags], most: int) -> Ids:
        """The first `most` of some articles; `flags` gives flags of them among all."""
        if most * len(self._ordered) < len(numbers) ** 2:
            return self.first_flagged(flags(), most)
        places = self.places[numbers]
        if most < len(numbers):
            first = np.argpartition(places, most)[:most]
            numbers, places = numbers[first], places[first]
        return numbers[np.argsort(places)]

    def first_flagged(self, flags: Flags, most: int) -> Ids:
        """The first `most` of the articles that are flagged: all are looked at in their order,
        until so many are found."""
        found = [self._ordered[:0]]
        at, step = 0, 2 * most
        while most > 0 and at < len(self._ordered):
            part = self._ordered[at : at + step]
            found.append(part[flags[part]][:most])
            most -= len(found[-1])
            at, step = at + step, 2 * step
        return np.concatenate(found)
