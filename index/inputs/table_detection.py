"""Which table a text is: what parts its columns, how cells are quoted, and where its header is.

Prose with commas is no table: a header names fields of articles, or all rows have as many columns.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from unicodedata import normalize

from index.inputs.columns import known_fields
from index.inputs.table_form import NAMES, Table, is_like, shapes_of, unescaped

LOOKED_AT = 32_768
"""Characters of a text by which it is known."""

_ROWS = 20  # of a table
_MOST_BEFORE = 30  # lines before the header

_USUAL = (*NAMES, "^", "~")
# A table whose header names no field that is known has so many columns and rows.
_FEWEST_COLUMNS = 3
_FEWEST_ROWS = 3
_KNOWN_COLUMNS = 2
_NAME = re.compile(r"[\w .#()/@$*:\[\]&-]{0,60}")  # what a header's cell looks like
_SPARE = re.compile(r"[\w .#()/-]{1,40}")  # where no field is known: a name, no sentence
_SEPARATOR = re.compile(r"[\t\x1c-\x1f]|[^\w\s\"'._()/#\\\0\ufffd\u0300-\u036f-]")
_SEP = re.compile(r"\s*\"?sep=(.)\"?\s*", re.I)
# A title above the table, or nothing, in a row with as many columns.
_PADDED = re.compile(r"[^;,\t|]*([;,\t|])\1+\s*")
_COMMENT = re.compile(r"\s*(?:#|//|--)")
_RULE = re.compile(r"[-:=+ ]+")
_ESCAPED = re.compile(r'(?<!\\)(?:\\\\)*\\"')

_TEXT_ESCAPE = re.compile(r"(?:\t|^)\\N(?=[\t\r\n]|$)|(?<!\\)\\n", re.M)
_QUOTED = re.compile(r'(?:\t|^)"[^"\t]*"(?=[\t\r\n]|$)', re.M)

_LONGEST_NAME = 70  # characters, with quotes


def table_of(head: str, *, whole: bool, named: bool = False) -> Table | None:
    """The table that begins with `head`, if it is one.

    The last row of what is not `whole` may be cut. One that is `named` as a table need have two
    columns only.
    """
    head = head[:LOOKED_AT].removeprefix("\ufeff")
    whole = whole and len(head) < LOOKED_AT
    end = "\r" if re.match(r"[^\n]*?[^\n\r]\r(?!\n)", head) else "\n"
    best: tuple[tuple[int, int, int], Table] | None = None
    for before, text, separators in _headers(head, end):
        for separator in separators:
            form = Table(separator, (), before, end)
            table = _try(text, form, whole=whole, named=named)
            if table and (best is None or table[0] > best[0]):
                best = table
        if best:
            return best[1]
    return None


def may_be_table(head: str) -> bool:
    """Whether a text whose letters cannot be read yet may be a table, by what parts its first two
    lines."""
    lines = [line for line in re.split(r"[\r\n]+", head[:LOOKED_AT], maxsplit=_MOST_BEFORE) if line]
    while lines and (
        _SEP.fullmatch(lines[0]) or _COMMENT.match(lines[0]) or _PADDED.fullmatch(lines[0])
    ):
        del lines[0]
    first, second, *_ = [*lines, "", ""]
    return any(
        first.count(part) == second.count(part) or not second or '"' in second
        for part in _separators(first)
    )


def _headers(head: str, end: str) -> Iterator[tuple[int, str, Sequence[str]]]:
    """(lines before, text from there, separators) of where a header may be."""
    lines = _cut(head, end, _MOST_BEFORE) or [head]
    place = 0
    given: list[str] = []
    for number, line in enumerate(lines):
        separator = _SEP.fullmatch(line)
        if separator and not given:
            given = [separator[1]]
        elif not line.strip(" \r\n\x00") or _PADDED.fullmatch(line):
            pass
        elif _COMMENT.match(line):
            bare = _COMMENT.sub("", line, count=1)
            if len(known_fields(map(_name, re.split(r"[,;|\t]", bare)))) >= _KNOWN_COLUMNS:
                rest = head[place:].replace(line, bare.lstrip(" "), 1)
                yield number, rest, given or _separators(bare)
        else:
            yield number, head[place:], given or _separators(line)
            return
        place += len(line)


def _cut(text: str, end: str, most: int = -1) -> list[str]:
    """The lines of a text with their ends, or so many of them."""
    *lines, last = text.split(end, most)
    return [line + end for line in lines] + ([last] if last and most < 0 else [])


def _separators(line: str) -> list[str]:
    found = dict.fromkeys(_SEPARATOR.findall(line.rstrip("\r\n")))
    return [*(one for one in _USUAL if one in found), *(one for one in found if one not in _USUAL)]


def _try(
    text: str, table: Table, *, whole: bool, named: bool
) -> tuple[tuple[int, int, int], Table] | None:
    """The table that a text is with this separator, after how well it is one."""
    separator = table.separator
    first = _cut(text, table.line_end, _FEWEST_ROWS) or [text]
    if not _may_be(first, separator, named):
        return None
    lines = _cut(text, table.line_end)
    quote = "'" if re.match(r"'[^']*'(?:.'[^']*')+\s*$", lines[0]) else '"'
    table = table._replace(quote=quote)
    if quote == '"' and _is_escaped(text):
        table = table._replace(escape="quote")
    elif separator == "\t" and _TEXT_ESCAPE.search(text) and not _QUOTED.search(text):
        table = table._replace(escape="text", quote="")
    if separator != "\t" and all(cell[:1] == " " for cell in lines[0].split(separator)[1:]):
        table = table._replace(spaced=True)
    rows, taken = _rows(lines, table, whole)
    if not rows or len(rows[0]) < 2:
        return None
    header = tuple(_name(cell) for cell in rows[0])
    others = [row for row in rows[1:] if not all(map(_RULE.fullmatch, row))]
    alike = [row for row in others if len(row) == len(header)]
    shapes = shapes_of(alike, len(header))
    table = table._replace(
        header=header, lines=table.lines + taken, shapes=shapes, columns=len(header)
    )
    known = len(known_fields(header))
    score = (known, len(alike), len(header))
    if known >= _KNOWN_COLUMNS and all(map(_NAME.fullmatch, header)):
        all_known = known == len(header) and len(rows) > 1
        if known > _KNOWN_COLUMNS or all_known or (others and 2 * len(alike) >= len(others)):
            return score, table
        return None
    return _unknown(score, table, rows, len(alike) == len(others), named)


def _may_be(lines: list[str], separator: str, named: bool) -> bool:
    """Whether the first lines may be a table's: prose is told from it in no time."""
    first = lines[0].rstrip("\r\n")
    cells = first.split(separator)
    if all(len(cell) <= _LONGEST_NAME for cell in cells):
        names = map(_name, cells)
        if len(known_fields(name for name in names if name)) >= _KNOWN_COLUMNS:
            return True
    if separator not in _USUAL and separator >= " ":
        return False
    if first[:1] == '"' or f'{separator}"' in first:
        return True
    fewest = 2 if named else _FEWEST_COLUMNS
    return len(cells) >= fewest and (len(lines) < 2 or separator in lines[1])


def _unknown(
    score: tuple[int, int, int], table: Table, rows: list[list[str]], even: bool, named: bool
) -> tuple[tuple[int, int, int], Table] | None:
    """A table whose header names no field, or that has none."""
    usual = table.separator in _USUAL or table.separator < " "
    fewest = (2, 1) if named else (_FEWEST_COLUMNS, _FEWEST_ROWS)
    if not usual or not even or len(table.header) < fewest[0] or len(rows) <= fewest[1]:
        return None
    like_data = any(
        shape and is_like(shape, name)
        for shape, name in zip(table.shapes, table.header, strict=True)
    )
    if not like_data and all(name and _SPARE.fullmatch(name) for name in table.header):
        return score, table
    if like_data:
        return score, table._replace(header=(), lines=0)
    return None


def _name(cell: str) -> str:
    """The name of a column."""
    return " ".join(normalize("NFC", cell.strip("\ufeff \t\r\n\0*")).split()).strip("\"'")


def _is_escaped(text: str) -> bool:
    """Whether quotes in cells have a backslash before them."""
    return len(_ESCAPED.findall(text)) > len(re.findall(r'[^",;|\t\n\\]""[^",;|\t\r\n]', text))


def _rows(lines: list[str], table: Table, whole: bool) -> tuple[list[list[str]], int]:
    """The first rows, without one that may be cut; and how many lines the first one has."""
    if table.escape == "quote":
        lines = [unescaped(line) if "\\" in line else line for line in lines]
    rows: list[list[str]] = []
    taken = 0
    reader = csv.reader([line.replace("\0", "") for line in lines], **table.dialect())  # type: ignore[arg-type]
    try:
        for row in reader:
            if row:
                rows.append(row)
                taken = taken or reader.line_num
            if len(rows) > _ROWS:
                return rows[:_ROWS], taken
    except csv.Error:
        return rows, taken
    return rows if whole or len(rows) == 1 else rows[:-1], taken
