"""What narrows a search: days, and values that articles were printed with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypedDict

from index.articles.dates import timestamp
from index.articles.facets import FACETS, facet_value
from search.arguments import texts
from search.errors import QueryError
from search.query.conditions import Dated
from search.query.periods import parse_period

if TYPE_CHECKING:
    from typing_extensions import Unpack

Day = str | date | datetime | None

_MOMENT = re.compile(r"\s*\d{4}-\d\d-\d\d[T ]\d")
_EXAMPLES = "2021-07-31, 31/7/2021 or tháng 7/2021"
_DAY = 24 * 60 * 60
EXCLUDE = "exclude_"
"""What stands before a facet's name in the filter that leaves its values out."""
_EARLIEST, _LATEST = timestamp(date.min), timestamp(date.max) + _DAY - 1


class Filters(TypedDict, total=False):
    """The filters as keyword arguments, wherever a `Selection` is taken.

    `since` and `until` are inclusive days in Vietnamese time (a date, a moment, or a text such as
    2021-07-31, 31/7/2021, tháng 7/2021); `added` is a day or period in which the archive first had
    the articles, `since_added` the first such day; of `category`, `source` and `author` any of the
    given values will do, in any spelling: *VĂN HOÁ* is *Văn hóa*; so it is with `person`, `place`
    and `org`, which are named in the articles' texts. `exclude_category`, `exclude_person` and the
    like leave out what carries one of the given values; `undated` leaves only articles without a
    date.
    """

    since: Day
    until: Day
    added: Day
    since_added: Day
    category: Iterable[str]
    source: Iterable[str]
    author: Iterable[str]
    person: Iterable[str]
    place: Iterable[str]
    org: Iterable[str]
    exclude_category: Iterable[str]
    exclude_source: Iterable[str]
    exclude_author: Iterable[str]
    exclude_person: Iterable[str]
    exclude_place: Iterable[str]
    exclude_org: Iterable[str]
    undated: bool


@dataclass(frozen=True)
class Selection:
    """The articles that a search is narrowed to; made by `Selection.of`.

    `since` and `until` are seconds since 1970 (UTC), which are included, and so are `added_since`
    and `added_until`, for when the archive first had the articles; `values` are, by facet,
    the values of which an article must carry one, in whatever spelling (see
    `index.articles.facets.value_identity`), and `excluded` those of which it must carry none. With
    `undated` it must not say when it was published.
    """

    since: int | None = None
    until: int | None = None
    values: Mapping[str, frozenset[str]] = field(default_factory=dict)
    added_since: int | None = None
    added_until: int | None = None
    excluded: Mapping[str, frozenset[str]] = field(default_factory=dict)
    undated: bool = False

    @classmethod
    def of(cls, **filters: Unpack[Filters]) -> Selection:
        """Read filters. Raises QueryError for what is no day or no text, TypeError for others."""
        unknown = [name for name in filters if name not in Filters.__annotations__]
        if unknown:
            raise TypeError(f"there is no filter {unknown[0]!r}")
        return cls(
            _second("since", filters.get("since"), first=True),
            _second("until", filters.get("until"), first=False),
            dict(_values(filters)),
            _latest(
                _second("added", filters.get("added"), first=True),
                _second("since_added", filters.get("since_added"), first=True),
            ),
            _second("added", filters.get("added"), first=False),
            dict(_values(filters, EXCLUDE)),
            bool(filters.get("undated")),
        )

    def __bool__(self) -> bool:
        has_values = bool(self.values or self.excluded)
        return has_values or self.undated or self._moments != (None,) * 4

    def __hash__(self) -> int:
        values = frozenset(self.values.items()), frozenset(self.excluded.items())
        return hash((self._moments, *values, self.undated))

    def facets(self) -> Iterator[str]:
        """The facets of which it asks anything."""
        return (facet for facet in FACETS if facet in self.values or facet in self.excluded)

    def without(self, facet: str) -> Selection:
        """This selection with nothing asked of a facet."""
        kept = {name: values for name, values in self.values.items() if name != facet}
        return replace(self, values=kept)

    def with_value(self, facet: str, value: str) -> Selection:
        """This selection with one value asked of a facet, and no other."""
        return replace(self, values={**self.values, facet: frozenset([facet_value(value)])})

    def dates(self) -> Iterator[Dated]:
        """What the filters ask of dates, as conditions of a query."""
        for since, until, of in (
            (self.since, self.until, "published"),
            (self.added_since, self.added_until, "added"),
        ):
            if since is not None or until is not None:
                yield Dated(
                    _EARLIEST if since is None else since, _LATEST if until is None else until, of
                )

    @property
    def _moments(self) -> tuple[int | None, ...]:
        return self.since, self.until, self.added_since, self.added_until


EVERY_ARTICLE = Selection()


def selected(selection: Selection | None, filters: Filters) -> Selection:
    """The selection of a call that takes one, or the filters as keywords. Raises QueryError."""
    if selection is None:
        return Selection.of(**filters)
    if not isinstance(selection, Selection):
        raise QueryError(f"selection: {selection!r} is no search.Selection")
    if filters:
        raise QueryError(f"{next(iter(filters))}: the selection holds all filters already")
    return selection


def _values(filters: Filters, prefix: str = "") -> Iterator[tuple[str, frozenset[str]]]:
    """The values that filters name, by facet; those after a `prefix` of the filters' names."""
    given: Mapping[str, Any] = filters
    for facet in FACETS:
        name = prefix + facet
        values = frozenset(map(facet_value, texts(name, given.get(name, ()))))
        if values:
            yield facet, values


def _second(name: str, given: Day, *, first: bool) -> int | None:
    """The first or the last second that a filter admits."""
    if given is None or given == "":
        return None
    moment = day_or_moment(name, given, first=first) if isinstance(given, str) else given
    if not isinstance(moment, date):
        raise QueryError(f"{name}: {given!r} is no date")
    if first or isinstance(moment, datetime):
        return timestamp(moment)
    return timestamp(moment) + _DAY - 1


def day_or_moment(name: str, given: str, *, first: bool) -> date | datetime:
    """What a filter's text says: ISO 8601, or the first or last day of a period.

    Raises QueryError for what is neither (see `search.query.periods`), with an example.
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


def _latest(*moments: int | None) -> int | None:
    return max((one for one in moments if one is not None), default=None)
