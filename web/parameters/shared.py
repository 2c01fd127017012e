"""The query parameters that pages and API share, declared and read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from werkzeug.datastructures import MultiDict

from search.choices import AUTO, MATCHES, MOST_COMPARED, PERIODS, SORTS
from web.parameters.asked import VALUES, Parameters
from web.parameters.search_types import DayOrPeriod, FacetValues, Period, Queries
from web.parameters.types import Choice, Count, Flag, PageNumber, ParameterType, Text
from web.text.language import LANGUAGES

SHOWN = ("share", "count")
"""What the lines of a comparison tell of articles."""
BY = ("query", "source", "category")
"""What a comparison sets side by side: queries, or one query in several values of a facet."""
MOST_IN_WORKBOOK = 20_000
"""So many articles a workbook has that is made for a request: none of it is sent before all is."""
LEAST_ARTICLES = 3
"""Crawlers are led to the pages of names that so many articles carry."""
RELATED = 5
"""So many articles are shown beside one that is like them."""
SUGGESTED = 8
"""So many completions of a query are offered."""

SHARED: tuple[ParameterType[Any], ...] = (
    Text("q"),
    PageNumber("page"),
    Count("size", Parameters.size),
    Choice("sort", SORTS),
    DayOrPeriod("since", first=True),
    DayOrPeriod("until", first=False),
    Period("added"),
    DayOrPeriod("since_added", first=True),
    Flag("undated"),
    *(FacetValues(name) for name in VALUES),
    Choice("match", MATCHES),
    Flag("group"),
    Flag("as_typed"),
    Choice("lang", LANGUAGES),
)
"""What `read` reads. Each is a field of Parameters, by the same name."""


def _every(usual: str) -> Choice:
    """How long the periods of a timeline may be, and which length is usual."""
    return Choice("every", (usual, *(one for one in (*PERIODS, AUTO) if one != usual)))


EVERY = _every("month")
SHOW = Choice("show", SHOWN)
QUERIES = Queries("q", least=1, most=MOST_COMPARED)


def read(args: MultiDict[str, str], types: Iterable[ParameterType[Any]] = SHARED) -> Parameters:
    """The values of the declared parameters; others are ignored. Raises BadParameterError (400)."""
    return Parameters(**{one.name: one.read(args) for one in types})


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
