"""NFC that remembers where everything came from, in linear time."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

Span = tuple[int, int]

# Characters of blocks where some change under NFC, or combine with the character before.
_MAY_CHANGE = re.compile("[^\\0-\u02ff\u1e00-\u1eff\u2010-\u2027]+")
_MARK = re.compile("[\u0300-\u036f]")
_LONGEST_REMEMBERED = 4
# More marks than these on one character are sorted before Python does, which takes quadratic time.
_FEW_MARKS = 30


class Composed(NamedTuple):
    """A text in NFC, and what was changed for it.

    A change is the span in NFC, and that in the text as given: start, end, start, end.
    """

    text: str
    changes: list[tuple[int, int, int, int]]

    def given(self, spans: list[Span]) -> list[Span]:
        """Where `spans` of the text in NFC, in order, are in the text as it was given.

        What only in part came from a letter and its marks is all of them.
        """
        found = []
        beyond = len(self.text) + 1
        changes = iter([*self.changes, (beyond, beyond, 0, 0)])
        changed, changed_end, given, given_end = next(changes)
        shift = 0
        for start, end in spans:
            while changed_end <= start:
                shift = given_end - changed_end
                changed, changed_end, given, given_end = next(changes)
            first = given if changed <= start else start + shift
            while changed_end < end:
                shift = given_end - changed_end
                changed, changed_end, given, given_end = next(changes)
            found.append((first, given_end if changed < end else end + shift))
        return found


def compose(text: str) -> Composed:
    """NFC of `text`, with the way back."""
    # Python takes as long to tell that a text with marks is in NFC as to make it so.
    if not _MARK.search(text) and unicodedata.is_normalized("NFC", text):
        return Composed(text, [])
    pieces: list[str] = []
    changes: list[tuple[int, int, int, int]] = []
    at = length = 0  # in the text as given, and in NFC
    for match in _MAY_CHANGE.finditer(text):
        start, end = match.span()
        start -= start > at
        pieces.append(text[at:start])
        length += start - at
        run = text[start:end]
        made = _remembered(run) if end - start <= _LONGEST_REMEMBERED else _compose(run)
        for changed, changed_end, given, given_end in made.changes:
            changes.append(
                (changed + length, changed_end + length, given + start, given_end + start)
            )
        pieces.append(made.text)
        length += len(made.text)
        at = end
    pieces.append(text[at:])
    return Composed("".join(pieces), changes)


@lru_cache(maxsize=4096)
def combines(character: str) -> bool:
    """Whether `character` can join what stands before it under NFC.

    Beside the characters with a combining class these are marks without one (Indic vowel signs),
    conjoining Hangul, and the vowel signs of Kirat Rai (Unicode 16), which are letters.
    """
    return (
        unicodedata.category(character)[0] == "M"
        or "\u1160" <= character <= "\u11ff"
        or "\U00016d63" <= character <= "\U00016d6a"
    )


def _compose(run: str) -> Composed:
    """The same, for a run of characters that may change."""
    pieces: list[str] = []
    changes: list[tuple[int, int, int, int]] = []
    length = 0
    joining = {character for character in set(run) if combines(character)}
    edges = [i for i, character in enumerate(run) if not i or character not in joining]
    for start, end in zip(edges, [*edges[1:], len(run)], strict=True):
        cluster = run[start:end]
        piece = unicodedata.normalize("NFC", _in_order(cluster))
        if piece != cluster:
            changes.append((length, length + len(piece), start, end))
        pieces.append(piece)
        length += len(piece)
    return Composed("".join(pieces), changes)


_remembered = lru_cache(maxsize=1 << 12)(_compose)


def _in_order(cluster: str) -> str:
    """`cluster` with its marks in canonical order when they are many; NFC is the same."""
    if len(cluster) <= _FEW_MARKS:
        return cluster
    classes = {character: unicodedata.combining(character) for character in set(cluster)}
    if len({*classes.values(), 0}) <= 2:
        return cluster
    groups = groupby(cluster, key=lambda character: classes[character] != 0)
    return "".join(
        "".join(sorted(group, key=classes.__getitem__) if marks else group)
        for marks, group in groups
    )
