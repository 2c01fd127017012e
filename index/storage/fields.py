"""Fields of terms: how a text becomes them, and how Whoosh sees what is kept of them."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from whoosh import fields, formats

from index.analysis.vectors import pack, pack_counts
from index.storage.columns import PostingsColumn
from index.vietnamese.analysis import Analysis

# Yields each term of a text with its packed position.
Analyzer = Callable[[str], Iterable[tuple[str, int]]]


class PackedPositions(formats.Format):  # type: ignore[misc]
    """Positions as little-endian 32-bit numbers: twice the position, plus one after a break.

    A break is punctuation before the syllable (`Syllable.after_break`). Phrases look at the
    positions alone; neighbouring pairs also ask that no break stands between the two.
    """

    def __init__(self) -> None:
        super().__init__()

    def decode_positions(self, value: bytes) -> list[int]:
        """The positions, in order."""
        packed = array("I", value)
        if sys.byteorder == "big":
            packed.byteswap()
        return [position >> 1 for position in packed]

    def decode_frequency(self, value: bytes) -> int:
        """How often the term stands in the article."""
        return len(value) // 4

    def decode_weight(self, value: bytes) -> float:
        """The same, as a weight."""
        return float(len(value) // 4)

    def word_values(
        self, value: str, analyzer: Analyzer, **_: Any
    ) -> Iterator[tuple[bytes, int, float, bytes]]:
        """(term, frequency, weight, packed positions) of each term, as Whoosh asks for them."""
        for term, packed in occurrences(value, analyzer).items():
            yield term.encode(), len(packed), float(len(packed)), _little_endian(packed)


class Frequencies(formats.Format):  # type: ignore[misc]
    """How often a term stands in the article; Whoosh keeps that as the posting's weight."""

    def __init__(self) -> None:
        super().__init__()

    posting_size = 0

    def fixed_value_size(self) -> int:
        """No value is kept."""
        return 0

    def decode_frequency(self, value: bytes) -> int:
        """Not kept in the value; ask the posting for its weight."""
        raise NotImplementedError("the frequency is the posting's weight")

    def word_values(
        self, value: str, analyzer: Analyzer, **_: Any
    ) -> Iterator[tuple[bytes, int, float, bytes]]:
        """(term, frequency, weight, nothing) of each term, as Whoosh asks for them."""
        for term, packed in occurrences(value, analyzer).items():
            yield term.encode(), len(packed), float(len(packed)), b""


def marked_syllables(text: str) -> Iterator[tuple[str, int]]:
    """Syllables with their marks."""
    for position, syllable in enumerate(Analysis(text).syllables):
        yield syllable.text, position << 1 | syllable.after_break


def folded_syllables(text: str) -> Iterator[tuple[str, int]]:
    """Syllables without marks."""
    for position, syllable in enumerate(Analysis(text).syllables):
        yield syllable.folded, position << 1 | syllable.after_break


def either_syllables(text: str) -> Iterator[tuple[str, int]]:
    """Syllables with and without marks at one position, for fields that carry no score."""
    for position, syllable in enumerate(Analysis(text).syllables):
        packed = position << 1 | syllable.after_break
        yield syllable.text, packed
        if syllable.is_marked:
            yield syllable.folded, packed


def marked_compounds(text: str) -> Iterator[tuple[str, int]]:
    """Words of several syllables with their marks, joined by underscores."""
    for word in Analysis(text).words:
        if word.is_compound:
            yield word.text, word.first << 1


def folded_compounds(text: str) -> Iterator[tuple[str, int]]:
    """Words of several syllables without marks, joined by underscores."""
    for word in Analysis(text).words:
        if word.is_compound:
            yield word.folded, word.first << 1


def occurrences(text: str, analyzer: Analyzer) -> dict[str, array[int]]:
    """The packed positions of each term of `text`."""
    found: dict[str, array[int]] = {}
    for term, packed in analyzer(text):
        found.setdefault(term, array("I")).append(packed)
    return found


def _little_endian(packed: array[int]) -> bytes:
    if sys.byteorder == "big":
        packed = array("I", packed)
        packed.byteswap()
    return packed.tobytes()


def whole(text: str) -> Iterator[tuple[str, int]]:
    """The text as one term."""
    yield text, 0


class TermField(fields.FieldType):  # type: ignore[misc]
    """A field of terms, all of which are kept in its column.

    Takes a text, or the term vector (see `vectors`) that was made of it elsewhere.
    """

    def __init__(
        self, analyzer: Analyzer, *, positions: bool, unique: bool = False, stored: bool = False
    ) -> None:
        """`analyzer` yields each term of a text with its packed position.

        `stored` tells that the codec knows the text (`Codec.stored_fields`).
        """
        format = PackedPositions() if positions else Frequencies()
        super().__init__(format=format, analyzer=analyzer, unique=unique, stored=stored)
        self.indexed = False  # by Whoosh itself
        self.column_type = PostingsColumn(positions)

    def to_column_value(self, value: str | bytes) -> bytes:
        """The term vector of `value`."""
        if isinstance(value, bytes):
            return value
        found = occurrences(value, self.analyzer)
        if self.column_type.has_positions:
            return pack(found)
        return pack_counts({term: len(packed) for term, packed in found.items()})

    def process_text(self, qstring: str, mode: str = "", **_: Any) -> Iterator[str]:
        """The terms of `qstring`, as Whoosh's query parser asks for them."""
        return (term for term, _ in self.analyzer(qstring))

    def index(self, value: str, **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """The terms of a text, as Whoosh asks for them."""
        found: Iterator[tuple[bytes, int, float, bytes]]
        found = self.format.word_values(value, self.analyzer)
        return found
