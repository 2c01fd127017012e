"""Filters and facets: what articles are narrowed and counted by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.articles.dates import timestamp
from index.articles.facets import FACETS, facet_column, facet_value
from index.storage.columns import Facet
from index.storage.schema import NO_DATE
from search.arguments import texts
from search.engines.local.snapshot import Mask, Snapshot
from search.errors import QueryError
from search.query.periods import parse_period

Facets = dict[str, list[tuple[str, int]]]
Day = str | date | datetime | None

_MOMENT = re.compile(r"\s*\d{4}-\d\d-\d\d[T ]\d")
_EXAMPLES = "2021-07-31, 31/7/2021 or tháng 7/2021"


@dataclass(frozen=True)
class Filters:
    """What narrows a search: seconds (inclusive, since 1970) and printed facet values."""

    since: int | None = None
    until: int | None = None
    values: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, since: Day, until: Day, **values: Iterable[str]) -> Filters:
        """Read the arguments of a search. Raises QueryError for what is no day or no text."""
        wanted = {
            facet: frozenset(map(facet_value, texts(facet, given)))
            for facet, given in values.items()
        }
        return cls(
            _second("since", since, first=True),
            _second("until", until, first=False),
            {facet: given for facet, given in wanted.items() if given},
        )

    def masks(self, snapshot: Snapshot) -> dict[str, Mask]:
        """For each filter that was set, the articles that pass it."""
        found = {
            facet: _carrying(snapshot.facet(facet_column(facet)), given, snapshot.articles)
            for facet, given in self.values.items()
        }
        if self.since is not None or self.until is not None:
            published = snapshot.published
            known = published != NO_DATE
            if self.since is not None:
                known &= published >= self.since
            if self.until is not None:
                known &= published <= self.until
            found["published"] = known
        return found


def _second(name: str, given: Day, *, first: bool) -> int | None:
    """The first or the last second that a filter admits."""
    if given is None or given == "":
        return None
    moment = day_or_moment(name, given, first=first) if isinstance(given, str) else given
    if not isinstance(moment, date):
        raise QueryError(f"{name}: {given!r} is no date")
    if first or isinstance(moment, datetime):
        return timestamp(moment)
    return timestamp(moment) + 24 * 60 * 60 - 1


def day_or_moment(name: str, given: str, *, first: bool) -> date | datetime:
    """What a filter's text says: ISO 8601, or the first or last day of a period.

    Raises QueryError for what is neither (see `periods`), with an example.
    """
    iso = datetime if _MOMENT.match(given) else date
    try:
        return iso.fromisoformat(given.strip())
    except ValueError:  # then people's own words
        try:
            period = parse_period(given)
        except ValueError as reason:
            message = f"{name}: {given!r} is no day or period such as {_EXAMPLES} ({reason})"
            raise QueryError(message) from None
    if period.first == date.min if first else period.last == date.max:
        end = "first" if first else "last"
        raise QueryError(f"{name}: {given!r} has no {end} day; write one such as {_EXAMPLES}")
    return period.first if first else period.last


def count_facets(snapshot: Snapshot, matched: Mask, filters: Mapping[str, Mask]) -> Facets:
    """How many articles carry each value.

    `matched` are the articles that match before any filter. The counts of a facet leave out its
    own filter, so that one sees what choosing another value would give.
    """
    facets: Facets = {}
    for facet in FACETS:
        within = narrowed(matched, (mask for name, mask in filters.items() if name != facet))
        facets[facet] = _counts(snapshot.facet(facet_column(facet)), within)
    others = (mask for name, mask in filters.items() if name != "published")
    facets["year"] = _years(snapshot, narrowed(matched, others))
    return facets


def _counts(facet: Facet, within: Mask) -> list[tuple[str, int]]:
    """(value, number of articles among `within`), most frequent first, then by value."""
    held = facet.ordinals[within[facet.owners]]
    counts = np.bincount(held, minlength=len(facet.values))
    found = [(facet.values[i], int(counts[i])) for i in np.flatnonzero(counts)]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def _carrying(facet: Facet, values: frozenset[str], articles: int) -> Mask:
    """Which of all articles carry one of `values`."""
    mask = np.zeros(articles, np.bool_)
    wanted = [i for i, value in enumerate(facet.values) if value in values]
    mask[facet.owners[np.isin(facet.ordinals, wanted)]] = True
    return mask


def narrowed(mask: Mask, others: Iterable[Mask]) -> Mask:
    """The articles that are in `mask` and in all the others."""
    for other in others:
        mask = mask & other
    return mask


def _years(snapshot: Snapshot, within: Mask) -> list[tuple[str, int]]:
    days = published_days(snapshot, within)
    years, counts = np.unique(days.astype("datetime64[Y]"), return_counts=True)
    return [(str(year), int(count)) for year, count in zip(years[::-1], counts[::-1], strict=True)]


def published_days(snapshot: Snapshot, within: Mask) -> NDArray[Any]:
    """The Vietnamese days on which the articles appeared; those without a date left out."""
    published = snapshot.published[within]
    offset = int(timedelta(hours=7).total_seconds())
    seconds = published[published != NO_DATE] + offset
    days: NDArray[Any] = (seconds // 86_400).astype("datetime64[D]")
    return days
