"""The page of an article: its whole text, marked, under any id."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask.testing import FlaskClient
from helpers.pages import Articles, Visit

import search
import web
from web.article.marking import MOST_LINKED


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
    assert page.texts("h1") == ["Khởi công cầu Bến Trúc sau mười năm chờ đợi"]


def test_article_leads_back_to_the_same_page_of_results(visit: Visit) -> None:
    results = visit(q="dan van", category="Chính trị", size=1, page=2)
    link = next(a["href"] for a in results.all("a") if a["href"].startswith("/articles/"))
    article = visit(link)
    back = article.link("Về kết quả cho dan van")
    assert parse_qs(urlsplit(back).query) == {
        "q": ["dan van"],
        "category": ["Chính trị"],
        "size": ["1"],
        "page": ["2"],
    }
    assert article.one("input", id="q")["value"] == "dan van"
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
    assert page.all("p", class_="byline") == []


@pytest.mark.parametrize(
    "address", ["/?q=mã+độc", "/articles/script?q=mã+độc", "/?category=<i>Kỹ+thuật</i>"]
)
def test_markup_in_an_article_stays_text(visit: Visit, articles: Articles, address: str) -> None:
    page = visit(address)
    for tag in ("script", "img", "svg", "i", "u", "b"):
        assert page.strange(tag) == []
    assert not [name for _, attrs in page.elements for name in attrs if name.startswith("on")]
    assert articles["script"]["title"] in page.text


def test_character_that_turns_the_direction_is_shown_and_not_obeyed(visit: Visit) -> None:
    page = visit("/articles/dao-chieu", q="mã độc")
    assert page.texts("h1") == ["Chữ đảo chiều \ufffdgnort iab"]
    assert "\ufffd" not in page.one("title")["text"]
    listed = visit(q="mã độc giấu chữ")
    assert any("\ufffd" in one["text"] for one in listed.all("bdi"))
    for shown in (page, listed):
        assert "\u202e" not in shown.html


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
    assert "7 Jul 2021, 18:39" in page.texts("time")


@pytest.mark.parametrize(("lang", "heading"), [("vi", "Bài liên quan"), ("en", "Related articles")])
def test_related_articles_are_linked(visit: Visit, lang: str, heading: str) -> None:
    page = visit("/articles/dan-van-kheo", lang=lang)
    assert heading in page.texts("h2")
    link = page.link("Hội nghị đánh giá công tác dân vận quý II")
    assert urlsplit(link).path == "/articles/hoi-nghi-dan-van"
    assert visit(link).texts("h1") == ["Hội nghị đánh giá công tác dân vận quý II"]


def test_matches_are_numbered_as_they_are_read_and_lead_to_each_other(visit: Visit) -> None:
    page = visit("/articles/cau-ben-truc", q="cau ben truc")
    numbers = [one["id"] for one in page.all("mark")]
    assert numbers == [f"m{n}" for n in range(1, len(numbers) + 1)]
    assert len(numbers) > 3
    assert page.link("xem chỗ đầu tiên") == "#m1"
    forward = [one["href"] for one in page.all("a", class_="next")]
    back = [one["href"] for one in page.all("a", class_="previous")]
    assert forward == [f"#{id}" for id in numbers[1:]]
    assert back == [f"#{id}" for id in numbers[:-1]]
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {one["href"][1:] for one in page.all("a", class_="leave")} <= set(ids)


def test_text_is_the_same_with_matches_and_without(visit: Visit, articles: Articles) -> None:
    for id, q in (("cau-ben-truc", "cầu lam khê mùa"), ("script", "mã độc script thử")):
        page = visit(f"/articles/{id}", q=q)
        assert len(page.marks) > 3
        texts = [one["text"].strip("\n") for one in page.all("p", dir="auto")]
        article = articles[id]
        assert texts == [article["summary"], *article["body"].split("\n")]


def test_neighbours_are_those_of_the_list_over_the_borders_of_its_pages(visit: Visit) -> None:
    query = {"q": "mực nước hồ chứa", "sort": "oldest"}
    listed = visit(**query, size=100).ids
    assert len(listed) > 20
    address = next(
        a["href"] for a in visit(**query, size=3).all("a") if a["href"].startswith("/articles/")
    )
    read = []
    while address:
        page = visit(address)
        read.append(urlsplit(address).path.removeprefix("/articles/"))
        assert f"Bài {len(read)} trong {len(listed)} bài" in page.texts("span", class_="place")
        back = visit(page.one("a", class_="up")["href"])
        assert read[-1] in back.ids
        before = [a["href"] for a in page.all("a", rel="prev nofollow")]
        assert [urlsplit(one).path.removeprefix("/articles/") for one in before] == read[-2:-1]
        following = [a["href"] for a in page.all("a", rel="next nofollow")]
        address = following[0] if following else ""
    assert read == listed


def test_neighbours_beyond_the_matches_are_those_of_the_first_page(visit: Visit) -> None:
    query = {"q": "dân vận khéo", "size": "4"}
    listed = visit(**query)
    assert listed.all(class_="beyond")
    last = visit(f"/articles/{listed.ids[-1]}", **query)
    assert last.texts("span", class_="place") == ["Bài 4 trong 4 bài"]
    assert last.all("a", rel="next nofollow") == []


def test_article_that_is_not_on_the_page_of_results_has_no_neighbours(visit: Visit) -> None:
    page = visit("/articles/bong-da", q="mực nước hồ chứa")
    assert page.all(class_="place") == []
    assert page.all(class_="neighbours") == []


def test_near_duplicates_are_listed_with_source_and_day(visit: Visit) -> None:
    page = visit("/articles/muc-nuoc-03")
    assert "Bài gần như trùng" not in page.texts("h2")  # the numbers differ
    page = visit("/articles/ban-tin-1")
    assert "Bài gần như trùng" in page.texts("h2")
    link = page.link("Bản tin chợ phiên Khau Vạc, đăng lại")
    assert urlsplit(link).path == "/articles/ban-tin-2"
    assert "Nhật báo Lam Khê" in page.text
    assert "9/5/2016" in page.texts("time")


def test_article_tells_machines_what_it_is(visit: Visit, articles: Articles) -> None:
    page = visit("/articles/cau-ben-truc", q="cau", page=2)
    address = "http://localhost/articles/cau-ben-truc"
    assert page.one("link", rel="canonical")["href"] == address
    summary = articles["cau-ben-truc"]["summary"]
    assert page.one("meta", name="description")["content"] == summary
    assert page.one("meta", property="og:url")["content"] == address
    assert page.one("meta", property="og:title")["content"] == page.texts("h1")[0]
    data = json.loads(page.one("script", type="application/ld+json")["text"])
    assert data == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": articles["cau-ben-truc"]["title"],
        "description": summary,
        "datePublished": "2021-07-07T18:39:00+07:00",
        "author": [
            {"@type": "Person", "name": "Trịnh Quyên"},
            {"@type": "Person", "name": "Lam Hạ"},
        ],
        "publisher": {"@type": "NewsMediaOrganization", "name": "Báo Hà Yên"},
        "articleSection": "Kinh tế",
        "keywords": ["cầu Bến Trúc", "giao thông"],
        "isBasedOn": articles["cau-ben-truc"]["url"],
        "inLanguage": "vi",
        "url": address,
    }


def test_data_for_machines_cannot_be_left(visit: Visit, articles: Articles) -> None:
    page = visit("/articles/script")
    written = page.one("script", type="application/ld+json")["text"]
    assert "<" not in written
    assert json.loads(written)["headline"] == articles["script"]["title"]
    assert "isBasedOn" not in json.loads(written)


def test_description_of_a_long_text_ends_between_words(visit: Visit, articles: Articles) -> None:
    told = visit("/articles/ban-tin-1").one("meta", name="description")["content"]
    assert 100 < len(told) <= 200
    assert told.endswith("…")
    assert told[:-1] + " " in articles["ban-tin-1"]["body"]


def test_citation_can_be_copied_and_downloaded(visit: Visit, client: FlaskClient) -> None:
    page = visit("/articles/cau-ben-truc")
    fields = page.all("textarea")
    assert all("readonly" in field for field in fields)
    assert [field["text"].partition(" “Khởi công")[0] for field in fields[:2]] == [
        "Trịnh Quyên, Lam Hạ:",
        "Trịnh Quyên, Lam Hạ (2021),",
    ]
    assert "truy cập ngày" in fields[0]["text"]
    assert fields[2]["text"].startswith("Trịnh, Q., & Lam Hạ. (2021, July 7). Khởi công")
    record = client.get(page.link("RIS"))
    assert record.mimetype == "application/x-research-info-systems"
    assert "quyen2021-khoi-cong-cau.ris" in record.headers["Content-Disposition"]
    response = client.get(page.link("BibTeX"))
    assert response.mimetype == "application/x-bibtex"
    assert "quyen2021-khoi-cong-cau.bib" in response.headers["Content-Disposition"]
    assert response.get_data(as_text=True).startswith("@article{quyen2021-khoi-cong-cau,")
    assert client.get("/articles/khong-co/cite.bib").status_code == 404


def test_entry_of_any_id_is_reached(visit: Visit, client: FlaskClient, odd_id: str) -> None:
    path = "/articles/" + quote({".": "%2E", "..": "%2E%2E"}.get(odd_id, odd_id), safe="")
    link = visit(path).link("BibTeX")
    assert client.get(link).get_data(as_text=True).startswith("@misc{khobao-bai-co-ma,")


def test_id_that_ends_as_an_entry_does_is_an_article(visit: Visit) -> None:
    assert visit("/articles/so-tay/cite.bib").texts("h1") == ["Sổ tay trích dẫn"]


def test_only_the_first_matches_are_linked_but_all_are_marked(
    make_archive: Callable[..., search.Archive],
) -> None:
    body = "\n".join(["Cầu qua sông. Phà qua bến."] * (MOST_LINKED + 5))
    client = web.create_app(make_archive({"id": "a", "body": body})).test_client()
    with client.get("/articles/a", query_string={"q": "phà"}) as response:
        page = response.get_data(as_text=True)
    assert page.count("<mark") == MOST_LINKED + 5
    assert page.count('class="steps"') == MOST_LINKED


def test_entry_of_one_article_does_not_hide_another(
    make_archive: Callable[..., search.Archive],
) -> None:
    archive = make_archive({"id": "x", "body": "Một."}, {"id": "x/cite.bib", "body": "Hai."})
    client = web.create_app(archive).test_client()
    with client.get("/articles/x%2Fcite.bib") as response:
        assert "Hai." in response.get_data(as_text=True)


def test_link_to_the_fields_holds_whatever_the_page_was_given(client: Any, visit: Any) -> None:
    page = visit("/articles/cau-ben-truc", q="cầu", since="2021", size=20, page=2, lang="en")
    (link,) = [a["href"] for a in page.all("a") if a["href"].startswith("/api/v1/articles/")]
    assert client.get(link).status_code == 200
