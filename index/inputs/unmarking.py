"""The fields of records freed of markup; what they were is kept beside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from index.inputs.markup import Text, text_of
from index.inputs.restoring import TEXTUAL, Candidate
from index.inputs.rich_text import rich_text
from index.inputs.short_codes import without_short_codes
from index.inputs.structures import unpacked

_DEEPEST = 3  # a list of captions that are objects with a text
_RICH = ("body", "summary")
_BLOCKS = "the text was taken out of an editor's blocks"
_CODES = "short codes were left out"
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
        if name is None or not _may_be_packed_or_marked(value) or _is_plain_list(name, value):
            after.append((name, key, value))
            continue
        inner = unpacked(value)
        found = _Changes(name)
        if name in _RICH and not isinstance(inner, str):
            inner = found.flat(inner)
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
        if "&" in value or "<" in value or value[:1] in ("[", "{"):
            return True
        return "[" in value and "[/" in value
    return isinstance(value, list | Mapping)


def _is_plain_list(name: str, value: Any) -> bool:
    """Whether a value is a list of texts in none of which there can be markup, as most are."""
    if name in _RICH or not isinstance(value, list):
        return False
    for one in value:
        if not isinstance(one, str) or "&" in one or "<" in one or "[" in one:
            return False
    return True


class _Changes:
    """What is done to the value of one field."""

    def __init__(self, name: str) -> None:
        self.captions: list[str] = []
        self.notes: dict[str, None] = {}
        self._lines = name in _OF_LINES

    def flat(self, value: Any) -> Any:
        """The text of a value that is one in an editor's blocks."""
        rich = rich_text(value)
        if rich is None:
            return value
        self.notes[_BLOCKS] = None
        self.captions += rich.captions
        return rich.text

    def clean(self, value: Any, depth: int = _DEEPEST) -> Any:
        """The value without markup."""
        if isinstance(value, str):
            if self._lines and "[" in value:
                value = self._without_codes(value)
            return self._text(text_of(value))
        if depth and isinstance(value, Mapping):
            return {key: self.clean(each, depth - 1) for key, each in value.items()}
        if depth and isinstance(value, list):
            return [self.clean(each, depth - 1) for each in value]
        return value

    def _without_codes(self, text: str) -> str:
        without = without_short_codes(text)
        if without.codes:
            self.captions += without.captions
            self.notes[_CODES] = None
        return without.text

    def _text(self, found: Text) -> str:
        self.captions += found.captions
        self.notes.update(dict.fromkeys(found.notes))
        return found.text if self._lines or not found.notes else " ".join(found.text.split())
