"""Pairs of neighbours: counted in every segment, natively and with NumPy, and added up."""

from __future__ import annotations

import random
from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import index
import search
from index.analysis.vectors import pack
from index.build import writer
from index.storage import postings
from index.storage.bigrams import Bigrams, first_terms, summed, with_terms
from index.storage.columns import bigram_column
from index.storage.columns.bigram_column import BigramColumn
from index.storage.postings import Inverter, count_bigrams, reference

COLUMN = BigramColumn("text")
SYLLABLES = ("bến", "chợ", "cá", "phiên", "về", "đò", "w1")
# A syllable, how many positions it stands behind the one before, whether after a break.
Token = tuple[str, int, bool]
ARTICLES = st.lists(
    st.lists(
        st.tuples(st.sampled_from(SYLLABLES), st.sampled_from([1, 1, 1, 2, 101]), st.booleans())
    ),
    max_size=6,
)


def lists(articles: Sequence[Sequence[Token]]) -> bytes:
    """The posting lists of articles."""
    inverter = Inverter(has_positions=True)
    for number, tokens in enumerate(articles):
        found: dict[str, array[int]] = {}
        position = -1
        for syllable, step, after_break in tokens:
            position += step
            found.setdefault(syllable, array("I")).append(position << 1 | after_break)
        if found:
            inverter.add(number, pack(found))
    return b"".join(inverter.finish(len(articles)))


def written(data: bytes, articles: int) -> bytes:
    file = BytesIO()
    COLUMN.derive(file, memoryview(data), articles)
    return file.getvalue()


def counted(found: Bigrams) -> dict[tuple[str, str], int]:
    """How often each pair stands there."""
    return {
        (found.terms[first], found.terms[second]): times
        for first, second, times in zip(
            first_terms(found).tolist(), found.seconds.tolist(), found.times.tolist(), strict=True
        )
    }


def same(one: Bigrams, other: Bigrams) -> bool:
    return one.terms == other.terms and all(
        a.dtype == b.dtype and np.array_equal(a, b) for a, b in zip(one[1:], other[1:], strict=True)
    )


def expected(articles: Sequence[Sequence[Token]]) -> Counter[tuple[str, str]]:
    return Counter(
        (first, second)
        for tokens in articles
        for (first, _, _), (second, step, after_break) in pairwise(tokens)
        if step == 1 and not after_break
    )


@given(ARTICLES, st.integers(1, 3))
def test_counts_are_those_of_the_texts_natively_and_with_numpy(
    articles: list[list[Token]], least: int
) -> None:
    data = lists(articles)
    found = count_bigrams(postings.InvertedIndex(data), least)
    assert same(found, reference.count_bigrams(reference.InvertedIndex(data), least))
    assert counted(found) == {
        pair: times for pair, times in expected(articles).items() if times >= least
    }
    tokens = [{syllable for syllable, _, _ in article} for article in articles]
    everything = Counter(syllable for article in articles for syllable, _, _ in article)
    assert dict(zip(found.terms, found.counts.tolist(), strict=True)) == everything
    assert found.articles.tolist() == [
        sum(term in article for article in tokens) for term in found.terms
    ]


@given(ARTICLES, st.randoms(use_true_random=False))
def test_some_articles_count_natively_and_with_numpy_what_they_count_alone(
    articles: list[list[Token]], source: random.Random
) -> None:
    data = lists(articles)
    asked = np.array([source.random() < 0.5 for _ in articles], np.bool_)
    found = count_bigrams(postings.InvertedIndex(data), 1, asked)
    assert same(found, reference.count_bigrams(reference.InvertedIndex(data), 1, asked))
    chosen = [one for one, is_asked in zip(articles, asked.tolist(), strict=True) if is_asked]
    assert counted(found) == expected(chosen)
    alone = count_bigrams(postings.InvertedIndex(lists(chosen)), 1)
    held = found.articles > 0
    assert [term for term, is_held in zip(found.terms, held, strict=True) if is_held] == alone.terms
    assert found.counts[held].tolist() == alone.counts.tolist()
    assert found.articles[held].tolist() == alone.articles.tolist()


def test_many_articles_fill_whole_blocks() -> None:
    source = random.Random(4)
    articles = [
        [(source.choice(SYLLABLES), 1, source.random() < 0.1) for _ in range(source.randint(1, 90))]
        for _ in range(1000)
    ]
    data = lists(articles)
    found = count_bigrams(postings.InvertedIndex(data), 1)
    assert counted(found) == expected(articles)
    assert same(found, reference.count_bigrams(reference.InvertedIndex(data), 1))


@given(st.lists(ARTICLES, max_size=3), st.randoms(use_true_random=False))
def test_joined_segments_count_what_their_live_articles_count_together(
    segments: list[list[list[Token]]], source: random.Random
) -> None:
    parts, kept = [], []
    for articles in segments:
        data = lists(articles)
        live = np.array([source.random() < 0.7 for _ in articles], np.bool_)
        opened = COLUMN.open(memoryview(written(data, len(articles))), len(articles))
        parts.append((COLUMN.without_deleted(opened, memoryview(data), live), live))
        kept += [one for one, is_live in zip(articles, live.tolist(), strict=True) if is_live]
    file = BytesIO()
    COLUMN.join(file, parts)
    joined = COLUMN.open(memoryview(file.getvalue()), len(kept))
    assert same(joined, COLUMN.open(memoryview(written(lists(kept), len(kept))), len(kept)))
    together = summed([part for part, _ in parts] or [COLUMN.empty(0)])
    assert counted(together) == counted(joined) == expected(kept)
    assert together.counts.tolist() == joined.counts.tolist()


def test_terms_that_get_one_name_count_as_one() -> None:
    tokens = [("bến", 1, False), ("cá", 1, False), ("bền", 1, False), ("cá", 1, False)]
    found = COLUMN.open(memoryview(written(lists([tokens]), 1)), 1)
    folded = with_terms(found, ["ben", "ben", "ca"])
    assert found.terms == ["bến", "bền", "cá"]
    assert folded.terms == ["ben", "ca"]
    assert folded.counts.tolist() == [2, 2]
    assert counted(folded) == {("ben", "ca"): 2, ("ca", "ben"): 1}


def test_large_segments_leave_out_what_stands_there_once(monkeypatch: pytest.MonkeyPatch) -> None:
    articles: list[list[Token]] = [
        [("chợ", 1, False), ("phiên", 1, False), ("về", 1, False)],
        [("chợ", 1, False), ("phiên", 1, False)],
    ]
    data = lists(articles)
    whole = COLUMN.open(memoryview(written(data, 2)), 2)
    monkeypatch.setattr(bigram_column, "SMALL", 1)
    less = COLUMN.open(memoryview(written(data, 2)), 2)
    assert counted(less) == {("chợ", "phiên"): 2}
    assert less.terms == whole.terms
    file = BytesIO()
    COLUMN.join(file, [(whole, np.ones(2, np.bool_))])
    assert same(COLUMN.open(memoryview(file.getvalue()), 2), less)


def test_damage_is_an_error_and_nothing_else() -> None:
    articles: list[list[Token]] = [[("chợ", 1, False), ("phiên", 1, False), ("cá", 1, False)]] * 2
    data = written(lists(articles), 2)
    source = np.random.default_rng(3)
    refused = 0
    for _ in range(600):
        damaged = bytearray(data)
        for _ in range(source.integers(1, 4)):
            damaged[source.integers(len(damaged))] = source.integers(256)
        for attempt in (bytes(damaged), bytes(damaged[: source.integers(len(damaged) + 1)])):
            try:
                counted(COLUMN.open(memoryview(attempt), 2))
            except ValueError:
                refused += 1
    assert refused > 600


def pairs_of(archive: Path) -> list[dict[tuple[str, str], int]]:
    """The pairs of each segment."""
    with search.open(archive) as opened:
        return [counted(segment.column("pairs")) for segment in opened.snapshot().segments]


def test_an_archive_keeps_the_pairs_of_its_texts(
    make_input: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[dict[str, Any]] = [
        {"id": "a", "title": "Chợ phiên", "body": "Phiên chợ, cá về bến."},
        {"id": "b", "title": "Cá về", "body": "Bến đò\nBến cá về"},
    ]
    archive = tmp_path / "archive"
    index.reindex([make_input(*given)], archive, workers=0)
    expected = {
        ("chợ", "phiên"): 1,
        ("phiên", "chợ"): 1,
        ("cá", "về"): 3,
        ("về", "bến"): 1,
        ("bến", "đò"): 1,
        ("bến", "cá"): 1,
    }
    assert pairs_of(archive) == [expected]
    index.update([make_input({"id": "c", "body": "Đò về"})], archive, workers=0)
    assert sum((Counter(one) for one in pairs_of(archive)), Counter()) == {
        **expected,
        ("đò", "về"): 1,
    }
    monkeypatch.setattr(writer, "_MOST_ARTICLES", 1)
    monkeypatch.setattr(writer, "_MOST_SEGMENTS", 1)
    index.reindex([make_input(*given)], tmp_path / "joined", workers=0)
    assert pairs_of(tmp_path / "joined") == [expected]
    assert index.verify(archive) == index.verify(tmp_path / "joined") == []


def test_an_archive_without_articles_has_no_pairs(
    make_input: Callable[..., Path], tmp_path: Path
) -> None:
    index.reindex([make_input()], tmp_path / "archive", workers=0, allow_empty=True)
    assert pairs_of(tmp_path / "archive") == []
