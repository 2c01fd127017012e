"""A zip whose directory is damaged or cut off, read by the headers before its members."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from index.articles.article import Rejected
from index.inputs.chunk_reader import ChunkReader
from index.inputs.content import Content, DamagedError
from index.inputs.conversion import Options
from index.inputs.found import Skipped
from index.inputs.limiter import Limiter
from index.inputs.oddments import odd_name
from index.inputs.zip_data import is_directory, member_data, skip_descriptor
from index.inputs.zip_headers import LOCAL, LocalHeader, read_header

if TYPE_CHECKING:
    from index.inputs.found import Piece

ENCRYPTED = "it is encrypted, and can be read only with a password; unpack it first"
"""Why an encrypted member is rejected."""

KEPT = 16 * 1024
"""Bytes of a damaged member behind which the next one is looked for again."""


def one_after_the_other(content: Content, reader: ChunkReader, options: Options) -> Iterator[Piece]:
    """The members as they lie in the zip, which `reader` reads; and that more may be lost."""
    while reader.find(LOCAL, 4):
        start = reader.offset
        header = read_header(reader)
        if header is None:
            reason = "the header of a member is damaged or cut off"
            yield Rejected(f"{content.name}, byte {start}", reason)
            reader.back(reader.offset - start - 4)
            continue
        begin = reader.offset
        yield from _member(content, reader, header, options)
        if header.packed is not None and reader.offset - begin != header.packed:
            reader.back(min(KEPT, reader.offset - begin))
        else:
            skip_descriptor(reader)
        if is_directory(reader):
            break
    reason = "the directory of the zip is damaged or cut off; what lies before it was read"
    yield Rejected(f"{content.name}, byte {reader.offset}", reason)


def _member(
    content: Content, reader: ChunkReader, header: LocalHeader, options: Options
) -> Iterator[Piece]:
    """The member whose data comes next; the reader stands behind it then."""
    place = f"{content.name}/{header.name}"
    if header.name.endswith("/"):
        return
    odd = odd_name(header.name)
    if odd or header.encrypted:
        yield Skipped(place, odd) if odd else Rejected(place, ENCRYPTED)
        if header.packed is not None:
            reader.skip(header.packed)
            return
    data = member_data(reader, header)
    if not odd and not header.encrypted:
        limiter = Limiter(_counter(reader), content.expansion, options.limits)
        facts = {} if header.modified is None else {"modified": header.modified}
        yield content.member(header.name, limiter.within(data), **facts)
    with suppress(DamagedError):  # the member has told of it
        for _ in data:
            pass


def _counter(reader: ChunkReader) -> Callable[[], int]:
    """How many bytes are read from here on."""
    begin = reader.offset
    return lambda: reader.offset - begin
