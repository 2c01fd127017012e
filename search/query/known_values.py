"""Values after a field's name: as many of the words as make a value that the archive knows.

`mục:Văn hoá chợ` asks for the value *Văn hóa*, and *chợ* stays a word of the query. What makes no
known value stays what it is in any field: the next word, or a quotation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

from search.query.conditions import Carrying
from search.query.notes import Note, NoteCode
from search.query.operators import OPERATORS, QUOTES

# Longer values are asked for by filters.
_MOST_WORDS = 20
# Of so many words at most it is looked up which value they may have been meant for.
_MOST_MEANT = 6
# So much more a slip costs than a further word in which there is none gains.
_SLIP = 3
# So many values that a text without marks stands for are told.
_MOST_TOLD = 5
_CLOSING = ".,;:!?)]}…"
_QUOTED = re.compile(rf"[{QUOTES}](?P<text>[^{QUOTES}]*)[{QUOTES}]")
_WORD = re.compile(rf"(?!(?:{OPERATORS})(?!\S))[^\s{QUOTES}]+")
_SPACES = re.compile(r"\s*")
# A word with a sign in it that stands for letters, or for weight.
_SIGNED = re.compile(r"[*~^]|\?\w")


class Near(Protocol):
    """A value that may have been meant, and in how many letters, without marks, it differs."""

    @property
    def value(self) -> str:
        """The value."""

    @property
    def slips(self) -> int:
        """In how many letters it differs from what was given."""


class KnownValues(Protocol):
    """What is asked of the values of a field (see `search.engines.values.KnownValues`)."""

    @property
    def are_told(self) -> bool:
        """Whether the archive can know any."""

    def spelling(self, value: str) -> str | None:
        """A value as it is shown; None if it is not known."""

    def without_marks(self, value: str) -> tuple[str, ...]:
        """The values that a text without marks may stand for."""

    def most_words(self, first: str) -> int:
        """How many words the longest value has that begins with a word, whatever its marks."""

    def holding(self, words: str) -> int:
        """In how many values some words stand in a row."""

    def near(self, value: str) -> Near | None:
        """The value that is spelled nearly as one that is not known."""

    def nearest(self, value: str) -> str | None:
        """The value that was probably meant by one that is not known."""


ValuesOf = Callable[[str], KnownValues]
"""The values that are known of a field."""


class Value(NamedTuple):
    """A value that stands in a query up to `end`: what it asks for, and what is to be said."""

    condition: Carrying
    end: int
    notes: tuple[Note, ...]


def value_at(known: KnownValues, field: str, text: str, start: int) -> Value | None:
    """The longest known value of a field that `text` has at `start`, without quotation marks."""
    ends = _word_ends(text, start)
    if not ends:
        return None
    firsts = (text[start:end] for end in _closed_ends(text, start, ends[0]))
    most = max(map(known.most_words, firsts), default=0)
    for last in reversed(ends[:most]):
        for end in _closed_ends(text, start, last):
            typed = text[start:end]
            value = known.spelling(typed)
            if value is not None:
                notes = _taken(known, field, typed, value, start)
                return Value(Carrying(field, (value,)), end, notes)
            values = known.without_marks(typed)
            if values:
                told = {"field": field, "value": typed, "values": values[:_MOST_TOLD]}
                note = Note(NoteCode.FOLDED_VALUE, told, start, end)
                return Value(Carrying(field, values), end, (note,))
    return None


def quoted_value_at(known: KnownValues, field: str, text: str, start: int) -> Value | None:
    """The known value of a field that stands in quotation marks at `start`, as a whole."""
    quoted = _QUOTED.match(text, start)
    if quoted is None:
        return None
    value = known.spelling(quoted["text"])
    values = known.without_marks(quoted["text"]) if value is None else (value,)
    return Value(Carrying(field, values), quoted.end(), ()) if values else None


def _taken(known: KnownValues, field: str, typed: str, value: str, start: int) -> tuple[Note, ...]:
    """What is said of a value; nothing where its only word asks for the same articles."""
    if len(typed.split()) == 1 and known.holding(typed) == 1:
        return ()
    told = {"field": field, "value": value}
    return (Note(NoteCode.FIELD_VALUE, told, start, start + len(typed)),)


def unknown_value(known: KnownValues, field: str, text: str, start: int) -> Note | None:
    """What is said where `text` has no known value of a field at `start`, if anything.

    Words that stand in any value are looked for as words; a value that is spelled nearly as they
    and those behind them is offered.
    """
    quoted = _QUOTED.match(text, start)
    if quoted is not None:
        value, end = quoted["text"], quoted.end("text")
        if not any(map(str.isalnum, value)) or known.holding(value):
            return None
        return unknown_value_note(known, field, value, start + 1, end)
    ends = _meant_ends(text, start)
    is_held = bool(ends) and known.holding(text[start : ends[0]]) > 0
    near = [
        (end - start - _SLIP * found.slips, end, found.value)
        for end in ends[is_held:]
        if (found := known.near(text[start:end])) is not None
    ]
    if near:
        _, end, value = max(near)
        told = {"field": field, "value": text[start:end], "nearest": value}
        return Note(NoteCode.UNKNOWN_VALUE, told, start, end)
    if is_held or not ends:
        return None
    return unknown_value_note(known, field, text[start : ends[0]], start, ends[0])


def written_at(text: str, start: int) -> tuple[str, int, int] | None:
    """The quotation or the word that `text` has at `start`, and where that is; None for neither."""
    quoted = _QUOTED.match(text, start)
    if quoted is not None:
        return quoted["text"], start, quoted.end()
    ends = _meant_ends(text, start)
    return (text[start : ends[0]], start, ends[0]) if ends else None


def unknown_value_note(
    known: KnownValues, field: str, value: str, start: int = 0, end: int = 0
) -> Note:
    """A note that no article carries a value, with the one that was probably meant, if any."""
    if not known.are_told:
        return Note(NoteCode.NO_NAMES, {"field": field, "value": value}, start, end)
    told = {"field": field, "value": value, "nearest": known.nearest(value)}
    return Note(NoteCode.UNKNOWN_VALUE, told, start, end)


def _word_ends(text: str, start: int) -> list[int]:
    """Where the words end that may be of a value which begins at `start`."""
    ends: list[int] = []
    word = _WORD.match(text, start)
    while word is not None and len(ends) < _MOST_WORDS and not _SIGNED.search(word.group()):
        ends.append(word.end())
        spaces = _SPACES.match(text, word.end())
        word = _WORD.match(text, spaces.end()) if spaces is not None else None
    return ends


def _meant_ends(text: str, start: int) -> list[int]:
    """Where words end that may have been meant for a value, each without its punctuation."""
    found: list[int] = []
    for end in _word_ends(text, start)[:_MOST_MEANT]:
        shorter = start + len(text[start:end].rstrip(_CLOSING))
        if not any(map(str.isalnum, text[start:shorter])):
            break
        found.append(shorter)
        if shorter < end:
            break
    return found


def _closed_ends(text: str, start: int, end: int) -> Iterator[int]:
    """Where a value may end whose last word ends there: with its punctuation, or without."""
    while end > start:
        typed = text[start:end]
        if typed.count("(") == typed.count(")"):
            yield end
        if typed[-1] not in _CLOSING:
            return
        end -= 1
