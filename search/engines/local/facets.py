"""What articles are narrowed to and counted by: masks of all articles, and counts within them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.articles.facets import FACETS
from index.storage.columns import Facet
from index.storage.schema import NO_DATE
from search.engines.protocol import DayCounts, Flags
from search.engines.values import KnownValues
from search.facets import Facets
from search.selection import Selection

_UTC7 = int(timedelta(hours=7).total_seconds())
_DAY = 86_400
PUBLISHED, ADDED = "published", "added"


class Carried(NamedTuple):
    """Which values of a facet articles carry: `owners[i]` carries the value `numbers[i]`.

    Owners rise, and carry each value once; values are numbered as in `known`.
    """

    known: KnownValues
    owners: NDArray[np.int32]
    numbers: NDArray[np.int32]


CarriedOf = Callable[[str], Carried]
"""What all articles carry of a facet."""


def carried_values(printed: Facet, live: Flags) -> Carried:
    """What articles carry of a facet, of which they print some values; those `live` can be found.

    What is the same value is worked out here, once for a snapshot.
    """
    owners, ordinals = printed.owners, printed.ordinals
    counts = np.bincount(ordinals[live[owners]], minlength=len(printed.values)).tolist()
    known = KnownValues(printed.values, counts)
    numbers = known.numbers[ordinals]
    several = len(known.spellings)
    carry_several = len(owners) > 1 and not (np.diff(owners) > 0).all()
    if several < len(printed.values) and carry_several:  # perhaps one value in two spellings
        pairs = np.unique(owners.astype(np.int64) * several + numbers)
        owners = (pairs // several).astype(np.int32)
        numbers = (pairs % several).astype(np.int32)
    return Carried(known, owners, numbers)


def masks_of(
    selection: Selection,
    moments: Callable[[str], NDArray[np.int64]],
    carried_of: CarriedOf,
) -> dict[str, Flags]:
    """For each filter that was set, the articles that pass it; `moments` gives when all of them
    were published, or added to the archive."""
    published = moments(PUBLISHED)
    found = {
        facet: carrying(carried_of(facet), given, len(published))
        for facet, given in selection.values.items()
    }
    if selection.added_since is not None or selection.added_until is not None:
        within = selection.added_since, selection.added_until
        found[ADDED] = known_within(moments(ADDED), *within)
    if selection.since is not None or selection.until is not None:
        found[PUBLISHED] = known_within(published, selection.since, selection.until)
    return found


def known_within(published: NDArray[np.int64], since: int | None, until: int | None) -> Flags:
    """Which of some dates are known and lie between two seconds, each of which may be open."""
    flags: Flags = published != NO_DATE
    if since is not None:
        flags &= published >= since
    if until is not None:
        flags &= published <= until
    return flags


def count_facets(
    matched: Flags,
    filters: Mapping[str, Flags],
    published: NDArray[np.int64],
    carried_of: CarriedOf,
) -> Facets:
    """How many articles carry each value of each facet.

    `matched` are the articles that match before any filter. The counts of a facet leave out its
    own filter, so that one sees what choosing another value would give.
    """
    found: Facets = {}
    for facet in FACETS:
        within = narrowed(matched, filters, but=facet)
        found[facet] = _counts(carried_of(facet), within)
    found["year"] = _years(published[narrowed(matched, filters, but=PUBLISHED)])
    return found


def _counts(carried: Carried, within: Flags) -> list[tuple[str, int]]:
    """(value, number of articles among `within`), most frequent first, then by value."""
    spellings = carried.known.spellings
    counts = np.bincount(carried.numbers[within[carried.owners]], minlength=len(spellings))
    found = [(spellings[i], int(counts[i])) for i in np.flatnonzero(counts)]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def carrying(carried: Carried, values: Iterable[str], articles: int) -> Flags:
    """Which of all articles carry one of `values`, in any spelling."""
    mask = np.zeros(articles, np.bool_)
    wanted = [number for one in values if (number := carried.known.number(one)) is not None]
    mask[carried.owners[np.isin(carried.numbers, wanted)]] = True
    return mask


def narrowed(mask: Flags, filters: Mapping[str, Flags], but: str | None = None) -> Flags:
    """The articles that are in `mask` and pass all filters, whatever the one named `but` says."""
    for name, passing in filters.items():
        if name != but:
            mask = mask & passing
    return mask


def _years(published: NDArray[np.int64]) -> list[tuple[str, int]]:
    years, counts = np.unique(_days(published).astype("datetime64[Y]"), return_counts=True)
    return [(str(year), int(count)) for year, count in zip(years[::-1], counts[::-1], strict=True)]


def _days(published: NDArray[np.int64]) -> NDArray[Any]:
    """The Vietnamese days of some seconds; what has no date is left out."""
    days: NDArray[Any] = ((published[published != NO_DATE] + _UTC7) // _DAY).astype("datetime64[D]")
    return days


def count_days(published: NDArray[np.int64]) -> DayCounts:
    """How many of some seconds are on which Vietnamese day; what has no date is left out."""
    return DayCounts(*np.unique(_days(published), return_counts=True))
