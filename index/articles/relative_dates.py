"""Times that are counted from the moment when a page was saved: *2 giờ trước*, *hôm qua*."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from index.articles.date_parts import VIETNAM, DateError
from index.articles.date_reading import IDLE, cut, cut_clock, time_of
from index.articles.published import Published

_NUMBERS = {
    **{"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "mot": 1, "hai": 2, "ba": 3},
    **{"bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10, "vai": 3},
}
_UNITS = {
    "minute": r"phut|p|minutes?|mins?|m",
    "hour": r"gio|tieng|h|hours?|hrs?",
    "day": r"ngay|d|days?",
    "week": r"tuan|w|weeks?",
    "month": r"thang|months?|mo",
    "year": r"nam|y|years?|yrs?",
    "second": r"giay|s|seconds?|secs?",
}
_UNIT = "|".join(f"(?P<{name}>{words})" for name, words in _UNITS.items())
_AGO = re.compile(
    rf"(?<!\w)(?:cach day |khoang |about )*(?P<n>\d{{1,4}}|{'|'.join(_NUMBERS)}) ?(?:{_UNIT})"
    r"(?: (?:truoc|qua|ago)(?: day)?)?(?!\w)"
)
_SAYS_AGO = re.compile(r"(?<!\w)(?:truoc|cach day|ago)(?!\w)")
_DAYS = {
    0: r"hom nay|today|sang nay|chieu nay|toi nay|trua nay",
    1: r"hom qua|yesterday",
    2: r"hom kia",
}
_DAY = re.compile("|".join(rf"(?P<ago{ago}>\b(?:{words})\b)" for ago, words in _DAYS.items()))
_NOW = re.compile(r"\b(?:vua xong|vua moi|moi day|just now|now|bay gio)\b")
_SHORT = ("minute", "hour", "second")


def is_relative(rest: str) -> bool:
    """Whether a text of small letters without marks may count from the moment it was shown."""
    return bool(_SAYS_AGO.search(rest) or _DAY.search(rest) or _NOW.search(rest))


def relative(rest: str, now: datetime | None) -> Published | None:
    """The time that a text gives, counted from `now`; None if it gives none that is relative.

    Raises `DateError` where it is relative and `now` is not known.
    """
    ago = _AGO.search(rest) if _SAYS_AGO.search(rest) else None
    for pattern in (_NOW, _DAY):
        ago = ago or pattern.search(rest)
    if not ago:
        return None
    clock, left = cut_clock(rest) if ago.re is _DAY else (None, rest)
    _, left = cut(ago.re, left)
    if word := re.search(r"\w+", IDLE.sub(" ", left)):
        raise DateError(f"{word[0]!r} does not belong to a date")
    if now is None:
        raise DateError("it is counted from when it was shown, and that is not known")
    now = now.astimezone(VIETNAM) if now.tzinfo else now.replace(tzinfo=VIETNAM)
    if ago.re is _DAY:
        return _on_day(now, ago, clock)
    return _before(now, ago) if ago.re is _AGO else Published(_whole(now))


def _on_day(now: datetime, ago: re.Match[str], clock: re.Match[str] | None) -> Published:
    days = next(number for number in _DAYS if ago[f"ago{number}"])
    day = now.date() - timedelta(days=days)
    if clock is None:
        return Published(day)
    clock_time, later = time_of(clock)
    return Published(datetime.combine(day, clock_time, VIETNAM) + timedelta(days=later))


def _before(now: datetime, ago: re.Match[str]) -> Published:
    number = int(ago["n"]) if ago["n"].isdigit() else _NUMBERS[ago["n"]]
    unit = next(name for name in _UNITS if ago[name])
    if unit in _SHORT:
        return Published(_whole(now - timedelta(**{f"{unit}s": number})))
    if unit in ("day", "week"):
        return Published(now.date() - timedelta(days=number * (7 if unit == "week" else 1)))
    months = now.year * 12 + now.month - 1 - number * (12 if unit == "year" else 1)
    if months < 12:
        raise DateError("it is too long ago")
    first = now.date().replace(year=months // 12, month=months % 12 + 1, day=1)
    return Published(first if unit == "month" else first.replace(month=1), unit)


def _whole(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
