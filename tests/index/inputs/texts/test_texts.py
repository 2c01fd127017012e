"""Plain texts: date lines, labels, front matter, corpora, folders, and what is no article."""

from __future__ import annotations

import io
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles.article import Article, Rejected
from index.articles.dates import VIETNAM, parse_published
from index.inputs import read
from index.inputs.found import Skipped
from index.inputs.texts.date_lines import date_line
from index.inputs.texts.prose import unlike_prose
from index.inputs.texts.sections import category_of

MOMENT = datetime(2021, 7, 7, 18, 39, tzinfo=VIETNAM)
BODY = """\
Sáng nay, người dân làng Bưởi đi lại trên cây cầu mới: rộng sáu mét, dài ba mươi mét.
Theo anh Lê Văn Cần, trưởng thôn, trước đây bà con phải đi đò."""


def found(text: str | bytes) -> list[Any]:
    data = text.encode() if isinstance(text, str) else text
    return list(read(["-"], standard_input=io.BytesIO(data)))


def article(text: str | bytes) -> Article:
    [one] = found(text)
    assert isinstance(one, Article), one
    return one


@pytest.mark.parametrize(
    ("line", "section", "author"),
    [
        ("Thứ tư, 07/07/2021 18:39 (GMT+7)", "", ""),
        ("Thứ tư, 7/7/2021, 18:39 (GMT+7)", "", ""),
        ("18:39 | 07/07/2021", "", ""),
        ("18h39 - 7.7.2021", "", ""),
        ("Cập nhật: 18h39 ngày 07/07/2021", "", ""),
        ("Đăng ngày 07-07-2021 lúc 18 giờ 39", "", ""),
        ("Xã hội - Cập nhật lúc 18:39, 07/07/2021", "Xã hội", ""),
        ("Xã hội | 07/07/2021 18:39", "Xã hội", ""),
        ("Xã hội 07/07/2021 18:39", "Xã hội", ""),
        ("07/07/2021 18:39 | Xã hội", "Xã hội", ""),
        ("Trang chủ > Xã hội > 07/07/2021 18:39", "Xã hội", ""),
        ("Kinh tế - Thứ tư, ngày 07/07/2021 18:39 GMT+7", "Kinh tế", ""),
        ("07/07/2021 - 18:39 | Hà Thục Uyên", "", "Hà Thục Uyên"),
        ("Hà Thục Uyên - 07/07/2021 18:39", "", "Hà Thục Uyên"),
        ("Tác giả: Hà Thục Uyên | 07/07/2021 18:39", "", "Tác giả: Hà Thục Uyên"),
        ("07/07/2021 18:39 | 1.234 lượt xem", "", ""),
        ("Thứ Tư, 07/07/2021, 18:39 [GMT+7] | Lượt xem: 1.234", "", ""),
        ("Wednesday, July 7, 2021 | 6:39 PM", "", ""),
        ("2021-07-07T18:39:00+07:00", "", ""),
        (normalize("NFD", "Thứ tư, ngày 7 tháng 7 năm 2021, 18:39"), "", ""),
        ("07/07/2021 18:39 - Cập nhật lúc 19:40 08/07/2021", "", ""),
        ("Cập nhật 19:40 08/07/2021 | 07/07/2021 18:39", "", ""),
    ],
)
def test_a_date_line_has_the_moment_the_section_and_the_author(
    line: str, section: str, author: str
) -> None:
    read_line = date_line(line)
    assert read_line is not None
    assert parse_published(read_line.published) == MOMENT
    assert (read_line.section, read_line.author) == (section, author)


@pytest.mark.parametrize(
    "line",
    [
        "Ngày 7/7/2021, UBND xã Lam Khê họp dân.",
        "Ngày 7/7/2021.",
        "Sáng 7/7/2021, xã họp",
        "Chợ họp từ ngày 07/07/2021",
        "Thời gian thực hiện dự kiến từ 10/8 - 16/8/2017",
        "Hạn nộp: 07/07/2021",
        "Chợ bến Trúc họp ngày 7/7/2021",
        "Từ 18h39 ngày 07/07/2021",
        "Giá xăng giảm từ 0h ngày 1/1/2019",
        "Ông Lê Văn Cần sinh ngày 07/07/1921 tại Lam Khê",
        "Trận đấu diễn ra lúc 18h39 ngày 07/07/2021 trên sân Lam Khê",
        "Điện thoại: 0912.345.678",
        "18:39",
        "",
    ],
)
def test_prose_with_a_date_is_no_date_line(line: str) -> None:
    assert date_line(line) is None


@given(st.text(alphabet="0123456789/:-.| hGMT+thángnămngày,Xã()", max_size=80))
def test_any_line_is_a_date_line_or_not(line: str) -> None:
    date_line(line)


@pytest.mark.parametrize(
    "page",
    [
        f"Cầu mới\nXã hội | 07/07/2021 18:39\n{BODY}",
        f"Cầu mới\nXã hội\n07/07/2021 18:39\n{BODY}",
        f"Cầu mới\n07/07/2021 18:39\nXã hội\n{BODY}",
        f"Xã hội\nCầu mới\n07/07/2021 18:39\n{BODY}",
        f"Xã hội | 07/07/2021 18:39\nCầu mới\n{BODY}",
        f"Cầu mới\n{BODY}\nXã hội | 07/07/2021 18:39",
    ],
)
def test_the_date_is_taken_out_of_the_page_wherever_papers_print_it(page: str) -> None:
    one = article(page)
    assert (one.title, one.published) == ("Cầu mới", MOMENT)
    assert one.body == BODY
    assert one.category == "Xã hội"
    assert one.extra["date_from"] == "text"


def test_what_of_a_date_line_is_in_no_field_is_kept() -> None:
    one = article(f"Thư ngỏ\nHà Nội, ngày 7 tháng 7 năm 2021\n{BODY}")
    assert (one.published, one.category) == (date(2021, 7, 7), "")
    assert one.extra["date_line"] == "Hà Nội, ngày 7 tháng 7 năm 2021"


def test_an_author_on_a_line_beside_the_date_is_the_author() -> None:
    one = article(f"Cầu mới\nVõ Thị Lài\n07/07/2021 18:39\n{BODY}")
    assert (one.authors, one.body) == (("Võ Thị Lài",), BODY)


@pytest.mark.parametrize("rule", ["\n\n", "\n-----\n", "\n=====\n\n", "\n\n* * *\n"])
@pytest.mark.parametrize("form", ["Xã hội - Ngày đăng : {}, 0{}/07/2021", "{} | 0{}/07/2021"])
def test_pages_one_after_the_other_are_articles(rule: str, form: str) -> None:
    pages = [f"Bài {n}\n{form.format('18:39', n)}\nDân qua cầu.\nVà vui." for n in (1, 2, 3)]
    pieces = found(rule.join(pages))
    assert [(one.title, one.body, one.published.day) for one in pieces] == [
        (f"Bài {n}", "Dân qua cầu.\nVà vui.", n) for n in (1, 2, 3)
    ]


def test_in_doubt_a_second_date_line_is_noted() -> None:
    one = article("Cầu mới\n18:39 | 07/07/2021\nDân qua cầu.\nChợ mới\n18:39 | 08/07/2021\nVui.")
    assert one.extra["notes"] == ["body: a second date line stands in it, on line 5"]


def test_an_article_without_a_text_is_not_cut_off() -> None:
    one = article("Cầu mới\n18:39 | 07/07/2021\nVui.\n\nTin liên quan\n08:00 | 06/07/2021\n")
    assert "a second date line" in one.extra["notes"][0]


def test_where_an_article_stands_in_a_file_with_several_is_told(tmp_path: Path) -> None:
    path = tmp_path / "bai.txt"
    path.write_text(
        "A\n18:39 | 07/07/2021\nB.\n\n  \n18:39 | 08/07/2021\nC.\n\nD\n18:39 | 07/07/2021"
    )
    assert len(list(read([path]))) == 1  # the last has no text: one article, in doubt


@pytest.mark.parametrize(
    "text",
    [
        "Title: Cầu mới\nURL: https://a.example/1\nDate: 07/07/2021 18:39\nSection: Xã hội\n\n"
        f"{BODY}",
        "Tiêu đề: Cầu mới\nNgày đăng: 07/07/2021 18:39\nChuyên mục: Xã hội\n"
        f"Đường dẫn: https://a.example/1\nNội dung: {BODY}",
        "# url = https://a.example/1\n# title = Cầu mới\n# date = 2021-07-07 18:39\n"
        f"# section = Xã hội\n\n{BODY}",
        f"title: Cầu mới\nurl: https://a.example/1\nsection: Xã hội\n\n07/07/2021 18:39\n{BODY}",
        f"Title: Cầu mới\nLink: https://a.example/1\n----\nXã hội | 07/07/2021 18:39\n{BODY}",
        "---\ntitle: \"Cầu mới\"\ndate: 2021-07-07 18:39  # as printed\nsection: 'Xã hội'\n"
        f"url: https://a.example/1\n---\n\n{BODY}\n",
        '+++\ntitle = "Cầu mới"\ndate = 2021-07-07T18:39:00+07:00\nsection = "Xã hội"\n'
        f'url = "https://a.example/1"\n+++\n{BODY}\n',
    ],
)
def test_labels_and_front_matter_are_keys(text: str) -> None:
    one = article(text)
    assert (one.title, one.published, one.category) == ("Cầu mới", MOMENT, "Xã hội")
    assert (one.url, one.body) == ("https://a.example/1", BODY)


@pytest.mark.parametrize(
    "text",
    [
        f"Hà Nội: mưa to\nLam Khê: nước lên\n{BODY}",
        f"Bến Trúc\nTác giả: Võ Thị Lài\n{BODY}",
        "Một: hai\nBa: bốn",
    ],
)
def test_a_text_with_colons_has_no_labels(text: str) -> None:
    assert article(text).title == text.partition("\n")[0]


def test_yaml_has_lists_and_blocks_and_markdown_is_plain_text() -> None:
    text = """\
---
title: Cầu mới
tags: [cầu, "đường, sá"]
authors:
  - Võ Thị Lài
  - Phan Út
description: >
  Dân vui
  qua cầu.
params:
  views: 12
---

# Cầu mới

Sáng nay, **người dân** [làng Bưởi](https://a.example/b_(c)) qua *cầu* số_1_cũ.

![Cắt băng](a.jpg)

> Vui quá!
"""
    one = article(text)
    assert (one.title, one.tags) == ("Cầu mới", ("cầu", "đường, sá"))
    assert one.authors == ("Võ Thị Lài", "Phan Út")
    assert one.summary == "Dân vui qua cầu."
    assert one.captions == ("Cắt băng",)
    assert one.body == "Sáng nay, người dân làng Bưởi qua cầu số_1_cũ.\nVui quá!"
    assert one.extra["params"] == {"views": "12"}


def test_a_draft_is_skipped() -> None:
    [skipped] = found(f"---\ntitle: Cầu mới\ndraft: true\n---\n{BODY}")
    assert isinstance(skipped, Skipped)


def test_a_heading_of_markdown_is_the_title() -> None:
    one = article(f"# Cầu mới\n\n07/07/2021 18:39\n\n{BODY} **Hết**\n")
    assert (one.title, one.published, one.body) == ("Cầu mới", MOMENT, f"{BODY} Hết")


def test_labels_of_fasttext_are_the_section_and_tags() -> None:
    first, second = found("__label__Thể_thao Đội Lam Khê thắng.\n__label__a __label__b Cầu mới.\n")
    assert (first.category, first.body) == ("Thể thao", "Đội Lam Khê thắng.")
    assert (second.category, second.tags, second.body) == ("a", ("b",), "Cầu mới.")


def test_documents_of_wikiextractor_are_articles() -> None:
    text = (
        '<doc id="1" url="https://a.example/1" title="Cầu &amp; chợ">\nCầu &amp; chợ\n\nCầu dài.\n'
        '\n</doc>\n<doc id="2" url="https://a.example/2" title="Chợ">\nChợ\nChợ họp'
    )
    first, second = found(text)
    assert (first.id, first.title, first.body) == ("1", "Cầu & chợ", "Cầu dài.")
    assert first.url == "https://a.example/1"
    assert "no end" in second.extra["notes"][0]


def test_a_corpus_with_a_text_on_every_line_is_as_many_articles() -> None:
    line = " ".join([BODY.replace("\n", " ")] * 3)
    pieces = found("\n".join(f"{number}. {line}" for number in range(200)))
    assert len(pieces) == 200
    assert pieces[7].body.startswith("7. Sáng nay")
    assert len(found("\n".join(["Cầu mới", *([line] * 200)]))) == 1
    assert len(found("\n".join([line] * 8))) == 1


@pytest.mark.parametrize(
    ("folders", "category"),
    [
        (("Thể thao",), "Thể thao"),
        (("The thao",), "The thao"),
        (("Train_Full", "Chinh_tri_Xa_hoi"), "Chinh tri Xa hoi"),
        (("sports", "2021", "07"), "sports"),
        (("Chuyện làng quê", "data"), "Chuyện làng quê"),
        (("train",), ""),
        (("2021",), ""),
        (("crawler", "abc"), ""),
        (("bao.example",), ""),
        (("Tin tức",), ""),
        ((), ""),
    ],
)
def test_the_name_of_a_folder_is_a_category_if_that_is_evident(
    folders: tuple[str, ...], category: str
) -> None:
    assert category_of(folders) == category


def test_a_text_in_a_folder_has_its_category_unless_it_has_one_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "Thể thao"
    folder.mkdir()
    (folder / "1.txt").write_bytes(f"Đội Lam Khê thắng\n{BODY}".encode("utf-16-le"))
    (folder / "2.txt").write_text(f"Cầu mới\nXã hội | 07/07/2021 18:39\n{BODY}", encoding="utf-8")
    first, second = read([tmp_path])
    assert isinstance(first, Article)
    assert (first.category, first.extra["category_from"]) == ("Thể thao", "folder")
    assert isinstance(second, Article)
    assert second.category == "Xã hội"
    assert "category_from" not in second.extra
    [alone] = read([folder / "1.txt"])
    assert isinstance(alone, Article)
    assert alone.category == ""


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
def test_wide_encodings_are_read_with_and_without_a_mark(encoding: str) -> None:
    one = article(f"Cầu mới\n{BODY}".encode(encoding))
    assert (one.title, one.body) == ("Cầu mới", BODY)
    assert one.extra["notes"] == [f"converted from {encoding[:6].upper()}"]


def test_json_in_utf_16_without_a_mark_is_read() -> None:
    data = json.dumps({"id": "a", "title": "Cầu mới", "body": BODY}, ensure_ascii=False)
    assert article(data.encode("utf-16-be")).id == "a"


def windows_1258(text: str) -> bytes:
    """`text` with its tones as marks of their own."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    written = []
    for letter in normalize("NFC", text):
        marks = normalize("NFD", letter)
        base = normalize("NFC", "".join(mark for mark in marks if mark not in tones))
        written.append(base + "".join(mark for mark in marks if mark in tones))
    return "".join(written).encode("cp1258")


def test_lines_in_another_encoding_are_converted_by_themselves() -> None:
    one = article(f"Cầu mới\n{BODY}\n".encode() + windows_1258(BODY))
    assert one.body == f"{BODY}\n{BODY}"
    assert one.extra["notes"] == ["converted from Windows-1258: 2 of 5 lines"]


def test_a_few_damaged_bytes_do_not_lose_a_long_text() -> None:
    data = f"Cầu mới\n{BODY * 20}\n".encode() + b"H\xff\xfe\xc3t."
    one = article(data)
    assert one.body.endswith("H\ufffdt.")
    assert one.extra["notes"] == ["U+FFFD stands for 3 bytes that are no UTF-8"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("".join(f"2021-07-07 18:39:0{n} INFO listening on 80{n}\n" for n in range(9)), "a log"),
        ("".join(f'10.0.0.{n} - - [07/Jul/2021] "GET /"\n' for n in range(9)), "a log"),
        ("[main]\nhost=localhost\nport=80\nuser = a\npath=/tmp\n", "settings"),
        ("name: test\nversion: 1\nservices:\n  - web\n  - db\nport: 80\n", "settings"),
        ("x = 1\nfor i in range(3):\n    print(i)\n\ndef f():\n    return x\n", "a program"),
        ("#include <a.h>\nint main() {\n  int a = 1;\n  f(a);\n  return 0;\n}\n", "a program"),
        ("1.0 2.0 3.0\n" * 9, "numbers"),
        ("12 kg\n13 kg\n14 kg\n1,5 kg\n16 kg\n", "a list of numbers"),
        ("QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVpBQkNERUZHSElKS0xNTk9QUVJTVFVW\n" * 9, "encoded"),
        ("https://a.example/1\n" * 9, "a list of addresses"),
        ("\n".join(f"Lê {a} {b}" for a in ("Văn", "Thị") for b in "ABCDEGHIKLM"), "names"),
        ("và\nlà\ncủa\ncó\nđã\n" * 5, "a list of words"),
    ],
)
def test_what_is_no_prose_is_refused_by_name(text: str, what: str) -> None:
    [rejected] = found(text)
    assert isinstance(rejected, Rejected)
    assert f"looks like {what}" in rejected.reason or what in rejected.reason


@pytest.mark.parametrize(
    "text",
    [
        "Trời sắp mưa",
        "Dân vui.",
        f"Cầu mới\n{BODY}",
        "Cau moi\nSang nay, nguoi dan lang Buoi di lai tren cay cau moi.\nVui qua la vui.\n",
        "Chiều quê\n" + "Lá rơi đầy ngõ chiều thu\nGió đưa tiếng sáo vi vu bên đồi\n" * 6,
        "Kết quả xổ số\nGiải nhất: 12345\nGiải nhì: 23456, 34567\nGiải ba: 1234, 2345\nHết",
        "Thực đơn\nCá kho: 50.000 đồng\nCanh chua: 30.000 đồng\nCơm: 5.000 đồng\nMời bà con\nHết",
        "A bridge opens\nThe people of the village crossed it.\nThey were glad.\nIt is long.\nEnd",
    ],
)
def test_poems_briefs_and_texts_without_marks_are_prose(text: str) -> None:
    assert unlike_prose(text) is None
    assert isinstance(found(text)[0], Article)


@pytest.mark.parametrize("name", ["README.md", "readme.txt", "LICENSE", "CHANGELOG"])
def test_what_is_about_the_files_beside_it_is_skipped(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(f"Dữ liệu\n{BODY}", encoding="utf-8")
    [skipped] = read([tmp_path])
    assert isinstance(skipped, Skipped)


@pytest.mark.parametrize(
    ("record", "title", "published", "crawled"),
    [
        (
            {"text": f"Cầu mới\n07/07/2021 18:39\n{BODY}", "timestamp": "2023-01-01T00:00:00Z"},
            "Cầu mới",
            MOMENT,
            "2023-01-01T00:00:00Z",
        ),
        (
            {"text": f"Cầu mới\n{BODY}", "timestamp": "2023-01-01T00:00:00Z"},
            "Cầu mới",
            None,
            "2023-01-01T00:00:00Z",
        ),
        (
            {"text": f"Cầu mới\n{BODY}", "dump": "x", "date": "2023-01-01"},
            "Cầu mới",
            None,
            "2023-01-01",
        ),
        (
            {"content": f"Cầu mới\n{BODY}", "warc_headers": {"warc-date": "2023-01-01"}},
            "Cầu mới",
            None,
            "2023-01-01",
        ),
    ],
)
def test_a_page_of_a_web_corpus_has_its_title_and_date_in_its_text(
    record: dict[str, Any], title: str, published: datetime | None, crawled: str
) -> None:
    one = article(json.dumps({"url": "https://a.example/1", **record}))
    assert (one.title, one.published, one.body) == (title, published, BODY)
    assert one.extra["crawled"] == crawled
    assert "timestamp" not in one.extra


def test_a_headline_with_its_description_has_no_body() -> None:
    about = {"description": "Dân vui qua cầu.", "uri": "https://a.example/1"}
    one = article(json.dumps({"text": "Cầu mới", "meta": about}))
    assert (one.title, one.summary, one.body) == ("Cầu mới", "Dân vui qua cầu.", "")
    assert one.url == "https://a.example/1"


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_yield_something_and_raise_nothing(data: bytes) -> None:
    assert found(data)
    assert found(b"---\n" + data + b"\n---\n" + data)
    assert found(b"Title: a\nUrl: b\n" + data)
    assert found(b'<doc id="1">' + data)
