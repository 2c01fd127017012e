"""The form of a table in delimited text, and what its columns look like."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from typing import NamedTuple

NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
"""What the usual separators are called."""

_SHAPES = {
    "a number": re.compile(r"[-+]?\d{1,15}(?:[.,]\d+)?"),
    "a date": re.compile(
        r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?:[T ,].{0,40})?|.{0,12}T\d\d:\d\d.{0,20}"
    ),
    "an address": re.compile(r"(?:https?://|www\.)\S+", re.I),
}
_BACKSLASH = re.compile(r"\\(.)", re.S)
_FOR = {'"': '""', "\\": "\\", "\n": "\n"}


class Table(NamedTuple):
    """The form of a table.

    `header` has the names of its columns, none if there is no header; it ends after so many
    `lines`. `line_end` parts lines; `escape` is "quote" where a backslash stands before quotes,
    and "text" where it stands for line feeds and tabs. `shapes` has what all cells of a column
    look like; None for texts.
    """

    separator: str
    header: tuple[str, ...]
    lines: int
    line_end: str = "\n"
    quote: str = '"'
    escape: str = ""
    spaced: bool = False
    shapes: tuple[str | None, ...] = ()
    columns: int = 0

    def dialect(self) -> dict[str, object]:
        """What `csv.reader` is told of it, but for how strict it is."""
        quoting = csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE
        return {
            "delimiter": self.separator,
            "quotechar": self.quote or None,
            "quoting": quoting,
            "skipinitialspace": self.spaced,
        }

    def called(self) -> str:
        """What it is called in messages."""
        name = NAMES.get(self.separator) or repr(self.separator)
        return f"a table with columns parted by a {name}"


class Row(NamedTuple):
    """A row, or what is none, with a `fault`; `line` is the number of its first line."""

    line: int
    cells: Sequence[str]
    raw: str
    notes: tuple[str, ...] = ()
    fault: str = ""


def unescaped(line: str) -> str:
    """A line in which quotes are doubled instead of having a backslash before them."""
    return _BACKSLASH.sub(lambda found: _FOR.get(found[1], found[0]), line)


def shapes_of(rows: list[list[str]], count: int) -> tuple[str | None, ...]:
    """What all cells of each column look like."""
    found: list[str | None] = []
    for place in range(count):
        cells = [cell for row in rows if (cell := row[place].strip())]
        shapes = (name for name, shape in _SHAPES.items() if all(map(shape.fullmatch, cells)))
        found.append(next(shapes, None) if cells else None)
    return tuple(found)


def agrees(table: Table, row: Sequence[str]) -> bool | None:
    """Whether the cells of a row look as all others of their columns; None where nothing tells."""
    told = [
        _SHAPES[shape].fullmatch(cell.strip()) is not None
        for shape, cell in zip(table.shapes, row, strict=False)
        if shape and cell.strip()
    ]
    return all(told) if told else (False if any(table.shapes) else None)


def looks_of(table: Table) -> str:
    """What the columns of a table without a header look like."""
    return ", ".join(shape or "a text" for shape in table.shapes)


def is_like(shape: str, cell: str) -> bool:
    """Whether a cell looks as a shape says."""
    return _SHAPES[shape].fullmatch(cell) is not None
