"""What is in a file, chunk by chunk."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, BinaryIO

from index.inputs.expansion import Expansion, Places

HEAD = 64 * 1024
"""Bytes at the start of a file by which its format is recognised."""

_CHUNK = 256 * 1024
_SPOOLED = 64 << 20  # bytes that stay in memory
_MOST_TOLD = 5  # damaged places of a file


class DamagedError(Exception):
    """Raised in the middle of a file that cannot be read on, after all that could be read.

    `rest` is what can be read behind the damaged place (see `spliced`). `cut` is false if nothing
    is missing before the place, though it may have been altered.
    """

    def __init__(
        self,
        offset: int,
        reason: str,
        *,
        rest: Iterator[bytes] | None = None,
        cut: bool = True,
    ) -> None:
        super().__init__(reason)
        self.offset = offset
        self.reason = reason
        self.rest = rest
        self.cut = cut


@dataclass
class Content:
    """What is in a file or a member of one, decompressed; the iterator may end in a DamagedError.

    `name` says where it is, down into what it is packed in. `notes` are for every article in it.
    `facts` are what is known from outside: `url`, `crawled` (a datetime), `content_type`,
    `charset`, `modified` (the file's datetime), and `path`, the file whose bytes these are, where
    there is one. `expansion` counts what comes out of the file and all that is packed in it;
    `places` tells, of what was compressed, where its bytes are in the file.
    """

    name: str
    chunks: Iterator[bytes]
    notes: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    expansion: Expansion = field(default_factory=Expansion, repr=False)
    places: Places | None = field(default=None, repr=False)

    def peek(self, size: int = HEAD) -> bytes:
        """The first `size` bytes or more, all if there are fewer; they stay to be read."""
        head, self.chunks = _peek(self.chunks, size)
        return head

    def member(self, name: str, chunks: Iterator[bytes], **facts: Any) -> Content:
        """What is packed in this one under `name`; it is known of it what is known of the whole,
        but for its own `facts` and the path."""
        inherited = {key: value for key, value in self.facts.items() if key != "path"}
        return Content(
            f"{self.name}/{printable(name)}",
            chunks,
            self.notes,
            {**inherited, **facts},
            self.expansion,
        )

    @contextmanager
    def spooled(self) -> Iterator[BinaryIO]:
        """All the bytes as a file in which one can seek: the file itself, or one that is written
        for the time being.

        Where the bytes end in a DamagedError, the file has those before, and it is raised at the
        end of the context.
        """
        path = self.facts.get("path")
        if path is not None:
            with open(path, "rb") as file:  # noqa: PTH123  (a name of bytes that are no UTF-8)
                yield file
            return
        damaged = None
        with tempfile.SpooledTemporaryFile(max_size=_SPOOLED) as spool:
            try:
                for chunk in self.chunks:
                    spool.write(chunk)
            except DamagedError as damage:
                damaged = damage
            spool.seek(0)
            yield spool  # type: ignore[misc]  # it has all that a binary file has
        if damaged is not None:
            raise damaged


def printable(name: str) -> str:
    """A name as it can be shown: U+FFFD stands for what is no letter, sign or space."""
    if name.isprintable():
        return name
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in name)


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


def spliced(chunks: Iterator[bytes], between: bytes = b"\n") -> Iterator[bytes]:
    """`chunks` with what can be read behind damaged places; the damage is told at the end.

    `between` stands where something is lost, so that what was before and what comes after are not
    taken for one line.
    """
    damages: list[DamagedError] = []
    rest: Iterator[bytes] | None = chunks
    while rest is not None:
        try:
            yield from rest
            break
        except DamagedError as damage:
            damages.append(damage)
            rest = damage.rest
            if rest is not None and damage.cut:
                yield between
    if damages:
        raise _joined(damages)


def _joined(damages: list[DamagedError]) -> DamagedError:
    first, *others = damages
    if not others:
        return DamagedError(first.offset, first.reason, cut=first.cut)
    places = ", ".join(f"byte {each.offset} ({each.reason})" for each in others[:_MOST_TOLD])
    more = ", ..." if len(others) > _MOST_TOLD else ""
    reason = f"{first.reason}; more is damaged: {places}{more}"
    return DamagedError(first.offset, reason, cut=any(each.cut for each in damages))


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
