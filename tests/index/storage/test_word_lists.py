"""Word lists: the same from native code and its reference, and counts like those of postings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import native
from index.analysis.vectors import pack_counts
from index.storage import postings
from index.storage.columns.word_column import WordColumn, WordLists
from index.storage.postings import InvertedIndex, Inverter, reference
from index.storage.word_lists import FIELDS, each_column, is_foreign, word_hash

Article = Mapping[str, int]
COMPOUND = st.integers(0, 40).map("từ_{}".format)
SYLLABLE = st.sampled_from(["phà", "cầu", "sealink", "usd", "4g", "bến", "hđnd", "covid"])
ARTICLES = st.lists(
    st.tuples(
        st.dictionaries(COMPOUND, st.integers(1, 3), max_size=30),
        st.dictionaries(SYLLABLE, st.integers(1, 3), max_size=5),
    ),
    max_size=40,
)
only_native = pytest.mark.skipif(not native.is_used(), reason="there is no native code")


def inverted(articles: list[Article]) -> bytes:
    inverter = Inverter(False)
    for number, counts in enumerate(articles):
        if counts:
            inverter.add(number, pack_counts(dict(counts)))
    return b"".join(inverter.finish(len(articles)))


def indexes(articles: list[tuple[Article, Article]]) -> list[InvertedIndex | None]:
    return [InvertedIndex(inverted([one[field] for one in articles])) for field in (0, 1)]


def counted(lists: WordLists, articles: Iterable[int]) -> list[int]:
    """In how many of some articles each word is."""
    words = len(lists.words.hashes)
    counts = np.zeros(words, np.uint32)
    lists.add_up(np.array(list(articles), np.uint32), np.arange(words, dtype=np.int32), counts)
    found: list[int] = counts.tolist()
    return found


@only_native
@settings(deadline=None)
@given(ARTICLES, st.data())
def test_native_code_makes_and_counts_the_same_lists(
    articles: list[tuple[Article, Article]], data: Any
) -> None:
    columns = [inverted([one[field] for one in articles]) for field in (0, 1)]
    fast = [InvertedIndex(one) for one in columns]
    slow = [reference.InvertedIndex(one) for one in columns]
    every = [(field, place) for field in (0, 1) for place in range(fast[field].terms)]
    chosen = data.draw(st.permutations(every))[: data.draw(st.integers(0, len(every)))]
    numbers = np.array([field for field, _ in chosen], np.uint8)
    places = np.array([place for _, place in chosen], np.uint32)
    begins, lists = postings.word_lists(fast, numbers, places, len(articles))
    expected = reference.word_lists(slow, numbers, places, len(articles))
    assert (begins.tolist(), lists.tolist()) == tuple(one.tolist() for one in expected)
    ended = np.concatenate([lists, np.zeros(8, np.uint8)])
    some = np.array(data.draw(st.lists(st.integers(0, len(articles) - 1))) if articles else [], int)
    given_ = ended, begins.astype(np.uint32), some.astype(np.uint32)
    flags = st.lists(st.booleans(), min_size=len(chosen), max_size=len(chosen))
    wanted = np.array(data.draw(flags), np.bool_)
    rows = [one.listed(*given_[:2], wanted) for one in (postings, reference)]
    assert [one.tolist() for one in rows[0]] == [one.tolist() for one in rows[1]]
    have = [one.having(*given_[:2], wanted) for one in (postings, reference)]
    assert have[0].tolist() == have[1].tolist()
    assert np.flatnonzero(have[0]).tolist() == sorted({*rows[0][0].tolist()})
    each = st.lists(st.integers(-1, 4), min_size=len(chosen), max_size=len(chosen))
    targets = np.array(data.draw(each), np.int32)
    counted = [np.zeros(4, np.uint32) for _ in range(2)]
    for one, counts in zip((postings, reference), counted, strict=True):
        one.add_up(*given_, targets, counts)
    assert counted[0].tolist() == counted[1].tolist()


MANY_WORDS = 1 << 22
MANY_TARGETS = (np.arange(MANY_WORDS) % 7 - 1).astype(np.int32)
GAPS = st.integers(1, 127) | st.integers(1, 300) | st.integers(1 << 14, 1 << 17)


def varints(gaps: Iterable[int]) -> bytes:
    """Gaps as lists have them."""
    found = bytearray()
    for gap in gaps:
        rest = gap
        while rest >= 128:
            found.append(rest & 127 | 128)
            rest >>= 7
        found.append(rest)
    return bytes(found)


@only_native
@settings(deadline=None)
@given(
    st.lists(st.lists(GAPS, max_size=30), max_size=6),
    st.sampled_from([(), (1 << 21,), (1,) * 1_100, (5, 0, 5)]),
    st.integers(0, 6),
)
def test_lists_of_any_length_and_numbers_of_any_size_are_counted_alike(
    gaps: list[list[int]], odd: tuple[int, ...], place: int
) -> None:
    lists = [varints(one) for one in gaps]
    lists.insert(place, varints(odd))
    begins = np.cumsum([0, *map(len, lists)]).astype(np.uint32)
    data = np.frombuffer(b"".join(lists) + bytes(8), np.uint8)
    some = np.arange(len(lists), dtype=np.uint32)
    found = []
    for code in (postings, reference):
        counts = np.zeros(5, np.uint32)
        try:
            code.add_up(data, begins, some, MANY_TARGETS, counts)
            found.append(counts.tolist())
        except ValueError as error:
            found.append([str(error)])
    assert found[0] == found[1]
    assert (0 in odd) == isinstance(found[0][0], str)


@only_native
@settings(deadline=None)
@given(st.binary(max_size=12), st.lists(st.integers(0, 14), min_size=2, max_size=4))
def test_damaged_lists_are_refused_by_both_or_read_alike(data: bytes, begins: list[int]) -> None:
    lists = np.frombuffer(data + bytes(8), np.uint8)
    given_ = lists, np.array(begins, np.uint32)
    counts, rows, have = [], [], []
    for code in (postings, reference):
        try:
            have.append(code.having(*given_, np.arange(30) % 5 == 2).tolist())
        except ValueError as error:
            have.append(str(error))
        try:
            counted = np.zeros(30, np.uint32)
            some = np.arange(len(begins) - 1, dtype=np.uint32)
            code.add_up(*given_, some, np.arange(30, dtype=np.int32), counted)
            counts.append(counted.tolist())
        except ValueError as error:
            counts.append(str(error))
        try:
            listed = code.listed(*given_, np.arange(30) % 2 == 0)
            rows.append([one.tolist() for one in listed])
        except ValueError as error:
            rows.append(str(error))
    assert counts[0] == counts[1]
    assert rows[0] == rows[1]
    assert have[0] == have[1]


@settings(deadline=None)
@given(ARTICLES, st.data())
def test_terms_are_counted_and_named_one_by_one(
    articles: list[tuple[Article, Article]], data: Any
) -> None:
    column = inverted([{**one[0], **one[1]} for one in articles])
    flags = np.array(data.draw(st.lists(st.booleans(), min_size=len(articles))), np.bool_)
    flags = flags[: len(articles)]
    for index in (InvertedIndex(column), reference.InvertedIndex(column)):
        terms = [term for term, _, _ in index.terms_from(b"")]
        assert [index.term_at(place) for place in range(index.terms)] == terms
        asked = [*terms, b"no term"]
        counts = index.count_each(asked, flags).tolist()
        assert counts == [*index.count_within(flags).tolist(), 0]
        with pytest.raises(IndexError):
            index.term_at(index.terms)
        with pytest.raises(ValueError, match="one flag"):
            index.count_each(asked, np.ones(len(articles) + 1, np.bool_))


@settings(deadline=None)
@given(ARTICLES, st.data())
def test_a_column_counts_the_words_that_two_articles_hold(
    articles: list[tuple[Article, Article]], data: Any
) -> None:
    cut = data.draw(st.integers(0, len(articles)))
    parts = [articles[:cut], articles[cut:]]
    found: Counter[int] = Counter()
    for part, column in zip(
        parts, each_column([indexes(one) for one in parts], [], [*map(len, parts)]), strict=True
    ):
        opened = WordColumn().open(column, len(part))
        counts = counted(opened, range(len(part)))
        assert counts == opened.words.dfs.tolist()
        assert (np.diff(opened.words.dfs.astype(int)) <= 0).all()
        found.update(dict(zip(opened.words.hashes.tolist(), counts, strict=True)))
    held = Counter(term for one in articles for field in (0, 1) for term in one[field])
    words = {term: df for term, df in held.items() if "_" in term or is_foreign(term)}
    assert found == {word_hash(term.encode()): df for term, df in words.items() if df > 1}


def test_words_of_one_article_here_and_one_elsewhere_are_kept() -> None:
    part = indexes([({"từ_1": 1}, {"phà": 1}), ({"từ_2": 1}, {})])
    other = indexes([({"từ_2": 1}, {}), ({"từ_3": 1}, {})])
    (column,) = each_column([part], [other], [2])
    words = WordColumn().open(column, 2).words
    assert words.hashes.tolist() == [word_hash("từ_2".encode())]
    field, place = words.place(0)
    index = part[field]
    assert index is not None
    assert index.term_at(place) == "từ_2".encode()


def test_a_column_that_is_cut_or_of_other_articles_is_damaged() -> None:
    (column,) = each_column([indexes([({"từ_1": 1}, {}), ({"từ_1": 1}, {})])], [], [2])
    assert counted(WordColumn().open(column, 2), [0, 1]) == [2]
    for data, articles in ((column[:7], 2), (column[:20], 2), (column, 40)):
        with pytest.raises(ValueError, match="damaged"):
            WordColumn().open(data, articles)
    more = bytearray(column)
    more[-9] = 9  # a word that is not there
    counts = np.zeros(2, np.uint32)
    with pytest.raises(ValueError, match="damaged"):
        counted(WordColumn().open(bytes(more), 2), [1])
    with pytest.raises(ValueError, match="target"):
        WordColumn().open(column, 2).add_up(
            np.array([1], np.uint32), np.arange(2, dtype=np.int32), counts
        )
    assert WordColumn().empty(3) is None


def test_a_segment_without_words_has_empty_lists() -> None:
    (column,) = each_column([[None] * len(FIELDS)], [], [3])
    opened = WordColumn().open(column, 3)
    assert counted(opened, range(3)) == []


def test_single_syllables_are_words_where_they_are_not_vietnamese() -> None:
    assert [is_foreign(one) for one in ("sealink", "usd", "phà", "4g", "a", "covid-19")] == [
        True,
        True,
        False,
        False,
        False,
        False,
    ]
