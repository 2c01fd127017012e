"""What an archive knows of its language, against counting and measuring one by one."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from math import log
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import index
import search
from index.storage.shared.nearness import Nearness
from index.vietnamese.spelling import fold
from search.engines.language import KAPPA, Language, Model

WORDS = st.text(alphabet="aâbcdđnhgê", min_size=1, max_size=7)


def distance(one: str, other: str) -> int:
    """Optimal string alignment, as the textbook has it."""
    table = [
        [i + j if not i * j else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)
    ]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            table[i][j] = min(
                table[i - 1][j] + 1,
                table[i][j - 1] + 1,
                table[i - 1][j - 1] + (one[i - 1] != other[j - 1]),
            )
            if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]


@given(st.lists(WORDS, max_size=30, unique=True), WORDS, st.integers(0, 3))
def test_near_terms_are_those_within_the_distance(terms: list[str], typed: str, most: int) -> None:
    numbers, distances = Nearness.of(terms).within(typed, most)
    found = {terms[n]: d for n, d in zip(numbers.tolist(), distances.tolist(), strict=True)}
    expected = {term: distance(typed, term) for term in terms}
    assert found == {term: edits for term, edits in expected.items() if edits <= most}


@pytest.fixture
def language(make_archive: Callable[..., search.Archive]) -> Language:
    archive = make_archive(
        {"id": "a", "body": "Bến cá, bến cá. Bến đò về bến cá sớm"},
        {"id": "b", "body": "Bền bỉ. Cá về bến"},
    )
    return archive.snapshot().language


def test_counts_and_neighbours(language: Language) -> None:
    model = language.marked
    assert {term: model.count(term) for term in ("bến", "cá", "bền", "chợ")} == {
        "bến": 5,
        "cá": 4,
        "bền": 1,
        "chợ": 0,
    }
    known = [model.number(term) for term in ("bến", "cá", "đò", "chợ")]
    assert known[-1] is None
    numbers = np.array([-1 if number is None else number for number in known])
    assert model.pair_counts(numbers, numbers).tolist() == [
        [0, 3, 1, 0],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
    ]
    assert following(model, "bến") == {"cá": 3, "đò": 1}
    assert following(model, "cá") == {"sớm": 1, "về": 1}
    total = int(model.counts.sum())
    found = model.log_probabilities(numbers, numbers)
    assert found[0, 1] == pytest.approx(log((3 + KAPPA * 4 / total) / (5 + KAPPA)))
    assert found[3, 1] == pytest.approx(log(4 / total))
    assert found[0, 3] < found[0, 2] < found[0, 1]


def following(model: Model, term: str) -> dict[str, int]:
    number = model.number(term)
    assert number is not None
    numbers, times = model.followers(number)
    return {model.terms[n]: t for n, t in zip(numbers, times.tolist(), strict=True)}


def test_a_language_knows_the_forms_and_the_near_spellings_of_a_syllable(
    language: Language,
) -> None:
    assert sorted(language.marked.terms[n] for n in language.forms("ben")) == ["bến", "bền"]
    assert language.forms("cho") == []
    assert language.near("bến", 1) == ["bến", "bền"]
    assert language.near("bêns", 2) == ["bến", "bền"]
    assert language.near("abn", 1) == []
    assert language.near_folded("bne", 1) == ["ben"]
    assert language.folded.count("ben") == 6
    assert following(language.folded, "ben") == {"ca": 3, "bi": 1, "do": 1}
    begun = language.beginning("be")
    assert sorted(language.marked.terms[n] for n in begun) == ["bến", "bền"]
    every = np.arange(len(language.marked.terms))
    assert sorted(every[language.begin("be", every)]) == sorted(begun)
    assert not len(language.beginning("zz"))


def test_segments_are_counted_together(
    make_input: Callable[..., Path], tmp_path: Path, sample: search.Archive
) -> None:
    articles = [hit.article for hit in sample.search("", limit=40, snippets=False)]
    given = [{"id": one.id, "title": one.title, "body": one.body} for one in articles]
    index.reindex([make_input(*given)], tmp_path / "one", workers=0)
    index.reindex([make_input(*given[:30])], tmp_path / "several", workers=0)
    for article in given[30:]:
        index.update([make_input(article)], tmp_path / "several", workers=0)
    with search.open(tmp_path / "one") as whole, search.open(tmp_path / "several") as several:
        assert len(several.snapshot().segments) > 1
        one, other = whole.snapshot().language, several.snapshot().language
        assert one.marked.terms == other.marked.terms
        for left, right in ((one.marked, other.marked), (one.folded, other.folded)):
            assert left.counts.tolist() == right.counts.tolist()
            every = np.arange(len(left.terms))
            assert (left.pair_counts(every, every) == right.pair_counts(every, every)).all()
        assert one.folded_terms == [fold(term) for term in one.marked.terms]


def test_an_archive_without_articles_has_a_language(
    make_archive: Callable[..., search.Archive],
) -> None:
    archive = make_archive({"id": "a", "body": "cá"})
    index.delete(["a"], archive.path)
    for opened in (archive.snapshot().language, Language([])):
        assert opened.near("bến", 1) == opened.near_folded("ben", 2) == []
    nothing = Language([]).marked
    assert nothing.pair_counts(np.array([-1]), np.array([-1])).tolist() == [[0]]
    assert np.isfinite(nothing.log_probabilities(np.array([-1]), np.array([-1]))).all()


def test_any_thread_may_ask_first(make_archive: Callable[..., search.Archive]) -> None:
    source = random.Random(2)
    words = ["bến", "cá", "đò", "về", "chợ"]
    archive = make_archive(*({"body": " ".join(source.choices(words, k=20))} for _ in range(30)))
    snapshot = archive.snapshot()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: snapshot.language.folded.count("ca"), range(32)))
        languages = set(pool.map(lambda _: id(snapshot.language), range(32)))
    assert len(set(found)) == len(languages) == 1
