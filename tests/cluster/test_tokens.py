"""The documents of articles, and their tokens in order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import index
from index.analysis.analyser import analyse, document
from index.archive.generations import open_current
from index.articles.article import Article
from index.articles.serialization import from_json
from index.build.duplicates import own_group
from index.cluster.documents import SegmentDocuments, day_of, document_of
from index.cluster.mapping import EITHER, FOLDED
from index.cluster.tokens import Tokens
from index.storage.columns import NO_SIGNATURE
from index.storage.scoring import saturation
from index.vietnamese.segmentation import Segmentation
from index.vietnamese.spelling import fold
from search.engines.opensearch.counting import (
    frequencies,
    kept_lengths,
    rescored,
    server_norms,
)


def texts_of(article: Article, field: str) -> list[str]:
    """The texts of a field as tokens, by its term vector."""
    return Tokens.of_vector(analyse(article)[field]).texts()


def test_the_tokens_of_each_text_stand_in_order() -> None:
    article = Article("a", title="Cầu Bến Trúc", summary="", body="Cầu mới. Cầu cũ, phà cũ")
    assert texts_of(article, "text") == ["cầu bến trúc", "cầu mới cầu cũ phà cũ"]
    assert texts_of(article, "text_folded") == ["cau ben truc", "cau moi cau cu pha cu"]


def plain(value: object) -> Any:
    """A value of a document, decoded where it is JSON."""
    return msgspec.json.decode(value) if isinstance(value, msgspec.Raw) else value


WORDS = st.lists(
    st.sampled_from(
        ["ma", "má", "mà", "cầu", "cau", "phà", "Hạ", "Giang", "HĐND", "U23", "ký", "2021"]
    )
)


@given(st.lists(WORDS.map(" ".join), max_size=4))
def test_twins_are_the_syllables_with_and_without_their_marks(texts: list[str]) -> None:
    vector = analyse(Article("a", body="x", tags=tuple(texts))).get("tag")
    spoken = [one for text in texts for one in Segmentation(text).syllables]
    if vector is None:
        assert not spoken
        return
    marked, folded = (one.texts() for one in Tokens.of_vector(vector).twins())
    assert " ".join(marked).split() == [one.text for one in spoken]
    assert " ".join(folded).split() == [one.folded for one in spoken]


def test_a_document_is_the_same_from_a_segment_and_from_the_analyser(made: Path) -> None:
    generation = open_current(made)
    seen = 0
    for file in generation.files:
        for one in SegmentDocuments(file).documents(7):
            values = document(from_json(one.values["article"].encode()))
            values |= {name: one.values[name] for name in ("added", "changed")}
            values["group"] = own_group(one.id, values.get("signature", NO_SIGNATURE))
            profile = np.zeros(40, np.uint32)
            other = document_of(one.id, one.key, values, profile)
            for name in set(one.values) | set(other.values):
                if name in ("group", "profile"):
                    continue
                mine, its = plain(one.values.get(name)), plain(other.values.get(name))
                if name in ("compounds", "compounds_folded", "host"):  # in any order
                    mine, its = (sorted(" ".join(each or ()).split()) for each in (mine, its))
                if name == "named":
                    mine, its = (sorted(each or ()) for each in (mine, its))
                assert mine == its, name
            seen += 1
    generation.release()
    assert seen == 40


def test_fields_that_are_asked_for_by_name_have_a_twin_without_marks(tmp_path: Path) -> None:
    index.reindex([Article("a", body="x", source="Báo Hạ Giang")], tmp_path, workers=0)
    generation = open_current(tmp_path)
    (one,) = SegmentDocuments(generation.files[0]).documents(1)
    assert (plain(one.values["source"]), plain(one.values["source" + FOLDED])) == (
        ["báo hạ giang"],
        ["bao ha giang"],
    )
    assert {"source", "text", "text_folded"} <= set(one.values["has"])
    assert not set(EITHER) - {"source"} & set(one.values["has"])
    assert fold("báo") == "bao"
    generation.release()


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, (0, 1970)), (17 * 3600 - 1, (0, 1970)), (17 * 3600, (1, 1970)), (-1, (0, 1970))],
)
def test_a_day_is_one_of_vietnam(seconds: int, expected: tuple[int, int]) -> None:
    assert day_of(seconds) == expected


@given(st.integers(0, 100_000))
def test_a_kept_length_is_at_most_a_sixteenth_less(length: int) -> None:
    kept = int(kept_lengths(np.array([length]))[0])
    assert kept <= length
    assert length < 40 or length - kept <= (length - 24) / 8
    assert length >= 40 or kept == length


@given(st.lists(st.integers(0, 60), min_size=1, max_size=30), st.floats(0.5, 20), st.data())
def test_frequencies_are_told_by_scores(
    counts: list[int], highest: float, data: st.DataObject
) -> None:
    lengths = np.array(
        data.draw(st.lists(st.integers(1, 5000), min_size=len(counts), max_size=len(counts)))
    )
    norms = server_norms(lengths, 300.0)
    told = np.array(counts)
    scores = (highest * told / (told + norms)).astype(np.float32).astype(np.float64)
    assert frequencies(scores, norms, highest).tolist() == counts


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=20))
def test_forms_that_count_as_one_score_by_exact_lengths(counts: list[tuple[int, int]]) -> None:
    lengths = np.arange(40, 40 + 97 * len(counts), 97)
    kept, exact = server_norms(lengths, 300.0), saturation(lengths, 300.0)
    each = np.array(counts).T
    told = (7.5 * each / (each + kept)).astype(np.float32).astype(np.float64)
    both = each.sum(axis=0)
    expected = 7.5 * both / (both + exact)
    assert rescored(told, 7.5, kept, exact) == pytest.approx(expected, rel=1e-4)
