"""The texts of articles told by posting lists: the same from native code and its reference."""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import native
from index.storage import postings
from index.storage.postings import reference

# The places of each term of an article.
Article = dict[str, list[int]]
TERM = st.sampled_from(
    ["cầu", "cau", "phà", "pha", 'nháy "kép"', "chéo\\ngược", "bảng\tdòng", "U23"]
)
PLACES = st.lists(st.one_of(st.integers(0, 30), st.integers(0, 1 << 20)), min_size=1, max_size=8)
ARTICLE = st.dictionaries(TERM, PLACES.map(lambda of: sorted(set(of))), max_size=8)
only_native = pytest.mark.skipif(not native.is_used(), reason="there is no native code")


def vector(article: Article, *, has_positions: bool) -> bytes:
    """An article's term vector."""
    terms = {term.encode(): places for term, places in sorted(article.items())}
    packed = [place << 1 for of in terms.values() for place in of] if has_positions else []
    numbers = [len(terms), len(packed), *map(len, terms.values()), *map(len, terms), *packed]
    return struct.pack(f"<{len(numbers)}I", *numbers) + b"".join(terms)


def column(articles: list[Article], *, has_positions: bool = True) -> bytes:
    """The inverted index of some articles."""
    inverter = reference.Inverter(has_positions)
    for number, article in enumerate(articles):
        if article:
            inverter.add(number, vector(article, has_positions=has_positions))
    return b"".join(inverter.finish(len(articles)))


def told(texts: Any) -> list[list[str]]:
    return [json.loads(one) if one else [] for one in texts]


@only_native
@settings(deadline=None)
@given(st.lists(ARTICLE, max_size=30), st.booleans(), st.booleans(), st.data())
def test_native_code_tells_the_same_texts(
    articles: list[Article], has_positions: bool, apart: bool, data: Any
) -> None:
    made = column(articles, has_positions=has_positions)
    fast, slow = postings.InvertedIndex(made), reference.InvertedIndex(made)
    begin, end = sorted(data.draw(st.tuples(*[st.integers(0, len(articles) + 2)] * 2)))
    own = postings.token_texts(fast, begin, end, apart=apart)
    assert own == reference.token_texts(slow, begin, end, apart=apart)  # type: ignore[arg-type]
    told(own)
    marked = np.array(data.draw(st.lists(st.booleans(), min_size=fast.terms, max_size=fast.terms)))
    marked = marked.astype(np.bool_)
    both = postings.twin_texts(fast, begin, end, marked)
    assert both == reference.twin_texts(slow, begin, end, marked)  # type: ignore[arg-type]


@only_native
def test_long_lists_are_read_in_part() -> None:
    articles: list[Article] = [{"cầu": [0, 2], f"t{at % 7}": [1]} for at in range(700)]
    index = postings.InvertedIndex(column(articles))
    whole = postings.token_texts(index, 0, 700)
    assert told(whole) == [[f"cầu t{at % 7} cầu"] for at in range(700)]
    for begin, end in ((0, 1), (127, 129), (128, 256), (300, 520), (699, 700), (700, 900)):
        assert postings.token_texts(index, begin, end) == whole[begin:end]


@pytest.mark.parametrize("kind", [postings, reference])
def test_what_stands_apart_is_a_text_of_its_own(kind: Any) -> None:
    index = kind.InvertedIndex(column([{"a": [0], "b": [1], "c": [102]}, {}]))
    assert told(kind.token_texts(index, 0, 2)) == [["a b", "c"], []]
    assert told(kind.token_texts(index, 0, 2, apart=True)) == [["a", "b", "c"], []]


@pytest.mark.parametrize("kind", [postings, reference])
def test_flagged_terms_come_before_others_at_their_place(kind: Any) -> None:
    index = kind.InvertedIndex(column([{"cau": [0], "cầu": [0], "pha": [1]}]))
    marked, others = kind.twin_texts(index, 0, 1, np.array([False, True, False]))
    assert (told(marked), told(others)) == ([["cầu pha"]], [["cau pha"]])
    with pytest.raises(ValueError, match="a flag for each term"):
        kind.twin_texts(index, 0, 1, np.array([True]))
