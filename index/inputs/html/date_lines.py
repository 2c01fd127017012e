"""Dates in the lines of a page: their patterns, what a line says, and what is left beside them."""

from __future__ import annotations

import re
from datetime import date, datetime

from index.articles.dates import parse_published

# A date, and the time that stands by it, as papers print them.
_DAY = r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])"
_DATE = (
    rf"{_DAY}\s?[-/.]\s?(?:0?[1-9]|1[0-2])\s?[-/.]\s?(?:19|20)\d\d(?!\d)"
    r"|(?<!\d)(?:0?[1-9]|1[0-2])[-/](?:1[3-9]|2\d|3[01])[-/](?:19|20)\d\d(?!\d)"
    rf"|(?<!\d)(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.]{_DAY}(?!\d)"
    rf"|(?:ngày\s+)?{_DAY}\s*(?:tháng|thg\.?|th)\s*\d\d?\s*,?\s*(?:năm\s+|/\s*)?(?:19|20)\d\d"
    rf"|{_DAY}\s+tháng\s+(?:giêng|hai|ba|tư|năm|sáu|bảy|tám|chín|mười(?:\s+(?:một|hai))?|chạp)"
    r"(?:,|\s+năm|,\s+năm)?\s+(?:19|20)\d\d"
    rf"|(?:tháng|thg)\s+\d\d?\s+{_DAY}\s*,\s*(?:19|20)\d\d"
    rf"|{_DAY}\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+(?:19|20)\d\d"
    rf"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+{_DAY},?\s+(?:19|20)\d\d"
)
_CLOCK = (
    r"(?<![\d:/.-])(?:[01]?\d|2[0-3])(?::[0-5]\d(?::[0-5]\d)?|\s?(?:giờ|h|g)(?![a-zà-ỹ])\s?(?:[0-5]?\d(?:'|\s?phút)?)?)"
    r"(?:\s?(?:am|pm|sa|ch)\b)?(?!\d)"
)
DATES = re.compile(_DATE, re.I)
CLOCKS = re.compile(_CLOCK, re.I)
ZONE = re.compile(r"(?:gmt|utc)\s?[+-]\s?\d{1,2}(?::?\d\d)?", re.I)
_WITH_DATES = re.compile(
    r"\b(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|ngày|lúc|cập nhật|đăng|xuất bản|gmt|utc)\b",
    re.I,
)
CHANGED = re.compile(
    r"(?:cập nhật|cập nhật lúc|sửa lần cuối|updated?|last modified|chỉnh sửa)", re.I
)
AGO = re.compile(
    r"(?<!\w)(?:\d{1,3}\s(?:giây|phút|giờ|ngày|tuần|seconds?|mins?|minutes?|hours?|days?|weeks?)"
    r"\s(?:trước|ago)|(?:hôm (?:nay|qua|kia)|yesterday|today)(?:,?\s(?:lúc\s)?\d\d?[:h]\d\d)?"
    r"|vừa xong|just now)(?!\w)",
    re.I,
)


def without_date(text: str, put: str = " ") -> str:
    """A line without the dates and times in it, for which `put` stands, and the words that go with
    them."""
    rest = ZONE.sub(put, CLOCKS.sub(put, DATES.sub(put, AGO.sub(put, text))))
    return " ".join(_WITH_DATES.sub(put, rest).split())


def date_in(text: str) -> datetime | date | None:
    """The first date in a line, with the time that stands by it; None if there is none.

    A date that is called that of a change counts only if there is no other.
    """
    found = list(DATES.finditer(text))
    if not found:
        return None
    first = found[0]
    end = found[1].start() if len(found) > 1 else len(text)
    if len(found) > 1 and CHANGED.search(text[: first.start()]):
        first, end = found[1], len(text)
        clocks = CLOCKS.findall(text[found[0].end() : end])
    else:
        clocks = CLOCKS.findall(text[: first.start()]) or CLOCKS.findall(text[first.end() : end])
    zone = ZONE.search(text)
    parts = [clocks[-1 if text.find(clocks[0]) < first.start() else 0]] if clocks else []
    for attempt in (
        " ".join([*parts, first[0], zone[0] if zone and parts else ""]),
        " ".join([*parts, first[0]]),
        first[0],
    ):
        for order in (None, "month"):  # the month first where it cannot be otherwise
            try:
                return parse_published(attempt.strip(), order=order)
            except ValueError:
                continue
    return None
