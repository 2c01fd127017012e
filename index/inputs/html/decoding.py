"""The text of a page: its bytes in the encoding that they are in, whatever they say of it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from typing import Any
from unicodedata import normalize

from index.inputs.html.stripping import without_comments, without_elements
from index.vietnamese import legacy
from index.vietnamese.legacy_tables import from_bytes

_LOOKED_AT = 8_192  # bytes in which a page says what encoding it is in
_DECLARED = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_XML = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.I)
_NO_TEXT = re.compile(r"<[^<>]*>|&#?\w{1,10};")
_RAREST_DAMAGE = 500  # bytes of UTF-8 to one that is damaged
_UTF_8 = ("utf-8", "utf8")
# What pages say that were written for a font instead of an encoding.
_FOR_FONTS = ("x-user-defined", "windows-1252", "iso-8859-1", "latin1", "us-ascii", "cp1252")


def page_text(data: bytes, facts: Mapping[str, Any]) -> tuple[str, list[str]]:
    """The text of a page, and notes on how it was converted if it is not in UTF-8.

    Bytes that are UTF-8 are read as such. Others are in an older Vietnamese encoding if they can be
    recognised; else in what the page, or who sent it (the fact `charset`), says; what fits neither
    is U+FFFD in UTF-8 with a few damaged bytes, and Windows-1252 in others.
    """
    data = data.replace(b"\0", b"")
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    declared = _declared(data, facts)
    text = from_bytes(data)
    shown = without_comments(without_elements(text, ("script", "style")))
    sample = "\n".join(part for part in _NO_TEXT.split(shown) if part and not part.isspace())
    encoding = legacy.recognise_bytes(sample).encoding
    if encoding is not None:
        return encoding.convert(text), legacy.notes(encoding.name, None)
    if declared and declared not in (*_UTF_8, *_FOR_FONTS):
        converted = normalize("NFC", data.decode(declared, "replace"))
        return converted, [f"converted from {declared}"]
    replaced = data.decode("utf-8", "replace").removeprefix("\ufeff")
    damaged = replaced.count("\ufffd")
    if (declared in _UTF_8 and damaged * 4 < len(data)) or damaged * _RAREST_DAMAGE < len(data):
        return replaced, ["U+FFFD stands for bytes that are not UTF-8"]
    return data.decode("cp1252", "replace"), ["converted from windows-1252"]


def _declared(data: bytes, facts: Mapping[str, Any]) -> str:
    """The encoding that a page says it is in, if Python knows it."""
    head = data[:_LOOKED_AT]
    found = _DECLARED.search(head) or _XML.search(head)
    for name in (facts.get("charset"), found[1].decode("ascii") if found else ""):
        if not name:
            continue
        if str(name).lower() in _FOR_FONTS:
            return str(name).lower()
        try:
            return codecs.lookup(str(name)).name
        except (LookupError, ValueError):
            continue
    return ""
