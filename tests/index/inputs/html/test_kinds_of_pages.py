"""How content systems put what a page tells: each test is of one way, not of one page."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Any

import pytest

from index.articles.article import Article
from index.inputs import read
from index.inputs.found import Listing

TITLE = "Kho thóc ba gian của làng Vạn Ninh mở cửa"
LEAD = "Kho thóc bỏ không gần hai mươi năm vừa được dân làng sửa thành phòng đọc."
TEXT = [
    "Chiều thứ bảy, tiếng trống trường vừa dứt thì sân kho đã kín xe đạp của lũ trẻ, đứa nào cũng "
    "tháo dép xếp hàng dưới hiên.",
    "Tiền sửa kho do một trăm mười hai hộ góp, nhiều thì năm trăm nghìn đồng, ít thì vài ngày công "
    "của người già trong xóm.",
    "Mùa đông tới, làng dự định mở thêm lớp vẽ vào sáng chủ nhật cho các em ở ba xóm ven sông "
    "Trà, nơi chưa có nhà văn hóa.",
]
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
OTHERS = ["Giá cá lóc đồng tăng gấp rưỡi sau lũ", "Cây thị sáu trăm tuổi lại ra quả trái mùa"]


def found(body: str, head: str = "", attributes: str = "") -> Any:
    html = (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{TITLE} - Báo Vạn Ninh</title>'
        f"{head}</head><body{attributes}>{body}</body></html>"
    )
    [one] = read(["-"], standard_input=io.BytesIO(html.encode()))
    return one


def article(body: str, head: str = "") -> Article:
    one = found(body, head)
    assert isinstance(one, Article), one
    return one


def page(under: str = "", body: str = BODY, after: str = "") -> str:
    return f"<h1>{TITLE}</h1>{under}<div class='c'>{body}</div>{after}"


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("<p>By Elsie Trần &nbsp; November 6, 2021 | 08:05 am</p>", ("Elsie Trần",)),
        ("<p>Posted by: Hồng Khoa on 11 Oct 2018, 14:25</p>", ("Hồng Khoa",)),
        ("<p><span>Bạch Thu Ngân</span> · 10/10/2015 lúc 14:25</p>", ("Bạch Thu Ngân",)),
        (
            "<div class='detail-author'><b>Đinh Quang</b> - <span>19/06/2022 22:10</span></div>",
            ("Đinh Quang",),
        ),
        ("<div><p class='post-author'><i>By</i></p><p>11/10/2018</p></div>", ()),
        ("<p align=center><i>Triệu Vân Sơn</i></p>", ("Triệu Vân Sơn",)),
    ],
)
def test_names_stand_beside_the_date_or_under_the_headline(
    line: str, authors: tuple[str, ...]
) -> None:
    one = article(page(line))
    assert one.authors == authors
    assert one.body == "\n".join(TEXT)


def test_a_line_that_is_no_name_is_no_author() -> None:
    assert article(page("<p align=center><i>Một chuyến đi dài</i></p>")).authors == ()


def test_what_is_shown_counts_before_the_account_that_put_an_article_in() -> None:
    shown = '<span itemprop="author"><span itemprop="name">Tống Khang</span></span>'
    for account in ("Super User", "admin", "Báo Vạn Ninh Online"):
        assert article(page(shown), f'<meta name="author" content="{account}">').authors == (
            "Tống Khang",
        )
    assert article(page(), '<meta name="author" content="Tống Khang">').authors == ("Tống Khang",)


def test_authors_of_a_graph_may_be_named_elsewhere_in_it() -> None:
    graph = {
        "@graph": [
            {"@type": "NewsArticle", "headline": TITLE, "author": {"@id": "#p"}},
            {"@type": "Person", "@id": "#p", "name": "Phụng Tiên"},
        ]
    }
    script = f'<script type="application/ld+json">{json.dumps(graph)}</script>'
    assert article(page(), script).authors == ("Phụng Tiên",)


def test_microdata_may_tell_an_author_without_showing_one() -> None:
    hidden = '<span itemprop="author"><meta itemprop="name" content="Hứa Thảo"></span>'
    assert article(page(hidden)).authors == ("Hứa Thảo",)


def test_whoever_made_the_pictures_is_named_if_nobody_else_is() -> None:
    credit = "<p align=right><b>Đồ họa: Vương Tố Quyên</b></p>"
    assert article(page(body=BODY + credit)).authors == ("Vương Tố Quyên",)
    signed = "<p align=right><b>Hứa Thảo</b></p><p>Đồ họa: Vương Tố Quyên</p>"
    assert article(page(body=BODY + signed)).authors == ("Hứa Thảo",)


@pytest.mark.parametrize(
    ("head", "line", "day"),
    [
        ('<meta name="date" content="03/04/2009">', "Ngày 4 tháng 3 năm 2009", (2009, 3, 4)),
        ('<meta name="date" content="03/04/2009">', "Ngày 3 tháng 4 năm 2009", (2009, 4, 3)),
        ('<meta name="date" content="03/04/2009">', "03/04/2009", (2009, 4, 3)),
        ("", "Thứ 7, 02/13/2010", (2010, 2, 13)),
        ("", "13/02/2010", (2010, 2, 13)),
        (
            "",
            "<span>Cập nhật: 04/08/2023</span> <span>Xuất bản: 03/08/2023</span>",
            (2023, 8, 3),
        ),
        ("", "<span>Cập nhật: 04/08/2023</span> <span>Lượt xem: 5.120</span>", (2023, 8, 4)),
    ],
)
def test_the_month_first_and_dates_of_changes(
    head: str, line: str, day: tuple[int, int, int]
) -> None:
    one = article(page(f"<p>{line}</p>"), head)
    assert one.published == date(*day)
    assert one.body == "\n".join(TEXT)


def test_a_date_may_stand_below_the_text() -> None:
    assert article(page(after="<p><small>Vạn Ninh, 25-1-2003</small></p>")).published == date(
        2003, 1, 25
    )
    masthead = "<p><small>Giấy phép số 8/GP ngày 25-1-2003</small></p>"
    assert article(page(after=masthead)).published is None


@pytest.mark.parametrize(
    "html",
    [
        page(f"<div class='x'>{LEAD}</div>"),
        page(f"<div class='news-lead'><div>{LEAD}</div></div>"),
        page(f"<div class='field field__item field-sapo'><p>{LEAD}</p></div>"),
        page(body=f"<h3>{LEAD}</h3>{BODY}"),
        page(body=f"<p><em>{LEAD}</em></p>{BODY}"),
    ],
    ids=["block", "class", "Drupal", "heading", "slanted"],
)
def test_leads_between_headline_and_text(html: str) -> None:
    one = article(html)
    assert (one.summary, one.body) == (LEAD, "\n".join(TEXT))


def test_a_block_that_is_called_a_description_and_holds_the_text_is_no_lead() -> None:
    one = article(f"<h1>{TITLE}</h1><div class='content desc'>{BODY}</div>")
    assert (one.summary, one.body) == ("", "\n".join(TEXT))


@pytest.mark.parametrize(
    "picture",
    [
        "<div class='anh'><img src=a.jpg><br>Kho thóc sau khi sửa</div>",
        "<div><img src=a.jpg><p>Kho thóc sau khi sửa</p></div>",
        "<div><img src=a.jpg><blockquote><p>Kho thóc sau khi sửa</p></blockquote></div>",
    ],
)
def test_a_little_text_in_the_block_of_a_picture_is_its_caption(picture: str) -> None:
    first, *others = (f"<p>{paragraph}</p>" for paragraph in TEXT)
    one = article(page(body=first + picture + "".join(others)))
    assert (one.captions, one.body) == (("Kho thóc sau khi sửa",), "\n".join(TEXT))


def test_lines_of_a_cell_are_paragraphs_and_what_follows_them_is_not_the_text() -> None:
    others = "".join(
        f'- <a href="/{n}.htm">{text}</a> (1{n}/6)<br>' for n, text in enumerate(OTHERS)
    )
    cell = (
        f"<font size=5><b>{TITLE}</b></font><br><br>{'<br><br>'.join(TEXT)}<br><br>"
        f"<hr><b>Tin đã đưa:</b><br>{others}"
    )
    one = article(f"<table><tr><td>{cell}</td></tr></table>")
    assert one.body == "\n".join(TEXT)


def test_titles_under_a_heading_for_other_articles_are_not_the_text() -> None:
    others = "".join(f'<div>{text} <a href="/{n}">Xem</a></div>' for n, text in enumerate(OTHERS))
    assert article(page(body=f"{BODY}<h4>Tin cùng chuyên mục</h4>{others}")).body == "\n".join(TEXT)


def test_a_sentence_behind_such_a_heading_stays() -> None:
    one = article(page(body=f"<h4>Các tin khác</h4>{BODY}"))
    assert one.body.splitlines()[-3:] == TEXT


def test_a_link_alone_above_the_headline_is_the_section() -> None:
    assert article('<div class="x"><a href="/giao-duc">Giáo dục</a></div>' + page()).category == (
        "Giáo dục"
    )
    for above in ('<a href="/">Vạn Ninh</a>', '<a href="/a">Giáo dục</a> <a href="/b">Kinh tế</a>'):
        assert article(f'<div class="x">{above}</div>{page()}').category == ""


def test_a_headline_counts_before_a_heading_that_leads_home() -> None:
    head = '<link rel="canonical" href="https://vanninh.example/2012/06/kho-thoc.html">'
    home = '<h1><a href="https://vanninh.example/">Kho thóc làng Vạn Ninh mở cửa</a></h1>'
    one = article(f'{home}<h3 class="post-title">{TITLE}</h3><div>{BODY}</div>', head)
    assert one.title == TITLE


@pytest.mark.parametrize("kind", ["archive author", "search-results", "error404"])
def test_wordpress_says_what_lists_articles(kind: str) -> None:
    lead = f"<h1>{TITLE}</h1><p>10/10/2015</p>{BODY}" + "".join(
        f'<h2><a href="/{n}">{text}</a></h2>' for n, text in enumerate(OTHERS * 3)
    )
    assert isinstance(found(lead, attributes=f' class="{kind}"'), Listing)
    assert isinstance(found(lead, attributes=' class="single"'), Article)


def test_a_page_without_a_headline_that_leads_on_to_several_articles_lists_them() -> None:
    posts = "".join(
        f'<div><h3><a href="/{n}.html">{text}</a></h3><p>{TEXT[0]}</p>'
        f'<a href="/{n}.html#more">Đọc thêm »</a></div>'
        for n, text in enumerate(OTHERS * 2)
    )
    assert isinstance(found(f"<h1>Góc Vạn Ninh</h1>{posts}"), Listing)
