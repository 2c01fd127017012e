"""Patterns find the terms that a simple reference finds."""

from __future__ import annotations

import re
from collections.abc import Callable
from fnmatch import fnmatchcase

from helpers.costs import at_most
from hypothesis import given
from hypothesis import strategies as st

from index.storage.postings import InvertedIndex
from search.engines.lexicon import IndexedText, glob_expression

TERMS = ["a", "ab", "aba", "abc", "b", "ba", "bà", "bàn", "cab", "đê", "đường", "z" * 64, "𝒂b"]
PATTERNS = st.text("ab*?đàz", max_size=8)


def term_text(make_postings: Callable[..., bytes], terms: list[str]) -> IndexedText:
    encoded = sorted(term.encode() for term in terms)
    articles = [[number << 1 for number in range(i + 1)] for i in range(len(encoded))]
    return IndexedText(InvertedIndex(make_postings(articles, encoded)))


def test_patterns_find_what_the_reference_finds(make_postings: Callable[..., bytes]) -> None:
    terms = term_text(make_postings, TERMS)
    assert [terms[i] for i in range(len(terms))] == sorted(TERMS)

    @given(PATTERNS)
    def check(pattern: str) -> None:
        found, dfs = terms.matching(pattern)
        assert found == [term for term in sorted(TERMS) if fnmatchcase(term, pattern)]
        order = sorted(TERMS)
        assert dfs.tolist() == [len(TERMS) - order.index(term) for term in found]

    check()


def test_an_empty_field_has_no_terms(make_postings: Callable[..., bytes]) -> None:
    terms = term_text(make_postings, [])
    for pattern in ("*", "a*", ""):
        assert terms.matching(pattern)[0] == []


@given(PATTERNS, st.text("abđàz", max_size=8))
def test_an_expression_is_the_pattern(pattern: str, term: str) -> None:
    found = re.fullmatch(glob_expression(pattern), term) is not None
    assert found == fnmatchcase(term, pattern)


def test_no_pattern_is_slow() -> None:
    term = "a" * 64
    for pattern in (
        "*a" * 40 + "b",
        "a*" * 60 + "b",
        "?*" * 60 + "b",
        "*a?" * 25 + "b",
        "a*" * 5_000,
    ):
        with at_most(seconds=0.1):
            assert re.fullmatch(glob_expression(pattern), term) is None
