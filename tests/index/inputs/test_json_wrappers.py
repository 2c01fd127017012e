"""JSON in which articles are wrapped, glued together, or written by something else than JSON."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Iterator
from datetime import date, datetime, timezone
from typing import Any
from unittest import mock

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.articles.article import Article, Rejected
from index.inputs import json_values, read
from index.inputs.found import Skipped
from index.inputs.json_relaxed import as_json

MARKET = {"id": "c1", "title": "Chợ Lách họp sớm", "body": "Ghe xuồng đầy bến."}
BRIDGE = {"id": "c2", "title": "Cầu Mây thông xe", "body": "Người dân qua cầu."}
BOTH = [MARKET, BRIDGE]


def found(data: Any) -> list[Any]:
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return list(read(["-"], standard_input=io.BytesIO(text.encode())))


def articles(data: Any) -> list[Article]:
    pieces = found(data)
    assert all(isinstance(one, Article) for one in pieces), pieces
    return pieces


def ids(data: Any) -> list[str]:
    return [one.id for one in articles(data)]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    "wrapped",
    [
        {"status": "ok", "articles": BOTH},
        {"article_list": BOTH},
        {"data": BOTH},
        {"data": {"total": 2, "items": BOTH}},
        {"response": {"numFound": 2, "docs": BOTH}, "responseHeader": {"status": 0}},
        {"danh_sach_tin": BOTH, "trang": 1},
        {"payload": {"sections": [{"articles": [MARKET]}, {"articles": [BRIDGE]}]}},
        {"Kinh tế": [MARKET], "Đời sống": [BRIDGE]},
        {"c1": MARKET, "c2": BRIDGE},
        {"articles": {"c1": MARKET, "c2": BRIDGE}},
        {"data": {"posts": {"edges": [{"node": MARKET, "cursor": "a"}, {"node": BRIDGE}]}}},
        {"data": {"posts": {"nodes": BOTH}}},
        {"data": [{"type": "articles", "id": one["id"], "attributes": one} for one in BOTH]},
        {"total_rows": 2, "rows": [{"id": one["id"], "key": "k", "doc": one} for one in BOTH]},
        {"took": 3, "hits": {"hits": [{"_id": one["id"], "_source": one} for one in BOTH]}},
        [{"model": "news.article", "pk": one["id"], "fields": one} for one in BOTH],
        [[MARKET], [BRIDGE]],
        {"content": BOTH, "pageable": {"page": 0}},
    ],
)
def test_the_articles_of_a_wrapper_come_out(wrapped: Any, indent: int | None) -> None:
    text = json.dumps(wrapped, ensure_ascii=False, indent=indent)
    assert [(one.id, one.title, one.body) for one in articles(text)] == [
        (one["id"], one["title"], one["body"]) for one in BOTH
    ]


TEXTS = st.text("abc xyz", min_size=1).filter(str.strip)
WRAPPING = st.recursive(
    st.just("HERE"),
    lambda inner: (
        st.tuples(st.sampled_from(["data", "items", "result", "zzz", "ds_tin"]), inner)
        | st.tuples(st.just(0), inner)
    ),
    max_leaves=3,
)


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5), WRAPPING, st.booleans())
def test_every_article_of_an_array_comes_out_whatever_it_is_wrapped_in(
    texts: list[tuple[str, str]], shape: Any, pretty: bool
) -> None:
    value: Any = [{"title": title, "body": body} for title, body in texts]
    while isinstance(shape, tuple):
        key, shape = shape
        value = [value] if key == 0 else {"status": "ok", key: value, "total": 3}
    data = json.dumps(value, indent=1 if pretty else None)
    assert [(one.title, one.body) for one in articles(data)] == [
        (title.strip(), body) for title, body in texts
    ]


@pytest.mark.parametrize(
    "article",
    [
        {**MARKET, "images": [{"caption": "Ghe", "title": "Ghe dưa", "url": "1.jpg"}]},
        {**MARKET, "comments": [{"content": "Hay quá", "title": "Ý kiến", "author": "Út"}]},
        {**MARKET, "items": BOTH},
        {"title": "Chợ", "comments": [{"content": "Hay quá", "author": "Út"}]},
        {"title": "Chợ", "binh_luan": [{"content": "Hay", "author": "Út"}], "author": "Lài"},
        {"title": "Chợ", "related": [{"title": "Cầu", "url": "https://a.example/2"}]},
        {"title": "Chợ", "date": "4/3/2022", "parts": [{"title": "Một", "text": "Ghe"}]},
        {"title": "Chợ", "author": {"name": "Lài", "description": "Phóng viên"}},
        {"title": "Chợ", "content": [{"type": "p", "text": "Ghe"}, {"type": "p", "text": "Đò"}]},
    ],
)
def test_an_article_with_lists_in_it_is_one_article(article: dict[str, Any]) -> None:
    [one] = articles(article)
    assert one.title == article["title"]


def test_a_hit_keeps_its_index_and_has_the_id_of_the_search_engine() -> None:
    hit = {"_index": "bao", "_id": "e1", "_score": None, "_source": {"id": 7, "title": "Chợ"}}
    [one] = articles(hit)
    assert (one.id, one.title) == ("e1", "Chợ")
    assert one.extra == {"_index": "bao", "id": 7}


def test_a_bulk_file_gives_its_documents_and_skips_what_it_deletes() -> None:
    lines = [
        {"index": {"_index": "bao", "_id": "e1"}},
        {"title": "Chợ", "body": "Ghe"},
        {"delete": {"_id": "e2"}},
        {"create": {}},
        {"id": "e3", "title": "Cầu", "body": "Xe"},
        {"update": {"_id": "e4"}},
        {"doc": {"title": "Phà"}},
        {"update": {"_id": "e5"}},
        {"script": "ctx._source.views++"},
        {"index": {"_id": "e6"}},
    ]
    first, deleted, second, third, script, missing = found("\n".join(map(json.dumps, lines)))
    assert [one.id for one in (first, second, third)] == ["e1", "e3", "e4"]
    assert first.extra == {"_index": "bao"}
    assert isinstance(deleted, Skipped)
    assert isinstance(script, Skipped)
    assert isinstance(missing, Rejected)
    assert missing.where == "-:10"


def test_a_json_feed_names_the_source_and_its_texts_may_be_html() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Báo Cái Sen",
        "authors": [{"name": "Toà soạn"}],
        "items": [
            {
                "id": "https://caisen.example/1",
                "title": "Chợ",
                "content_html": "<p>Ghe</p>",
                "date_published": "2021-07-07T18:39:00+07:00",
                "authors": [{"name": "Võ Thị Lài"}],
            },
            {"id": "2", "content_text": "Trời sắp mưa.", "content_html": "<p>Trời</p>"},
        ],
    }
    first, second = articles(feed)
    assert (first.source, first.authors) == ("Báo Cái Sen", ("Võ Thị Lài",))
    assert "Ghe" in first.body
    assert first.published == datetime(2021, 7, 7, 11, 39, tzinfo=timezone.utc)
    assert second.body == "Trời sắp mưa."
    notes = [note for one in (first, second) for note in one.extra.get("notes", [])]
    assert [note for note in notes if "left out" in note] == [
        "left out of what the articles are wrapped in: version, authors"
    ]


POST = {
    "id": 17,
    "date": "2021-07-07T18:39:00",
    "date_gmt": "2021-07-07T11:39:00",
    "guid": {"rendered": "https://caisen.example/?p=17"},
    "status": "publish",
    "type": "post",
    "link": "https://caisen.example/cho",
    "title": {"rendered": "Chợ &#8220;nổi&#8221;"},
    "content": {"rendered": "<p>Ghe đầy bến.</p>", "protected": False},
    "excerpt": {"rendered": "<p>Ghe đầy [&hellip;]</p>"},
    "author": 3,
    "categories": [5],
    "_embedded": {
        "author": [{"id": 3, "name": "Võ Thị Lài"}],
        "wp:term": [
            [{"taxonomy": "category", "name": "Đời sống"}],
            [{"taxonomy": "post_tag", "name": "chợ nổi"}],
        ],
    },
}


def test_a_post_of_wordpress_has_its_names_and_its_moment() -> None:
    draft = {**POST, "status": "draft"}
    picture = {**POST, "type": "attachment"}
    one, skipped, other = found([POST, draft, picture])
    assert (one.id, one.title) == ("17", "Chợ “nổi”")
    assert "Ghe đầy bến." in one.body
    assert one.published == datetime(2021, 7, 7, 11, 39, tzinfo=timezone.utc)
    assert (one.category, one.authors, one.tags) == ("Đời sống", ("Võ Thị Lài",), ("chợ nổi",))
    assert one.url == "https://caisen.example/cho"
    assert one.summary == ""
    assert one.extra["date_from"] == "date_gmt"
    assert [each.reason for each in (skipped, other)] == [
        "its status is draft",
        "its type is attachment",
    ]


ITEM = {"title": "Chợ", "link": "https://a.example/1", "description": "Ghe"}


@pytest.mark.parametrize(
    "feed",
    [
        {"status": "ok", "feed": {"url": "u", "title": "Báo Hạ"}, "items": [ITEM]},
        {"rss": {"channel": {"title": "Báo Hạ", "pubDate": "2021-07-07", "item": [ITEM]}}},
        {"source": {"name": "Báo Hạ"}, "articles": [ITEM]},
        {"feed": {"title": {"$t": "Báo Hạ"}, "entry": [{**ITEM, "title": {"$t": "Chợ"}}]}},
    ],
)
def test_what_a_feed_is_called_is_the_source_and_no_article(feed: Any) -> None:
    [one] = articles(feed)
    assert (one.title, one.summary, one.source) == ("Chợ", "Ghe", "Báo Hạ")


@pytest.mark.parametrize("key", ["rendered", "processed", "value", "$t", "main"])
def test_texts_that_are_held_in_an_object_are_taken_out(key: str) -> None:
    data = [{"id": "u1", "attributes": {"title": "Chợ", "body": {key: "Ghe", "format": "x"}}}]
    [one] = articles({"data": data})
    assert (one.id, one.body) == ("u1", "Ghe")


def test_what_has_a_name_and_nothing_else_is_no_article() -> None:
    [rejected] = found({"name": "khobao", "version": "1.0", "scripts": {"test": "pytest"}})
    assert isinstance(rejected, Rejected)
    assert "nothing else" in rejected.reason


def test_graphql_connections_within_an_article_are_lists() -> None:
    node = {**MARKET, "author": {"node": {"name": "Lài"}}, "tags": {"nodes": [{"name": "chợ"}]}}
    [one] = articles({"data": {"posts": {"edges": [{"node": node}]}}})
    assert (one.authors, one.tags) == (("Lài",), ("chợ",))


def test_the_key_of_an_article_is_its_id_unless_it_has_one() -> None:
    first, second = articles({"a1": {"title": "Chợ", "body": "Ghe"}, "a2": MARKET})
    assert (first.id, second.id) == ("a1", "c1")
    assert second.extra["key"] == "a2"


def test_a_wrapper_with_nothing_in_it_is_skipped() -> None:
    [skipped] = found({"status": "ok", "articles": []})
    assert isinstance(skipped, Skipped)


ONE, TWO = (json.dumps(each, ensure_ascii=False) for each in BOTH)


@pytest.mark.parametrize(
    "text",
    [
        ONE + TWO,
        f"{ONE},{TWO}",
        f"{ONE}, \n{TWO},",
        f"{ONE}\r{TWO}\r",
        f"\x1e{ONE}\n\x1e{TWO}\n",
        f"{ONE}\n\ufeff{TWO}\n",
        f"[{ONE}][{TWO}]",
        f"[{ONE}]\n[{TWO}]\n",
        f"[{ONE},{TWO},]",
        f"callback([{ONE},{TWO}]);",
        f"/**/ typeof tin === 'function' && tin([{ONE},{TWO}]);",
        f"var data = [{ONE},\n{TWO}];\n",
        f'window.__DATA__ = {{"articles": [{ONE},{TWO}]}};',
        f"/* 1 */\n{ONE}\n\n/* 2 */\n{TWO}\n",
        f")]}}',\n[{ONE},{TWO}]",
        f"{MARKET}\n{BRIDGE}\n",
        f"{BOTH}",
        "[{id: 'c1', title: 'Chợ', body: 'Ghe'}, {id: 'c2', title: \"Cầu\", body: 'Xe',}]",
        '{"_id": ObjectId("c1"), "title": "Chợ"}\n{"_id": ObjectId("c2"), "title": "Cầu"}\n',
        '{\n "_id" : "c1",\n "title" : "Chợ"\n}\n{\n "_id" : "c2",\n "title" : "Cầu"\n}\n',
    ],
)
def test_values_are_read_however_they_are_put_together(text: str) -> None:
    assert ids(text) == ["c1", "c2"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('ISODate("2021-07-07T11:39:00Z")', datetime(2021, 7, 7, 11, 39, tzinfo=timezone.utc)),
        ('{"$date": "2021-07-07T11:39:00Z"}', datetime(2021, 7, 7, 11, 39, tzinfo=timezone.utc)),
        (
            '{"$date": {"$numberLong": "1625657940000"}}',
            datetime(2021, 7, 7, 11, 39, tzinfo=timezone.utc),
        ),
        ("NumberLong(1625657940000)", datetime(2021, 7, 7, 11, 39, tzinfo=timezone.utc)),
        ("new Date(1625657940000)", datetime(2021, 7, 7, 11, 39, tzinfo=timezone.utc)),
        ("datetime.date(2021, 7, 7)", date(2021, 7, 7)),
    ],
)
def test_dates_are_read_as_mongodb_and_python_write_them(written: str, expected: Any) -> None:
    [one] = articles(f'{{"_id": ObjectId("65f0"), "title": "Chợ", "date": {written}}}')
    assert (one.id, one.published) == ("65f0", expected)


def test_what_is_not_strict_json_is_noted() -> None:
    [one] = articles("{'title': 'Chợ \"nổi\"', 'views': None, 'x': [1, 2,], 'y': True}")
    assert one.title == 'Chợ "nổi"'
    assert "not strict JSON" in one.extra.pop("notes")[0]
    assert one.extra == {"views": None, "x": [1, 2], "y": True}


@pytest.mark.parametrize("text", ["{'a': f(1)}", "{a: b}", "{'a': __import__('os')}", "{'a': `x`}"])
def test_nothing_is_evaluated(text: str) -> None:
    assert as_json(text) is None


@given(st.text(alphabet="{}[]'\",:\\ux0aZ()/*-.eN\n", max_size=40))
@example("-")
@example("0x")
def test_any_text_is_nearly_json_or_not(text: str) -> None:
    as_json(text)
    found("{" + text)


def test_a_bad_article_does_not_spoil_a_wrapper() -> None:
    text = f'{{"status": "ok", "articles": [{ONE}, {{"title": }}, {TWO}, {{"title": "Ph'
    first, bad, second, cut = found(text)
    assert (first.id, second.id) == ("c1", "c2")
    assert isinstance(bad, Rejected)
    place = text.encode().index(b'{"title": }')
    assert bad.where == f"-:1, byte {place}"
    assert isinstance(cut, Rejected)
    assert cut.reason == "the JSON is cut off"


def test_an_article_that_is_cut_off_in_a_list_of_its_own_is_one_rejection() -> None:
    [rejected] = found('{"title": "Chợ", "comments": [{"content": "Hay"}, {"conte')
    assert isinstance(rejected, Rejected)


def wrapped(count: int) -> Iterator[bytes]:
    yield '{"name": "Báo Hạ", "data": {"total": 1, "items": ['.encode()
    for number in range(count):
        text = {"id": f"n{number}", "title": "Chợ", "body": "Ghe ] } { [ " * 200}
        yield (b"," if number else b"") + json.dumps(text, ensure_ascii=False).encode()
    yield b'], "more": [1]}}'


class Streaming(io.RawIOBase):
    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.chunks = chunks

    def read(self, size: int = -1) -> bytes:
        return next(self.chunks, b"")


def test_a_wrapper_of_any_size_is_read_in_little_memory() -> None:
    tracemalloc.start()
    try:
        with (
            mock.patch.object(json_values, "OPENED", 100_000),
            mock.patch("index.inputs.json_lines.OPENED", 100_000),
        ):
            inputs = read(["-"], standard_input=Streaming(wrapped(2_500)))  # type: ignore[arg-type]
            count = 0
            for number, one in enumerate(inputs):
                assert isinstance(one, Article), one
                assert (one.id, one.source) == (f"n{number}", "Báo Hạ")
                count += 1
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 2_500
    assert peak < 4_000_000


def test_articles_by_id_and_lists_of_other_things_are_told_apart_in_any_size() -> None:
    users = [{"name": "Lài", "id": number} for number in range(10_000)]
    data = json.dumps({"users": users, "c1": MARKET, "c2": BRIDGE, "posts": [MARKET] * 2000})
    with (
        mock.patch.object(json_values, "OPENED", 100_000),
        mock.patch("index.inputs.json_lines.OPENED", 1000),
    ):
        chunks = (data[start : start + 999].encode() for start in range(0, len(data), 999))
        pieces = list(read(["-"], standard_input=Streaming(chunks)))  # type: ignore[arg-type]
    assert [one.id for one in pieces if isinstance(one, Article)] == ["c1", "c2"] + ["c1"] * 2000
    [other] = [one for one in pieces if not isinstance(one, Article)]
    assert isinstance(other, Skipped)
    assert other.reason == "it is a list of users"


@pytest.mark.parametrize("unit", ['{"a":[', "[{", '{"a":{"b":[{"title":"x","items":[', "}", "],"])
def test_nothing_takes_quadratic_time(unit: str) -> None:
    found("[" + unit * 3_000)
    found(unit * 3_000)
