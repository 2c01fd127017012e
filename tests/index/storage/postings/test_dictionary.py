"""Parts of the dictionary of terms, natively and with NumPy, against a sorted list."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index import native
from index.analysis.vectors import pack_counts
from index.storage import postings
from index.storage.postings import Inverter, reference

TEXTS = st.text(alphabet="abâ1 đ", min_size=1, max_size=4)


@given(
    st.lists(st.sets(TEXTS, max_size=30), max_size=4),
    st.lists(TEXTS | st.just(""), max_size=5),
    st.integers(0, 60),
    st.integers(0, 60),
)
def test_terms_are_found_by_place_and_read_as_lines(
    articles: list[set[str]], sought: list[str], begin: int, end: int
) -> None:
    inverter = Inverter(has_positions=False)
    for number, terms in enumerate(articles):
        if terms:
            inverter.add(number, pack_counts(dict.fromkeys(terms, 1)))
    data = b"".join(inverter.finish(len(articles)))
    ordered = sorted({term.encode() for terms in articles for term in terms})
    dfs = [sum(term.decode() in terms for terms in articles) for term in ordered]
    for code in [reference, *([postings] if native.is_used() else [])]:
        index = code.InvertedIndex(data)
        for text in [*sought, *(term.decode() for term in ordered)]:
            place = sum(term < text.encode() for term in ordered)
            assert index.place(text.encode()) == place
        lines, found = index.term_lines(begin, end)
        assert lines == b"\n".join(ordered[begin:end])
        assert found.tolist() == dfs[begin:end]


@given(st.sets(st.integers(0, 2_999), max_size=8))
def test_few_flagged_articles_are_counted_as_many_are(flagged: set[int]) -> None:
    """Blocks of a long list that hold none of them are not read."""
    inverter = Inverter(has_positions=False)
    for number in range(3_000):
        terms = {
            "a": 1,
            **({"b": 1} if number % 7 == 0 else {}),
            **({"c": 1} if number > 9 else {}),
        }
        inverter.add(number, pack_counts(terms))
    data = b"".join(inverter.finish(3_000))
    flags = np.zeros(3_000, np.bool_)
    flags[list(flagged)] = True
    expected = [
        len(flagged),
        sum(number % 7 == 0 for number in flagged),
        sum(number > 9 for number in flagged),
    ]
    for code in [reference, *([postings] if native.is_used() else [])]:
        assert code.InvertedIndex(data).count_within(flags).tolist() == expected
