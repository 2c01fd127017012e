"""Publication dates, in the forms in which papers, feeds and databases write them."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, datetime, time, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))
"""The zone of every date that names none: UTC+7, without summer time."""

FIRST_YEAR, LAST_YEAR = 1800, 2100
LONGEST_DATE = 200

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_SHORTEST_EPOCH = 10**8  # in seconds: March 1973; anything shorter is more likely a mistake
_MILLISECONDS = 10**11  # seconds beyond the year 5000 are milliseconds
_FAR_AWAY = 10**10  # seconds, before the year 1800 and after 2100
_LARGEST_NUMBER = 10**14  # one digit more than 20210707183900 has

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
_DAY = r"(?<![\d/.])(?P<d>\d{1,2})"
_YEAR = r"(?P<y>\d{4})(?![\d/])"

# Day, month and year, tried in this order on a folded text; the first that is found counts.
_DATES = [
    re.compile(pattern)
    for pattern in (
        r"(?<![\d/.])(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?![\d/])",
        _DAY + r"(?P<s> ?[-/.] ?)(?P<m>\d{1,2})(?P=s)" + _YEAR,
        _DAY + r"(?P<s>[/.])(?P<m>\d{1,2})(?P=s)(?P<y>\d{2})(?![\d/.])",
        _DAY + r"[ ,-]{0,2}" + VIETNAMESE_MONTH + r"[ ,/-]{1,3}(?:nam )?" + _YEAR,
        VIETNAMESE_MONTH + r" (?P<d>\d{1,2})[ ,]{1,2}" + _YEAR,
        _DAY + r"(?:st|nd|rd|th)?[ -]" + ENGLISH_MONTH + r"[ ,-]{1,2}(?P<y>\d{4}|\d\d)(?![\d/])",
        ENGLISH_MONTH + r" (?P<d>\d{1,2})(?:st|nd|rd|th)?[ ,]{1,2}" + _YEAR,
    )
]
_COMPACT = re.compile(
    r"(\d{4})(\d\d)(\d\d)(?:[t ]?(\d\d)(\d\d)(\d\d)?([.,]\d+)?(z|[+-]\d\d(?::?\d\d)?)?)?"
)
_CLOCK = re.compile(
    r"(?<![\d:])(?P<H>\d{1,2})"
    r"(?::(?P<M>\d\d)(?::(?P<S>\d\d)(?:[.,](?P<F>\d+)(?![\d/]))?)?(?![\d:/])"
    r"| ?(?:h|g|gio)(?![a-z])(?: ?(?P<M2>\d{1,2})(?![\d/.-]| th)(?: ?(?:phut|p|')(?![a-z]))?)?)"
    r"(?: ?(?P<half>[ap]\.?m\.?|sa|ch|sang|chieu|toi)(?![a-z]))?"
    r"(?: ?(?P<zone>z(?![a-z])|[+-](?:\d\d:?\d\d|\d{1,2})(?![\d/.:-]| th)))?"
)
_GMT = re.compile(
    r"(?<![a-z])(?:utc|gmt|ut)(?: ?(?P<zone>[+-] ?\d{1,2}(?::?\d\d)?)(?![\d/.-]))?(?!\w)"
)
_ZONE_NAMES = re.compile(
    r"(?<![a-z])(?:(?P<vietnam>ict|indochina time|asia/(?:ho_chi_minh|saigon|bangkok)"
    r"|gio (?:viet nam|ha noi))|(?P<american>[ecmp][sd]t))\b"
)
_AMERICAN = {"e": -5, "c": -6, "m": -7, "p": -8}  # RFC 2822, section 4.3
_IDLE = re.compile(
    r"\b(?:thu (?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat|t[2-7]|cn"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
    r"|ngay|dang|luc|vao|cap nhat|xuat ban|at|on|t)\b"
)


def simplified(text: str) -> str:
    """`text` in small letters without marks, a `d` for `đ`, with plain hyphens and spaces."""
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text).lower()).translate(_ALIKE)
    return " ".join(text.lower().split())


def parse_published(text: str | int | float) -> datetime | date:
    """The publication date that `text` gives, the day before the month.

    Understood are ISO 8601, RFC 2822, the forms of Vietnamese papers with or without marks and
    weekday, and the number of seconds or milliseconds since 1970. A time of day makes the
    result a `datetime` with a zone (UTC+7 where none is named); without one it is a `date`.

    Raises `ValueError`, with the reason, for an impossible date and for any other text.
    """
    shown = repr(text if not isinstance(text, str) or len(text) <= 60 else text[:60] + "…")
    try:
        if isinstance(text, str):
            return _from_text(text)
        return _from_number(text)
    except _DateError as why:
        raise ValueError(f"{shown} is not a date: {why}") from None


def timestamp(published: datetime | date) -> int:
    """Whole seconds since 1970 in UTC; a date alone counts from 00:00 in UTC+7."""
    if not isinstance(published, datetime):
        published = datetime.combine(published, time(), VIETNAM)
    elif published.tzinfo is None:
        published = published.replace(tzinfo=VIETNAM)
    return (published - _EPOCH) // timedelta(seconds=1)


def vietnamese_time(published: datetime | date | None) -> datetime | date | None:
    """A moment as a clock in Vietnam shows it; a day, or a moment without a zone, as it is."""
    if isinstance(published, datetime) and published.tzinfo is not None:
        return published.astimezone(VIETNAM)
    return published


def vietnamese_day(published: datetime | date) -> date:
    """The day that it was then in Vietnam."""
    moment = vietnamese_time(published)
    return moment.date() if isinstance(moment, datetime) else published


class _DateError(ValueError):
    """Why a text is no date."""


def _from_text(text: str) -> datetime | date:
    if len(text) > LONGEST_DATE:
        raise _DateError(f"it is longer than {LONGEST_DATE} characters")
    rest = simplified(text)
    compact = _COMPACT.fullmatch(rest)
    if compact and (len(rest) != 12 or FIRST_YEAR <= int(compact[1]) <= LAST_YEAR):
        rest = _spread(compact)
    elif re.fullmatch(r"-?[0-9]{1,15}", rest):
        return _from_epoch(int(rest))
    elif re.fullmatch(r"-?[0-9]{9,15}\.[0-9]+", rest):
        return _from_epoch(float(rest))

    zone, rest = _cut_zone_name(rest)
    clock, rest = _cut(_CLOCK, rest)
    for pattern in _DATES:
        found, rest = _cut(pattern, rest)
        if found:
            break
    else:
        raise _DateError("no day, month and year can be read in it")
    day = day_of(found["y"], found["m"], found["d"])
    if left := re.search(r"\w+", _IDLE.sub(" ", rest)):
        raise _DateError(f"{left[0]!r} does not belong to a date")
    return _with_time(day, clock, zone) if clock else day


def _spread(compact: re.Match[str]) -> str:
    """`20210707T183900Z` as `2021-07-07 18:39:00z`."""
    year, month, day, hour, minute, second, fraction, zone = compact.groups(default="")
    if not hour:
        return f"{year}-{month}-{day}"
    return f"{year}-{month}-{day} {hour}:{minute}:{second or '00'}{fraction}{zone}"


def _cut(pattern: re.Pattern[str], text: str) -> tuple[re.Match[str] | None, str]:
    """The first match of `pattern`, and `text` without it."""
    found = pattern.search(text)
    if not found:
        return None, text
    rest = f"{text[: found.start()]} {text[found.end() :]}"
    return found, " ".join(rest.split())


def _cut_zone_name(text: str) -> tuple[timezone | None, str]:
    """The zone that is named anywhere in `text`, and `text` without its name."""
    gmt, text = _cut(_GMT, text)
    named, text = _cut(_ZONE_NAMES, text)
    if gmt:
        return _offset(gmt["zone"] or "z"), text
    if named and named["american"]:
        hours = _AMERICAN[named[0][0]] + (named[0][1] == "d")
        return timezone(timedelta(hours=hours)), text
    return (VIETNAM if named else None), text


def _offset(text: str) -> timezone:
    """The zone written as `z`, `+7`, `+07`, `+0700` or `+07:00`."""
    if text == "z":
        return timezone.utc
    digits = text[1:].replace(":", "").strip()
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    if int(hours) > 14 or int(minutes) > 59:
        raise _DateError(f"there is no time zone {text}")
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-offset if text[0] == "-" else offset)


def day_of(year_text: str, month_text: str, day_text: str) -> date:
    """The day of a year (of four figures or two), a month (or its name) and a day as written.

    Raises `ValueError`, with the reason, if there is none.
    """
    year, month, day = year_of(year_text), month_of(month_text), int(day_text)
    if not 1 <= day <= monthrange(year, month)[1]:
        raise _DateError(f"month {month} of {year} has no day {day}")
    return date(year, month, day)


def year_of(text: str) -> int:
    """The year that figures stand for. Raises `ValueError` for one out of range."""
    year = int(text)
    if len(text) == 2:
        year += 2000 if year < 50 else 1900  # the rule of RFC 2822, section 4.3
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _DateError(f"the year {year} is not between {FIRST_YEAR} and {LAST_YEAR}")
    return year


def month_of(text: str) -> int:
    """The month that figures or a name stand for. Raises `ValueError` for a number of none."""
    month = int(text) if text.isdigit() else MONTHS.get(text) or MONTHS[text[:3]]
    if not 1 <= month <= 12:
        raise _DateError(f"there is no month {month} (the day comes first)")
    return month


def _with_time(day: date, clock: re.Match[str], zone: timezone | None) -> datetime:
    hour, minute = int(clock["H"]), int(clock["M"] or clock["M2"] or 0)
    second = min(int(clock["S"] or 0), 60)
    if hour > 24 or minute > 59 or int(clock["S"] or 0) > 60 or (hour == 24 and minute + second):
        raise _DateError(f"there is no time {clock[0].strip()}")
    hour = _hour_of_day(hour, clock["half"])
    if clock["zone"]:
        zone = _offset(clock["zone"])
    moment = datetime.combine(
        day,
        time(
            hour % 24,
            minute,
            min(second, 59),  # a leap second
            int((clock["F"] or "0")[:6].ljust(6, "0")),
            zone or VIETNAM,
        ),
    )
    return moment + timedelta(days=hour // 24)


def _hour_of_day(hour: int, half: str | None) -> int:
    """`hour` of 24 from an hour of 12; papers also print `18:39 PM`."""
    if half is None:
        return hour
    if half[0] == "a" or half in ("sa", "sang"):
        if hour > 12:
            raise _DateError(f"the hour {hour} is not before noon")
        return hour % 12
    if hour == 0:
        raise _DateError("the hour 0 is not after noon")
    return hour + 12 if hour < 12 else hour


def _from_number(number: int | float) -> datetime | date:
    if isinstance(number, bool) or not abs(number) < _LARGEST_NUMBER:
        raise _DateError("it is no number of seconds or milliseconds")
    return _from_text(str(int(number))) if number == int(number) else _from_epoch(number)


def _from_epoch(number: int | float) -> datetime:
    if abs(number) < _SHORTEST_EPOCH:
        raise _DateError("it is too small for a number of seconds since 1970")
    seconds = number / 1000 if abs(number) >= _MILLISECONDS else number
    if abs(seconds) >= _FAR_AWAY:
        raise _DateError(f"its year is not between {FIRST_YEAR} and {LAST_YEAR}")
    moment = (_EPOCH + timedelta(seconds=seconds)).astimezone(VIETNAM)
    day_of(f"{moment.year:04}", str(moment.month), str(moment.day))
    return moment
