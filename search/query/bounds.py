"""What a query may ask for: what is beyond is brought within bounds, with a note, or refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from search.query.conditions import (
    Condition,
    Fuzzy,
    LeafT,
    Near,
    Pattern,
    Quoted,
    Words,
    leaves,
    parts_of,
)
from search.query.notes import Note, NoteCode

# What a query may ask for, in words that must or must not be there; other conditions cost more.
_MOST_CONDITIONS = 256
_COST_OF_LISTS = 8  # a phrase, a pattern, a fuzzy word
_MOST_CONDITION_WORDS = 512
_DEEPEST = 40
_LEAST_BOOST, _MOST_BOOST = 0.1, 10.0
_MOST_EDITS = 2


def is_too_complex(conditions: Iterable[Condition]) -> bool:
    """Whether there are more conditions, or deeper ones, than can be answered soon."""
    waiting = [(condition, 1) for condition in conditions]
    cost = words = 0
    while waiting:
        condition, depth = waiting.pop()
        parts = parts_of(condition)
        waiting.extend((part, depth + 1) for part in parts)
        if not parts:
            is_costly = isinstance(condition, Quoted | Near | Pattern | Fuzzy)
            cost += _COST_OF_LISTS if is_costly else 1
            words += _words_in(condition)
        if depth > _DEEPEST or cost > _MOST_CONDITIONS or words > _MOST_CONDITION_WORDS:
            return True
    return False


def _words_in(condition: Condition) -> int:
    """How many words must stand somewhere for a condition to hold."""
    if isinstance(condition, Near):
        return len(condition.first.split()) + len(condition.second.split())
    return len(condition.text.split()) if isinstance(condition, Words | Quoted) else 0


def within_edits(leaf: LeafT) -> LeafT:
    """A fuzzy word with no more edits than can be looked for; any other condition as it is."""
    if isinstance(leaf, Fuzzy):
        return replace(leaf, edits=min(leaf.edits, _MOST_EDITS))
    return leaf


def edit_notes(conditions: Iterable[Condition]) -> tuple[Note, ...]:
    """A note for each fuzzy word that has more edits."""
    return tuple(
        Note(NoteCode.BOUNDED_EDITS, {"most": _MOST_EDITS}, leaf.start, leaf.end)
        for condition in conditions
        for leaf in leaves(condition)
        if isinstance(leaf, Fuzzy) and leaf.edits > _MOST_EDITS
    )


def within_boosts(boost: float) -> float:
    """A weight brought within bounds."""
    return min(max(boost, _LEAST_BOOST), _MOST_BOOST)


def boost_note(start: int, end: int) -> Note:
    """A note that the part of the query at [start:end] had a weight out of bounds."""
    bounds = {"least": _LEAST_BOOST, "most": _MOST_BOOST}
    return Note(NoteCode.BOUNDED_BOOST, bounds, start, end)
