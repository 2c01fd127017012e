"""Articles as the reference engine keeps them: what the analyser makes of each, as dictionaries."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from index.analysis.analyser import analyse
from index.analysis.vectors import unpack
from index.articles.article import Article
from index.articles.facets import facet_column, value_identity
from index.build.duplicates import GroupedArticles, find_groups, own_group
from index.storage.bigrams import Bigrams
from index.storage.columns import NO_SIGNATURE, banded
from search.engines.language import Language
from search.engines.values import KnownValues

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_KEY_LETTERS = 5


@dataclass(frozen=True)
class Occurrences:
    """How often a term stands in a text, where (rising), and which of it comes after a break."""

    frequency: int
    positions: tuple[int, ...] = ()
    after_break: frozenset[int] = frozenset()


NOWHERE = Occurrences(0)


@dataclass(frozen=True)
class Document:
    """An article, with its terms by field; `values` is what the analyser made of it."""

    key: str
    article: Article
    terms: Mapping[str, Mapping[str, Occurrences]]
    lengths: Mapping[str, int]
    values: Mapping[str, Any]

    @classmethod
    def of(cls, number: int, article: Article) -> Document:
        """The article that is the `number`th of the input."""
        values = analyse(article)
        now = int(time.time())
        values = {"added": now, "changed": now, **values}
        vectors = {name: unpack(value) for name, value in values.items() if _is_vector(name, value)}
        terms = {
            name: dict(zip(vector.terms, map(_occurrences, *vector[1:]), strict=True))
            for name, vector in vectors.items()
        }
        lengths = {name: sum(vector.frequencies) for name, vector in vectors.items()}
        return cls(key_of(number), article, terms, lengths, values)

    @property
    def published(self) -> int | None:
        """Seconds since 1970 in UTC, if there is a date."""
        return self.moment("published")

    def moment(self, of: str) -> int | None:
        """When it was published, or added to an archive, or changed there."""
        return self.values.get(of)

    def occurrences(self, field: str, term: str) -> Occurrences:
        """Where a term stands."""
        return self.terms.get(field, {}).get(term, NOWHERE)

    def pairs(self, field: str, first: str, second: str) -> int:
        """How often two terms stand side by side, with no break between them."""
        before = set(self.occurrences(field, first).positions)
        after = self.occurrences(field, second)
        return sum(at - 1 in before and at not in after.after_break for at in after.positions)


def identities(document: Document, facet: str) -> set[str]:
    """The values that an article carries of a facet, as they are compared."""
    return set(map(value_identity, document.values.get(facet_column(facet), ())))


def carries(document: Document, facet: str, values: Iterable[str]) -> bool:
    """Whether an article carries one of some values of a facet, in any spelling."""
    return not identities(document, facet).isdisjoint(map(value_identity, values))


def known_values(documents: Iterable[Document], facet: str) -> KnownValues:
    """The values of a facet that some articles carry; the last ones come first."""
    printed = (set(one.values.get(facet_column(facet), ())) for one in documents)
    counts = Counter(value for each in printed for value in each)
    values = sorted(counts, reverse=True)
    return KnownValues(values, [counts[one] for one in values])


def key_of(number: int) -> str:
    """The key of the `number`th article: words that sort as the numbers do."""
    letters = ""
    for _ in range(_KEY_LETTERS):
        number, letter = divmod(number, len(_LETTERS))
        letters = _LETTERS[letter] + letters
    return letters


def _is_vector(name: str, value: object) -> bool:
    return isinstance(value, bytes) and name not in ("article", "signature")


def _occurrences(frequency: int, packed: Sequence[int]) -> Occurrences:
    positions = tuple(one >> 1 for one in packed)
    return Occurrences(frequency, positions, frozenset(one >> 1 for one in packed if one & 1))


def groups_of(
    new: Sequence[Document], earlier: Sequence[Document], groups: Mapping[str, int], live: set[str]
) -> dict[str, int]:
    """The groups of near-duplicates of new articles, by their keys; `groups` has the earlier ones'.

    Those are `live` that are not deleted.
    """
    own = {one.key: own_group(one.article.id, _signature(one)) for one in new}
    found = find_groups(_grouped(new, own, live), [_grouped(earlier, groups, live)])
    return dict(zip(own, found.tolist(), strict=True))


def _grouped(
    documents: Sequence[Document], groups: Mapping[str, int], live: set[str]
) -> GroupedArticles:
    return GroupedArticles(
        banded(b"".join(map(_signature, documents))),
        np.array([groups[one.key] for one in documents], np.int64),
        np.array([one.key in live for one in documents], np.bool_),
    )


def _signature(document: Document) -> bytes:
    signature: bytes = document.values.get("signature", NO_SIGNATURE)
    return signature


def language_of(documents: Iterable[Document]) -> Language:
    """What the texts know of their language: which syllable follows which, and how often."""
    counts: Counter[str] = Counter()
    articles: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for document in documents:
        text = document.terms.get("text", {})
        counts.update({term: found.frequency for term, found in text.items()})
        articles.update(text.keys())
        places = sorted(
            (at, term, at in found.after_break)
            for term, found in text.items()
            for at in found.positions
        )
        for (before, first, _), (at, second, breaks) in pairwise(places):
            if at == before + 1 and not breaks:
                pairs[first, second] += 1
    terms = sorted(counts)
    numbers = {term: number for number, term in enumerate(terms)}
    rows = sorted((numbers[first], numbers[second], n) for (first, second), n in pairs.items())
    starts = [bisect_left(rows, (number,)) for number in range(len(terms) + 1)]
    return Language(
        [
            Bigrams(
                terms,
                np.array([counts[term] for term in terms], np.uint32),
                np.array([articles[term] for term in terms], np.uint32),
                np.array(starts, np.uint32),
                np.array([second for _, second, _ in rows], np.uint32),
                np.array([n for _, _, n in rows], np.uint32),
            )
        ]
    )
