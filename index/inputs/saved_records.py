"""Records of saved pages one behind the other: a header that says a length, and so many bytes.

What the libraries for WARC do at a damaged place is to stop (fastwarc, warcio); here the next
record is looked for, and a length that is wrong is seen by what follows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from index.inputs.chunk_reader import ChunkReader
from index.inputs.lines import LONGEST

_STEP = 64 * 1024
_MOST_WRONG = 20  # lengths of a file, after which none is trusted any more

Header = tuple[dict[str, str], int]
"""The fields before a record, and the length that they say."""


class Framing(NamedTuple):
    """How records stand in a file: what begins one (of at most `longest` bytes), what reads its
    header (None, and nothing read, if it is none), what begins one behind the end of another, and
    what stands behind every record.
    """

    begin: re.Pattern[bytes]
    longest: int
    header: Callable[[ChunkReader], Header | None]
    behind: re.Pattern[bytes]
    end: bytes


@dataclass(frozen=True)
class SavedRecord:
    """A record that begins at the byte `offset`. `flaw` says what is wrong with it, if anything is;
    `missing` bytes were lost."""

    offset: int
    headers: dict[str, str]
    data: bytes
    flaw: str = ""
    missing: int = 0


@dataclass(frozen=True)
class Lost:
    """Bytes from `offset` on that are no record."""

    offset: int
    size: int


class TooLong(NamedTuple):
    """A record that is too long to be an article."""

    offset: int
    headers: dict[str, str]
    size: int


class Records:
    """The records that `reader` reads."""

    def __init__(self, reader: ChunkReader, framing: Framing) -> None:
        self._reader = reader
        self._framing = framing
        self._wrong = 0

    def __iter__(self) -> Iterator[SavedRecord | Lost | TooLong]:
        reader = self._reader
        while True:
            _skip_blank(reader)
            start = reader.offset
            if not reader.peek(1):
                return
            header = self._framing.header(reader)
            if header is None:
                reader.skip(1)
                reader.find(self._framing.begin, self._framing.longest)
                yield Lost(start, reader.offset - start)
                continue
            headers, length = header
            if length > LONGEST:
                yield TooLong(start, headers, reader.skip(length))
            else:
                yield self._record(start, headers, length)

    def _record(self, start: int, headers: dict[str, str], length: int) -> SavedRecord:
        data = self._data(length)
        if len(data) == length and self._is_at_end():
            return SavedRecord(start, headers, data)
        self._wrong += 1
        found = self._framing.behind.search(data)
        flaw = f"its length is not the {length:,} bytes that it says; it is read up to the next"
        if found:
            self._reader.unread(data[found.end() :])
            return SavedRecord(start, headers, data[: found.start()], flaw)
        if len(data) < length:
            flaw = (
                f"it is cut off or damaged: {length - len(data):,} of {length:,} bytes are missing"
            )
            return SavedRecord(start, headers, data, flaw, length - len(data))
        return SavedRecord(start, headers, self._up_to_next(data), flaw)

    def _data(self, length: int) -> bytes:
        if self._wrong < _MOST_WRONG:
            return self._reader.read(length)
        parts = bytearray()
        while len(parts) < length:
            data = self._reader.read(min(_STEP, length - len(parts)))
            overlap = max(0, len(parts) - self._framing.longest)
            parts += data
            if not data or self._framing.behind.search(parts, overlap):
                break
        return bytes(parts)

    def _is_at_end(self) -> bool:
        """Whether the end of a record comes next, or another one, or nothing."""
        if self._reader.peek(len(self._framing.end)) == self._framing.end:
            return True
        rest = self._reader.peek(self._framing.longest + 8).lstrip(b"\r\n")
        return not rest or self._framing.begin.match(rest) is not None

    def _up_to_next(self, begun: bytes) -> bytes:
        parts = bytearray(begun)
        while len(parts) < LONGEST:
            data = self._reader.read(_STEP)
            overlap = max(0, len(parts) - self._framing.longest)
            parts += data
            if found := self._framing.behind.search(parts, overlap):
                self._reader.unread(bytes(parts[found.end() :]))
                return bytes(parts[: found.start()])
            if not data:
                break
        return bytes(parts)


def _skip_blank(reader: ChunkReader) -> None:
    while data := reader.some(_STEP):
        if rest := data.lstrip(b"\r\n"):
            reader.unread(rest)
            return
