"""Tables in delimited text: CSV, TSV and their kin, with a header that names the columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from index.articles.article import Rejected
from index.inputs.columns import Columns, describe_articles, refusal
from index.inputs.content import HEAD, Content
from index.inputs.conversion import Options
from index.inputs.detection import Head
from index.inputs.encodings import LineDecoder
from index.inputs.found import Record, Skipped
from index.inputs.lines import is_blank
from index.inputs.table_detection import LOOKED_AT, may_be_table, table_of
from index.inputs.table_form import Table, looks_of
from index.inputs.table_lines import Lines
from index.inputs.table_rows import Rows
from index.vietnamese.legacy import UnreadableError

_RAW = 200  # characters
_RULES = ("(", "-", "+-", "|-", "|:", "| -", "| :", " -", "=")
_RULE = re.compile(r"[-:=+| ]+\s*|\(\d+ rows?\)\s*")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": ""}
_ESCAPE = re.compile(r"\\(.)", re.S)


def is_table(head: Head) -> bool:
    """Whether a content is a table in delimited text."""
    whole = len(head.data) < HEAD
    if "\ufffd" not in head.text and head.data[:1] != b"\t":  # it is decoded already
        return table_of(head.text, whole=whole) is not None
    if "\ufffd" in head.text and not may_be_table(head.data.decode("latin-1")):
        return False
    return _table(head.data, named=False) is not None


def _table(data: bytes, *, named: bool) -> Table | None:
    whole = len(data) < HEAD
    return table_of(_text(data[: 4 * LOOKED_AT]), whole=whole, named=named)


def _text(data: bytes) -> str:
    """The beginning of a table, whatever its encoding is; U+FFFD for what cannot be read."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3:  # a letter that is cut
            return data[: error.start].decode()
    decoder = LineDecoder(data)
    lines = []
    for line in re.split(b"(?<=[\n\r])", data[:LOOKED_AT]):
        try:
            lines.append(decoder.decode(line)[0])
        except UnreadableError:
            lines.append(line.decode("utf-8", "replace"))
    return "".join(lines)


def read(content: Content, options: Options) -> Iterator[Record | Rejected | Skipped]:
    """The articles in the rows of a table, and the rows that are none."""
    head = content.peek()
    table = _table(head, named=True)
    if table is None or not table.header:
        if not all(map(is_blank, chain([head], content.chunks))):
            yield Rejected(content.name, _no_header(table), _text(head[:800])[:_RAW])
        return
    if not describe_articles(table.header, options.mapping):
        raw = table.separator.join(table.header)[:_RAW]
        yield Rejected(f"{content.name}:{table.lines}", refusal(table.header), raw)
        return
    lines = Lines(content.chunks, head, table.line_end)
    yield from _articles(content, table, Rows(table, lines))
    if lines.damage:
        raise lines.damage


def _articles(content: Content, table: Table, rows: Rows) -> Iterator[Record | Rejected | Skipped]:
    columns = Columns(table.header)
    name, notes = content.name, content.notes
    for row in rows:
        where = f"{name}:{row.line}"
        if row.raw.startswith(_RULES) and _RULE.fullmatch(row.raw):
            continue  # a line that is drawn around the rows, or a count of them below
        if row.fault:
            yield Rejected(where, row.fault, row.raw)
            continue
        cells = row.cells
        if table.escape == "text":
            cells = _unescaped(cells)
        elif table.spaced:
            cells = [cell.rstrip() for cell in cells]
        if _is_header(table.header, cells):
            yield Skipped(where, "it is the header again")
            continue
        values, again = columns.values(cells)
        yield Record(where, values, (*notes, *row.notes), again, raw=row.raw)


def _is_header(header: Sequence[str], cells: Sequence[str]) -> bool:
    return cells[0].strip() == header[0] != "" and [cell.strip() for cell in cells] == list(header)


def _unescaped(cells: Sequence[str]) -> Sequence[str]:
    """The cells with line feeds and tabs for what stands for them."""
    return [_ESCAPE.sub(_letter, cell) if "\\" in cell else cell for cell in cells]


def _letter(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[1], found[0] if found[1] == "N" else found[1])


def _no_header(table: Table | None) -> str:
    what = "it is named as a table" if table is None else f"it is {table.called()}"
    looks = f" (its columns look like {looks_of(table)})" if table else ""
    return (
        f"{what}, and has no header{looks}; put a first line before it that names the fields, "
        "such as id,title,body,published"
    )
