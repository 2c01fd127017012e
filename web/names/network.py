"""Where everything stands in the picture of a name and its companions.

The name is in the middle; its companions stand left and right of it, type by type, in the order in
which tables list them. The same network always has the same picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from search import Companion
from search.insight.companions import EgoNetwork
from web.pictures.wrapping import lines, shortened, width

_THINNEST, _THICKEST = 0.75, 4.0  # of the lines, for letters of 11 pixels
_LETTERS = 11


@dataclass(frozen=True)
class Sizes:
    """How large a picture is: its width, its letters, and the height of a row, in pixels."""

    width: int
    letters: int
    row: int

    @property
    def unit(self) -> float:
        """What a pixel of a picture with the smallest letters is here."""
        return self.letters / _LETTERS


@dataclass(frozen=True)
class Node:
    """A companion: its label (shortened if need be) with its base line's end at a place, and the
    outline of the sign of its type."""

    companion: Companion
    x: float
    y: float
    label: str
    label_x: float
    label_y: float
    anchor: str
    sign: str


@dataclass(frozen=True)
class Edge:
    """A line from a companion to the name, or to another (`is_tie`): its path and width."""

    path: str
    width: float
    is_tie: bool


@dataclass(frozen=True)
class Plan:
    """The picture: the name in lines around its middle, within a `box` (left, top, width, height),
    its companions, and the lines between."""

    width: int
    height: int
    x: float
    box: tuple[float, float, float, float]
    lines: Sequence[tuple[float, str]]
    nodes: Sequence[Node]
    edges: Sequence[Edge]
    letters: int


def plan(network: EgoNetwork, sizes: Sizes) -> Plan:
    """Where everything stands."""
    unit = sizes.unit
    rows = -(-len(network.companions) // 2)
    height = (rows + 1) * sizes.row
    x, y = sizes.width / 2, height / 2
    middle = 52 * unit  # from the middle to the nearest companions
    places = [_place(n, rows, sizes) for n in range(len(network.companions))]
    nodes = []
    for companion, (side, down) in zip(network.companions, places, strict=True):
        # Companions in the middle rows stand a little farther out, so that lines part.
        off = middle + 14 * unit * (1 - abs(2 * (down - y) / height))
        at = x + side * off
        nodes.append(
            Node(
                companion=companion,
                x=at,
                y=down,
                label=shortened(companion.name, sizes.letters, x - off - 11 * unit),
                label_x=at + side * 9 * unit,
                label_y=down + 4 * unit,
                anchor="start" if side > 0 else "end",
                sign=sign(companion.facet, at, down, 4.5 * unit),
            )
        )
    name = lines(network.name, sizes.letters, 2 * middle - 20 * unit, 3, bold=True)
    leading = 1.3 * sizes.letters
    first = y - leading * (len(name) - 1) / 2 + 4 * unit
    wide = max(width(line, sizes.letters, bold=True) for line in name) + 4 * unit if name else 0.0
    high = leading * len(name) + 2 * unit
    return Plan(
        width=sizes.width,
        height=height,
        x=x,
        box=(x - wide / 2, y - high / 2, wide, high),
        lines=[(first + n * leading, line) for n, line in enumerate(name)],
        nodes=nodes,
        edges=[*_ties(network, nodes, (x, y), unit), *_spokes(nodes, (x, y), unit)],
        letters=sizes.letters,
    )


def sign(facet: str, x: float, y: float, half: float) -> str:
    """The outline of the sign of a type around a place: a disc, a square or a triangle."""
    if facet == "person":
        arc = f"a{half:.2f} {half:.2f} 0 1 1"
        return f"M{x - half:.2f} {y:.2f}{arc} {2 * half:.2f} 0{arc} {-2 * half:.2f} 0z"
    if facet == "place":
        return f"M{x - half:.1f} {y - half:.1f}h{2 * half:.1f}v{2 * half:.1f}h-{2 * half:.1f}z"
    return f"M{x:.1f} {y - half:.1f}l{half:.1f} {2 * half:.1f}h-{2 * half:.1f}z"


def _place(number: int, rows: int, sizes: Sizes) -> tuple[int, float]:
    """The side of a companion (1 is right) and how far down it stands: clockwise from the top."""
    if number < rows:
        return 1, (number + 1.0) * sizes.row
    return -1, (2.0 * rows - number) * sizes.row


def _spokes(nodes: Sequence[Node], middle: tuple[float, float], unit: float) -> list[Edge]:
    most = max((node.companion.score for node in nodes), default=1.0)
    return [
        Edge(
            f"M{middle[0]:.1f} {middle[1]:.1f}L{node.x:.1f} {node.y:.1f}",
            _width(node.companion.score / most, unit),
            is_tie=False,
        )
        for node in nodes
    ]


def _ties(
    network: EgoNetwork, nodes: Sequence[Node], middle: tuple[float, float], unit: float
) -> list[Edge]:
    most = max((tie.score for tie in network.ties), default=1.0)
    found = []
    for tie in network.ties:
        one, other = nodes[tie.first], nodes[tie.second]
        x, y = ((one.x + other.x) / 2 + middle[0]) / 2, ((one.y + other.y) / 2 + middle[1]) / 2
        path = f"M{one.x:.1f} {one.y:.1f}Q{x:.1f} {y:.1f} {other.x:.1f} {other.y:.1f}"
        found.append(Edge(path, _width(tie.score / most, unit), is_tie=True))
    return found


def _width(share: float, unit: float) -> float:
    """The width of a line that is so strong, beside the strongest."""
    return round((_THINNEST + (_THICKEST - _THINNEST) * sqrt(share)) * unit, 1)
