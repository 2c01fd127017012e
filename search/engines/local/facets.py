"""What articles are narrowed to and counted by: masks of all articles, and counts within them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from functools import cache
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.storage.columns import Facet
from index.storage.schema import NO_DATE
from search.engines.local.segments import Ids
from search.engines.protocol import DayCounts, Flags
from search.engines.values import KnownValues
from search.kernels import carriers, count_values, periods_of
from search.selection import Selection

_UTC7 = int(timedelta(hours=7).total_seconds())
_DAY = 86_400
_EPOCH = 1970
_PLACE_BITS = 31
_LAST_YEAR = 10_000  # in which the end of the last year of a calendar in UTC is in Vietnam
# Days that may lie between the first and the last of those that are counted one by one.
_MOST_DAYS = 200_000
PUBLISHED, ADDED = "published", "added"
YEAR = "year"
Counted = list[tuple[str, int]]


class Carried(NamedTuple):
    """Which values of a facet articles carry: `a` those of numbers[starts[a] : starts[a + 1]].

    An article carries each value once; where none carries several, `starts` is None, and numbers[a]
    the value, 0 for none. Values are numbered as in `known`, but from 1, in as few bytes as that
    takes. `spelled` are their spellings in order, and `places` has the place of each value there.
    """

    known: KnownValues
    starts: NDArray[np.int32] | None
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


CarriedOf = Callable[[str], Carries]
"""What all articles carry of a facet."""


class Years(NamedTuple):
    """The year of every article, 0 without a date, and the last of all."""

    numbers: NDArray[np.uint16]
    last: int

    def followed(self, published: NDArray[np.int64]) -> Years:
        """The years of these articles and of others behind them."""
        more = years_of(published)
        numbers = np.concatenate([self.numbers, more.numbers])
        return Years(numbers, max(self.last, more.last))

    def counted(self, articles: Ids) -> Counted:
        """(year, how many of some articles appeared in it), falling."""
        counts = count_values(articles, None, self.numbers, self.last)
        falling = np.flatnonzero(counts)[::-1]
        years = (f"{year:04}" for year in (falling + 1).tolist())
        return [*zip(years, counts[falling].tolist(), strict=True)]


def years_of(published: NDArray[np.int64]) -> Years:
    """The Vietnamese years in which articles were published."""
    numbers = periods_of(published, _new_years())
    return Years(numbers, int(numbers.max(initial=0)))


@cache
def _new_years() -> NDArray[np.int64]:
    """When each year begins in Vietnam, in seconds since 1970 in UTC, from the first one on."""
    years = np.arange(1 - _EPOCH, _LAST_YEAR + 2 - _EPOCH).astype("datetime64[Y]")
    return years.astype("datetime64[D]").astype(np.int64) * _DAY - _UTC7


def carried_values(printed: Facet, live: Flags, every: NDArray[np.int32]) -> Carried:
    """What articles carry of a facet, of which they print some values; those `live` can be found.

    `every` are the numbers of all articles. What is the same value is worked out here, once for a
    snapshot.
    """
    owners, ordinals = printed.owners, printed.ordinals
    each_has_one = owners is every or np.array_equal(owners, every)
    found = ordinals
    if not live.all():
        found = ordinals[live] if each_has_one else ordinals[live[owners]]
    counts = np.bincount(found, minlength=len(printed.values)).tolist()
    known = KnownValues(printed.values, counts)
    several = len(known.spellings)
    is_plain = several == len(printed.values)  # each value has one spelling, and its own number
    type = np.min_scalar_type(several)
    number_of = np.arange(several) if is_plain else known.numbers
    numbers: NDArray[Any] = (number_of + 1).astype(type)[ordinals]
    carry_several = not each_has_one and bool((owners[1:] <= owners[:-1]).any())
    if several < len(printed.values) and carry_several:  # perhaps one value in two spellings
        pairs = np.unique(owners.astype(np.int64) * (several + 1) + numbers)
        owners = (pairs // (several + 1)).astype(np.int32)
        numbers = (pairs % (several + 1)).astype(type)
    starts = None
    if carry_several:
        starts = np.zeros(len(live) + 1, np.int32)
        np.cumsum(np.bincount(owners, minlength=len(live)), out=starts[1:])
    elif not each_has_one:
        single = np.zeros(len(live), type)
        single[owners] = numbers
        numbers = single
    order = sorted(range(several), key=known.spellings.__getitem__)
    places = np.empty(several, np.int64)
    places[order] = np.arange(several)
    spelled = [known.spellings[number] for number in order]
    return Carried(known, starts, numbers, places, spelled)


def masks_of(
    selection: Selection,
    moments: Callable[[str], NDArray[np.int64]],
    carried_of: CarriedOf,
) -> dict[str, Flags]:
    """For each filter that was set, the articles that pass it; `moments` gives when all of them
    were published, or added to the archive."""
    published = moments(PUBLISHED)
    found = {facet: _selected(facet, selection, carried_of(facet)) for facet in selection.facets()}
    if selection.added_since is not None or selection.added_until is not None:
        within = selection.added_since, selection.added_until
        found[ADDED] = known_within(moments(ADDED), *within)
    if selection.since is not None or selection.until is not None:
        found[PUBLISHED] = known_within(published, selection.since, selection.until)
    if selection.undated:
        undated: Flags = published == NO_DATE
        found[PUBLISHED] = undated & found[PUBLISHED] if PUBLISHED in found else undated
    return found


def _selected(facet: str, selection: Selection, carried: Carries) -> Flags:
    """Which articles pass what a selection asks of a facet."""
    wanted, excluded = selection.values.get(facet), selection.excluded.get(facet)
    if not excluded:
        return carried.carrying(wanted or ())
    others = ~carried.carrying(excluded)
    return carried.carrying(wanted) & others if wanted else others


def known_within(published: NDArray[np.int64], since: int | None, until: int | None) -> Flags:
    """Which of some dates are known and lie between two seconds, each of which may be open."""
    flags: Flags = published != NO_DATE
    if since is not None:
        flags &= published >= since
    if until is not None:
        flags &= published <= until
    return flags


def passing(articles: Ids, filters: Mapping[str, Flags], but: str | None = None) -> Ids:
    """Those of some articles that pass all filters, whatever the one named `but` says."""
    for name, flags in filters.items():
        if name != but:
            articles = articles[flags[articles]]
    return articles


def narrowed(mask: Flags, filters: Mapping[str, Flags]) -> Flags:
    """The articles that are in `mask` and pass all filters."""
    for flags in filters.values():
        mask = mask & flags
    return mask


def count_days(published: NDArray[np.int64]) -> DayCounts:
    """How many of some seconds are on which Vietnamese day; what has no date is left out."""
    days = (published[published != NO_DATE] + _UTC7) // _DAY
    if len(days) and days.max() - days.min() <= _MOST_DAYS:
        first = days.min()
        every = np.bincount(days - first)
        places = np.flatnonzero(every)
        found, counts = places + first, every[places]
    else:  # none, or one far-off date and few between
        found, counts = np.unique(days, return_counts=True)
    return DayCounts(found.astype("datetime64[D]"), counts)
