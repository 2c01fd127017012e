"""The lunar calendar of Vietnam from 1900 to 2100: which days its months and festivals are.

`lunar_years.txt` beside this module is the table, and tells its source.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from search.query.calendar_units import Period

_STEMS = ("giap", "at", "binh", "dinh", "mau", "ky", "canh", "tan", "nham", "quy")
_BRANCHES = (
    *(("ty",), ("suu",), ("dan",), ("mao", "meo"), ("thin",), ("ty",)),
    *(("ngo",), ("mui",), ("than",), ("dau",), ("tuat",), ("hoi",)),
)
_CYCLE = 60
_FIRST_OF_CYCLE = 4  # the year 4 was a Giáp Tý


class _Year(NamedTuple):
    first: date
    leap: int
    lengths: tuple[int, ...]


@cache
def _years() -> dict[int, _Year]:
    found = {}
    for line in (files("search.query") / "lunar_years.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            number, first, leap, days = line.split()
            lengths = tuple(30 if one == "+" else 29 for one in days)
            found[int(number)] = _Year(date.fromisoformat(f"{number}-{first}"), int(leap), lengths)
    return found


def _year(number: int) -> _Year:
    try:
        return _years()[number]
    except KeyError:
        known = f"{min(_years())} to {max(_years())}"
        raise ValueError(f"the lunar calendar is known from {known}, not in {number}") from None


def lunar_year(number: int) -> Period:
    """The lunar year that begins in a year. Raises ValueError for one that is not known."""
    year = _year(number)
    return Period(year.first, year.first + timedelta(days=sum(year.lengths) - 1))


def lunar_day(number: int, month: int, day: int) -> date:
    """The day of a month (not of the leap one) of the lunar year that begins in a year.

    Raises ValueError if there is none.
    """
    year = _year(number)
    if not 1 <= month <= 12:
        raise ValueError(f"there is no lunar month {month}")
    at = month - 1 + (0 < year.leap < month)
    if not 1 <= day <= year.lengths[at]:
        raise ValueError(f"month {month} of the lunar year {number} has no day {day}")
    return year.first + timedelta(days=sum(year.lengths[:at]) + day - 1)


YEAR_NAME = rf"(?:{'|'.join(_STEMS)}) (?:{'|'.join(sorted({n for b in _BRANCHES for n in b}))})"
"""A regular expression for the names of lunar years, in small letters without marks."""


def named_year(name: str, latest: int) -> int:
    """The last year up to `latest` that begins a lunar year with a name, such as *ky hoi*.

    Raises ValueError where stem and branch do not go together.
    """
    stem, branch = name.split()
    for number in range(latest, latest - _CYCLE, -1):
        at = (number - _FIRST_OF_CYCLE) % _CYCLE
        if _STEMS[at % 10] == stem and branch in _BRANCHES[at % 12]:
            return number
    raise ValueError(f"no lunar year is called {name!r}")
