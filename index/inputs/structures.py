"""Lists and objects where one text is wanted, and those that a table keeps as texts."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from typing import Any

NAMES = (
    *("name", "display_name", "displayName", "full_name", "fullName", "title", "label"),
    *("text", "value", "rendered", "nickname", "username", "#text", "_text", "@value", "slug"),
)
"""Keys under which an object has the name of what it is, the best first."""

TEXTS = (
    *("rendered", "text", "plain", "value", "content", "html", "#text", "_text", "@value", "body"),
    *("vi", "vi-VN", "vi_VN", "name", "title"),
)
"""Keys under which an object has a text."""

CAPTIONS = ("caption", "description", "text", "title", "name", "alt")
"""Keys under which a picture has its caption."""

_LONGEST = 200_000  # characters of a list that is written in Python's way


def unpacked(value: Any) -> Any:
    """The list or object that a text is, in JSON or as Python shows it; else the value itself.

    Only lists of texts and objects count: a headline may well begin with a bracket.
    """
    if not isinstance(value, str) or value[:1] not in "[{" or len(value) < 2:
        return value
    text = value.strip()
    if (text[0], text[-1]) not in (("[", "]"), ("{", "}")):
        return value
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = _as_python(text)
    if isinstance(found, dict) and found and all(isinstance(key, str) for key in found):
        return found
    if isinstance(found, list) and all(isinstance(each, str | dict) for each in found):
        return found
    return value


def _as_python(text: str) -> Any:
    """What Python shows as a text: `['A', 'B']`. None if it is nothing of the kind."""
    if len(text) > _LONGEST or text[1:2] not in "'\"{[]}":
        return None
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None


def named(value: Mapping[str, Any], keys: tuple[str, ...], levels: int = 2) -> str | None:
    """The text that an object, or one in it, has under one of some keys; None if it has none."""
    for key in keys:
        found = value.get(key)
        if isinstance(found, Mapping):
            found = named(found, keys, levels - 1) if levels else None
        if isinstance(found, list) and len(found) == 1:
            found = found[0]
        if isinstance(found, str) and found.strip():
            return found
    return None
