"""Profiles: the same from native code and its reference, and what their words are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import native
from index.analysis.vectors import pack_counts
from index.storage import profiles
from index.storage.columns.profile_column import ProfileColumn
from index.storage.postings import InvertedIndex, Inverter, reference
from index.storage.profiles import WORDS, each_profiles, no_profiles, word_number
from search.kernels import likeness
from search.kernels import reference as kernels

WORD = st.integers(0, 80).map("từ_{}".format)
ARTICLES = st.lists(st.dictionaries(WORD, st.integers(1, 9), max_size=70), max_size=30)


def inverted(articles: list[Mapping[str, int]]) -> bytes:
    inverter = Inverter(False)
    for number, counts in enumerate(articles):
        if counts:
            inverter.add(number, pack_counts(dict(counts)))
    return b"".join(inverter.finish(len(articles)))


def words(row: Any) -> dict[int, int]:
    """The words of a profile with their weights."""
    return {number >> 8: number & 0xFF for number in row.tolist() if number}


@pytest.mark.skipif(not native.is_used(), reason="there is no native code to compare with")
@settings(deadline=None)
@given(ARTICLES, st.data())
def test_native_code_chooses_the_same_words(articles: list[dict[str, int]], data: Any) -> None:
    column = inverted(articles)
    index = InvertedIndex(column)
    # Few numbers, so that some are those of two words, and weights of which many are alike.
    numbers = data.draw(st.lists(st.integers(0, 60), min_size=index.terms, max_size=index.terms))
    weights = data.draw(
        st.lists(
            st.sampled_from([0.0, 0.3, 7.0, 40.0, 41.0, 900.0]),
            min_size=index.terms,
            max_size=index.terms,
        )
    )
    norms = np.linspace(0.3, 2.0, len(articles))
    given_ = np.array(numbers, np.uint32), np.array(weights), norms
    found = profiles.weightiest(index, *given_)
    assert found.shape == (len(articles), WORDS)
    expected = reference.weightiest(reference.InvertedIndex(column), *given_)  # type: ignore[arg-type]
    assert found.tolist() == expected.tolist()


@settings(deadline=None)
@given(ARTICLES, ARTICLES)
def test_what_articles_have_in_common_is_the_same(
    some: list[dict[str, int]], others: list[dict[str, int]]
) -> None:
    rows = [made(one) for one in (some, others)]
    found = likeness(*rows)
    assert found.tolist() == kernels.likeness(*rows).tolist()
    for i, row in enumerate(rows[0]):
        for k, other in enumerate(rows[1]):
            mine, theirs = words(row), words(other)
            assert found[i, k] == sum(mine[one] * theirs[one] for one in mine.keys() & theirs)


def made(articles: list[dict[str, int]]) -> Any:
    """A profile for each article, of its own counts."""
    rows = no_profiles(len(articles))
    for row, counts in zip(rows, articles, strict=True):
        best = sorted(word_number(word.encode()) << 8 | n for word, n in counts.items())[:WORDS]
        row[WORDS - len(best) :] = best
    return rows


def test_profiles_of_another_width_are_refused() -> None:
    with pytest.raises(ValueError, match="same number"):
        likeness(no_profiles(2), np.zeros((2, 3), np.uint32))
    with pytest.raises(ValueError, match="each term"):
        profiles.weightiest(
            InvertedIndex(inverted([{"từ_1": 1}])),
            np.empty(0, np.uint32),
            np.empty(0),
            np.ones(1),
        )


def test_rare_and_common_words_are_left_out_and_the_rarer_weighs_more() -> None:
    articles = [{"ở_đâu": 1, f"riêng_{i}": 3} for i in range(40)]
    for i in (3, 5):
        articles[i]["đê_biển"] = 1
    for i in (3, 6, 7, 8):
        articles[i]["bến_phà"] = 1
    (found,) = each_profiles([InvertedIndex(inverted(articles))], [])
    told = words(found[3])
    rare, common = (word_number(word.encode()) for word in ("đê_biển", "bến_phà"))
    assert told.keys() == {rare, common}
    assert told[rare] > told[common]
    assert not found[0].any()


def test_what_a_word_tells_is_measured_by_all_segments() -> None:
    articles = [
        {"đê_biển" if i % 9 == 0 else "bến_phà": 2, f"riêng_{i % 15}": 1} for i in range(60)
    ]
    (whole,) = each_profiles([InvertedIndex(inverted(articles))], [])
    halves = [InvertedIndex(inverted(part)) for part in (articles[:23], articles[23:])]
    assert np.concatenate(list(each_profiles(halves, []))).tolist() == whole.tolist()
    (second,) = each_profiles(halves[1:], halves[:1])
    assert second.tolist() == whole[23:].tolist()
    (alone,) = each_profiles(halves[1:], [])
    assert alone.tolist() != whole[23:].tolist()


def test_a_column_gives_the_profiles_of_the_articles_that_are_asked_for() -> None:
    column, rows = ProfileColumn(), np.arange(3 * WORDS, dtype=np.uint32).reshape(3, WORDS)
    opened = column.open(column.encoded(rows), 3)
    assert opened.of(np.array([2, 0])).tolist() == rows[[2, 0]].tolist()
    with pytest.raises(ValueError, match="damaged"):
        column.open(column.encoded(rows), 2)
    with pytest.raises(TypeError):
        column.writer(None)
    with pytest.raises(TypeError):
        column.join(None, [])
