"""Workbooks of spreadsheets (XLSX, XLSM, XLSB, XLS, ODS): the rows of each sheet with a header."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from index.articles.article import Rejected
from index.inputs.columns import Columns, describe_articles, known_fields, listed
from index.inputs.content import Content
from index.inputs.conversion import Options
from index.inputs.detection import Head
from index.inputs.found import Record, Skipped
from index.inputs.plain_values import plain
from index.inputs.workbook_limits import refusal

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOK = "Workbook".encode("utf-16-le")
_BOOK = "Book\0".encode("utf-16-le")
# The first member of a workbook; another zip may hold workbooks.
_OFFICE = re.compile(rb"PK\x03\x04.{26}(?:\[Content_Types\]\.xml|_rels/|docProps/|xl/)", re.S)
_OPEN_DOCUMENT = re.compile(
    rb"PK\x03\x04.{26}mimetype.{0,100}?application/vnd\.oasis\.opendocument\.spreadsheet", re.S
)
_PARTS = re.compile(rb"PK\x03\x04.{26}(?:xl/(?:workbook\.|worksheets/)|(word|ppt)/)", re.S)
_SEARCHED = 20  # rows in which the header is looked for
_RAW = 200  # characters

Cells = list[Any]


def is_workbook(head: Head) -> bool:
    """Whether a file begins as a workbook does; that of a zip is told by its first members."""
    data = head.data
    if data.startswith(b"PK\x03\x04"):
        if _OFFICE.match(data):
            part = _PARTS.search(data)
            return part is not None and part[1] is None
        return _OPEN_DOCUMENT.match(data) is not None
    return data.startswith(_OLE) and (_WORKBOOK in data or _BOOK in data)


def read(content: Content, options: Options) -> Iterator[Record | Rejected | Skipped]:
    """The articles in the rows of all sheets, and the sheets that have none."""
    from python_calamine import CalamineWorkbook  # noqa: PLC0415  (only where there is one)

    with content.spooled() as file:
        reason = refusal(file) if file.read(2) == b"PK" else None
        file.seek(0)
        if reason:
            yield Rejected(content.name, reason)
            return
        try:
            workbook = CalamineWorkbook.from_filelike(file)
            sheets = list(workbook.sheet_names)
        except BaseException as error:
            yield Rejected(content.name, _damaged(error))
            return
        for name in sheets:
            where = f"{content.name}/{name}"
            if options.table not in ("", name):
                yield Skipped(where, f"it is not the sheet {options.table}")
                continue
            try:
                sheet = workbook.get_sheet_by_name(name)
            except BaseException as error:
                yield Rejected(where, _damaged(error))
            else:
                yield from _articles(sheet, where, content.notes, options)


def _damaged(error: BaseException) -> str:
    """Why a workbook or a sheet cannot be read. Raises what is no mistake of its file."""
    # A panic in the library, which is no Exception.
    if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
        raise error
    if isinstance(error, MemoryError):
        raise error
    return f"it cannot be read as a spreadsheet: {error}"


def _articles(
    sheet: CalamineSheet, where: str, notes: tuple[str, ...], options: Options
) -> Iterator[Record | Rejected | Skipped]:
    # Before its version 0.9 the library fails on the rows of an empty sheet.
    rows = enumerate(sheet.iter_rows() if sheet.start else (), 1)
    before: list[Sequence[Any]] = []
    names: list[str] = []
    for _, row in rows:
        names = [_name(cell) for cell in row]
        if describe_articles(names, options.mapping):
            break
        if any(names):
            before.append(names)
        if len(before) == _SEARCHED:
            break
    if not describe_articles(names, options.mapping):
        yield _no_articles(before, where)
        return
    columns = Columns(names)
    width = len(columns)
    for number, row in rows:
        cells = [_plain(cell) for cell in row[:width]]
        if any(cell is not None for cell in cells):
            values, again = columns.values(cells)
            kept = {name: value for name, value in values.items() if value is not None}
            raw = ", ".join(map(str, kept.values()))[:_RAW]
            yield Record(f"{where}, row {number}", kept, notes, again, raw=raw)


def _no_articles(rows: list[Sequence[Any]], where: str) -> Rejected | Skipped:
    """A sheet without a header of articles: the rows before one are told."""
    if not rows:
        return Skipped(where, "the sheet is empty")
    best = max(rows, key=lambda names: (len(known_fields(names)), sum(map(bool, names))))
    return Rejected(
        where,
        "none of its first rows names the fields of articles; "
        f"one has {listed(name for name in best if name)}; name one with --map body=COLUMN",
        ", ".join(best)[:_RAW],
    )


def _name(cell: Any) -> str:
    """The name of a column."""
    return " ".join(normalize("NFC", str(cell)).split()).strip("*: ") if cell != "" else ""


def _plain(cell: Any) -> Any:
    """The value of a cell as other inputs have it; None for nothing."""
    if isinstance(cell, str):
        return cell.replace("_x000D_", "") if cell.strip() else None
    return plain(cell)
