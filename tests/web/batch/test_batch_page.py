"""A list of names is looked up on a page: counts that lead to their articles, and files."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from helpers.pages import Page, Visit
from python_calamine import CalamineWorkbook

import search
import web

NAMES = ["dân vận", "mực nước hồ chứa", "xyzzyx"]
LIST = "\n".join(NAMES)


@pytest.fixture
def look_up(client: FlaskClient) -> Callable[..., Page]:
    """The page that answers a form."""
    return lambda **form: Page(client.post("/batch", data=form))


def test_the_form_asks_for_a_list(visit: Visit) -> None:
    page = visit("/batch")
    assert page.status == 200
    assert page.texts("h1") == ["Tra cứu theo danh sách"]
    assert page.one("form", class_="list")["method"] == "post"
    assert page.all("table") == []
    assert "Look up a list" in visit("/batch", lang="en").text


def test_every_entry_has_its_counts_and_its_first_articles(
    look_up: Callable[..., Page], library: search.Archive
) -> None:
    page = look_up(list=LIST)
    assert page.texts("th", scope="row") == NAMES
    cells = page.texts("td")
    for row, results in enumerate(library.batch(NAMES)):
        told = [one.replace(".", "") for one in cells[4 * row : 4 * row + 3]]
        counts = (results.counts.phrase, results.counts.all, results.counts.score)
        assert told == ["–" if count is None else str(count) for count in counts]
        for hit in results:
            assert (hit.article.title in cells[4 * row + 3]) != hit.beyond
    assert "1 mục không có bài nào" in page.text
    assert page.one("textarea", id="list")["text"].strip() == LIST


def test_a_number_leads_to_what_it_counts(
    look_up: Callable[..., Page], visit: Visit, library: search.Archive
) -> None:
    page = look_up(list="mực nước hồ chứa", lang="en")
    links = [one for one in page.all("a") if one["text"].isdigit()]
    assert len(links) == 3
    for link, match in zip(links, ("phrase", "all", "best"), strict=True):
        total = library.search("mực nước hồ chứa", match=match).total
        assert int(link["text"]) == total
        assert f"{total} article" in visit(link["href"]).text


def test_a_table_is_read_from_a_file_and_keeps_what_stood_beside(client: FlaskClient) -> None:
    table = "Tên công ty;Mã\nhồ chứa;7\ndân vận;8\n".encode("utf-16")
    sent = {"file": (io.BytesIO(table), "công ty.csv"), "format": "csv"}
    response = client.post("/batch", data=sent)
    assert response.mimetype == "text/csv"
    found = list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"))))
    assert [(one["query"], one["Mã"]) for one in found] == [("hồ chứa", "7"), ("dân vận", "8")]
    sent["file"] = (io.BytesIO(table), "công ty.csv")
    sent["format"] = "xlsx"
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.post("/batch", data=sent).data))
    rows = book.get_sheet_by_name("articles").to_python()
    assert [row[0] for row in rows] == ["query", "hồ chứa", "dân vận"]


def test_the_page_of_a_file_can_be_downloaded(client: FlaskClient) -> None:
    sent = {"file": (io.BytesIO(LIST.encode()), "names.txt")}
    page = Page(client.post("/batch", data=sent))
    (kept,) = [one for one in page.all("textarea") if "hidden" in one]
    assert kept["text"].strip() == LIST
    files = [one["value"] for one in page.all("button", name="format")]
    assert files == ["csv", "xlsx"]
    form = {"list": kept["text"], "match": "phrase", "format": "csv"}
    lines = client.post("/batch", data=form).data.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["query", *NAMES]


def test_filters_narrow_every_entry_and_are_carried_on(
    look_up: Callable[..., Page], library: search.Archive
) -> None:
    page = look_up(list="dân vận", since="2018-01-01", category="Chính trị")
    expected = library.search("dân vận", match="all", since="2018", category="Chính trị").total
    assert page.texts("td")[1] == str(expected)
    assert {one["value"] for one in page.all("input", name="since")} == {"2018-01-01"}
    assert {one["value"] for one in page.all("input", name="category")} == {"Chính trị"}


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"list": "\n".join(f"tên {n}" for n in range(201))}, "tối đa 200 mục"),
        ({"list": " \n\n"}, "chưa có mục nào"),
        ({}, "chưa có mục nào"),
        ({"file": (io.BytesIO(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 40), "a.png")}, "Không đọc được"),
    ],
)
def test_what_cannot_be_looked_up_is_told_in_place(
    form: dict[str, Any], said: str, look_up: Callable[..., Page]
) -> None:
    page = look_up(**form)
    assert page.status == 200
    assert said in page.one("p", role="alert")["text"]
    assert page.all("table") == []
    if "list" in form:
        assert page.one("textarea", id="list")["text"].strip() == form["list"].strip()


def test_hostile_texts_stay_texts(make_archive: Callable[..., search.Archive]) -> None:
    hostile = "</textarea><script>alert(1)</script>\u202e\x00"
    client = web.create_app(make_archive({"id": "a", "title": hostile})).test_client()
    page = Page(client.post("/batch", data={"list": hostile}))
    assert page.status == 200
    assert page.strange("script") == []
    assert len(page.all("textarea")) == 2


def test_lists_are_counted_with_exports_and_the_form_is_not(
    make_archive: Callable[..., search.Archive],
) -> None:
    app = web.create_app(make_archive({"id": "a", "title": "Chợ"}), rate_export="1/minute")
    client = app.test_client()
    assert client.post("/batch", data={"list": "chợ"}).status_code == 200
    assert client.post("/batch", data={"list": "chợ"}).status_code == 429
    assert client.get("/batch").status_code == 200
