"""Long articles in parts, many captions, tags and authors in pieces; lists show beginnings."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from helpers.archives import write_articles
from helpers.pages import Visit

import index
import search
import web
from index.articles import limits
from search.display import highlighting

PARAGRAPH = "Mùa này bản nào cũng phơi thóc, nhà nào cũng sửa mái trước mưa. "
LINES = [f"Đoạn {n}. {PARAGRAPH * 4}".strip() for n in range(1, 501)]
LINES[100] = "Đoạn 101. Chiếc cầu treo đầu tiên của xã."
LINES[400] = "Đoạn 401. Chiếc cầu treo thứ hai, dài hơn chiếc cầu trước."
LONG = {
    "id": "dai",
    "title": "Chuyện làng kể mãi không hết",
    "summary": "Một bài rất dài.",
    "body": "\n".join(LINES),
    "captions": [f"Ảnh {n}: phiên chợ" for n in range(1, 121)],
    "tags": [f"nhãn {n}" for n in range(1, 121)],
    "authors": [f"Tác giả thứ {n}" for n in range(1, 71)],
    "published": "2020-05-05",
}
LONG["captions"][99] = "Ảnh 100: con đò cuối cùng"
WORD = {"id": "chu", "title": "Một chữ rất dài", "body": "a\u0301" * 100_000}
WIDE = {
    "id": "rong",
    "title": "Đầu đề dài " * 200,
    "summary": "Tóm tắt dài về con đò. " * 400,
    "body": "Con đò.",
    "category": "Mục " * 150,
    "source": "Nguồn " * 100,
    "authors": [f"Người viết {n} " + "x" * 300 for n in range(60)],
    "published": "2020-05-06",
}

SHORT = {"id": "ngan", "title": "Đò đêm", "body": "Con đò nhỏ.\nBến vắng.", "tags": ["đò"]}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large")
    path = write_articles(folder / "a.jsonl", (LONG, WORD, WIDE, SHORT))
    assert index.reindex([path], folder / "archive", workers=0).rejected == 0
    return folder / "archive"


@pytest.fixture(scope="module")
def app(archive: Path) -> Flask:
    return web.create_app(archive, rate_search="off")


def shown(page: Any) -> list[str]:
    """The paragraphs of the text that a page shows."""
    start = page.html.index('<div class="body"')
    inside = page.html[start : page.html.index("</div>", start)]
    found = re.findall(r"<p dir[^>]*>(.*?)</p>", inside, re.DOTALL)
    return [re.sub(r"<[^>]*>", "", one).strip() for one in found]


def test_the_parts_of_a_long_text_are_all_of_it(visit: Visit) -> None:
    first = visit("/articles/dai")
    pages = [first]
    while following := pages[-1].all("a", rel="next", class_="step"):
        pages.append(visit(following[0]["href"].partition("#")[0]))
    assert len(pages) == 3
    assert [line for page in pages for line in shown(page)] == LINES
    assert all(len(page.html) < 150_000 for page in pages)
    assert first.one("p", class_="part")["text"] == "Phần 1 trong 3 phần"
    assert "Phần 2 trong 3 phần" in pages[1].one("title")["text"]
    back = [page.all("a", rel="prev", class_="step") for page in pages]
    assert [len(one) for one in back] == [0, 1, 1]


def test_every_part_has_a_link_that_keeps_the_query(visit: Visit) -> None:
    page = visit("/articles/dai", q="thóc", lang="en", part=2)
    link = page.link("Part 3")
    assert parse_qs(urlsplit(link).query)["q"] == ["thóc"]
    assert visit(link.partition("#")[0]).one("p", class_="part")["text"] == "Part 3 of 3"
    assert page.one("a", **{"aria-label": "Part 2"})["aria-current"] == "page"


def test_a_part_beyond_the_last_is_the_last(visit: Visit) -> None:
    assert shown(visit("/articles/dai", part=99))[-1] == LINES[-1]


@pytest.mark.parametrize("name", ["part", "captions", "tags", "authors"])
@pytest.mark.parametrize("value", ["0", "-1", "x", "1.5"])
def test_a_piece_that_is_no_number_is_none(visit: Visit, name: str, value: str) -> None:
    page = visit("/articles/dai", **{name: value})
    assert page.status == 200
    assert name in page.one(class_="problems")["text"]
    assert shown(page) == shown(visit("/articles/dai"))


def test_a_page_that_was_found_opens_at_the_part_of_the_first_match(visit: Visit) -> None:
    page = visit("/articles/dai", q='"cầu treo"')
    assert LINES[100] in shown(page)
    assert "2 chỗ khớp trong bài" in page.text
    assert page.link("xem chỗ đầu tiên") == "#m1"
    assert page.one("mark", id="m1")["text"] == "cầu treo"


def test_numbered_matches_lead_to_the_right_part_and_back(visit: Visit) -> None:
    page = visit("/articles/dai", q='"cầu treo"')
    following = page.link("Chỗ khớp sau")
    assert following.endswith("#m2")
    other = visit(following.partition("#")[0])
    assert LINES[400] in shown(other)
    assert other.one("mark", id="m2")["text"] == "cầu treo"
    before = other.link("Chỗ khớp trước")
    assert before.endswith("#m1")
    assert shown(visit(before.partition("#")[0])) == shown(page)
    assert other.link("xem chỗ đầu tiên") == before


def test_a_match_in_a_later_caption_is_shown(visit: Visit) -> None:
    page = visit("/articles/dai", q='"đò cuối cùng"')
    assert page.one("mark", id="m1")["text"] == "đò cuối cùng"
    assert "Ảnh 100: con đò cuối cùng" in page.texts("li")
    assert "51–100 trong 120" in page.text


@pytest.mark.parametrize(
    ("name", "values"),
    [("captions", LONG["captions"]), ("tags", LONG["tags"]), ("authors", LONG["authors"])],
)
def test_lists_are_shown_in_pieces_that_are_all_of_them(
    visit: Visit, name: str, values: list[str]
) -> None:
    found: list[str] = []
    address = "/articles/dai"
    while address:
        page = visit(address)
        every = {*page.texts("li"), *page.texts("bdi")}
        here = [one for one in values if one in every]
        assert 0 < len(here) <= 50
        found += here
        links = [a["href"] for a in page.all("a", rel="next") if a["href"].endswith(f"#{name}")]
        assert len(page.all(id=name)) == 1
        address = links[0].partition("#")[0] if links else ""
    assert found == values


def test_pieces_of_different_lists_are_chosen_side_by_side(visit: Visit) -> None:
    page = visit("/articles/dai", part=2, captions=2)
    link = next(a["href"] for a in page.all("a", rel="next") if a["href"].endswith("#tags"))
    other = visit(link.partition("#")[0])
    assert shown(other) == shown(page)
    assert "Ảnh 51: phiên chợ" in other.texts("li")
    assert "nhãn 51" in other.texts("bdi")


def test_a_word_without_end_is_cut_between_its_signs(visit: Visit) -> None:
    first = visit("/articles/chu")
    parts = int(re.findall(r"trong (\d+) phần", first.one("p", class_="part")["text"])[0])
    texts = [shown(visit("/articles/chu", part=n)) for n in range(1, parts + 1)]
    assert "".join(one for [one] in texts) == WORD["body"]
    assert all(one.startswith("a") for [one] in texts)


def test_an_article_of_usual_length_has_no_parts(visit: Visit) -> None:
    page = visit("/articles/ngan", q="đò")
    for class_ in ("part", "pages", "along"):
        assert page.all(class_=class_) == []
    assert shown(page) == ["Con đò nhỏ.", "Bến vắng."]
    assert page.marks == ["Đò", "đò"]


def test_a_long_summary_is_the_beginning_of_the_text(visit: Visit) -> None:
    first = visit("/articles/rong")
    assert " ".join(WIDE["summary"].split()) in " ".join(" ".join(shown(first)).split())
    assert first.all("p", class_="summary") == []
    assert shown(visit("/articles/rong", part=2)) == ["Con đò."]


@pytest.mark.parametrize("path", ["/", "/?q=con+đò", "/?q=đầu+đề+dài"])
def test_lists_show_the_beginnings_of_what_is_long(visit: Visit, path: str) -> None:
    page = visit(path)
    assert len(page.html) < 60_000
    headline = next(one for one in page.texts("h2") + page.texts("h3") if "Đầu đề dài" in one)
    assert headline.endswith("…")
    assert len(headline) <= 301
    assert all(len(one) <= 101 for one in page.texts("bdi", class_="author"))
    assert visit(page.link(headline)).texts("h1") == [WIDE["title"].strip()]


def test_answers_of_the_api_are_bounded_and_one_article_is_whole(app: Flask) -> None:
    client = app.test_client()
    [hit] = [one for one in client.get("/api/v1/search?q=đò").json["hits"] if one["id"] == "rong"]
    assert hit["title"].endswith("…")
    assert hit["summary"].endswith("…")
    assert len(hit["summary"]) <= 1_001
    assert len(hit["authors"]) == 21
    for start, end in hit["title_spans"]:
        assert 0 <= start < end <= len(hit["title"])
    assert client.get("/api/v1/articles/rong").json["title"] == WIDE["title"].strip()
    assert client.get("/api/v1/articles/dai").json["body"] == LONG["body"]


def test_spans_of_a_long_article_fit_its_whole_text(app: Flask) -> None:
    answer = app.test_client().get('/api/v1/articles/dai?q="cầu treo"').json
    assert [answer["body"][a:b] for a, b in answer["spans"]["body"]] == ["cầu treo"] * 2


def test_feeds_data_and_citations_hold_excerpts(app: Flask) -> None:
    client = app.test_client()
    assert len(client.get("/feed.atom?q=đò").data) < 20_000
    page = client.get("/articles/rong").text
    data = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)[0])
    assert len(json.dumps(data)) < 10_000
    assert len(data["author"]) == 21
    entry = client.get("/articles/rong/cite.bib").text
    assert entry.count(" and ") == 20
    assert " and others}" in entry


def test_the_library_still_gives_hits_their_whole_articles(archive: Path) -> None:
    with search.open(archive) as opened:
        [whole] = [one for one in opened.search("thóc").hits if one.article.id == "dai"]
        assert whole.article.body == LONG["body"]
        [short] = [one for one in opened.search("thóc", excerpts=True) if one.article.id == "dai"]
    assert short.article.body == ""
    assert short.snippets == whole.snippets
    assert [one.is_cut_after for one in short.snippets] == [
        one.is_cut_after for one in whole.snippets
    ]


def test_where_very_much_matches_the_count_is_a_lower_bound_and_all_parts_are_marked(
    visit: Visit,
) -> None:
    with mock.patch.object(highlighting, "MOST_FOLLOWED", 100):
        page = visit("/articles/dai", q="thóc")
        last = visit("/articles/dai", q="thóc", part=3)
    assert re.search(r"Ít nhất \d+ chỗ khớp trong bài", page.text)
    assert "thóc" in last.marks
    assert visit("/articles/dai", q="thóc").text.count("Ít nhất") == 0


def test_the_largest_articles_are_answered_at_a_bounded_length(
    tmp_path: Path, visitor: Callable[[Flask], Visit]
) -> None:
    records = [
        {"id": "a", "body": "cầu, " * 280_000, "title": "Bài"},
        {"id": "b", "body": "cầu\n" * 280_000, "title": "Bài"},
        {"id": "c", "captions": ["cầu phà"] * limits.ENTRIES["captions"]},
        {"id": "d", "captions": ["cầu, " * 280_000]},
    ]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    assert index.reindex([path], tmp_path / "archive", workers=0).indexed == 4
    visit = visitor(web.create_app(tmp_path / "archive", rate_search="off"))
    for id in "abcd":
        for asked in ({}, {"q": "cau pha"}, {"q": "cầu", "part": 9, "captions": 9}):
            page = visit(f"/articles/{id}", **asked)
            assert page.status == 200
            assert len(page.html) < 700_000
    assert len(visit("/", q="cau").html) < 60_000
