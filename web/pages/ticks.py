"""Which periods and values of axes are named: at equal distances, where people count from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from math import ceil, floor, log10

_MOST_STEPS = 4  # between values
_YEARS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
_MONTHS = (1, 2, 3, 6, *(12 * years for years in _YEARS))
_WEEKS = (1, 2, 4, 8, 13, 26, 52, 104, 260, 520)
_DAYS = (1, 2, 5, 10)  # of one month
_MONDAYS = (7, 14, 28)
_MONDAY = 1  # the number of a first Monday: that of 1 January of the year 1


def ticks(periods: Sequence[date], every: str, most: int) -> list[int]:
    """The indices of the periods to name, at most so many where periods are no days.

    `periods` are the first days of periods that follow each other, `every` their length: day,
    week, month or year. Of years those are named that a round number divides, of months those
    that begin a part of the year, of days Mondays, or the first days of months.
    """
    for numbers in _numbered(periods, every):
        if len(numbers) <= most:
            return numbers
    return [0] if periods else []


def _numbered(periods: Sequence[date], every: str) -> Iterator[list[int]]:
    """The indices that one step after the other chooses, the shortest first; never none."""
    if every == "year":
        yield from _steps([day.year for day in periods], _YEARS)
    elif every == "week":
        yield from _steps([(day.toordinal() - _MONDAY) // 7 for day in periods], _WEEKS)
    elif every == "month":
        yield from _steps([12 * day.year + day.month - 1 for day in periods], _MONTHS)
    elif len({(day.year, day.month) for day in periods}) == 1:
        yield from _steps([day.day - 1 for day in periods], _DAYS)
    else:
        yield from _steps([day.toordinal() - _MONDAY for day in periods], (1, *_MONDAYS))
        firsts = [n for n, day in enumerate(periods) if day.day == 1]
        months = [12 * periods[n].year + periods[n].month - 1 for n in firsts]
        for chosen in _steps(months, _MONTHS):
            yield [firsts[n] for n in chosen]


def _steps(numbers: Sequence[int], steps: Sequence[int]) -> Iterator[list[int]]:
    for step in steps:
        chosen = [n for n, number in enumerate(numbers) if number % step == 0]
        if chosen:
            yield chosen


def values(most: float, *, whole: bool) -> list[float]:
    """Round values from 0 to the first that is not below `most`; `whole`: whole numbers only."""
    step = _round_step((most or 1) / _MOST_STEPS)
    if whole:
        step = max(1.0, step)
    return [n * step for n in range(max(1, ceil(most / step - 1e-9)) + 1)]


def _round_step(least: float) -> float:
    """The smallest of 1, 2 and 5 times a power of ten that is not below `least`."""
    power: float = 10.0 ** floor(log10(least))
    return next(power * times for times in (1, 2, 5, 10) if power * times >= least * (1 - 1e-9))
