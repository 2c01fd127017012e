"""Texts cut into lines: SVG has no lines of its own, and nothing here knows a font's widths.

Letters are taken to be as wide as those of Noto Sans are at most, by kinds of letters.
"""

from __future__ import annotations

from index.vietnamese.spelling import fold

_NARROW, _WIDE = frozenset("iljtfrI.,:;'|!()[] "), frozenset("mwMW@%—…")
_WIDTHS = {"narrow": 0.36, "wide": 0.95, "capital": 0.74, "usual": 0.61}


def width(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide a text is in pixels, rather too much than too little."""
    em = sum(map(_width, fold(text)))
    return em * size * (1.06 if bold else 1)


def _width(letter: str) -> float:
    if letter in _NARROW:
        return _WIDTHS["narrow"]
    if letter in _WIDE or ord(letter) > 0x2E80:
        return _WIDTHS["wide"]
    return _WIDTHS["capital" if letter.isupper() else "usual"]


def lines(text: str, size: float, room: float, most: int, *, bold: bool = False) -> list[str]:
    """A text in up to `most` lines that fit into the room; what is too long ends with an ellipsis.

    White space counts as one space; a word that fits into no line is cut.
    """
    found: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if width(longer, size, bold=bold) <= room:
            line = longer
            continue
        if len(found) + 1 == most:
            return [*found, shortened(longer, size, room, bold=bold)]
        if line:
            found.append(line)
        line = shortened(word, size, room, bold=bold)
    return [*found, line] if line else found


def shortened(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """A text, or as much of it as fits into the room with an ellipsis."""
    if width(text, size, bold=bold) <= room:
        return text
    end = len(text)
    while end and width(text[:end] + "…", size, bold=bold) > room:
        end -= max(1, end // 50)
    return text[: max(0, end)].rstrip() + "…"
