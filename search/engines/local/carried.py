"""Which values of a facet articles print, and which they carry, all spellings of one as one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.storage.columns import Facet
from index.storage.lookup import begins_of, distinct
from search.engines.local.segments import Ids
from search.engines.protocol import Flags
from search.engines.values import KnownValues
from search.kernels import carriers, count_values, renumbered

_PLACE_BITS = 31
Counted = list[tuple[str, int]]
Starts = NDArray[np.int32] | None
"""Where the numbers of each article begin; None where each has one at most (see `Printed`)."""


class Printed(NamedTuple):
    """What articles print of a facet: `a` the values numbers[starts[a] : starts[a + 1]], each once.

    Where no article has several, `starts` is None, and numbers[a] the value, 0 for none. Values are
    numbered from 1, in as few bytes as that takes, as `values` has them in UTF-8.
    """

    values: dict[bytes, int]
    starts: Starts
    numbers: NDArray[Any]

    def followed(self, articles: int, parts: Sequence[tuple[Facet, int]]) -> Printed:
        """What the first so many of these articles print, and others behind them: parts of so many
        articles each."""
        numbers_of = _Numbers(self.values)
        own = [
            np.fromiter(map(numbers_of.__getitem__, facet.encoded()), np.int64, len(facet.values))
            for facet, _ in parts
        ]
        type = np.min_scalar_type(len(numbers_of))
        laid = [self._first(articles)]
        laid += [
            _laid_out(facet, numbers.astype(type), several)
            for numbers, (facet, several) in zip(own, parts, strict=True)
        ]
        if any(starts is not None for starts, _ in laid):
            laid = [_with_starts(*one) for one in laid]
        starts = [one for one, _ in laid if one is not None]
        numbers = np.concatenate([one.astype(type, copy=False) for _, one in laid])
        return Printed(numbers_of, _joined_starts(starts) if starts else None, numbers)

    def _first(self, articles: int) -> tuple[Starts, NDArray[Any]]:
        if self.starts is None:
            return None, self.numbers[:articles]
        return self.starts[: articles + 1], self.numbers[: self.starts[articles]]


class _Numbers(dict[bytes, int]):
    """The numbers of values: one that is new gets the next."""

    def __missing__(self, value: bytes) -> int:
        number = self[value] = len(self) + 1
        return number


NOTHING_PRINTED = Printed({}, None, np.empty(0, np.uint8))


def _laid_out(facet: Facet, number_of: NDArray[Any], articles: int) -> tuple[Starts, NDArray[Any]]:
    """What so many articles print, whose values have these numbers."""
    owners = facet.owners
    numbers = renumbered(facet.ordinals, number_of)
    if (owners[1:] <= owners[:-1]).any():
        return begins_of(np.bincount(owners, minlength=articles), np.int32), numbers
    if len(owners) == articles:
        return None, numbers
    single = np.zeros(articles, numbers.dtype)
    single[owners] = numbers
    return None, single


def _with_starts(starts: Starts, numbers: NDArray[Any]) -> tuple[Starts, NDArray[Any]]:
    if starts is not None:
        return starts, numbers
    has_value = numbers != 0
    return begins_of(has_value, np.int32), numbers[has_value]


def _joined_starts(parts: Sequence[NDArray[np.int32]]) -> NDArray[np.int32]:
    sizes = np.concatenate([np.diff(starts) for starts in parts])
    return begins_of(sizes, np.int32)


class Carried(NamedTuple):
    """Which values of a facet articles carry, by `starts` and `numbers` as `Printed` has them.

    Values are numbered as in `known`, but from 1. `spelled` are their spellings in order, and
    `places` has the place of each value there.
    """

    known: KnownValues
    starts: Starts
    numbers: NDArray[Any]
    places: NDArray[np.int64]
    spelled: list[str]

    def counted(self, articles: Ids) -> Counted:
        """The values that some articles carry, with how many do (see `Carries.counted`)."""
        counts = count_values(articles, self.starts, self.numbers, len(self.spelled))
        found = np.flatnonzero(counts)
        # Count and place as one: to sort values takes a tenth of what sorting places does.
        keys = self.places[found] - (counts[found] << _PLACE_BITS)
        keys.sort()
        values = map(self.spelled.__getitem__, (keys & (1 << _PLACE_BITS) - 1).tolist())
        return [*zip(values, (-(keys >> _PLACE_BITS)).tolist(), strict=True)]

    def carrying(self, values: Iterable[str]) -> Flags:
        """Which of all articles carry one of `values`, in any spelling."""
        wanted = np.zeros(len(self.known.spellings), np.bool_)
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


def carried_values(printed: Printed, every: Ids) -> Carried:
    """What articles carry of a facet, of which they print some values; `every` one can be found.

    What is the same value is worked out here, once for a snapshot.
    """
    starts, numbers = printed.starts, printed.numbers
    values = [one.decode() for one in printed.values]
    counts = count_values(every, starts, numbers, len(values)).tolist()
    known = KnownValues(values, counts)
    several = len(known.spellings)
    if several < len(values):
        type = np.min_scalar_type(several)
        numbers = np.append(0, known.numbers + 1).astype(type)[numbers]
        if starts is not None:  # perhaps one value in two spellings
            starts, numbers = _each_once(starts, numbers)
    order = sorted(range(several), key=known.spellings.__getitem__)
    places = np.empty(several, np.int64)
    places[order] = np.arange(several)
    spelled = [known.spellings[number] for number in order]
    return Carried(known, starts, numbers, places, spelled)


def _each_once(
    starts: NDArray[np.int32], numbers: NDArray[Any]
) -> tuple[NDArray[np.int32], NDArray[Any]]:
    """The same without what an article has twice."""
    several = int(numbers.max(initial=0)) + 1
    owners = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    pairs = distinct(owners * several + numbers)
    counts = np.bincount(pairs // several, minlength=len(starts) - 1)
    return begins_of(counts, np.int32), (pairs % several).astype(numbers.dtype)
