"""Chunks of bytes as lines, and lines as text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from index.inputs.content import DamagedError

LONGEST = 64 * 1024 * 1024
"""Bytes that a line, or a file with one article, may have; a longer one is rejected."""

BOM = b"\xef\xbb\xbf"
"""The byte order mark of UTF-8."""


class Line(NamedTuple):
    """A line without its end; when it was too long, `whole` is false and `data` its start."""

    number: int
    offset: int
    data: bytes
    whole: bool = True


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
