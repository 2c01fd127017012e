"""The years, months and days that filters and charts lead to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from search.query.calendar_units import unit_ago
from web.parameters.asked import Parameters
from web.text.language import Language

_FIGURES = ("day", "month", "year")


@dataclass(frozen=True)
class Period:
    """A year, a month or a day, from its first day to its last."""

    every: str
    first: date
    last: date

    def within(self, parameters: Parameters) -> Parameters:
        """The search in this period only."""
        return parameters.but(since=self.first, until=self.last, undated=False)

    def label(self, language: Language) -> str:
        """The period in words."""
        if self.every == "year":
            return str(self.first.year)
        return language.month(self.first) if self.every == "month" else language.day(self.first)

    @property
    def figures(self) -> str:
        """The period as people type it in either language: 2021, 7/2021, 15/7/2021."""
        first = self.first
        parts = (first.day, first.month, first.year)[_FIGURES.index(self.every) :]
        return "/".join(map(str, parts))

    def short_label(self, language: Language) -> str:
        """What fits under a bar."""
        if self.every == "month":
            return language.short_month(self.first)
        return str(self.first.year if self.every == "year" else self.first.day)


def year(number: int) -> Period:
    """A year as a period."""
    return Period("year", date(number, 1, 1), date(number, 12, 31))


def around(day: date, every: str) -> Period:
    """The year, month or day that a day is in."""
    return Period(every, *unit_ago(every, 0, day))


def period_of(since: date | None, until: date | None) -> Period | None:
    """The year, month or day that two days of a filter are the ends of, or None."""
    if since is None or until is None or isinstance(since, datetime) or isinstance(until, datetime):
        return None
    known = (around(since, every) for every in ("day", "month", "year"))
    return next((one for one in known if (one.first, one.last) == (since, until)), None)


def written(since: date | None, until: date | None, language: Language) -> str:
    """The days of a filter as people write them, which the box of periods reads as these days.

    Nothing without any, or if one of them is a moment.
    """
    if isinstance(since, datetime) or isinstance(until, datetime):
        return ""
    period = period_of(since, until)
    if period is not None:
        return period.figures
    ends = (("since", since), ("until", until))
    return " ".join(
        language(f"period.{end}", day=around(day, "day").figures) for end, day in ends if day
    )


def written_day(given: date | None) -> str:
    """The day of a filter's day or moment, as an address writes it; nothing for None."""
    return given.isoformat()[:10] if given else ""
