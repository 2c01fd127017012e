"""Values of facets on the pages: one in all spellings, and the nearest where there is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from helpers.pages import Page, Visit

import search
import web

SPELLED = ["Văn hóa", "VĂN HÓA", "Văn hóa", "Văn hoá"]


@pytest.fixture
def read(
    make_archive: Callable[..., search.Archive], visitor: Callable[..., Visit]
) -> Callable[..., Page]:
    """Reads the pages of an archive with a value in three spellings."""
    archive = make_archive(
        *(
            {"id": str(n), "body": "chợ phiên", "published": f"2020-01-0{n + 1}", "category": one}
            for n, one in enumerate([*SPELLED, "Thể thao"])
        )
    )
    return visitor(web.create_app(archive))


def asked(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


def notes(page: Page) -> str:
    return " ".join(page.texts("p", class_="note"))


def test_a_value_is_one_choice_and_its_count(read: Callable[..., Page]) -> None:
    page = read("/", q="chợ")
    assert page.link("Văn hóa").endswith("category=V%C4%83n+h%C3%B3a")
    assert page.texts("span", class_="count")[:2] == ["4", "1"]


@pytest.mark.parametrize("given", ["VĂN HÓA", "văn hoá", "Va\u0306n  ho\u0301a", "Văn\u00a0hóa"])
def test_a_chosen_value_is_the_same_in_any_spelling(given: str, read: Callable[..., Page]) -> None:
    page = read("/", q="chợ", category=given)
    assert len(page.ids) == 4
    chosen = page.one("a", class_="chosen")
    assert (chosen["text"], asked(chosen["href"])) == ("Văn hóa", {"q": ["chợ"]})
    assert asked(page.link("Thể thao"))["category"] == ["Văn hóa", "Thể thao"]
    assert asked(page.link("Bỏ “Chuyên mục: Văn hóa”")) == {"q": ["chợ"]}
    assert not page.all("p", class_="note")


def test_one_value_in_two_spellings_is_one_filter(read: Callable[..., Page]) -> None:
    page = read("/", q="chợ", category=["VĂN HÓA", "Văn hoá", "Thể thao"])
    assert len(page.ids) == 5
    assert len(page.all("a", class_="chosen")) == 2


def test_a_comparison_names_the_value_as_the_archive_does(read: Callable[..., Page]) -> None:
    page = read("/compare", q=["chợ", "phiên"], category="VĂN HOÁ")
    assert "4 bài" in " ".join(page.texts("span", class_="count"))
    assert "Bỏ “Chuyên mục: Văn hóa”" in page.html


@pytest.mark.parametrize("given", ["Văn hao", "van hoa"])
def test_the_nearest_value_is_a_link_beside_an_unknown_filter(
    given: str, read: Callable[..., Page]
) -> None:
    page = read("/", q="chợ", category=[given, "Thể thao"], sort="newest")
    assert page.ids == ["4"]
    assert f"Không có bài nào trong kho mang giá trị này: Chuyên mục: {given}" in notes(page)
    links = [one["href"] for one in page.all("a") if one["text"] == "Văn hóa"]
    wanted = {"q": ["chợ"], "category": ["Thể thao", "Văn hóa"], "sort": ["newest"]}
    assert wanted in [asked(link) for link in links]


def test_the_nearest_value_is_a_link_beside_an_unknown_field(read: Callable[..., Page]) -> None:
    page = read("/", q="mục:Văn hao chợ", lang="en")
    assert "No article in the archive has this value: mục:Văn hao chợ" in notes(page)
    assert {"q": ["mục:Văn hóa chợ"], "lang": ["en"]} in [
        asked(one["href"]) for one in page.all("a") if one["text"] == "Văn hóa"
    ]


def test_nothing_is_offered_where_nothing_is_near(read: Callable[..., Page]) -> None:
    page = read("/", q="chợ", category="Pháp luật")
    assert "Không có bài nào trong kho mang giá trị này" in notes(page)
    assert "Có phải bạn muốn tìm" not in notes(page)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("mục:văn hóa chợ", "Đã hiểu cả cụm này là một giá trị"),
        ("mục:van hoa chợ", "gõ không dấu thì hiểu là Văn hóa"),
    ],
)
def test_what_was_taken_for_a_value_is_said(
    typed: str, said: str, read: Callable[..., Page]
) -> None:
    page = read("/", q=typed)
    assert len(page.ids) == 4
    assert said in notes(page)


def test_the_api_and_feeds_answer_any_spelling(
    read: Callable[..., Page], make_archive: Callable[..., search.Archive]
) -> None:
    client = web.create_app(
        make_archive({"id": "x", "body": "chợ", "category": "Kĩ thuật", "published": "2020-01-01"})
    ).test_client()
    asked_for: dict[str, Any] = {"q": "chợ", "category": "KỸ THUẬT"}
    answer = client.get("/api/v1/search", query_string=asked_for).get_json()
    assert (answer["total"], answer["notes"]) == (1, [])
    assert answer["facets"]["category"] == [{"value": "Kĩ thuật", "count": 1}]
    assert answer["hits"][0]["category"] == "Kĩ thuật"
    asked_for["category"] = "Ki thuật"
    (note,) = client.get("/api/v1/search", query_string=asked_for).get_json()["notes"]
    assert note["code"] == "unknown-value"
    assert note["values"] == {"field": "category", "value": "Ki thuật", "nearest": "Kĩ thuật"}
    (note,) = client.get("/api/v1/search?q=mục:ki thuat").get_json()["notes"]
    assert (note["code"], note["values"]["values"]) == ("folded-value", ["Kĩ thuật"])
    feed = client.get("/feed.atom", query_string={"category": "kỹ thuật"}).get_data(as_text=True)
    assert feed.count("<entry>") == 1
