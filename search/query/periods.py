"""Periods as people say them, in Vietnamese with or without marks or in English: their days.

*7/7/2021*, *tháng 7*, *quý II/2021*, *từ 1/7 đến 15/7/2021*, *trước 2020*, *7 ngày qua*,
*last week*, `2021-07-01..2021-07-15`, *khoảng 2019*, *Tết 2019*, *thập niên 90*.
Days are those in Vietnam; the day comes before the month.
What names no year is the latest that has begun; in a range, the one that fits the other end.
"""

from __future__ import annotations

from datetime import date, datetime

from index.articles.dates import VIETNAM, timestamp
from index.vietnamese.spelling import clean
from search.query.calendar_units import Period
from search.query.period_reader import PeriodReader

__all__ = [
    "LONGEST_PERIOD",
    "Period",
    "days_of",
    "find_period",
    "parse_period",
    "seconds_of",
    "today_here",
]

# No period is written with more characters.
LONGEST_PERIOD = 100

_NONE = "it is no date or period"


def today_here() -> date:
    """The day that it is in Vietnam."""
    return datetime.now(VIETNAM).date()


def parse_period(text: str, today: date | None = None) -> Period:
    """The days that `text` means, seen from `today` (by default the one that it is in Vietnam).

    Raises ValueError, with the reason, for any other text.
    """
    text = " ".join(clean(text[: LONGEST_PERIOD + 1]).text.split())
    if len(text) > LONGEST_PERIOD:
        raise ValueError(f"it is longer than {LONGEST_PERIOD} characters")
    reader = PeriodReader(text, today or today_here())
    period, end = reader.longest(0)
    if period is not None and end == len(text):
        return period
    if reader.reasons:
        raise ValueError(reader.reasons[0])
    raise ValueError(_NONE if period is None else f"{text[end:].strip()!r} does not belong to it")


def find_period(text: str, start: int, today: date | None = None) -> tuple[Period, int] | None:
    """The longest period that begins at `start` of a clean text, and where it ends, if any."""
    piece = text[start : start + LONGEST_PERIOD]
    period, end = PeriodReader(piece, today or today_here()).longest(0)
    return None if period is None else (period, start + end)


def days_of(period: Period) -> dict[str, str]:
    """The ends of a period that has both, as a note tells them: `since` and `until`."""
    return {"since": period.first.isoformat(), "until": period.last.isoformat()}


def seconds_of(period: Period) -> tuple[int, int]:
    """The first and the last second of the period in Vietnam, since 1970 in UTC."""
    return timestamp(period.first), timestamp(period.last) + 24 * 60 * 60 - 1
