"""Compressed data, unpacked as far as it can be: gzip, bzip2, xz and Zstandard, in any nesting.

What was read before a damaged place is kept, the place is told, and reading goes on with the next
member (stream, frame) behind it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from index.inputs.chunk_reader import ChunkReader
from index.inputs.content import Content, DamagedError, spliced
from index.inputs.decoders import FlawError, read_bzip2, read_gzip, read_xz, read_zstd
from index.inputs.expansion import Places
from index.inputs.limiter import Limiter
from index.inputs.limits import Limits

_CHUNK = 256 * 1024
_MOST_DAMAGED = 1000  # places in one file
_LONGEST_MAGIC = 16
_SEARCHED = 16 * 1024  # bytes before an error that may be those of the next member already


class Compression(NamedTuple):
    """A compression: how a member of it begins, and what reads one."""

    name: str
    magic: re.Pattern[bytes]
    read: Callable[[ChunkReader], Iterator[bytes]]


COMPRESSIONS = (
    Compression("gzip", re.compile(rb"\x1f\x8b\x08[\x00-\x1f]"), read_gzip),
    Compression(
        "bzip2", re.compile(rb"BZh[1-9](?:1AY&SY|\x17\x72\x45\x38\x50\x90)", re.S), read_bzip2
    ),
    Compression(
        "xz",
        # .xz; and .lzma, whose magic is that of the usual settings
        re.compile(rb"\xfd7zXZ\x00|\x5d\x00\x00[\x00-\xff]{2}(?:\xff{8}|[\x00-\xff]{5}\x00{3})"),
        read_xz,
    ),
    Compression("Zstandard", re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18"), read_zstd),
)


def decompressed(content: Content, limits: Limits) -> Content:
    """`content` unpacked, if its first bytes are those of a compression, and what is in it too.

    Its chunks may end in a DamagedError with a `rest`. Raises DamagedError for what is packed too
    deep, or damaged from its first byte on.
    """
    if content.expansion.packed is None:
        content.chunks = content.expansion.counting(content.chunks)
    for level in range(limits.levels + 1):
        compression = compression_of(content.peek(_LONGEST_MAGIC))
        if compression is None:
            return content
        if level == limits.levels:
            break
        # Lost bytes of what is packed in it are no matter of lines.
        reader = ChunkReader(spliced(content.chunks, b""), _SEARCHED)
        places = Places()
        unpacked = _Unpacking(reader, compression, content, limits, places).chunks()
        facts = {key: value for key, value in content.facts.items() if key != "path"}
        if level:  # where something is in what was unpacked itself, helps nobody
            places = Places()
        content = replace(content, chunks=unpacked, facts=facts, places=places)
    what = f"it is packed more than {limits.levels} levels deep"
    raise DamagedError(0, limits.refusal("levels", what))


def compression_of(head: bytes) -> Compression | None:
    """The compression of what begins with these bytes."""
    return next((each for each in COMPRESSIONS if each.magic.match(head)), None)


class _Unpacking:
    """What comes out of one layer of compression."""

    def __init__(
        self,
        reader: ChunkReader,
        compression: Compression,
        content: Content,
        limits: Limits,
        places: Places,
    ) -> None:
        self._reader = reader
        self._compression = compression
        self._limit = Limiter(lambda: reader.offset, content.expansion, limits)
        self._places = places
        self._damaged = 0

    def chunks(self) -> Iterator[bytes]:
        """The bytes of all members from here on, joined to larger pieces."""
        held = io.BytesIO()
        try:
            for piece in self._members():
                if held.write(piece) and held.tell() >= _CHUNK:
                    yield held.getvalue()
                    held = io.BytesIO()
        except DamagedError:
            yield held.getvalue()
            raise
        yield held.getvalue()

    def _members(self) -> Iterator[bytes]:
        reader, (name, magic, read) = self._reader, self._compression
        while True:
            if reader.offset:
                self._skip_padding()
            head = reader.peek(_LONGEST_MAGIC)
            if not head:
                break
            start = reader.offset
            if not magic.match(head):
                reason = f"the {name} data is damaged, or followed by other data"
                raise self._damage(start, reason)
            self._places.add(self._limit.expanded, start)
            try:
                yield from self._limit.within(read(reader))
            except FlawError as flaw:
                raise self._flawed(start, flaw) from None
        if reader.damage is not None:
            raise reader.damage

    def _flawed(self, start: int, flaw: FlawError) -> DamagedError:
        """What tells of a member from the byte `start` on that could not be decoded."""
        reader, (name, magic, _) = self._reader, self._compression
        at_end = not reader.peek(1)
        if reader.damage is not None and at_end:
            return reader.damage
        if not flaw.cut and (at_end or magic.match(reader.peek(_LONGEST_MAGIC))):
            reason = (
                f"the checksum of the {name} data from byte {start} on is wrong: what was read may "
                "be altered"
            )
            return DamagedError(reader.offset, reason, rest=self._rest(), cut=False)
        if flaw.early and at_end:
            reason = f"the {name} data ends too early; the file was cut off"
        else:
            reason = f"the {name} data is damaged: {flaw}"
        return self._damage(reader.offset, reason, min(_SEARCHED, reader.offset - start - 1))

    def _damage(self, offset: int, reason: str, back: int = -1) -> DamagedError:
        """What tells of a damaged place, with what stands behind it, and so many bytes before."""
        if back < 0:
            self._reader.skip(1)
        else:
            self._reader.back(back)
        if self._reader.find(self._compression.magic, _LONGEST_MAGIC):
            reason = f"{reason}; read on at byte {self._reader.offset}"
            return DamagedError(offset, reason, rest=self._rest())
        return DamagedError(offset, reason)

    def _rest(self) -> Iterator[bytes] | None:
        self._damaged += 1
        return self.chunks() if self._damaged < _MOST_DAMAGED else None

    def _skip_padding(self) -> None:
        """Step over the zeros behind a member, as tapes have them."""
        while data := self._reader.some(_CHUNK):
            if stripped := data.lstrip(b"\0"):
                self._reader.unread(stripped)
                break
