"""Dense lists say of each article what the posting lists say, natively and in NumPy."""

from __future__ import annotations

from io import BytesIO
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import native
from index.storage import postings
from index.storage.columns import dense_column
from index.storage.columns.dense_column import DenseColumn, differing, written
from index.storage.postings import InvertedIndex, reference
from tests.helpers.postings import posting_lists

MODULES = pytest.mark.parametrize(
    "module",
    [
        reference,
        pytest.param(
            postings,
            marks=pytest.mark.skipif(not native.is_used(), reason="native code does not run"),
        ),
    ],
)
ARTICLES = st.lists(st.lists(st.sampled_from([0, 0, 0, 1, 2, 3]), max_size=40), max_size=140)
TERMS = [b"a", b"an", "ă".encode(), b"c"]


def lists(articles: Any) -> bytes:
    return posting_lists([[number << 1 for number in one] for one in articles], TERMS)


def codes(row: bytes) -> list[int]:
    """Of each article: the lower halves of 16 bytes, then the upper ones."""
    groups = np.frombuffer(row, np.uint8).reshape(-1, 1, 16)
    found: list[int] = np.concatenate([groups & 15, groups >> 4], axis=1).reshape(-1).tolist()
    return found


@MODULES
@settings(max_examples=60, deadline=None)
@given(articles=ARTICLES, least=st.integers(1, 30))
def test_a_code_is_how_often_a_term_stands_in_an_article(
    module: Any, articles: list[list[int]], least: int
) -> None:
    data = lists(articles)
    column = b"".join(written(InvertedIndex(data), least))
    dense = module.DenseLists(column, len(articles))
    counts = {term: [one.count(number) for one in articles] for number, term in enumerate(TERMS)}
    frequent = [term for term in sorted(TERMS) if np.count_nonzero(counts[term]) >= least]
    assert module.frequent_terms(module.InvertedIndex(data), least) == frequent
    assert (dense.articles, dense.terms) == (len(articles), frequent)
    for term, count in counts.items():
        row = module.dense_row(module.InvertedIndex(data), term)
        assert row == reference.dense_row(reference.InvertedIndex(data), term)
        assert codes(row)[: len(articles)] == np.minimum(count, 15).tolist()
        assert dense.row(term) == (row if term in frequent else None)
    assert dense.row(b"") is None
    assert dense.row(b"zzz") is None


@MODULES
def test_a_column_of_other_articles_or_cut_is_no_column(module: ModuleType) -> None:
    column = b"".join(written(InvertedIndex(lists([[0], [0, 1]] * 40)), 30))
    assert module.DenseLists(column, 80).terms == [b"a", b"an"]
    for size in range(len(column)):
        with pytest.raises(ValueError, match="damaged"):
            module.DenseLists(column[:size], 80)
    for articles in (0, 79, 81, 200):
        with pytest.raises(ValueError, match="damaged"):
            module.DenseLists(column, articles)
    for at in range(24):
        changed = bytearray(column)
        changed[at] ^= 1 << 6
        with pytest.raises(ValueError, match="damaged"):
            module.DenseLists(bytes(changed), 80)


def test_terms_of_half_of_the_articles_are_dense_where_there_are_many() -> None:
    column = DenseColumn("text")
    assert not column.is_worth(dense_column.WORTH - 1)
    assert column.is_worth(dense_column.WORTH)
    file = BytesIO()
    column.derive(file, lists([[0, 1], [0, 2]] * 20 + [[3, 1]]), 41)
    opened = column.open(file.getvalue(), 41)
    assert opened.terms == [b"a", b"an", "ă".encode()]
    row = opened.row(b"an")
    assert row is not None
    assert codes(row) == [1, 0] * 20 + [1] + [0] * 23
    assert differing(opened, InvertedIndex(lists([[0, 1], [0, 2]] * 20 + [[3, 1, 1]]))) == [b"an"]
    assert column.empty(41) is None
    with pytest.raises(TypeError):
        column.join(file, [])
