"""ARC files, in which crawlers saved pages before there was WARC."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from index.inputs.chunk_reader import ChunkReader
from index.inputs.content import Content
from index.inputs.conversion import Options
from index.inputs.http_message import Answer, parse_answer
from index.inputs.saved_pages import Saved, read_records
from index.inputs.saved_records import Framing, Header, SavedRecord

if TYPE_CHECKING:
    from index.inputs.found import Piece

# The address, the server's, the moment, the type; in version 2 more; the length.
_LINE = (
    rb"[a-z][a-z0-9+.-]{1,20}:[^\r\n]{1,4000}? \S{1,60} \d{12,14} (?:[^\r\n]{0,300} )?\d{1,15}\r?\n"
)
_BEGIN = re.compile(rb"^" + _LINE, re.I | re.M)
_BEHIND = re.compile(rb"\n(?=" + _LINE + rb")", re.I)
_FIELDS = re.compile(r"(.+?) (\S{1,60}) (\d{12,14}) (?:(.*) )?(\d{1,15})")
_LONGEST_LINE = 4500


def read(content: Content, options: Options) -> Iterator[Piece]:
    """The pages of an ARC file, with their addresses and when they were saved."""
    framing = Framing(_BEGIN, _LONGEST_LINE, _header, _BEHIND, b"\n")
    yield from read_records(content, options, framing, _saved)


def _header(reader: ChunkReader) -> Header | None:
    line = reader.read_until(b"\n", _LONGEST_LINE)
    found = _FIELDS.fullmatch(line.decode("utf-8", "replace").rstrip("\r\n"))
    if found is None or not _BEGIN.match(line):
        reader.unread(line)
        return None
    url, _, date, kind, length = found.groups()
    return {"url": url, "date": date, "type": (kind or "").partition(" ")[0]}, int(length)


def _saved(record: SavedRecord) -> Saved | str:
    headers = record.headers
    if headers["url"].lower().startswith("filedesc:"):
        return "it tells of the crawl"
    answer = parse_answer(record.data)
    if answer is None:
        answer = Answer(200, {"content-type": headers["type"]}, record.data)
    return Saved(headers["url"], _date(headers["date"]), answer)


def _date(text: str) -> datetime | None:
    try:
        moment = datetime.strptime(text.ljust(14, "0"), "%Y%m%d%H%M%S")
    except ValueError:
        return None
    return moment.replace(tzinfo=timezone.utc)
