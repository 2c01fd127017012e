"""Which periods of an axis are named."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query.calendar_units import unit_ago
from web.pages.ticks import ticks

DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))


def axis(first: date, every: str, count: int) -> list[date]:
    """The first days of so many periods, from that of a day on."""
    periods = [unit_ago(every, 0, first)]
    while len(periods) < count:
        periods.append(unit_ago(every, 0, periods[-1].last + timedelta(days=1)))
    return [one.first for one in periods]


@pytest.mark.parametrize(
    ("first", "every", "count", "most", "named"),
    [
        ("2013-01-01", "year", 10, 6, [2014, 2016, 2018, 2020, 2022]),
        ("1987-01-01", "year", 38, 8, [1990, 1995, 2000, 2005, 2010, 2015, 2020]),
    ],
)
def test_years_are_named_that_a_round_number_divides(
    first: str, every: str, count: int, most: int, named: list[int]
) -> None:
    years = axis(date.fromisoformat(first), every, count)
    assert [years[n].year for n in ticks(years, every, most)] == named


def test_months_begin_parts_of_the_year_and_days_weeks() -> None:
    months = axis(date(2019, 2, 1), "month", 30)
    assert [months[n].isoformat()[:7] for n in ticks(months, "month", 6)] == [
        *("2019-07", "2020-01", "2020-07", "2021-01", "2021-07"),
    ]
    days = axis(date(2021, 6, 20), "day", 40)
    assert {days[n].weekday() for n in ticks(days, "day", 8)} == {0}
    month = axis(date(2021, 7, 1), "day", 31)
    assert [month[n].day for n in ticks(month, "day", 8)] == [1, 6, 11, 16, 21, 26, 31]
    long = axis(date(2020, 1, 5), "day", 500)
    assert {long[n].day for n in ticks(long, "day", 8)} == {1}


@given(DAYS, st.sampled_from(["day", "week", "month", "year"]), st.integers(1, 400))
def test_ticks_are_few_and_regular(first: date, every: str, count: int) -> None:
    periods = axis(first, every, count)
    named = ticks(periods, every, 8)
    assert 1 <= len(named) <= 8
    assert named == sorted({*named})
    if every != "day":  # first days of months are days of unlike distance
        assert len({after - before for before, after in pairwise(named)}) <= 1


def test_no_periods_have_no_ticks() -> None:
    assert ticks([], "year", 5) == []
