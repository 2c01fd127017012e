"""XML: feeds, exports, site maps, wikis, and records of any name."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles.article import Article, Rejected
from index.inputs import read
from index.inputs.found import Listing, Skipped

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Báo Lam Khê&nbsp;Online</title>
<item><title>Chợ &amp; cầu</title><link>https://lamkhe.example/1.htm</link>
<guid isPermaLink="false">abc-1</guid><pubDate>Wed, 07 Jul 2021 18:39:00 +0700</pubDate>
<dc:creator><![CDATA[Hà Thục Uyên]]></dc:creator><category>Xã hội</category>
<description><![CDATA[<p>Tóm <b>tắt</b> tin.</p>]]></description>
<content:encoded><![CDATA[<p>Thân bài một.</p><p>Thân bài hai.</p>]]></content:encoded></item>
<item><title>Tin R&D</title><link>https://lamkhe.example/2.htm</link>
<description>Chỉ có tóm tắt</description><pubDate>2021-07-08T01:02:03Z</pubDate></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Báo Hạ Giang</title>
<entry><title type="html">Tin &lt;b&gt;một&lt;/b&gt;</title>
<link rel="alternate" href="https://hagiang.example/a"/><id>tag:hagiang.example,2021:1</id>
<published>2021-07-07T18:39:00+07:00</published><updated>2021-07-09T18:39:00+07:00</updated>
<author><name>Lò Mây</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Đoạn <i>một</i>.</p></div>
</content>
</entry></feed>"""
WXR = """<?xml version="1.0"?><rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Chuyện quê</title>
<wp:author><wp:author_login>ut</wp:author_login>
<wp:author_display_name>Út Tiêu</wp:author_display_name></wp:author>
<item><title>Mùa đom đóm</title><link>https://q.example/mua-dom-dom/</link><dc:creator>ut</dc:creator>
<content:encoded><![CDATA[Đoạn một.

[caption id="x" width="300"]<img src="a.jpg" /> Chú thích ảnh[/caption]

Đoạn hai. [gallery ids="1,2"]]]></content:encoded>
<wp:post_id>12</wp:post_id><wp:post_date>2023-04-20 08:15:00</wp:post_date>
<wp:post_date_gmt>2023-04-20 01:15:00</wp:post_date_gmt><wp:status>publish</wp:status>
<wp:post_type>post</wp:post_type><category domain="category">Chuyện</category>
<category domain="post_tag">đom đóm</category></item>
<item><title>Nháp</title><content:encoded>x</content:encoded><wp:status>draft</wp:status>
<wp:post_type>post</wp:post_type></item>
<item><title>Ảnh</title><wp:status>inherit</wp:status><wp:post_type>attachment</wp:post_type></item>
</channel></rss>"""
WIKI = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.10/">
<siteinfo><sitename>Kho quê</sitename></siteinfo>
<page><title>Cầu Trúc</title><ns>0</ns><id>1</id>
<revision><timestamp>2020-01-01T00:00:00Z</timestamp><text>Cũ.</text></revision>
<revision><timestamp>2021-01-01T00:00:00Z</timestamp>
<text>'''Cầu Trúc''' là cầu ở [[sông Lam Khê|sông Lam]].{{tin|a={{b}}}}
== Lịch sử ==
Xây năm 1990.&lt;ref&gt;Sách&lt;/ref&gt;
[[Tập tin:A.jpg|thumb|Cầu lúc [[bình minh]] đẹp]]
[[Thể loại:Cầu]]</text></revision></page>
<page><title>X</title><ns>0</ns><redirect title="Y"/>
<revision><text>#REDIRECT</text></revision></page>
<page><title>Thảo luận:X</title><ns>1</ns><revision><text>a</text></revision></page></mediawiki>"""


def pieces(text: str | bytes) -> list[Any]:
    data = text.encode() if isinstance(text, str) else text
    return list(read(["-"], standard_input=io.BytesIO(data)))


def test_the_items_of_a_feed_are_articles() -> None:
    first, second = pieces(RSS)
    assert (first.title, first.summary, first.body) == (
        "Chợ & cầu",
        "Tóm tắt tin.",
        "Thân bài một.\nThân bài hai.",
    )
    assert (first.source, first.authors, first.category) == (
        "Báo Lam Khê\u00a0Online",
        ("Hà Thục Uyên",),
        "Xã hội",
    )
    assert first.published.isoformat() == "2021-07-07T18:39:00+07:00"
    assert (first.extra["date_from"], first.extra["guid"]) == ("pubDate", "abc-1")
    assert (second.title, second.summary, second.url) == (
        "Tin R&D",
        "Chỉ có tóm tắt",
        "https://lamkhe.example/2.htm",
    )


def test_an_atom_feed_tells_when_it_was_published_and_not_when_it_changed() -> None:
    [one] = pieces(ATOM)
    assert (one.title, one.body, one.authors) == ("Tin một", "Đoạn một.", ("Lò Mây",))
    assert one.published.isoformat() == "2021-07-07T18:39:00+07:00"
    assert one.extra["modified"].startswith("2021-07-09")


def test_of_a_wordpress_export_what_is_published_is_read() -> None:
    post, draft, attachment = pieces(WXR)
    assert (post.body, post.captions) == ("Đoạn một.\nĐoạn hai.", ("Chú thích ảnh",))
    assert (post.authors, post.category, post.tags) == (("Út Tiêu",), "Chuyện", ("đom đóm",))
    assert post.published.isoformat() == "2023-04-20T01:15:00+00:00"
    assert any("short code" in note for note in post.extra["notes"])
    assert isinstance(draft, Skipped)
    assert "draft" in draft.reason
    assert isinstance(attachment, Skipped)


def test_of_a_wiki_the_newest_text_of_each_page_is_read() -> None:
    page, redirect, talk = pieces(WIKI)
    assert page.body == "Cầu Trúc là cầu ở sông Lam.\nLịch sử\nXây năm 1990."
    assert (page.captions, page.tags, page.source) == (
        ("Cầu lúc bình minh đẹp",),
        ("Cầu",),
        "Kho quê",
    )
    assert page.published is None
    assert isinstance(redirect, Skipped)
    assert isinstance(talk, Skipped)


def test_a_site_map_is_a_listing() -> None:
    [one] = pieces(
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        "<url><loc>https://a.example/1</loc></url></urlset>"
    )
    assert isinstance(one, Listing)


def test_records_of_any_name_are_read_by_what_their_children_are_called() -> None:
    first, second = pieces(
        '<kho><bai id="7"><tieu_de>Một</tieu_de><noi_dung>Hai ba</noi_dung>'
        "<ngay_dang>07/07/2021</ngay_dang>"
        "</bai><bai id='8'><tieu_de>Bốn</tieu_de><noi_dung>Năm</noi_dung></bai></kho>"
    )
    assert (first.id, first.title, first.body, str(first.published)) == (
        "7",
        "Một",
        "Hai ba",
        "2021-07-07",
    )
    assert second.id == "8"


def test_xml_without_articles_names_its_first_element() -> None:
    [one] = pieces("<?xml version='1.0'?><cauhinh><mau>xanh</mau></cauhinh>")
    assert isinstance(one, Rejected)
    assert "<cauhinh>" in one.reason


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY a "b">',
        '<!ENTITY x SYSTEM "file:///etc/passwd">',
        '<!ENTITY % p SYSTEM "http://a.example/">',
    ],
)
def test_entities_of_a_documents_own_are_refused(declared: str) -> None:
    [one] = pieces(
        f"<?xml version='1.0'?><!DOCTYPE rss [{declared}]>"
        "<rss><channel><item><title>&a;</title></item></channel></rss>"
    )
    assert isinstance(one, Rejected)
    assert "entities" in one.reason


def test_an_item_that_is_cut_off_is_told_and_no_article() -> None:
    data = RSS.encode()
    first, cut, damage = pieces(data[: data.index("Chỉ có".encode()) + 5])
    assert first.title == "Chợ & cầu"
    assert "cut off" in cut.reason
    assert "not well-formed" in damage.reason


@given(st.integers(0, len(RSS)), st.binary(min_size=1, max_size=40))
def test_any_damage_is_told_and_raises_nothing(at: int, noise: bytes) -> None:
    data = RSS.encode()
    found = pieces(data[:at] + noise + data[at + len(noise) :])
    assert found
    assert all(isinstance(one, Article | Rejected | Skipped | Listing) for one in found)
