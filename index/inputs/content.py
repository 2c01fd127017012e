"""What is in a file, chunk by chunk: read, and decompressed."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO, Protocol

import zstandard

HEAD = 64 * 1024
"""Bytes at the start of a file by which its format is recognised."""

_CHUNK = 256 * 1024
# Decompressors are fed this much at a time: a zstd block of four bytes can mean 128 KiB of
# zeros, so that a piece is at most 32 MiB long, whatever a file is made of.
_SLICE = 1024
_MOST_LAYERS = 4
_GZIP = re.compile(rb"\x1f\x8b\x08")
_ZSTD = re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18")  # a frame, a skippable frame


class DamagedError(Exception):
    """Raised in the middle of a file that cannot be read on, after all that could be read."""

    def __init__(self, offset: int, reason: str) -> None:
        super().__init__(reason)
        self.offset = offset
        self.reason = reason


@dataclass
class Content:
    """What is in a file, decompressed; the iterator may end in a DamagedError.

    `notes` are for every article in it.
    """

    name: str
    chunks: Iterator[bytes]
    notes: tuple[str, ...] = ()

    def peek(self) -> bytes:
        """The first HEAD bytes or more, all if there are fewer; they stay to be read."""
        head, self.chunks = _peek(self.chunks, HEAD)
        return head


def read_chunks(stream: BinaryIO, count: Callable[[int], None]) -> Iterator[bytes]:
    """The bytes of `stream`; `count` is told the length of every chunk."""
    offset = 0
    while True:
        try:
            chunk = stream.read(_CHUNK)
        except OSError as error:
            raise DamagedError(offset, f"it cannot be read on: {error.strerror}") from None
        if not chunk:
            return
        offset += len(chunk)
        count(len(chunk))
        yield chunk


def decompress(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """`chunks` as they are, or unpacked if they begin as gzip or Zstandard data does."""
    for _ in range(_MOST_LAYERS):
        head, chunks = _peek(chunks, 4)
        if _GZIP.match(head):
            chunks = _collect(_unpack(chunks, "gzip", lambda: zlib.decompressobj(wbits=31)))
        elif _ZSTD.match(head):
            # A decompressor of its own for every file: several may be open at once.
            zstd = zstandard.ZstdDecompressor()
            chunks = _collect(_unpack(chunks, "Zstandard", zstd.decompressobj))
        else:
            break
    return chunks


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


def _unpack(
    chunks: Iterator[bytes], kind: str, start: Callable[[], _Decompressor]
) -> Iterator[bytes]:
    """What the members (frames) of compressed `chunks` hold, one after the other."""
    offset = 0
    member: _Decompressor | None = None
    for chunk in chunks:
        for begin in range(0, len(chunk), _SLICE):
            piece = chunk[begin : begin + _SLICE]
            while piece:
                if member is None:
                    stripped = piece.lstrip(b"\0") if offset else piece  # padding of tapes
                    offset += len(piece) - len(stripped)
                    if not (piece := stripped):
                        break
                    member = start()
                try:
                    yield member.decompress(piece)
                except (zlib.error, zstandard.ZstdError) as error:
                    reason = f"the {kind} data is damaged, or followed by other data: {error}"
                    raise DamagedError(offset, reason) from None
                rest = member.unused_data if member.eof else b""
                offset += len(piece) - len(rest)
                if member.eof:
                    member = None
                piece = rest
    if member is not None:
        raise DamagedError(offset, f"the {kind} data ends too early; the file was cut off")


def _collect(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """`pieces`, joined to larger ones."""
    held = io.BytesIO()
    try:
        for piece in pieces:
            if held.write(piece) and held.tell() >= _CHUNK:
                yield held.getvalue()
                held = io.BytesIO()
    except DamagedError:
        yield held.getvalue()
        raise
    yield held.getvalue()


def _peek(chunks: Iterator[bytes], size: int) -> tuple[bytes, Iterator[bytes]]:
    """The first `size` bytes or more, or all; and `chunks` as if nothing had been read."""
    held: list[bytes] = []
    length = 0
    try:
        while length < size and (chunk := next(chunks, None)) is not None:
            held.append(chunk)
            length += len(chunk)
    except DamagedError as damage:
        chunks = _fail(damage)
    head = b"".join(held)
    return head, chain([head], chunks)


def _fail(damage: DamagedError) -> Iterator[bytes]:
    yield from ()
    raise damage
