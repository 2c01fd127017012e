"""The text of a query as the parser can take it: with nothing left open, or without any syntax."""

from __future__ import annotations

import re

from search.query.notes import Note, NoteCode
from search.query.operators import QUOTES, spelled

_NO_TEXT = re.compile("[\ud800-\udfff\x00-\x1f\x7f]")  # lone surrogates and controls
_QUOTE = re.compile(f"[{QUOTES}]")
_ENCLOSING = re.compile(f"[{QUOTES}()]")
_SIGN = re.compile(rf"[{QUOTES}()+*?]|(?<=\w)[~^]\d*")


def repaired(text: str) -> tuple[str, tuple[Note, ...]]:
    """`text` with spaces for what stands alone but should have a twin, and notes that say so."""
    text = _NO_TEXT.sub(" ", text)
    if _ENCLOSING.search(text) is None:
        return text, ()
    notes: list[Note] = []
    quotes = [match.start() for match in _QUOTE.finditer(text)]
    if len(quotes) % 2:
        at = quotes[-1]
        text = _without(text, at)
        notes.append(Note(NoteCode.UNCLOSED_QUOTE, {}, at, at + 1))
    for at in _unbalanced(text):
        text = _without(text, at)
        notes.append(Note(NoteCode.UNBALANCED_PARENTHESIS, {}, at, at + 1))
    return text, tuple(notes)


def without_syntax(text: str) -> str:
    """`text` with spaces for all that is no word, of the same length."""
    text = _NO_TEXT.sub(" ", text)
    text = re.sub(rf"(?<!\S)(?:{spelled(text).any})(?!\S)", _blank, text)
    return _SIGN.sub(_blank, text)


def _without(text: str, at: int) -> str:
    return text[:at] + " " + text[at + 1 :]


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _unbalanced(text: str) -> list[int]:
    """Where parentheses stand that have no twin, outside quotation marks."""
    opened: list[int] = []
    alone: list[int] = []
    quoted = False
    for match in _ENCLOSING.finditer(text):
        at, character = match.start(), match.group()
        if character in QUOTES:
            quoted = not quoted
        elif character == "(" and not quoted:
            opened.append(at)
        elif character == ")" and not quoted:
            if opened:
                opened.pop()
            else:
                alone.append(at)
    return alone + opened
