"""Days, weeks, months, quarters and years as periods, and how far they are from a day."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple


class Period(NamedTuple):
    """Days, the first and the last of them included; `date.min` and `date.max` leave it open."""

    first: date
    last: date


def before(period: Period) -> Period:
    """All days before a period, which has a first one."""
    return Period(date.min, period.first - timedelta(days=1))


def after(period: Period) -> Period:
    """All days after a period, which has a last one."""
    return Period(period.last + timedelta(days=1), date.max)


def day(given: date) -> Period:
    """One day."""
    return Period(given, given)


def month(year: int, number: int) -> Period:
    """A month, counted on from January of the year: 0 is December of the year before."""
    year, number = year + (number - 1) // 12, (number - 1) % 12 + 1
    return Period(date(year, number, 1), date(year, number, monthrange(year, number)[1]))


def quarter(year: int, number: int) -> Period:
    """A quarter, counted on from the first of the year as months are."""
    return Period(month(year, 3 * number - 2).first, month(year, 3 * number).last)


def year(number: int) -> Period:
    """A year."""
    return Period(date(number, 1, 1), date(number, 12, 31))


def week(given: date) -> Period:
    """The week that a day is in, from Monday to Sunday."""
    monday = given - timedelta(days=given.weekday())
    return Period(monday, monday + timedelta(days=6))


def unit_ago(unit: str, count: int, today: date) -> Period:
    """The day, week, month, quarter or year so many before the one of today."""
    if unit == "day":
        return day(today - timedelta(days=count))
    if unit == "week":
        return week(today - timedelta(weeks=count))
    if unit == "month":
        return month(today.year, today.month - count)
    if unit == "quarter":
        return quarter(today.year, (today.month + 2) // 3 - count)
    return year(today.year - count)


def last_units(unit: str, count: int, today: date) -> Period:
    """The last so many days, weeks, months, quarters or years up to today, today included."""
    if unit in ("day", "week"):
        return Period(today - timedelta(days=count * (7 if unit == "week" else 1) - 1), today)
    months = {"month": 1, "quarter": 3, "year": 12}[unit] * count
    then = month(today.year, today.month - months)
    same_day = then.first.replace(day=min(today.day, then.last.day))
    return Period(same_day + timedelta(days=1), today)


def part_of(whole: Period, part: str) -> Period:
    """The beginning, middle or end of a month, a quarter or a year: a third of it."""
    third = ("dau", "giua", "cuoi").index(_PARTS.get(part, part))
    days = (whole.last - whole.first).days + 1
    if days <= 31:
        start = whole.first + timedelta(days=10 * third)
        return Period(start, whole.last if third == 2 else start + timedelta(days=9))
    months = 1 if days <= 92 else 4
    start_month = whole.first.month + months * third
    last = month(whole.first.year, start_month + months - 1).last
    return Period(month(whole.first.year, start_month).first, last)


_PARTS = {"early": "dau", "mid": "giua", "late": "cuoi"}
_UNITS = {
    **{"ngay": "day", "hom": "day", "tuan": "week", "thang": "month", "quy": "quarter"},
    "nam": "year",
}


def unit_of(name: str) -> str:
    """The English name of a unit, which the functions above take."""
    return _UNITS.get(name) or name.removesuffix("s")
