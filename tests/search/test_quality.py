"""A small form of the quality run: every sample article is found by its own words."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from statistics import fmean

import pytest

import search
from index.vietnamese.spelling import fold, respell

Variant = Callable[[str], str]


def half_marked(text: str) -> str:
    source = random.Random(text)
    return " ".join(fold(word) if source.random() < 0.5 else word for word in text.split())


def wrong_tone(text: str) -> str:
    """One syllable in the middle of the text with another tone."""
    words = text.split()
    bare = unicodedata.normalize("NFD", words[len(words) // 2])
    tones = "\u0300\u0301\u0303\u0309\u0323"
    changed = "".join(tones[(tones.index(c) + 1) % 5] if c in tones else c for c in bare)
    words[len(words) // 2] = unicodedata.normalize("NFC", changed)
    return " ".join(words)


def reciprocal_rank(archive: search.Archive, typed: str, id: str) -> float:
    hits = [hit.article.id for hit in archive.search(typed, snippets=False)]
    return 1 / (hits.index(id) + 1) if id in hits else 0.0


VARIANTS: dict[str, Variant] = {
    "clean": str,
    "unmarked": fold,
    "half-marked": half_marked,
    "capitals": str.upper,
    "lower case": str.lower,
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "new tone placement": respell,
    "wrong tone": wrong_tone,
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_headline_finds_its_article(variant: str, sample: search.Archive) -> None:
    articles = [hit.article for hit in sample.search("", limit=100)]
    ranks = [
        reciprocal_rank(sample, VARIANTS[variant](article.title), article.id)
        for article in articles
        if article.title
    ]
    assert fmean(ranks) >= 0.97


@pytest.mark.parametrize(("variant", "least"), [("clean", 0.9), ("unmarked", 0.8)])
def test_six_words_of_the_text_find_it(variant: str, least: float, sample: search.Archive) -> None:
    source = random.Random(1)
    ranks = []
    for article in (hit.article for hit in sample.search("", limit=100)):
        words = [word.strip('.,:;“”"()') for word in article.body.split() if len(word) > 3]
        typed = " ".join(source.sample(words, 6))
        ranks.append(reciprocal_rank(sample, VARIANTS[variant](typed), article.id))
    assert fmean(ranks) >= least
