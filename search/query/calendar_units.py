"""Days, weeks, months, quarters and years as periods, and how far they are from a day."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple


class Period(NamedTuple):
    """Days, the first and the last of them included; `date.min` and `date.max` leave it open."""

    first: date
    last: date


class About(Period):
    """A period that somebody said to be about so, with what was added on both sides."""


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
    """The beginning, middle or end of a month, or of what is longer: a third of it.

    The days of a month go by tens, quarters and years by months, and decades by years.
    """
    third = ("dau", "giua", "cuoi").index(_PARTS.get(part, part))
    months = _months_in(whole)
    if months == 1:
        start = whole.first + timedelta(days=10 * third)
        return Period(start, whole.last if third == 2 else start + timedelta(days=9))
    if months % 120 == 0:  # the first third has the year that is left over
        cuts = [0, *(12 * (months // 12 * n // 3 + (n > 0)) for n in (1, 2)), months]
    elif months % 3 == 0:
        cuts = [months * n // 3 for n in range(4)]
    else:
        days = (whole.last - whole.first).days + 1
        first, last = (timedelta(days=days * n // 3) for n in (third, third + 1))
        return Period(whole.first + first, whole.first + last - timedelta(days=1))
    return _some_months(whole, cuts[third], cuts[third + 1])


def half_of(whole: Period, *, is_first: bool) -> Period:
    """The first or the second half of what has an even number of months; else half of its days.

    The halves of a month meet after its 15th day.
    """
    months = _months_in(whole)
    if months and months % 2 == 0:
        cut = _some_months(whole, 0, months // 2).last
    elif months == 1:
        cut = whole.first.replace(day=15)
    else:
        cut = whole.first + (whole.last - whole.first) // 2
    if is_first:
        return Period(whole.first, cut)
    return Period(cut + timedelta(days=1), whole.last)


def around(period: Period) -> About:
    """A period and about as long again on both sides: a year around one, a month, three days."""
    days = (period.last - period.first).days + 1
    if days > 184:
        first, last = _shifted(period.first, -12), _shifted(period.last, 12)
    elif days > 27:
        months = 3 if days > 31 else 1
        first = _shifted(period.first, -months)
        last = month(period.last.year, period.last.month + months).last
    else:
        more = timedelta(days=7 if days > 1 else 3)
        first, last = period.first - more, period.last + more
    return About(first, last)


def _shifted(given: date, months: int) -> date:
    """The same day so many months later; the last of that month, if it has no such day."""
    whole = month(given.year, given.month + months)
    return whole.first.replace(day=min(given.day, whole.last.day))


def _some_months(whole: Period, start: int, end: int) -> Period:
    """The months from number `start` up to `end` (not included) of what begins with a month."""
    year, number = whole.first.year, whole.first.month
    return Period(month(year, number + start).first, month(year, number + end - 1).last)


def _months_in(whole: Period) -> int:
    """How many months a period has; 0 if it begins or ends within one."""
    first, last = whole
    if first.day != 1 or last != month(last.year, last.month).last:
        return 0
    return 12 * (last.year - first.year) + last.month - first.month + 1


_PARTS = {"early": "dau", "mid": "giua", "late": "cuoi"}
_UNITS = {
    **{"ngay": "day", "hom": "day", "tuan": "week", "thang": "month", "quy": "quarter"},
    "nam": "year",
}


def unit_of(name: str) -> str:
    """The English name of a unit, which the functions above take."""
    return _UNITS.get(name) or name.removesuffix("s")
