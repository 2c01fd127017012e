"""Finding inputs, opening and decompressing them, and cutting them into lines."""

from __future__ import annotations

import io
import logging
import os
import re
import stat
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path, PurePath
from typing import BinaryIO, NamedTuple, Protocol

import zstandard

from index.articles.article import Rejected
from index.errors import InputError

log = logging.getLogger("khobao")

LONGEST = 64 * 1024 * 1024
"""Bytes that a line, or a file with one article, may have; a longer one is rejected."""

HEAD = 64 * 1024
"""Bytes at the start of a file by which its format is recognised."""

BOM = b"\xef\xbb\xbf"
"""The byte order mark of UTF-8."""

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


@dataclass(frozen=True)
class InputFile:
    """A file to read; `size` is None where only reading it can tell, as for standard input."""

    path: str
    size: int | None
    in_folder: bool = False

    @property
    def is_standard_input(self) -> bool:
        """Whether it was named `-`; a file of that name is `./-`."""
        return self.path == "-" and not self.in_folder

    @property
    def name(self) -> str:
        """The path as it can be printed."""
        return path_text(self.path)


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


class Line(NamedTuple):
    """A line without its end; when it was too long, `whole` is false and `data` its start."""

    number: int
    offset: int
    data: bytes
    whole: bool = True


def path_text(path: str) -> str:
    """`path` with U+FFFD for the bytes that are no UTF-8."""
    return os.fsencode(path).decode("utf-8", "replace")


def is_blank(data: bytes) -> bool:
    """Whether there is nothing but white space, or a byte order mark."""
    return not data or not data.removeprefix(BOM).strip()


def decode(data: bytes) -> str:
    """The text of a file or line, without a byte order mark.

    Raises `UnicodeDecodeError` for what is not UTF-8.
    """
    return data.decode("utf-8").removeprefix("\ufeff")


def excerpt(data: bytes) -> str:
    """The first 200 characters, for `Rejected.raw`."""
    return data[:800].decode("utf-8", "replace")[:200]


def find(path: str) -> InputFile | None:
    """The input at `path`, None if it is a folder.

    Raises `InputError` if there is nothing at `path` that can be read.
    """
    if path == "-":
        return InputFile(path, None)
    try:
        if not path:
            raise FileNotFoundError
        status = Path(path).stat()
    except (OSError, ValueError) as error:
        if isinstance(error, FileNotFoundError | NotADirectoryError):
            reason = "there is no such file or folder"
        else:
            reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"the input {path_text(path)!r} cannot be read: {reason}; check the path"
        ) from None
    if stat.S_ISDIR(status.st_mode):
        return None
    if stat.S_ISSOCK(status.st_mode):
        raise InputError(f"the input {path_text(path)!r} is a socket; give a file or folder")
    return InputFile(path, status.st_size if stat.S_ISREG(status.st_mode) else None)


def walk(folder: str) -> Iterator[InputFile | Rejected]:
    """Every file under `folder`, in the order of the names.

    Links are followed; a folder to which several paths lead is entered once. What is hidden or
    cannot be read is rejected.
    """
    entered: set[tuple[int, int]] = set()
    root = Path(folder)
    paths = [root]
    while paths:
        path = paths.pop()
        name = path_text(str(path))
        if path is not root and path.name.startswith("."):
            yield Rejected(name, "hidden files and folders are read only if they are named")
            continue
        try:
            status = path.stat()
            if stat.S_ISREG(status.st_mode):
                yield InputFile(str(path), status.st_size, in_folder=True)
            elif not stat.S_ISDIR(status.st_mode):
                yield Rejected(name, "it is neither a file nor a folder")
            elif (path / "LOCK").is_file() and (path / "generations").is_dir():
                log.info("%s is an archive and no input", name)
            elif (status.st_dev, status.st_ino) in entered:
                log.info("%s has been read under another name", name)
            else:
                entered.add((status.st_dev, status.st_ino))
                inside = sorted(path.iterdir(), key=lambda each: each.name, reverse=True)
                if path is root and not inside:
                    yield Rejected(name, "the folder is empty")
                paths += inside
        except OSError as error:
            reason = "it is a link to nothing" if path.is_symlink() else error.strerror
            yield Rejected(name, f"it cannot be read: {reason}")


def extension(path: str) -> str:
    """`.jsonl` for `News.JSONL.gz`; empty where the name has no extension made of letters."""
    name = PurePath(path)
    if name.suffix.lower() in {".gz", ".zst"}:
        name = name.with_suffix("")
    suffix = name.suffix.lower()
    return suffix if re.fullmatch(r"\.(?=\d*[a-z])[a-z0-9]{1,8}", suffix) else ""


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


def lines(chunks: Iterator[bytes]) -> Iterator[Line]:
    """The lines of `chunks`, cut at line feeds; none is held beyond LONGEST bytes."""
    number, start, length = 1, 0, 0
    held: list[bytes] = []
    try:
        for chunk in chunks:
            first, feed, rest = chunk.partition(b"\n")
            length += len(first)
            if length <= LONGEST:
                held.append(first)
            else:
                held = [b"".join(held)[:1000] or first[:1000]]
            if not feed:
                continue
            yield Line(number, start, b"".join(held), length <= LONGEST)
            start += length + 1
            *whole, last = rest.split(b"\n")
            for data in whole:
                number += 1
                yield Line(number, start, data, len(data) <= LONGEST)
                start += len(data) + 1
            number += 1
            held, length = [last], len(last)
    except DamagedError:
        if length:
            yield Line(number, start, b"".join(held), length <= LONGEST)
        raise
    if length:
        yield Line(number, start, b"".join(held), length <= LONGEST)


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
