"""The data of the members of a zip, decoded as far as it goes.

Python's zipfile discards what it read of a member whose data turns out to be damaged, and needs the
directory at the end of the file; here all is kept, and a file that was cut off is read, too.
"""

from __future__ import annotations

import bz2
import lzma
import re
import zlib
from collections.abc import Iterator

from index.inputs.chunk_reader import ChunkReader
from index.inputs.content import DamagedError
from index.inputs.decoders import FlawError, inflated, read_xz, read_zstd, stepwise
from index.inputs.zip_headers import LocalHeader

_DESCRIPTOR = b"PK\x07\x08"
_DIRECTORY = (b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06")
_STORED, _DEFLATED, _BZIP2, _LZMA, _ZSTD, _XZ = 0, 8, 12, 14, 93, 95
_STEP = 256 * 1024
_MOST_MEMORY = 512 << 20
_AFTER_STORED = re.compile(rb"PK(?:\x03\x04|\x07\x08|\x01\x02)")


def member_data(reader: ChunkReader, header: LocalHeader) -> Iterator[bytes]:
    """What the member is, whose data comes next. Raises DamagedError, at an offset in the member,
    after all that can be read."""
    crc = length = 0
    try:
        for piece in _decoded(reader, header):
            crc = zlib.crc32(piece, crc)
            length += len(piece)
            if header.size is not None and length > header.size:
                raise FlawError(f"it has more than the {header.size:,} bytes that the zip says")
            yield piece
    except FlawError as flaw:
        raise DamagedError(length, f"the member is damaged: {flaw}", cut=flaw.cut) from None
    if header.size is not None and length != header.size:
        reason = f"the member has {length:,} bytes, not {header.size:,} as the zip says"
        raise DamagedError(length, reason)
    if header.crc is not None and crc != header.crc:
        reason = "the checksum of the member is wrong: what was read may be altered"
        raise DamagedError(length, reason, cut=False)


def _decoded(reader: ChunkReader, header: LocalHeader) -> Iterator[bytes]:
    method = header.method
    if method == _STORED:
        return _stored(reader, header.packed)
    if method == _DEFLATED:
        return inflated(reader)
    if method == _BZIP2:
        return stepwise(reader, bz2.BZ2Decompressor())
    if method == _XZ:
        return read_xz(reader)
    if method == _ZSTD:
        return read_zstd(reader)
    if method == _LZMA:
        return _lzma(reader)
    raise FlawError(f"it is compressed by a method that is not known (number {method})")


def _stored(reader: ChunkReader, size: int | None) -> Iterator[bytes]:
    if size is None:  # up to what comes next
        yield from _up_to_next(reader)
        return
    left = size
    while left:
        data = reader.some(min(left, _STEP))
        if not data:
            raise FlawError("it ends too early", early=True)
        left -= len(data)
        yield data


def _up_to_next(reader: ChunkReader) -> Iterator[bytes]:
    while True:
        data = reader.peek(_STEP)
        found = _AFTER_STORED.search(data)
        whole = len(data) < _STEP
        end = found.start() if found else len(data) if whole else len(data) - 3
        yield reader.read(end)
        if found or whole:
            return


def _lzma(reader: ChunkReader) -> Iterator[bytes]:
    head = reader.read(9)  # version, size of the properties, which are five bytes
    if len(head) < 9 or head[2:4] != b"\x05\x00" or head[4] >= 225:
        raise FlawError("its header is damaged")
    dictionary = int.from_bytes(head[5:9], "little")
    if dictionary > _MOST_MEMORY:
        raise FlawError("it needs too much memory")
    rest, lc = divmod(head[4], 9)
    pb, lp = divmod(rest, 5)
    if lc + lp > 4:
        raise FlawError("its header is damaged")
    chain = [
        {"id": lzma.FILTER_LZMA1, "dict_size": max(4096, dictionary), "lc": lc, "lp": lp, "pb": pb}
    ]
    return stepwise(reader, lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=chain))


def skip_descriptor(reader: ChunkReader) -> None:
    """Step over the sizes behind the data of a member, if they are there."""
    if reader.peek(4) != _DESCRIPTOR:
        return
    for size in (16, 24):
        data = reader.peek(size + 4)
        if len(data) < size + 4 or data[size:].startswith((b"PK\x03\x04", *_DIRECTORY)):
            reader.skip(size)
            return


def is_directory(reader: ChunkReader) -> bool:
    """Whether the directory of the zip comes next, behind all members."""
    return reader.peek(4) in _DIRECTORY
