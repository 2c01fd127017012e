"""An SVG picture in the making: what is drawn is escaped, and needs no style sheet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree.ElementTree import Element, SubElement, tostring

from search.display.sanitizing import sanitized

FONT = "Noto Sans"
"""The typeface of pictures, which comes with them; where only SVG is sent, or one like it."""
_FAMILIES = f"{FONT}, Liberation Sans, Arial, sans-serif"
PAPER, INK, SOFT, RULE = "#fbf9f4", "#1d1b18", "#5f574b", "#d9d2c3"
COLOURS = ("#8e1b1b", "#1857a4", "#a67a00", "#5b3f63")
"""Of the first line, the second and so on; `DASHES` tell them apart without colour."""
DASHES = ("", "9 4", "2 3", "10 3 2 3")
_HATCH = "hatch"


class Drawing:
    """A picture of a width and height in pixels, on paper."""

    def __init__(self, width: int, height: int, title: str, description: str) -> None:
        """`title` and `description` are for those who do not see it."""
        self._root = Element(
            "svg",
            {
                **{"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {width} {height}"},
                **{"width": f"{width}", "height": f"{height}", "role": "img"},
                **{"font-family": _FAMILIES, "fill": INK},
            },
        )
        self._parent = self._root
        self._add("title").text = sanitized(title)
        self._add("desc").text = sanitized(description)
        hatch = SubElement(
            self._add("defs"),
            "pattern",
            {"id": _HATCH, "width": "8", "height": "8", "patternUnits": "userSpaceOnUse"},
        )
        SubElement(
            hatch, "path", {"d": "M-2,2 2,-2M0,8 8,0M6,10 10,6", "stroke": SOFT, "opacity": "0.5"}
        )
        self.rect(0, 0, width, height, PAPER)

    def to_svg(self) -> str:
        """The picture as SVG."""
        return tostring(self._root, "unicode")

    def _add(self, tag: str, **attributes: str | float) -> Element:
        written = {
            name.replace("_", "-"): f"{value:.1f}".removesuffix(".0")
            if isinstance(value, float)
            else sanitized(f"{value}")
            for name, value in attributes.items()
            if value != ""
        }
        return SubElement(self._parent, tag, written)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        fill: str = "",
        bold: bool = False,
        anchor: str = "",
    ) -> None:
        """A line of text whose base line begins, ends or has its middle at a place."""
        weight = "700" if bold else ""
        place = {"x": float(x), "y": float(y), "font_size": float(size)}
        element = self._add("text", **place, fill=fill, font_weight=weight, text_anchor=anchor)
        element.text = sanitized(text)

    def line(self, x1: float, y1: float, x2: float, y2: float, stroke: str) -> None:
        """A thin line."""
        ends = {"x1": float(x1), "y1": float(y1), "x2": float(x2), "y2": float(y2)}
        self._add("line", **ends, stroke=stroke)

    def rect(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        """A rectangle."""
        self._add(
            "rect", x=float(x), y=float(y), width=float(width), height=float(height), fill=fill
        )

    def hatched(self, x: float, y: float, width: float, height: float) -> None:
        """A rectangle of slanting lines."""
        self.rect(x, y, width, height, f"url(#{_HATCH})")

    def curve(self, points: list[tuple[float, float]], stroke: str, dash: str = "") -> None:
        """A line through some places."""
        written = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        pen = {"fill": "none", "stroke": stroke, "stroke_dasharray": dash}
        self._add("polyline", points=written, stroke_width=2.5, stroke_linejoin="round", **pen)

    def path(
        self,
        d: str,
        *,
        fill: str = "none",
        stroke: str = "",
        stroke_width: float = 0,
        dash: str = "",
    ) -> None:
        """An outline in SVG's own words, filled or drawn with a pen."""
        pen = {"stroke": stroke, "stroke_width": stroke_width or "", "stroke_dasharray": dash}
        self._add("path", d=d, fill=fill, **pen)

    @contextmanager
    def moved(self, x: float, y: float) -> Iterator[None]:
        """What is drawn meanwhile is moved to the right and down."""
        before = self._parent
        self._parent = SubElement(before, "g", {"transform": f"translate({x:.1f} {y:.1f})"})
        yield
        self._parent = before

    def dot(self, x: float, y: float, fill: str) -> None:
        """A small disc around a place."""
        self._add("circle", cx=float(x), cy=float(y), r=3.0, fill=fill)
