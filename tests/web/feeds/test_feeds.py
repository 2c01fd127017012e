"""A query as an Atom feed, and the archive as a search engine of the browser."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

import index
import search
import web

ATOM = "{http://www.w3.org/2005/Atom}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def feed_of(client: FlaskClient, **parameters: Any) -> ElementTree.Element:
    response = client.get("/feed.atom", query_string=parameters)
    assert response.status_code == 200
    assert response.mimetype == "application/atom+xml"
    return ElementTree.fromstring(response.data)


def test_a_feed_holds_the_newest_matches_first(client: FlaskClient) -> None:
    feed = feed_of(client, q="mực nước hồ chứa", size=3)
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [
        f"Thông báo mực nước hồ chứa số {n}" for n in (25, 24, 23)
    ]
    assert feed.findtext(f"{ATOM}updated") == "2017-03-25T06:00:00+07:00"
    assert len(feed_of(client, q="mực nước hồ chứa").findall(f"{ATOM}entry")) == 20


def test_a_feed_has_what_rfc_4287_asks_for(client: FlaskClient) -> None:
    query = {"q": "dân vận", "category": "Chính trị"}
    feed = feed_of(client, **query)
    (own,) = (link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self")
    assert own.get("href") == (
        f"http://localhost/feed.atom?q={quote_plus('dân vận')}&category={quote_plus('Chính trị')}"
    )
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 2
    for entry in (feed, *entries):
        assert (entry.findtext(f"{ATOM}id") or "").startswith("urn:uuid:")
        assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "").tzinfo
        assert entry.findtext(f"{ATOM}title")
    ids = {entry.findtext(f"{ATOM}id") for entry in entries}
    assert len(ids) == 2
    others = feed_of(client, q="dân vận").findall(f"{ATOM}entry")
    assert ids <= {entry.findtext(f"{ATOM}id") for entry in others}
    for link in entries[0].findall(f"{ATOM}link"):
        assert link.get("href", "").startswith("http://localhost/articles/")


def test_hostile_texts_and_characters_that_xml_lacks_stay_text(
    make_archive: Callable[..., search.Archive],
) -> None:
    article = {"id": "a", "title": "Chợ <b>\x0b", "body": "Phiên.\x00", "published": "2021-01-01"}
    undated = {"id": "b", "title": "Chợ không ngày"}
    client = web.create_app(make_archive(article, undated)).test_client()
    (entry,) = feed_of(client, q="chợ \x01").findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title", "").startswith("Chợ <b>")
    assert entry.findtext(f"{ATOM}updated") == "2021-01-01T00:00:00+07:00"


def test_no_match_is_an_empty_feed_and_a_bad_parameter_400(client: FlaskClient) -> None:
    assert feed_of(client, q="zzzzqqq").findall(f"{ATOM}entry") == []
    assert client.get("/feed.atom?size=0").status_code == 400


def test_browsers_learn_where_to_search_and_to_complete(client: FlaskClient, visit: Any) -> None:
    (link,) = visit("/").all("link", rel="search")
    response = client.get(link["href"])
    assert response.mimetype == "application/opensearchdescription+xml"
    root = ElementTree.fromstring(response.data)
    assert len(root.findtext(f"{OPENSEARCH}ShortName") or "") <= 16
    templates = {
        url.get("type"): url.get("template", "")
        for url in root.findall(f"{OPENSEARCH}Url")
        if url.get("rel") != "self"
    }
    for media, template in templates.items():
        address = template.replace("{searchTerms}", quote("dân vận")).replace("{startPage?}", "")
        answer = client.get(address)
        assert (answer.status_code, answer.mimetype) == (200, media)


def test_a_page_of_results_links_to_its_feed(client: FlaskClient, visit: Any) -> None:
    (link,) = visit("/", q="dân vận", source="Báo Hà Yên", page=2).all("link", rel="alternate")
    entries = ElementTree.fromstring(client.get(link["href"]).data).findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["Dân vận khéo ở bản Nà Sương"]


def test_a_feed_has_pages_and_an_empty_size_is_none(client: FlaskClient) -> None:
    def ids(query: str) -> list[str | None]:
        root = ElementTree.fromstring(client.get(f"/feed.atom?{query}").data)
        return [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]

    assert len(ids("size=")) == 20
    assert ids("size=6")[4:] == ids("size=2&page=3")


def test_a_long_title_is_shortened_where_browsers_want_it_short(archive_path: Path) -> None:
    client = web.create_app(archive_path, title="Kho báo của tỉnh Hà Yên").test_client()
    root = ElementTree.fromstring(client.get("/opensearch.xml").data)
    assert len(root.findtext(f"{OPENSEARCH}ShortName") or "") <= 16
    assert root.findtext(f"{OPENSEARCH}LongName") == "Kho báo của tỉnh Hà Yên"


def test_a_feed_of_arrivals_has_what_came_last(
    make_input: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "archive"
    index.reindex([make_input({"id": "a", "title": "Chợ", "date": "2021-07-07"})], folder)
    for hours, article in enumerate(
        ({"id": "b", "title": "Chợ cũ", "date": "1999-01-01"}, {"id": "c", "title": "Chợ nhỏ"}), 1
    ):
        later = time.time() + 3600 * hours
        monkeypatch.setattr("index.build.pipeline.time.time", lambda later=later: later)
        index.update([make_input(article)], folder)
        monkeypatch.undo()
    client = web.create_app(folder).test_client()
    feed = feed_of(client, q="chợ", sort="added")
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]
    assert titles == ["Chợ nhỏ", "Chợ cũ", "Chợ"]
    with search.open(folder) as archive:
        latest = archive.article("c")
    assert latest
    assert latest.added
    assert feed.findtext(f"{ATOM}updated") == latest.added.isoformat()
    published = [entry.findtext(f"{ATOM}published") for entry in feed.findall(f"{ATOM}entry")]
    assert published == [None, "1999-01-01T00:00:00+07:00", "2021-07-07T00:00:00+07:00"]
