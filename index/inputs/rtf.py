"""Texts in RTF: one article each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from index.articles.article import Rejected
from index.inputs.content import Content, DamagedError
from index.inputs.conversion import Options
from index.inputs.document_values import Line, document_values
from index.inputs.found import Record
from index.inputs.lines import excerpt

if TYPE_CHECKING:
    from index.inputs.found import Piece

LONGEST_RTF = 16 * 1024 * 1024
"""Bytes of an RTF file without its pictures that are read."""

# Pictures are most of a file: figures in hexadecimal.
_PICTURE = re.compile(rb"(?:[0-9a-fA-F]{32,}\s*)+")
_TITLE = re.compile(rb"\{\\title ([^{}]{1,600})\}")
_MOST_OPEN = 500  # groups in groups
_DEEPEST = re.compile(rb"\\[{}\\]|([{}])")


def read(content: Content, options: Options) -> Iterator[Piece]:
    """The article that an RTF file is."""
    held = bytearray()
    damaged = None
    try:
        for chunk in content.chunks:
            held += chunk
            if len(held) > LONGEST_RTF:
                held = bytearray(_PICTURE.sub(b"", bytes(held)))
            if len(held) > LONGEST_RTF:
                reason = f"it has more than {LONGEST_RTF:,} bytes, too many for one article"
                yield Rejected(content.name, reason, excerpt(bytes(held[:800])))
                return
    except DamagedError as damage:
        damaged = damage
    yield _article(content, _PICTURE.sub(b"", bytes(held)))
    if damaged is not None:
        raise damaged


def _article(content: Content, data: bytes) -> Record | Rejected:
    if _depth(data) > _MOST_OPEN:
        reason = f"its groups are nested more than {_MOST_OPEN} levels deep"
        return Rejected(content.name, reason, excerpt(data))
    known = {}
    if (title := _TITLE.search(data)) and (text := _plain(b"{\\rtf1 " + title[1] + b"}")):
        known["title"] = text.strip()
    text = _plain(data)
    lines = (Line(line.strip(" |\t")) for line in re.split(r"\r\n|\n|\r", text))
    values = document_values(lines, known)
    if not values.get("title") and not values["body"]:
        return Rejected(content.name, "there is no text in it", excerpt(data))
    return Record(content.name, values, content.notes, raw=excerpt(data), mapped=False)


def _plain(data: bytes) -> str:
    """The text without its format."""
    from striprtf import striprtf  # noqa: PLC0415  (few files need it)

    untyped: Any = striprtf
    try:
        return str(untyped.rtf_to_text(data.decode("latin-1"), errors="replace"))
    except (ValueError, LookupError, IndexError, OverflowError, TypeError):
        return ""


def _depth(data: bytes) -> int:
    deepest = depth = 0
    for found in _DEEPEST.finditer(data):
        if found[1] == b"{":
            depth += 1
            deepest = max(deepest, depth)
        elif found[1] == b"}":
            depth -= 1
    return deepest
