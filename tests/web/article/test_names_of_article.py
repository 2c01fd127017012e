"""The names beside an article: their pages, and one of them marked in the text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from helpers.archives import MakeArchive
from helpers.pages import Page, Visit

import search
import web

BODY = (
    "Sáng nay ông TRẦN VĂN BÌNH đến huyện Lâm Khê xem lúa.\n"
    "Chiều, Trần Văn Bình gặp bà Lê Thị Hạnh ở UBND huyện Lâm Khê."
)
ARTICLES: list[dict[str, Any]] = [
    {"id": "một", "title": "Ông Trần Văn Bình xem lúa", "body": BODY},
    {"id": "hai", "body": "Bà Lê Thị Hạnh mở quán ở huyện Lâm Khê."},
    {"id": "không", "body": "Lúa chín vàng."},
    {
        "id": "nhiều",
        "body": " ".join(f"Ông Trần {a} {b} đến." for a in ("Văn", "Bá") for b in ["ABCDEF"])
        + " ".join(f"Bà Lê Thị {b} đến." for b in ("Hạnh", "Hoa", "Cúc", "Lan", "Mai", "Đào"))
        + " ".join(f"Ông Ngô Văn {b} đến." for b in ("Ba", "Bốn", "Năm", "Sáu", "Bảy")),
    },
    {"id": "dài", "body": ("Lúa chín vàng ngoài đồng. " * 40 + "\n") * 90 + "Ông Trần Văn Bình."},
]


@pytest.fixture(name="archive")
def _archive(make_archive: MakeArchive) -> search.Archive:
    return make_archive(*ARTICLES)


@pytest.fixture(name="read")
def _read(archive: search.Archive, visitor: Callable[[Flask], Visit]) -> Visit:
    return visitor(web.create_app(archive, rate_search="off"))


def marks(page: Page) -> list[str]:
    return page.texts("mark")


def marking(page: Page, name: str) -> str:
    """Where the control leads that marks a name, or marks it no more."""
    [link] = [
        a["href"]
        for a in page.all("a")
        if a.get("class") == "count" and a.get("aria-label", "").endswith(f": {name}")
    ]
    return link


def test_names_stand_beside_the_text_by_type_each_with_its_page(read: Visit) -> None:
    page = read("/articles/một")
    headings = page.texts("h2")
    first = headings.index("Nhân vật")
    assert headings[first : first + 3] == ["Nhân vật", "Địa danh", "Tổ chức"]
    assert "Loại được đoán theo quy tắc." in page.text
    for name in ("Trần Văn Bình", "Lê Thị Hạnh", "huyện Lâm Khê", "UBND huyện Lâm Khê"):
        assert read(page.link(name)).texts("h1") == [name]
    assert "Nhân vật" not in read("/articles/không").texts("h2")


def test_a_name_is_marked_in_its_forms_on_demand(read: Visit) -> None:
    page = read("/articles/một", q="chiều")
    assert marks(page) == ["Chiều"]
    shown = read(marking(page, "Trần Văn Bình"))
    assert marks(shown) == ["Trần Văn Bình", "TRẦN VĂN BÌNH", "Trần Văn Bình"]
    assert "3 chỗ khớp trong bài" in shown.text
    assert [one["id"] for one in shown.all("mark")] == ["m1", "m2", "m3"]
    again = read(marking(shown, "Trần Văn Bình"))
    assert marks(again) == ["Chiều"]
    other = read(marking(shown, "Lê Thị Hạnh").replace("#", "&lang=en#"))
    assert marks(other) == ["Lê Thị Hạnh"]
    assert "1 match in this article" in other.text


def test_a_marked_name_stays_in_the_addresses_of_the_page(read: Visit) -> None:
    page = read("/articles/một", mark="person:Trần Văn Bình")
    english = next(a["href"] for a in page.all("a") if a.get("hreflang") == "en")
    assert "mark=person" in english
    assert len(marks(read(english))) == 3


def test_a_name_may_be_asked_for_in_any_spelling(read: Visit) -> None:
    assert len(marks(read("/articles/một", mark="person:trần văn bình"))) == 3
    assert marks(read("/articles/một", mark="org:UBND huyện Lâm Khê")) == ["UBND huyện Lâm Khê"]


@pytest.mark.parametrize(
    "asked",
    [
        "person:Phạm Đức Toàn",
        "org:Trần Văn Bình",
        "Trần Văn Bình",
        "person:",
        "author:x",
        '"><script>alert(1)</script>',
        "person:\u202eTrần",
        "person:" + "x" * 5000,
    ],
)
def test_what_the_article_does_not_name_is_told_in_place(read: Visit, asked: str) -> None:
    page = read("/articles/một", mark=asked)
    assert page.status == 200
    assert marks(page) == []
    assert "một tên mà bài này nhắc đến" in page.text
    assert "<script>alert" not in page.html


def test_many_names_are_folded_away(read: Visit) -> None:
    page = read("/articles/nhiều")
    controls = [a for a in page.all("a") if a.get("aria-label", "").startswith("đánh dấu: ")]
    assert f"{len(controls) - 8} tên nữa" in page.texts("summary")
    assert page.link("Ngô Văn Năm")


def test_a_name_in_a_later_part_is_shown_there(read: Visit) -> None:
    page = read("/articles/dài")
    assert "Phần 1 trong 2 phần" in page.text
    page = read(marking(page, "Trần Văn Bình"))
    assert "Phần 2 trong 2 phần" in page.text
    assert marks(page) == ["Trần Văn Bình"]


def test_hostile_names_of_the_file_are_shown_as_text(archive: search.Archive, read: Visit) -> None:
    long = "Bình " * 60
    for shown in ("<script>alert(1)</script>", '" onx', "\u202eBình", long.strip()):
        Path(archive.path, "names.txt").write_text(f"person: {shown} = Trần Văn Bình\n", "utf-8")
        page = read("/articles/một")
        assert page.status == 200
        assert "<script>alert" not in page.html
        assert not any("onx" in one for one in page.all("a") for one in one)
        assert len(marks(read("/articles/một", mark=f"person:{shown}"))) == 3
        assert read("/names/person/" + quote(shown, safe="")).status == 200
