"""The schema's fields as Whoosh sees them: fields of terms, and fields with a column alone."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator
from typing import Any

from whoosh import fields, formats

from index.analysis.text_terms import Analyzer, occurrences
from index.analysis.vectors import pack, pack_counts
from index.storage.columns import Column, PostingsColumn


class ColumnField(fields.FieldType):  # type: ignore[misc]
    """A field without terms: its values lie in a column, and are what the column takes and gives.

    Whoosh's own `COLUMN` takes no column but those that inherit from Whoosh's.
    """

    indexed = False
    stored = False

    def __init__(self, column: Column) -> None:
        self.column_type = column

    def to_bytes(self, value: Any) -> Any:
        """The value, as Whoosh asks for it."""
        return value

    def from_bytes(self, value: Any) -> Any:
        """The value, as Whoosh asks for it."""
        return value


class TermField(fields.FieldType):  # type: ignore[misc]
    """A field of terms, all of which are kept in its column of posting lists.

    Its value is a text, or the term vector that was made of it (see `index.analysis.vectors`).
    """

    def __init__(
        self, analyzer: Analyzer, *, positions: bool, unique: bool = False, stored: bool = False
    ) -> None:
        """`analyzer` yields each term of a text with its packed position (see `text_terms`).

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


class PackedPositions(formats.Format):  # type: ignore[misc]
    """Positions as little-endian 32-bit numbers: twice the position, plus one after a break.

    A break is punctuation before the syllable (`Syllable.after_break`). Phrases look at the
    positions alone; bigrams also ask that no break stands between the two.
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
        """How often the term stands in the article, as Whoosh weighs it."""
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


def _little_endian(packed: array[int]) -> bytes:
    if sys.byteorder == "big":
        packed = array("I", packed)
        packed.byteswap()
    return packed.tobytes()
