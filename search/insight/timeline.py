"""How many articles match in each day, week, month or year; one query, or several side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.choices import AUTO, PERIODS
from search.engines.protocol import Answers, DayCounts, Snapshot
from search.errors import QueryError

if TYPE_CHECKING:
    from search import schemas

# A wrong date among the right ones must not make an axis that nobody can use: this is 27 years of
# days.
MOST_PERIODS = 10_000
_MOST_CHOSEN = 60  # periods, where the length of one is chosen for the caller

Within = tuple[date, date] | None  # the first day and the last
Days = NDArray[np.int64]  # since 1970, or weeks, months, years: numbers of periods


@dataclass(frozen=True)
class Bucket:
    """A period of a timeline: its first day, how many articles match, and their share of all.

    The share is of the articles that the filters leave in that period, from 0 to 1.
    """

    date: date
    count: int
    share: float


class Timeline(list[Bucket]):
    """The buckets of one query, from the first period with a match to the last, gaps included.

    `every` is the length of a period, `total` how many articles match, `undated` how many of them
    have no date and so are in no bucket.
    """

    def __init__(self, comparison: Comparison) -> None:
        """`comparison` is of this query alone."""
        (series,) = comparison.series
        super().__init__(map(Bucket, comparison.periods, series.counts, series.shares))
        self.comparison = comparison
        self.query = series.query
        self.every = comparison.every
        self.total = series.total
        self.undated = series.undated

    def to_dict(self) -> schemas.TimelineAnswer:
        """The timeline as the JSON of the HTTP API and the command line."""
        return {
            "query": self.query,
            "every": self.every,
            "total": self.total,
            "undated": self.undated,
            "buckets": [
                {"date": one.date.isoformat(), "count": one.count, "share": round(one.share, 6)}
                for one in self
            ],
        }


@dataclass(frozen=True)
class Series:
    """One of the queries of a comparison.

    `total` articles match it, `undated` of them without a date. `counts` has how many match in
    each period, `totals` how many articles the filters leave there, and `shares` what share of
    these the first are. `value` is that of a facet which narrows them, where values are compared.
    """

    query: str
    total: int
    undated: int
    counts: list[int]
    totals: list[int]
    shares: list[float]
    value: str = ""


@dataclass(frozen=True)
class Comparison:
    """Several queries on one axis.

    `periods` are the first days of each, `every` their length; `totals` is how many articles the
    filters leave in each, and `covered` the first and the last day of any that they leave.
    """

    every: str
    periods: list[date]
    totals: list[int]
    series: list[Series]
    covered: Within = None

    def to_dict(self) -> schemas.ComparisonAnswer:
        """The comparison as the JSON of the HTTP API and the command line."""
        return {
            "every": self.every,
            "periods": [day.isoformat() for day in self.periods],
            "totals": self.totals,
            "series": [
                {
                    "query": one.query,
                    "value": one.value or None,
                    "total": one.total,
                    "undated": one.undated,
                    "counts": one.counts,
                    "totals": one.totals,
                    "shares": [round(share, 6) for share in one.shares],
                }
                for one in self.series
            ],
        }


class Compared(NamedTuple):
    """A query, what answers it, and of what the answers are a share: articles without the query.

    `whole` is None for all of the archive, `value` as in `Series`.
    """

    query: str
    answers: Answers
    whole: Answers | None = None
    value: str = ""


def compare(
    snapshot: Snapshot,
    compared: Sequence[Compared],
    every: str,
    *,
    whole: Answers | None = None,
    within: Within = None,
) -> Comparison:
    """The articles that answer each query, by period, from the first that has one to the last.

    `every` is a period, or auto: the shortest that gives at most 60 of them. `whole` is what the
    filters of all leave, None for the archive. With `within`, two days, the articles are those
    from the first to the last of these, whatever days are selected. Raises QueryError for another
    period, and where there would be more than `MOST_PERIODS`.
    """
    if every not in (*PERIODS, AUTO):
        raise QueryError(f"every: {every!r} is none of {', '.join((*PERIODS, AUTO))}")
    found = [_by_day(one.answers, within) for one in compared]
    ends = [end for days, _ in found if len(days) for end in (days[0], days[-1])]
    if not ends:
        axis, every = range(0), every if every != AUTO else PERIODS[-1]
    else:
        axis, every = _axis(np.array([min(ends), max(ends)]), every)

    def whole_by_day(answers: Answers | None) -> DayCounts:
        return snapshot.by_day() if answers is None else _by_day(answers, within)

    all_days = whole_by_day(whole)
    totals = _counts(all_days, axis, every)
    series = []
    for one, by_day in zip(compared, found, strict=True):
        counts, of = _counts(by_day, axis, every), totals
        if one.whole is not whole:
            of = _counts(whole_by_day(one.whole), axis, every)
        dated = int(by_day.counts.sum())
        total = one.answers.total if within is None else dated
        series.append(
            Series(
                one.query,
                total,
                total - dated,
                counts.tolist(),
                of.tolist(),
                (counts / np.maximum(of, 1)).tolist(),
                one.value,
            )
        )
    days = all_days.days
    covered = (days[0].item(), days[-1].item()) if len(days) else None
    periods = [_first_day(n, every) for n in axis]
    return Comparison(every, periods, totals.tolist(), series, covered)


def _by_day(answers: Answers, within: Within) -> DayCounts:
    if within is None:
        return answers.by_day()
    days, counts = answers.by_day(any_day=True)
    first, last = map(np.datetime64, within)
    inside = (days >= first) & (days <= last)
    return DayCounts(days[inside], counts[inside])


def _axis(ends: NDArray[Any], every: str) -> tuple[range, str]:
    """The numbers of all periods between two days, and how long they are."""
    for period in PERIODS if every == AUTO else (every,):
        first, last = _periods(ends, period).tolist()
        axis = range(first, last + 1)
        if every == AUTO and len(axis) <= _MOST_CHOSEN:
            break
    if len(axis) > MOST_PERIODS:
        raise QueryError(
            f"every: there are {len(axis):,} {period}s from {ends[0]} to {ends[1]}, more than "
            f"{MOST_PERIODS:,}; ask for a longer period, or set since and until"
        )
    return axis, period


def _counts(by_day: DayCounts, axis: range, every: str) -> Days:
    """How many articles appeared in each period of the axis."""
    numbers = _periods(by_day.days, every)
    inside = (numbers >= axis.start) & (numbers < axis.stop)
    counts = np.bincount(numbers[inside] - axis.start, by_day.counts[inside], len(axis))
    return counts.astype(np.int64)


def _periods(days: NDArray[Any], every: str) -> Days:
    """The number of the period in which each day is."""
    if every == "week":  # 1 January 1970 was a Thursday; weeks begin on Monday
        return (days.astype(np.int64) + 3) // 7
    unit = {"day": "D", "month": "M", "year": "Y"}[every]
    return days.astype(f"datetime64[{unit}]").astype(np.int64)


def _first_day(period: int, every: str) -> date:
    if every == "week":
        return date(1970, 1, 1) + timedelta(days=7 * period - 3)
    if every == "day":
        return date(1970, 1, 1) + timedelta(days=period)
    if every == "month":
        return date(1970 + period // 12, period % 12 + 1, 1)
    return date(1970 + period, 1, 1)
