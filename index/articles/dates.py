"""Publication dates, in the forms in which papers, feeds and databases write them."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone

from index.articles.date_forms import called, month_or_year, without_company
from index.articles.date_parts import (
    ENGLISH_MONTH,
    VIETNAM,
    VIETNAMESE_MONTH,
    DateError,
    day_of,
    month_of,
    simplified,
    year_of,
)
from index.articles.date_reading import EPOCH, from_epoch, moment_or_day
from index.articles.published import Published
from index.articles.relative_dates import is_relative, relative

__all__ = [
    "ENGLISH_MONTH",
    "VIETNAM",
    "VIETNAMESE_MONTH",
    "Published",
    "day_of",
    "is_relative_date",
    "month_of",
    "parse_published",
    "read_published",
    "simplified",
    "timestamp",
    "vietnamese_day",
    "vietnamese_time",
    "year_of",
]

LONGEST_DATE = 200
_ISO = re.compile(
    r"(?:1[89]|20)\d\d-[01]\d-[0-3]\d(?:[T ][0-2]\d:[0-5]\d(?::[0-5]\d)?"
    r"(?:[+-](?:0\d|1[0-3]):[0-5]\d)?)?",
    re.ASCII,
)
_LARGEST_NUMBER = 10**14  # one digit more than 20210707183900 has
_FIRST_SERIAL, _LAST_SERIAL = 32_874, 55_153  # spreadsheets' days, from 1990 to 2050
_SERIALS_BEGIN = datetime(1899, 12, 30, tzinfo=VIETNAM)


def parse_published(
    text: str | int | float, *, order: str | None = None, now: datetime | None = None
) -> datetime | date:
    """The publication date that `text` gives, the day before the month.

    Understood are ISO 8601, RFC 2822, the forms of Vietnamese papers with or without marks and
    weekday, those of programs such as `/Date(1625657940000)/`, and the number of seconds or
    milliseconds since 1970. A time of day makes the result a `datetime` with a zone (UTC+7 where
    none is named); without one it is a `date`. With `order` "month", a month in figures comes
    before its day. Relative times (*2 giờ trước*) are counted from `now`.

    Raises `ValueError`, with the reason, for an impossible date and for any other text, also for a
    month or a year alone.
    """
    found = read_published(text, order=order, now=now)
    if found.precision != "day":
        raise ValueError(f"{_shown(text)} is not a date: it names a {found.precision} and no day")
    return found.when


def read_published(
    text: str | int | float,
    *,
    order: str | None = None,
    now: datetime | None = None,
    zone: timezone = VIETNAM,
    serials: bool = False,
) -> Published:
    """The publication date that `text` gives, as `parse_published`, or its month or year alone.

    `zone` is that of times that name none. With `serials`, a number may be a spreadsheet's, which
    counts days. Raises `ValueError`.
    """
    try:
        if serials and (serial := _serial(text)):
            return serial
        if isinstance(text, str):
            return _from_text(text, order, now, zone)
        return _from_number(text)
    except DateError as why:
        raise ValueError(f"{_shown(text)} is not a date: {why}") from None


def is_relative_date(text: str) -> bool:
    """Whether a text may give a time that is counted from when it was shown."""
    return len(text) <= LONGEST_DATE and is_relative(simplified(text))


def _shown(text: str | int | float) -> str:
    return repr(text if not isinstance(text, str) or len(text) <= 60 else text[:60] + "…")


def timestamp(published: datetime | date) -> int:
    """Whole seconds since 1970 in UTC; a date alone counts from 00:00 in UTC+7."""
    if not isinstance(published, datetime):
        published = datetime.combine(published, time(), VIETNAM)
    elif published.tzinfo is None:
        published = published.replace(tzinfo=VIETNAM)
    return (published - EPOCH) // timedelta(seconds=1)


def vietnamese_time(published: datetime | date | None) -> datetime | date | None:
    """A moment as a clock in Vietnam shows it; a day, or a moment without a zone, as it is."""
    if isinstance(published, datetime) and published.tzinfo is not None:
        return published.astimezone(VIETNAM)
    return published


def vietnamese_day(published: datetime | date) -> date:
    """The day that it was then in Vietnam."""
    moment = vietnamese_time(published)
    return moment.date() if isinstance(moment, datetime) else published


def _from_text(
    text: str, order: str | None = None, now: datetime | None = None, zone: timezone = VIETNAM
) -> Published:
    if _ISO.fullmatch(text) and (iso := _from_iso(text, zone)):
        return Published(iso)
    if len(text) > LONGEST_DATE:
        raise DateError(f"it is longer than {LONGEST_DATE} characters")
    rest = called(simplified(text))
    if not isinstance(rest, str):
        return Published(rest)
    try:
        return Published(moment_or_day(rest, order, zone))
    except DateError:
        if found := month_or_year(rest) or relative(rest, now):
            return found
        shorter = without_company(rest)
        if shorter == rest:
            raise
    # What stands around the date did not belong to it.
    try:
        return Published(moment_or_day(shorter, order, zone))
    except DateError:
        if found := month_or_year(shorter) or relative(shorter, now):
            return found
        raise


def _from_iso(text: str, zone: timezone) -> datetime | date | None:
    """The most usual form, read fast; None for what is no day or no time."""
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _from_number(number: int | float) -> Published:
    if isinstance(number, bool) or not abs(number) < _LARGEST_NUMBER:
        raise DateError("it is no number of seconds or milliseconds")
    if number == int(number):
        return _from_text(str(int(number)))
    return Published(from_epoch(number))


def _serial(text: str | int | float) -> Published | None:
    """The day or the moment of a spreadsheet's number; None if it is none."""
    try:
        number = float(text)
    except ValueError:
        return None
    if isinstance(text, bool) or not _FIRST_SERIAL <= number < _LAST_SERIAL:
        return None
    moment = _SERIALS_BEGIN + timedelta(seconds=round(number * 86_400))
    return Published(moment.date() if number == int(number) else moment)
