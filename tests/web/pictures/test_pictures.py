"""Pictures that leave the pages: text is drawn, whatever it is, and nothing in it is markup."""

from __future__ import annotations

import html
import re
import struct
import zlib
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from helpers.pages import Page
from hypothesis import given
from hypothesis import strategies as st

import search
import web
from web.pages.counts import sentence
from web.pictures.drawing import Drawing
from web.pictures.figure import HEIGHT, WIDTH
from web.pictures.png import png
from web.pictures.wrapping import lines, shortened, width
from web.text.language import Language

SVG = "{http://www.w3.org/2000/svg}"
LETTERS = (
    "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"
    "AÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬEÈÉẺẼẸÊỀẾỂỄỆIÌÍỈĨỊOÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢUÙÚỦŨỤƯỪỨỬỮỰYỲÝỶỸỴĐ"
    "0123456789%…–·“”₫"
)


def size_of(picture: bytes) -> tuple[int, int]:
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", picture[16:24])  # type: ignore[return-value]


def pixels(picture: bytes) -> bytes:
    """The unpacked rows of a picture: alike for pictures that look alike."""
    data, at = b"", 8
    while at < len(picture):
        (length,) = struct.unpack(">I", picture[at : at + 4])
        if picture[at + 4 : at + 8] == b"IDAT":
            data += picture[at + 8 : at + 8 + length]
        at += 12 + length
    return zlib.decompress(data)


def text_on_paper(text: str, *, bold: bool = False) -> bytes:
    drawing = Drawing(80, 60, "", "")
    drawing.text(10, 40, text, 24, bold=bold)
    return pixels(png(drawing.to_svg()))


@pytest.mark.parametrize("bold", [False, True])
def test_every_vietnamese_letter_is_drawn_and_like_no_other(bold: bool) -> None:
    drawn = {letter: text_on_paper(letter, bold=bold) for letter in LETTERS}
    assert text_on_paper(" ", bold=bold) not in drawn.values()
    assert len(set(drawn.values())) == len(LETTERS)


def test_what_the_fonts_do_not_have_is_drawn_as_missing() -> None:
    missing = text_on_paper("\ufffd")
    assert missing != text_on_paper(" ")
    assert text_on_paper("字") == text_on_paper("я") == missing


@given(st.text(max_size=200), st.integers(60, 600), st.integers(1, 4))
def test_lines_fit_and_lose_nothing_without_an_ellipsis(text: str, room: int, most: int) -> None:
    found = lines(text, 16, room, most)
    assert len(found) <= most
    assert all(width(line, 16) <= room for line in found)
    if not any("…" in line for line in found):
        assert " ".join(found).split() == text.split()


@given(st.text(max_size=100))
def test_a_short_text_stays_as_it_is(text: str) -> None:
    assert shortened(text, 16, 1e6) == text


QUERY = {"q": ["mực nước", "dân vận"]}


def test_a_comparison_is_a_picture_with_its_method_date_and_address(client: FlaskClient) -> None:
    answer = client.get("/compare.svg", query_string={**QUERY, "lang": "en", "smooth": "3"})
    assert answer.mimetype == "image/svg+xml"
    root = ElementTree.fromstring(answer.get_data())
    texts = [one.text or "" for one in root.iter(f"{SVG}text")]
    assert "mực nước / dân vận" in texts
    assert any(one.startswith("Share of all articles") for one in texts)
    assert any("moving mean of 3 periods" in one for one in texts)
    assert any(one.startswith("Kho báo · made on ") for one in texts)
    assert "http://localhost/compare?" in (root.findtext(f"{SVG}desc") or "")
    assert len(list(root.iter(f"{SVG}polyline"))) == 4  # two lines, and their samples
    picture = client.get("/compare.png", query_string=QUERY)
    assert picture.mimetype == "image/png"
    assert size_of(picture.get_data()) == (WIDTH, HEIGHT)


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", '"><image href=x>', "\u202egnort", "]]>&lol;", "\x00"]
)
def test_hostile_queries_stay_text_in_pictures(client: FlaskClient, hostile: str) -> None:
    asked = {"q": [hostile, "mực nước"], "match": "any"}
    svg = client.get("/compare.svg", query_string=asked).get_data(as_text=True)
    root = ElementTree.fromstring(svg)
    tags = {one.tag.removeprefix(SVG) for one in root.iter()}
    assert tags <= {
        *("svg", "title", "desc", "defs", "pattern", "path", "rect", "line", "text"),
        *("polyline", "circle"),
    }
    assert "\u202e" not in svg
    assert client.get("/compare.png", query_string=asked).status_code == 200


@pytest.mark.parametrize("suffix", ["svg", "png"])
def test_there_is_no_picture_of_nothing(client: FlaskClient, suffix: str) -> None:
    for asked in ({}, {"q": "xyzzyx", "match": "all"}, {"q": "xyzzyx", "by": "source"}):
        assert client.get(f"/compare.{suffix}", query_string=asked).status_code == 404
    assert client.get(f"/compare.{suffix}?q=a&every=hour").status_code == 400


def test_charts_are_framed_by_those_alone_whom_the_owner_names(archive_path: Any) -> None:
    closed = web.create_app(archive_path).test_client()
    assert closed.get("/embed/compare", query_string=QUERY).status_code == 404
    assert "iframe" not in closed.get("/compare", query_string=QUERY).text
    sites = "https://paper.example https://*.radio.example"
    app = web.create_app(archive_path, embedders=sites)
    answer = app.test_client().get("/embed/compare", query_string=QUERY)
    assert answer.status_code == 200
    assert f"frame-ancestors {sites}" in answer.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer.headers
    assert "<svg" in answer.text
    page = app.test_client().get("/compare", query_string=QUERY)
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert "&lt;iframe src=" in page.text
    assert "/embed/compare?" in page.text


def test_the_chart_above_a_list_is_framed_by_what_its_page_gives(archive_path: Any) -> None:
    told = {"q": 'dan "van" <b>', "match": "any", "source": ["Báo Hà Yên", "Nhật báo Lam Khê"]}
    for sites, is_offered in (("https://paper.example", True), ("", False)):
        client = web.create_app(archive_path, embedders=sites).test_client()
        page = Page(client.get("/", query_string=told))
        assert bool(page.all("textarea", id="frame")) == is_offered
        assert bool(Page(client.get("/")).all("textarea", id="frame")) == is_offered
        if is_offered:
            (code,) = re.findall(r'<iframe src="([^"]*)"', page.one("textarea", id="frame")["text"])
            address = html.unescape(code)
            assert parse_qs(urlsplit(address).query) == {
                name: value if isinstance(value, list) else [value] for name, value in told.items()
            }
            assert client.get(address).text.count("<rect") > 1


@pytest.mark.parametrize("sites", ["'self'; script-src *", "a b;c", "https://", ["x y"], "a, b"])
def test_what_is_no_site_is_refused(archive_path: Any, sites: Any) -> None:
    with pytest.raises(web.configuration.ConfigurationError, match="embedders"):
        web.create_app(archive_path, embedders=sites)


def test_the_chart_above_a_list_is_a_picture(client: FlaskClient, library: search.Archive) -> None:
    asked = {"q": "dan van", "match": "any", "lang": "en", "bars": "share"}
    root = ElementTree.fromstring(client.get("/chart.svg", query_string=asked).get_data())
    texts = [one.text or "" for one in root.iter(f"{SVG}text")]
    assert "dan van" in texts
    assert "Share of all articles of the same period." in texts
    note = library.search("dan van", match="any").count_note
    assert sentence(note, Language("en")) in texts
    assert {"2016", "2018"} <= set(texts)
    drawn = list(root.iter(f"{SVG}rect"))
    found = client.get("/api/v1/search", query_string={"q": "dan van", "match": "any"})
    assert len(drawn) == 1 + len(found.get_json()["facets"]["year"])  # and the paper
    picture = client.get("/chart.png", query_string=asked)
    assert size_of(picture.get_data()) == (WIDTH, HEIGHT)
    assert client.get("/chart.svg?q=xyzzyx&match=all").status_code == 404
    assert client.get("/chart.svg?since=x").status_code == 400
    assert client.get("/embed/chart").status_code == 404


def test_the_chart_of_the_archive_says_what_it_leaves_out(client: FlaskClient) -> None:
    svg = client.get("/chart.svg").get_data(as_text=True)
    assert "Mọi bài" in svg
    assert "không rõ ngày đăng" in svg
    narrowed = client.get("/chart.svg?source=Báo Hà Yên&when=2021").get_data(as_text=True)
    assert "Các bài có Nguồn: Báo Hà Yên; Năm: 2021." in narrowed
