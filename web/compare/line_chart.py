"""Where the lines, labels and marks of a chart stand, in parts of its width and height."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from web.pages.ticks import ticks, values

SIZE = 1000  # of the picture in each direction, which is stretched over the page
_MARKS = 9
_LABEL_GAP = 7.0  # per cent of the height between two labels


@dataclass(frozen=True)
class Line:
    """A line as the points of an SVG polyline; its label stands `label` per cent from the top.

    `at` is where each value stands, in per cent from the top.
    """

    points: str
    at: list[float]
    label: float


@dataclass(frozen=True)
class Tick:
    """A value on the upright axis, `at` per cent from the top."""

    value: float
    at: float


@dataclass(frozen=True)
class Mark:
    """A period that is named on the level axis, `at` per cent from the left.

    One that is not `major` can be left out.
    """

    index: int
    at: float
    major: bool


@dataclass(frozen=True)
class Chart:
    """Several series of values on one pair of axes, on which each period has a place of a width.

    `middles` are where the middles of these places are, in per cent from the left, `width` how wide
    they are, in parts of `SIZE`.
    """

    lines: list[Line]
    ticks: list[Tick]
    marks: list[Mark]
    middles: list[float]
    width: float

    @property
    def top(self) -> float:
        """The highest value of the upright axis."""
        return self.ticks[-1].value


def chart(
    series: Sequence[Sequence[float]], periods: Sequence[date], every: str, *, whole: bool
) -> Chart:
    """The chart of series over some periods, at least 1, none of whose values is below 0.

    `periods` are their first days, `every` their length; `whole` tells that values are whole
    numbers, between which there are no ticks.
    """
    upright = values(max(map(max, series)), whole=whole)
    top, count = upright[-1], len(periods)
    heights = [[1 - value / top for value in values] for values in series]
    labels = spread([100 * one[-1] for one in heights])
    middles = [100 * (n + 0.5) / count for n in range(count)]
    return Chart(
        lines=[
            Line(_points(one), [100 * height for height in one], label)
            for one, label in zip(heights, labels, strict=True)
        ],
        ticks=[Tick(value, 100 * (1 - value / top)) for value in upright],
        marks=[
            Mark(index, middles[index], n % 2 == 0)
            for n, index in enumerate(ticks(periods, every, _MARKS))
        ],
        middles=middles,
        width=SIZE / count,
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


def _points(heights: Sequence[float]) -> str:
    width = SIZE / len(heights)
    if len(heights) == 1:  # one period is as wide as the picture
        return f"0.0,{SIZE * heights[0]:.1f} {SIZE:.1f},{SIZE * heights[0]:.1f}"
    return " ".join(
        f"{(n + 0.5) * width:.1f},{SIZE * height:.1f}" for n, height in enumerate(heights)
    )
