"""Crawlers find every article once, and nothing where the owner wants none."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

import index
import search
import web

MakeInput = Callable[..., Path]
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def addresses(client: FlaskClient, path: str) -> list[str]:
    """The paths of the addresses in a site map."""
    response = client.get(path)
    assert (response.status_code, response.mimetype) == (200, "application/xml")
    root = ElementTree.fromstring(response.data)
    found = [one.text or "" for one in root.iter(f"{SITEMAP}loc")]
    assert all(one.startswith("http://localhost/") for one in found)
    return [urlsplit(one).path for one in found]


def test_every_article_stands_in_one_site_map(
    client: FlaskClient, library: search.Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["web.feeds.sitemap"], "ARTICLES_OF_ONE", 10)
    leaves, *rest = addresses(client, "/sitemap.xml")
    parts = [one for one in rest if "names" not in one]
    assert leaves == "/sitemap-days.xml"
    assert parts == [f"/sitemap-{n}.xml" for n in range(1, -(-len(library) // 10) + 1)]
    pages = [page for part in parts for page in addresses(client, part)]
    ids = {one.id for one in library.export()}
    assert len(pages) == len(ids)
    dots = {"%2E": ".", "%2E%2E": ".."}  # which addresses hold encoded twice
    found = {unquote(page.removeprefix("/articles/")) for page in pages}
    assert {dots.get(id, id) for id in found} == ids
    assert all(client.get(page).status_code == 200 for page in pages[:3])
    beyond = f"/sitemap-{len(parts) + 1}.xml"
    for path in (beyond, "/sitemap-0.xml", "/sitemap-99999999999999999999.xml"):
        assert client.get(path).status_code == 404


def test_a_site_map_tells_when_articles_changed(
    make_archive: Callable[..., search.Archive],
) -> None:
    archive = make_archive({"id": "a/ b?", "title": "Chợ phiên"})
    client = web.create_app(archive).test_client()
    root = ElementTree.fromstring(client.get("/sitemap-1.xml").data)
    article = archive.article("a/ b?")
    assert article
    assert article.changed
    assert root.findtext(f".//{SITEMAP}lastmod") == article.changed.isoformat(timespec="seconds")
    assert root.findtext(f".//{SITEMAP}loc") == "http://localhost/articles/a%2F%20b%3F"


def test_robots_are_led_to_the_articles_and_not_into_searches(client: FlaskClient) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    assert lines[0] == "User-agent: *"
    assert lines[-1] == "Sitemap: http://localhost/sitemap.xml"
    assert {"Disallow: /?", "Disallow: /api/", "Disallow: /compare"} <= set(lines)
    assert {"Disallow: /this-day", "Disallow: /embed/", "Disallow: /status"} <= set(lines)
    assert "Disallow: /days" not in lines
    mounted = client.get("/robots.txt", environ_overrides={"SCRIPT_NAME": "/kho"})
    assert "Disallow: /kho/api/" in mounted.text
    assert mounted.text.endswith("Sitemap: http://localhost/kho/sitemap.xml\n")


def test_who_wants_no_crawlers_has_none(make_archive: Callable[..., search.Archive]) -> None:
    app = web.create_app(make_archive({"id": "a", "title": "Chợ"}), crawlers="none")
    client = app.test_client()
    assert client.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"
    for path in ("/sitemap.xml", "/sitemap-1.xml", "/sitemap-days.xml"):
        assert client.get(path).status_code == 404


def test_the_months_of_the_archive_and_what_is_new_are_in_a_site_map(
    client: FlaskClient, library: search.Archive
) -> None:
    pages = addresses(client, "/sitemap-days.xml")
    assert pages[:3] == ["/", "/days", "/new"]
    months = {f"/days/{one.date.year}/{one.date.month}" for one in library.timeline() if one.count}
    assert len(pages) == 3 + len(months)
    assert set(pages[3:]) == months
    assert {client.get(page).status_code for page in pages[:6]} == {200}


def test_the_site_map_of_an_empty_archive_leads_to_no_article(
    make_input: MakeInput, tmp_path: Path
) -> None:
    index.reindex([make_input()], tmp_path / "archive", allow_empty=True)
    client = web.create_app(tmp_path / "archive").test_client()
    assert addresses(client, "/sitemap.xml") == ["/sitemap-days.xml"]
    assert addresses(client, "/sitemap-days.xml") == ["/", "/days", "/new"]


def test_the_names_of_several_articles_stand_in_site_maps_of_their_own(
    make_archive: Callable[..., search.Archive], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["web.feeds.sitemap"], "NAMES_OF_ONE", 2)
    text = "Ông Trần Văn Bình gặp bà Lê Thị Hạnh ở huyện Lâm Khê"
    archive = make_archive(
        *({"id": f"a{n}", "body": f"{text}, lần {n}."} for n in range(3)),
        *({"id": f"b{n}", "body": f"Ông Phạm Đức Toàn ở chợ, lần {n}."} for n in range(2)),
    )
    client = web.create_app(archive).test_client()
    parts = [one for one in addresses(client, "/sitemap.xml") if "names" in one]
    assert parts == ["/sitemap-names-1.xml", "/sitemap-names-2.xml"]
    found = [unquote(page) for part in parts for page in addresses(client, part)]
    assert found == [
        "/names/person/Lê Thị Hạnh",
        "/names/person/Trần Văn Bình",
        "/names/place/huyện Lâm Khê",
    ]
    assert all(client.get(page).status_code == 200 for page in found)
    assert client.get("/sitemap-names-3.xml").status_code == 404
    lines = client.get("/robots.txt").text.splitlines()
    assert {"Disallow: /names/*?", "Disallow: /names/*/companions."} <= set(lines)
    assert "Disallow: /names/" not in lines
    closed = web.create_app(archive, crawlers="none").test_client()
    assert closed.get("/sitemap-names-1.xml").status_code == 404
