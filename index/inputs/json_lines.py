"""JSON Lines: one object a line; and files with one JSON value or an array of them."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from index.articles.article import Article, Rejected
from index.inputs.content import Content
from index.inputs.conversion import Options, UnusableError, article_from
from index.inputs.encodings import LineDecoder, explain
from index.inputs.json_values import values
from index.inputs.lines import LONGEST, decode, excerpt, is_blank, lines
from index.inputs.numbered import Numbered
from index.vietnamese.legacy import UnreadableError

_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[\s*[\[{\]]|\{\s*[\"}])")
_OBJECT_OR_ARRAY = re.compile(rb"(?:\xef\xbb\xbf)?\s*([\[{])")


def looks_like_json(head: bytes) -> bool:
    """Whether a file begins as JSON Lines, an object or an array of objects does."""
    return bool(_JSON.match(head))


def read_lines(content: Content, options: Options) -> Iterator[Article | Rejected]:
    """An article or a rejection for every line of `content` that is not blank."""
    context = _Context(options, LineDecoder(content.peek()), content.notes)
    for line in lines(content.chunks):
        if not line.whole:
            reason = f"the line has more than {LONGEST:,} bytes"
            yield Rejected(f"{content.name}:{line.number}", reason, excerpt(line.data))
        elif not is_blank(line.data):
            yield _read(line.data, f"{content.name}:{line.number}", line.offset, context)


def read(content: Content, options: Options) -> Iterator[Article | Rejected]:
    """The articles of a `.json` file: JSON Lines, one object, or an array of objects."""
    if _is_lines(content.peek()):
        yield from read_lines(content, options)
    else:
        yield from _read_values(content, options)


def _is_lines(head: bytes) -> bool:
    """Whether the file that begins with `head` has one value on every line."""
    opening = _OBJECT_OR_ARRAY.match(head)
    if not opening or opening[1] == b"[":
        return not opening
    first, feed, rest = head[opening.start(1) :].partition(b"\n")
    if not feed or rest.lstrip().startswith(b"{"):
        return True
    try:
        _DECODER.decode(decode(first))
    except (ValueError, RecursionError):
        return False
    return True


def _read_values(content: Content, options: Options) -> Iterator[Article | Rejected]:
    """The articles of a file with an array, or with objects that stretch over several lines."""
    context = _Context(options, LineDecoder(content.peek()), content.notes)
    for offset, data, whole in values(content.chunks):
        where = f"{content.name}, byte {offset}"
        if whole:
            yield _read(data, where, offset, context)
        else:
            yield Rejected(where, f"the value has more than {LONGEST:,} bytes", excerpt(data))


class _Context(NamedTuple):
    """What is the same for all values of a file."""

    options: Options
    decoder: LineDecoder
    notes: tuple[str, ...]


def _read(data: bytes, where: str, offset: int, context: _Context) -> Article | Rejected:
    """The article in one JSON value that begins at the byte `offset` of its file."""
    try:
        text, notes = context.decoder.decode(data)
    except UnreadableError as error:
        reason = f"it is not UTF-8 at byte {error.start} (byte {offset + error.start} of the file)"
        return Rejected(where, reason + explain(error), excerpt(data))
    try:
        value = _DECODER.decode(text)
        if isinstance(value, dict):
            renamed = value.renamed if isinstance(value, _Repeating) else {}
            again = [(key, value.pop(name)) for name, key in renamed.items()]
            notes += [f"{key}: the key occurs more than once" for key in dict(again)]
            notes = [*context.notes, *notes]
            return article_from(value, context.options, again=again, notes=notes)
        reason = f"it is {_kind(value)} and not an object"
    except json.JSONDecodeError as error:
        reason = _explain(error)
    except RecursionError:
        reason = "values are nested too deeply"
    except (
        ValueError,
        UnusableError,
    ) as error:  # ValueError: a number with thousands of digits
        reason = str(error)
    return Rejected(where, reason, excerpt(data))


def _kind(value: Any) -> str:
    if isinstance(value, list):
        return "an array (a file that is one array is named .json)"
    return "a text" if isinstance(value, str) else "a number, true, false or null"


def _explain(error: json.JSONDecodeError) -> str:
    if error.msg == "Extra data":
        return f"more follows after the JSON value, from character {error.pos + 1}"
    text = error.doc.strip(" \t\r\n")
    unclosed = text.startswith("{") and not text.endswith("}")
    if unclosed or error.msg.startswith("Unterminated"):
        return "the JSON is cut off"
    return f"it is not JSON: {error.msg} at character {error.pos + 1}"


class _Repeating(dict[str, Any]):
    """An object in which keys occur more than once; the later ones are numbered.

    `renamed` has the true key of each of those.
    """

    renamed: dict[str, str]


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(plain := dict(pairs)) == len(pairs):
        return plain
    numbered = Numbered()
    names = [(numbered.keep(key, value), key) for key, value in pairs]
    repeating = _Repeating(numbered.values)
    repeating.renamed = {name: key for name, key in names if name != key}
    return repeating


def _constant(name: str) -> str | None:
    return None if name == "NaN" else name


def _float(text: str) -> float | str:
    number = float(text)
    return number if math.isfinite(number) else text


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_constant=_constant,  # NaN means that there is no value; others are kept as text
    parse_float=_float,
    strict=False,  # line feeds and tabs within strings are common, and clear
)
