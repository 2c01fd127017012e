"""Records of any shape, as content systems export them, are the articles that a person sees."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import pytest

from index.articles.article import Article
from index.inputs.content import Content
from index.inputs.conversion import Options
from index.inputs.reading import convert, pieces

T = "Chợ phiên Lam Khê họp lại"
B = "Sáng nay, chợ phiên Lam Khê họp lại sau hai năm đóng cửa. Bà con vui."
D = "2021-07-07"
A = "Hà Thục Uyên"
C = "Xã hội"
U = "https://lamkhe.example/cho-phien"


class Shape(NamedTuple):
    """An input, how many articles are in it, and what differs in the first from the usual one."""

    name: str
    data: str
    count: int
    want: dict[str, Any]


SHAPES: list[Shape] = []


def add(name: str, data: str, n: int = 1, **want: Any) -> None:
    SHAPES.append(Shape(name, data, n, want))


def J(value: Any) -> str:  # noqa: N802  (it stands in every second line)
    return json.dumps(value, ensure_ascii=False)


add(
    "phpmyadmin xml",
    "<?xml version='1.0'?><pma_xml_export version='1.0'><database name='bao'>"
    "<table name='tin'><column name='id'>3</column>"
    f"<column name='tieu_de'>{T}</column><column name='noi_dung'>{B}</column>"
    "<column name='ngay_dang'>2021-07-07 08:00:00</column>"
    f"<column name='tac_gia'>{A}</column><column name='chuyen_muc'>{C}</column>"
    f"<column name='url'>{U}</column></table></database></pma_xml_export>",
    id="3",
)
add(
    "mysqldump xml",
    "<?xml version='1.0'?><mysqldump><database name='bao'><table_data name='tin'>"
    f"<row><field name='id'>3</field><field name='tieu_de'>{T}</field>"
    f"<field name='noi_dung'>{B}</field><field name='ngay_dang'>2021-07-07</field>"
    f"<field name='tac_gia'>{A}</field><field name='chuyen_muc'>{C}</field>"
    f"<field name='url'>{U}</field></row></table_data></database></mysqldump>",
    id="3",
)
add(
    "vi/en per field",
    J(
        {
            "title": {"vi": T, "en": "Market"},
            "body": {"vi": B, "en": "The market reopened."},
            "date": D,
            "author": A,
            "category": {"vi": C, "en": "Society"},
            "url": U,
        }
    ),
)
add(
    "en/vi order",
    J(
        {
            "title": {"en": "Market", "vi": T},
            "content": {"en": "The market reopened.", "vi": B},
            "date": D,
            "author": A,
            "category": {"en": "Society", "vi": C},
            "url": U,
        }
    ),
)
add(
    "vi obj",
    J(
        {
            "id": 1,
            "vi": {"title": T, "body": B},
            "en": {"title": "Market", "body": "The market reopened."},
            "date": D,
            "author": A,
            "category": C,
            "url": U,
        }
    ),
)
add(
    "translations",
    J(
        {
            "id": 1,
            "translations": {
                "vi": {"title": T, "content": B},
                "en": {"title": "Market", "content": "Open."},
            },
            "date": D,
            "author": A,
            "category": C,
            "url": U,
        }
    ),
)
add(
    "translations list",
    J(
        {
            "id": 1,
            "translations": [
                {"locale": "en", "title": "Market", "content": "Open."},
                {"locale": "vi", "title": T, "content": B},
            ],
            "date": D,
            "author": A,
            "category": C,
            "url": U,
        }
    ),
)
add(
    "title_vi",
    J(
        {
            "title_vi": T,
            "title_en": "Market",
            "content_vi": B,
            "content_en": "Open.",
            "date": D,
            "author": A,
            "category": C,
            "url": U,
        }
    ),
)
add(
    "twice escaped",
    J(
        {
            "title": T,
            "body": f"&amp;lt;p&amp;gt;{B}&amp;lt;/p&amp;gt;",
            "date": D,
            "author": A,
            "category": C,
            "url": U,
        }
    ),
)
add(
    "thrice",
    J(
        {
            "title": "Chợ &amp;amp;amp; phiên",
            "body": f"&lt;p&gt;{B}&lt;/p&gt;",
            "date": D,
            "author": A,
            "category": C,
            "url": U,
        }
    ),
    title="Chợ & phiên",
)
add(
    "caption",
    J(
        {
            "title": T,
            "post_content": '[caption id="a"]<img src="a.jpg" /> Cổng chợ[/caption]\n' + B,
            "post_date": "2021-07-07 08:00:00",
            "author": A,
            "category": C,
            "url": U,
        }
    ),
    captions=("Cổng chợ",),
)
add(
    "editorjs",
    J(
        {
            "title": T,
            "content": {
                "time": 1,
                "blocks": [
                    {"type": "paragraph", "data": {"text": B.split(". ", maxsplit=1)[0] + "."}},
                    {"type": "image", "data": {"caption": "Cổng chợ", "file": {"url": "a.jpg"}}},
                    {"type": "paragraph", "data": {"text": B.split(". ")[1]}},
                ],
                "version": "2.2",
            },
            "date": D,
            "author": A,
            "category": C,
            "url": U,
        }
    ),
    body=B.replace(". ", ".\n"),
    captions=("Cổng chợ",),
)
add(
    "editorjs str",
    J(
        {
            "title": T,
            "content": J(
                {
                    "time": 1,
                    "blocks": [
                        {"type": "header", "data": {"text": "Vui", "level": 2}},
                        {"type": "paragraph", "data": {"text": B}},
                        {"type": "list", "data": {"items": ["một", "hai"]}},
                    ],
                }
            ),
            "date": D,
            "author": A,
            "category": C,
            "url": U,
        }
    ),
    body=f"Vui\n{B}\nmột\nhai",
)
add(
    "draftjs",
    J(
        {
            "title": T,
            "body": {
                "blocks": [
                    {
                        "key": "a",
                        "text": B,
                        "type": "unstyled",
                        "depth": 0,
                        "inlineStyleRanges": [],
                    },
                    {"key": "b", "text": "Hết.", "type": "unstyled"},
                ],
                "entityMap": {},
            },
            "date": D,
            "author": A,
            "category": C,
            "url": U,
        }
    ),
    body=f"{B}\nHết.",
)
add(
    "prosemirror",
    J(
        {
            "title": T,
            "body": {
                "type": "doc",
                "content": [
                    {
                        "type": "paragraph",
                        "content": [
                            {"type": "text", "text": "Sáng nay, "},
                            {"type": "text", "marks": [{"type": "bold"}], "text": B[10:]},
                        ],
                    },
                    {"type": "paragraph", "content": [{"type": "text", "text": "Hết."}]},
                ],
            },
            "date": D,
            "author": A,
            "category": C,
            "url": U,
        }
    ),
    body=f"{B}\nHết.",
)
add(
    "slate",
    J(
        {
            "title": T,
            "body": [
                {"type": "paragraph", "children": [{"text": B}]},
                {"type": "paragraph", "children": [{"text": "Hết."}]},
            ],
            "date": D,
            "author": A,
            "category": C,
            "url": U,
        }
    ),
    body=f"{B}\nHết.",
)
add(
    "portable text",
    J(
        {
            "title": T,
            "body": [
                {
                    "_type": "block",
                    "style": "normal",
                    "children": [{"_type": "span", "text": B, "marks": []}],
                },
                {"_type": "block", "children": [{"_type": "span", "text": "Hết."}]},
            ],
            "publishedAt": D,
            "author": {"name": A},
            "category": C,
            "url": U,
        }
    ),
    body=f"{B}\nHết.",
)
add(
    "lexical",
    J(
        {
            "title": T,
            "content": {
                "root": {
                    "children": [
                        {"type": "paragraph", "children": [{"type": "text", "text": B}]},
                        {"type": "paragraph", "children": [{"type": "text", "text": "Hết."}]},
                    ]
                }
            },
            "date": D,
            "author": A,
            "category": C,
            "url": U,
        }
    ),
    body=f"{B}\nHết.",
)
add(
    "quill",
    J(
        {
            "title": T,
            "content": {
                "ops": [
                    {"insert": B},
                    {"insert": "\n"},
                    {"insert": {"image": "a.jpg"}},
                    {"insert": "Hết.\n"},
                ]
            },
            "date": D,
            "author": A,
            "category": C,
            "url": U,
        }
    ),
    body=f"{B}\nHết.",
)
add(
    "block list",
    J(
        {
            "title": T,
            "content": [
                {"type": "text", "value": B},
                {"type": "image", "caption": "Cổng chợ", "url": "a.jpg"},
                {"type": "text", "value": "Hết."},
            ],
            "date": D,
            "author": A,
            "category": C,
            "url": U,
        }
    ),
    body=f"{B}\nHết.",
    captions=("Cổng chợ",),
)
add(
    "strapi",
    J(
        {
            "data": [
                {
                    "id": 7,
                    "attributes": {
                        "title": T,
                        "content": B,
                        "publishedAt": "2021-07-07T08:00:00Z",
                        "createdAt": "2021-07-06T08:00:00Z",
                        "author": {"data": {"id": 1, "attributes": {"name": A}}},
                        "category": {"data": {"id": 2, "attributes": {"name": C}}},
                        "url": U,
                    },
                }
            ]
        }
    ),
    id="7",
)
add(
    "ghost",
    J(
        {
            "db": [
                {
                    "meta": {"version": "4"},
                    "data": {
                        "posts": [
                            {
                                "id": "7",
                                "title": T,
                                "html": f"<p>{B}</p>",
                                "status": "published",
                                "published_at": "2021-07-07T08:00:00Z",
                                "url": U,
                                "primary_author": {"name": A},
                                "primary_tag": {"name": C},
                            }
                        ]
                    },
                }
            ]
        }
    ),
    id="7",
)
add(
    "jsonapi",
    J(
        {
            "data": {
                "type": "node--article",
                "id": "u7",
                "attributes": {
                    "title": T,
                    "body": {"value": f"<p>{B}</p>", "processed": f"<p>{B}</p>"},
                    "created": "2021-07-07T08:00:00+07:00",
                    "status": True,
                    "author": A,
                    "category": C,
                    "url": U,
                },
            }
        }
    ),
    id="u7",
)
add(
    "contentful",
    J(
        {
            "sys": {"id": "c7", "createdAt": "2021-07-06"},
            "fields": {
                "title": {"vi-VN": T},
                "body": {"vi-VN": B},
                "date": {"vi-VN": D},
                "author": {"vi-VN": A},
                "category": {"vi-VN": C},
                "url": {"vi-VN": U},
            },
        }
    ),
)
add(
    "yaml",
    f"title: {T}\ncontent: |\n  {B}\ndate: 2021-07-07\nauthor: {A}\ncategory: {C}\nurl: {U}\n",
)
add(
    "yaml list",
    f"- title: {T}\n  body: >\n    {B}\n  date: 2021-07-07\n  author: {A}\n"
    f"  category: {C}\n  url: {U}\n- title: Chè\n  body: Chè được mùa.\n",
    n=2,
)
add(
    "labels rec",
    f"Tiêu đề: {T}\nNgày đăng: 07/07/2021\nTác giả: {A}\nChuyên mục: {C}\nURL: {U}\n"
    f"Nội dung: {B}\n\n----\nTiêu đề: Chè\nNội dung: Chè được mùa.\n",
    n=2,
)
add(
    "nested author",
    J(
        {
            "title": T,
            "body": B,
            "date": D,
            "authors": [{"user": {"name": A}}],
            "category": {"parent": None, "name": C},
            "url": {"canonical": U},
        }
    ),
)
add(
    "prefix",
    J(
        {
            "news_tieude": T,
            "news_noidung": B,
            "news_ngaydang": "07/07/2021",
            "news_tacgia": A,
            "news_chuyenmuc": C,
            "news_url": U,
        }
    ),
)
add(
    "columnar",
    J(
        {
            "columns": ["title", "body", "date", "author", "category", "url"],
            "data": [[T, B, D, A, C, U]],
        }
    ),
)
add(
    "pandas cols",
    J(
        {
            "title": {"0": T},
            "body": {"0": B},
            "date": {"0": D},
            "author": {"0": A},
            "category": {"0": C},
            "url": {"0": U},
        }
    ),
)
add(
    "graph",
    J(
        {
            "@graph": [
                {"@type": "WebSite", "name": "Báo"},
                {
                    "@type": "NewsArticle",
                    "headline": T,
                    "articleBody": B,
                    "datePublished": D,
                    "author": [{"name": A}],
                    "articleSection": [C],
                    "url": U,
                },
            ]
        }
    ),
)
add(
    "cms meta",
    J(
        {
            "id": 7,
            "title": T,
            "body": B,
            "meta": {"author": A, "section": C, "published_at": D, "canonical": U},
        }
    ),
)
add(
    "bbcode",
    J({"title": T, "body": f"[b]{B}[/b]", "date": D, "author": A, "category": C, "url": U}),
)
add(
    "attr xml",
    "<articles>"
    f"<article title='{T}' date='2021-07-07' author='{A}' category='{C}' url='{U}'>"
    f"<p>{B}</p></article></articles>",
)


@pytest.mark.parametrize("shape", SHAPES, ids=[shape.name for shape in SHAPES])
def test_a_record_of_any_shape_is_an_article(shape: Shape) -> None:
    found = pieces(Content("bai", iter([shape.data.encode()])), Options())
    articles = (convert(each.leaf, Options()) for each in found)
    whole = [one for one in articles if isinstance(one, Article)]
    assert len(whole) == shape.count
    one = whole[0]
    got = {
        **{"title": one.title, "body": one.body, "authors": one.authors, "url": one.url},
        **{"category": one.category, "day": str(one.published)[:10], "captions": one.captions},
        "id": one.id,
    }
    usual = {"title": T, "body": B, "authors": (A,), "url": U, "category": C, "day": D}
    assert got == {**usual, "captions": (), "id": one.id, **shape.want}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("body", {"count": 3}),
        ("body", []),
        ("body", {"blocks": []}),
    ],
)
def test_what_is_no_text_in_blocks_is_none(key: str, value: Any) -> None:
    [one] = pieces(
        Content("bai", iter([J({"title": T, key: value, "url": U}).encode()])), Options()
    )
    article = convert(one.leaf, Options())
    assert isinstance(article, Article)
    assert (article.title, article.body) == (T, "")


@pytest.mark.parametrize(
    "body",
    ["Ông nói: [b] là chữ đậm.", "Mảng a[1] và [/2]", "[Ảnh] Chợ phiên", "Xem [1], [2] và [b]"],
)
def test_brackets_that_are_no_codes_stay(body: str) -> None:
    [one] = pieces(Content("bai", iter([J({"title": T, "body": body}).encode()])), Options())
    article = convert(one.leaf, Options())
    assert isinstance(article, Article)
    assert article.body == body


@pytest.mark.parametrize(
    "text",
    [
        "Lưu ý: bà con mang áo mưa\nĐịa điểm: chợ Lam Khê\nChợ họp từ sáng sớm.",
        "- Mua gạo: 3 cân\n- Mua muối: 1 cân\nBà Nhài dặn thế trước khi ra chợ.",
    ],
)
def test_a_text_with_colons_is_no_yaml(text: str) -> None:
    [one] = pieces(Content("bai", iter([text.encode()])), Options())
    article = convert(one.leaf, Options())
    assert isinstance(article, Article)
    assert f"{article.title}\n{article.body}" == text
