"""Web pages: what is told of an article, and what is none."""

from __future__ import annotations

import io
import json
from datetime import date, datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles.article import Article, Rejected
from index.articles.dates import vietnamese_time
from index.inputs import read
from index.inputs.content import Content
from index.inputs.conversion import Options
from index.inputs.found import Listing, Record, Skipped
from index.inputs.html import page_reader
from index.inputs.html.tree import DEEPEST, MOST_ELEMENTS, flattened
from index.inputs.reading import convert

TITLE = "Thông xe cầu treo Bản Lấu sau mười năm chờ đợi"
LEAD = "Người dân bốn bản vùng cao không còn phải đi mảng qua suối mỗi mùa lũ."
TEXT = [
    "Sáng 7/7, xã Mường Khao thông xe cầu treo Bản Lấu, công trình được chờ đợi suốt mười năm "
    "của người dân bốn bản vùng cao ven suối Nậm Khao.",
    "Cầu dài 86 mét, mặt cầu rộng 2,5 mét, có tổng vốn hơn bảy tỉ đồng do ngân sách tỉnh và "
    "doanh nghiệp đóng góp. Trước đây, vào mùa mưa học sinh phải nghỉ học vì nước lũ.",
    "Ông Lò Văn Mây, trưởng bản, cho biết bà con đã góp gần một nghìn ngày công để san nền, "
    "chuyển vật liệu. “Từ nay hết cảnh đi mảng qua suối”, ông nói.",
]
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)


def page(head: str = "", main: str = "", title: str = TITLE, body: str = BODY) -> str:
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title} - Báo Lam Khê</title>'
        f'{head}</head><body><header><div class="now">Chủ nhật, 29/11/2026</div>'
        f'<nav><a href="/">Trang chủ</a></nav></header><main><h1>{TITLE}</h1>{main}'
        f'<div class="content">{body}</div></main><footer>Giấy phép số 1/GP</footer></body></html>'
    )


def found(html: str | bytes) -> Any:
    data = html.encode() if isinstance(html, str) else html
    [one] = read(["-"], standard_input=io.BytesIO(data))
    return one


def article(html: str | bytes) -> Article:
    one = found(html)
    assert isinstance(one, Article), one
    return one


def linked(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value, ensure_ascii=False)}</script>'


def news(**values: object) -> dict[str, object]:
    return {"@type": "NewsArticle", "headline": TITLE, **values}


def test_the_text_is_that_of_the_article_alone() -> None:
    related = "".join(
        f'<li><a href="/{n}.htm">Tin khác số {n} về chợ phiên vùng cao</a></li>' for n in range(9)
    )
    one = article(page(body=f"{BODY}<div class='related'><ul>{related}</ul></div>"))
    assert (one.title, one.body) == (TITLE, "\n".join(TEXT))


@pytest.mark.parametrize(
    ("head", "when", "source"),
    [
        (
            linked(news(datePublished="2021-07-07T18:39:00 +07:00")),
            "18:39",
            "json-ld datePublished",
        ),
        (linked([[news(datePublished="2021-07-07T18:39:00")]]), "18:39", "json-ld datePublished"),
        (
            linked({"@graph": [{"@type": "WebPage"}, news(datePublished="2021-07-07T11:39:00Z")]}),
            "18:39",
            "json-ld datePublished",
        ),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "x\ny", '
            '"datePublished": "2021-07-07T18:39:00+07:00",}</script>',
            "18:39",
            "json-ld datePublished",
        ),
        (
            '<meta property="article:published_time" content="2021-07-07T18:39:00+0700">',
            "18:39",
            "meta article:published_time",
        ),
    ],
)
def test_the_date_is_read_where_the_head_tells_it(head: str, when: str, source: str) -> None:
    one = article(page(head))
    moment = vietnamese_time(one.published)
    assert isinstance(moment, datetime)
    assert f"{moment:%Y-%m-%d %H:%M}" == f"2021-07-07 {when}"
    assert one.extra["date_from"] == source


@pytest.mark.parametrize(
    "line",
    [
        "Thứ tư, 07/07/2021 18:39 (GMT+7)",
        "18:39 | 07/07/2021",
        "Cập nhật lúc 18:39, 07/07/2021",
        "Đăng lúc 18h39 ngày 7/7/2021",
        "18 giờ 39 phút, ngày 7 tháng 7 năm 2021",
        "Hà Thục Uyên - 07/07/2021 18:39 | 1.234 lượt xem",
    ],
)
def test_the_date_is_read_as_it_is_shown_under_the_headline(line: str) -> None:
    one = article(page(main=f'<div class="x">{line}</div>'))
    moment = vietnamese_time(one.published)
    assert isinstance(moment, datetime)
    assert f"{moment:%Y-%m-%d %H:%M}" == "2021-07-07 18:39"
    assert one.extra["date_from"] == "text"


def test_dates_of_today_of_comments_and_of_related_articles_are_not_the_articles() -> None:
    others = (
        '<div class="comments"><p>Bạn đọc - 08/08/2022</p></div>'
        '<ul class="related"><li>Tin (01/02/2020)</li></ul>'
    )
    assert article(page(body=BODY + others)).published is None


def test_a_day_in_the_head_gets_the_time_that_is_shown() -> None:
    head = '<meta name="pubdate" content="2021-07-07">'
    one = article(page(head, main="<p>07/07/2021 18:39</p>"))
    assert isinstance(one.published, datetime)
    alone = article(page(head))
    assert alone.published == date(2021, 7, 7)


@pytest.mark.parametrize(
    ("head", "end", "authors"),
    [
        (linked(news(author={"@type": "Person", "name": "Hà Thục Uyên"})), "", ("Hà Thục Uyên",)),
        (
            linked(news(author={"name": ""})),
            '<p style="text-align:right"><b>HÀ UYÊN - LÒ MÂY</b></p>',
            ("HÀ UYÊN", "LÒ MÂY"),
        ),
        (
            '<meta name="author" content="Báo Lam Khê">',
            "<p><b>Bài và ảnh: Hà Uyên</b></p>",
            ("Hà Uyên",),
        ),
        ('<meta property="article:author" content="https://facebook.com/bao">', "", ()),
        ("", '<p class="author">Lò Mây</p>', ("Lò Mây",)),
    ],
)
def test_authors_are_persons(head: str, end: str, authors: tuple[str, ...]) -> None:
    one = article(page(head, body=BODY + end))
    assert one.authors == authors
    assert one.body == "\n".join(TEXT)


def test_lead_captions_section_and_address_have_fields_of_their_own() -> None:
    figure = "<figure><img src='a.jpg'><figcaption>Học sinh qua cầu</figcaption></figure>"
    table = "<table><tr><td><img src='b.jpg'></td></tr><tr><td><i>Lễ thông xe</i></td></tr></table>"
    head = '<link rel="canonical" href="https://lamkhe.example/cau-1.htm">'
    crumbs = '<div class="breadcrumb"><a href="/">Trang chủ</a> / <a href="/xh">Xã hội</a></div>'
    one = article(page(head, f'{crumbs}<h2 class="sapo">{LEAD}</h2>', body=BODY + figure + table))
    assert (one.summary, one.captions) == (LEAD, ("Học sinh qua cầu", "Lễ thông xe"))
    assert (one.category, one.url) == ("Xã hội", "https://lamkhe.example/cau-1.htm")
    assert (one.source, one.body) == ("Báo Lam Khê", "\n".join(TEXT))


def test_a_headline_that_was_escaped_twice_is_read() -> None:
    head = linked(news(headline="Chợ &amp;quot;Bến Trúc&amp;quot;"))
    html = (
        page(head)
        .replace(f"<h1>{TITLE}</h1>", "")
        .replace(f"<title>{TITLE} - Báo Lam Khê</title>", "")
    )
    assert article(html).title == 'Chợ "Bến Trúc"'


def test_a_page_of_links_is_a_listing_which_can_be_asked_for() -> None:
    items = "".join(
        f'<div><h3><a href="/tin-{n}.htm">Tin số {n} về việc làm đường vào bản</a></h3>'
        f"<p>{TEXT[n % 3][:90]}</p></div>"
        for n in range(20)
    )
    head = (
        '<meta property="og:type" content="article">'
        '<link rel="canonical" href="https://a.example/xa-hoi">'
    )
    html = (
        f"<html><head><title>Xã hội</title>{head}</head><body><h1>Xã hội</h1>{items}</body></html>"
    )
    one = found(html)
    assert isinstance(one, Listing)
    taken = convert(one, Options(listings=True))
    assert isinstance(taken, Article)


@pytest.mark.parametrize(
    ("html", "what", "said"),
    [
        (
            '<html><head><meta http-equiv="refresh" content="0; url=/x"></head>'
            "<body>Đang chuyển trang, xin đợi</body></html>",
            Skipped,
            "another page",
        ),
        (
            "<html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1>"
            "<p>nginx 1.18 server</p></body></html>",
            Skipped,
            "error",
        ),
        ("<html><frameset><frame src='a.htm'></frameset></html>", Skipped, "frames"),
        (
            "<html><body><script>var a = 'nhiều chữ';</script></body></html>",
            Rejected,
            "hardly any text",
        ),
        ("<html>" + "<p>x</p>" * (MOST_ELEMENTS + 5), Rejected, "elements"),
    ],
)
def test_what_is_no_article_says_what_it_is(html: str, what: type, said: str) -> None:
    one = found(html)
    assert isinstance(one, what), one
    assert said in one.reason


def test_old_encodings_of_pages_are_read_whatever_the_page_says() -> None:
    for declared, encoding in (
        ("utf-8", "utf-8"),
        ("iso-8859-1", "utf-8"),
        ("windows-1258", "cp1258"),
    ):
        html = page().replace('charset="utf-8"', f'charset="{declared}"')
        if encoding == "cp1258":
            import unicodedata  # noqa: PLC0415

            decomposed = unicodedata.normalize("NFD", html.replace("“", '"').replace("”", '"'))
            kept = {
                "ă": "ă",
                "â": "â",
                "ê": "ê",
                "ô": "ô",
                "ơ": "ơ",
                "ư": "ư",
                "Ă": "Ă",
                "Â": "Â",
                "Ê": "Ê",
                "Ô": "Ô",
                "Ơ": "Ơ",
                "Ư": "Ư",
            }
            for composed in kept:
                decomposed = decomposed.replace(unicodedata.normalize("NFD", composed), composed)
            data = decomposed.encode("cp1258", "replace")
        else:
            data = html.encode(encoding)
        assert article(data).title == TITLE


def test_what_is_nested_too_deeply_keeps_its_text() -> None:
    deep = "<div>" * 5_000 + BODY + "</div>" * 5_000
    one = article(page(body=deep))
    assert "Ông Lò Văn Mây" in one.body
    assert any("nested" in note for note in one.extra["notes"])
    shallow = "<p>x" * 9_000
    assert flattened(shallow) is shallow
    assert flattened("<div>" * DEEPEST + "<p>a</p><div><p>b</p></div>").count("<div>") == DEEPEST


def test_the_time_of_a_crawl_is_no_date_of_publication() -> None:
    crawled = datetime(2022, 1, 1, tzinfo=timezone.utc)
    content = Content("a.html", iter([page().encode()]), (), {"crawled": crawled})
    [record] = page_reader.read(content, Options())
    assert isinstance(record, Record)
    one = convert(record, Options())
    assert isinstance(one, Article)
    assert one.published is None
    assert one.extra["crawled"].startswith("2022-01-01")


@given(st.binary(max_size=400), st.integers(0, 3_000))
def test_any_page_however_broken_is_told(noise: bytes, at: int) -> None:
    data = page().encode()
    broken = data[:at] + noise + data[at + len(noise) :]
    pieces = list(page_reader.read(Content("a.html", iter([broken])), Options()))
    assert len(pieces) == 1
