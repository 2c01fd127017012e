"""What a comparison page asks for, and what the archive answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from search import AUTO, Archive, Comparison, QueryError
from search.query.parser import parse
from search.query.period_forms import unit_ago
from web.http.parameters import Parameters, read_every, read_queries, read_show
from web.http.preferences import read_page

_EVERY = AUTO
LETTERS = "ABCD"


@dataclass(frozen=True)
class Comparing:
    """The state of a comparison page; `parameters` hold the filters, the match and the language."""

    parameters: Parameters
    queries: tuple[str, ...]
    every: str
    show: str

    def but(self, **changes: Any) -> Comparing:
        """The same with changes."""
        return replace(self, **changes)

    def to_args(self) -> dict[str, Any]:
        """What goes into an address."""
        args = {**self.parameters.to_args(), "q": list(self.queries)}
        if self.every != _EVERY:
            args["every"] = self.every
        if self.show != "share":
            args["show"] = self.show
        return args

    def to_api_args(self, every: str) -> dict[str, Any]:
        """What goes into an address of the API, to ask it for the same periods."""
        narrowed = self.parameters.but(size=10, sort="relevance", group=False)
        return {**narrowed.to_api_args(), "q": list(self.queries), "every": every}

    def of_query(self, query: str) -> Parameters:
        """The search for one of the queries."""
        return self.parameters.but(q=query)

    def of_period(self, query: str, first: date, every: str) -> Parameters:
        """The search for a query in one period, as far as the filters let it."""
        since, until = first.isoformat(), last_day(first, every).isoformat()
        given = self.parameters
        return given.but(
            q=query,
            since=given.since if given.since[:10] >= since else since,
            until=given.until if given.until and given.until[:10] <= until else until,
        )

    def of_word(self, query: str, word: str) -> Parameters:
        """The search for those of a query's articles that hold a word."""
        return self.parameters.but(q=with_word(query, word), match="all")


def read_comparing(args: MultiDict[str, str]) -> Comparing:
    """The state of a page from its address; empty boxes and repetitions count for nothing.

    Raises BadParameterError (400).
    """
    queries = dict.fromkeys(one.strip() for one in read_queries(args))
    given = read_page(args)
    usual = given.default
    return Comparing(
        parameters=given.but(q="", sort=usual.sort, size=usual.size, group=usual.group),
        queries=tuple(one for one in queries if one),
        every=read_every(args, _EVERY),
        show=read_show(args),
    )


def compared(archive: Archive, asked: Comparing) -> tuple[Comparison, bool]:
    """The timelines of one query or more on one axis, and whether the periods are as asked for.

    Where there would be too many of them, they are longer.
    """
    try:
        return _compared(archive, asked, asked.every), True
    except QueryError:
        return _compared(archive, asked, AUTO), False


def _compared(archive: Archive, asked: Comparing, every: str) -> Comparison:
    filters = asked.parameters.filter_arguments()
    if len(asked.queries) == 1:
        return archive.timeline(asked.queries[0], every=every, **filters).comparison
    return archive.compare(asked.queries, every=every, **filters)


def with_word(query: str, word: str) -> str:
    """A query that also asks for a word as it is printed."""
    quoted = '"' + word.replace('"', " ") + '"'
    return f"{query} {quoted}" if parse(query).is_free else f"({query}) {quoted}"


def last_day(first: date, every: str) -> date:
    """The last day of a period."""
    return unit_ago(every, 0, first).last


def is_empty(comparison: Comparison) -> bool:
    """Whether no period holds anything."""
    return not any(any(one.counts) for one in comparison.series)


def values(comparison: Comparison, show: str) -> Sequence[Sequence[float]]:
    """What the lines show: shares, or counts."""
    if show == "share":
        return [one.shares for one in comparison.series]
    return [one.counts for one in comparison.series]
