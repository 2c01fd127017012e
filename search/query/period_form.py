"""What a form of a period is, and how forms name the year that they are of.

Patterns are matched on small letters without marks (see `search.query.period_reader`). A form
makes a period of what it matched and of today; it raises ValueError, with the reason, where there
is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from index.articles.dates import year_of
from search.query.calendar_units import Period

Make = Callable[[re.Match[str], date], Period]
OfYear = Callable[[re.Match[str], int], Period]


class Form(NamedTuple):
    """A way to write a period.

    A `floating` one names no year: it is the latest that has begun by today. An English one must
    not be taken for Vietnamese without its marks: *máy* is not May.
    """

    pattern: re.Pattern[str]
    make: Make
    floating: bool = False
    english: bool = False


def form(pattern: str, make: Make, *, floating: bool = False, english: bool = False) -> Form:
    """A form by its regular expression; nothing of a longer number or word is left over."""
    return Form(re.compile(rf"(?:{pattern})(?![\w/]|\.\d)"), make, floating, english)


SEEN = r"(?P<r>nay|ngoai|kia|truoc)"
"""A regular expression for a year as it is seen from today, after *năm*."""
_YEARS_BACK = {"nay": 0, "ngoai": 1, "truoc": 1, "kia": 2}
OF_YEAR = rf"(?:(?: ?[/.-] ?|,? (?:nam )?)(?P<y>\d{{4}})|,? nam {SEEN})"
"""A regular expression for the year after what is of a year."""
_LONGEST_WAIT = 9  # years between two 29 February


def said_year(found: re.Match[str], today: date) -> int:
    """The year that `OF_YEAR` found. Raises ValueError for one out of range."""
    if found["r"]:
        return today.year - _YEARS_BACK[found["r"]]
    return year_of(found["y"])


def yearly(pattern: str, of_year: OfYear, *, english: bool = False) -> tuple[Form, Form]:
    """The forms of what comes every year: with a year behind it, and without any."""

    def said(found: re.Match[str], today: date) -> Period:
        return of_year(found, said_year(found, today))

    def latest(found: re.Match[str], today: date) -> Period:
        return latest_of(of_year, found, today)

    return (
        form(pattern + OF_YEAR, said, english=english),
        form(pattern, latest, floating=True, english=english),
    )


def latest_of(of_year: OfYear, found: re.Match[str], today: date) -> Period:
    """The latest that has begun by today of what comes every year.

    Raises ValueError, with the reason, if there is none.
    """
    reason = ValueError("there is none")
    for year in range(today.year + 1, today.year - _LONGEST_WAIT, -1):
        try:
            period = of_year(found, year)
        except ValueError as why:
            reason = why
            continue
        if period.first <= today:
            return period
    raise reason
