"""The page of a name: what it tells, and what it makes of hostile names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from helpers.archives import MakeArchive
from helpers.pages import Visit

import search
import web

ARTICLES: list[dict[str, Any]] = [
    *(
        {
            "id": f"a{n}",
            "title": f"Tin {n}",
            "body": f"Ông Trần Văn Bình gặp bà Lê Thị Hạnh lần {n}.",
            "published": f"20{18 + n}-03-02",
        }
        for n in range(3)
    ),
    *({"id": f"b{n}", "body": f"Ông Phạm Đức Toàn ở chợ, lần {n}."} for n in range(5)),
]


@pytest.fixture(name="named")
def _named(make_archive: MakeArchive) -> search.Archive:
    return make_archive(*ARTICLES)


@pytest.fixture(name="read")
def _read(named: search.Archive, visitor: Callable[[Flask], Visit]) -> Visit:
    return visitor(web.create_app(named, rate_search="off"))


def test_a_name_has_its_articles_years_and_companions(read: Visit) -> None:
    page = read("/names/person/" + quote("TRẦN VĂN BÌNH"))
    assert page.status == 200
    assert page.texts("h1") == ["Trần Văn Bình"]
    assert "Nhân vật (loại được đoán theo quy tắc); 3 bài" in page.text
    assert [a["text"] for a in page.all("a") if a["href"].startswith("/articles/")] == [
        "Tin 2",
        "Tin 1",
        "Tin 0",
    ]
    assert page.texts("td") == ["1", "1", "1", "3", "3"]
    other = read(page.link("Lê Thị Hạnh"))
    assert other.texts("h1") == ["Lê Thị Hạnh"]
    assert other.link("Trần Văn Bình").startswith("/names/person/")


def test_a_name_is_told_in_english(read: Visit) -> None:
    page = read("/names/person/" + quote("Phạm Đức Toàn"), lang="en")
    assert "Person (types are found by rule); 5 articles" in page.text
    assert "No name stands beside it" in page.text
    assert "Theo năm" not in page.text


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        '"><b>',
        "..",
        ".",
        "a/b",
        "//x",
        "\x00",
        "%",
        "x" * 5000,
        "{{7}}",
    ],
)
def test_what_no_article_names_is_not_found(read: Visit, name: str) -> None:
    page = read("/names/person/" + quote({".": "%2E", "..": "%2E%2E"}.get(name, name), safe=""))
    assert page.status == 404
    assert page.all("h1")
    assert "<b>" not in page.html
    assert "<script>alert" not in page.html


@pytest.mark.parametrize("path", ["/names/author/x", "/names/person/", "/names"])
def test_other_types_have_no_pages(read: Visit, path: str) -> None:
    assert read(path).status == 404


def test_a_query_that_is_a_name_leads_to_its_page(read: Visit, named: search.Archive) -> None:
    page = read("/", q="trần văn bình")
    assert read(page.link("Trần Văn Bình →")).texts("h1") == ["Trần Văn Bình"]
    [one] = named.search("TRẦN VĂN BÌNH").named
    assert one == ("person", "Trần Văn Bình", 3)


@pytest.mark.parametrize("query", ["", "gặp Trần Văn Bình", "chợ", '"><script>', "trấn văn bình"])
def test_a_query_that_is_more_or_less_than_a_name_leads_to_none(read: Visit, query: str) -> None:
    page = read("/", q=query)
    assert page.status == 200
    assert "→" not in page.text


ALIKE: list[dict[str, Any]] = [
    *({"id": f"a{n}", "body": f"Ông Nguyễn Văn An ở chợ, lần {n}."} for n in range(3)),
    *({"id": f"b{n}", "body": f"Ông Nguyễn Văn Ân ở chợ, lần {n}."} for n in range(2)),
    {"id": "c", "body": "Ông Trần Bá Lộc ở huyện Lâm Khê."},
]


@pytest.fixture(name="alike")
def _alike(make_archive: MakeArchive) -> search.Archive:
    return make_archive(*ALIKE)


def test_a_query_without_marks_leads_to_all_names_that_it_may_be(
    alike: search.Archive, visitor: Callable[[Flask], Visit]
) -> None:
    an, other = ("person", "Nguyễn Văn An", 3), ("person", "Nguyễn Văn Ân", 2)
    assert alike.search("nguyen van an").named == [an, other]
    assert alike.search("NGUYEN VAN AN").named == [an, other]
    assert alike.search("nguyễn văn ân").named == [other]
    assert alike.search("nguyên văn an").named == []
    assert alike.search("loc").named == []
    read = visitor(web.create_app(alike, rate_search="off"))
    page = read("/", q="nguyen van an")
    assert read(page.link("Nguyễn Văn An →")).texts("h1") == ["Nguyễn Văn An"]
    assert read(page.link("Nguyễn Văn Ân →")).texts("h1") == ["Nguyễn Văn Ân"]


def test_completion_offers_all_names_that_were_typed_without_marks(alike: search.Archive) -> None:
    names = [one.text for one in alike.suggest("nguyen van an") if one.kind == "person"]
    assert names == ['nhân vật:"Nguyễn Văn An"', 'nhân vật:"Nguyễn Văn Ân"']
    names = [one.text for one in alike.suggest("tran ba loc") if one.kind == "person"]
    assert names == ['nhân vật:"Trần Bá Lộc"']


def test_forms_of_the_file_are_known_without_marks(alike: search.Archive) -> None:
    (alike.path / "names.txt").write_text("person: Cụ Ân = Nguyễn Văn Ân\n", "utf-8")
    assert alike.search("cu an").named == [("person", "Cụ Ân", 2)]
    assert [one.name for one in alike.search("nguyen van an").named] == ["Nguyễn Văn An", "Cụ Ân"]


def test_an_address_without_marks_leads_to_the_name_or_offers_several(
    alike: search.Archive, visitor: Callable[[Flask], Visit]
) -> None:
    app = web.create_app(alike, rate_search="off")
    answer = app.test_client().get("/names/person/tran ba loc?lang=en")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/names/person/{quote('Trần Bá Lộc')}?lang=en"
    read = visitor(app)
    page = read("/names/person/nguyen van an")
    assert page.status == 300
    assert page.texts("h1") == ["Bạn tìm tên nào?"]
    assert "Nhân vật: 3 bài trong kho" in page.text
    assert read(page.link("Nguyễn Văn Ân")).texts("h1") == ["Nguyễn Văn Ân"]
    assert read("/names/place/nguyen van an").link("Nguyễn Văn An")
    assert read("/names/person/nguyên văn an").status == 404
    assert read("/names/person/nguyen van").status == 404


def test_crawlers_may_read_the_pages_of_names_of_several_articles(
    alike: search.Archive, visitor: Callable[[Flask], Visit]
) -> None:
    read = visitor(web.create_app(alike, rate_search="off"))

    def robots(name: str) -> list[str]:
        page = read(f"/names/person/{quote(name)}")
        return [one["content"] for one in page.all("meta") if one.get("name") == "robots"]

    assert robots("Nguyễn Văn An") == []
    assert robots("Nguyễn Văn Ân") == ["noindex"]
    [canonical] = [
        one["href"]
        for one in read("/names/person/" + quote("NGUYỄN VĂN AN")).all("link")
        if one.get("rel") == "canonical"
    ]
    assert canonical == f"http://localhost/names/person/{quote('Nguyễn Văn An')}"
