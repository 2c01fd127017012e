"""WARC files: the pages in the records of a crawl."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from index.inputs.chunk_reader import ChunkReader
from index.inputs.content import Content
from index.inputs.conversion import Options
from index.inputs.http_message import Answer, parse_answer, parse_headers
from index.inputs.saved_pages import Saved, read_records
from index.inputs.saved_records import Framing, Header, SavedRecord

if TYPE_CHECKING:
    from index.inputs.found import Piece

_BEGIN = re.compile(rb"WARC/[01]\.\d{1,2}[ \t]*\r?\n")
_BEHIND = re.compile(rb"\r?\n\r?\n(?=WARC/[01]\.\d{1,2}[ \t]*\r?\nWARC-)", re.I)
_LONGEST_BEGIN = 64
_LONGEST_HEADER = 64 * 1024
_NO_PAGES = {
    "warcinfo": "it tells of the crawl",
    "request": "it is a request to a server",
    "metadata": "it is metadata of the crawl",
    "revisit": "the page was saved before and had not changed",
    "continuation": "it continues a record of another file",
}
_READ = ("response", "resource", "conversion")


def read(content: Content, options: Options) -> Iterator[Piece]:
    """The pages of a WARC file, with their addresses and when they were saved."""
    framing = Framing(_BEGIN, _LONGEST_BEGIN, _header, _BEHIND, b"\r\n\r\n")
    yield from read_records(content, options, framing, _saved)


def _header(reader: ChunkReader) -> Header | None:
    data = reader.read_until(b"\r\n\r\n", _LONGEST_HEADER)
    if b"\n\n" in data:
        bare = data.index(b"\n\n") + 2
        reader.unread(data[bare:])
        data = data[:bare]
    if _BEGIN.match(data) and data.endswith((b"\r\n\r\n", b"\n\n")):
        headers = parse_headers(data.partition(b"\n")[2])
        length = headers.get("content-length", "")
        if length.isascii() and length.isdigit() and len(length) < 19:
            return headers, int(length)
    reader.unread(data)
    return None


def _saved(record: SavedRecord) -> Saved | str:
    headers = record.headers
    kind = headers.get("warc-type", "").lower()
    if kind not in _READ:
        return _NO_PAGES.get(kind, f"it is of the type {kind[:40] or 'nothing'}")
    url = headers.get("warc-target-uri", "").strip("<>")
    if headers.get("content-type", "").lower().startswith("application/http"):
        answer = parse_answer(record.data)
        if answer is None:
            return "it is no answer of a web server"
    else:
        answer = Answer(200, {"content-type": headers.get("content-type", "")}, record.data)
    is_text = kind == "conversion" and answer.content_type == "text/plain"
    return Saved(url, _date(headers.get("warc-date", "")), answer, is_text)


def _date(text: str) -> datetime | None:
    """When a record was written, to the second."""
    try:
        return datetime.fromisoformat(text[:19]).replace(tzinfo=timezone.utc)
    except ValueError:
        return None
