"""The names of articles, and of a query, in the JSON of the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from helpers.archives import MakeArchive

import web

ARTICLES: list[dict[str, Any]] = [
    {
        "id": "dài",
        "title": "Ông Trần Văn Bình về Lâm Khê",
        "body": "Sáng nay ông TRẦN VĂN BÌNH đến huyện Lâm Khê.\nTrần  Văn Bình gặp Lê Thị Hạnh.",
        "captions": ["Bà Lê Thị Hạnh ở chợ"],
        "authors": ["Phạm Thu Cúc"],
    },
    {"id": "ngắn", "title": "Chợ", "body": "Bà Lê Thị Hạnh mở quán. Lúa chín ngoài đồng."},
    {"id": "không", "body": "Lúa chín vàng."},
]


@pytest.fixture(name="client")
def _client(make_archive: MakeArchive) -> FlaskClient:
    return web.create_app(make_archive(*ARTICLES), rate_search="off").test_client()


Told = Callable[..., Any]


@pytest.fixture(name="told")
def _told(client: FlaskClient) -> Told:
    def read(path: str, **parameters: Any) -> Any:
        answer = client.get(f"/api/v1/{path}", query_string=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json

    return read


def test_an_article_tells_whom_it_names_and_where(told: Told) -> None:
    found = told("articles/dài", names="true")
    named = {(one["type"], one["name"]): one for one in found["named"]}
    assert [*named][:2] == [("person", "Lê Thị Hạnh"), ("person", "Trần Văn Bình")]
    one = named["person", "Trần Văn Bình"]
    assert one["articles"] == 1
    assert one["forms"] == ["Trần Văn Bình", "TRẦN VĂN BÌNH"]
    printed = {
        place: [found[place][start:end] for start, end in spans]
        for place, spans in one["spans"].items()
    }
    assert printed == {
        "title": ["Trần Văn Bình"],
        "body": ["TRẦN VĂN BÌNH", "Trần  Văn Bình"],
    }
    other = named["person", "Lê Thị Hạnh"]
    assert other["articles"] == 2
    [[start, end]] = other["spans"]["captions[0]"]
    assert found["captions"][0][start:end] == "Lê Thị Hạnh"
    assert ("place", "huyện Lâm Khê") in named
    assert ("person", "Phạm Thu Cúc") not in named


def test_names_are_told_where_they_are_asked_for(told: Told) -> None:
    assert "named" not in told("articles/dài")
    assert told("articles/không", names="true")["named"] == []
    found = told("search", q="chợ", names="true", size=1)
    assert [one["name"] for one in found["hits"][0]["named"]] == ["Lê Thị Hạnh"]
    assert "names=true" in found["next"]
    assert all("named" not in hit for hit in told("search", q="chợ")["hits"])


def test_a_search_tells_the_names_that_the_query_is(told: Told) -> None:
    assert told("search", q="LÊ THỊ HẠNH")["named"] == [
        {"type": "person", "name": "Lê Thị Hạnh", "articles": 2}
    ]
    assert told("search", q="lúa chín")["named"] == []


def test_texts_with_signs_that_are_not_seen_keep_their_offsets(make_archive: MakeArchive) -> None:
    body = "Theo bà Lê\u200b Thị\u00a0Ha\u0323nh, chợ đông. \U0001f33e Bà Lê Thị Hạnh cười."
    archive = make_archive({"id": "a", "body": body})
    [one] = archive.names("a")
    printed = [body[start:end] for start, end in one.spans["body"]]
    assert printed == ["Lê\u200b Thị\u00a0Ha\u0323nh", "Lê Thị Hạnh"]
    shown = [body[:20], body[20:]]
    [one] = archive.names("a", {"x": shown[0], "y": shown[1]})
    assert [shown[1][start:end] for start, end in one.spans["y"]] == ["Lê Thị Hạnh"]


def test_an_export_has_names_where_they_are_chosen(client: FlaskClient) -> None:
    answer = client.get("/api/v1/export?format=csv&fields=id&fields=people&ids=ngắn&ids=dài")
    assert answer.text.splitlines()[:2] == ["id,people", "ngắn,Lê Thị Hạnh"]
    page = client.get("/?q=chợ").text
    assert "fields=people" in page


def test_the_page_of_batches_leads_to_names(client: FlaskClient) -> None:
    page = client.post("/batch", data={"list": "lê thị hạnh\nlúa chín"}).text
    assert page.count("Nhân vật: 2 bài trong kho") == 1
    assert 'href="/names/person/L%C3%AA%20Th%E1%BB%8B%20H%E1%BA%A1nh"' in page
