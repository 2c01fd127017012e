"""The headers that stand before the members of a zip."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from datetime import datetime, timezone
from unicodedata import normalize

from index.inputs.chunk_reader import ChunkReader
from index.inputs.content import printable
from index.vietnamese.legacy_syllables import is_syllable

LOCAL = re.compile(rb"PK\x03\x04")
"""How the header of a member begins."""

_HEADER = struct.Struct("<4s5H3I2H")
_UNKNOWN = 0xFFFFFFFF
_ENCRYPTED, _DESCRIBED, _UTF_8 = 1, 8, 0x800
_WORD = re.compile(r"[^\W\d_]+")


@dataclass
class LocalHeader:
    """What stands before the data of a member; the sizes and the checksum are None if they stand
    behind it."""

    name: str
    flags: int
    method: int
    modified: datetime | None
    crc: int | None
    packed: int | None
    size: int | None

    @property
    def encrypted(self) -> bool:
        """Whether its data can be read only with a password."""
        return bool(self.flags & _ENCRYPTED)


def printable_name(name: bytes, is_utf8: bool = False) -> str:
    """The name of a member in whatever encoding it is: UTF-8, Windows-1258 if its words are
    Vietnamese then, else that of DOS."""
    try:
        text = name.decode("utf-8")
    except UnicodeDecodeError:
        text = normalize("NFC", name.decode("cp1258", "replace"))
        words = [word for word in _WORD.findall(text) if not word.isascii()]
        if is_utf8 or not words or not all(map(is_syllable, words)):
            text = name.decode("utf-8" if is_utf8 else "cp437", "replace")
    return printable(text)


def dos_time(date: int, time: int) -> datetime | None:
    """When a member was written, as zips say it; None if that is no date."""
    try:
        return datetime(
            1980 + (date >> 9),
            date >> 5 & 15,
            date & 31,
            time >> 11,
            time >> 5 & 63,
            2 * (time & 31),
            tzinfo=timezone.utc,
        )
    except ValueError:
        return None


def read_header(reader: ChunkReader) -> LocalHeader | None:
    """The local header that comes next; None if there is none, or only a part of one."""
    data = reader.read(_HEADER.size)
    if len(data) < _HEADER.size or not LOCAL.match(data):
        return None
    _, _, flags, method, time, date, crc, packed, size, named, more = _HEADER.unpack(data)
    raw = reader.read(named)
    extra = reader.read(more)
    if len(raw) < named or len(extra) < more:
        return None
    described = bool(flags & _DESCRIBED) and not crc
    wide = _zip64(extra)
    if size == _UNKNOWN:
        size = wide.pop(0) if wide else None
    if packed == _UNKNOWN:
        packed = wide.pop(0) if wide else None
    return LocalHeader(
        printable_name(raw, bool(flags & _UTF_8)),
        flags,
        method,
        dos_time(date, time),
        None if described else crc,
        None if described and not packed else packed,
        None if described and not size else size,
    )


def _zip64(extra: bytes) -> list[int]:
    """The sizes of eight bytes that stand in the extra field of a header."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == 1:
            values = extra[at + 4 : at + 4 + length // 8 * 8]
            return list(struct.unpack(f"<{len(values) // 8}Q", values))
        at += 4 + length
    return []
