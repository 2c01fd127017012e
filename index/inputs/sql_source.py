"""Where a dump in SQL comes from: its text, its dialect, and the columns of the tables it makes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from index.inputs.content import DamagedError
from index.inputs.sql_text import bare
from index.inputs.table_lines import Lines

_NO_COLUMN = re.compile(
    r"(?:primary|key|unique|index|constraint|fulltext|foreign|check|spatial|exclude|like|period)\b",
    re.I,
)
_PIECES = re.compile(
    r"'[^']*(?:''[^']*)*'|`[^`]*`|\"[^\"]*\"|\[[^\]]*\]|[(),]|[^'`\"\[(),]+|.", re.S
)
_MYSQL = re.compile(r"mysql|mariadb|phpmyadmin|`|engine\s*=", re.I)


def has_escapes(head: bytes) -> bool:
    """Whether a backslash in a string is none, as in the dumps of MySQL."""
    return _MYSQL.search(head.decode("utf-8", "replace")) is not None


class Source:
    """The text of a dump, piece by piece: a statement may be one line of any length.

    `damage` is why it ended too early, if it did.
    """

    def __init__(self, chunks: Iterator[bytes], head: bytes) -> None:
        self.damage: DamagedError | None = None
        self._chunks = chunks
        self._head = head

    def pieces(self) -> Iterator[str]:
        """The text; from the first line on that is no UTF-8, it is decoded line by line."""
        rest = b""
        try:
            for chunk in self._chunks:
                data = rest + chunk
                try:
                    text, rest = data.decode(), b""
                except UnicodeDecodeError as error:
                    if error.start < len(data) - 3:
                        yield from self._by_line(data)
                        return
                    text, rest = data[: error.start].decode(), data[error.start :]
                yield text.removeprefix("\ufeff")
        except DamagedError as damage:
            self.damage = damage
        yield rest.decode("utf-8", "replace")

    def _by_line(self, data: bytes) -> Iterator[str]:
        lines = Lines(chain([data], self._chunks), self._head, "\n")
        for block in lines.blocks():
            yield block if isinstance(block, str) else "".join(block)
        self.damage = lines.damage


def created(statement: str) -> list[str]:
    """The names of the columns in what comes after CREATE TABLE."""
    names: list[str] = []
    depth, begins = 0, False
    for piece in _PIECES.findall(statement):
        if piece in "(),":
            depth += (piece == "(") - (piece == ")")
            begins = depth == 1 and piece != ")"
            if not depth:
                break
        elif begins and piece.strip():
            first = piece.split()[0]
            if not _NO_COLUMN.match(first):
                names.append(bare(first) if piece[0] not in '`"[' else bare(piece))
            begins = False
    return names
