"""Chunks of bytes read like a file, forwards only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.inputs.content import DamagedError


class ChunkReader:
    """Reads what chunks hold; `damage` is why they ended, if they ended in a DamagedError.

    `kept` bytes that were read are held, so that one can step back.
    """

    def __init__(self, chunks: Iterator[bytes], kept: int = 0) -> None:
        self.damage: DamagedError | None = None
        self._chunks = chunks
        self._kept = kept
        self._data = b""
        self._at = 0
        self._before = 0  # bytes before those of `_data`

    @property
    def offset(self) -> int:
        """How many bytes have been read."""
        return self._before + self._at

    def some(self, size: int) -> bytes:
        """The next bytes, as many as are at hand and at most `size`; none at the end."""
        while self._at == len(self._data):
            if not self._next():
                return b""
        found = self._data[self._at : self._at + size]
        self._at += len(found)
        return found

    def read(self, size: int) -> bytes:
        """The next `size` bytes, fewer at the end."""
        found = self.some(size)
        if len(found) == size:
            return found
        parts = [found]
        length = len(found)
        while length < size and (found := self.some(size - length)):
            parts.append(found)
            length += len(found)
        return b"".join(parts)

    def unread(self, data: bytes) -> None:
        """Step back over `data`, which was read last."""
        if self._at >= len(data):
            self._at -= len(data)
        else:
            self._before += self._at - len(data)
            self._data = data + self._data[self._at :]
            self._at = 0

    def back(self, size: int) -> None:
        """Step back `size` bytes, or as far as they are held."""
        self._at -= min(size, self._at)

    def peek(self, size: int) -> bytes:
        """The next `size` bytes, fewer at the end; they stay to be read."""
        found = self.read(size)
        self.unread(found)
        return found

    def skip(self, size: int) -> int:
        """Step over `size` bytes, fewer at the end; how many they were."""
        left = size
        while left and (found := self.some(left)):
            left -= len(found)
        return size - left

    def find(self, pattern: re.Pattern[bytes], longest: int) -> bool:
        """Step to the next place where `pattern` matches, whose matches have at most `longest`
        bytes; to the end, and False, if there is none."""
        while True:
            if len(self._data) - self._at < longest:
                self.peek(longest)
            found = pattern.search(self._data, self._at)
            if found:
                self._at = found.start()
                return True
            self._at = max(self._at, len(self._data) - longest + 1)
            held = len(self._data) - self._at
            if len(self.peek(held + 1)) == held:
                self._at = len(self._data)
                return False

    def read_until(self, end: bytes, most: int) -> bytes:
        """What stands up to `end`, with it; `most` bytes or more, without it, if it is not among
        them, and all that is left if there is no `end`."""
        found = self._data.find(end, self._at, self._at + most)
        if found >= 0:
            return self.read(found + len(end) - self._at)
        data = self.peek(most)
        place = data.find(end)
        return self.read(place + len(end) if place >= 0 else len(data))

    def _next(self) -> bool:
        if self.damage is not None:
            return False
        try:
            chunk = next(self._chunks, None)
        except DamagedError as damage:
            self.damage = damage
            return False
        if chunk is None:
            return False
        held = self._data[max(0, self._at - self._kept) :] if self._kept else b""
        self._before += len(self._data) - len(held)
        self._data, self._at = held + chunk, len(held)
        return True
