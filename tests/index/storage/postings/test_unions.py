"""Several terms of an index as one, natively and with NumPy, against looking at each article."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import native
from index.analysis.vectors import pack_counts
from index.storage import postings
from index.storage.postings import Inverter, reference

CODES = pytest.mark.parametrize("code", [reference, *([postings] if native.is_used() else [])])
TEXTS = st.text(alphabet="abâ1 đ", min_size=1, max_size=4)
ARTICLES = st.lists(st.dictionaries(TEXTS, st.integers(1, 3), max_size=12), max_size=6)
Article = dict[str, int]


def inverted(code: Any, articles: list[Article], times: int = 1) -> Any:
    """The inverted index of some articles, all of them so many times."""
    inverter = Inverter(has_positions=False)
    for number, terms in enumerate(articles * times):
        if terms:
            inverter.add(number, pack_counts(terms))
    return code.InvertedIndex(b"".join(inverter.finish(len(articles) * times)))


@CODES
@given(ARTICLES, st.lists(TEXTS, max_size=6), st.sampled_from([1, 50, 400]))
def test_terms_count_as_one(
    code: Any, articles: list[Article], terms: list[str], times: int
) -> None:
    index, encoded = inverted(code, articles, times), [term.encode() for term in terms]
    sums = [sum(article.get(term, 0) for term in set(terms)) for article in articles] * times
    assert code.holders(index, encoded).tolist() == [one > 0 for one in sums]
    found, frequencies = code.union(index, encoded)
    assert found.dtype == frequencies.dtype == np.uint32
    assert found.tolist() == np.flatnonzero(sums).tolist()
    assert frequencies.tolist() == [one for one in sums if one]


@CODES
@given(ARTICLES, st.integers(0, 30), st.integers(0, 30), st.sampled_from([1, 50, 400]))
def test_terms_between_two_numbers_are_held(
    code: Any, articles: list[Article], begin: int, end: int, times: int
) -> None:
    known = sorted({term for article in articles for term in article}, key=str.encode)[begin:end]
    flags = code.holders_between(inverted(code, articles, times), begin, end)
    assert flags.dtype == np.bool_
    assert flags.tolist() == [not article.keys().isdisjoint(known) for article in articles] * times


@CODES
@given(ARTICLES, st.text(alphabet="aâb1*?*?", max_size=6))
def test_terms_look_like_a_pattern(code: Any, articles: list[Article], pattern: str) -> None:
    shape = re.compile(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."))
    dfs: dict[str, int] = {}
    for term in (term for article in articles for term in article if shape.fullmatch(term)):
        dfs[term] = dfs.get(term, 0) + 1
    lines, found = code.terms_like(inverted(code, articles), pattern.encode())
    expected = sorted(dfs, key=str.encode)
    assert lines.decode() == "\n".join(expected)
    assert (found.dtype, found.tolist()) == (np.uint32, [dfs[term] for term in expected])


@CODES
def test_long_lists_that_leave_nothing_to_others_are_left_early(code: Any) -> None:
    """Each article of thousands has one of two terms in turn, and rarely a third one."""
    articles = [
        {("odd" if n % 2 else "even"): 1, **({"rare": 2} if n % 97 == 5 else {})}
        for n in range(5_000)
    ]
    index = inverted(code, articles)
    assert code.holders(index, [b"odd", b"even", b"rare"]).all()
    assert np.count_nonzero(code.holders(index, [b"odd", b"rare"])) == 2_500 + 26
    found, frequencies = code.union(index, [b"even", b"rare"])
    assert (len(found), int(frequencies.sum())) == (2_500 + 26, 2_500 + 2 * 52)
    assert found[frequencies == 3].tolist() == list(range(102, 5_000, 194))
