"""Records whose texts are Unicode, but show the codes of an older encoding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from index.vietnamese import legacy

TEXTUAL = frozenset(
    ("title", "summary", "body", "captions", "category", "source", "authors", "tags")
)
"""Fields that have texts to read."""
_DEEPEST = 3  # a list of captions that are objects with a text

Candidate = tuple[str | None, str, Any]
"""(field or None, key, value), as records are read."""


def is_clean(found: Mapping[str, Any]) -> bool:
    """Whether the main texts of an article are Vietnamese in Unicode; this takes no time."""
    some = False
    for name in ("body", "title", "summary"):
        if text := found.get(name):
            if not legacy.is_clean(text):
                return False
            some = True
    return some


def restored(candidates: Iterable[Candidate]) -> tuple[list[Candidate], list[str]]:
    """`candidates` with their texts converted, and notes; no notes if nothing is suspicious.

    The encoding is that of all texts together; those that are Unicode already stay.
    """
    candidates = list(candidates)
    textual = (value for name, _, value in candidates if name in TEXTUAL)
    texts = [text for value in textual for text in _texts(value)]
    if not any(map(legacy.is_suspicious, texts)):
        return candidates, []
    encoding, doubt = legacy.recognise(texts)
    if not encoding:
        return candidates, legacy.notes(None, doubt)
    convert = encoding.restore
    changed = [
        (name, key, _converted(value, convert) if name in TEXTUAL else value)
        for name, key, value in candidates
    ]
    return changed, legacy.notes(encoding.name, None)


def _texts(value: Any, depth: int = _DEEPEST) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif depth:
        inner: Iterable[Any] = ()
        if isinstance(value, Mapping):
            inner = value.values()
        elif isinstance(value, list):
            inner = value
        for each in inner:
            yield from _texts(each, depth - 1)


def _converted(value: Any, convert: Callable[[str], str], depth: int = _DEEPEST) -> Any:
    if isinstance(value, str):
        return convert(value)
    if depth and isinstance(value, Mapping):
        return {key: _converted(each, convert, depth - 1) for key, each in value.items()}
    if depth and isinstance(value, list):
        return [_converted(each, convert, depth - 1) for each in value]
    return value
