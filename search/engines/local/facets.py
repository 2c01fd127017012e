"""What articles are narrowed to and counted by: masks of all articles, and counts within them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.articles.facets import FACETS, facet_column
from index.storage.columns import Facet
from index.storage.schema import NO_DATE
from search.engines.protocol import DayCounts, Flags
from search.facets import Facets
from search.selection import Selection

_UTC7 = int(timedelta(hours=7).total_seconds())
_DAY = 86_400
PUBLISHED, ADDED = "published", "added"
FacetOf = Callable[[str], Facet]
"""What all articles carry of a facet, by the name of its column."""


def masks_of(
    selection: Selection,
    moments: Callable[[str], NDArray[np.int64]],
    facet_of: FacetOf,
) -> dict[str, Flags]:
    """For each filter that was set, the articles that pass it; `moments` gives when all of them
    were published, or added to the archive."""
    published = moments(PUBLISHED)
    found = {
        facet: _carrying(facet_of(facet_column(facet)), given, len(published))
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
    facet_of: FacetOf,
) -> Facets:
    """How many articles carry each value of each facet.

    `matched` are the articles that match before any filter. The counts of a facet leave out its
    own filter, so that one sees what choosing another value would give.
    """
    found: Facets = {}
    for facet in FACETS:
        within = narrowed(matched, filters, but=facet)
        found[facet] = _counts(facet_of(facet_column(facet)), within)
    found["year"] = _years(published[narrowed(matched, filters, but=PUBLISHED)])
    return found


def _counts(facet: Facet, within: Flags) -> list[tuple[str, int]]:
    """(value, number of articles among `within`), most frequent first, then by value."""
    held = facet.ordinals[within[facet.owners]]
    counts = np.bincount(held, minlength=len(facet.values))
    found = [(facet.values[i], int(counts[i])) for i in np.flatnonzero(counts)]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def _carrying(facet: Facet, values: frozenset[str], articles: int) -> Flags:
    """Which of all articles carry one of `values`."""
    mask = np.zeros(articles, np.bool_)
    wanted = [i for i, value in enumerate(facet.values) if value in values]
    mask[facet.owners[np.isin(facet.ordinals, wanted)]] = True
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
