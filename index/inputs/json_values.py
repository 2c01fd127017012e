"""Cutting JSON into values before they are parsed: arrays, objects one after the other, wrappers.

So a file of any size is read in little memory, and one bad value does not spoil the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from index.inputs.content import DamagedError
from index.inputs.lines import BOM, LONGEST

OPENED = 16 * 1024 * 1024
"""Bytes from which on an array or object is not held as one value, but cut into its own values."""

_MOST_OPEN = 8  # values within values that are cut
_STRUCTURE = re.compile(rb'["\[\]{},]')
_STRUCTURE_WITH_SINGLE_QUOTES = re.compile(rb"[\"'\[\]{},]")
_IN_STRING = {
    ord('"'): re.compile(rb'[^"\\]*(?:\\.[^"\\]*)*', re.DOTALL),
    ord("'"): re.compile(rb"[^'\\]*(?:\\.[^'\\]*)*", re.DOTALL),
}
_SINGLE_QUOTES = re.compile(rb"(?:\xef\xbb\xbf)?[\s\x1e\[{]*(?:[\w$]+\s*:\s*)?'")
_CONTAINER = re.compile(
    rb"[\s\x1e]*(?:(?:\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'|([\w$]+))\s*:\s*)?([\[{])"
)
_SPACE = b" \t\r\n\v\f\x1e"


class Value(NamedTuple):
    """A value, or a member (`"key": value`) of an object that was cut; where it begins.

    `whole` is false for a value that was too long; `data` is then its start. It is `closed` if it
    was cut into its own values, which came before. `path` has the keys of what it is in ("" for
    an array without one), and `member` says that it is one of an object.
    """

    offset: int
    data: bytes
    whole: bool = True
    closed: bool = False
    path: tuple[str, ...] = ()
    member: bool = False


def values(chunks: Iterator[bytes], offset: int = 0) -> Iterator[Value]:
    """Every value of an array, or that stands outside of arrays; what is larger than OPENED bytes
    is cut in turn. The first byte is at `offset` of the file.

    Raises `DamagedError`, after the values, when an array is not closed.
    """
    splitter = _Splitter()
    splitter.offset = offset
    try:
        for chunk in chunks:
            yield from splitter.split(chunk)
    except DamagedError:
        yield from splitter.emit(b"")
        raise
    yield from splitter.emit(b"")
    if splitter.containers:
        yield from splitter.close_all()
        reason = "the array has no end; the file may have been cut off"
        raise DamagedError(splitter.offset, reason)


def members(data: bytes, offset: int = 0) -> Iterator[Value]:
    """The values of one array or object, whether or not it has an end."""
    found = _CONTAINER.match(data)
    if found:
        splitter = _Splitter()
        splitter.started = True
        splitter.single_quotes = _SINGLE_QUOTES.match(data) is not None
        splitter.offset = offset
        splitter.open(data, found)
        yield from splitter.split(data[found.end() :])
        yield from splitter.emit(b"")


def key_and_value(data: bytes) -> tuple[str, bytes] | None:
    """The key and the array or object of a member that has one."""
    found = _CONTAINER.match(data)
    return (_key(found), data[found.start(4) :]) if found else None


def _key(found: re.Match[bytes]) -> str:
    return (found[1] or found[2] or found[3] or b"").decode("utf-8", "replace")


class _Open(NamedTuple):
    """An array or object that is cut: where it began, how, and what it is in."""

    offset: int
    start: bytes
    path: tuple[str, ...]
    of_members: bool


class _Splitter:
    """Where in the file we are: in a string or not, and how deep in arrays and objects."""

    def __init__(self) -> None:
        self.offset = 0  # of the byte after all that was split
        self.started = False
        self.containers: list[_Open] = []  # what is cut; values stand in the last
        self.depth = 0
        self.quote = 0  # of the string in which we are
        self.escaped = False  # the next byte, by a backslash at the end of a chunk
        self.single_quotes = False  # whether strings may have them, as Python prints
        self.held: list[bytes] = []  # the beginning of the current value, and white space
        self.length = 0
        self.closed_to_us = False  # whether what is held is no array or object

    def split(self, chunk: bytes) -> Iterator[Value]:
        """The values that end in `chunk`."""
        if not self.started and chunk:
            self.started = True
            self.single_quotes = _SINGLE_QUOTES.match(chunk) is not None
            if chunk.startswith(BOM):
                self.offset, chunk = self.offset + len(BOM), chunk[len(BOM) :]
        structure = _STRUCTURE_WITH_SINGLE_QUOTES if self.single_quotes else _STRUCTURE
        begin, position = 0, 0
        if self.escaped and chunk:
            self.escaped, position = False, 1
        while position < len(chunk):
            if self.quote:
                position = self._end_of_string(chunk, position)
                continue
            found = structure.search(chunk, position)
            if not found:
                break
            position = found.end()
            end = self._end_of_value(found[0], chunk, begin, position)
            if end is not None:
                yield from self.emit(chunk[begin:end])
                self.offset += position - end
                begin = position
                if found[0] in b"]}" and end < position:
                    yield from self._close()
                elif found[0] == b"[" and end < position:
                    self.containers.append(_Open(self.offset - 1, b"", ("",), False))
        self._hold(chunk[begin:])
        if self.length > min(OPENED, LONGEST) and not self.closed_to_us:
            yield from self._open_held()

    def open(self, data: bytes, found: re.Match[bytes]) -> None:
        """Go into the array or object that begins as `found`, at the start of `data`."""
        path = (*(self.containers[-1].path if self.containers else ()), _key(found))
        of_members = found[4] == b"{"
        self.containers.append(_Open(self.offset, data[:1000].lstrip(), path, of_members))
        self.offset += found.end()
        self.depth = len(self.containers)
        self.quote, self.escaped = 0, False

    def _open_held(self) -> Iterator[Value]:
        """Cut what is held, if it is the beginning of an array or object."""
        data = b"".join(self.held)
        found = _CONTAINER.match(data)
        self.closed_to_us = (
            not found or len(data) < self.length or len(self.containers) == _MOST_OPEN
        )
        if found and not self.closed_to_us:
            self.offset -= self.length
            self.held, self.length = [], 0
            self.open(data, found)
            yield from self.split(data[found.end() :])

    def _close(self) -> Iterator[Value]:
        """Leave the array or object that is cut; say so if it was for its length."""
        opened = self.containers.pop()
        self.depth = len(self.containers)
        if opened.start:
            yield Value(opened.offset, opened.start, False, True, opened.path)

    def close_all(self) -> Iterator[Value]:
        """Leave everything, at the end of a file."""
        while self.containers:
            yield from self._close()

    def _end_of_string(self, chunk: bytes, position: int) -> int:
        """The position after the string, or the end of `chunk` if it goes on."""
        found = _IN_STRING[self.quote].match(chunk, position)
        end = found.end() if found else position
        if end < len(chunk) and chunk[end] == self.quote:
            self.quote = 0
            return end + 1
        self.escaped = end < len(chunk)
        return len(chunk)

    def _end_of_value(self, mark: bytes, chunk: bytes, begin: int, after: int) -> int | None:
        """Where the value ends if `mark`, which stands before `after`, ends it; else None."""
        base = len(self.containers)
        if mark in b"\"'":
            self.quote = mark[0]
        elif mark == b",":
            return after - 1 if self.depth == base else None
        elif mark in b"[{":
            if mark == b"[" and self.depth == 0 and self._is_blank(chunk[begin : after - 1]):
                self.depth = 1
                return after - 1
            self.depth += 1
        elif self.depth > base:
            self.depth -= 1
            # Within an object that is cut, a value ends at its comma.
            return after if self.depth == base and not self._in_members() else None
        elif base and (mark == b"}") == self._in_members():
            return after - 1
        else:
            return after  # a bracket that closes nothing: a value that will be rejected
        return None

    def _in_members(self) -> bool:
        return bool(self.containers) and self.containers[-1].of_members

    def emit(self, rest: bytes) -> Iterator[Value]:
        """The value that `rest` ends, if it is one; what follows begins a new one."""
        start = self.offset - self.length
        self._hold(rest)
        data = b"".join(self.held)
        stripped = data.lstrip(_SPACE)
        while stripped.startswith(BOM):
            stripped = stripped[len(BOM) :].lstrip(_SPACE)
        if stripped:
            whole = self.length <= LONGEST
            start += len(data) - len(stripped)
            path = self.containers[-1].path if self.containers else ()
            member = self._in_members()
            yield Value(start, stripped.rstrip(_SPACE), whole, False, path, member)
        self.held, self.length, self.closed_to_us = [], 0, False

    def _is_blank(self, rest: bytes) -> bool:
        return not any(part.strip(_SPACE + BOM) for part in (*self.held, rest))

    def _hold(self, data: bytes) -> None:
        self.offset += len(data)
        self.length += len(data)
        if self.length <= LONGEST:
            self.held.append(data)
        else:
            self.held = [b"".join(self.held)[:1000] or data[:1000]]
