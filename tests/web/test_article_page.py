"""The page of an article: its whole text, marked, under any id."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

Visit = Callable[..., Any]  # a Page of conftest.py
Articles = dict[str, dict[str, Any]]


def test_article_is_shown_whole_with_its_paragraphs(visit: Visit, articles: Articles) -> None:
    article = articles["cau-ben-truc"]
    page = visit("/articles/cau-ben-truc")
    assert page.status == 200
    paragraphs = [one["text"].strip("\n") for one in page.all("p")]
    for paragraph in article["body"].split("\n"):
        assert paragraph in paragraphs
    assert page.texts("h1") == [article["title"]]
    assert article["summary"] in paragraphs
    for text in (*article["captions"], *article["tags"], *article["authors"]):
        assert text in page.text
    assert page.marks == []


def test_words_of_the_query_are_marked_everywhere_in_the_article(visit: Visit) -> None:
    page = visit("/articles/cau-ben-truc", q="cau ben truc")
    assert page.marks.count("cầu Bến Trúc") == 3  # title, body, caption
    first = page.link("đến chỗ đầu tiên")
    (paragraph,) = page.all("p", id=first.removeprefix("#"))
    assert "cầu Bến Trúc" in paragraph["text"]


def test_article_leads_back_to_the_same_page_of_results(visit: Visit) -> None:
    results = visit(q="dan van", category="Chính trị", size=1, page=2)
    link = next(a["href"] for a in results.all("a") if a["href"].startswith("/articles/"))
    article = visit(link)
    back = article.link("Về kết quả tìm dan van")
    assert parse_qs(urlsplit(back).query) == {
        "q": ["dan van"],
        "category": ["Chính trị"],
        "size": ["1"],
        "page": ["2"],
    }
    assert article.one("input", name="q")["value"] == "dan van"
    assert visit(back).ids == results.ids


def test_original_is_linked_only_when_its_address_is_of_the_web(visit: Visit) -> None:
    assert visit("/articles/cau-ben-truc").link("Đọc bài gốc tại baohayen.example")
    for id in ("script", "khong-dau-de"):
        page = visit(f"/articles/{id}")
        assert page.all("a", rel="external noopener noreferrer") == []
        assert "javascript:" not in page.html


def test_article_without_headline_or_date_has_a_page(visit: Visit) -> None:
    page = visit("/articles/khong-dau-de")
    assert page.status == 200
    assert page.texts("h1") == ["Bài không có tiêu đề"]
    assert page.all("time") == []


@pytest.mark.parametrize(
    "address", ["/?q=mã+độc", "/articles/script?q=mã+độc", "/?category=<i>Kỹ+thuật</i>"]
)
def test_markup_in_an_article_stays_text(visit: Visit, articles: Articles, address: str) -> None:
    page = visit(address)
    for tag in ("script", "img", "svg", "i", "u", "b"):
        assert page.strange(tag) == []
    assert not [name for _, attrs in page.elements for name in attrs if name.startswith("on")]
    assert articles["script"]["title"] in page.text


def test_character_that_turns_the_direction_is_kept_in_its_own_element(visit: Visit) -> None:
    page = visit("/articles/dao-chieu", q="mã độc")
    assert "\u202e" in page.one("h1", dir="auto")["text"]
    assert "\u202e" not in page.one("title")["text"]
    assert all("\u202e" in one["text"] for one in page.all("h1"))
    listed = visit(q="mã độc giấu chữ")
    assert any("\u202e" in one["text"] for one in listed.all("bdi"))


def test_article_of_any_id_is_reached_from_the_list(
    visit: Visit, articles: Articles, odd_id: str
) -> None:
    page = visit(q=articles[odd_id]["title"], match="all")
    link = page.link(articles[odd_id]["title"])
    assert visit(link).texts("h1") == [articles[odd_id]["title"]]


def test_article_of_any_id_is_reached_through_a_real_server(
    server: str, articles: Articles, odd_id: str
) -> None:
    segment = {".": "%2E", "..": "%2E%2E"}.get(odd_id, odd_id)
    host = urlsplit(server).netloc
    for wanted in {odd_id, segment}:
        connection = http.client.HTTPConnection(host, timeout=20)
        connection.request("GET", "/api/v1/articles/" + quote(wanted, safe=""))
        response = connection.getresponse()
        assert response.status == 200
        assert json.loads(response.read())["id"] == odd_id
        connection.close()


def test_address_of_an_id_is_one_path_segment_that_browsers_leave_alone(
    visit: Visit, articles: Articles, odd_id: str
) -> None:
    page = visit(q=articles[odd_id]["title"], match="all")
    path = urlsplit(page.link(articles[odd_id]["title"])).path
    segment = path.removeprefix("/articles/")
    assert "/" not in segment
    assert segment.lower() not in (".", "..", "%2e", "%2e%2e")


def test_article_nobody_has_is_404_in_the_language_asked_for(visit: Visit) -> None:
    for path in ("/articles/khong-co", "/articles/%FF", "/articles/", "/articles/cau-ben-truc/"):
        page = visit(path)
        assert page.status == 404
        assert page.texts("h1") == ["Không có trang này"]
    assert visit("/articles/khong-co", lang="en").texts("h1") == ["There is no such page"]


def test_article_page_in_english_keeps_the_article_vietnamese(visit: Visit) -> None:
    page = visit("/articles/cau-ben-truc", lang="en", q="cau")
    assert page.one("html")["lang"] == "en"
    assert page.one("article")["lang"] == "vi"
    assert page.link("Back to the results for cau") == "/?q=cau&lang=en"
    assert "Wednesday, 7 July 2021, 18:39" in page.texts("time")


@pytest.mark.parametrize(("lang", "heading"), [("vi", "Bài liên quan"), ("en", "Related articles")])
def test_related_articles_are_linked(visit: Visit, lang: str, heading: str) -> None:
    page = visit("/articles/dan-van-kheo", lang=lang)
    assert heading in page.texts("h2")
    link = page.link("Hội nghị đánh giá công tác dân vận quý II")
    assert urlsplit(link).path == "/articles/hoi-nghi-dan-van"
    assert visit(link).texts("h1") == ["Hội nghị đánh giá công tác dân vận quý II"]
