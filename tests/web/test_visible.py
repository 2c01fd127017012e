"""Controls and overrides of an article reach no page and no file; its stored text keeps them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from flask.testing import FlaskClient

import search
import web

NASTY = (
    "\x00\x07\x08\x0b\x0c\x1b[31m\x1f\x7f\x80\x85\x9b"
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2069\ufffe\uffff"
)
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
ARTICLE = {
    "id": f"mã{NASTY}",
    "title": f"Chợ {NASTY} phiên Khau Vạc",
    "summary": f"Tóm tắt {NASTY} chợ phiên.",
    "body": f"Người {NASTY} xuống chợ phiên.\nĐoạn hai{NASTY} của chợ.",
    "captions": [f"Ảnh {NASTY} chợ phiên"],
    "published": "2021-07-07",
    "category": f"Kinh{NASTY} tế",
    "source": f"Báo {NASTY}Lam Khê",
    "authors": [f"Lò {NASTY} Mây"],
    "tags": [f"chợ{NASTY}"],
    "url": "https://baolamkhe.example/a\u202egpj\x9b.exe",
}


@pytest.fixture
def archive(make_archive: Callable[..., search.Archive]) -> search.Archive:
    twin = {**ARTICLE, "id": "bản sao", "source": f"Báo khác{NASTY}"}
    other = {"id": "khác", "title": f"Bến{NASTY} phà", "body": "Phà qua sông, chợ phiên vắng."}
    return make_archive(ARTICLE, twin, other)


@pytest.fixture
def client(archive: search.Archive) -> FlaskClient:
    return web.create_app(archive).test_client()


def address_of(archive: search.Archive, client: FlaskClient) -> str:
    page = client.get("/", query_string={"q": "chợ phiên", "group": "false"}).get_data(as_text=True)
    (address,) = re.findall(r'href="(/articles/m[^"?]*)', page)
    return str(address)


@pytest.mark.parametrize("query", ["", "chợ phiên", f"chợ{NASTY}", "cho phien khong co o dau"])
def test_no_page_and_no_feed_holds_them(
    query: str, archive: search.Archive, client: FlaskClient
) -> None:
    article = address_of(archive, client)
    for path in ("/", article, f"{article}/cite.bib", "/feed.atom", "/compare", "/opensearch.xml"):
        for lang in ("vi", "en"):
            answer = client.get(path, query_string={"q": query, "lang": lang})
            assert answer.status_code == 200 or path == "/opensearch.xml"
            text = answer.get_data().decode()
            assert not FORBIDDEN.search(text), path
    assert fromstring(client.get("/feed.atom", query_string={"q": query}).get_data()) is not None


def test_data_for_machines_holds_none_behind_its_escapes(
    archive: search.Archive, client: FlaskClient
) -> None:
    page = client.get(address_of(archive, client)).get_data(as_text=True)
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    told = json.loads(data)
    assert not FORBIDDEN.search(json.dumps(told, ensure_ascii=False))
    assert not any(FORBIDDEN.search(str(value)) for value in told.values())
    assert told["isBasedOn"] == "https://baolamkhe.example/a%E2%80%AEgpj%C2%9B.exe"


def test_no_table_holds_them(archive: search.Archive, client: FlaskClient) -> None:
    exported = client.get("/api/v1/export?format=csv").get_data().decode()
    compared = client.get("/compare.csv", query_string={"q": f"chợ{NASTY}"}).get_data().decode()
    for text in (exported, compared):
        assert not FORBIDDEN.search(text)
        assert "\ufffd" in text
    heading, *rows = csv.reader(io.StringIO(exported, newline=""))
    title = rows[0][heading.index("title")]
    kept = next(iter(archive.export())).title
    assert len(title) == len(kept)


def test_matches_are_marked_where_they_stand(archive: search.Archive, client: FlaskClient) -> None:
    page = client.get(address_of(archive, client), query_string={"q": "chợ phiên"})
    marked = re.findall(r"<mark[^>]*>([^<]*)</mark>", page.get_data(as_text=True))
    assert {"Chợ", "phiên", "chợ phiên", "chợ"} >= set(marked)
    assert len(marked) == 6


def test_programs_get_the_text_as_it_was_printed(
    archive: search.Archive, client: FlaskClient
) -> None:
    stored = next(one for one in archive.export() if one.id.startswith("m"))
    address = address_of(archive, client)
    answer: Any = client.get(f"/api/v1{address}").get_json()
    assert answer["body"] == stored.body == ARTICLE["body"]
    hits = client.get("/api/v1/search?q=cho+phien").get_json()["hits"]
    assert any(FORBIDDEN.search(hit["title"]) for hit in hits)
    lines = client.get("/api/v1/export").get_data().decode().splitlines()
    assert stored.body in [json.loads(line)["body"] for line in lines]
