"""Bytes that are not UTF-8: UTF-16 and UTF-32 as whole files, older encodings line by line."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from index.inputs.content import Content, DamagedError
from index.inputs.lines import decode
from index.vietnamese import legacy
from index.vietnamese.legacy import Encoding, UnreadableError
from index.vietnamese.legacy_tables import from_bytes

# Those of UTF-32 first: that of UTF-16 is the beginning of one of them.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WITHOUT_MARK = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_SHORTEST_WITHOUT_MARK = 16  # bytes by which an encoding is told without a mark
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffe\uffff]")
_LATIN = re.compile("[\t\n\r -\u024f\u1e00-\u1eff]")

# What is no letter of a text in JSON, so that letters are told from the `n` of a line feed.
_BETWEEN_TEXTS = re.compile(r'(\\(?:u[0-9a-fA-F]{4}|.)|["\n])', re.DOTALL)


def as_utf8(content: Content) -> Content:
    """`content` in UTF-8 if it is UTF-16 or UTF-32, with a byte order mark or evidently; else as
    it is.

    Offsets in it count the bytes of UTF-8; that of a `DamagedError` those of the file.
    """
    name, mark = _wide_encoding(content.peek())
    if not name:
        return content
    facts = {key: value for key, value in content.facts.items() if key != "path"}
    notes = (*content.notes, f"converted from {name[:6].upper()}")
    chunks = _transcode(content.chunks, name, len(mark))
    return replace(content, chunks=chunks, notes=notes, facts=facts)


def _wide_encoding(head: bytes) -> tuple[str, bytes]:
    """The encoding of what begins with `head`, if its characters have two bytes or four, and its
    byte order mark."""
    for mark, name in _MARKS:
        if head.startswith(mark) and _is_wide(head[len(mark) :], name):
            return name, mark
    if b"\0" not in head or len(head) < _SHORTEST_WITHOUT_MARK:
        return "", b""
    for name in _WITHOUT_MARK:
        if _has_zeros(head, name) and _is_wide(head, name):
            return name, b""
    return "", b""


def _has_zeros(head: bytes, name: str) -> bool:
    """Whether zeros stand where a text in Latin letters has them in this encoding, and not
    elsewhere."""
    size = 4 if "32" in name else 2
    upper, lower = (size - 1, 0) if name.endswith("le") else (0, size - 1)
    most = head[upper::size]
    count = len(most)
    if size == 4:
        return most.count(0) == count and head[lower::4].count(0) * 50 <= count
    return most.count(0) * 3 >= count and head[lower::2].count(0) * 50 <= count


def _is_wide(head: bytes, name: str) -> bool:
    """Whether `head`, without a mark, is text in this encoding, some of it in Latin letters."""
    text = codecs.getincrementaldecoder(name)("replace").decode(head)
    doubtful = len(_CONTROLS.findall(text)) + text.count("\ufffd")
    return doubtful * 50 <= len(text) <= len(_LATIN.findall(text)) * 8


def _transcode(chunks: Iterator[bytes], name: str, mark: int) -> Iterator[bytes]:
    """`chunks` in UTF-8; the first of them begins with a byte order mark of `mark` bytes."""
    decoder = codecs.getincrementaldecoder(name)()
    done = 0
    for chunk, last in chain(((chunk, False) for chunk in chunks), [(b"", True)]):
        data = chunk if done else chunk[mark:]
        done += len(chunk)
        try:
            text = decoder.decode(data, last)
        except UnicodeDecodeError as error:
            yield error.object[: error.start].decode(name).encode()
            place = done - len(error.object) + error.start
            reason = f"it is not {name[:6].upper()}: {error.reason}"
            raise DamagedError(place, reason) from None
        yield text.encode()


def explain(error: UnreadableError) -> str:
    """What `error` suspects, to go after a sentence that says that it is no UTF-8."""
    return f"; it may be {error.doubt}, but that is not certain" if error.doubt else ""


class LineDecoder:
    """Decodes the JSON texts of a file, which need not all be in the same encoding.

    A text that is no UTF-8 is converted if it can be recognised by itself; one that is too
    short goes with those around it: the last that was converted, or the file's first bytes.
    """

    def __init__(self, head: bytes) -> None:
        self._head = head
        self._around: Encoding | None = None

    def decode(self, data: bytes) -> tuple[str, list[str]]:
        """The text, without a byte order mark, and the notes on how it was converted.

        Raises `UnreadableError` for what is not UTF-8 and not certain to be anything else.
        """
        try:
            return decode(data), []
        except UnicodeDecodeError as error:
            start = error.start
        pieces = _BETWEEN_TEXTS.split(from_bytes(data))
        text = "\n".join(pieces[::2])
        encoding, doubt = legacy.recognise_bytes(text)
        if not encoding:
            around = self._encoding_around()
            if not around or not legacy.agrees(around, text):
                raise UnreadableError(start, doubt)
            encoding = around
        self._around = encoding
        pieces[::2] = map(encoding.convert, pieces[::2])
        return "".join(pieces), legacy.notes(encoding.name, None)

    def _encoding_around(self) -> Encoding | None:
        if self._head and not self._around:
            lines = (line for line in self._head.split(b"\n") if not _is_utf8(line))
            pieces = _BETWEEN_TEXTS.split(from_bytes(b"\n".join(lines)))
            self._around = legacy.recognise_bytes("\n".join(pieces[::2])).encoding
        self._head = b""
        return self._around


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
