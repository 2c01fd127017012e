"""The picture of a name and its companions: on the page, as a file, and as a table."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from helpers.archives import MakeArchive
from helpers.pages import Visit

import search
import web

TOGETHER = "Ông Trần Văn Bình gặp bà Lê Thị Hạnh và ông Ngô Văn Bảy ở huyện Lâm Khê"
ARTICLES: list[dict[str, Any]] = [
    *({"id": f"a{n}", "body": f"{TOGETHER}, lần {n}."} for n in range(3)),
    *({"id": f"b{n}", "body": f"Ông Trần Văn Bình ở xã Tràng Khúc, {n}."} for n in range(3)),
    *({"id": f"c{n}", "body": f"Ông Phạm Đức Toàn ở chợ, lần {n}."} for n in range(6)),
]
NAME = quote("Trần Văn Bình")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(name="archive")
def _archive(make_archive: MakeArchive) -> search.Archive:
    return make_archive(*ARTICLES)


@pytest.fixture(name="app")
def _app(archive: search.Archive) -> Flask:
    return web.create_app(archive, rate_search="off")


@pytest.fixture(name="read")
def _read(app: Flask, visitor: Callable[[Flask], Visit]) -> Visit:
    return visitor(app)


@pytest.fixture(name="client")
def _client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_ties_join_companions_that_stand_together(archive: search.Archive) -> None:
    found = archive.ego_network("person", "TRẦN VĂN BÌNH")
    assert (found.name, found.articles) == ("Trần Văn Bình", 6)
    names = [one.name for one in found.companions]
    assert names == ["Lê Thị Hạnh", "Ngô Văn Bảy", "huyện Lâm Khê", "xã Tràng Khúc"]
    joined = {tuple(sorted((names[one.first], names[one.second]))) for one in found.ties}
    assert joined == {
        ("Lê Thị Hạnh", "Ngô Văn Bảy"),
        ("Lê Thị Hạnh", "huyện Lâm Khê"),
        ("Ngô Văn Bảy", "huyện Lâm Khê"),
    }
    assert {one.count for one in found.ties} == {3}
    with pytest.raises(search.QueryError):
        archive.ego_network("author", "x")
    assert archive.ego_network("person", "Nguyễn Không Ai").companions == []


def test_the_page_has_the_picture_with_a_link_for_each_companion(read: Visit) -> None:
    page = read(f"/names/person/{NAME}")
    drawn = ElementTree.fromstring(
        re.search("<svg class=.*?</svg>", page.html, re.S)[0].replace(
            "<svg", f"<svg xmlns='{SVG[1:-1]}'"
        )  # type: ignore[index]
    )
    links = drawn.findall(f"{SVG}a")
    assert [link.findtext(f"{SVG}text") for link in links] == [
        *("Lê Thị Hạnh", "Ngô Văn Bảy", "huyện Lâm Khê", "xã Tràng Khúc")
    ]
    assert links[0].findtext(f"{SVG}title") == "Nhân vật Lê Thị Hạnh: cùng 3 bài"
    assert "4 tên" in (drawn.findtext(f"{SVG}desc") or "")
    assert read(links[2].attrib["href"]).texts("h1") == ["huyện Lâm Khê"]
    assert len(drawn.findall(f".//{SVG}path[@stroke-dasharray]")) == 3
    assert page.html == read(f"/names/person/{NAME}").html


def test_the_companions_can_be_had_as_a_table(read: Visit, client: FlaskClient) -> None:
    page = read(f"/names/person/{NAME}")
    answer = client.get(page.link("CSV"))
    assert answer.mimetype == "text/csv"
    rows = [*csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))]
    assert rows[0] == ["type", "name", "together", "articles", "score"]
    assert [row[:4] for row in rows[1:]] == [
        ["person", "Lê Thị Hạnh", "3", "3"],
        ["person", "Ngô Văn Bảy", "3", "3"],
        ["place", "huyện Lâm Khê", "3", "3"],
        ["place", "xã Tràng Khúc", "3", "3"],
    ]


def test_the_picture_can_be_had_as_svg_and_png(read: Visit, client: FlaskClient) -> None:
    page = read(f"/names/person/{NAME}")
    answer = client.get(page.link("SVG"))
    assert answer.mimetype == "image/svg+xml"
    drawn = ElementTree.fromstring(answer.text)
    texts = [one.text for one in drawn.iter(f"{SVG}text")]
    assert {"Trần Văn Bình", "6 bài", "Lê Thị Hạnh", "xã Tràng Khúc", "Địa danh"} <= {*texts}
    assert answer.data == client.get(page.link("SVG")).data
    answer = client.get(page.link("PNG"))
    assert answer.mimetype == "image/png"
    assert answer.data.startswith(b"\x89PNG")
    assert "3 articles" not in client.get(page.link("SVG"), query_string={"lang": "en"}).text


@pytest.mark.parametrize("suffix", ["svg", "png"])
def test_there_is_no_picture_of_nothing(client: FlaskClient, suffix: str) -> None:
    for name in ("Phạm Đức Toàn", "Nguyễn Không Ai"):
        address = f"/names/person/{quote(name)}/companions.{suffix}"
        assert client.get(address).status_code == 404


def test_names_of_any_kind_are_drawn(archive: search.Archive, client: FlaskClient) -> None:
    for shown in (
        "<script>alert(1)</script>",
        '" onx',
        "\u202eHạnh",
        "Hạnh " * 60,
        "a/companions.csv",
    ):
        file = f"person: {shown} = Lê Thị Hạnh\nperson: {shown} Hai = Ngô Văn Bảy\n"
        (archive.path / "names.txt").write_text(file, "utf-8")
        for path in (f"/names/person/{NAME}", f"/names/person/{quote(shown.strip(), safe='')}"):
            page = client.get(path)
            assert page.status_code == 200
            assert "<script>alert" not in page.text
            assert "\u202e" not in page.text
            svg = client.get(f"{path}/companions.svg")
            assert ElementTree.fromstring(svg.text).tag == f"{SVG}svg"
            assert "alert(1)</script" not in svg.text
