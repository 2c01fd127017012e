"""Tar archives: every file in them, read forwards, compressed or not.

Behind a damaged header reading goes on with the next one that is whole.
"""

from __future__ import annotations

import re
import tarfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from index.articles.article import Rejected
from index.inputs.chunk_reader import ChunkReader
from index.inputs.content import Content, DamagedError, printable
from index.inputs.conversion import Options
from index.inputs.found import Skipped
from index.inputs.oddments import odd_name
from index.inputs.tar_stream import BLOCK, TarStream

if TYPE_CHECKING:
    from index.inputs.detection import Head
    from index.inputs.found import Piece

_STEP = 256 * 1024
_CHECKSUM = re.compile(rb"[ 0-7]{1,7}[ \0]{1,7}")


def is_tar(head: Head) -> bool:
    """Whether the first bytes are the header of a file in a tar."""
    return is_header(head.data[:BLOCK])


def is_header(block: bytes) -> bool:
    """Whether a block is the header of a member: its checksum is right."""
    if len(block) < BLOCK or not _CHECKSUM.fullmatch(block[148:156]):
        return False
    try:
        tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except (tarfile.TarError, ValueError):
        return False
    return True


def read(content: Content, options: Options) -> Iterator[Piece]:
    """The members of a tar, one after the other."""
    reader = ChunkReader(content.chunks)
    stream = TarStream(reader)
    left = options.limits.members
    while stream.step_to_header(is_header):
        if stream.lost:
            reason = "the tar is damaged: what stands here is no header of a member"
            yield Rejected(f"{content.name}, byte {stream.lost_at}", reason)
        for piece in _members(content, stream, options):
            if not left:
                most = f"it has more than {options.limits.members:,} members"
                yield Rejected(content.name, options.limits.refusal("members", most))
                return
            left -= 1
            yield piece
    if stream.lost:
        reason = "the tar is damaged: what stands here is no header of a member"
        yield Rejected(f"{content.name}, byte {stream.lost_at}", reason)
    if reader.damage is not None:
        raise reader.damage


def _members(content: Content, stream: TarStream, options: Options) -> Iterator[Piece]:
    """The members from here on, up to what is none."""
    try:
        with tarfile.open(
            fileobj=stream, mode="r:", encoding="utf-8", errors="surrogateescape"
        ) as archive:
            while (member := archive.next()) is not None:
                archive.members.clear()  # type: ignore[attr-defined]  # there may be a million
                if not member.isdir():
                    yield from _member(content, stream, archive, member)
    except (tarfile.TarError, EOFError, ValueError, OverflowError) as error:
        if stream.reader.damage is None:
            reason = "the tar ends too early; the file was cut off"
            if stream.reader.peek(1):
                reason = f"the tar is damaged: {error}"
            yield Rejected(f"{content.name}, byte {stream.reader.offset}", reason)


def _member(
    content: Content, stream: TarStream, archive: tarfile.TarFile, member: tarfile.TarInfo
) -> Iterator[Piece]:
    raw = member.name.encode("utf-8", "surrogateescape")
    name = printable(raw.decode("utf-8", "replace"))
    if member.issym() or member.islnk():
        yield Skipped(f"{content.name}/{name}", "it is a link")
    elif not member.isreg():
        yield Skipped(f"{content.name}/{name}", "it is a device or a pipe")
    elif reason := odd_name(name):
        yield Skipped(f"{content.name}/{name}", reason)
    else:
        file = archive.extractfile(member) if member.issparse() else None
        read = file.read if file is not None else stream.at(member.offset_data).some
        yield content.member(name, _data(read, member), **_facts(member))


def _facts(member: tarfile.TarInfo) -> dict[str, datetime]:
    with suppress(ValueError, OverflowError, OSError):
        return {"modified": datetime.fromtimestamp(member.mtime, timezone.utc)}
    return {}


def _data(read: Callable[[int], bytes], member: tarfile.TarInfo) -> Iterator[bytes]:
    done = 0
    try:
        while done < member.size and (chunk := read(min(_STEP, member.size - done))):
            done += len(chunk)
            yield chunk
    except tarfile.TarError:
        pass
    if done < member.size:
        missing = f"{member.size - done:,} of its {member.size:,} bytes are missing"
        raise DamagedError(done, f"the tar is damaged or cut off within it: {missing}")
