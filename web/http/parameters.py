"""The query parameters that pages and API share, read and checked once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from search import AUTO, MATCHES, MOST_COMPARED, PERIODS, SORTS
from web.http.kinds import (
    LARGEST_PAGE,
    BadParameterError,
    Choice,
    Count,
    Day,
    Flag,
    Kind,
    Page,
    Queries,
    Text,
    Values,
)

__all__ = [
    "EVERY",
    "FACETS",
    "LARGEST_PAGE",
    "QUERIES",
    "RELATED",
    "SHARED",
    "SUGGESTED",
    "BadParameterError",
    "Parameters",
    "read",
    "read_every",
    "read_queries",
    "read_show",
]

LANGUAGES = ("vi", "en")
FACETS = ("category", "source", "author")
SHOWN = ("share", "count")  # what the lines of a comparison tell of articles
RELATED = 5  # articles that are shown beside one that is like them
SUGGESTED = 8


@dataclass(frozen=True)
class Parameters:
    """What an address asks for. Everything is valid; what was not given has its default."""

    q: str = ""
    page: int = 1
    size: int = 10
    sort: str = "relevance"
    since: str = ""
    until: str = ""
    category: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    match: str = "best"
    group: bool = False
    lang: str = "vi"

    @property
    def is_plain(self) -> bool:
        """Whether nothing is asked for that needs a query: the archive's front."""
        asked = self.q or self.page > 1 or self.has_filters
        return not asked and self.sort == self.default.sort

    @property
    def has_filters(self) -> bool:
        """Whether days or facet values narrow the search."""
        return bool(self.since or self.until or self.category or self.source or self.author)

    @property
    def offset(self) -> int:
        """How many hits come before the page."""
        return (self.page - 1) * self.size

    def values(self, facet: str) -> tuple[str, ...]:
        """The chosen values of a facet."""
        chosen: tuple[str, ...] = getattr(self, facet)
        return chosen

    def but(self, **changes: Any) -> Parameters:
        """The same with changes, from the first page on (unless a page is given)."""
        return replace(self, **{"page": 1, **changes})

    def toggled(self, facet: str, value: str) -> Parameters:
        """The same with a facet's value chosen, or no longer chosen."""
        chosen = self.values(facet)
        without = tuple(one for one in chosen if one != value)
        return self.but(**{facet: without if value in chosen else (*chosen, value)})

    @property
    def default(self) -> Parameters:
        """What an address without parameters asks for."""
        return Parameters()

    @property
    def only_language(self) -> Parameters:
        """The front page in the same language."""
        return replace(self.default, lang=self.lang)

    def unfiltered(self) -> Parameters:
        """The same without any filter."""
        return self.but(since="", until="", category=(), source=(), author=())

    def search_arguments(self) -> dict[str, Any]:
        """The keyword arguments of `Archive.search`."""
        return {
            **{"limit": self.size, "offset": self.offset, "sort": self.sort},
            **self.filter_arguments(),
            "group": self.group,
        }

    def filter_arguments(self) -> dict[str, Any]:
        """The keyword arguments by which every method of `Archive` narrows what matches."""
        return {
            **{"since": self.since or None, "until": self.until or None},
            **{facet: self.values(facet) for facet in FACETS},
            "match": self.match,
        }

    def to_args(self) -> dict[str, Any]:
        """What goes into an address: everything that is not as by default."""
        return self._args_beside(self.default)

    def to_api_args(self) -> dict[str, Any]:
        """What goes into an address of the API, to ask it for the same."""
        return self._args_beside(Parameters())

    def _args_beside(self, default: Parameters) -> dict[str, Any]:
        given = {field.name: getattr(self, field.name) for field in fields(Parameters)}
        return {
            name: _written(value)
            for name, value in given.items()
            if value != getattr(default, name)
        }


SHARED: tuple[Kind[Any], ...] = (
    Text("q"),
    Page("page"),
    Count("size", Parameters.size),
    Choice("sort", SORTS),
    Day("since", first=True),
    Day("until", first=False),
    *(Values(facet) for facet in FACETS),
    Choice("match", MATCHES),
    Flag("group"),
    Choice("lang", LANGUAGES),
)
"""What `read` reads. Each is a field of Parameters, by the same name."""


def _every(usual: str) -> Choice:
    """How long the periods of a timeline may be, and which length is usual."""
    return Choice("every", (usual, *(one for one in (*PERIODS, AUTO) if one != usual)))


EVERY = _every("month")
SHOW = Choice("show", SHOWN)
QUERIES = Queries("q", least=1, most=MOST_COMPARED)


def read(args: MultiDict[str, str], kinds: Iterable[Kind[Any]] = SHARED) -> Parameters:
    """The parameters of these kinds; others are ignored. Raises BadParameterError (400)."""
    return Parameters(**{one.name: one.read(args) for one in kinds})


def read_queries(args: MultiDict[str, str]) -> list[str]:
    """The queries of a timeline: each `q`, up to as many as can be compared; at least one.

    Raises BadParameterError (400) for more.
    """
    return QUERIES.read(args)


def read_every(args: MultiDict[str, str], usual: str = "month") -> str:
    """How long the periods of a timeline are. Raises BadParameterError (400)."""
    return _every(usual).read(args)


def read_show(args: MultiDict[str, str]) -> str:
    """What the lines of a comparison tell. Raises BadParameterError (400)."""
    return SHOW.read(args)


def _written(value: Any) -> Any:
    """A parameter's value as it stands in an address."""
    if isinstance(value, bool):
        return str(value).lower()
    return list(value) if isinstance(value, tuple) else value
