"""One member of compressed data, decoded as far as it goes: nothing that came out of it is lost.

The libraries throw away what the call that meets an error had made; so they are fed and asked in
small steps, and checksums that can be told apart are checked here.
"""

from __future__ import annotations

import bz2
import lzma
import struct
import zlib
from collections.abc import Iterator
from typing import Protocol

import zstandard

from index.inputs.chunk_reader import ChunkReader

_STEP = 16 * 1024  # bytes that go in at a time; deflate makes at most a thousand times as many
_OUT = 1024  # bytes that come out of bzip2 and xz at a time, which may be lost at an error
_MOST_MEMORY = 512 << 20  # bytes that an xz dictionary or a zstd window may have
_WINDOW_LOG = 29
_LONGEST_NAME = 64 * 1024


class FlawError(Exception):
    """Raised when a member cannot be decoded on.

    `early` says that its data ends too early. `cut` is false if only its checksum is wrong; the
    reader then stands behind the member.
    """

    def __init__(self, reason: str, *, cut: bool = True, early: bool = False) -> None:
        super().__init__(reason)
        self.cut = cut
        self.early = early


def read_gzip(reader: ChunkReader) -> Iterator[bytes]:
    """What a gzip member holds. Raises FlawError."""
    flags = _taken(reader, 10)[3]
    if flags & 4:
        _taken(reader, int.from_bytes(_taken(reader, 2), "little"))
    for flag in (8, 16):  # a name, a comment
        if flags & flag and not reader.read_until(b"\0", _LONGEST_NAME).endswith(b"\0"):
            raise FlawError("its header does not end")
    if flags & 2:
        _taken(reader, 2)
    crc = length = 0
    for piece in inflated(reader):
        crc = zlib.crc32(piece, crc)
        length += len(piece)
        yield piece
    if _taken(reader, 8) != struct.pack("<II", crc, length & 0xFFFFFFFF):
        raise FlawError("its checksum is wrong", cut=False)


def inflated(reader: ChunkReader) -> Iterator[bytes]:
    """What raw deflate data holds; the reader stands behind it then. Raises FlawError."""
    inflate = zlib.decompressobj(wbits=-15)
    while not inflate.eof:
        data = reader.some(_STEP)
        if not data:
            raise FlawError("it ends too early", early=True)
        before = inflate.copy()
        try:
            yield inflate.decompress(data)
        except zlib.error as error:
            done, salvaged = _salvaged(before, data)
            reader.unread(data[done:])
            yield salvaged
            raise FlawError(_plain(error)) from None
    reader.unread(inflate.unused_data)


class _Inflate(Protocol):
    def copy(self) -> _Inflate: ...
    def decompress(self, data: bytes, /) -> bytes: ...


def _salvaged(inflate: _Inflate, data: bytes) -> tuple[int, bytes]:
    """How many bytes of `data`, which has an error, can be decoded, and what they hold."""
    found: list[bytes] = []
    done, step = 0, len(data)
    while step:
        attempt = inflate.copy()
        try:
            found.append(attempt.decompress(data[done : done + step]))
        except zlib.error:
            step //= 2
            continue
        inflate = attempt
        done += step
        if done >= len(data):
            break
    return done, b"".join(found)


class _Stepwise(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


def read_bzip2(reader: ChunkReader) -> Iterator[bytes]:
    """What a bzip2 stream holds. Raises FlawError."""
    return stepwise(reader, bz2.BZ2Decompressor())


def read_xz(reader: ChunkReader) -> Iterator[bytes]:
    """What an xz stream, or a file of the older form .lzma, holds. Raises FlawError."""
    return stepwise(reader, lzma.LZMADecompressor(memlimit=_MOST_MEMORY))


def stepwise(reader: ChunkReader, decompressor: _Stepwise) -> Iterator[bytes]:
    """What comes out of a decompressor; the reader stands behind it then. Raises FlawError."""
    data = b""
    while not decompressor.eof:
        if decompressor.needs_input:
            data = reader.some(_STEP)
            if not data:
                raise FlawError("it ends too early", early=True)
        else:
            data = b""
        try:
            yield decompressor.decompress(data, _OUT)
        except (OSError, EOFError, ValueError, lzma.LZMAError) as error:
            raise FlawError(_plain(error)) from None
    reader.unread(decompressor.unused_data)


def read_zstd(reader: ChunkReader) -> Iterator[bytes]:
    """What a frame of Zstandard holds, nothing for a skippable one. Raises FlawError.

    It is fed block by block, so that a damaged one loses nothing of those before it, and none gives
    more than 128 KiB.
    """
    magic = _taken(reader, 4)
    if magic != b"\x28\xb5\x2f\xfd":
        size = int.from_bytes(_taken(reader, 4), "little")
        if reader.skip(size) < size:
            raise FlawError("it ends too early", early=True)
        return
    decompress = zstandard.ZstdDecompressor(max_window_size=1 << _WINDOW_LOG).decompressobj()
    head, has_checksum = _zstd_header(reader)
    try:
        yield decompress.decompress(magic + head)
        last = False
        while not last:
            mark = _taken(reader, 3)
            bits = int.from_bytes(mark, "little")
            last, kind, size = bool(bits & 1), bits >> 1 & 3, bits >> 3
            yield decompress.decompress(mark + _taken(reader, 1 if kind == 1 else size))
    except zstandard.ZstdError as error:
        raise FlawError(_plain(error)) from None
    if has_checksum:
        checksum = _taken(reader, 4)
        try:
            yield decompress.decompress(checksum)
        except zstandard.ZstdError:
            raise FlawError("its checksum is wrong", cut=False) from None


def _zstd_header(reader: ChunkReader) -> tuple[bytes, bool]:
    """The header of a frame behind its magic, and whether a checksum follows the blocks."""
    first = _taken(reader, 1)
    descriptor = first[0]
    single = descriptor >> 5 & 1
    size = (1 - single) + (0, 1, 2, 4)[descriptor & 3]
    size += (single, 2, 4, 8)[descriptor >> 6]
    return first + _taken(reader, size), bool(descriptor & 4)


def _taken(reader: ChunkReader, size: int) -> bytes:
    data = reader.read(size)
    if len(data) < size:
        raise FlawError("it ends too early", early=True)
    return data


def _plain(error: Exception) -> str:
    """What a library says of an error, in one line."""
    return " ".join(str(error).split()) or type(error).__name__
