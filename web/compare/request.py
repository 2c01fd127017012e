"""What a comparison page asks for, and what the archive answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from werkzeug.datastructures import MultiDict

from search import AUTO, Archive, Comparison, QueryError
from search.choices import MOST_COMPARED
from search.query.calendar_units import unit_ago
from search.query.parser import parse
from web.pages.periods import written_day
from web.pages.preferences import PageParameters, Problems, read_page
from web.parameters.asked import Parameters
from web.parameters.shared import SHOWN, read_every, read_queries, read_show

_EVERY = AUTO
LETTERS = "ABCD"


@dataclass(frozen=True)
class ComparisonRequest:
    """The state of a comparison page; `parameters` hold the filters, the match and the language."""

    parameters: PageParameters
    queries: tuple[str, ...]
    every: str
    show: str

    def but(self, **changes: Any) -> ComparisonRequest:
        """This comparison with changes."""
        return replace(self, **changes)

    def to_args(self) -> dict[str, Any]:
        """What goes into an address."""
        args = {**self.parameters.to_args(), "q": list(self.queries)}
        if self.every != _EVERY:
            args["every"] = self.every
        if self.show != SHOWN[0]:
            args["show"] = self.show
        return args

    def to_api_args(self, every: str) -> dict[str, Any]:
        """What goes into an address of the API, to ask it for the same periods."""
        narrowed = self.parameters.but(size=Parameters.size, sort=Parameters.sort, group=False)
        return {**narrowed.to_api_args(), "q": list(self.queries), "every": every}

    def of_query(self, query: str) -> Parameters:
        """The search for one of the queries."""
        return self.parameters.but(q=query)

    def of_period(self, query: str, first: date, every: str) -> Parameters:
        """The search for a query in one period, as far as the filters let it."""
        last = last_day(first, every)
        given = self.parameters
        return given.but(
            q=query,
            since=given.since if written_day(given.since) >= first.isoformat() else first,
            until=given.until if "" < written_day(given.until) <= last.isoformat() else last,
        )

    def of_word(self, query: str, word: str) -> Parameters:
        """The search for those of a query's articles that hold a word."""
        return self.parameters.but(q=with_word(query, word), match="all")


def read_request(args: MultiDict[str, str]) -> ComparisonRequest:
    """The state of a page from its address; empty boxes and repetitions count for nothing.

    What cannot be understood is left at its default, and told by the parameters' `problems`; of too
    many queries the first are compared.
    """
    given = read_page(args)
    problems = Problems(given.problems)
    asked = problems.caught(read_queries, args)
    if asked is None:
        asked = args.getlist("q")[:MOST_COMPARED]
    queries = dict.fromkeys(one.strip() for one in asked)
    every = problems.caught(partial(read_every, usual=_EVERY), args) or _EVERY
    show = problems.caught(read_show, args) or SHOWN[0]
    usual = given.default
    plain = replace(given, q="", page=1, sort=usual.sort, size=usual.size, group=usual.group)
    return ComparisonRequest(
        parameters=replace(plain, problems=problems.found),
        queries=tuple(one for one in queries if one),
        every=every,
        show=show,
    )


def compared(archive: Archive, asked: ComparisonRequest) -> tuple[Comparison, bool]:
    """The timelines of one query or more on one axis, and whether the periods are as asked for.

    Where there would be too many of them, they are longer.
    """
    try:
        return _compared(archive, asked, asked.every), True
    except QueryError:
        return _compared(archive, asked, AUTO), False


def _compared(archive: Archive, asked: ComparisonRequest, every: str) -> Comparison:
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
    if show == SHOWN[0]:
        return [one.shares for one in comparison.series]
    return [one.counts for one in comparison.series]
