"""The picture of a name and its companions as it can be printed."""

from __future__ import annotations

from collections.abc import Sequence

from search.insight.companions import EgoNetwork
from web.names.network import Plan, Sizes, plan, sign
from web.pictures.drawing import COLOURS, INK, PAPER, SOFT, Drawing
from web.pictures.figure import EDGE, SMALL, WIDTH, foot, head

_SIZES = Sizes(WIDTH, 18, 40)
_GAP, _LEGEND, _FOOT = 16, 40, 56


def drawn(
    network: EgoNetwork, method: Sequence[str], footer: str, types: Sequence[tuple[str, str]]
) -> str:
    """The picture as SVG; `types` names the types of names, each with what it is called."""
    shown = plan(network, _SIZES)
    top = round(head(Drawing(WIDTH, 0, "", ""), network.name, method)) + _GAP
    height = top + shown.height + _LEGEND + _FOOT
    drawing = Drawing(WIDTH, height, network.name, " ".join([*method, footer]))
    head(drawing, network.name, method)
    with drawing.moved(0, top):
        _network(drawing, shown)
    x, y = float(EDGE), float(top + shown.height + _LEGEND / 2)
    for type, said in types:
        drawing.path(sign(type, x + 8, y - 6, 7), fill=INK)
        drawing.text(x + 24, y, said, SMALL)
        x += 220
    foot(drawing, footer, height)
    return drawing.to_svg()


def _network(drawing: Drawing, shown: Plan) -> None:
    for edge in shown.edges:
        colour, dash = (COLOURS[1], "6 4") if edge.is_tie else (SOFT, "")
        drawing.path(edge.path, stroke=colour, stroke_width=edge.width, dash=dash)
    drawing.rect(*shown.box, PAPER)
    for y, line in shown.lines:
        drawing.text(shown.x, y, line, shown.letters, bold=True, anchor="middle")
    for node in shown.nodes:
        drawing.path(node.sign, fill=INK)
        drawing.text(node.label_x, node.label_y, node.label, shown.letters, anchor=node.anchor)
