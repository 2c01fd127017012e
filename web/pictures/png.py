"""Pictures as PNG: drawn by resvg with the fonts that come along, and no others.

A machine without fonts would draw blank text, and one with other fonts other pictures.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import as_file, files

import resvg_py

from web.pictures.drawing import FONT

_FONTS = ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf")
_KEPT = 64
# What the fonts have no letters for would be left out without a word.
_UNDRAWN = re.compile(
    "[^\\s -~\u00a0-\u017f\u0192\u01a0\u01a1\u01af\u01b0\u0300-\u0304\u0306-\u030c\u0323"
    "\u1e00-\u1eff\u2010-\u2027\u2030\u2032\u2033\u2039\u203a\u20ab\u20ac\u2116\u2122"
    "\u2212\u2260\u2264\u2265\ufffd]"
)


@lru_cache(_KEPT)
def png(svg: str) -> bytes:
    """A picture in pixels; the same text is drawn once, and remembered for a while.

    What is no Latin letter, figure or sign becomes a mark of its absence (U+FFFD).
    """
    with as_file(files("web.pictures") / "fonts") as folder:
        return resvg_py.svg_to_bytes(
            svg_string=_UNDRAWN.sub("\ufffd", svg),
            skip_system_fonts=True,
            font_files=[str(folder / name) for name in _FONTS],
            font_family=FONT,
            sans_serif_family=FONT,
        )
