"""The profiles of the articles on a shelf, by the rules of `index.storage.profiles`, one by one."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

import numpy as np

from helpers.reference_engine.documents import Document
from helpers.reference_engine.holding import Shelf
from index.storage.profiles import FIELD, WORDS, Profiles, word_number
from index.storage.scoring import K1, idf
from search.engines.nodes import Term


def profiles_of(shelf: Shelf, documents: Sequence[Document]) -> Profiles:
    """A row for each of some documents."""
    return np.array([_profile(shelf, one) for one in documents], np.uint32).reshape(-1, WORDS)


def _profile(shelf: Shelf, document: Document) -> list[int]:
    weights: dict[int, int] = {}
    articles = len(shelf.documents)
    for word, found in document.terms.get(FIELD, {}).items():
        df = shelf.df(Term(FIELD, word))
        if 2 <= df <= 0.15 * articles:
            weight = 8 * (K1 + 1) * idf(articles, df) * found.frequency
            weight /= found.frequency + shelf.norm(FIELD, document)
            number = word_number(word.encode())
            weights[number] = max(weights.get(number, 0), min(255, floor(weight + 0.5)))
    best = sorted(weights, key=lambda number: (weights[number], number))[-WORDS:]
    row = sorted(number << 8 | weights[number] for number in best if weights[number])
    return [0] * (WORDS - len(row)) + row
