"""Zip archives: every member, in the order of the directory, read without unpacking anything.

Where the directory is damaged or cut off, the members are read one after the other as they lie in
the file.
"""

from __future__ import annotations

import os
import struct
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO

from index.articles.article import Rejected
from index.inputs.chunk_reader import ChunkReader
from index.inputs.content import Content, DamagedError
from index.inputs.conversion import Options
from index.inputs.found import Skipped
from index.inputs.limiter import Limiter
from index.inputs.oddments import odd_name
from index.inputs.zip_data import member_data
from index.inputs.zip_headers import LOCAL, LocalHeader, dos_time, printable_name, read_header
from index.inputs.zip_kinds import kind_of
from index.inputs.zip_recovery import ENCRYPTED, KEPT, one_after_the_other

if TYPE_CHECKING:
    from index.inputs.found import Piece

OVERLAPPING = "its data overlaps that of another member, as in a zip bomb"

_STEP = 256 * 1024
_TRIED = 3
_HEADER = 30  # bytes of a local header before its name
_LONGEST_HEADER = _HEADER + 2 * 0xFFFF
_BAD = (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, EOFError)


@dataclass(frozen=True)
class Entry:
    """What the directory of a zip says of a member."""

    name: str
    info: zipfile.ZipInfo


def read(content: Content, options: Options) -> Iterator[Piece]:
    """The members of a zip."""
    with content.spooled() as file:
        size = file.seek(0, os.SEEK_END)
        if "path" in content.facts:
            content.expansion.packed = size
        entries = directory(file)
        if entries is None:
            reader = ChunkReader(chunks_of(file, 0, size), KEPT)
            yield from _limited(content, one_after_the_other(content, reader, options), options)
            return
        kind = kind_of([entry.name for entry in entries])
        if kind.reader is not None:
            yield from kind.read(replace(content, chunks=chunks_of(file, 0, size)), options)
            return
        yield from _limited(
            content, _members(content, file, entries, kind.wanted, options), options
        )


def directory(file: BinaryIO) -> list[Entry] | None:
    """What the directory of a zip says; None if there is none that can be read, or that leads to
    members."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = [Entry(_name(info), info) for info in archive.infolist()]
    except _BAD:
        return None
    leads = any(_begins_member(file, entry.info.header_offset) for entry in entries[:_TRIED])
    return entries if leads or (not entries and not _begins_member(file, 0)) else None


def _begins_member(file: BinaryIO, offset: int) -> bool:
    if offset < 0:
        return False
    file.seek(offset)
    return LOCAL.match(file.read(4)) is not None


def _name(info: zipfile.ZipInfo) -> str:
    name = info.orig_filename
    if info.flag_bits & 0x800:
        return printable_name(name.encode("utf-8", "surrogateescape"), True)
    return printable_name(name.encode("cp437"))  # zipfile has taken it for that


def chunks_of(file: BinaryIO, start: int, size: int) -> Iterator[bytes]:
    """`size` bytes of a file from `start` on."""
    file.seek(start)
    while size and (chunk := file.read(min(size, _STEP))):
        size -= len(chunk)
        yield chunk


def _limited(content: Content, found: Iterable[Piece], options: Options) -> Iterator[Piece]:
    """What was found, up to the limit of members."""
    most = options.limits.members
    for number, piece in enumerate(found):
        if number == most:
            reason = options.limits.refusal("members", f"it has more than {most:,} members")
            yield Rejected(content.name, reason)
            return
        yield piece


def _members(
    content: Content, file: BinaryIO, entries: list[Entry], wanted: str, options: Options
) -> Iterator[Piece]:
    overlapping = _overlapping(entries, file)
    for number, entry in enumerate(entries):
        info = entry.info
        place = f"{content.name}/{entry.name}"
        if info.is_dir():
            continue
        if reason := _odd(entry.name, wanted):
            yield Skipped(place, reason)
        elif info.flag_bits & 1:
            yield Rejected(place, ENCRYPTED)
        elif number in overlapping:
            yield Rejected(place, OVERLAPPING)
        elif too_much := options.limits.excess(info.file_size, info.compress_size):
            yield Rejected(place, too_much)
        else:
            yield _member(content, file, entry, options)


def _odd(name: str, wanted: str) -> str | None:
    """Why a member is not read."""
    if wanted and not name.startswith(wanted):
        return "it belongs to the WACZ file and is no saved page"
    return odd_name(name)


def _member(content: Content, file: BinaryIO, entry: Entry, options: Options) -> Content:
    packed = entry.info.compress_size
    limiter = Limiter(lambda: packed, content.expansion, options.limits)
    info = entry.info
    modified = dos_time_of(info)
    facts = {} if modified is None else {"modified": modified}
    return content.member(entry.name, limiter.within(entry_data(file, entry)), **facts)


def entry_data(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    """What a member holds. Raises DamagedError, at an offset in the member."""
    info = entry.info
    reader = ChunkReader(chunks_of(file, info.header_offset, info.compress_size + _LONGEST_HEADER))
    if read_header(reader) is None:
        raise DamagedError(0, "the header of the member is damaged")
    header = LocalHeader(
        entry.name, 0, info.compress_type, None, info.CRC, info.compress_size, info.file_size
    )
    data = chunks_of(file, info.header_offset + reader.offset, info.compress_size)
    yield from member_data(ChunkReader(data), header)


def dos_time_of(info: zipfile.ZipInfo) -> object:
    """When a member was written; None if the directory says no date."""
    year, month, day, hour, minute, second = info.date_time
    return dos_time((year - 1980) << 9 | month << 5 | day, hour << 11 | minute << 5 | second // 2)


def _overlapping(entries: list[Entry], file: BinaryIO) -> set[int]:
    """The numbers of the entries that begin within the data of another, which is read.

    A size that only the directory says, and the member's own header does not, is damaged.
    """
    ordered = sorted(range(len(entries)), key=lambda number: entries[number].info.header_offset)
    found: set[int] = set()
    end = 0
    for number in ordered:
        info = entries[number].info
        if info.header_offset < end:
            found.add(number)
        else:
            size = info.compress_size
            if number != ordered[-1]:
                size = min(size, _own_size(file, info, size))
            end = info.header_offset + _HEADER + size
    return found


def _own_size(file: BinaryIO, info: zipfile.ZipInfo, told: int) -> int:
    """How long a member's data is by its own header; as `told` where that is silent."""
    file.seek(info.header_offset)
    header = file.read(_HEADER)
    if len(header) < _HEADER or not header.startswith(b"PK\x03\x04"):
        return told
    flags, size = struct.unpack_from("<H", header, 6)[0], struct.unpack_from("<I", header, 18)[0]
    return told if flags & 8 or size in (0, 0xFFFFFFFF) else size
