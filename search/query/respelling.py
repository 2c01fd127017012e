"""A query with other spellings for parts of it, which still knows where all of it was typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from index.vietnamese.spelling import CleanText


class Change(NamedTuple):
    """A part of a query, query[start:end], and another spelling of it."""

    start: int
    end: int
    text: str


def in_case(spelled: str, typed: str) -> str:
    """`spelled` in the letter case of `typed`."""
    if typed.isupper() and len(typed) > 1:
        return spelled.upper()
    return spelled[0].upper() + spelled[1:] if typed[0].isupper() else spelled


def respelled(text: str, changes: Sequence[Change]) -> str:
    """A query with its changes, which come in order."""
    for start, end, spelled in reversed(changes):
        text = text[:start] + spelled + text[end:]
    return text


def respelled_clean(cleaned: CleanText, changes: Sequence[Change]) -> CleanText:
    """A clean query with its changes, which are about the original and come in order.

    The characters of another spelling all stand where that stands for what was typed.
    """
    places = range(len(cleaned.text))
    starts = places if cleaned.starts is None else cleaned.starts
    ends = range(1, len(places) + 1) if cleaned.ends is None else cleaned.ends
    characters: list[str] = []
    kept: list[tuple[int, int]] = []
    waiting = list(reversed(changes))
    for character, start, end in zip(cleaned.text, starts, ends, strict=True):
        if waiting and start >= waiting[-1].start:
            change = waiting.pop()
            characters.append(change.text)
            kept += [(change.start, change.end)] * len(change.text)
        if not kept or start >= kept[-1][1]:
            characters.append(character)
            kept.append((start, end))
    return CleanText("".join(characters), [one for one, _ in kept], [one for _, one in kept])
