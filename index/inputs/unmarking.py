"""The fields of records freed of markup; what they were is kept beside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from index.inputs.markup import Text, text_of
from index.inputs.restoring import TEXTUAL, Candidate
from index.inputs.structures import unpacked

_DEEPEST = 3  # a list of captions that are objects with a text
_OF_LINES = ("body", "summary", "captions")
MOST_ORIGINALS = 500_000
"""Bytes that are kept of what fields with markup were; where there is more, its place is noted."""


class Cleaned(NamedTuple):
    """Candidates without markup; the captions that were in it; by key what it was; notes."""

    candidates: list[Candidate]
    captions: tuple[str, ...] = ()
    originals: tuple[tuple[str, Any], ...] = ()
    notes: tuple[str, ...] = ()


def cleaned(candidates: Iterable[Candidate]) -> Cleaned:
    """`candidates` with the text of fields that are evidently HTML.

    Lists and objects that are written in a text are unpacked.
    """
    before = list(candidates)
    after: list[Candidate] = []
    captions: list[str] = []
    originals: list[tuple[str, Any]] = []
    done: dict[str, list[str]] = {}
    for name, key, value in before:
        if name is None or not _may_be_packed_or_marked(value):
            after.append((name, key, value))
            continue
        inner = unpacked(value)
        found = _Changes(name)
        if name in TEXTUAL:
            inner = found.clean(inner)
        after.append((name, key, inner))
        if found.notes:
            originals.append((key, value))
            captions += found.captions
            for note in found.notes:
                done.setdefault(note, []).append(name)
    notes = [f"{', '.join(dict.fromkeys(names))}: {note}" for note, names in done.items()]
    return Cleaned(after, tuple(captions), tuple(originals), tuple(notes))


def _may_be_packed_or_marked(value: Any) -> bool:
    """Whether a value is worth a closer look; most are told at once not to be."""
    if isinstance(value, str):
        return "&" in value or "<" in value or value[:1] in ("[", "{")
    return isinstance(value, list | Mapping)


class _Changes:
    """What is done to the value of one field."""

    def __init__(self, name: str) -> None:
        self.captions: list[str] = []
        self.notes: dict[str, None] = {}
        self._lines = name in _OF_LINES

    def clean(self, value: Any, depth: int = _DEEPEST) -> Any:
        """The value without markup."""
        if isinstance(value, str):
            return self._text(text_of(value))
        if depth and isinstance(value, Mapping):
            return {key: self.clean(each, depth - 1) for key, each in value.items()}
        if depth and isinstance(value, list):
            return [self.clean(each, depth - 1) for each in value]
        return value

    def _text(self, found: Text) -> str:
        self.captions += found.captions
        self.notes.update(dict.fromkeys(found.notes))
        return found.text if self._lines or not found.notes else " ".join(found.text.split())
