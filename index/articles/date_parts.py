"""What dates are made of: days, months, years and zones as they are written."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))
"""The zone of every date that names none: UTC+7, without summer time."""

FIRST_YEAR, LAST_YEAR = 1800, 2100

_MARKS = re.compile("[\u0300-\u036f]+")
_ALIKE = str.maketrans("đ‐‑‒–—−", "d------")

MONTHS = {
    **{"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6},
    **{"jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12},
    **{"gieng": 1, "mot": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "sau": 6},
    **{"bay": 7, "tam": 8, "chin": 9, "muoi": 10, "muoi mot": 11, "muoi hai": 12, "chap": 12},
}
ENGLISH_MONTH = (
    r"(?P<m>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
VIETNAMESE_MONTH = (
    r"(?:thang|thg|th)\.? ?(?P<m>\d{1,2}|gieng|muoi mot|muoi hai|muoi|mot|hai|ba|tu|bon|nam"
    r"|sau|bay|tam|chin|chap)"
)


class DateError(ValueError):
    """Why a text is no date."""


def simplified(text: str) -> str:
    """`text` in small letters without marks, a `d` for `đ`, with plain hyphens and spaces."""
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text).lower()).translate(_ALIKE)
    return " ".join(text.lower().split())


def day_of(year_text: str, month_text: str, day_text: str) -> date:
    """The day of a year (of four figures or two), a month (or its name) and a day as written.

    Raises `ValueError`, with the reason, if there is none.
    """
    year, month, day = year_of(year_text), month_of(month_text), int(day_text)
    if not 1 <= day <= monthrange(year, month)[1]:
        raise DateError(f"month {month} of {year} has no day {day}")
    return date(year, month, day)


def year_of(text: str) -> int:
    """The year that figures stand for. Raises `ValueError` for one out of range."""
    year = int(text)
    if len(text) == 2:
        year += 2000 if year < 50 else 1900  # the rule of RFC 2822, section 4.3
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DateError(f"the year {year} is not between {FIRST_YEAR} and {LAST_YEAR}")
    return year


def month_of(text: str) -> int:
    """The month that figures or a name stand for. Raises `ValueError` for a number of none."""
    month = int(text) if text.isdigit() else MONTHS.get(text) or MONTHS[text[:3]]
    if not 1 <= month <= 12:
        raise DateError(f"there is no month {month} (the day comes first)")
    return month


def offset_of(text: str) -> timezone:
    """The zone that is written as `z`, `+7`, `+07`, `+0700` or `+07:00`."""
    if text == "z":
        return timezone.utc
    digits = text[1:].replace(":", "").strip()
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    if int(hours) > 14 or int(minutes) > 59:
        raise DateError(f"there is no time zone {text}")
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-offset if text[0] == "-" else offset)


def hour_of_day(hour: int, half: str | None) -> int:
    """`hour` of 24 from an hour of 12; papers also print `18:39 PM`."""
    if half is None:
        return hour
    if half[0] == "a" or half in ("sa", "sang"):
        if hour > 12:
            raise DateError(f"the hour {hour} is not before noon")
        return hour % 12
    if hour == 0:
        raise DateError("the hour 0 is not after noon")
    return hour + 12 if hour < 12 else hour
