"""Formats that are known and not read: they are rejected by name, with what to do about them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from index.articles.article import Rejected
from index.inputs.content import Content
from index.inputs.conversion import Options

if TYPE_CHECKING:
    from index.inputs.detection import Head

_UNPACK = "unpack it first, or pack it as zip or tar"
_EXPORT = "export what is in it first"
_SAVE = "save it as DOCX, HTML or text first"
_MAGIC = {
    "7z": (re.compile(rb"7z\xbc\xaf\x27\x1c"), "an archive in the form 7z", _UNPACK),
    "rar": (re.compile(rb"Rar!\x1a\x07"), "an archive in the form RAR", _UNPACK),
    "cab": (re.compile(rb"MSCF\0\0\0\0"), "an archive in the form CAB", _UNPACK),
    "cpio": (re.compile(rb"07070[127][0-9a-fA-F]{6}"), "an archive in the form cpio", _UNPACK),
    "ar": (re.compile(rb"!<arch>\n"), "an archive in the form ar", _UNPACK),
    "z": (re.compile(rb"\x1f[\x9d\xa0]"), "compressed by compress (.Z)", _UNPACK),
    "lz4": (re.compile(rb"\x04\x22\x4d\x18"), "compressed by lz4", _UNPACK),
    "lzip": (re.compile(rb"LZIP\x01"), "compressed by lzip", _UNPACK),
    "lzop": (re.compile(rb"\x89LZO\0"), "compressed by lzop", _UNPACK),
    "chm": (re.compile(rb"ITSF\x03\0\0\0"), "a help file (CHM)", _EXPORT),
    "djvu": (re.compile(rb"AT&TFORM"), "a scan in DjVu", "recognise its text first"),
    "pst": (re.compile(rb"!BDN"), "a mailbox of Outlook (PST)", "export it as mbox or EML first"),
    "mobi": (re.compile(rb".{60}BOOKMOBI", re.S), "a book in the form MOBI", _SAVE),
    "access": (
        re.compile(rb"\0\x01\0\0Standard (?:Jet|ACE) DB"),
        "a database of Access",
        "export its tables as CSV first",
    ),
    "postscript": (re.compile(rb"%!PS"), "a text in PostScript", "make a PDF of it first"),
    "ole": (
        re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1"),
        "a document of Word 97 to 2003, or an encrypted one",
        "save it as DOCX first",
    ),
}


def is_unreadable(head: Head) -> bool:
    """Whether a content is in a format that is known and not read."""
    return any(magic.match(head.data) for magic, _, _ in _MAGIC.values())


def refuse(content: Content, options: Options) -> Iterator[Rejected]:
    """Reject the content by the name of its format."""
    head = content.peek()
    for magic, what, advice in _MAGIC.values():
        if magic.match(head):
            yield Rejected(content.name, f"it is {what}, which is not read; {advice}")
            return
