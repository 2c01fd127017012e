"""The lunar calendar that is shipped is what moon and sun say, and what other tables have."""

from __future__ import annotations

from datetime import date, timedelta
from importlib.resources import files

import pytest
from helpers import lunar_astronomy
from hypothesis import given
from hypothesis import strategies as st

from search.query.lunar_calendar import lunar_day, lunar_year, named_year

vnlunar = pytest.importorskip("vnlunar")
_TABLE = (files("search.query") / "lunar_years.txt").read_text("utf-8")


def test_the_table_is_the_one_that_is_reckoned() -> None:
    assert lunar_astronomy.table() == _TABLE


@pytest.mark.parametrize("year", range(1968, 2101))
def test_the_months_since_1968_are_those_of_another_table(year: int) -> None:
    for month in range(1, 13):
        first = lunar_day(year, month, 1)
        told = vnlunar.get_lunar_date(first.day, first.month, first.year)
        assert (told["day"], told["month"], told["year"], told["leap"]) == (1, month, year, 0)


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (1916, "1916-02-03"),
        (1944, "1944-01-25"),
        (1967, "1967-02-09"),
        (1968, "1968-01-29"),  # a day before the south
        (1969, "1969-02-16"),
        (1985, "1985-01-21"),  # a month before China
        (2007, "2007-02-17"),
        (2019, "2019-02-05"),
        (2030, "2030-02-02"),
    ],
)
def test_years_begin_when_they_did_in_vietnam(year: int, day: str) -> None:
    assert lunar_year(year).first.isoformat() == day


def test_one_year_follows_the_other() -> None:
    for year in range(1900, 2100):
        assert lunar_year(year).last + timedelta(days=1) == lunar_year(year + 1).first


def test_a_leap_month_lies_behind_the_month_of_its_number() -> None:
    assert lunar_day(2020, 4, 1) == date(2020, 4, 23)
    assert lunar_day(2020, 5, 1) == date(2020, 6, 21)


@given(st.integers(1800, 2200), st.integers(-2, 14), st.integers(-2, 32))
def test_a_day_that_there_is_not_is_told_with_the_reason(year: int, month: int, day: int) -> None:
    try:
        found = lunar_day(year, month, day)
    except ValueError:
        assert not (1900 <= year <= 2100 and 1 <= month <= 12 and 1 <= day <= 29)
    else:
        assert lunar_year(year).first <= found <= lunar_year(year).last
        assert 1900 <= year <= 2100
        assert 1 <= day <= 30


def test_names_of_years_come_again_after_sixty() -> None:
    assert named_year("ky hoi", 2021) == 2019
    assert named_year("ky hoi", 2018) == 1959
    assert (named_year("canh ty", 2024), named_year("tan ty", 2024)) == (2020, 2001)
    with pytest.raises(ValueError, match="giap suu"):
        named_year("giap suu", 2021)
