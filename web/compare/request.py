"""What a comparison page asks for, and what the archive answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from werkzeug.datastructures import MultiDict

from search import AUTO, Archive, Comparison, QueryError, Series
from search.choices import MOST_COMPARED
from search.query.calendar_units import unit_ago
from search.query.parser import parse
from web.compare.smoothing import means, ratios
from web.pages.filters import spelled, usual_values
from web.pages.periods import written_day
from web.pages.preferences import PageParameters, Problems, read_page
from web.parameters.asked import Parameters
from web.parameters.shared import BY, SHOWN, read_every, read_queries, read_show
from web.parameters.types import Choice

_EVERY = AUTO
LETTERS = "ABCD"
SMOOTH = ("1", "3", "5", "7", "13")
"""Over how many periods means can be taken; 1 is none."""
_BY = Choice("by", BY)
_SMOOTH = Choice("smooth", SMOOTH)


@dataclass(frozen=True)
class ComparisonRequest:
    """The state of a comparison page; `parameters` hold the filters, the match and the language.

    `by` is one of `BY`: where values are compared, it is the first query's in those that the filter
    of that facet names. `smooth` is over how many periods means are taken.
    """

    parameters: PageParameters
    queries: tuple[str, ...]
    every: str
    show: str
    by: str = BY[0]
    smooth: int = 1

    @property
    def facet(self) -> str:
        """The facet whose values are compared, or nothing."""
        return "" if self.by == BY[0] else self.by

    @property
    def values(self) -> tuple[str, ...]:
        """The values that are compared, of those that are chosen the first."""
        return self.parameters.values(self.facet)[:MOST_COMPARED] if self.facet else ()

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
        if self.facet:
            args["by"] = self.by
        if self.smooth > 1:
            args["smooth"] = self.smooth
        return args

    def to_api_args(self, every: str) -> dict[str, Any]:
        """What goes into an address of the API, to ask it for the same periods."""
        narrowed = self.parameters.but(size=Parameters.size, sort=Parameters.sort, group=False)
        return {**narrowed.to_api_args(), "q": list(self.queries), "every": every}

    def of_series(self, series: Series) -> Parameters:
        """The search for what one of the lines counts."""
        narrowed = {self.facet: (series.value,)} if self.facet else {}
        return self.parameters.but(q=series.query, **narrowed)

    def of_period(self, series: Series, first: date, every: str) -> Parameters:
        """The search for what a line counts in one period, as far as the filters let it."""
        last = last_day(first, every)
        given = self.parameters
        return self.of_series(series).but(
            since=given.since if written_day(given.since) >= first.isoformat() else first,
            until=given.until if "" < written_day(given.until) <= last.isoformat() else last,
        )

    def of_word(self, series: Series, word: str) -> Parameters:
        """The search for those of a line's articles that hold a word."""
        return self.of_series(series).but(q=with_word(series.query, word), match="all")


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
    by = problems.caught(_BY.read, args) or BY[0]
    smooth = problems.caught(_SMOOTH.read, args) or SMOOTH[0]
    usual = given.default
    plain = replace(given, q="", page=1, sort=usual.sort, size=usual.size, group=usual.group)
    return ComparisonRequest(
        parameters=replace(plain, problems=problems.found),
        queries=tuple(one for one in queries if one),
        every=every,
        show=show,
        by=by,
        smooth=int(smooth),
    )


def settled(archive: Archive, asked: ComparisonRequest) -> ComparisonRequest:
    """The comparison with the values that it is of: those with the most matches, if none is told.

    They are spelled as the archive shows them. Where no article matches, there are none.
    """
    asked = asked.but(parameters=spelled(asked.parameters, archive))
    if not (asked.facet and asked.queries) or asked.values:
        return asked
    values = usual_values(archive, asked.parameters.but(q=asked.queries[0]), asked.facet)
    chosen: dict[str, Any] = {asked.facet: values}
    return asked.but(parameters=replace(asked.parameters, **chosen))


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
    if asked.facet:
        query, values = asked.queries[0], asked.values
        return archive.compare_values(query, asked.facet, values, every=every, **filters)
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


def values(comparison: Comparison, show: str, smooth: int) -> Sequence[Sequence[float]]:
    """What the lines show: shares or counts, or moving means of them."""
    if show == SHOWN[0]:
        return [ratios(one.counts, one.totals, smooth) for one in comparison.series]
    if smooth == 1:
        return [one.counts for one in comparison.series]
    return [means(one.counts, smooth) for one in comparison.series]
