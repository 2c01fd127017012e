"""Where the lines, labels and marks of a chart stand, in parts of its width and height."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

SIZE = 1000  # of the picture in each direction, which is stretched over the page
_MOST_STEPS = 4
_MARKS = 5
_LABEL_GAP = 7.0  # per cent of the height between two labels


@dataclass(frozen=True)
class Line:
    """A line as the points of an SVG polyline; its label stands `label` per cent from the top."""

    points: str
    label: float


@dataclass(frozen=True)
class Tick:
    """A value on the upright axis, `at` per cent from the top."""

    value: float
    at: float


@dataclass(frozen=True)
class Mark:
    """A period that is named on the level axis, `at` per cent from the left.

    `anchor` is the name's text-anchor; one that is not `major` can be left out.
    """

    index: int
    at: float
    anchor: str
    major: bool


@dataclass(frozen=True)
class Chart:
    """Several series of values on one pair of axes."""

    lines: list[Line]
    ticks: list[Tick]
    marks: list[Mark]
    width: float  # of a period


def chart(series: Sequence[Sequence[float]], *, whole: bool) -> Chart:
    """The chart of series of equal length, at least 1, none of whose values is below 0.

    `whole` tells that values are whole numbers, between which there are no ticks.
    """
    periods = len(series[0])
    ticks = _ticks(max(map(max, series)), whole=whole)
    top = ticks[-1]
    lines = [_points([1 - value / top for value in values]) for values in series]
    labels = spread([100 * (1 - values[-1] / top) for values in series])
    return Chart(
        lines=[Line(points, label) for points, label in zip(lines, labels, strict=True)],
        ticks=[Tick(value, 100 * (1 - value / top)) for value in ticks],
        marks=_marks(periods),
        width=SIZE / max(1, periods - 1),
    )


def spread(places: Sequence[float], gap: float = _LABEL_GAP) -> list[float]:
    """Places from 0 to 100 moved as little as need be for a gap between any two; order stays."""
    order = sorted(range(len(places)), key=lambda n: places[n])
    moved = [places[n] for n in order]
    for n in range(1, len(moved)):
        moved[n] = max(moved[n], moved[n - 1] + gap)
    below = 100.0
    for n in reversed(range(len(moved))):
        moved[n] = min(moved[n], below)
        below = moved[n] - gap
    found = [0.0] * len(places)
    for n, place in zip(order, moved, strict=True):
        found[n] = place
    return found


def _ticks(most: float, *, whole: bool) -> list[float]:
    """Round values from 0 to the first that is not below `most`."""
    step = _round_step((most or 1) / _MOST_STEPS)
    if whole:
        step = max(1.0, step)
    return [n * step for n in range(max(1, ceil(most / step - 1e-9)) + 1)]


def _round_step(least: float) -> float:
    """The smallest of 1, 2 and 5 times a power of ten that is not below `least`."""
    power: float = 10.0 ** floor(log10(least))
    return next(power * times for times in (1, 2, 5, 10) if power * times >= least * (1 - 1e-9))


def _points(heights: Sequence[float]) -> str:
    if len(heights) == 1:  # one period is as wide as the picture
        heights = [heights[0], heights[0]]
    width = SIZE / (len(heights) - 1)
    return " ".join(f"{n * width:.1f},{SIZE * height:.1f}" for n, height in enumerate(heights))


def _marks(periods: int) -> list[Mark]:
    count = min(periods, _MARKS)
    if count == 1:
        return [Mark(0, 50, "middle", True)]
    marks = []
    for n in range(count):
        index = round(n * (periods - 1) / (count - 1))
        anchor = "start" if n == 0 else "end" if n == count - 1 else "middle"
        marks.append(Mark(index, 100 * index / (periods - 1), anchor, n in (0, count - 1)))
    return marks
