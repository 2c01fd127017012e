"""The parts of a letter: their names, their bytes and their texts, whatever is wrong with them."""

from __future__ import annotations

import binascii
import re
from datetime import datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Any

from index.vietnamese import legacy

_FOLD = re.compile(r"\r?\n[ \t]*")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f/\\]+")


def unfolded(message: Message, name: str) -> str:
    """The first header of that name, decoded, in one line; empty if there is none."""
    wanted = name.lower()
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == wanted), "")
    raw = _FOLD.sub(" ", raw).strip()
    if any("\ud800" <= letter <= "\udfff" for letter in raw):  # bytes that are no ASCII
        return _decoded(raw.encode("ascii", "surrogateescape"), "")
    return _words(raw).strip()


def _words(raw: str) -> str:
    """A header with its encoded words decoded."""
    try:
        pieces: list[tuple[Any, str | None]] = decode_header(raw)
    except (HeaderParseError, ValueError, binascii.Error):
        return raw
    return "".join(
        piece if isinstance(piece, str) else _decoded(piece, charset or "")
        for piece, charset in pieces
    )


def payload(part: Message) -> bytes:
    """The bytes of a part, decoded from base64 or quoted-printable."""
    data: Any = None
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        data = None
    return data if isinstance(data, bytes) else b""


def is_page(part: Message) -> bool:
    """Whether a part is a page in HTML."""
    return part.get_content_type() in ("text/html", "application/xhtml+xml")


def part_text(part: Message) -> str:
    """The text of a part."""
    return _decoded(payload(part), part.get_content_charset() or "")


def part_name(part: Message, number: int) -> str:
    """What a part is called, or which it is."""
    name = part.get_filename() or ""
    name = _words(name).encode("utf-8", "replace").decode()
    return _UNPRINTABLE.sub("_", name).strip() or f"part {number}"


def _decoded(data: bytes, charset: str) -> str:
    """Text in UTF-8, an older Vietnamese encoding, or what it says that it is in."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return legacy.decode(data).text
    except legacy.UnreadableError:
        pass
    try:
        return data.decode(charset or "cp1252", "replace")
    except (LookupError, ValueError):
        return data.decode("utf-8", "replace")


def message_date(message: Message) -> datetime | None:
    """When a letter was sent; None if it does not say."""
    try:
        return parsedate_to_datetime(unfolded(message, "Date"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
