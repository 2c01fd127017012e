"""The rows of a table in delimited text, of which a wrong one spoils no other.

A quote that nothing closes would take in all that follows: such a row is given up at its line, and
the reading goes on at the next line that looks like a row.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.inputs.lines import LONGEST
from index.inputs.table_feed import Feed
from index.inputs.table_form import Row, Table, agrees, unescaped
from index.inputs.table_lines import Lines, Marked
from index.inputs.table_pattern import Pattern

_EXCERPT = 200
_LETTER = "a quote that parts nothing was read as a letter"
_STRAY_RETURN = re.compile("(?<=\r)(?!\n)")


class _Wreck(NamedTuple):
    """Lines that are no row, from the one on where a quote was opened."""

    line: int
    raw: str
    fault: str


class Rows:
    """The rows of a table after its header, in their order; and those that are none."""

    def __init__(self, table: Table, lines: Lines) -> None:
        csv.field_size_limit(max(csv.field_size_limit(), LONGEST))
        self._table = table
        self._feed = Feed(lines, table.line_end)
        self._pattern = Pattern.of(table, self._feed)
        self._held: list[str] = []  # the lines of the row that is being read
        self._wreck: _Wreck | None = None
        self._ended = False
        self._strict = bool(table.quote)

    def __iter__(self) -> Iterator[Row]:
        for _ in range(self._table.lines):
            self._feed.take()
        while not self._ended:
            if self._pattern and self._is_straight():
                yield from self._pattern.rows()
            yield from self._read()
        if self._wreck:
            yield self._given_up()

    def _is_straight(self) -> bool:
        """Whether what comes next is to be read as if nothing had been before."""
        return self._wreck is None and self._feed.is_straight

    def _read(self) -> Iterator[Row]:
        """The next row as `csv` reads it, and those after it up to one that cannot be parsed."""
        table, held, lines = self._table, self._held, self._feed.lines
        columns = table.columns
        reader = csv.reader(self._fed(), strict=self._strict, **table.dialect())  # type: ignore[arg-type]
        try:
            for cells in reader:
                if len(cells) == columns and not (self._wreck or lines.marked):
                    raw = held[0] if len(held) == 1 else "".join(held[:20])
                    yield Row(self._feed.number - len(held) + 1, cells, raw[:_EXCERPT])
                    held.clear()
                elif cells:
                    yield from self._doubtful(cells)
                else:
                    held.clear()
                if self._pattern and self._is_straight():
                    return
        except csv.Error:
            yield from self._unparsed()
        else:
            self._ended = True

    def _fed(self) -> Iterator[str]:
        """The lines, as far as a row may go."""
        held, feed = self._held, self._feed
        escaped = self._table.escape
        size = 0
        while True:
            line = feed.take()
            if line is None:
                return
            size = size + len(line) if held else 0
            held.append(line)
            if size and size > feed.limit():
                return
            if escaped and "\\" in line:
                line = unescaped(line) if escaped == "quote" else self._joined(line)
            yield line

    def _joined(self, line: str) -> str:
        """A line with those after it, as long as its end has a backslash before it."""
        parts = [line]
        while _ends_escaped(parts[-1]) and (more := self._feed.take()) is not None:
            self._held.append(more)
            parts.append(more)
        return "".join(part.rstrip("\r\n") + "n" for part in parts[:-1]) + parts[-1]

    def _doubtful(self, cells: list[str]) -> Iterator[Row]:
        """A row with a wrong number of columns, after a wreck, or with lines that were marked."""
        columns = self._table.columns
        if len(cells) > columns and not any(map(str.strip, cells[columns:])):
            cells = cells[:columns]
        fault = ""
        if len(cells) != columns:
            fault = f"it has {_columns(len(cells))}, and the header {columns}"
        if self._wreck and (fault or not self._is_row(cells)):
            self._give_back()
        elif fault and len(self._held) > 1 and self._strict:
            self._give_back(fault)
        else:
            if self._wreck:
                yield self._given_up()
            yield self._row(cells, fault)
        self._held.clear()

    def _row(self, cells: list[str], fault: str = "", *notes: str) -> Row:
        held = self._held
        first = self._feed.number - len(held) + 1
        if self._feed.lines.marked:
            marked = [line for line in held if type(line) is Marked]
            notes = (*dict.fromkeys(note for line in marked for note in line.notes), *notes)
            fault = next((line.fault for line in marked if line.fault), fault)
        return Row(first, cells, "".join(held[:20])[:_EXCERPT], notes, fault)

    def _unparsed(self) -> Iterator[Row]:
        """What to do with lines of which no row can be made."""
        held = self._held
        if not held:
            self._ended = True
            return
        pieces = _STRAY_RETURN.split(held[0].rstrip("\r\n"))
        if len(pieces) > 1 and self._table.line_end == "\n" and len(held) == 1:
            self._feed.split(pieces)
        elif self._wreck:
            self._give_back()
        else:
            literal = self._literal(held[0])
            sure = self._table.separator in "\t\x01\x1f" or not self._opens(held[0])
            if len(literal) == self._table.columns and sure:
                self._feed.give_back(held[1:])
                del held[1:]
                yield self._row(literal, "", _LETTER)
            elif len(held) == 1 and not self._opens(held[0]):
                yield self._row(literal, "its quotes do not part its columns")
            else:
                self._give_back("a quote is opened and not closed")
        held.clear()

    def _opens(self, line: str) -> bool:
        """Whether a line by itself leaves a quote open."""
        return line.count(self._table.quote) % 2 == 1

    def _literal(self, line: str) -> list[str]:
        """The cells of a line in which quotes are letters."""
        return line.rstrip("\r\n").split(self._table.separator)

    def _is_row(self, cells: Sequence[str]) -> bool:
        """Whether cells, which come after what is none, are a row."""
        told = agrees(self._table, cells)
        if told is None:
            return self._held[0].startswith(self._table.quote) or bool(cells[0].strip())
        return told

    def _give_back(self, fault: str = "") -> None:
        """Give up the first line, and have the others read again."""
        held = self._held
        self._feed.give_back(held[1:])
        if fault:
            self._wreck = _Wreck(self._feed.number, "".join(held[:20])[:_EXCERPT], fault)

    def _given_up(self) -> Row:
        """The lines that are no row, up to the one before those that are held."""
        wreck = self._wreck
        assert wreck is not None
        self._wreck = None
        last = self._feed.number - len(self._held)
        fault = wreck.fault
        if last > wreck.line:
            fault += f"; lines {wreck.line} to {last} are left out"
        return Row(wreck.line, (), wreck.raw, (), fault)


def _columns(count: int) -> str:
    return "1 column" if count == 1 else f"{count} columns"


def _ends_escaped(line: str) -> bool:
    """Whether the end of a line has a backslash before it."""
    bare = line.rstrip("\r\n")
    return line != bare and (len(bare) - len(bare.rstrip("\\"))) % 2 == 1
