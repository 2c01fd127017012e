"""How many articles the days, months and years of a calendar have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from index.articles.dates import vietnamese_day
from search import Archive, Selection
from search.query.calendar_units import month, year

_WEEK = 7


@dataclass(frozen=True)
class Day:
    """A day of a month, and how many articles appeared on it."""

    date: date
    count: int


@dataclass(frozen=True)
class Year:
    """A year, how many articles it has, and how many each of its months."""

    number: int
    count: int
    months: list[int]


def years(archive: Archive, selection: Selection) -> list[Year]:
    """The years with articles, the latest first."""
    counts: dict[int, list[int]] = {}
    for bucket in archive.timeline("", every="month", selection=selection):
        counts.setdefault(bucket.date.year, [0] * 12)[bucket.date.month - 1] = bucket.count
    found = [Year(number, sum(months), months) for number, months in counts.items() if any(months)]
    return sorted(found, key=lambda one: -one.number)


def weeks(archive: Archive, number: int, of: int, narrowed: Selection) -> list[list[Day | None]]:
    """A month as weeks from Monday to Sunday; None for days of other months.

    `narrowed` is the selection with the month's days.
    """
    whole = month(number, of)
    found = archive.timeline("", every="day", selection=narrowed)
    counts = {bucket.date: bucket.count for bucket in found}
    days: list[Day | None] = [None] * whole.first.weekday()
    for n in range((whole.last - whole.first).days + 1):
        day = whole.first + timedelta(days=n)
        days.append(Day(day, counts.get(day, 0)))
    days += [None] * (-len(days) % _WEEK)
    return [days[n : n + _WEEK] for n in range(0, len(days), _WEEK)]


def months(archive: Archive, number: int, narrowed: Selection) -> list[tuple[date, int]]:
    """The months of a year with their first days; `narrowed` has the year's days."""
    found = archive.timeline("", every="month", selection=narrowed)
    counts = {bucket.date.month: bucket.count for bucket in found}
    first = year(number).first
    return [(first.replace(month=n), counts.get(n, 0)) for n in range(1, 13)]


def next_day(archive: Archive, selection: Selection, sort: str) -> date | None:
    """The day of the first article by "newest" or "oldest" that a selection leaves."""
    (found,) = archive.batch(
        [""], limit=1, sort=sort, match="best", selection=selection, snippets=False
    )
    published = next((hit.article.published for hit in found), None)
    return vietnamese_day(published) if published else None
