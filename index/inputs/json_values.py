"""Cutting a JSON array, or objects one after the other, into values before they are parsed.

So a file of any size is read in little memory, and one bad value does not spoil the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.inputs.content import DamagedError
from index.inputs.lines import BOM, LONGEST

_STRUCTURE = re.compile(rb'["\[\]{},]')
_STRING = re.compile(rb'[^"\\]*(?:\\.[^"\\]*)*', re.DOTALL)


def values(chunks: Iterator[bytes]) -> Iterator[tuple[int, bytes, bool]]:
    """(offset, data, whole) for every value of an array, or that stands outside of arrays.

    `whole` is false for a value of more than LONGEST bytes; `data` is then its start. Raises
    `DamagedError`, after the values, when an array is not closed.
    """
    splitter = _Splitter()
    try:
        for chunk in chunks:
            yield from splitter.split(chunk)
    except DamagedError:
        yield from splitter.emit(b"")
        raise
    yield from splitter.emit(b"")
    if splitter.base:
        reason = "the array has no end; the file may have been cut off"
        raise DamagedError(splitter.offset, reason)


class _Splitter:
    """Where in the file we are: in a string or not, and how deep in arrays and objects."""

    def __init__(self) -> None:
        self.offset = 0  # of the byte after all that was split
        self.base = 0  # the depth at which the values stand: 1 in an array
        self.depth = 0
        self.in_string = False
        self.escaped = False  # the next byte, by a backslash at the end of a chunk
        self.held: list[bytes] = []  # the beginning of the current value, and white space
        self.length = 0

    def split(self, chunk: bytes) -> Iterator[tuple[int, bytes, bool]]:
        """The values that end in `chunk`."""
        if not self.offset and chunk.startswith(BOM):
            self.offset, chunk = len(BOM), chunk[len(BOM) :]
        begin, position = 0, 0
        if self.escaped and chunk:
            self.escaped, position = False, 1
        while position < len(chunk):
            if self.in_string:
                position = self._end_of_string(chunk, position)
                continue
            found = _STRUCTURE.search(chunk, position)
            if not found:
                break
            position = found.end()
            end = self._end_of_value(found[0], chunk, begin, position)
            if end is not None:
                yield from self.emit(chunk[begin:end])
                self.offset += position - end
                begin = position
        self._hold(chunk[begin:])

    def _end_of_string(self, chunk: bytes, position: int) -> int:
        """The position after the string, or the end of `chunk` if it goes on."""
        found = _STRING.match(chunk, position)
        end = found.end() if found else position
        if end < len(chunk) and chunk[end] == ord('"'):
            self.in_string = False
            return end + 1
        self.escaped = end < len(chunk)
        return len(chunk)

    def _end_of_value(self, mark: bytes, chunk: bytes, begin: int, after: int) -> int | None:
        """Where the value ends if `mark`, which stands before `after`, ends it; else None."""
        if mark == b'"':
            self.in_string = True
        elif mark == b",":
            return after - 1 if self.depth == self.base else None
        elif mark in b"[{":
            if mark == b"[" and self.depth == 0 and self._is_blank(chunk[begin : after - 1]):
                self.base = self.depth = 1
                return after - 1
            self.depth += 1
        elif self.depth > self.base:
            self.depth -= 1
            return after if self.depth == self.base else None
        elif mark == b"]" and self.base:
            self.base = self.depth = 0
            return after - 1
        else:
            return after  # a bracket that closes nothing: a value that will be rejected
        return None

    def emit(self, rest: bytes) -> Iterator[tuple[int, bytes, bool]]:
        """The value that `rest` ends, if it is one; what follows begins a new one."""
        start = self.offset - self.length
        self._hold(rest)
        data = b"".join(self.held)
        stripped = data.lstrip()
        if stripped:
            whole = self.length <= LONGEST
            yield start + len(data) - len(stripped), stripped.rstrip(), whole
        self.held, self.length = [], 0

    def _is_blank(self, rest: bytes) -> bool:
        return not any(part.strip() for part in (*self.held, rest))

    def _hold(self, data: bytes) -> None:
        self.offset += len(data)
        self.length += len(data)
        if self.length <= LONGEST:
            self.held.append(data)
        else:
            self.held = [b"".join(self.held)[:1000] or data[:1000]]
