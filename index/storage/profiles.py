"""Profiles: the words that tell most of what an article is about, each with how much it tells.

A word is one of several syllables, as segmented, that at least two articles hold, and not too many.
It weighs its idf times its saturated frequency (`index.storage.scoring`), in steps of 1/8. An
article keeps its `WORDS` weightiest words, each as one number of 32 bits: 24 of the word's hash,
behind them 8 of its weight. They rise; zeros, which stand for no word, come first. Of two words
with one hash the weightier is kept, and of two with one weight that with the higher hash, so that a
profile does not depend on the order of anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_64_intdigest

from index.storage.postings import InvertedIndex, weightiest
from index.storage.postings.layout import PROFILE_WORDS as WORDS
from index.storage.scoring import K1, idf, saturation
from index.storage.term_counts import counted

__all__ = [
    "FIELD",
    "WORDS",
    "Profile",
    "Profiles",
    "each_profiles",
    "no_profiles",
    "word_number",
    "word_weight",
]

FIELD = "compounds"
"""The field whose terms are the words."""
Profile = NDArray[np.uint32]
"""The `WORDS` numbers of one article."""
Profiles = NDArray[np.uint32]
"""A row of `WORDS` numbers for each article."""

_STEPS = 8  # of a weight of 1
# A word in one article alone is like nothing, one in more than this share of all tells nothing.
_LEAST_DF = 2
_MOST_SHARE = 0.15


def no_profiles(articles: int) -> Profiles:
    """The profiles of articles that have no words."""
    return np.zeros((articles, WORDS), np.uint32)


def word_number(word: bytes) -> int:
    """The 24 bits that a profile keeps of a word."""
    return xxh3_64_intdigest(word) & 0xFFFFFF


def word_weight(df: int, articles: int) -> float:
    """The highest weight, in steps, of a word that `df` of the articles hold; 0 if it tells
    nothing."""
    if not _LEAST_DF <= df <= _MOST_SHARE * articles:
        return 0.0
    return _STEPS * (K1 + 1) * idf(articles, df)


def each_profiles(
    indexes: Sequence[InvertedIndex], others: Sequence[InvertedIndex]
) -> Iterator[Profiles]:
    """The profiles of the articles in some segments of an archive, from their inverted indexes,
    segment by segment.

    How much a word tells is measured by all segments together, the `others`, too. Raises ValueError
    when an index is damaged.
    """
    articles = sum(index.articles for index in [*indexes, *others])
    length = sum(index.total_length for index in [*indexes, *others])
    average = length / articles if length else 1.0
    for index, counts in zip(indexes, counted(indexes, others), strict=True):
        dfs, which = np.unique(counts.every, return_inverse=True)
        each = np.array([word_weight(df, articles) for df in dfs.tolist()], np.float64)
        weights = each[which]
        tells = weights > 0
        numbers = np.zeros(index.terms, np.uint32)
        if tells.any():
            numbers[tells] = [word_number(word) for word in counts.terms(tells)]
        yield weightiest(index, numbers, weights, saturation(index.lengths, average))
