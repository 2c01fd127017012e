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


def broken(article: Article, breaks: list[int]) -> bytes:
    """An article's term vector, with breaks before some places."""
    terms = {term.encode(): places for term, places in sorted(article.items())}
    codes = [place << 1 | (place in breaks) for of in terms.values() for place in of]
    numbers = [len(terms), len(codes), *map(len, terms.values()), *map(len, terms), *codes]
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


BROKEN = st.tuples(ARTICLE, st.lists(st.integers(0, 30)))


@only_native
@settings(deadline=None)
@given(st.lists(BROKEN, max_size=12), st.data())
def test_native_code_tells_the_same_pairs_across_breaks(articles: Any, data: Any) -> None:
    inverter = reference.Inverter(True)
    for number, (article, breaks) in enumerate(articles):
        if article:
            inverter.add(number, broken(article, breaks))
    made = b"".join(inverter.finish(len(articles)))
    fast, slow = postings.InvertedIndex(made), reference.InvertedIndex(made)
    begin, end = sorted(data.draw(st.tuples(*[st.integers(0, len(articles) + 2)] * 2)))
    own = postings.texts_and_breaks(fast, begin, end)
    assert own == reference.texts_and_breaks(slow, begin, end)  # type: ignore[arg-type]
    assert own[0] == postings.token_texts(fast, begin, end)


@pytest.mark.parametrize("kind", [postings, reference])
def test_pairs_across_breaks_are_counted_one_by_one(kind: Any) -> None:
    inverter = reference.Inverter(True)
    inverter.add(0, broken({"cầu": [0, 2, 4], "phà": [1, 3, 5], "bến": [106]}, [1, 5, 106]))
    made = b"".join(inverter.finish(1))
    _, breaks = kind.texts_and_breaks(kind.InvertedIndex(made), 0, 1)
    number = f"{reference.pair_number('cầu'.encode(), 'phà'.encode()):04x}"
    assert told(breaks) == [[number, f"{number}.1"]]
