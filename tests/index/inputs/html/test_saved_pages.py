"""Pages that a program saved: whence, and when, and what times are counted from that."""

from __future__ import annotations

import io
import os
from datetime import date, datetime, timezone
from pathlib import Path

import pytest

from index.articles.article import Article
from index.articles.dates import VIETNAM
from index.inputs import read
from index.inputs.html.saved import saved

SINGLE_FILE = (
    "<!--\n Page saved with SingleFile \n url: https://lamkhe.example/lu-ve.html \n"
    " saved date: Wed Mar 06 2024 19:20:21 GMT+0700 (Giờ Đông Dương)\n-->"
)
HTTRACK = (
    "<!-- Mirrored from lamkhe.example/lu-ve.html by HTTrack Website Copier/3.x [XR&CO'2014], "
    "Wed, 06 Mar 2024 12:20:21 GMT -->"
)
WAYBACK = (
    "<!--\n     FILE ARCHIVED ON 12:20:21 Mar 06, 2024 AND RETRIEVED FROM THE\n"
    "     INTERNET ARCHIVE ON 10:11:12 Jan 02, 2025.\n-->"
)
SAVE_PAGE = (
    '<meta name="savepage-url" content="https://lamkhe.example/lu-ve.html">'
    '<meta name="savepage-date" content="Wed Mar 06 2024 19:20:21 GMT+0700 (Indochina Time)">'
)
BROWSER = "<!-- saved from url=(0036)https://lamkhe.example/lu-ve.html -->"
MOMENT = datetime(2024, 3, 6, 12, 20, 21, tzinfo=timezone.utc)
TEXT = (
    "<p>Nước sông lên nhanh trong chiều, bà con đưa trâu bò lên đồi cao và dọn lúa vào kho.</p>" * 5
)


def page(mark: str, line: str) -> bytes:
    return (
        f'<!DOCTYPE html>{mark}<html><head><meta charset="utf-8"><title>Lũ về bản Nậm Khao đêm qua'
        f"</title></head><body><h1>Lũ về bản Nậm Khao đêm qua</h1><p>{line}</p>{TEXT}"
        '<div class="comments"><p>Bạn đọc - 1 giờ trước</p></div></body></html>'
    ).encode()


def article(data: bytes) -> Article:
    [one] = read(["-"], standard_input=io.BytesIO(data))
    assert isinstance(one, Article), one
    return one


@pytest.mark.parametrize(
    ("mark", "url", "when"),
    [
        (SINGLE_FILE, "https://lamkhe.example/lu-ve.html", MOMENT),
        (HTTRACK, "http://lamkhe.example/lu-ve.html", MOMENT),
        (WAYBACK, "", MOMENT),
        (SAVE_PAGE, "https://lamkhe.example/lu-ve.html", MOMENT),
        (BROWSER, "https://lamkhe.example/lu-ve.html", None),
        ("<!-- saved date: Wed Mar 99 2024 -->", "", None),
        (SINGLE_FILE.replace("06 2024", "46 2024"), "https://lamkhe.example/lu-ve.html", None),
    ],
)
def test_programs_that_save_pages_say_whence_and_when(
    mark: str, url: str, when: datetime | None
) -> None:
    assert saved(f"<html>{mark}<body>") == (url, when)
    assert saved("<html>" + "x" * 50_000 + mark) == (url, when)
    assert saved("x" * 50_000 + mark + "x" * 50_000) == ("", None)


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("3 giờ trước", datetime(2024, 3, 6, 16, 20, tzinfo=VIETNAM)),
        ("Hà Uyên · 25 phút trước", datetime(2024, 3, 6, 18, 55, tzinfo=VIETNAM)),
        ("2 ngày trước", date(2024, 3, 4)),
        ("Hôm qua, 07:30", datetime(2024, 3, 5, 7, 30, tzinfo=VIETNAM)),
        ("05/03/2024 10:00 (1 ngày trước)", datetime(2024, 3, 5, 10, 0, tzinfo=VIETNAM)),
    ],
)
def test_times_are_counted_from_when_the_page_was_saved(
    line: str, published: datetime | date
) -> None:
    for mark in (SINGLE_FILE, HTTRACK, WAYBACK, SAVE_PAGE):
        one = article(page(mark, line))
        assert one.published == published
        assert one.extra["date_from"] == "text"
        counted = [note for note in one.extra.get("notes", ()) if "was counted from" in note]
        assert bool(counted) == (not line.startswith("05/"))


def test_times_are_not_counted_from_anything_else(tmp_path: Path) -> None:
    path = tmp_path / "lu-ve.html"
    for mark in ("", BROWSER):
        path.write_bytes(page(mark, "3 giờ trước"))
        os.utime(path, (1_709_700_000, 1_709_700_000))
        [one] = read([path])
        assert isinstance(one, Article)
        assert one.published is None


def test_the_moment_of_saving_is_no_date_of_publication() -> None:
    one = article(page(SINGLE_FILE, "Bản Nậm Khao"))
    assert one.published is None
    assert one.extra["crawled"].startswith("2024-03-06T")
    assert one.url == "https://lamkhe.example/lu-ve.html"
