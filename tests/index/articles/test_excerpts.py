"""Beginnings of texts: cut between words or signs, and told by an ellipsis."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles.article import Article
from index.articles.excerpts import beginning, cut_at, listed, names
from index.articles.serialization import from_json, to_json


@given(st.text(max_size=80), st.integers(1, 60))
def test_a_beginning_is_one_and_is_never_longer_than_asked_for(text: str, most: int) -> None:
    found = beginning(text, most)
    if len(text) <= most:
        assert found == text
    else:
        assert found.endswith("…")
        assert len(found) <= most + 1
        assert text.startswith(found[:-1])


@given(
    st.text(alphabet="aă \u0301\u0323\u200d\ufe0f👩🏽🇻🇳\r\n", min_size=1, max_size=120), st.data()
)
def test_a_cut_goes_forward_and_is_no_later_than_asked_for(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(text)))
    cut = cut_at(text, at)
    assert 0 < cut <= at or cut == len(text)


@pytest.mark.parametrize(
    "sign", ["a\u0302\u0301", "👩\u200d👩\u200d👧", "👍🏽", "❤\ufe0f", "🇻🇳", "\r\n"]
)
def test_a_sign_of_several_characters_stays_whole(sign: str) -> None:
    text = "xx" + sign + "xx"
    for at in range(3, 2 + len(sign)):
        assert text[: cut_at(text, at)] == "xx"


def test_marks_without_end_are_cut_somewhere() -> None:
    assert cut_at("a" + "\u0301" * 500, 300) == 300


def test_a_text_is_cut_at_a_space_where_one_is_near() -> None:
    assert beginning("một hai ba", 6) == "một…"
    assert beginning("x" * 100 + " y", 50) == "x" * 50 + "…"


def test_an_article_of_usual_length_is_listed_as_it_is_but_for_its_text() -> None:
    article = Article(
        "a", "Đầu đề", "Tóm tắt", "Thân", category="Mục", authors=("Một",), tags=("t",)
    )
    shown = listed(article)
    assert (shown.id, shown.title, shown.summary) == (article.id, article.title, article.summary)
    assert (shown.category, shown.authors, shown.tags) == ("Mục", ("Một",), ("t",))
    assert shown.body == ""


def test_an_article_of_any_length_is_short_when_it_is_listed() -> None:
    long = "rất dài " * 10_000
    article = Article(
        *("a", long, long, long, (long,) * 100, None, long, long),
        (long,) * 100,
        "https://vi-du.example/" + "x" * 100_000,
        (long,) * 100,
        {"x": long},
    )
    shown = listed(article)
    assert len(to_json(shown)) < 15_000
    assert shown.title.endswith("…")
    assert shown.url == ""
    assert shown.authors[-1] == "…"


def test_an_ellipsis_stands_for_the_names_that_are_left_out() -> None:
    assert names(("a",) * 20) == ("a",) * 20
    assert names(("a",) * 21) == (*("a",) * 20, "…")


TRICKY = 'Anh nói: ","captions":[ và "body":" rồi \\ đi '


TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=200)


@given(TEXTS, TEXTS, st.integers(0, 300))
def test_of_a_long_body_only_the_beginning_is_read(title: str, body: str, longest: int) -> None:
    for more in ("", TRICKY, TRICKY * 20):
        given = {"title": title + more, "body": body + more, "extra": {"body": TRICKY}}
        article = Article("a", captions=("ảnh",), **given)
        found = from_json(to_json(article), longest)
        assert article.body.startswith(found.body)
        assert (found.title, found.captions, found.extra) == (
            article.title,
            ("ảnh",),
            article.extra,
        )
        if len(json.dumps(article.body, ensure_ascii=False).encode()) - 2 <= longest:
            assert found.body == article.body
        if not longest:
            assert found.body == ""
