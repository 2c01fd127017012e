"""How people write a day, a week, a month, a quarter or a year: a table of forms."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from index.articles.dates import ENGLISH_MONTH, VIETNAMESE_MONTH, day_of, month_of, year_of
from search.query.calendar_units import (
    Period,
    day,
    last_units,
    month,
    quarter,
    unit_ago,
    unit_of,
    week,
    year,
)
from search.query.eras import NUMBERS, number_of
from search.query.named_periods import NAMED_FORMS
from search.query.period_form import OF_YEAR, SEEN, Make, form, said_year

_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "mot": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4}


def _dated(found: re.Match[str], today: date) -> Period:
    return day(day_of(found["y"], found["m"], found["d"]))


def _day_of_year(found: re.Match[str], today: date) -> Period:
    return day(day_of(str(said_year(found, today)), found["m"], found["d"]))


def _latest_day(found: re.Match[str], today: date) -> Period:
    month_number, number = month_of(found["m"]), int(found["d"])
    day_of("2000", str(month_number), str(number))  # a leap year has every day
    for back in range(9):
        if number <= monthrange(today.year - back, month_number)[1]:
            latest = date(today.year - back, month_number, number)
            if latest <= today:
                return day(latest)
    raise ValueError(f"there is no {number}/{month_number} before {today}")


def _month(found: re.Match[str], today: date) -> Period:
    return month(said_year(found, today), month_of(found["m"]))


def _month_in_figures(found: re.Match[str], today: date) -> Period:
    return month(year_of(found["y"]), month_of(found["m"]))


def _latest_month(found: re.Match[str], today: date) -> Period:
    number = month_of(found["m"])
    return month(today.year - (number > today.month), number)


def _quarter_number(found: re.Match[str]) -> int:
    return _QUARTERS.get(found["q"]) or int(found["q"])


def _quarter(found: re.Match[str], today: date) -> Period:
    return quarter(said_year(found, today), _quarter_number(found))


def _quarter_in_figures(found: re.Match[str], today: date) -> Period:
    return quarter(year_of(found["y"]), _quarter_number(found))


def _latest_quarter(found: re.Match[str], today: date) -> Period:
    number = _quarter_number(found)
    return quarter(today.year - (3 * number - 2 > today.month), number)


def _week_of_year(found: re.Match[str], today: date) -> Period:
    number, of_year = int(found["w"]), year_of(found["y"])
    if not 1 <= number <= date(of_year, 12, 28).isocalendar()[1]:
        raise ValueError(f"the year {of_year} has no week {number}")
    return week(date.fromisocalendar(of_year, number, 1))


def _count(found: re.Match[str]) -> int:
    count = number_of(found.groupdict().get("n") or "1")
    if not count:
        raise ValueError("nothing lasts 0 days")
    return count


def _this_unit(found: re.Match[str], today: date) -> Period:
    return unit_ago(unit_of(found["u"]), 0, today)


def _unit_ago(found: re.Match[str], today: date) -> Period:
    return unit_ago(unit_of(found["u"]), _count(found), today)


def _last_units(found: re.Match[str], today: date) -> Period:
    return last_units(unit_of(found["u"]), _count(found), today)


def _months_of_year(found: re.Match[str], today: date) -> Period:
    whole = year(said_year(found, today) if found["y"] or found["r"] else today.year)
    count = _count(found)
    if count > 12:
        raise ValueError(f"a year has no {count} months")
    if found["part"] == "dau":
        return Period(whole.first, month(whole.first.year, count).last)
    return Period(month(whole.first.year, 13 - count).first, whole.last)


def _weekend(found: re.Match[str], today: date) -> Period:
    monday = unit_ago("week", found["w"] != "nay", today).first
    return Period(monday + timedelta(days=5), monday + timedelta(days=6))


def _named(unit: str, back: int) -> Make:
    return lambda found, today: unit_ago(unit, back, today)


_D = r"(?P<d>\d{1,2})"
_Y = r"(?P<y>\d{4})"
_N = rf"(?P<n>\d{{1,3}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
_GAP = r"(?: ?[/.-] ?|,? (?:nam )?)"
_DAY = r"(?:ngay )?(?:m[uo]ng )?"
_UNIT = r"(?P<u>ngay|hom|tuan|thang|quy|nam)"
_ENGLISH_UNIT = r"(?P<u>days?|weeks?|months?|quarters?|years?)"
_ENGLISH_DAY = _D + r"(?:st|nd|rd|th)?"
_Q = rf"(?P<q>{'|'.join(sorted(_QUARTERS, key=len, reverse=True))}|[1-4])"

FORMS = (
    *NAMED_FORMS,
    form(_DAY + _D + rf"(?P<s>[-/.])(?P<m>\d{{1,2}})(?P=s){_Y}", _dated),
    form(_DAY + _D + r"(?P<s>[/.])(?P<m>\d{1,2})(?P=s)(?P<y>\d{2})", _dated),
    form(_DAY + _Y + rf"(?P<s>[-/.])(?P<m>\d{{1,2}})(?P=s){_D}", _dated),
    form(_DAY + _D + " " + VIETNAMESE_MONTH + OF_YEAR, _day_of_year),
    form(_DAY + _D + rf"/(?P<m>\d{{1,2}}),?(?: (?:nam )?{_Y}| nam {SEEN})", _day_of_year),
    form(_ENGLISH_DAY + "[ -](?:of )?" + ENGLISH_MONTH + "[ ,-]{1,2}" + _Y, _dated, english=True),
    form(ENGLISH_MONTH + " " + _ENGLISH_DAY + "[ ,]{1,2}" + _Y, _dated, english=True),
    form(_DAY + _D + r"/(?P<m>\d{1,2})", _latest_day, floating=True),
    form(_DAY + _D + " " + VIETNAMESE_MONTH, _latest_day, floating=True),
    form(_ENGLISH_DAY + "[ -]" + ENGLISH_MONTH, _latest_day, floating=True, english=True),
    form(ENGLISH_MONTH + " " + _ENGLISH_DAY, _latest_day, floating=True, english=True),
    form(VIETNAMESE_MONTH + OF_YEAR, _month),
    form(r"t\.? ?(?P<m>\d{1,2})" + OF_YEAR, _month),
    form(r"(?P<m>\d{1,2}) ?[-/] ?" + _Y, _month_in_figures),
    form(_Y + r"[-/](?P<m>\d{1,2})", _month_in_figures),
    form(ENGLISH_MONTH + "[ ,-]{1,2}" + _Y, _month_in_figures, english=True),
    form(VIETNAMESE_MONTH, _latest_month, floating=True),
    form(ENGLISH_MONTH, _latest_month, floating=True, english=True),
    form("(?:quy |q)" + _Q + OF_YEAR, _quarter),
    form(_Y + "[ /-]?q" + _Q, _quarter_in_figures),
    form("(?:quy |q)" + _Q, _latest_quarter, floating=True),
    form(r"(?:tuan |week )(?P<w>\d{1,2})" + _GAP + _Y, _week_of_year),
    form(_Y + r"-?w(?P<w>\d{1,2})", _week_of_year),
    form("(?:nam )?" + _Y, lambda found, _: year(year_of(found["y"]))),
    form(_N + rf" thang (?P<part>dau|cuoi)(?:(?: nam)? {_Y}| nam {SEEN}| nam)", _months_of_year),
    form("hom nay|today", _named("day", 0)),
    form("hom qua|yesterday", _named("day", 1)),
    form("hom kia", _named("day", 2)),
    form(_UNIT + " nay", _this_unit),
    form("this " + _ENGLISH_UNIT, _this_unit),
    form("nam ngoai", _named("year", 1)),
    form("nam kia", _named("year", 2)),
    form("cuoi tuan (?P<w>nay|qua|truoc|vua qua)", _weekend),
    form(rf"(?:{_N} )?{_UNIT} truoc", _unit_ago),
    form(rf"{_N} {_ENGLISH_UNIT} ago", _unit_ago),
    form("(?:last|previous) " + _ENGLISH_UNIT, _unit_ago),
    form(rf"(?:{_N} )?{_UNIT} (?:vua )?(?:qua|gan day|gan nhat)", _last_units),
    form(rf"(?:the )?(?:last|past|previous) {_N} {_ENGLISH_UNIT}", _last_units),
)
