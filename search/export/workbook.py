"""Articles as a workbook of a spreadsheet program (XLSX), written row by row.

A cell of such a workbook holds 32,767 characters, and a sheet 1,048,576 rows. What of a text does
not fit goes on in the sheet CONTINUED, and what of the rows does not in further sheets: nothing is
left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from xlsxwriter import Workbook

from search.display.sanitizing import sanitized

MOST_CHARACTERS = 32_767
"""A cell holds so many, counted as Excel does, in units of UTF-16."""
MOST_ROWS = 1_048_576
SHEET = "articles"
CONTINUED = "continued"
_HEADING_OF_CONTINUED = ("row", "column", "part", "text")
_WIDTHS = {"title": 60, "summary": 60, "body": 60, "published": 18, "source": 18}
_USUAL_WIDTH = 14
_BLOCK = 1 << 16
# Texts are texts, whatever they look like, and no memory is taken for rows that are written.
_OPTIONS = {
    **{"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    **{"strings_to_numbers": False},
}


def workbook(rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The workbook of some rows, the first of which is the heading, as pieces of its file.

    Takes no more memory for more rows; the file is made in a temporary folder before its first
    piece comes.
    """
    with TemporaryDirectory(prefix="khobao-") as folder:
        path = Path(folder) / "khobao.xlsx"
        _write(rows, path, folder)
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block


def _write(rows: Iterable[Sequence[Any]], path: Path, folder: str) -> None:
    every = iter(rows)
    heading = [str(name) for name in next(every)]
    with Workbook(str(path), {**_OPTIONS, "tmpdir": folder}) as book:
        found = _Sheets(book, SHEET, heading)
        rest: _Sheets | None = None
        for row in every:
            cells = [_parts(value) for value in row]
            number = found.add([first for first, *_ in cells])
            for name, (_, *others) in zip(heading, cells, strict=True):
                for part, text in enumerate(others, 2):
                    rest = rest or _Sheets(book, CONTINUED, _HEADING_OF_CONTINUED)
                    rest.add([number, name, part, text])


class _Sheets:
    """Sheets of one heading, a new one for each `MOST_ROWS` rows."""

    def __init__(self, book: Any, name: str, heading: Sequence[str]) -> None:
        self._book, self._name, self._heading = book, name, heading
        self._bold = book.add_format({"bold": True})
        self._sheets = 0
        self._begin()

    def add(self, values: Sequence[Any]) -> str:
        """Write a row; returns where it stands, as *articles 2*."""
        if self._next == MOST_ROWS:
            self._begin()
        for column, value in enumerate(values):
            if isinstance(value, str):
                self._sheet.write_string(self._next, column, value)
            elif value is not None:
                self._sheet.write_number(self._next, column, value)
        self._next += 1
        return f"{self._sheet.get_name()} {self._next}"

    def _begin(self) -> None:
        self._sheets += 1
        name = self._name if self._sheets == 1 else f"{self._name} {self._sheets}"
        self._sheet = self._book.add_worksheet(name)
        self._sheet.freeze_panes(1, 0)
        for column, head in enumerate(self._heading):
            self._sheet.set_column(column, column, _WIDTHS.get(head, _USUAL_WIDTH))
        for column, head in enumerate(self._heading):
            self._sheet.write_string(0, column, head, self._bold)
        self._next = 1


def _parts(value: Any) -> list[Any]:
    """A value as cells can hold it: itself, or the parts of a text, which together are the text."""
    if not isinstance(value, str):
        return [value]
    text = sanitized(value)
    if 2 * len(text) <= MOST_CHARACTERS:
        return [text]
    parts, start, units = [], 0, 0
    for place, character in enumerate(text):
        width = 1 if character < "\U00010000" else 2
        if units + width > MOST_CHARACTERS:
            parts.append(text[start:place])
            start, units = place, 0
        units += width
    return [*parts, text[start:]]
