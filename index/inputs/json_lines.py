"""JSON Lines: one object a line; and files with one JSON value or an array of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

from index.articles.article import Rejected
from index.inputs.content import Content
from index.inputs.conversion import Options
from index.inputs.found import Record, Skipped
from index.inputs.json_bulk import action_in
from index.inputs.json_records import AFTER_VALUES, Records
from index.inputs.json_streams import Streamed
from index.inputs.json_text import parse
from index.inputs.json_values import OPENED, key_and_value, members, values
from index.inputs.lines import LONGEST, decode, excerpt, is_blank, lines

_OBJECT_OR_ARRAY = re.compile(rb"(?:\xef\xbb\xbf)?[\s\x1e]*([\[{])")
_COMMENT = rb"(?:/\*.{0,1000}?\*/|//[^\n]*\n)"
_BEFORE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:" + _COMMENT + rb"\s*)*"
    rb"(?:\)\]\}',?\s|(?:while|for)\s*\([1;]{1,2}\);"
    rb"|(?:(?:var|let|const)\s+)?[\w$.\[\]\"']{1,100}\s*="
    rb"|(?:typeof [^;\n]{1,200}&&\s*)?[\w$.]{1,100}\s*\("
    rb"|export\s+default\b)?\s*(?=[\[{])",
    re.DOTALL,
)
"""What stands before the value in JavaScript: comments, `var data =`, `callback(`."""


def read_lines(content: Content, options: Options) -> Iterator[Record | Rejected | Skipped]:
    """The articles or a rejection of every line of `content` that is not blank.

    Its facts tell the number and the place of its first line, where it is a part of a file.
    """
    records = Records(content.peek(), content.notes, options.mapping)
    first = content.facts.get("line", 1), content.facts.get("offset", 0)
    for line in lines(content.chunks, *first):
        if not line.whole:
            reason = f"the line has more than {LONGEST:,} bytes"
            yield Rejected(f"{content.name}:{line.number}", reason, excerpt(line.data))
        elif not is_blank(line.data):
            yield from records.read(line.data, f"{content.name}:{line.number}", line.offset)
    yield from records.end()


def read(content: Content, options: Options) -> Iterator[Record | Rejected | Skipped]:
    """The articles of a `.json` file: JSON Lines, objects, arrays of them, or what wraps these."""
    if _has_lines(content):
        yield from read_lines(content, options)
    else:
        yield from _read_values(content, options)


def is_lines(head: bytes) -> bool:
    """Whether the file that begins with `head` may be cut between any two lines."""
    first = _first_line(head)
    return first is not None and action_in(first) is None


def _has_lines(content: Content) -> bool:
    """Whether a content has one value on every line."""
    head = content.peek()
    opening = _OBJECT_OR_ARRAY.match(head)
    if not opening:
        return not _BEFORE.match(head)
    if opening[1] == b"[":
        return False
    if b"\n" not in head[opening.start(1) :]:
        return _is_one_line(content.peek(OPENED))
    return _first_line(head) is not None


def _is_one_line(head: bytes) -> bool:
    """Whether a file with a very long first line does not wrap articles in one object."""
    if b"\n" in head.rstrip() or len(head) < OPENED:
        return True
    *_, last = members(head)
    return key_and_value(last.data) is None


def _first_line(head: bytes) -> Any:
    """What is on the first line of a file with a value on every line; None for another file."""
    opening = _OBJECT_OR_ARRAY.match(head)
    first, feed, rest = head[opening.start(1) if opening else 0 :].partition(b"\n")
    if not opening or opening[1] == b"[" or not feed:
        return None
    try:
        return parse(decode(first))[0]
    except (ValueError, RecursionError):
        return first if rest.lstrip().startswith(b"{") else None


def _read_values(content: Content, options: Options) -> Iterator[Record | Rejected | Skipped]:
    """The articles of a file with an array, or with objects that stretch over several lines."""
    head = content.peek()
    before = _BEFORE.match(head)
    skipped = before.end() if before and not _OBJECT_OR_ARRAY.match(head) else 0
    records = Records(head, content.notes, options.mapping)
    streamed = Streamed(records)
    some = False
    if skipped:
        content = replace(content, chunks=_without(content.chunks, skipped))
    for value in values(content.chunks, skipped):
        where = f"{content.name}, byte {value.offset}"
        if value.path.count("") < len(value.path) or value.member or not value.whole:
            yield from streamed.read(value, where)
        elif not (some and value.data in AFTER_VALUES):
            yield from records.read(value.data, where, value.offset)
        some = True
    yield from records.end()


def _without(chunks: Iterator[bytes], size: int) -> Iterator[bytes]:
    """The chunks without their first `size` bytes, which are all in the first of them."""
    first = next(chunks, b"")
    return chain([first[size:]], chunks)
