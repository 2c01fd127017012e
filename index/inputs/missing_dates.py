"""Dates of nothing: what programs write where there is no date.

Some are none at all (`NaT`, `0000-00-00`, `Invalid date`, `9999-12-31`). Others are where a program
begins to count, such as midnight of 1 January 1970 in Greenwich: a day on which something may have
been published, so that only its exact forms count, and not among articles of those years.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from index.articles.dates import Published, simplified

_LONGEST = 80

# Words for nothing, letters for a date that were not filled in, and flags, in small letters without
# marks; and what has neither a letter nor a figure.
_WORDS = re.compile(
    r"nat|na|nil|nul|<na>|invalid(?: date(?:time)?)?|not (?:available|set|found|a date)|no date"
    r"|unknown|never|tbd|tba|true|false|yes|no|khong(?: (?:ro|co|xac dinh|biet))?(?: ngay)?"
    r"|(?:ngay|thoi gian)(?: dang)?[\W_]*|chua (?:ro|co|xac dinh|cap nhat|dang|biet)|dang cap nhat"
    r"|(?:d{1,2}|m{1,2}|y{2,4}|h{1,2}|s{1,2}|nan|undefined|[\W_])+"
)
_DAY_WORDS = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)[a-z]*\b"
    r"|(?<=\d)[tz](?![a-z])|\b(?:am|pm|sa|ch|gmt|utc|ngay|thang|nam|luc|chu nhat|thu \w+)\b"
)
_FIGURES = re.compile(r"[\d\s/.,:+()|-]*")
# Years 0, 1, -1 and 9999; days and months 0; a clock at 0 alone; the first days of SQL Server and
# Windows.
_NO_DAY = re.compile(
    r"(?<!\d)-?0{3}[01](?!\d)|(?<!\d)9999(?!\d)|[/. -]-0*1(?!\d)|^-0*1-|^0?1([/.-])0?1\1 ?0*1(?!\d)"
    r"|(?<!\d)0{1,2}([/.-])0{1,2}(?:\2|$)|\d{4}-\d\d-00|^[+-]?[01](?:\.0+)?$|^0{1,2}:00(?::00)?$"
    r"|^(?:1/0|0/1)/1900|1753-0?1-0?1|0?1/0?1/1753|1601-0?1-0?1|0?1/0?1/1601"
)
_OUT_OF_RANGE = re.compile(
    r"\\?/date\(-62135\d{9}[+\d]*\)\\?/|-62135\d{6}(?:000)?|253402\d{6}(?:999)?"
)
_LAST_YEAR = re.compile(r"2534022\d{5}|2534023007\d\d")  # 31 December 9999 in seconds

_EPOCH = date(1970, 1, 1)
_FIRST_DAYS = frozenset({_EPOCH, date(1900, 1, 1), date(1899, 12, 30), date(1899, 12, 31)})
_IN_SAIGON = time(8)  # the hour there when Unix began to count: programs know it
_LAST_SECOND = 2**31 - 1
_NAMES_ZONE = re.compile(r"[+-]\d\d:?\d\d\b|z\b|gmt|utc", re.IGNORECASE)


def is_no_date(value: Any) -> bool:
    """Whether what cannot be read as a date is written for none, as programs do."""
    while isinstance(value, Mapping) and len(value) == 1:  # MongoDB
        value = next(iter(value.values()))
    if isinstance(value, int | float):
        value = f"{value:.0f}" if abs(value) < 1e18 else ""
    if not isinstance(value, str) or len(value) > _LONGEST:
        return False
    text = simplified(value).strip()
    if _WORDS.fullmatch(text) or _OUT_OF_RANGE.fullmatch(text):
        return True
    figures = _DAY_WORDS.sub(" ", text).strip()
    return bool(_FIGURES.fullmatch(figures) and _NO_DAY.search(text))


def begins_to_count(value: Any, published: Published) -> bool:
    """Whether a date, read from a value, is exactly the moment from which a program counts."""
    when = published.when
    if published.precision != "day":
        return when in _FIRST_DAYS and "00" in str(value).partition("1900")[2]
    if isinstance(value, int | str) and _LAST_YEAR.fullmatch(str(value)):
        return True
    if not isinstance(when, datetime):
        return when in _FIRST_DAYS
    if when.date() in _FIRST_DAYS and when.time() == time():
        return True
    seconds = when.timestamp()
    if seconds in (0, _LAST_SECOND):
        return True
    unnamed = not isinstance(value, str) or not _NAMES_ZONE.search(value)
    return unnamed and when.date() == _EPOCH and when.time() == _IN_SAIGON
