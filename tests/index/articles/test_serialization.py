"""An article's JSON is read and written natively as Python's own `json` does it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import native
from index.articles.article import Article
from index.articles.fingerprint import fingerprint, joined_in_python
from index.articles.serialization import from_json, to_dict, to_json

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=("Cs",)), max_size=30),
    st.lists(
        st.sampled_from(
            [
                "hội ",
                "nghị",
                "é",
                '"',
                "\\",
                "\n",
                "\t",
                "\x00",
                "\x1f",
                "/",
                "漢",
                "👩🏽",
                "\u2028",
            ]
        ),
        max_size=12,
    ).map("".join),
)
LISTS = st.lists(TEXTS, max_size=3).map(tuple)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)
ARTICLES = st.builds(
    Article,
    TEXTS,
    TEXTS,
    TEXTS,
    TEXTS,
    LISTS,
    st.none() | st.dates(date(1900, 1, 1)),
    TEXTS,
    TEXTS,
    LISTS,
    TEXTS,
    LISTS,
    st.dictionaries(TEXTS, VALUES, max_size=3),
)


def read(data: bytes) -> dict[str, Any] | None:
    """What native code reads, with lists as JSON has them."""
    if not native.is_used():
        pytest.skip("there is no native code")
    from index.articles._fields import fields  # noqa: PLC0415 - it may not be there

    found = fields(data)
    return found and {
        name: list(value) if isinstance(value, tuple) else value for name, value in found.items()
    }


@settings(max_examples=200)
@given(ARTICLES)
def test_what_is_written_is_read_again(article: Article) -> None:
    data = to_json(article)
    assert from_json(data) == article
    assert read(data) == json.loads(data)


def written(article: Article) -> bytes:
    """What Python writes."""
    values: dict[str, Any] = {**to_dict(article)}
    del values["added"], values["changed"]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


@settings(max_examples=300)
@given(ARTICLES, st.integers(0, 40), st.sampled_from(["a", "ộ", "👩"]))
def test_json_is_written_as_python_writes_it(article: Article, times: int, before: str) -> None:
    article = replace(article, body=before * times + article.body + before)
    assert to_json(article) == written(article)


class Text(str):
    """Text that is no plain `str`."""

    __slots__ = ()


def test_values_of_other_types_are_written_as_python_writes_them() -> None:
    other: Any = [Text("một"), "hai"]
    article = Article(Text("a"), title=Text('"'), captions=other, tags=(Text("b"),))
    assert to_json(article) == written(article)


def test_half_a_character_is_no_json() -> None:
    for article in (Article("a", "ộ\ud800"), Article("a", tags=("b", "\udfff"))):
        with pytest.raises(UnicodeEncodeError):
            to_json(article)
    assert to_json(Article("a", "ộ")) == written(Article("a", "ộ"))


@given(st.lists(st.text(max_size=5) | st.just("\ud800"), max_size=4))
def test_texts_are_joined_as_python_joins_them(texts: list[str]) -> None:
    if not native.is_used():
        pytest.skip("there is no native code")
    from index.articles._writing import joined  # noqa: PLC0415 - it may not be there

    assert joined(texts) == joined_in_python(texts)


def test_a_fingerprint_is_of_what_a_reader_sees() -> None:
    article = Article("a", "Một", "hai", "ba\ud800", captions=("bốn",), published=date(2024, 5, 1))
    assert fingerprint(article) == fingerprint(replace(article, id="b", url="x", extra={"y": 1}))
    assert fingerprint(article) != fingerprint(replace(article, captions=("bốn ",)))
    assert fingerprint(replace(article, captions=(), tags=("bốn",))) != fingerprint(article)
    assert fingerprint(Article("a", "Một", "hai")) == 3863859754034200550


FEW = st.sampled_from([b'"', b"\\", b"\xc3", b"\x80", b"\xed\xa0\x80", b"\xf4", b"{", b"}"])
CHANGES = st.tuples(st.integers(0, 400), st.integers(0, 2), FEW | st.binary(max_size=2))


@settings(max_examples=300)
@given(ARTICLES, st.lists(CHANGES, min_size=1, max_size=3))
def test_what_is_written_otherwise_is_read_as_python_reads_it_or_not_at_all(
    article: Article, changes: list[tuple[int, int, bytes]]
) -> None:
    data = to_json(article)
    for place, size, put in changes:
        at = place % len(data)
        data = data[:at] + put + data[at + size :]
    found = read(data)
    if found is not None:
        assert found == json.loads(data)


@pytest.mark.parametrize(
    "wrong",
    [
        b"\x80", b"\xc3", b"\xc0\xaf", b"\xc3\xa9\xa9", b"\xe0\x80\x80", b"\xed\xa0\x80",
        b"\xe1\xba", b"\xf0\x80\x80\x80", b"\xf4\x90\x80\x80", b"\xf5\x80\x80\x80", b"\xff", b"\n",
        b"\\x", b'"',
    ],
)  # fmt: skip
def test_what_is_no_text_is_not_taken_for_one(wrong: bytes) -> None:
    for before, after in ((b"", b""), (b"ab", b"cd"), ("hội漢👩".encode(), "ạ漢👩".encode())):
        data = to_json(Article("a", "XX", "b")).replace(b"XX", before + wrong + after)
        assert read(data) is None


def test_what_an_archive_keeps_beside_an_article_is_put_to_it() -> None:
    moment = datetime(2024, 5, 1, 7, 30, tzinfo=timezone.utc)
    article = Article("a", published=date(2024, 4, 30), added=moment, changed=moment)
    found = from_json(to_json(article), None, moment, moment)
    assert to_dict(found) == to_dict(article)
    assert to_dict(from_json(json.dumps(to_dict(article)).encode())) == to_dict(article)
    assert from_json(to_json(article)).added is None
