"""HTML in a field: text where it is evident, and untouched where it is not."""

from __future__ import annotations

import pytest
from helpers.costs import at_most

from index.inputs.markup import ENTITIES, MARKUP, Text, text_of
from index.inputs.markup_depth import is_too_deep


@pytest.mark.parametrize(
    "text",
    [
        "nước sâu a < b mét",
        "chúng tôi <3 bến Trúc",
        "x <y> z",
        "R&D, AT&T; Hạ & Giang",
        "giá <b> tăng",
        "nếu a<b và c>d thì thôi",
        "<Hà Thục>",
        "Mục <A>, mục <B> và mục <I>",
        "Thẻ <p> mở đoạn văn, thẻ </p> đóng nó lại.",
        "Dùng <b> và </b> để in đậm, <br> để xuống dòng.",
        "<p> là thẻ mở đoạn văn.",
        'Viết "<em>" rồi "</em>" quanh chữ.',
        "Bài học HTML: gõ <b>đậm</b> thì chữ đậm.",
        "mã &nbsp; là khoảng trắng; “&amp;” là dấu và",
        "?a=1&copy=2&lt=3",
        "&khong; &biet;",
        "<!-- không có đuôi",
        "",
    ],
)
def test_a_text_that_is_no_markup_stays_as_it_is(text: str) -> None:
    assert text_of(text) == Text(text)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Một</p><p>Hai</p>", "Một\nHai"),
        ("<p>Một<p>Hai", "Một\nHai"),
        ("Một<br>Hai<br/>Ba", "Một\nHai\nBa"),
        ("<div>Một\n  dòng</div>\n\n<div>Hai</div>", "Một dòng\nHai"),
        ("<ul><li>Một<li>Hai</ul>", "Một\nHai"),
        ("<table><tr><td>Một<td>Hai<tr><td>Ba</table>", "Một Hai\nBa"),
        ("ch<b>ợ</b> quê", "chợ quê"),
        ("Dòng một\nDòng <b>hai</b>\nDòng ba", "Dòng một\nDòng hai\nDòng ba"),
        ("<p>Một</p><script>var dem = '<p>1</p>';</script><style>p {}</style>", "Một"),
        ("<!-- wp:paragraph --><p>Một</p><!-- /wp:paragraph -->", "Một"),
        ("<p>Lam&nbsp;Kh&ecirc; ch&#7907; b&#x1EBF;n</p>", "Lam Khê chợ bến"),
        ("<![CDATA[<p>Một</p>]]>", "Một"),
        ("&lt;p&gt;Một&lt;/p&gt;", "Một"),
        ("<p>a &lt; b và thẻ &lt;p&gt;</p>", "a < b và thẻ <p>"),
        ("<p>Một <a href='#'>hai", "Một hai"),
        ("<P CLASS=x>Một<BR>Hai</P>", "Một\nHai"),
        ("<p>Một <o:p>hai</o:p></p>", "Một hai"),
        ("Một <span style='display:none'>ẩn</span>hai", "Một hai"),
        ("<html><head><title>Tên</title></head><body>Một<br>Hai</body></html>", "Một\nHai"),
        ("<pre>một\nhai</pre>", "một\nhai"),
        ("Người <b>được</b> chọn", "Người được chọn"),
        ("<p>nửa \ud800 chữ</p>", "nửa \ufffd chữ"),
    ],
)
def test_evident_markup_becomes_its_text(markup: str, text: str) -> None:
    assert text_of(markup) == Text(text, notes=(MARKUP,))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ch&#7907; &quot;b&#7871;n Tr&uacute;c&quot; &amp; c&#7847;u", 'Chợ "bến Trúc" & cầu'),
        ("CH&Iacute; QU&#7888;C", "CHÍ QUỐC"),
        ("TR&UACUTE;C", "TRÚC"),
        ("&amp;quot;Chợ&amp;quot; &amp;#7907;", '"Chợ" ợ'),
        ("AT&amp;T", "AT&T"),
        ("5 &lt; 6", "5 < 6"),
    ],
)
def test_entities_become_characters_also_when_they_were_escaped_twice(
    text: str, expected: str
) -> None:
    assert text_of(text) == Text(expected, notes=(ENTITIES,))


@pytest.mark.parametrize(
    "picture",
    [
        "<figure><img src=x><figcaption>Ghe đầy <i>dưa</i></figcaption></figure>",
        "<div class='wp-caption'><img src=x><p class='wp-caption-text'>Ghe đầy dưa</p></div>",
        "<table class=tplCaption><tr><td><img src=x><tr><td>Ghe đầy dưa</table>",
        "<img src=x><p class='Image'>Ghe đầy dưa</p>",
        "<figure><img src=x><p>Ghe đầy dưa</p></figure>",
    ],
)
def test_what_stands_under_a_picture_is_a_caption(picture: str) -> None:
    found = text_of(f"<p>Một</p>{picture}<p>Hai</p>")
    assert (found.text, found.captions) == ("Một\nHai", ("Ghe đầy dưa",))


def test_an_article_in_an_element_that_is_called_after_captions_is_no_caption() -> None:
    found = text_of(f"<div class='has-captions'><p>{'Nước lên. ' * 200}</p></div>")
    assert found.text.startswith("Nước lên.")
    assert found.captions == ()


@pytest.mark.parametrize(
    "piece",
    [
        '<div a="</div>">',
        "<div><!--</div>-->",
        "<!x</div><div>",
        "<title></div><div>",
        "<font a=1><p>",
        "<b></i>",
        "<!--",
        "<![CDATA[",
        '<a x="',
        "<table>x",
        "&#",
        "<p>",
    ],
)
def test_hostile_markup_takes_time_with_its_length_alone(piece: str) -> None:
    with at_most(seconds=1):
        text_of(piece * 30_000)


def test_what_is_nested_too_deeply_for_a_parser_keeps_its_text() -> None:
    markup = "<div>" * 5_000 + "Một<br>Hai" + "</div>" * 5_000
    assert is_too_deep(markup, 256)
    assert text_of(markup).text == "Một\nHai"
    assert not is_too_deep("<div><p>Một</p></div>" * 5_000, 256)
