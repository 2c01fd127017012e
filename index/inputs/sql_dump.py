"""Dumps of databases in SQL: the rows that INSERT and COPY put into tables of articles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from index.articles.article import Rejected
from index.inputs import seeming
from index.inputs.columns import (
    Columns,
    describe_articles,
    listed,
    refusal,
    stands_beside_articles,
)
from index.inputs.content import Content
from index.inputs.conversion import Options
from index.inputs.detection import Head
from index.inputs.found import Record, Skipped
from index.inputs.sql_source import Source, created, has_escapes
from index.inputs.sql_text import Text, TooLongError, bare, unescaped
from index.inputs.sql_values import value_at
from index.inputs.unpublished import unpublished

_RAW = 200  # characters
_LOOKED_AT = 32_768
_NAME = r'(?:[\w$]+|`[^`]+`|"[^"]+"|\[[^\]\n]+\])'
_FULL_NAME = rf"({_NAME}(?:\s*\.\s*{_NAME}){{0,2}})"
_INSERT = re.compile(
    rf"(?:insert|replace)\s+(?:ignore\s+|or\s+\w+\s+)?(?:into\s+)?{_FULL_NAME}\s*"
    r"(?:\(([^()]*)\)\s*)?(?:overriding\s+\w+\s+value\s+)?values\s*(?=\()",
    re.I,
)
_CREATE = re.compile(
    rf"create\s+(?:temporary\s+)?table\s+(?:if\s+not\s+exists\s+)?{_FULL_NAME}\s*(?=\()", re.I
)
_COPY = re.compile(
    rf"copy\s+{_FULL_NAME}\s*(?:\(([^()]*)\))?\s+from\s+stdin[^;\n]*;[ \t]*\r?\n", re.I
)
_LONGEST_START = 100_000

Piece = Record | Rejected | Skipped


def is_sql(head: Head) -> bool:
    """Whether a text begins as SQL does."""
    return seeming.is_sql(head.text[:_LOOKED_AT])


def read(content: Content, options: Options) -> Iterator[Piece]:
    """The articles in the rows of a dump, and the tables that have none."""
    head = content.peek()
    source = Source(content.chunks, head)
    text = Text(source.pieces(), escapes=has_escapes(head))
    yield from _Dump(content, options, text).rows()
    if source.damage:
        raise source.damage


class _Dump:
    """Reads one dump."""

    def __init__(self, content: Content, options: Options, text: Text) -> None:
        self._name = content.name
        self._notes = content.notes
        self._options = options
        self._text = text
        self._columns: dict[str, list[str]] = {}  # of tables that were created
        self._counts: dict[str, int] = {}  # rows of tables with articles so far
        self._told: set[str] = set()  # tables that are not read

    def rows(self) -> Iterator[Piece]:
        """What all statements give."""
        text = self._text
        try:
            while text.skip_blank():
                yield from self._statement()
        except TooLongError:
            reason = "what begins here has no end; the rest of the file is not read"
            yield Rejected(f"{self._name}:{text.line}", reason, text.held[text.place :][:_RAW])
        if not self._counts:
            tables = listed(self._told | set(self._columns)) or "none"
            reason = f"no table has the text of articles (there are: {tables})"
            yield Rejected(self._name, f"{reason}; name its column with --map body=COLUMN")

    def _statement(self) -> Iterator[Piece]:
        text = self._text
        while len(text.held) - text.place < _LONGEST_START and text.more():
            pass
        if found := _INSERT.match(text.held, text.place):
            text.place = found.end()
            yield from self._of(found[1], found[2], self._inserted)
        elif found := _COPY.match(text.held, text.place):
            text.place = found.end()
            yield from self._of(found[1], found[2], self._copied)
        elif found := _CREATE.match(text.held, text.place):
            text.place = found.end()
            self._columns[bare(found[1])] = created(text.statement())
        elif text.held[text.place : text.place + 9].lower() == "delimiter":
            text.to_next_line()
        else:
            text.skip_statement()

    def _of(self, full_name: str, names: str | None, rows: Any) -> Iterator[Piece]:
        """The rows that a statement puts into a table."""
        table = bare(full_name)
        line = self._text.line
        columns = [bare(name) for name in names.split(",")] if names else self._columns.get(table)
        where = f"{self._name}:{line}"
        reason: Piece | None = None
        wanted = self._options.table
        if columns is None:
            reason = Rejected(where, f"nothing tells which columns the table {table} has")
        elif wanted and table != wanted:
            reason = Skipped(where, f"it is not the table {wanted}")
        elif not describe_articles(columns, self._options.mapping):
            if wanted:
                reason = Rejected(where, refusal(columns))
            else:
                has = listed(columns)
                reason = Skipped(where, f"{table} is no table of articles; it has {has}")
        elif not wanted and stands_beside_articles(table):
            reason = Skipped(where, f"{table} stands beside articles; name it with --table")
        if reason is None:
            self._counts.setdefault(table, 0)
            for at, row in rows():
                self._counts[table] += 1
                yield self._found(Columns(columns or ()), row, table, at)
            return
        if table not in self._told:
            self._told.add(table)
            yield reason
        for _ in rows():
            pass

    def _inserted(self) -> Iterator[tuple[int, Sequence[Any] | str]]:
        """(line, values) of the rows after VALUES; a text where they cannot be read."""
        text = self._text
        while text.take("("):
            line, begin = text.line, text.held[text.place : text.place + _RAW]
            values: list[Any] = []
            mark = ","
            while mark == ",":
                found, value = value_at(text)
                if not found:
                    mark = ""
                    break
                values.append(value)
                mark = text.take(",)")
            yield line, values if mark else begin
            if not mark:
                break
            text.take(",")
        text.skip_statement()

    def _copied(self) -> Iterator[tuple[int, Sequence[Any] | str]]:
        """(line, values) of the lines up to the one that ends them."""
        text = self._text
        while True:
            number = text.line
            line = text.rest_of_line()
            if line is None or line == "\\.":
                return
            yield number, [_copied_value(cell) for cell in line.split("\t")]

    def _found(self, columns: Columns, row: Sequence[Any] | str, table: str, line: int) -> Piece:
        where = f"{self._name}:{line}, row {self._counts[table]} of {table}"
        if isinstance(row, str):
            return Rejected(where, "its values cannot be told apart", row)
        raw = ", ".join(str(value)[:_RAW] for value in row if value is not None)[:_RAW]
        if len(row) != len(columns):
            reason = f"it has {len(row)} values, and the table {len(columns)} columns"
            return Rejected(where, reason, raw)
        values, again = columns.values(row)
        unfit = unpublished(values)
        if unfit:
            return Skipped(where, unfit)
        kept = {name: value for name, value in values.items() if value is not None}
        return Record(where, kept, self._notes, again, raw=raw)


def _copied_value(cell: str) -> str | None:
    if cell == "\\N":
        return None
    return unescaped(cell) if "\\" in cell else cell
