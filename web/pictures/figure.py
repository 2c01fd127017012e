"""A chart that can be printed: what it shows, by which method, when, and where that can be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from web.pictures.drawing import COLOURS, DASHES, INK, RULE, SOFT, Drawing
from web.pictures.wrapping import lines, shortened, width

WIDTH, HEIGHT = 1200, 675
EDGE = 40
_TITLE, SMALL, _LABEL = 28, 16, 15
_LEADING = 1.4  # of the size of letters
_BELOW = 96  # from the axis to the lower edge
_MOST_DOTS = 60
_BAR = 0.8


@dataclass(frozen=True)
class Plot:
    """A series: its name, and its heights over the axis from 0 to 1."""

    name: str
    heights: Sequence[float]


@dataclass(frozen=True)
class Figure:
    """What a picture of a chart shows.

    `method` are sentences about what is counted; `footer` says where and when. `ticks` are values
    on the upright axis with their heights from 0 to 1, `marks` names of periods by their number,
    `hatched` the numbers of periods that are not to be compared with others. `bars` tells whether
    the one series is drawn so, and not as lines.
    """

    title: str
    method: Sequence[str]
    footer: str
    plots: Sequence[Plot]
    ticks: Sequence[tuple[float, str]]
    marks: Sequence[tuple[int, str]]
    hatched: Sequence[int] = field(default=())
    bars: bool = False

    @property
    def periods(self) -> int:
        """How many periods the level axis has."""
        return len(self.plots[0].heights)


def drawn(figure: Figure) -> str:
    """The figure as SVG."""
    drawing = Drawing(WIDTH, HEIGHT, figure.title, " ".join([*figure.method, figure.footer]))
    y = head(drawing, figure.title, figure.method)
    if not figure.bars:
        y = _legend(drawing, figure, y)
    left = EDGE + 12 + max((width(text, _LABEL) for _, text in figure.ticks), default=0)
    area = _Area(left, y + 16, WIDTH - EDGE - left, HEIGHT - _BELOW - y - 16, figure.periods)
    _axes(drawing, figure, area)
    for number, plot in enumerate(figure.plots):
        if figure.bars:
            _bars(drawing, plot, area)
        else:
            _line(drawing, plot, number, area)
    foot(drawing, figure.footer, HEIGHT)
    return drawing.to_svg()


@dataclass(frozen=True)
class _Area:
    """Where values are drawn: each period has a place of the same width."""

    left: float
    top: float
    width: float
    height: float
    periods: int

    @property
    def slot(self) -> float:
        return self.width / self.periods

    def x(self, period: int) -> float:
        return self.left + (period + 0.5) * self.slot

    def y(self, height: float) -> float:
        return self.top + (1 - height) * self.height


def head(drawing: Drawing, title: str, method: Sequence[str]) -> float:
    """The title and the method of a picture; gives where they end."""
    room, y = WIDTH - 2 * EDGE, float(EDGE)
    for line in lines(title, _TITLE, room, 2, bold=True):
        y += _TITLE
        drawing.text(EDGE, y, line, _TITLE, bold=True)
        y += _TITLE * (_LEADING - 1)
    for sentence in method:
        for line in lines(sentence, SMALL, room, 2):
            y += SMALL * _LEADING
            drawing.text(EDGE, y, line, SMALL, fill=SOFT)
    return y


def foot(drawing: Drawing, footer: str, height: float) -> None:
    """Where and when, at the lower edge of a picture of a height."""
    found = lines(footer, _LABEL, WIDTH - 2 * EDGE, 2)
    for n, line in enumerate(found):
        at = height - 18 - (len(found) - 1 - n) * _LABEL * _LEADING
        drawing.text(EDGE, at, line, _LABEL, fill=SOFT)


def _legend(drawing: Drawing, figure: Figure, y: float) -> float:
    """A sample of each line with its name; gives where they end."""
    x, y = float(EDGE), y + 1.8 * SMALL
    for number, plot in enumerate(figure.plots):
        name = shortened(plot.name, SMALL, WIDTH / 2 - 3 * EDGE)
        needed = 44 + width(name, SMALL) + 24
        if x > EDGE and x + needed > WIDTH - EDGE:
            x, y = float(EDGE), y + SMALL * _LEADING
        drawing.curve([(x, y - 5), (x + 36, y - 5)], COLOURS[number], DASHES[number])
        drawing.text(x + 44, y, name, SMALL)
        x += needed
    return y


def _axes(drawing: Drawing, figure: Figure, area: _Area) -> None:
    for n in figure.hatched:
        drawing.hatched(area.left + n * area.slot, area.top, area.slot, area.height)
    for height, text in figure.ticks:
        drawing.line(area.left, area.y(height), area.left + area.width, area.y(height), RULE)
        drawing.text(area.left - 8, area.y(height) + 5, text, _LABEL, fill=SOFT, anchor="end")
    for n, text in figure.marks:
        drawing.line(area.x(n), area.y(0), area.x(n), area.y(0) + 6, SOFT)
        drawing.text(area.x(n), area.y(0) + 24, text, _LABEL, fill=SOFT, anchor="middle")
    drawing.line(area.left, area.y(0), area.left + area.width, area.y(0), INK)


def _bars(drawing: Drawing, plot: Plot, area: _Area) -> None:
    for n, height in enumerate(plot.heights):
        if height:
            x = area.left + (n + (1 - _BAR) / 2) * area.slot
            drawing.rect(x, area.y(height), _BAR * area.slot, height * area.height, COLOURS[1])


def _line(drawing: Drawing, plot: Plot, number: int, area: _Area) -> None:
    points = [(area.x(n), area.y(height)) for n, height in enumerate(plot.heights)]
    if len(points) > 1:
        drawing.curve(points, COLOURS[number], DASHES[number])
    if len(points) <= _MOST_DOTS:
        for x, y in points:
            drawing.dot(x, y, COLOURS[number])
