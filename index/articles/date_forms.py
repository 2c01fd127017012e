"""What stands around a date: the calls of programs, and what papers print beside it."""

from __future__ import annotations

import re
from datetime import date, datetime, timezone

from index.articles.date_parts import (
    ENGLISH_MONTH,
    VIETNAM,
    VIETNAMESE_MONTH,
    DateError,
    day_of,
    offset_of,
)
from index.articles.date_reading import IDLE, moment_of
from index.articles.published import Published

_MILLISECONDS = re.compile(r"\\?/date\((-?\d{1,15})([+-]\d{4})?\)\\?/")  # .NET
_CALL = re.compile(
    r"(?:new )?(?P<name>isodate|date|timestamp|datetime(?:\.datetime|\.date)?)"
    r"\( ?[\"']?(?P<inside>[^\"'()=]*?)[\"']?(?:, ?(?:tz|tzinfo|unit) ?=[^()]*)? ?\)"
)
_NUMBERS = re.compile(r"\d{4}(?:, ?\d{1,2}){1,6}")

_COUNTS = re.compile(
    r"[|,(-]? ?\d[\d.,]* ?k? (?:luot (?:xem|doc|truy cap|thich|chia se|binh luan)|luot|views?"
    r"|reads?|binh luan|comments?|phan hoi|phut doc|min(?:utes?)? read|y kien)\b\)?"
    r"|\b(?:(?:so )?luot (?:xem|doc)|views?|da xem|so lan xem|binh luan) ?: ?\d[\d.,]*k?\b"
)
_LATER = re.compile(
    r"[ |,;(-]*\b(?:(?:lan )?(?:cap nhat|sua|chinh sua)(?: lan cuoi)?|(?:last )?updated"
    r"|(?:last )?modified)\b"
)
_HAS_YEAR = re.compile(r"\d{4}|[/.-]\d\d\b")

_NO_CLOCK = r"(?: 00 00(?: 00)?)?"
_MONTHS = [
    re.compile(pattern)
    for pattern in (
        r"(?:thang |thg |th )?(?P<m>\d{1,2}) ?[/.-] ?(?P<y>\d{4})",
        r"(?P<y>\d{4})[/-](?P<m>\d{1,2})",
        VIETNAMESE_MONTH + r"[ ,/-]{1,3}(?:nam )?(?P<y>\d{4})",
        ENGLISH_MONTH + r"[ ,-]{1,2}(?P<y>\d{4})",
        r"(?P<y>\d{4})[/-](?P<m>0[1-9]|1[0-2])[/-]00" + _NO_CLOCK,  # MySQL
    )
]
_YEARS = re.compile(rf"(?:nam )?(?P<y>\d{{4}})(?:[/-]00[/-]00{_NO_CLOCK})?")


def without_company(rest: str) -> str:
    """A folded text without counts of readers, and without the date of a later change."""
    rest = _COUNTS.sub(" ", rest)
    later = _LATER.search(rest)
    if later and _HAS_YEAR.search(rest, 0, later.start()):
        rest = rest[: later.start()]
    return " ".join(rest.split())


def called(rest: str) -> str | datetime | date:
    """What the call of a program makes: `/Date(…)/`, `ISODate("…")`, `new Date(2021, 6, 7)`.

    A text that is no call, or the text in one, is still to be read.
    """
    if found := _MILLISECONDS.fullmatch(rest):
        zone = offset_of(found[2]) if found[2] else VIETNAM
        return moment_of(int(found[1]) / 1000, zone)
    found = _CALL.fullmatch(rest)
    if not found:
        return rest
    inside = found["inside"].strip()
    if not _NUMBERS.fullmatch(inside):
        return inside
    year, month, *others = map(int, re.findall(r"\d+", inside))
    if found["name"] == "date" and found[0].startswith("new"):
        month += 1  # JavaScript counts months from 0
    day, hour, minute, second = [*(others or [1]), 0, 0, 0][:4]
    on = day_of(f"{year:04}", str(month), str(day))
    if len(others) < 2:
        return on
    if max(hour - 23, minute - 59, second - 59) > 0:
        raise DateError(f"there is no time {hour}:{minute}:{second}")
    return datetime(on.year, on.month, on.day, hour, minute, second, tzinfo=_zone(found[0]))


def _zone(call: str) -> timezone:
    return timezone.utc if "utc" in call else VIETNAM


def month_or_year(rest: str) -> Published | None:
    """The month or the year that a folded text gives alone; None if it gives none."""
    rest = " ".join(IDLE.sub(" ", rest).replace(":", " ").split()).strip(" ,-|()")
    for pattern in _MONTHS:
        if found := pattern.fullmatch(rest):
            return Published(day_of(found["y"], found["m"], "1"), "month")
    if found := _YEARS.fullmatch(rest):
        return Published(day_of(found["y"], "1", "1"), "year")
    return None
