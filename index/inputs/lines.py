"""Chunks of bytes as lines, and lines as text."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import NamedTuple

from index.inputs.content import DamagedError

LONGEST = 64 * 1024 * 1024
"""Bytes that a line, or a file with one article, may have; a longer one is rejected."""

EXCERPT = 200
"""Characters of what was rejected that are kept."""

BOM = b"\xef\xbb\xbf"
"""The byte order mark of UTF-8."""


class Line(NamedTuple):
    """A line without its end; when it was too long, `whole` is false and `data` its start."""

    number: int
    offset: int
    data: bytes
    whole: bool = True


def lines(chunks: Iterator[bytes], number: int = 1, start: int = 0) -> Iterator[Line]:
    """The lines of `chunks`, cut at line feeds; none is held beyond LONGEST bytes.

    The first of them has this `number` in its file, and begins at the byte `start`.
    """
    length = 0
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


class Block(NamedTuple):
    """Whole lines of a file: the number of the first, where it begins, and the bytes of all."""

    number: int
    offset: int
    data: bytes


def blocks(chunks: Iterator[bytes], size: int) -> Iterator[Block]:
    """`chunks` cut at line feeds into blocks of `size` bytes and a little more.

    Of a line of more than LONGEST bytes only so many are kept, and one more, by which it is seen.
    """
    number, start, held = 1, 0, io.BytesIO()
    lost = 0  # bytes of a line that is too long
    try:
        for chunk in chunks:
            rest = chunk
            if held.tell() > LONGEST:
                skipped = rest.find(b"\n")
                lost += len(rest) if skipped < 0 else skipped
                rest = b"" if skipped < 0 else rest[skipped:]
            held.write(rest)
            end = rest.rfind(b"\n") + 1
            if held.tell() < size or not end:
                continue
            data = held.getvalue()
            whole = data[: len(data) - len(rest) + end]
            yield Block(number, start, whole)
            number += whole.count(b"\n")
            start += len(whole) + lost
            held, lost = io.BytesIO(), 0
            held.write(rest[end:])
    except DamagedError:
        if held.tell():
            yield Block(number, start, held.getvalue())
        raise
    if held.tell():
        yield Block(number, start, held.getvalue())


def is_blank(data: bytes) -> bool:
    """Whether there is nothing but white space, or a byte order mark."""
    return not data or not data.removeprefix(BOM).strip()


def decode(data: bytes) -> str:
    """The text of a file or line, without a byte order mark.

    Raises `UnicodeDecodeError` for what is not UTF-8.
    """
    return data.decode("utf-8").removeprefix("\ufeff")


def excerpt(data: bytes) -> str:
    """The first characters, for `Rejected.raw`."""
    text = data[: 2 * EXCERPT].decode("utf-8", "replace")
    if len(text) <= EXCERPT:  # what was cut within a character is behind the excerpt
        text = data[: 4 * EXCERPT].decode("utf-8", "replace")
    return text[:EXCERPT]
