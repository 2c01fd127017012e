"""What articles are narrowed to and counted by: masks of all articles, and counts within them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from index.storage.schema import NO_DATE
from search.engines.local.carried import Carries
from search.engines.local.segments import Ids
from search.engines.protocol import DayCounts, Flags
from search.selection import EXCLUDE, Selection

_UTC7 = int(timedelta(hours=7).total_seconds())
_DAY = 86_400
# Days that may lie between the first and the last of those that are counted one by one.
_MOST_DAYS = 200_000
PUBLISHED, ADDED = "published", "added"
YEAR = "year"


CarriedOf = Callable[[str], Carries]
"""What all articles carry of a facet."""


def masks_of(
    selection: Selection,
    moments: Callable[[str], NDArray[np.int64]],
    carried_of: CarriedOf,
) -> dict[str, Flags]:
    """For each filter that was set, the articles that pass it; `moments` gives when all of them
    were published, or added to the archive."""
    found: dict[str, Flags] = {}
    for facet in selection.facets():
        carried = carried_of(facet)
        wanted, excluded = selection.values.get(facet), selection.excluded.get(facet)
        if wanted:
            found[facet] = carried.carrying(wanted)
        if excluded:
            found[EXCLUDE + facet] = ~carried.carrying(excluded)
    if selection.added_since is not None or selection.added_until is not None:
        within = selection.added_since, selection.added_until
        found[ADDED] = known_within(moments(ADDED), *within)
    if selection.since is not None or selection.until is not None:
        found[PUBLISHED] = known_within(moments(PUBLISHED), selection.since, selection.until)
    if selection.undated:
        undated: Flags = moments(PUBLISHED) == NO_DATE
        found[PUBLISHED] = undated & found[PUBLISHED] if PUBLISHED in found else undated
    return found


def known_within(published: NDArray[np.int64], since: int | None, until: int | None) -> Flags:
    """Which of some dates are known and lie between two seconds, each of which may be open."""
    flags: Flags = published != NO_DATE
    if since is not None:
        flags &= published >= since
    if until is not None:
        flags &= published <= until
    return flags


def passing(articles: Ids, filters: Mapping[str, Flags], but: Collection[str] = ()) -> Ids:
    """Those of some articles that pass all filters, whatever those named `but` say."""
    for name, flags in filters.items():
        if name not in but:
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
