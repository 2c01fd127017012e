"""SQLite databases: the rows of the tables that have articles, or the answer to a query."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from index.articles.article import Rejected
from index.inputs.columns import (
    Columns,
    describe_articles,
    listed,
    refusal,
    stands_beside_articles,
)
from index.inputs.content import Content
from index.inputs.conversion import Options
from index.inputs.encodings import LineDecoder
from index.inputs.found import Record, Skipped
from index.inputs.plain_values import plain
from index.inputs.sqlite_file import opened
from index.inputs.unpublished import unpublished
from index.vietnamese.legacy import UnreadableError

LONGEST_WAIT = 60.0
"""Seconds that a database may take to find a row."""

_RAW = 200  # characters
_VIRTUAL = re.compile(r"create\s+virtual\b", re.I)
_TABLES = "SELECT name, type, sql FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY rowid"


class _Text(bytes):
    """A text as its bytes, which may be in any encoding; other bytes are no text."""


class _Table(NamedTuple):
    """A table or a view of a database, with its columns."""

    name: str
    columns: Sequence[str]
    is_read: bool  # unless another one is named


class _Clock:
    """How long the database may still look for the next row."""

    def __init__(self) -> None:
        self._end = 0.0
        self.start()

    def start(self) -> None:
        """Begin to wait for a row."""
        self._end = time.monotonic() + LONGEST_WAIT

    def goes_on(self) -> bool:
        """Whether one may still wait."""
        return time.monotonic() < self._end


def read(content: Content, options: Options) -> Iterator[Record | Rejected | Skipped]:
    """The articles in the rows of tables, and the tables that have none."""
    clock = _Clock()
    try:
        with opened(content, clock.goes_on) as connection:
            connection.text_factory = _Text
            reader = _Reader(content, options, connection, clock)
            yield from reader.asked() if options.query else reader.tables()
    except sqlite3.Error as error:
        yield Rejected(content.name, f"the database cannot be read: {error}")


class _Reader:
    """Reads one database."""

    def __init__(
        self, content: Content, options: Options, connection: sqlite3.Connection, clock: _Clock
    ) -> None:
        self._name = content.name
        self._notes = content.notes
        self._options = options
        self._connection = connection
        self._clock = clock
        self._decoder = LineDecoder(b"")

    def asked(self) -> Iterator[Record | Rejected | Skipped]:
        """The rows of the answer to the query."""
        where = f"{self._name}/query"
        self._clock.start()
        cursor = self._connection.execute(self._options.query)
        names = [name for name, *_ in cursor.description or ()]
        if not describe_articles(names, self._options.mapping):
            yield Rejected(where, refusal(names))
            return
        columns = Columns(names)
        for number, row in self._rows(cursor, len(columns)):
            yield self._found(row, columns, f"{where}, row {number}")

    def tables(self) -> Iterator[Record | Rejected | Skipped]:
        """The rows of tables that have articles; the others by their columns."""
        tables = list(self._tables())
        named = self._options.table
        some = False
        for table in tables:
            where = f"{self._name}/{table.name}"
            is_one = describe_articles(table.columns, self._options.mapping)
            if named and table.name != named:
                yield Skipped(where, f"it is not the table {named}")
            elif named and not is_one:
                some = True
                yield Rejected(where, refusal(table.columns))
            elif is_one and (named or table.is_read):
                some = True
                yield from self._articles(table, where)
            else:
                reason = f"it is no table of articles; it has {listed(table.columns)}"
                yield Skipped(where, reason)
        if not some:
            what = f"is called {named}" if named else "has the text of articles"
            names = listed(table.name for table in tables) or "none"
            yield Rejected(
                self._name,
                f"no table {what} (there are: {names}); name one with --table, and its columns "
                "with --map body=COLUMN",
            )

    def _tables(self) -> Iterator[_Table]:
        """What has rows, but for what programs keep for themselves."""
        try:
            found = self._connection.execute(_TABLES).fetchall()
        except UnicodeDecodeError:  # in a message of SQLite's, which quotes what is damaged
            raise sqlite3.DatabaseError("malformed database schema") from None
        for name_bytes, kind, sql in found:
            name = self._text(name_bytes)
            if name.startswith("sqlite_") or _VIRTUAL.match(self._text(sql or b"")):
                continue
            try:
                cursor = self._connection.execute(f"SELECT * FROM {_quoted(name)} LIMIT 0")
            except sqlite3.Error:
                continue  # a view of what is not there, or is not to be trusted
            columns = [column for column, *_ in cursor.description]
            is_read = kind == b"table" and not stands_beside_articles(name)
            yield _Table(name, columns, is_read)

    def _articles(self, table: _Table, where: str) -> Iterator[Record | Rejected | Skipped]:
        """The rows of a table; if it is damaged those before the damage, and after it."""
        columns = Columns(table.columns)
        source = f"FROM {_quoted(table.name)}"
        self._clock.start()
        try:
            cursor = self._connection.execute(f"SELECT *, rowid {source}")
        except sqlite3.Error:  # a view, or a table that numbers no rows
            cursor = self._connection.execute(f"SELECT * {source}")
        last = 0
        damage = None
        try:
            for number, row in self._rows(cursor, len(columns)):
                last = number
                yield self._found(row, columns, f"{where}, row {number}")
        except sqlite3.Error as error:
            damage = error
        if damage is None:
            return
        yield Rejected(where, f"the database cannot be read on after row {last}: {damage}")
        if len(cursor.description or ()) > len(columns):
            question = f"SELECT *, rowid {source} WHERE rowid > ? ORDER BY rowid DESC"
            with suppress(sqlite3.Error):
                cursor = self._connection.execute(question, [last])
                for number, row in _falling(self._rows(cursor, len(columns)), last):
                    yield self._found(row, columns, f"{where}, row {number}")

    def _rows(self, cursor: sqlite3.Cursor, width: int) -> Iterator[tuple[int, Sequence[Any]]]:
        """The rows of an answer, with their numbers. Raises `sqlite3.Error` where it ends early."""
        count = 0
        self._clock.start()
        while (row := cursor.fetchone()) is not None:
            count += 1
            number = row[width] if len(row) > width else None  # of a view there is none
            yield (number if isinstance(number, int) else count), row[:width]
            self._clock.start()

    def _found(
        self, row: Sequence[Any], columns: Columns, place: str
    ) -> Record | Rejected | Skipped:
        try:
            cells = [self._text(cell) if isinstance(cell, _Text) else plain(cell) for cell in row]
        except UnreadableError:
            raw = str(row)[:_RAW]
            return Rejected(place, "a text in it is not UTF-8", raw)
        values, again = columns.values(cells)
        reason = unpublished(values)
        if reason:
            return Skipped(place, reason)
        kept = {name: value for name, value in values.items() if value is not None}
        raw = ", ".join(str(value)[:_RAW] for value in kept.values())[:_RAW]
        return Record(place, kept, self._notes, again, raw=raw)

    def _text(self, data: bytes) -> str:
        return self._decoder.decode(data)[0]


def _falling(
    rows: Iterator[tuple[int, Sequence[Any]]], last: int
) -> Iterator[tuple[int, Sequence[Any]]]:
    """Rows as long as their numbers fall: damaged pages may point to each other in a circle."""
    previous = None
    for number, row in rows:
        if number <= last or (previous is not None and number >= previous):
            return
        previous = number
        yield number, row


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
