"""The geometry of the lines."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.compare.line_chart import SIZE, chart, spread


def points(line: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in line.split())]


def years(count: int) -> list[date]:
    return [date(2001 + n, 1, 1) for n in range(count)]


def test_lines_go_through_the_middles_of_periods_and_up_with_the_values() -> None:
    drawn = chart([[0, 5, 10, 0], [10, 0, 0, 5]], years(4), "year", whole=True)
    assert points(drawn.lines[0].points) == [(125, SIZE), (375, SIZE / 2), (625, 0), (875, SIZE)]
    assert drawn.lines[1].at == [0, 100, 100, 50]
    assert drawn.middles == [12.5, 37.5, 62.5, 87.5]
    assert drawn.width == 250
    assert [line.label for line in drawn.lines] == [100, 50]


@pytest.mark.parametrize(
    ("most", "whole", "values"),
    [
        (1, True, [0, 1]),
        (3, True, [0, 1, 2, 3]),
        (10, True, [0, 5, 10]),
        (41, True, [0, 20, 40, 60]),
        (20_000, True, [0, 5_000, 10_000, 15_000, 20_000]),
        (1.0, False, [0, 0.5, 1.0]),
        (0.037, False, [0, 0.01, 0.02, 0.03, 0.04]),
        (0, False, [0, 0.5]),
    ],
)
def test_ticks_are_round_and_reach_over_the_highest(
    most: float, whole: bool, values: list[float]
) -> None:
    ticks = chart([[0, most]], years(2), "year", whole=whole).ticks
    assert [tick.value for tick in ticks] == pytest.approx(values)
    assert ticks[0].at == 100
    assert ticks[-1].at == 0


def test_a_single_period_is_a_line_too() -> None:
    drawn = chart([[4]], years(1), "year", whole=True)
    assert points(drawn.lines[0].points) == [(0, 0), (SIZE, 0)]
    assert [(mark.index, mark.at) for mark in drawn.marks] == [(0, 50)]


@pytest.mark.parametrize("periods", [2, 3, 5, 6, 60, 1000])
def test_periods_are_named_at_equal_distances(periods: int) -> None:
    marks = chart([[1] * periods], years(periods), "year", whole=True).marks
    indexes = [mark.index for mark in marks]
    assert 1 <= len(indexes) <= 9
    assert len({after - before for before, after in pairwise(indexes)}) <= 1
    assert [mark.major for mark in marks] == [n % 2 == 0 for n in range(len(marks))]


@given(st.lists(st.floats(0, 100), min_size=1, max_size=4))
def test_labels_stay_apart_inside_and_in_order(places: list[float]) -> None:
    moved = spread(places)
    assert all(-1e-9 <= place <= 100 + 1e-9 for place in moved)
    ordered = sorted(moved)
    assert all(b - a >= 7 - 1e-9 for a, b in pairwise(ordered))
    order = sorted(range(len(places)), key=lambda n: places[n])
    assert [moved[n] for n in order] == ordered


def test_labels_that_are_apart_stay_where_they_are() -> None:
    assert spread([90, 10, 50]) == [90, 10, 50]
