"""Lists and objects where one text is wanted, and those that a table keeps as texts."""

from __future__ import annotations

import ast
import json
import re
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

_HOLDERS = ("data", "attributes", "node", "user", "fields", "_source")
"""Under which an object has another one with its name: relations of Strapi, GraphQL, users."""

_LANGUAGE = re.compile(r"(?:vi|en|fr|zh|ru|es|ko|ja|km|lo|th|de)(?:[-_][A-Za-z]{2})?")
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
    return _in_language(value) or _held(value, keys, levels)


def language_of(key: str) -> str:
    """The language that a key names, as `vi` and `vi-VN` do; "" if it names none."""
    return key[:2].lower() if _LANGUAGE.fullmatch(key) else ""


def own_language(value: Mapping[str, Any]) -> str | None:
    """The key of what an object says in Vietnamese, or else in its first language, where all its
    keys are languages; None if they are not."""
    if not value or not all(isinstance(key, str) and language_of(key) for key in value):
        return None
    return next((key for key in value if language_of(key) == "vi"), next(iter(value)))


def _in_language(value: Mapping[str, Any]) -> str | None:
    key = own_language(value)
    found = value[key] if key else None
    return found if isinstance(found, str) and found.strip() else None


def _held(value: Mapping[str, Any], keys: tuple[str, ...], levels: int) -> str | None:
    for key in _HOLDERS if levels else ():
        found = value.get(key)
        if isinstance(found, list) and found:
            found = found[0]
        if isinstance(found, Mapping) and (text := named(found, keys, levels)):
            return text
    return None
