"""What an address asks for: query, filters, order, page and language."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from index.articles.facets import FACETS, value_identity
from search import Selection
from search.choices import MATCHES, SORTS
from search.selection import EXCLUDE
from web.text.language import LANGUAGES

VALUES = (*FACETS, *(EXCLUDE + facet for facet in FACETS))
"""The parameters that are values of facets: chosen ones, and those that are left out."""


@dataclass(frozen=True)
class Parameters:
    """What an address asks for. Everything is valid; what was not given has its default.

    `since` and `until` are days, or moments (datetime is a kind of date).
    """

    q: str = ""
    page: int = 1
    size: int = 10
    sort: str = SORTS[0]
    since: date | None = None
    until: date | None = None
    added: str = ""
    since_added: date | None = None
    category: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    person: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    org: tuple[str, ...] = ()
    exclude_category: tuple[str, ...] = ()
    exclude_source: tuple[str, ...] = ()
    exclude_author: tuple[str, ...] = ()
    exclude_person: tuple[str, ...] = ()
    exclude_place: tuple[str, ...] = ()
    exclude_org: tuple[str, ...] = ()
    undated: bool = False
    match: str = MATCHES[0]
    group: bool = False
    as_typed: bool = False
    lang: str = LANGUAGES[0]

    @property
    def is_plain(self) -> bool:
        """Whether nothing is asked for that needs a query: the archive's front."""
        asked = self.q or self.page > 1 or self.has_filters
        return not asked and self.sort == self.default.sort

    @property
    def is_long(self) -> bool:
        """Whether the query is too long to stand in every link of a page."""
        return len(self.q) > _LONG

    @property
    def has_filters(self) -> bool:
        """Whether days or facet values narrow the search."""
        days = (self.since, self.until, self.undated, self.added, self.since_added)
        return any(days) or any(map(self.values, VALUES))

    @property
    def days_cross(self) -> bool:
        """Whether the first day of the filters comes after the last, so that nothing can match."""
        if self.since is None or self.until is None:
            return False
        return self.since.isoformat() > self.until.isoformat()

    @property
    def offset(self) -> int:
        """How many hits come before the page."""
        return (self.page - 1) * self.size

    def values(self, name: str) -> tuple[str, ...]:
        """The values of a facet that are chosen, or left out (see `VALUES`)."""
        given: tuple[str, ...] = getattr(self, name)
        return given

    def but(self, **changes: Any) -> Parameters:
        """These parameters with changes, from the first page on (unless a page is given)."""
        changes.setdefault("page", 1)
        return self._with(changes)

    def _with(self, changes: dict[str, Any]) -> Parameters:
        """These parameters with changes: what `dataclasses.replace` gives, in a tenth of the time.

        A page has a hundred of them. There is nothing that making one would check.
        """
        if not changes.keys() <= vars(self).keys():
            raise TypeError(f"there is no parameter among {', '.join(changes)}")
        changed = object.__new__(type(self))
        vars(changed).update(vars(self))
        vars(changed).update(changes)
        return changed

    def toggled(self, name: str, value: str) -> Parameters:
        """These parameters with a value given for one of `VALUES`, or no longer, in any spelling.

        What is chosen is no longer left out, and the other way round.
        """
        given = self.values(name)
        other = name.removeprefix(EXCLUDE) if name.startswith(EXCLUDE) else EXCLUDE + name
        against = self.values(other)
        if not given and not against:
            return self.but(**{name: (value,)})
        identity = value_identity(value)
        without = tuple(one for one in given if value_identity(one) != identity)
        changes = {name: without if len(without) < len(given) else (*given, value)}
        if against:
            changes[other] = tuple(one for one in against if value_identity(one) != identity)
        return self.but(**changes)

    @property
    def default(self) -> Parameters:
        """What an address without parameters asks for."""
        return _DEFAULT

    @property
    def only_language(self) -> Parameters:
        """The front page in the same language."""
        return self.default._with({"lang": self.lang})

    def unfiltered(self) -> Parameters:
        """These parameters without any filter."""
        nothing: dict[str, Any] = dict.fromkeys(VALUES, ())
        return self.but(
            since=None, until=None, undated=False, added="", since_added=None, **nothing
        )

    @property
    def selection(self) -> Selection:
        """The articles that the filters leave."""
        values: dict[str, Any] = {name: self.values(name) for name in VALUES}
        return Selection.of(
            since=self.since,
            until=self.until,
            added=self.added,
            since_added=self.since_added,
            undated=self.undated,
            **values,
        )

    def search_arguments(self) -> dict[str, Any]:
        """The keyword arguments of `Archive.search`."""
        return {
            **{"limit": self.size, "offset": self.offset, "sort": self.sort},
            **self.filter_arguments(),
            "group": self.group,
        }

    def filter_arguments(self) -> dict[str, Any]:
        """The keyword arguments by which every method of `Archive` narrows what matches."""
        return {"selection": self.selection, "match": self.match, "as_typed": self.as_typed}

    def to_args(self) -> dict[str, Any]:
        """What goes into an address: everything that is not as by default."""
        return self._args_beside(self.default)

    def to_api_args(self) -> dict[str, Any]:
        """What goes into an address of the API that asks for what this address asks for."""
        return self._args_beside(_DEFAULT)

    def _args_beside(self, default: Parameters) -> dict[str, Any]:
        mine, usual = vars(self), vars(default)
        return {name: _written(mine[name]) for name in _NAMES if mine[name] != usual[name]}


_LONG = 160  # characters of a query
_DEFAULT = Parameters()
_NAMES = tuple(field.name for field in fields(Parameters))
PLACES = {name: place for place, name in enumerate(_NAMES)}
"""The place of each parameter among those of an address; what a page has besides stands behind."""


def _written(value: Any) -> Any:
    """A parameter's value as it stands in an address."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
