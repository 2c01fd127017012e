"""A dossier: articles in somebody's order, with notes, at an address, as files, to print."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from helpers.pages import Page, Visit
from python_calamine import CalamineWorkbook
from werkzeug.datastructures import MultiDict

import search
import web
from web.dossier.request import LONGEST_NOTE, MOST, MOST_IN_ADDRESS, from_address, from_form

IDS = ["muc-nuoc-07", "cau-ben-truc", "muc-nuoc-02"]


def ids_of(page: Page) -> list[str]:
    """The ids of the articles on a page, in their order."""
    return [one["value"] for one in page.all("input", name="ids")]


def sent(client: FlaskClient, form: dict[str, Any]) -> Page:
    """The page that a form leads to."""
    return Page(client.post("/dossier", data=form, follow_redirects=True))


def test_an_address_holds_a_dossier(visit: Visit, library: search.Archive) -> None:
    page = visit("/dossier", ids=IDS)
    assert ids_of(page) == IDS
    assert page.texts("h1") == ["Hồ sơ 3 bài"]
    titles = [article.title for _, article in library.articles(IDS) if article]
    assert page.texts("h2") == titles
    address = page.one("input", id="share")["value"]
    assert parse_qs(urlsplit(address).query) == {"ids": IDS}


def test_an_empty_dossier_says_how_it_is_filled(visit: Visit) -> None:
    page = visit("/dossier")
    assert "Hồ sơ chưa có bài nào" in page.text
    assert page.all("li") == []


def test_articles_are_put_in_order_left_out_and_added(client: FlaskClient) -> None:
    form = {
        "ids": IDS,
        "place": ["2", "1", "1,5"],
        "note": ["", "", ""],
        "remove": ["muc-nuoc-07"],
        "add": "http://localhost/articles/dan-van-kheo?q=dân\n\nmuc-nuoc-03\n",
    }
    page = sent(client, form)
    assert ids_of(page) == ["cau-ben-truc", "muc-nuoc-02", "dan-van-kheo", "muc-nuoc-03"]
    assert page.one("input", id="share")


def test_notes_travel_by_form_and_stand_in_no_address(client: FlaskClient) -> None:
    form = {"ids": IDS, "note": ["hỏi lại\nông Bình", "", "<b>"], "place": ["3", "2", "1"]}
    response = client.post("/dossier", data=form)
    assert response.status_code == 200
    page = Page(response)
    assert ids_of(page) == IDS[::-1]
    notes = [one["text"].strip() for one in page.all("textarea", name="note")]
    assert notes == ["<b>", "", "hỏi lại\nông Bình"]
    assert page.all("input", id="share") == []
    assert "hỏi" not in "".join(str(one.get("href")) for one in page.all("a"))


def test_what_the_archive_does_not_hold_is_told(visit: Visit) -> None:
    page = visit("/dossier", ids=["không có", IDS[0]])
    assert ids_of(page) == [IDS[0]]
    assert "Kho không có bài nào mang mã này: không có" in " ".join(page.text.split())


@pytest.mark.parametrize("format", ["jsonl", "csv", "xlsx", "ris", "bibtex"])
def test_files_have_the_articles_in_their_order_with_their_notes(
    format: str, client: FlaskClient
) -> None:
    form = {"ids": IDS, "note": ["hỏi lại", "", ""], "format": format}
    data = client.post("/dossier", data=form).data
    if format == "jsonl":
        lines = [json.loads(line) for line in data.splitlines()]
        assert [line["id"] for line in lines] == IDS
        assert [line.get("note") for line in lines] == ["hỏi lại", None, None]
    elif format == "csv":
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
        assert [(row["id"], row["note"]) for row in rows] == list(
            zip(IDS, ["hỏi lại", "", ""], strict=True)
        )
    elif format == "xlsx":
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        table = book.get_sheet_by_name("articles").to_python()
        assert [row[0] for row in table] == ["id", *IDS]
        assert [row[-1] for row in table] == ["note", "hỏi lại", "", ""]
    elif format == "ris":
        assert data.count(b"ER  - ") == 3
        assert "N1  - hỏi lại" in data.decode()
    else:
        assert data.count(b"@article{") == 3
        assert "note = {hỏi lại}" in data.decode()


def test_the_document_has_contents_articles_notes_and_sources(
    client: FlaskClient, library: search.Archive
) -> None:
    form = {"ids": IDS, "note": ["hỏi lại", "", ""], "format": "print"}
    page = Page(client.post("/dossier", data=form))
    contents = [one["href"] for one in page.all("a")]
    assert contents == ["#a1", "#a2", "#a3"]
    assert [one["id"] for one in page.all("article")] == ["a1", "a2", "a3"]
    assert "Ghi chú: hỏi lại" in page.text
    bridge = library.article("cau-ben-truc")
    assert bridge
    for paragraph in bridge.body.splitlines():
        assert paragraph in page.text
    assert bridge.url in page.text
    assert "truy cập ngày" in page.text


def test_a_dossier_is_bounded() -> None:
    many = MultiDict([("ids", f"a{n}") for n in range(2 * MOST)])
    assert len(from_address(many).ids) == MOST_IN_ADDRESS
    found = from_form(many)
    assert len(found.ids) == MOST
    assert not found.fits_an_address
    long = MultiDict([("ids", "a"), ("note", "x" * 10_000)])
    assert len(from_form(long).notes["a"]) == LONGEST_NOTE


@pytest.mark.parametrize(
    "place", ["", "x", "-1", "nan", "inf", "1e400", "９", "1,5,5", "99999999999", "\u202e1"]
)
def test_places_that_are_none_do_no_harm(place: str) -> None:
    form = MultiDict([("ids", "a"), ("ids", "b"), ("place", place), ("place", "2")])
    assert set(from_form(form).ids) == {"a", "b"}


def test_hostile_texts_stay_texts(make_archive: Callable[..., search.Archive]) -> None:
    id = '"><script>alert(1)</script>'
    archive = make_archive({"id": id, "title": "<img src=x onerror=alert(1)>", "body": "</p>"})
    client = web.create_app(archive).test_client()
    for format in ("", "print"):
        form = {"ids": [id, "</q><script>"], "note": ["</textarea><script>"], "format": format}
        page = Page(client.post("/dossier", data=form))
        assert page.all("img") == []
        assert all(one["text"] == "" for one in page.all("script"))
        assert "</textarea><script>" in page.text


def test_dossiers_that_are_sent_are_counted_with_exports(
    make_archive: Callable[..., search.Archive],
) -> None:
    app = web.create_app(make_archive({"id": "a", "title": "Chợ"}), rate_export="1/minute")
    client = app.test_client()
    assert client.post("/dossier", data={"ids": "a", "note": "b"}).status_code == 200
    assert client.post("/dossier", data={"ids": "a", "note": "b"}).status_code == 429
