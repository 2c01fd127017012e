"""Letters (EML, and many in an mbox file) and pages that a browser saved as MHTML."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses
from itertools import chain
from typing import TYPE_CHECKING, Any

from index.articles.article import Rejected
from index.inputs.content import Content, DamagedError
from index.inputs.conversion import Options
from index.inputs.found import Record
from index.inputs.lines import LONGEST, excerpt, lines
from index.inputs.mail_parts import (
    is_page,
    message_date,
    part_name,
    part_text,
    payload,
    unfolded,
)
from index.inputs.mhtml import read_page

if TYPE_CHECKING:
    from index.inputs.detection import Head
    from index.inputs.found import Piece

_HEADERS = re.compile(rb"(?:[A-Za-z][\w-]{1,60}:[^\n]*\n(?:[ \t]+[^\n]*\n)*){2,}")
_OF_MAIL = re.compile(
    rb"^(from|to|received|return-path|message-id|mime-version|content-type|delivered-to|x-mailer"
    rb"|snapshot-content-location):",
    re.I | re.M,
)
_FROM_LINE = re.compile(rb"From \S+ +[^\n]{0,60}\d{4}[^\n]{0,20}\r?")
_TAGS = re.compile(r"<(style|script)\b.*?</\1\s*>|<[^>]*>|&\w+;|\s+", re.I | re.S)
_POOR = 3  # a text has so many times fewer characters than the page that says the same


def is_mail(head: Head) -> bool:
    """Whether the first bytes are the headers of a letter or of a saved page."""
    data = head.data.removeprefix(b"\xef\xbb\xbf").lstrip().replace(b"\r\n", b"\n")
    found = _HEADERS.match(data)
    return found is not None and len({name.lower() for name in _OF_MAIL.findall(found[0])}) > 1


def is_mbox(head: Head) -> bool:
    """Whether the first bytes are those of a file of letters."""
    first, _, rest = head.data.replace(b"\r\n", b"\n").partition(b"\n")
    return _FROM_LINE.fullmatch(first) is not None and _HEADERS.match(rest) is not None


def read(content: Content, options: Options) -> Iterator[Piece]:
    """What is in a letter or a saved page."""
    held: list[bytes] = []
    length = 0
    damaged = None
    try:
        for chunk in content.chunks:
            held.append(chunk)
            length += len(chunk)
            if length > LONGEST:
                break
    except DamagedError as damage:
        damaged = damage
    data = b"".join(held)
    if length > LONGEST:
        reason = f"it has more than {LONGEST:,} bytes, too many for one letter"
        yield Rejected(content.name, reason, excerpt(data))
        return
    if data:
        yield from _message(content, content.name, data)
    if damaged is not None:
        raise damaged


def read_mbox(content: Content, options: Options) -> Iterator[Piece]:
    """What is in the letters of an mbox file, one after the other."""
    number = 0
    held: list[bytes] = []
    blank = True
    damaged = None
    found = lines(content.chunks)
    while True:
        try:
            line = next(found, None)
        except DamagedError as damage:
            line, damaged = None, damage
        if line is None or (blank and _FROM_LINE.fullmatch(line.data)):
            if number:
                place = f"{content.name}, letter {number}"
                yield from _message(content, place, b"\n".join(held))
            held = []
            number += 1
        else:
            held.append(line.data.removeprefix(b">") if _is_quoted(line.data) else line.data)
        if line is None:
            break
        blank = not line.data.strip()
    if damaged is not None:
        raise damaged


def _is_quoted(line: bytes) -> bool:
    return line.startswith(b">") and line.lstrip(b">").startswith(b"From ")


def _message(content: Content, place: str, data: bytes) -> Iterator[Piece]:
    if len(data) > LONGEST:
        reason = f"it has more than {LONGEST:,} bytes, too many for one letter"
        yield Rejected(place, reason, excerpt(data))
        return
    message = email.message_from_bytes(data.removeprefix(b"\xef\xbb\xbf").lstrip(), policy=compat32)
    parts = [part for part in message.walk() if not part.is_multipart()]
    saved = unfolded(message, "Snapshot-Content-Location")
    related = message.get_content_type() == "multipart/related"
    located = any(is_page(part) and part["Content-Location"] for part in parts)
    if saved or (related and located):
        yield from read_page(content, message, parts, saved)
    else:
        yield from _letter(content, place, message, excerpt(data))


def _letter(content: Content, place: str, message: Message, raw: str) -> Iterator[Piece]:
    """The article that a letter is, and what is attached to it."""
    texts: list[str] = []
    pages: list[str] = []
    attached: list[Message] = []
    for part in _leaves(message):
        kind = part.get_content_type()
        is_text = kind in ("text/plain", "text/html") and not part.get_filename()
        if not is_text or part.get_content_disposition() == "attachment":
            attached.append(part)
        elif kind == "text/html":
            pages.append(part_text(part))
        else:
            texts.append(part_text(part))
    text, page = "\n\n".join(texts).strip(), "\n".join(pages).strip()
    if len(text) * _POOR < len(_TAGS.sub(" ", page).strip()):
        text = page
    names = _names(message)
    values: dict[str, Any] = {
        "title": unfolded(message, "Subject"),
        "body": text.replace("\r\n", "\n"),
        "published": unfolded(message, "Date"),
        "date_from": "e-mail Date",
        "authors": names,
        "from": unfolded(message, "From"),
        "message_id": unfolded(message, "Message-ID"),
    }
    if date := message_date(message):
        values["published"] = date.isoformat()
    if text or not attached:
        known = {key: value for key, value in values.items() if value}
        if "published" not in known:
            known.pop("date_from")
        yield Record(place, known, content.notes, raw=raw, mapped=False)
    for number, part in enumerate(attached, 1):
        name = part_name(part, number)
        member = content.member(name, _bytes_of(part), content_type=part.get_content_type())
        member.name = f"{place}/{name}"
        yield member


def _leaves(message: Message) -> Iterator[Message]:
    """The parts of a message that have no parts; a message in it is one of them."""
    if message.is_multipart() and message.get_content_type() != "message/rfc822":
        inside: Any = message.get_payload()
        yield from chain.from_iterable(_leaves(part) for part in inside)
    else:
        yield message


def _bytes_of(part: Message) -> Iterator[bytes]:
    if part.is_multipart():  # a letter that is attached
        inside: Any = part.get_payload()
        for message in inside:
            yield message.as_bytes()
    else:
        yield payload(part)


def _names(message: Message) -> list[str]:
    """The names of those whom a letter is from, as they are shown."""
    return [name for name, _ in getaddresses([unfolded(message, "From")]) if name]
