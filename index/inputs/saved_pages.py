"""What the records of a WARC or ARC file are: pages to be read, and all that is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from index.articles.article import Rejected
from index.inputs.chunk_reader import ChunkReader
from index.inputs.content import Content, DamagedError, printable
from index.inputs.conversion import Options
from index.inputs.found import Skipped
from index.inputs.http_message import Answer
from index.inputs.limiter import Limiter
from index.inputs.saved_records import Framing, Lost, Records, SavedRecord, TooLong

if TYPE_CHECKING:
    from index.inputs.found import Piece

_READ = re.compile(
    r"text/html|application/(?:xhtml\+xml|pdf|json|ld\+json|feed\+json|x-ndjson|xml|rss\+xml"
    r"|atom\+xml|msword|rtf|vnd\.openxmlformats-.*|vnd\.oasis\..*|zip)|text/(?:xml|rtf)"
)
_LOOKS_READ = re.compile(rb"\s*(?:<|[{\[]|%PDF-|PK\x03\x04)")
_OPEN = re.compile(r"|text/plain|application/octet-stream|unk(?:nown)?|no-type|binary/.*")
_ROBOTS = re.compile(r"https?://[^/]*/(?:robots|ads|app-ads|humans|security)\.txt(?:\?.*)?", re.I)
_LOOKED_AT = 256


@dataclass(frozen=True)
class Saved:
    """What a crawler saved of an address, and when; `is_text` if it is the text of a page."""

    url: str
    crawled: datetime | None
    answer: Answer
    is_text: bool = False


Kind = Callable[[SavedRecord], "Saved | str"]
"""Tells what a record is: what was saved, or why it is no page."""


def read_records(
    content: Content, options: Options, framing: Framing, kind: Kind
) -> Iterator[Piece]:
    """The pages in the records of a content, and what else there is; read on behind damage."""
    chunks: Iterator[bytes] | None = content.chunks
    before = 0
    while chunks is not None:
        altered: list[DamagedError] = []
        reader = ChunkReader(_whole(chunks, altered))
        for record in Records(reader, framing):
            yield from _piece(content, options, record, before, kind)
            while altered:
                yield _told(content, altered.pop(0))
        before += reader.offset
        for damage in altered:
            yield _told(content, damage)
        chunks = None
        if reader.damage is not None:
            yield _told(content, reader.damage)
            chunks = reader.damage.rest


def _whole(chunks: Iterator[bytes], altered: list[DamagedError]) -> Iterator[bytes]:
    """`chunks` over places where nothing is missing, which go to `altered`."""
    while True:
        try:
            yield from chunks
            return
        except DamagedError as damage:
            if damage.cut or damage.rest is None:
                raise
            altered.append(damage)
            chunks = damage.rest


def _told(content: Content, damage: DamagedError) -> Rejected:
    return Rejected(f"{content.name}, byte {damage.offset}", damage.reason)


def _piece(
    content: Content,
    options: Options,
    record: SavedRecord | Lost | TooLong,
    before: int,
    kind: Kind,
) -> Iterator[Piece]:
    place = _place(content, before + record.offset)
    if isinstance(record, Lost):
        reason = f"{record.size:,} bytes are no record: the file is damaged or cut off"
        yield Rejected(f"{content.name}, {place}", reason)
        return
    if isinstance(record, TooLong):
        reason = f"the record has {record.size:,} bytes, too many for one page"
        yield Skipped(f"{content.name}, {place}", reason)
        return
    saved = kind(record)
    if isinstance(saved, str):
        yield Skipped(f"{content.name}, {place}", saved)
        return
    name = printable(f"{saved.url}, {place}")
    no_page = _no_page(saved)
    if no_page is not None:
        yield Skipped(f"{content.name}/{name}", no_page)
        return
    packed = len(saved.answer.rest)
    limiter = Limiter(lambda: packed, content.expansion, options.limits)
    body = limiter.within(saved.answer.body())
    if record.missing:
        body = _cut(body, record)
    facts = {
        "url": saved.url,
        "crawled": saved.crawled,
        "content_type": saved.answer.content_type,
        "charset": saved.answer.charset,
    }
    known = {key: value for key, value in facts.items() if value}
    member = content.member(name, body, **known)
    notes = (*content.notes, f"the record: {record.flaw}") if record.flaw else content.notes
    yield replace(member, notes=notes)


def _place(content: Content, offset: int) -> str:
    """Where a record begins: in the file, as indexes of WARC files say it, if that is known."""
    packed = content.places.packed(offset) if content.places is not None else offset
    return f"byte {offset} of the unpacked data" if packed is None else f"byte {packed}"


def _cut(body: Iterator[bytes], record: SavedRecord) -> Iterator[bytes]:
    """What is there of a page that is not whole."""
    length = 0
    try:
        for chunk in body:
            length += len(chunk)
            yield chunk
    except DamagedError as damage:
        length = damage.offset
    raise DamagedError(length, f"the record {record.flaw.removeprefix('it ')}")


def _no_page(saved: Saved) -> str | None:
    """Why something that was saved is no page."""
    answer = saved.answer
    if answer.status != 200:
        return f"status {answer.status}"
    if not saved.url.lower().startswith(("http:", "https:", "ftp:", "file:")):
        return "it is no page of the web but a note of the crawler"
    if _ROBOTS.fullmatch(saved.url):
        return "it is for robots"
    return _no_type_of_page(saved)


def _no_type_of_page(saved: Saved) -> str | None:
    answer = saved.answer
    kind = answer.content_type
    if saved.is_text or _READ.fullmatch(kind):
        return None
    if _OPEN.fullmatch(kind) and _LOOKS_READ.match(answer.rest[:_LOOKED_AT]):
        return None
    if not kind:
        return "it is no page, by its first bytes"
    return f"its type is {kind}"
