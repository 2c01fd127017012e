"""The segments of a Whoosh reader as the kernels take them, with the whole archive's numbers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.storage.columns import Live
from index.storage.postings import InvertedIndex
from index.storage.scoring import K1, B, idf, saturation
from index.storage.whoosh.codec import column_of, field_lengths, inverted_index, live_articles
from search.kernels import Kind, Tree, union

# Numbers of articles.
Ids = NDArray[np.uint32]
_LIST = Kind.LIST
# What matches nothing.
NOTHING: Tree = (Kind.OR, (), 1)


class Segment:
    """One segment: `articles` of them, of which the first has the number `first`."""

    def __init__(self, reader: Any, first: int) -> None:
        """`reader` is Whoosh's, of one segment."""
        self.reader = reader
        self.first = first
        self.articles = int(reader.doc_count_all())
        live = live_articles(reader)
        self.live: Live | None = None if live.all() else live
        self._indexes: dict[str, InvertedIndex | None] = {}
        self.saturations: dict[str, NDArray[np.float64]] = {}

    def index(self, field: str) -> InvertedIndex | None:
        """The inverted index of a field, if the segment has one."""
        try:
            return self._indexes[field]
        except KeyError:
            found = self._indexes[field] = inverted_index(self.reader, field)
            return found

    def column(self, name: str) -> Any:
        """A column (see `index.storage.columns`)."""
        return column_of(self.reader, name)


class Segments(Sequence[Segment]):
    """All segments of a Whoosh reader, whose indexes have `index.storage.whoosh.codec.Codec`."""

    def __init__(self, reader: Any) -> None:
        """`reader` stays open while this is used."""
        self._segments = [
            Segment(leaf, first) for leaf, first in reader.leaf_readers() if leaf.doc_count_all()
        ]
        self.articles = sum(segment.articles for segment in self._segments)
        self._averages: dict[str, float] = {}

    def __len__(self) -> int:
        return len(self._segments)

    def __getitem__(self, i: Any) -> Any:
        return self._segments[i]

    def place(self, number: int) -> tuple[Segment, int]:
        """The segment of the article with this number, and its number there."""
        segment = next(one for one in reversed(self._segments) if one.first <= number)
        return segment, number - segment.first

    @cached_property
    def live(self) -> Live:
        """Which of all articles are not deleted."""
        flags = [np.empty(0, np.bool_)]
        for segment in self._segments:
            every = np.ones(segment.articles, np.bool_)
            flags.append(every if segment.live is None else segment.live)
        return np.concatenate(flags)

    def df(self, field: str, term: bytes) -> int:
        """In how many articles a term stands, deleted ones included."""
        df = 0
        for segment in self._segments:
            index = segment.index(field)
            if index is not None:
                df += index.frequencies(term)[0]
        return df

    def idf(self, field: str, term: bytes) -> float:
        """The inverse document frequency of a term in the whole archive."""
        return idf(self.articles, self.df(field, term))

    def average(self, field: str) -> float:
        """The average length of a field in the whole archive."""
        if field not in self._averages:
            indexes = [segment.index(field) for segment in self._segments]
            total = sum(index.total_length for index in indexes if index is not None)
            self._averages[field] = total / self.articles if total else 1.0
        return self._averages[field]

    def saturations(self, segment: Segment, field: str) -> NDArray[np.float64]:
        """The length part of BM25, for every article of a segment."""
        found = segment.saturations.get(field)
        if found is None:
            lengths = field_lengths(segment.reader, field)
            found = segment.saturations[field] = saturation(lengths, self.average(field))
        return found

    def term(self, segment: Segment, field: str, term: bytes, weight: float = 0.0) -> Tree:
        """The tree of one term; `weight` is its idf times its weight in the query."""
        index = segment.index(field)
        if index is None:
            return NOTHING
        if not weight:
            return (_LIST, index, term, 0.0, None, 0.0)
        per_syllable = K1 * B / self.average(field)
        return (
            _LIST,
            index,
            term,
            weight * (K1 + 1),
            self.saturations(segment, field),
            per_syllable,
        )

    def any_of(
        self, segment: Segment, field: str, terms: Sequence[bytes], weight: float = 0.0
    ) -> Tree:
        """The tree of several terms of one field, any of which will do.

        They count as one term, with the sum of their frequencies; `weight` is as for `term`.
        """
        index = segment.index(field)
        if index is None or not terms:
            return NOTHING
        if len(terms) == 1:
            return self.term(segment, field, terms[0], weight)
        return self.array(segment, field, *union(index, terms), weight)

    def array(
        self, segment: Segment, field: str, articles: Ids, frequencies: Ids, weight: float = 0.0
    ) -> Tree:
        """The tree of what stands in some articles of a segment so often, as a term of a field."""
        if not weight or not len(articles):
            return (Kind.ARRAY, articles, frequencies, 0.0, None)
        saturations = self.saturations(segment, field)
        return (Kind.ARRAY, articles, frequencies, weight * (K1 + 1), saturations)

    def df_of_any(self, field: str, terms: Sequence[bytes]) -> int:
        """In how many articles one of several terms stands, deleted ones included."""
        if len(terms) == 1:
            return self.df(field, terms[0])
        indexes = (segment.index(field) for segment in self._segments)
        return sum(len(union(index, terms)[0]) for index in indexes if index is not None)
