"""Forms of periods that have names: festivals, lunar days, seasons, halves, decades, centuries."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from index.articles.dates import VIETNAMESE_MONTH, month_of, year_of
from search.query.calendar_units import Period, day, half_of, year
from search.query.eras import (
    NUMBERS,
    SEASONS,
    TENS,
    century,
    decade,
    number_of,
    roman,
    school_year,
    season,
)
from search.query.festivals import (
    FIXED,
    LUNAR,
    by_name,
    fixed_festival,
    lunar_festival,
)
from search.query.lunar_calendar import YEAR_NAME, lunar_day, lunar_year, named_year
from search.query.period_form import Form, form, yearly

_LUNAR, _FIXED = by_name(LUNAR), by_name(FIXED)


def _any_of(names: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(names, key=len, reverse=True))).replace(r"\ ", " ")


_DAYS = r"(?:(?:dip|nhan|mua|ngay|dem|le) ){0,3}"
_FESTIVAL = rf"{_DAYS}(?P<f>{_any_of(_LUNAR)})"
_CALLED = rf",? (?:nam |xuan )?(?P<c>{YEAR_NAME})(?: (?P<y>\d{{4}}))?"
_SEASON = rf"(?:(?:mua )?(?P<f>{_any_of(one for one in SEASONS if one != 'mua')})|mua (?P<g>mua))"
_EVE = r"(?:dem )?giao thua(?: tet(?: nguyen dan)?)?"
_DAY = r"(?:ngay )?(?:m[uo]ng )?(?P<d>\d{1,2})"
_BY_MOON = r" (?:am lich|am)"
_DAY_OF_TET = rf"(?:(?:ngay )?m[uo]ng )(?P<d>\d{{1,2}}|{_any_of(NUMBERS)}) tet(?: nguyen dan)?"


def _lunar(found: re.Match[str], number: int) -> Period:
    return lunar_festival(_LUNAR[found["f"]], number)


def _called(found: re.Match[str], today: date) -> int:
    """The lunar year with a name: the one that begins in the year that is told, or the latest."""
    if found["y"] is None:
        return named_year(found["c"], today.year)
    told = year_of(found["y"])
    if named_year(found["c"], told) != told:
        raise ValueError(f"the lunar year {told} is not called {found['c']!r}")
    return told


def _called_festival(found: re.Match[str], today: date) -> Period:
    return lunar_festival(_LUNAR[found["f"]], _called(found, today))


def _eve(found: re.Match[str], number: int) -> Period:
    return day(lunar_day(number, 1, 1) - timedelta(days=1))


def _day_of_tet(found: re.Match[str], number: int) -> Period:
    return day(lunar_day(number, 1, number_of(found["d"])))


def _day_before_tet(found: re.Match[str], number: int) -> Period:
    """A day of the month before: *30 Tết*, which is there if that month has so many days."""
    return day(lunar_day(number - 1, 12, int(found["d"])))


def _lunar_day(found: re.Match[str], number: int) -> Period:
    return day(lunar_day(number, month_of(found["m"]), int(found["d"])))


def _full_moon(found: re.Match[str], number: int) -> Period:
    return day(lunar_day(number, month_of(found["m"]), 15))


def _lunar_date(found: re.Match[str], today: date) -> Period:
    return _lunar_day(found, year_of(found["y"]))


def _season(found: re.Match[str], number: int) -> Period:
    return season(found["f"] or found["g"], number)


def _english_season(found: re.Match[str], number: int) -> Period:
    return season(found["f"], number)


def _school_year(found: re.Match[str], today: date) -> Period:
    first, last = year_of(found["y"]), found["z"]
    if last is not None and year_of(last) != first + 1:
        raise ValueError(f"a school year from {first} does not end in {last}")
    return school_year(first)


def _half(found: re.Match[str], number: int) -> Period:
    return half_of(year(number), is_first=found["h"] == "1")


def _decade(found: re.Match[str], today: date) -> Period:
    """The ten years from a year on, of a century that is told or the latest that has begun."""
    text, of = found["d"], found["c"]
    first = TENS[text] if text in TENS else int(text)
    if first % 10:
        raise ValueError(f"no decade begins with {text}")
    if len(text) == 4 and text.isdigit():
        return decade(year_of(text))
    if of is not None:
        return decade(_century(of, today).first.year - 1 + first)
    first += today.year // 100 * 100
    return decade(first if first <= today.year else first - 100)


def _century(text: str, today: date) -> Period:
    now = (today.year + 99) // 100
    return century({"nay": now, "truoc": now - 1}.get(text) or roman(text))


def _fixed(found: re.Match[str], number: int) -> Period:
    return fixed_festival(_FIXED[found["f"]], number)


_CENTURY = r"the ky (?P<c>\d{1,2}|[ivx]{1,5}|nay|truoc)"
_DECADE = (
    r"(?:(?:nhung|cac) (?:thap nien|thap ky|nam)|thap nien|thap ky) "
    rf"(?P<d>\d{{4}}|\d0|{_any_of(TENS)})(?:,? (?:cua )?{_CENTURY})?"
)

NAMED_FORMS: tuple[Form, ...] = (
    *yearly(_FESTIVAL, _lunar),
    form(_FESTIVAL + _CALLED, _called_festival),
    *yearly(rf"{_DAYS}(?P<f>{_any_of(_FIXED)})", _fixed),
    form(rf"(?:nam )?(?P<c>{YEAR_NAME})(?P<y>(?!))?", lambda f, t: lunar_year(_called(f, t))),
    *yearly(_EVE, _eve),
    *yearly(_DAY_OF_TET, _day_of_tet),
    *yearly(r"(?:ngay )?(?P<d>2[3-9]|30) tet(?: nguyen dan)?", _day_before_tet),
    *yearly(rf"{_DAY}(?:/| thang )(?P<m>\d{{1,2}}){_BY_MOON}", _lunar_day),
    *yearly(_DAY + " " + VIETNAMESE_MONTH + _BY_MOON, _lunar_day),
    form(rf"{_DAY}/(?P<m>\d{{1,2}})/(?P<y>\d{{4}}){_BY_MOON}", _lunar_date),
    *yearly("(?:ngay )?ram " + VIETNAMESE_MONTH, _full_moon),
    *yearly(_SEASON, _season),
    *yearly(r"(?P<f>spring|summer|autumn|winter)", _english_season, english=True),
    form(r"nam hoc (?P<y>\d{4})(?: ?[-/] ?(?P<z>\d{4}))?", _school_year),
    *yearly(r"h(?P<h>[12])", _half),
    form(r"(?P<y>\d{4})[ /-]?h(?P<h>[12])", lambda f, _: _half(f, year_of(f["y"]))),
    form(_DECADE, _decade),
    form(r"(?:the )?(?P<d>\d{3}0|\d0)s(?P<c>(?!))?", _decade),
    form(_CENTURY, lambda f, t: _century(f["c"], t)),
    form(r"(?:the )?(?P<c>\d{1,2})(?:st|nd|rd|th) century", lambda f, t: _century(f["c"], t)),
)
