"""Page dumps: the text of an article's web page."""

from __future__ import annotations

import gzip
from datetime import date, datetime
from pathlib import Path
from unicodedata import normalize

import pytest

from index.articles.article import Article, Rejected
from index.articles.dates import VIETNAM
from index.inputs import read
from index.inputs.texts.pages import parse

PAGE = """\
Làng Bưởi khánh thành cầu mới qua sông Lụa
Đời sống - Ngày đăng : 08:15, 02/09/2020
Video clip:
Sáng nay, người dân làng Bưởi đi lại trên cây cầu mới: rộng sáu mét, dài ba mươi mét.
Cụ Đỗ Thị Nhài (bên trái) cắt băng khánh thành |
Xem thêm:
Theo anh Lê Văn Cần, trưởng thôn, trước đây bà con phải đi đò.
Trẻ em chạy qua cầu |
"""


def articles(path: Path, data: str | bytes) -> list[Article | Rejected]:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read([path]))


def only_article(tmp_path: Path, data: str | bytes) -> Article:
    [article] = articles(tmp_path / "bai.txt", data)
    assert isinstance(article, Article)
    return article


def only_rejection(tmp_path: Path, data: str | bytes) -> Rejected:
    [rejected] = articles(tmp_path / "bai.txt", data)
    assert isinstance(rejected, Rejected)
    return rejected


def check(article: Article) -> None:
    assert article.title == "Làng Bưởi khánh thành cầu mới qua sông Lụa"
    assert article.category == "Đời sống"
    assert article.published == datetime(2020, 9, 2, 8, 15, tzinfo=VIETNAM)
    assert article.captions == (
        "Cụ Đỗ Thị Nhài (bên trái) cắt băng khánh thành",
        "Trẻ em chạy qua cầu",
    )
    assert article.body.split("\n") == [
        "Sáng nay, người dân làng Bưởi đi lại trên cây cầu mới: rộng sáu mét, dài ba mươi mét.",
        "Theo anh Lê Văn Cần, trưởng thôn, trước đây bà con phải đi đò.",
    ]
    assert article.extra == {"date_from": "text"}


def test_a_page_is_taken_apart(tmp_path: Path) -> None:
    check(only_article(tmp_path, PAGE))


def test_byte_order_mark_and_windows_line_ends_make_no_difference(tmp_path: Path) -> None:
    check(only_article(tmp_path, "\ufeff" + PAGE.replace("\n", "\r\n")))


def test_blank_lines_are_no_paragraphs(tmp_path: Path) -> None:
    check(only_article(tmp_path, "\n\n" + PAGE.replace("\n", "\n \n\n")))


@pytest.mark.parametrize(
    ("line", "category"),
    [
        ("Đời sống - Ngày đăng : 08:15, 02/09/2020", "Đời sống"),
        ("Đời sống – Ngày đăng: 08:15 , 02/09/2020  ", "Đời sống"),
        ("  Đời sống-NGÀY ĐĂNG :08:15,02/09/2020", "Đời sống"),
        ("Văn hóa - Xã hội - Ngày đăng : 08:15, 2/9/2020", "Văn hóa - Xã hội"),
        ("Ngày đăng : 08:15, 02/09/2020", ""),
        (normalize("NFD", "Thơ - Ngày đăng : 08:15, 02/09/2020"), normalize("NFD", "Thơ")),
    ],
)
def test_spellings_of_the_date_line_are_understood(
    tmp_path: Path, line: str, category: str
) -> None:
    article = only_article(tmp_path, f"Mùa vải chín sớm\n{line}\nNắng to từ đầu tháng.")
    assert article.category == category
    assert article.published == datetime(2020, 9, 2, 8, 15, tzinfo=VIETNAM)
    assert article.body == "Nắng to từ đầu tháng."


def test_a_date_line_without_a_time_gives_a_date(tmp_path: Path) -> None:
    article = only_article(tmp_path, "Mùa vải\nKinh tế - Ngày đăng : 02/09/2020\nNắng to.")
    assert article.published == date(2020, 9, 2)
    assert not isinstance(article.published, datetime)


def test_an_impossible_date_is_kept_as_it_was_printed(tmp_path: Path) -> None:
    article = only_article(tmp_path, "Mùa vải\nKinh tế - Ngày đăng : 8:00, 31/02/2020\nNắng.")
    assert article.published is None
    assert article.category == "Kinh tế"
    assert article.extra["published"] == "8:00, 31/02/2020"
    [note] = article.extra["notes"]
    assert note.startswith("published: '8:00, 31/02/2020' is not a date")


def test_a_second_line_without_a_date_is_a_paragraph(tmp_path: Path) -> None:
    article = only_article(tmp_path, "Thông báo\nNgày đăng ký: từ 1 đến 5 tháng 6.\nMời bà con.")
    assert article.body == "Ngày đăng ký: từ 1 đến 5 tháng 6.\nMời bà con."
    assert article.published is None


def test_a_page_may_lack_its_title(tmp_path: Path) -> None:
    article = only_article(tmp_path, "Kinh tế - Ngày đăng : 08:15, 02/09/2020\nGiá vải tăng.")
    assert (article.title, article.category, article.body) == ("", "Kinh tế", "Giá vải tăng.")


def test_a_title_alone_is_an_article(tmp_path: Path) -> None:
    assert only_article(tmp_path, "Trời sắp mưa").title == "Trời sắp mưa"


def test_furniture_goes_only_when_nothing_follows_its_colon(tmp_path: Path) -> None:
    lines = "Mùa vải\nẢnh: Trần Văn Mít\nẢNH :\nVideo Clip:\n" + normalize("NFD", "Chia sẻ:")
    assert only_article(tmp_path, lines).body == "Ảnh: Trần Văn Mít"


def test_paragraphs_stay_as_they_were_printed(tmp_path: Path) -> None:
    body = "  Dòng một\u00a0có   khoảng trắng \n\tDòng hai | có gạch\u2028giữa dòng|"
    assert only_article(tmp_path, f"Thơ\n{body}\n").body == body


def test_a_page_that_is_not_utf8_is_rejected_with_the_byte(tmp_path: Path) -> None:
    rejected = only_rejection(tmp_path, "Mùa vải\n".encode() + b"Gi\xe1 v\xe4i")
    start = len("Mùa vải\nGi".encode())
    assert rejected.where == f"{tmp_path}/bai.txt, byte {start}"
    assert "UTF-8" in rejected.reason
    assert rejected.raw.startswith("Mùa vải\nGi\ufffd")


def test_a_page_in_utf16_is_read_and_says_so(tmp_path: Path) -> None:
    article = only_article(tmp_path, PAGE.encode("utf-16"))
    assert article.extra == {"date_from": "text", "notes": ["converted from UTF-16"]}
    assert article.title == only_article(tmp_path, PAGE).title


@pytest.mark.parametrize("data", [b"\x00\x01\x02\x03", b"\x01PNX\r\n\x1a\n\x00\x00\x00\rIHDR"])
def test_a_binary_file_is_rejected(tmp_path: Path, data: bytes) -> None:
    rejected = only_rejection(tmp_path, data)
    assert (rejected.where, rejected.reason) == (f"{tmp_path}/bai.txt", "it is not text")


def test_a_stray_control_character_does_not_make_a_page_binary(tmp_path: Path) -> None:
    assert "\x00" in only_article(tmp_path, PAGE.replace("đò", "đò\x00")).body


@pytest.mark.parametrize("data", ["", "\ufeff", "\n\r\n \n"])
def test_a_page_without_anything_is_rejected_as_empty(tmp_path: Path, data: str) -> None:
    assert "empty" in only_rejection(tmp_path, data).reason


def test_a_page_of_furniture_has_no_text(tmp_path: Path) -> None:
    line = "Kinh tế - Ngày đăng : 08:15, 02/09/2020\nVideo clip:\n"
    assert only_rejection(tmp_path, line).reason == "no text"


def test_the_readable_lines_of_a_page_that_was_cut_off_are_kept(tmp_path: Path) -> None:
    data = gzip.compress(PAGE.encode(), compresslevel=0)
    cut = data[: -len("Trẻ em chạy qua cầu |\n".encode()) - 8 + 5]
    article, rejected = articles(tmp_path / "bai.txt.gz", cut)
    assert isinstance(article, Article)
    assert article.captions == ("Cụ Đỗ Thị Nhài (bên trái) cắt băng khánh thành",)
    assert "damaged" in article.extra["notes"][0]
    assert isinstance(rejected, Rejected)
    assert rejected.where == f"{tmp_path}/bai.txt.gz, byte {len(cut)}"


def test_the_same_page_has_the_same_id(tmp_path: Path) -> None:
    first, second = only_article(tmp_path, PAGE), only_article(tmp_path, PAGE + "\n")
    assert first.id == second.id
    assert first.id != only_article(tmp_path, PAGE + "Thêm một dòng.").id


def test_a_mapping_of_json_keys_leaves_pages_alone(tmp_path: Path) -> None:
    (tmp_path / "bai.txt").write_text(PAGE, encoding="utf-8")
    [article] = read([tmp_path], mapping={"summary": "body", "title": "category"})
    assert isinstance(article, Article)
    check(article)


def test_a_sentence_that_comes_twice_is_no_headline_that_was_printed_twice() -> None:
    text = "Phà qua bến lúc sáng sớm.\nPhà qua bến lúc sáng sớm."
    page = parse(text)
    assert [page["title"], *page["body"].split("\n")] == text.split("\n")
    assert parse("Phà qua bến\nPhà qua bến\nDân vui.")["body"] == "Dân vui."
