"""Values in SQL: texts, numbers, and what a function makes of them."""

from __future__ import annotations

import re
from typing import Any

from index.inputs.plain_values import plain
from index.inputs.sql_text import Text, unescaped

_NUMBER = re.compile(r"-?\d{1,18}")
_WORDS: dict[str, Any] = {"null": None, "default": None, "true": True, "false": False}
_MOST_ARGUMENTS = 1_000


def value_at(text: Text) -> tuple[bool, Any]:
    """Whether there is a value next, and what it is; of a call, its first text."""
    text.skip_blank()
    found = text.match(text.value)
    if found is None:
        return False, None
    if found["string"] is not None:
        return True, _string(found["string"], (found["kind"] or "").strip(), text)
    if found["quoted"] is not None:
        return True, _inner(found["quoted"], '"', escapes=text.escapes)
    if found["call"]:
        return _called(text)
    return True, _word(found["word"])


def _string(quoted: str, kind: str, text: Text) -> Any:
    if kind in ("X", "x"):
        return _of_hexadecimal(quoted[1:-1])
    return _inner(quoted, "'", escapes=text.escapes or kind in ("E", "e"))


def _inner(quoted: str, quote: str, *, escapes: bool) -> str:
    inner = quoted[1:-1]
    if quote in inner:
        inner = inner.replace(2 * quote, quote)
    return unescaped(inner) if escapes and "\\" in inner else inner


def _word(word: str) -> Any:
    if _NUMBER.fullmatch(word):
        return int(word)
    if word[:2] in ("0x", "0X"):
        return _of_hexadecimal(word[2:])
    return _WORDS.get(word.lower(), word)


def _of_hexadecimal(digits: str) -> Any:
    try:
        return plain(bytes.fromhex(digits))
    except ValueError:
        return None


def _called(text: Text) -> tuple[bool, Any]:
    """The first text among the arguments of a call, whose bracket was read."""
    first: Any = None
    depth = 1
    for _ in range(_MOST_ARGUMENTS):
        if mark := text.take("(),"):
            depth += (mark == "(") - (mark == ")")
            if not depth:
                return True, first
            continue
        found = text.match(text.value)
        if found is None:
            return False, None
        if found["string"] is not None and first is None:
            first = _string(found["string"], (found["kind"] or "").strip(), text)
        depth += 1 if found["call"] else 0
    return False, None
