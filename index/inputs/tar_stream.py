"""A stream that can only be read forwards, as the file that tarfile asks for."""

from __future__ import annotations

import io
from collections.abc import Callable

from index.inputs.chunk_reader import ChunkReader

BLOCK = 512
"""Bytes of a header in a tar; everything begins at a multiple of them."""


class TarStream(io.RawIOBase):
    """What `reader` reads, as a file in which one can seek forwards.

    `lost` counts the bytes before the last header that are neither zeros nor a header's; they begin
    at `lost_at`.
    """

    def __init__(self, reader: ChunkReader) -> None:
        super().__init__()
        self.reader = reader
        self.lost = 0
        self.lost_at = 0
        self._last = b""

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        data = self.reader.read(size if size >= 0 else 1 << 30)
        if size == BLOCK:
            self._last = data
        return data

    def seekable(self) -> bool:
        """It can seek, though only forwards."""
        return True

    def readable(self) -> bool:
        """It can be read."""
        return True

    def tell(self) -> int:
        """How many bytes have been read."""
        return self.reader.offset

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Step forwards to a byte."""
        if whence != io.SEEK_SET or offset < self.reader.offset:
            raise io.UnsupportedOperation("the stream is read forwards")
        if offset > self.reader.offset:
            self._last = b""
        self.reader.skip(offset - self.reader.offset)
        return self.reader.offset

    def at(self, offset: int) -> ChunkReader:
        """What reads from a byte on, to which it steps forwards."""
        self.seek(offset)
        self._last = b""
        return self.reader

    def step_to_header(self, is_header: Callable[[bytes], bool]) -> bool:
        """Step to the next header, over zeros and what is damaged; False at the end.

        The block that was read last is looked at, too: tarfile has stopped at it.
        """
        self.lost = 0
        if any(self._last) and len(self._last) == BLOCK:
            self.reader.unread(self._last)
        self._last = b""
        while block := self.reader.read(BLOCK):
            if is_header(block):
                self.reader.unread(block)
                return True
            if any(block):
                if not self.lost:
                    self.lost_at = self.reader.offset - len(block)
                self.lost += len(block)
        return False
