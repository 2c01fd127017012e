"""The Whoosh schema: every field, and what it is for."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from whoosh import columns, fields, formats

from index.vietnamese.analysis import Analysis
from index.vietnamese.spelling import clean


class Posting(NamedTuple):
    """One term of one article, in the order that Whoosh's writer takes it.

    `value` is what `PackedPositions` keeps: empty where a field has no positions.
    """

    term: bytes
    frequency: int
    weight: float
    value: bytes


class PackedPositions(formats.Format):  # type: ignore[misc]
    """Positions as little-endian 32-bit numbers: twice the position, plus one after a break.

    A break is punctuation before the syllable (`Syllable.after_break`). Phrases look at the
    positions alone; neighbouring pairs also ask that no break stands between the two.
    """

    def __init__(self) -> None:
        super().__init__()

    @staticmethod
    def encode(packed: array[int]) -> bytes:
        """The bytes of `packed`, an array of type code "I"."""
        if sys.byteorder == "big":
            packed = array("I", packed)
            packed.byteswap()
        return packed.tobytes()

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

    def word_values(self, value: str, analyzer: Any, **_: Any) -> Iterator[Posting]:
        """The postings of `value`; `analyzer` yields (term, packed position)."""
        occurrences: dict[str, array[int]] = {}
        for term, packed in analyzer(value):
            occurrences.setdefault(term, array("I")).append(packed)
        return iter(self.postings(occurrences))

    @classmethod
    def postings(cls, occurrences: Mapping[str, array[int]]) -> list[Posting]:
        """The postings of an article, from the packed positions of each term."""
        return [
            Posting(term.encode(), len(packed), float(len(packed)), cls.encode(packed))
            for term, packed in occurrences.items()
        ]


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

    def word_values(self, value: str, analyzer: Any, **_: Any) -> Iterator[Posting]:
        """The postings of `value`; `analyzer` yields (term, anything)."""
        counts: dict[str, int] = {}
        for term, _packed in analyzer(value):
            counts[term] = counts.get(term, 0) + 1
        return iter(self.postings(counts))

    @staticmethod
    def postings(counts: Mapping[str, int]) -> list[Posting]:
        """The postings of an article, from the number of each term."""
        return [Posting(term.encode(), n, float(n), b"") for term, n in counts.items()]


Analyzer = Callable[[str], Iterable[tuple[str, int]]]


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


class TermField(fields.FieldType):  # type: ignore[misc]
    """A field of terms that takes a text, or the postings that were made of it elsewhere."""

    def __init__(self, format: formats.Format, analyzer: Analyzer) -> None:
        super().__init__(format=format, analyzer=analyzer)

    def index(self, value: str | list[Posting], **_: Any) -> Iterable[Posting]:
        """The postings of `value`."""
        if isinstance(value, list):
            return value
        postings: Iterable[Posting] = self.format.word_values(value, self.analyzer)
        return postings

    def process_text(self, qstring: str, mode: str = "", **_: Any) -> Iterator[str]:
        """The terms of `qstring`, as Whoosh's query parser asks for them."""
        return (term for term, _ in self.analyzer(qstring))


# The value of `published` for an article without a date: before every date there is.
NO_DATE = -(1 << 62)
# Stands between the values of a facet column that can hold several.
FACET_SEPARATOR = "\x1f"

FACETS = ("category", "source", "author")


def facet_value(printed: str) -> str:
    """A facet's value as it is compared: composed, without invisible characters, single spaces."""
    return " ".join(clean(printed).text.split())


def facet_column(facet: str) -> str:
    """The name of the column that holds a facet's values as they were printed."""
    return f"{facet}_facet"


def length_column(field: str) -> str:
    """The name of the column that holds a scored field's exact length in terms."""
    return f"{field.removesuffix('_folded')}_length"


def build_schema() -> fields.Schema:
    """The schema of every archive."""
    positions, frequencies = PackedPositions(), Frequencies()
    number = columns.NumericColumn
    return fields.Schema(
        # The article's own id: found, replaced and deleted by it.
        id=fields.ID(unique=True),
        # A, all the text: title, summary, captions, body. Carries the ranking; its positions
        # serve phrases and neighbouring pairs. The folded twin is for queries without marks.
        text=TermField(positions, marked_syllables),
        text_folded=TermField(positions, folded_syllables),
        # pyvi's words of several syllables in A: a quarter of the weight.
        compounds=TermField(frequencies, marked_compounds),
        compounds_folded=TermField(frequencies, folded_compounds),
        # T, the title again: what it says weighs more, and `title:` asks for it.
        title=TermField(positions, marked_syllables),
        title_folded=TermField(positions, folded_syllables),
        # Asked for by name, never scored: `category:`, `source:`, `author:` and the like.
        caption=TermField(positions, either_syllables),
        category=TermField(positions, either_syllables),
        source=TermField(positions, either_syllables),
        author=TermField(positions, either_syllables),
        tag=TermField(positions, either_syllables),
        url=TermField(positions, either_syllables),
        # Exact lengths in terms: Whoosh's own are rounded to a byte.
        text_length=fields.COLUMN(number("I")),
        compounds_length=fields.COLUMN(number("I")),
        title_length=fields.COLUMN(number("I")),
        # Seconds since 1970 in UTC, NO_DATE where unknown: for sorting, filters, years.
        published=fields.COLUMN(number("q", default=NO_DATE)),
        # What facets and filters compare: the values as printed.
        category_facet=fields.COLUMN(columns.VarBytesColumn()),
        source_facet=fields.COLUMN(columns.VarBytesColumn()),
        author_facet=fields.COLUMN(columns.VarBytesColumn()),
        # The whole article as JSON, compressed one by one; read only for what is shown.
        article=fields.COLUMN(columns.CompressedBytesColumn(level=6, module="zstandard")),
    )
