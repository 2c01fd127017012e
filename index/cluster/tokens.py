"""The tokens of articles in order, from posting lists or from a term vector."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis.vectors import unpack
from index.storage.postings import InvertedIndex
from index.vietnamese.spelling import fold

Numbers = NDArray[np.int64]
Texts = list[str]
"""What stands in a field of one article: each text a value, its tokens with spaces between."""


class Tokens(NamedTuple):
    """The tokens of some articles, in the order of the articles and of their places there.

    `owners` has the number of the article of each, `places` where it stands there, `terms` which of
    the `texts` it is.
    """

    texts: Sequence[str]
    owners: Numbers
    places: Numbers
    terms: Numbers

    @classmethod
    def of_index(cls, index: InvertedIndex) -> Tokens:
        """The tokens of all articles of a segment. Raises ValueError when the index is damaged."""
        known = [term for term, _, _ in index.terms_from(b"")]
        owners: list[NDArray[Any]] = [_NONE]
        places: list[NDArray[Any]] = [_NONE]
        sizes = []
        for term in known:
            articles, frequencies, packed = index.postings(term, index.has_positions)
            owners.append(np.repeat(articles, frequencies))
            places.append(packed >> 1 if index.has_positions else np.zeros_like(owners[-1]))
            sizes.append(len(owners[-1]))
        all_owners, all_places = (np.concatenate(one).astype(np.int64) for one in (owners, places))
        terms = np.repeat(np.arange(len(known)), sizes)
        order = np.argsort(all_owners << 32 | all_places, kind="stable")
        texts = [term.decode("utf-8", "surrogatepass") for term in known]
        return cls(texts, all_owners[order], all_places[order], terms[order])

    @classmethod
    def of_vector(cls, vector: bytes) -> Tokens:
        """The tokens of one article, from the term vector of a field."""
        texts, frequencies, packed = unpack(vector)
        terms = np.repeat(np.arange(len(texts)), frequencies)
        has_positions = any(map(len, packed))
        places = np.zeros(len(terms), np.int64)
        if has_positions:
            places = np.concatenate([np.array(one, np.int64) for one in packed]) >> 1
        order = np.argsort(places, kind="stable")
        return cls(texts, np.zeros(len(terms), np.int64), places[order], terms[order])

    def those(self, kept: NDArray[np.bool_], texts: Sequence[str] | None = None) -> Tokens:
        """The tokens that are flagged, maybe with other texts of their terms."""
        return Tokens(
            self.texts if texts is None else texts,
            self.owners[kept],
            self.places[kept],
            self.terms[kept],
        )

    def twins(self) -> tuple[Tokens, Tokens]:
        """Those with their marks, and those without, of tokens of which both stand at one place."""
        marked = np.array([fold(text) != text for text in self.texts], np.bool_)[self.terms]
        at = self.owners << 32 | self.places
        beside = np.isin(at, at[marked])
        return self.those(marked | ~beside), self.those(~marked)

    def texts_of(self, articles: int) -> Iterator[Texts]:
        """What stands in the field of each of so many articles: no texts where there is nothing."""
        words = np.array([*self.texts, ""], object)[self.terms].tolist()
        changes = np.flatnonzero((np.diff(self.owners) != 0) | (np.diff(self.places) > 1)) + 1
        begins = np.concatenate([[0], changes]) if len(words) else changes
        values = [
            " ".join(words[begin:end]) for begin, end in pairwise([*begins.tolist(), len(words)])
        ]
        firsts = np.searchsorted(self.owners[begins], np.arange(articles + 1)).tolist()
        for first, last in pairwise(firsts):
            yield values[first:last]


_NONE = np.empty(0, np.uint32)
