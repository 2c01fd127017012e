"""The search page: what it finds, and the ways on from there."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from helpers.pages import Articles, Visit

import search
import web
from search.display.sanitizing import sanitized


def asked(address: str) -> dict[str, list[str]]:
    """The parameters of an address of the search page."""
    parts = urlsplit(address)
    assert parts.path == "/"
    return parse_qs(parts.query)


def test_query_without_marks_finds_and_marks_the_printed_words(visit: Visit) -> None:
    page = visit(q="dan van")
    assert page.status == 200
    assert page.ids[:2] in (
        ["dan-van-kheo", "hoi-nghi-dan-van"],
        ["hoi-nghi-dan-van", "dan-van-kheo"],
    )
    assert {"Dân vận", "dân vận"} <= set(page.marks)


def test_hit_shows_day_source_and_section_above_its_headline(visit: Visit) -> None:
    hit = visit(q="cầu Bến Trúc").texts("li", class_="hit")[0]
    assert hit.startswith("7/7/2021 Báo Hà Yên Kinh tế Khởi công cầu Bến Trúc")


def test_detailed_list_shows_authors_and_time_of_day_and_up_to_two_snippets(
    visit: Visit, client: FlaskClient, library: search.Archive
) -> None:
    client.set_cookie("list", "detailed")
    page = visit(q="cầu Bến Trúc")
    first = page.texts("li", class_="hit")[0]
    assert first.startswith("7/7/2021, 18:39 Báo Hà Yên Kinh tế Trịnh Quyên Lam Hạ Khởi công")
    (hit, *_) = library.search("cầu Bến Trúc")
    assert [snippet.text in first for snippet in hit.snippets][:3] == [True, True, False]
    assert "2/10/2021" in visit(q="Nà Sương").texts("time")  # which has no time of day


def test_article_without_a_date_says_so(visit: Visit) -> None:
    (hit,) = visit(q="trạm thủy văn", match="all").texts("li", class_="hit")
    assert hit.startswith("Không rõ ngày Bài không có tiêu đề")


def test_snippet_of_a_caption_says_so(visit: Visit, client: FlaskClient) -> None:
    client.set_cookie("list", "detailed")
    page = visit(q='"phối cảnh"')
    assert any(text.startswith("Chú thích ảnh Phối cảnh") for text in page.texts("li"))


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("match", ["best", "all", "any"])
@pytest.mark.parametrize("q", ["dan van", "mực nước", '"cầu Bến Trúc"', "bài mã lạ", ""])
def test_page_shows_the_hits_of_the_library_in_its_order(
    visit: Visit, library: search.Archive, q: str, match: str, sort: str
) -> None:
    page = visit(q=q, match=match, sort=sort, size=5, page=2)
    results = library.search(q, match=match, sort=sort, limit=5, offset=5, group=True)
    expected = [
        quote({".": "%2E", "..": "%2E%2E"}.get(h.article.id, h.article.id), safe="")
        for h in results
    ]
    assert page.ids == expected
    assert f"{results.total} bài" in page.text


def test_filters_narrow_the_list_and_stay_in_the_form(visit: Visit) -> None:
    page = visit(q="dân vận", since="2022-01-01", until="2022-12-31", category="Chính trị", size=3)
    assert page.ids == ["hoi-nghi-dan-van"]
    assert page.one("input", name="when")["value"] == "2022"
    assert page.one("input", name="category")["value"] == "Chính trị"
    assert page.one("input", name="size")["value"] == "3"
    assert page.one("input", id="q")["value"] == "dân vận"


def test_order_and_match_stay_chosen_in_the_form(visit: Visit) -> None:
    page = visit(q="dân vận", sort="oldest", match="any")
    chosen = [one["value"] for one in page.all("option") if "selected" in one]
    assert chosen[:2] == ["oldest", "any"]


def test_facet_link_adds_a_value_and_keeps_the_search(visit: Visit) -> None:
    page = visit(q="dân vận", sort="newest", source="Báo Hà Yên", page=2, size=1)
    assert asked(page.link("Nhật báo Lam Khê")) == {
        **{"q": ["dân vận"], "sort": ["newest"], "size": ["1"]},
        "source": ["Báo Hà Yên", "Nhật báo Lam Khê"],
    }


def test_several_values_of_several_facets_hold_at_once(
    visit: Visit, library: search.Archive
) -> None:
    wanted: dict[str, Any] = {"category": ["Chính trị", "Kinh tế"], "source": ["Báo Hà Yên"]}
    page = visit(q="dân vận", match="any", **wanted)
    assert page.ids == [h.article.id for h in library.search("dân vận", match="any", **wanted)]
    chosen = [one["text"].strip() for one in page.all("a", class_="chosen")]
    assert sorted(chosen) == ["Báo Hà Yên", "Chính trị", "Kinh tế"]


def test_chip_removes_one_filter_and_the_last_link_all(visit: Visit) -> None:
    page = visit(q="dân vận", category=["Chính trị", "Kinh tế"], since="2021-10-01")
    without = asked(page.link("Bỏ “Chuyên mục: Kinh tế”"))
    assert without == {"q": ["dân vận"], "category": ["Chính trị"], "since": ["2021-10-01"]}
    assert asked(page.link("Bỏ “Từ 1/10/2021”")) == {
        "q": ["dân vận"],
        "category": ["Chính trị", "Kinh tế"],
    }
    assert asked(page.link("Bỏ mọi bộ lọc")) == {"q": ["dân vận"]}


def test_chosen_facet_value_leads_back_even_when_nothing_carries_it(visit: Visit) -> None:
    page = visit(q="dân vận", category="Không có mục này")
    assert asked(page.one("a", class_="chosen")["href"]) == {"q": ["dân vận"]}


def test_year_sets_both_days_and_choosing_it_again_removes_them(visit: Visit) -> None:
    link = visit(q="dân vận").link("2022")
    assert asked(link) == {"q": ["dân vận"], "since": ["2022-01-01"], "until": ["2022-12-31"]}
    page = visit(link)
    assert page.ids == ["hoi-nghi-dan-van"]
    assert asked(page.one("a", class_="chosen")["href"]) == {"q": ["dân vận"]}
    assert asked(page.link("Bỏ “Năm: 2022”")) == {"q": ["dân vận"]}


def test_long_facet_is_folded_but_counts_what_it_hides(visit: Visit) -> None:
    page = visit(q="mực nước hồ chứa")
    assert "Thêm 17" in page.texts("summary")


def test_doors_offer_a_workbook_as_far_as_one_is_made(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def formats() -> list[str]:
        found = re.findall(r"format=(\w+)", client.get("/?q=mực nước hồ chứa").text)
        return list(dict.fromkeys(found))

    assert formats() == ["csv", "xlsx", "jsonl", "ris", "bibtex"]
    monkeypatch.setitem(app.jinja_env.globals, "MOST_IN_WORKBOOK", 24)
    assert formats() == ["csv", "jsonl", "ris", "bibtex"]


def test_every_page_is_reached_by_next_and_by_number(visit: Visit, library: search.Archive) -> None:
    seen = []
    page = visit(q="mực nước hồ chứa", size=7)
    assert len(page.all("a", rel="prev")) == 0
    while True:
        seen += page.ids
        (current,) = page.all("a", **{"aria-current": "page"})
        following = page.all("a", rel="next")
        if not following:
            break
        before = current["href"]
        page = visit(following[0]["href"])
        assert asked(page.one("a", rel="prev")["href"]) == asked(before)
    assert len(seen) == len(set(seen))
    total = library.search("mực nước hồ chứa").total
    assert total == 25
    assert len(seen) >= total
    assert asked(page.link("Trang 1")) == {"q": ["mực nước hồ chứa"], "size": ["7"]}


@pytest.mark.parametrize("number", ["50", "1000000000", "9" * 4000, "9" * 5000])
def test_page_beyond_the_end_is_empty_and_says_so(visit: Visit, number: str) -> None:
    page = visit(q="mực nước hồ chứa", page=number)
    assert page.status == 200
    assert page.ids == []
    assert "kết quả chỉ có 3 trang" in page.text
    assert asked(page.link("Đến trang cuối"))["page"] == ["3"]
    assert asked(page.link("Trang trước"))["page"] == ["3"]


def test_hits_that_are_no_match_stand_under_a_heading_of_their_own(
    visit: Visit, library: search.Archive
) -> None:
    query, category = "công tác dân vận", ["Chính trị", "Kinh tế", "Văn hóa"]
    results = library.search(query, category=category)
    assert results.hits[-1].beyond
    page = visit(q=query, category=category)
    at = page.html.index('id="beyond"')
    tail = [hit for hit in results if page.html.index(f"/articles/{hit.article.id}?") > at]
    assert tail
    assert all(hit.beyond for hit in tail)
    assert not results.hits[-len(tail) - 1].beyond


def test_total_by_score_is_explained_and_can_be_widened(visit: Visit) -> None:
    page = visit(q="dan van")
    assert "khớp gần đúng" in page.text
    assert "có điểm từ 40 % điểm của bài đứng đầu trở lên" in page.text
    link = page.link("Xem mọi bài có ít nhất một từ")
    assert asked(link) == {"q": ["dan van"], "match": ["any"]}
    assert "có ít nhất một từ" in visit(link).texts("p", class_="total")[0]


def test_note_of_the_library_is_told_in_the_language_of_the_page(visit: Visit) -> None:
    page = visit(q='bản "dân vận')
    assert 'Đã bỏ một dấu ngoặc kép đứng lẻ: bản "dân vận' in page.texts("p", class_="note")
    assert page.texts("b") == ['"']  # at its place
    english = visit(q='"dân vận', lang="en").text
    assert "A quotation mark without its twin was left out:" in english


def test_long_query_is_not_told_whole_in_a_note(visit: Visit) -> None:
    page = visit(q="dân vận " * 20 + '"' + " công tác" * 20)
    (told,) = page.texts("q")
    assert told.startswith("…")
    assert told.endswith("…")
    assert len(told) < 60


def test_other_forms_of_words_are_told_in_one_note(visit: Visit) -> None:
    page = visit(q="HĐND, UBND")
    told = "HĐND = Hội đồng nhân dân; UBND = Ủy ban nhân dân."
    assert f"Đã tìm cả những cách viết khác của một từ: {told}" in page.text
    assert page.text.count("Đã tìm cả") == 1
    english = visit(q="HĐND <b>", lang="en").text
    assert "Also searched for other forms of a word: HĐND = Hội đồng nhân dân." in english


def test_nothing_found_says_what_to_try(visit: Visit) -> None:
    page = visit(q='"khủng long bạo chúa"', match="all", category="Kinh tế", since="2021-01-01")
    assert page.status == 200
    assert page.ids == []
    assert "Không tìm thấy bài nào" in page.text
    assert asked(page.link('"khung long bao chua"'))["q"] == ['"khung long bao chua"']
    assert asked(page.link("khủng long bạo chúa"))["q"] == ["khủng long bạo chúa"]
    assert "match" not in asked(page.link("khớp gần đúng"))
    assert "category" not in asked(page.link("Bỏ “Chuyên mục: Kinh tế”"))


def test_nothing_found_points_at_days_in_the_wrong_order(visit: Visit) -> None:
    page = visit(q="dân vận", since="2022-01-01", until="2021-01-01")
    assert "Ngày đầu đang sau ngày cuối" in page.text


def test_empty_box_shows_the_front_of_the_archive(
    visit: Visit, articles: Articles, library: search.Archive
) -> None:
    page = visit()
    assert f"{len(articles)} bài báo, từ năm 2015 đến năm 2022" in page.text
    assert page.ids == [hit.article.id for hit in library.search("")]
    assert page.ids[0] == "hoi-nghi-dan-van"
    assert asked(page.link("Chính trị")) == {"category": ["Chính trị"]}
    assert asked(page.link("Xem các bài cũ hơn")) == {"page": ["2"]}
    assert "autofocus" in page.one("input", id="q")


def test_empty_query_with_a_filter_lists_what_passes_newest_first(visit: Visit) -> None:
    page = visit(q="", category="Kinh tế")
    assert page.ids == ["mua-vai-som", "cau-ben-truc"]
    assert "Các bài đã lọc" in page.texts("h1")


def test_query_of_10000_characters_is_answered(visit: Visit) -> None:
    query = "công tác dân vận quý hai " * 400
    assert len(query) == 10_000
    page = visit(q=query)
    assert page.status == 200
    assert "dan-van-kheo" in page.ids
    assert len(page.html) < 3_000_000
    assert len(page.one("h1")["text"]) < 120


def test_query_longer_than_the_library_reads_is_cut_with_a_note(visit: Visit) -> None:
    page = visit(q="dân vận " * 3000)
    assert page.status == 200
    assert "Từ khoá quá dài, nên chỉ tìm theo phần đầu." in page.text


@pytest.mark.parametrize(
    "query",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "' onmouseover='alert(1)",
        "javascript:alert(1)",
        "{{ 7 * 7 }}",
        "\u202egnoc\u202c \u2066 \x00 \x1b \ufffe",
        "&lt;b&gt; &amp;",
        "%00 %s %(x)s {0}",
        '((("* AND OR NOT ?*',
    ],
)
def test_query_stays_text(visit: Visit, query: str) -> None:
    page = visit(q=query, category=query, lang="vi")
    assert page.status == 200
    assert page.strange("script") == []
    assert page.strange("img") == []
    assert not [name for _, attrs in page.elements for name in attrs if name.startswith("on")]
    assert page.one("input", id="q")["value"] == sanitized(query)


def test_english_is_chosen_by_a_link_and_carried_by_links_and_form(visit: Visit) -> None:
    vietnamese = visit(q="dan van", category="Chính trị", size=1, page=2)
    assert vietnamese.one("html")["lang"] == "vi"
    link = vietnamese.link("English")
    assert asked(link) == {
        **{"q": ["dan van"], "category": ["Chính trị"], "size": ["1"], "page": ["2"]},
        "lang": ["en"],
    }
    english = visit(link)
    assert english.one("html")["lang"] == "en"
    assert english.one("input", name="lang")["value"] == "en"
    for anchor in english.all("a"):
        if anchor["href"].startswith("/") and anchor.get("hreflang") != "vi":
            assert parse_qs(urlsplit(anchor["href"]).query)["lang"] == ["en"], anchor
    assert asked(english.link("Tiếng Việt"))["lang"] == ["vi"]


def test_language_that_was_chosen_is_that_of_pages_that_name_none(visit: Visit) -> None:
    visit(lang="en")
    page = visit(q="dan van")
    assert page.one("html")["lang"] == "en"
    assert page.all("input", name="lang") == []
    assert "lang" not in asked(page.link("Chính trị"))
    assert visit("/khong-co").one("html")["lang"] == "en"
    assert visit(page.link("Tiếng Việt")).one("html")["lang"] == "vi"
    assert visit().one("html")["lang"] == "vi"


def test_page_depends_on_cookies_and_the_api_does_not(visit: Visit, client: FlaskClient) -> None:
    assert "cookie" in visit().response.vary
    assert "cookie" not in client.get("/api/v1/search?q=x&lang=en").vary
    assert client.get_cookie("lang") is None


def test_english_counts_one_article_and_writes_english_dates(visit: Visit) -> None:
    page = visit(q='"cầu Bến Trúc"', lang="en", category="Kinh tế")
    assert "1 article " in page.text + " "
    assert "1 articles" not in page.text
    assert "7 Jul 2021" in page.texts("time")


def test_parameters_nobody_knows_are_ignored(visit: Visit) -> None:
    assert visit(q="dan van", utm_source="x", debug="1").ids == visit(q="dan van").ids


def test_days_may_be_given_as_people_say_them(visit: Visit) -> None:
    page = visit(q="dân vận", since="quý I/2021", until="07/2021")
    assert page.one("input", name="when")["value"] == "từ 1/1/2021 đến 31/7/2021"


def copied(count: int) -> list[dict[str, Any]]:
    """One text in several papers, and articles of their own."""
    body = "Chợ phiên Mường Khao mở lại sau hai năm, hàng thổ cẩm bày kín bãi đất ven suối."
    copies = [
        {"id": f"cho-{n}", "title": "Chợ phiên mở lại", "body": body, "published": "2022-03-01"}
        for n in range(count)
    ]
    return [
        *copies,
        {"id": "vai", "title": "Chợ phiên bán vải", "body": "Vải nhuộm chàm được giá."},
    ]


def test_near_duplicates_are_one_hit_unless_asked_for_one_by_one(
    make_archive: Callable[..., search.Archive], visitor: Callable[..., Visit]
) -> None:
    read = visitor(web.create_app(make_archive(*copied(14))))
    visit = partial(read, q="chợ phiên", match="any")
    page = visit()
    assert len(page.all("li", class_="hit")) == 2
    assert "15 bài" in page.text
    assert "gộp bài trùng còn 2 mục" in page.text
    (group,) = page.all("details", class_="duplicates")
    assert "13 bài gần như trùng" in group["text"]
    listed = [id for id in page.ids if id.startswith("cho-")]
    assert len(set(listed)) == len(listed) == 1 + 10  # the hit, and those like it
    assert asked(page.link("Xem riêng từng bài trùng"))["group"] == ["false"]
    assert "13 near-duplicates" in visit(lang="en").text
    (following,) = visit(size=1).all("a", rel="next")
    assert asked(following["href"])["page"] == ["2"]
    assert "page=3" not in visit(size=1).html
    apart = visit(group="false", size=50)
    assert len(apart.all("li", class_="hit")) == 15
    assert apart.all("details", class_="duplicates") == []
    assert asked(apart.link("2022"))["group"] == ["false"]


def test_the_front_stays_the_front_when_grouped(visit: Visit) -> None:
    assert visit(group="true").texts("h1") == visit().texts("h1")


def test_another_spelling_is_offered_and_applied_only_to_find_anything(
    make_archive: Callable[..., search.Archive],
) -> None:
    articles = ({"id": str(n), "body": "Hội đồng nhân dân xã họp."} for n in range(30))
    client = web.create_app(make_archive(*articles)).test_client()
    with client.get("/", query_string={"q": "hội đồng nhân dâm"}) as response:
        page = response.get_data(as_text=True)
    assert "Có phải bạn muốn tìm:" in page
    assert '<bdi class="query">hội đồng nhân dân</bdi>' in page
    with client.get("/", query_string={"q": "đồnng", "lang": "en"}) as response:
        page = response.get_data(as_text=True)
    assert "Showing results for:" in page
    assert "No article has “đồnng” as it was typed." in page
    assert '<bdi class="query">đồng</bdi>' in page
    with client.get("/", query_string={"q": "hội đồng"}) as response:
        assert "Có phải bạn muốn tìm:" not in response.get_data(as_text=True)


def test_keys_are_read_as_letters_with_one_link_back(
    make_archive: Callable[..., search.Archive],
) -> None:
    articles = ({"id": str(n), "body": "Hội đồng nhân dân xã họp."} for n in range(30))
    client = web.create_app(make_archive(*articles)).test_client()

    def page(**query: str) -> str:
        with client.get("/", query_string=query) as response:
            return response.get_data(as_text=True)

    read = page(q="hooji ddoongf xã", category="Xã")
    assert "Đang hiện kết quả cho:" in read
    assert '<bdi class="query">hội đồng xã</bdi>' in read
    back = "/?q=hooji+ddoongf+x%C3%A3&amp;category=X%C3%A3&amp;as_typed=true"
    assert read.count(f'href="{back}"') == 1
    assert "Tìm đúng như đã gõ</a>" in read
    assert "Có phải bạn muốn tìm:" not in read
    as_typed = page(q="hooji ddoongf xã", as_typed="true")
    assert "Đang hiện kết quả cho:" not in as_typed
    assert "/?q=h%E1%BB%99i+%C4%91%E1%BB%93ng+x%C3%A3" in as_typed  # the suggestion, not as typed


def test_what_was_found_by_another_spelling_is_shown_by_it(
    make_archive: Callable[..., search.Archive],
) -> None:
    dated = {"body": "Hội đồng nhân dân xã họp.", "published": "2021-05-05"}
    archive = make_archive(*({**dated, "id": str(n), "title": f"Số {n}"} for n in range(30)))
    assert archive.highlight(archive.article("1"), "ddoofng")["body"]  # type: ignore[arg-type]
    client = web.create_app(archive).test_client()
    with client.get("/", query_string={"q": "ddoofng"}) as response:
        page = response.get_data(as_text=True)
    assert "/articles/1?q=%C4%91%E1%BB%93ng" in page
    assert "/compare?q=%C4%91%E1%BB%93ng" in page
    assert '<a href="/?q=%C4%91%E1%BB%93ng&amp;match=all" rel="nofollow">30 bài có đúng từ' in page
    assert "/articles/1?q=ddoofng" not in page


def test_mistake_in_the_form_keeps_the_query(visit: Visit) -> None:
    page = visit(q="dân vận", when="tháng 13/2021")
    assert page.status == 200
    assert page.one("input", id="q")["value"] == "dân vận"


def test_value_that_no_address_may_hold_is_no_link(
    make_archive: Callable[..., search.Archive],
) -> None:
    long = {"id": "a", "body": "Chợ phiên.", "category": "y" * 600}
    client = web.create_app(make_archive(long, {**long, "id": "b", "category": "Xã"})).test_client()
    with client.get("/", query_string={"q": "chợ"}) as response:
        page = response.get_data(as_text=True)
    assert "category=yyy" not in page
    assert "category=X" in page


def test_a_period_among_plain_words_is_offered_as_a_link(visit: Visit) -> None:
    page = visit(q="cầu cuối năm 2018", category="Kinh tế", lang="en")
    assert "These words name a period" in page.text
    link = asked(page.link('cầu ngày:"cuối năm 2018"'))
    assert link["q"] == ['cầu ngày:"cuối năm 2018"']
    assert link["category"] == ["Kinh tế"]


def test_days_that_exclude_each_other_are_said(visit: Visit) -> None:
    page = visit(q="cầu before:2018 after:2020")
    assert "Không ngày nào thoả hết các điều kiện về ngày" in page.text


def test_ways_of_counting_are_links_that_keep_the_query(
    visit: Visit, library: search.Archive
) -> None:
    page = visit(q="dân vận", since="2015-01-01", sort="newest")
    counts = library.search("dân vận", since="2015-01-01").counts
    for text, match in (
        (f"{counts.phrase} bài có đúng cụm từ dân vận", "phrase"),
        (f"{counts.all} bài có đủ mọi từ", "all"),
    ):
        address = page.link(text)
        given = asked(address)
        assert given["match"] == [match]
        assert (given["q"], given["since"]) == (["dân vận"], ["2015-01-01"])
        there = visit(address)
        assert f"{text.split()[0]} bài" in there.texts("strong")
        assert "match" not in asked(there.link(f"{counts.score} bài khớp gần đúng"))
    assert f"{counts.score} bài khớp gần đúng trong phạm vi đã lọc" in page.text
    english = visit(q="dân vận", match="phrase", lang="en")
    assert "that have the exact phrase" in english.texts("p", class_="total")[0]


def test_one_word_has_one_number_less_and_a_quoted_query_has_none(visit: Visit) -> None:
    page = visit(q="cầu")
    assert re.search(r"\d+ bài khớp gần đúng", page.texts("p", class_="total")[0])
    assert re.search(r"\d+ bài có đúng từ cầu", page.texts("p", class_="total")[1])
    assert "đúng cụm từ" not in " ".join(page.texts("p", class_="total"))
    quoted = visit(q='"dân vận"')
    assert "đúng điều kiện đã gõ" in quoted.text
    assert len(quoted.all("p", class_="total")) == 1
    assert "gần đúng" not in visit(category="Xã hội").texts("p", class_="total")[0]


def test_a_phrase_that_nothing_has_leads_to_what_comes_near(visit: Visit) -> None:
    page = visit(q="khéo vận dân", match="phrase")
    assert page.ids == []
    assert "0 bài có đúng cụm từ" in page.text
    assert "match" not in asked(page.link("khớp gần đúng"))


def test_values_are_left_out_by_a_link_beside_them_and_let_in_again(
    visit: Visit, library: search.Archive
) -> None:
    link = visit(q="dân vận", match="any", page=2).link("Loại trừ “Báo Hà Yên”")
    without = {"q": ["dân vận"], "match": ["any"]}
    assert asked(link) == {**without, "exclude_source": ["Báo Hà Yên"]}
    page = visit(link)
    expected = library.search("dân vận", match="any", exclude_source=["Báo Hà Yên"])
    assert page.ids == [hit.article.id for hit in expected]
    assert page.one("input", name="exclude_source")["value"] == "Báo Hà Yên"
    assert asked(page.link("Thôi loại trừ “Báo Hà Yên”")) == without
    assert asked(page.link("Bỏ “Trừ Nguồn: Báo Hà Yên”")) == without


def test_a_value_is_never_both_chosen_and_left_out(visit: Visit) -> None:
    page = visit(q="dân vận", match="any", source="Báo Hà Yên")
    swapped = asked(page.link("Loại trừ “Báo Hà Yên”"))
    assert "source" not in swapped
    assert swapped["exclude_source"] == ["Báo Hà Yên"]


def test_articles_without_a_date_are_a_value_of_the_years(visit: Visit, articles: Articles) -> None:
    undated = [id for id, one in articles.items() if "published" not in one]
    page = visit(page=2)
    link = page.link("Không rõ ngày")
    assert asked(link) == {"undated": ["true"]}
    page = visit(link)
    assert f"{len(undated)} bài" in page.texts("strong")
    assert asked(page.link("Bỏ “Không rõ ngày”")) == {}
    assert "undated" not in asked(page.link("2021"))
    assert page.one("input", name="undated")["value"] == "true"


def test_values_of_a_long_facet_can_be_searched(visit: Visit) -> None:
    page = visit(q="mực nước", find_source="ban TIN so 2")
    assert page.one("input", name="find_source")["value"] == "ban TIN so 2"
    found = {one for one in page.texts("a") if one.startswith("Bản tin số")}
    assert found == {f"Bản tin số {n}" for n in (2, *range(20, 26))}
    assert page.all("input", name="find_category") == []  # which has one value
    assert "Không có mục nào." in visit(q="mực nước", find_source="zz").text
    assert asked(page.link("Bản tin số 20")).keys() == {"q", "source"}


def test_long_query_stands_in_few_addresses_and_all_ways_still_lead_on(
    visit: Visit, client: FlaskClient
) -> None:
    query = ("Mực nước hồ chứa Khe Bạch sáng nay an toàn cho hạ du. " * 40)[:2000].strip()
    page = visit(q=query, match="any", sort="newest", size=5)
    assert page.status == 200
    assert len(page.html.encode()) < 60_000
    assert page.one("form", id="again")
    again = page.all("input", type="hidden", name="q")[0]["value"]
    buttons = {one.get("aria-label") or one["text"].strip(): one for one in page.all(form="again")}
    for label, added in (
        ("Trang sau", {"page": ["2"]}),
        ("Thông báo", {"category": ["Thông báo"]}),
        ("Loại trừ “Thông báo”", {"exclude_category": ["Thông báo"]}),
    ):
        answer = client.get("/", query_string={"q": again, "go": buttons[label]["value"]})
        assert answer.status_code == 303
        expected = {"q": [query], "match": ["any"], "sort": ["newest"], "size": ["5"], **added}
        assert asked(answer.location) == expected
