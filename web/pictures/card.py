"""A card: what a link to a page looks like where it is shared."""

from __future__ import annotations

from dataclasses import dataclass

from web.pictures.drawing import COLOURS, INK, RULE, SOFT, Drawing
from web.pictures.wrapping import lines, shortened

WIDTH, HEIGHT = 1200, 630
_EDGE = 72
_SIZES = ((64, 3), (52, 4), (44, 5))  # of the headline: the largest in which it has so many lines
_SMALL = 30


@dataclass(frozen=True)
class Card:
    """A headline, what stands above it, and what below; the archive's name is at the foot."""

    above: str
    headline: str
    below: str
    name: str


def drawn(card: Card) -> str:
    """The card as SVG."""
    drawing = Drawing(WIDTH, HEIGHT, card.headline, card.name)
    room = WIDTH - 2 * _EDGE
    drawing.rect(0, 0, WIDTH, 16, COLOURS[0])
    y = _EDGE + 1.3 * _SMALL
    if card.above:
        drawing.text(_EDGE, y, shortened(card.above, _SMALL, room), _SMALL, fill=COLOURS[0])
    size, headline = _headline(card.headline, room)
    for line in headline:
        y += 1.3 * size
        drawing.text(_EDGE, y, line, size, bold=True)
    if card.below:
        y += 1.9 * _SMALL
        drawing.text(_EDGE, y, shortened(card.below, _SMALL, room), _SMALL, fill=SOFT)
    drawing.line(_EDGE, HEIGHT - 96, WIDTH - _EDGE, HEIGHT - 96, RULE)
    name = shortened(card.name, 36, room, bold=True)
    drawing.text(_EDGE, HEIGHT - 44, name, 36, bold=True, fill=INK)
    return drawing.to_svg()


def _headline(text: str, room: float) -> tuple[int, list[str]]:
    """The size of the headline's letters, and its lines."""
    for size, most in _SIZES:
        found = lines(text, size, room, most, bold=True)
        if not (found and found[-1].endswith("…")):
            break
    return size, found
