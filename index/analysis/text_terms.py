"""The terms of one text, one kind of term at a time: what the fields of the schema make of it.

Every function yields each term of a text with its packed position (see `vectors`): twice the
position, plus one after a break. `analyser` makes all of them at once for a whole article.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator

from index.vietnamese.segmentation import Segmentation

Analyzer = Callable[[str], Iterable[tuple[str, int]]]


def whole_text(text: str) -> Iterator[tuple[str, int]]:
    """The text as one term."""
    yield text, 0


def marked_syllables(text: str) -> Iterator[tuple[str, int]]:
    """Syllables with their marks."""
    for position, syllable in enumerate(Segmentation(text).syllables):
        yield syllable.text, position << 1 | syllable.after_break


def folded_syllables(text: str) -> Iterator[tuple[str, int]]:
    """Syllables without marks."""
    for position, syllable in enumerate(Segmentation(text).syllables):
        yield syllable.folded, position << 1 | syllable.after_break


def either_syllables(text: str) -> Iterator[tuple[str, int]]:
    """Syllables with and without marks at one position, for fields that carry no score."""
    for position, syllable in enumerate(Segmentation(text).syllables):
        packed = position << 1 | syllable.after_break
        yield syllable.text, packed
        if syllable.is_marked:
            yield syllable.folded, packed


def marked_compounds(text: str) -> Iterator[tuple[str, int]]:
    """Words of several syllables with their marks, joined by underscores."""
    for word in Segmentation(text).words:
        if word.is_compound:
            yield word.text, word.first << 1


def folded_compounds(text: str) -> Iterator[tuple[str, int]]:
    """Words of several syllables without marks, joined by underscores."""
    for word in Segmentation(text).words:
        if word.is_compound:
            yield word.folded, word.first << 1


def occurrences(text: str, analyzer: Analyzer) -> dict[str, array[int]]:
    """The packed positions of each term of `text`."""
    found: dict[str, array[int]] = {}
    for term, packed in analyzer(text):
        found.setdefault(term, array("I")).append(packed)
    return found
