"""A day, with or without a time, read out of the text that gives it."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone

from index.articles.date_parts import (
    ENGLISH_MONTH,
    FIRST_YEAR,
    LAST_YEAR,
    VIETNAM,
    VIETNAMESE_MONTH,
    DateError,
    day_of,
    hour_of_day,
    offset_of,
)

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_SHORTEST_EPOCH = 10**8  # in seconds: March 1973; anything shorter is more likely a mistake
_MILLISECONDS = 10**11  # seconds beyond the year 5000 are milliseconds
_FAR_AWAY = 10**10  # seconds, before the year 1800 and after 2100

_DAY = r"(?<![\d/.])(?P<d>\d{1,2})"
_YEAR = r"(?P<y>\d{4})(?![\d/])"

# Day, month and year, tried in this order on a folded text; the first that is found counts.
_DATES = [
    re.compile(pattern)
    for pattern in (
        r"(?<![\d/.])(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?![\d/])",
        _DAY + r"(?P<either> ?[-/.] ?)(?P<m>\d{1,2})(?P=either)" + _YEAR,
        _DAY + r"(?P<either>[/.])(?P<m>\d{1,2})(?P=either)(?P<y>\d{2})(?![\d/.])",
        r"(?<![\d/.:-])(?P<d>\d{1,2})(?P<either>-)(?P<m>\d{1,2})-(?P<y>\d{2})(?![\d/.:-])",
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
    r"|gio (?:viet nam|ha noi|dong duong))|(?P<american>[ecmp][sd]t))\b"
)
_LONG_ZONE_NAME = re.compile(r"\((?:[a-z]+ ){1,4}time\)")  # JavaScript, after GMT+0700
_AMERICAN = {"e": -5, "c": -6, "m": -7, "p": -8}  # RFC 2822, section 4.3
IDLE = re.compile(
    r"\b(?:thu (?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat|t[2-7]|cn"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
    r"|ngay|dang|luc|vao|cap nhat(?: lan cuoi)?|xuat ban|thoi gian|at|on|t"
    r"|(?:last )?updated|posted|published)\b"
)
"""Words that stand beside a date and say nothing of it."""


def moment_or_day(
    rest: str, order: str | None = None, default: timezone = VIETNAM
) -> datetime | date:
    """The moment or the day that a text of small letters without marks gives.

    `order` says whether the "day" or the "month" comes first where both are numbers; `default` is
    the zone of times that name none. Raises `DateError`.
    """
    compact = _COMPACT.fullmatch(rest)
    if compact and (len(rest) != 12 or FIRST_YEAR <= int(compact[1]) <= LAST_YEAR):
        rest = _spread(compact)
    elif re.fullmatch(r"-?[0-9]{1,15}", rest):
        return from_epoch(int(rest))
    elif re.fullmatch(r"-?[0-9]{9,15}\.[0-9]+", rest):
        return from_epoch(float(rest))

    zone, rest = _cut_zone_name(rest)
    clock, rest = cut_clock(rest)
    for pattern in _DATES:
        found, rest = cut(pattern, rest)
        if found:
            break
    else:
        raise DateError("no day, month and year can be read in it")
    day = day_of(found["y"], *_month_and_day(found, order))
    if left := re.search(r"\w+", IDLE.sub(" ", rest)):
        raise DateError(f"{left[0]!r} does not belong to a date")
    return _with_time(day, clock, zone or default) if clock else day


def _month_and_day(found: re.Match[str], order: str | None) -> tuple[str, str]:
    """The month and the day as written; only with dots the day comes first everywhere."""
    either = found.groupdict().get("either")
    if order == "month" and either and "." not in either:
        if int(found["d"]) > 12:
            raise DateError(f"there is no month {int(found['d'])} (the month comes first)")
        return found["d"], found["m"]
    return found["m"], found["d"]


def _spread(compact: re.Match[str]) -> str:
    """`20210707T183900Z` as `2021-07-07 18:39:00z`."""
    year, month, day, hour, minute, second, fraction, zone = compact.groups(default="")
    if not hour:
        return f"{year}-{month}-{day}"
    return f"{year}-{month}-{day} {hour}:{minute}:{second or '00'}{fraction}{zone}"


def cut(pattern: re.Pattern[str], text: str) -> tuple[re.Match[str] | None, str]:
    """The first match of `pattern`, and `text` without it."""
    found = pattern.search(text)
    if not found:
        return None, text
    rest = f"{text[: found.start()]} {text[found.end() :]}"
    return found, " ".join(rest.split())


def cut_clock(text: str) -> tuple[re.Match[str] | None, str]:
    """The time of day in a folded text, and the text without it."""
    return cut(_CLOCK, text)


def _cut_zone_name(text: str) -> tuple[timezone | None, str]:
    """The zone that is named anywhere in `text`, and `text` without its name."""
    gmt, text = cut(_GMT, text)
    named, text = cut(_ZONE_NAMES, text)
    if gmt:
        return offset_of(gmt["zone"] or "z"), _LONG_ZONE_NAME.sub(" ", text)
    if named and named["american"]:
        hours = _AMERICAN[named[0][0]] + (named[0][1] == "d")
        return timezone(timedelta(hours=hours)), text
    return (VIETNAM if named else None), text


def _with_time(day: date, clock: re.Match[str], zone: timezone) -> datetime:
    if clock["zone"]:
        zone = offset_of(clock["zone"])
    clock_time, days = time_of(clock)
    return datetime.combine(day, clock_time, zone) + timedelta(days=days)


def time_of(clock: re.Match[str]) -> tuple[time, int]:
    """The time of day that was cut out of a text, and how many days later: 24:00 is the next."""
    hour, minute = int(clock["H"]), int(clock["M"] or clock["M2"] or 0)
    second = min(int(clock["S"] or 0), 60)
    if hour > 24 or minute > 59 or int(clock["S"] or 0) > 60 or (hour == 24 and minute + second):
        raise DateError(f"there is no time {clock[0].strip()}")
    hour = hour_of_day(hour, clock["half"])
    microsecond = int((clock["F"] or "0")[:6].ljust(6, "0"))
    second = min(second, 59)  # a leap second
    return time(hour % 24, minute, second, microsecond), hour // 24


def from_epoch(number: int | float) -> datetime:
    """The moment of a number of seconds or milliseconds since 1970. Raises `DateError`."""
    if abs(number) < _SHORTEST_EPOCH:
        raise DateError("it is too small for a number of seconds since 1970")
    seconds = number / 1000 if abs(number) >= _MILLISECONDS else number
    return moment_of(seconds)


def moment_of(seconds: int | float, zone: timezone = VIETNAM) -> datetime:
    """The moment so many seconds after 1970. Raises `DateError` where its year is no year here."""
    if abs(seconds) >= _FAR_AWAY:
        raise DateError(f"its year is not between {FIRST_YEAR} and {LAST_YEAR}")
    moment = (EPOCH + timedelta(seconds=seconds)).astimezone(zone)
    day_of(f"{moment.year:04}", str(moment.month), str(moment.day))
    return moment
