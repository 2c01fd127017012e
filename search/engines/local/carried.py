"""Which values of a facet articles print, and which they carry, all spellings of one as one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.storage.lookup import begins_of
from index.storage.shared.values import Printed, Starts
from index.storage.terms import Numbers
from search.engines.local.printed_values import PrintedValues
from search.engines.local.segments import Ids
from search.engines.protocol import Flags
from search.engines.values import KnownValues
from search.kernels import carriers, count_values, most_first

Counted = list[tuple[str, int]]


class Carried(NamedTuple):
    """Which values of a facet articles carry, by `starts` and `numbers` as `Printed` has them.

    Values are numbered as in `known`, but from 1.
    """

    known: PrintedValues
    starts: Starts
    numbers: NDArray[Any]

    def counted(self, articles: Ids) -> Counted:
        """The values that some articles carry, with how many do (see `Carries.counted`)."""
        shown = self.known.shown
        counts = count_values(articles, self.starts, self.numbers, len(shown))
        return most_first(counts, shown, self.known.texts)

    def carrying(self, values: Iterable[str]) -> Flags:
        """Which of all articles carry one of `values`, in any spelling."""
        wanted = np.zeros(len(self.known.shown), np.bool_)
        for one in values:
            number = self.known.number(one)
            if number is not None:
                wanted[number] = True
        return carriers(self.starts, self.numbers, wanted)


class Carries(Protocol):
    """What all articles carry of a facet."""

    @property
    def known(self) -> KnownValues:
        """The values that articles carry."""

    def counted(self, articles: Ids) -> Counted:
        """(value, how many of some articles carry it), most frequent first, then by value."""

    def carrying(self, values: Iterable[str]) -> Flags:
        """Which of all articles carry one of `values`, in any spelling."""


def carried_values(printed: Printed, every: Callable[[], Ids]) -> Carried:
    """What articles carry of a facet, of which they print some values; `every` gives all that can
    be found."""
    starts, numbers, several = printed.starts, printed.numbers, len(printed.identities)

    def counted() -> NDArray[np.int64]:
        found: NDArray[np.int64] = count_values(every(), starts, numbers, len(printed.values))
        return found

    known = PrintedValues(printed, counted)
    if several == len(printed.values):
        return Carried(known, starts, numbers)
    of = np.append(0, printed.of + 1).astype(np.min_scalar_type(several))
    carried = np.take(of, numbers)
    if starts is not None:  # perhaps one value in two spellings
        return Carried(known, *_each_once(starts, carried, numbers, _have_others(printed.of)))
    return Carried(known, starts, carried)


def _have_others(of: Numbers) -> NDArray[np.bool_]:
    """Which of the printed values have other spellings."""
    flags: NDArray[np.bool_] = np.bincount(of)[of] > 1
    return flags


def _each_once(
    starts: NDArray[np.int32],
    carried: NDArray[Any],
    printed: NDArray[Any],
    have_others: NDArray[np.bool_],
) -> tuple[NDArray[np.int32], NDArray[Any]]:
    """The values that articles carry, which print some that may `have_others`, without those that
    an article has twice."""
    places = np.flatnonzero(np.append(np.False_, have_others)[printed])
    owners = np.searchsorted(starts, places, side="right") - 1
    pairs = owners * (int(carried.max(initial=0)) + 1) + carried[places]
    order = np.argsort(pairs, kind="stable")
    again = places[order[1:][pairs[order[1:]] == pairs[order[:-1]]]]
    if not len(again):
        return starts, carried
    sizes = np.diff(starts)
    np.subtract.at(sizes, np.searchsorted(starts, again, side="right") - 1, 1)
    return begins_of(sizes, np.int32), np.delete(carried, again)
