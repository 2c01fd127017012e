"""The bytes of a text as Unicode, though not all of it may be in one encoding."""

from __future__ import annotations

import re

from index.vietnamese import legacy
from index.vietnamese.legacy_tables import from_bytes

_MOST_DAMAGED = 500  # characters for every byte that is no UTF-8
_ESCAPED = re.compile("[\udc80-\udcff]+")


def decoded(data: bytes) -> tuple[str, list[str]]:
    """The text, without a byte order mark, and the notes on how it was converted.

    Lines that are no UTF-8 are converted by themselves where the others are; a few damaged bytes
    become U+FFFD. Raises `UnreadableError` for what is not certain to be anything.
    """
    try:
        whole = legacy.decode(data)
    except legacy.UnreadableError:
        some = _line_by_line(data) or _repaired(data)
        if some is None:
            raise
        return some
    return whole.text, whole.notes()


def _line_by_line(data: bytes) -> tuple[str, list[str]] | None:
    """A text with some lines in an older encoding among those in UTF-8."""
    lines: list[bytes | str] = []
    for line in data.split(b"\n"):
        try:
            lines.append(line.decode())
        except UnicodeDecodeError:
            lines.append(line)
    older = b"\n".join(line for line in lines if isinstance(line, bytes))
    encoding = legacy.recognise_bytes(from_bytes(older)).encoding
    if encoding is None:
        return None
    count = sum(isinstance(line, bytes) for line in lines)
    text = "\n".join(
        line if isinstance(line, str) else encoding.convert(from_bytes(line)) for line in lines
    )
    note = f"converted from {encoding.name}: {count} of {len(lines)} lines"
    return text.removeprefix("\ufeff"), [note]


def _repaired(data: bytes) -> tuple[str, list[str]] | None:
    """A text with a few bytes that are no UTF-8."""
    text = data.decode("utf-8", "surrogateescape")
    damaged = sum(map(len, _ESCAPED.findall(text)))
    if damaged * _MOST_DAMAGED > len(text):
        return None
    repaired = _ESCAPED.sub("\ufffd", text).removeprefix("\ufeff")
    return repaired, [f"U+FFFD stands for {damaged} bytes that are no UTF-8"]
