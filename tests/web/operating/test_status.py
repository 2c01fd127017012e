"""The page for those who run the server."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from helpers.pages import visitor_of

import index
import web
from web.operating.slow import SlowRequests
from web.text.language import Language

TOKEN = "khong-ai-doan-ra-0123456789"
ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}


@pytest.mark.parametrize(
    ("settings", "options", "status"),
    [
        ({}, {}, 403),
        ({"metrics": "off"}, {}, 404),
        ({"metrics": "local"}, {}, 200),
        ({"metrics": "local"}, {"environ_base": ELSEWHERE}, 403),
        ({"metrics": "local"}, {"headers": {"X-Forwarded-For": "127.0.0.1"}}, 403),
        ({"metrics_token": TOKEN}, {}, 401),
        ({"metrics_token": TOKEN}, {"headers": {"Authorization": f"Bearer {TOKEN}"}}, 200),
        ({"metrics_token": TOKEN}, {"headers": {"Authorization": f"Bearer {TOKEN}x"}}, 401),
    ],
)
def test_it_is_for_those_alone_who_may_read_the_metrics(
    archive_path: Path, settings: dict[str, Any], options: dict[str, Any], status: int
) -> None:
    answer = web.create_app(archive_path, **settings).test_client().get("/status", **options)
    assert answer.status_code == status
    assert (str(archive_path) in answer.text) == (status == 200)
    assert answer.headers["Cache-Control"] == "no-store"


def test_it_tells_what_the_archive_holds_and_what_the_last_runs_did(
    tmp_path: Path, make_input: Any
) -> None:
    good = make_input({"id": "a", "title": "Chợ phiên", "published": "2021-07-07"})
    bad = tmp_path / "<b>hỏng.jsonl"
    bad.write_text("{không phải JSON\n" * 12, encoding="utf-8")
    index.reindex([good, bad], tmp_path / "kho", workers=0)
    index.update([make_input({"id": "b", "title": "Bài mới"})], tmp_path / "kho", workers=0)
    app = web.create_app(tmp_path / "kho", metrics="local")
    page = visitor_of(app.test_client())("/status", lang="en")
    rows = page.texts("tr")
    assert any(row.startswith("2update") for row in rows)
    assert any(row.startswith("1reindex") for row in rows)
    states = dict(zip(page.texts("dt"), page.texts("dd"), strict=True))
    assert (states["Generation"], states["Articles"], states["Without a date"]) == ("2", "2", "1")
    day = Language("en").day(date(2021, 7, 7))
    assert states["Dates"] == f"{day} – {day}"
    assert states["Size"].startswith(tuple("123456789"))
    assert page.strange("b") == []
    index.reindex([good, bad], tmp_path / "kho", workers=0)
    journals = visitor_of(app.test_client())("/status", lang="en")
    heading = next(one for one in journals.texts("h3") if one.startswith("Rejected"))
    assert heading == "Rejected: 12 (the first 10 of 12)"
    assert "<b>hỏng.jsonl:1" in journals.text


def get(client: FlaskClient, path: str) -> int:
    """The status of an answer that is read to its end."""
    with client.get(path) as response:
        response.get_data()
        return response.status_code


def test_slow_requests_are_told_without_what_was_asked_for(archive_path: Path) -> None:
    client = web.create_app(archive_path, metrics="local").test_client()
    assert get(client, "/?q=bí+mật") == 200
    assert get(client, "/khong/co") == 404
    page = visitor_of(client)("/status", lang="en")
    told = page.texts("td", class_="asked")
    assert "/" in told
    assert "none" in told
    assert "mật" not in page.text
    open_book = web.create_app(archive_path, metrics="local", access_log_queries="on").test_client()
    assert get(open_book, "/?q=chợ+<i>") == 200
    shown = visitor_of(open_book)("/status").texts("td", class_="asked")
    assert shown == ["/?q=chợ+<i>"]


def test_only_the_slowest_are_kept() -> None:
    slow = SlowRequests()
    for n in range(100):
        slow.add(float(n), "/", f"?q={n}")
    assert [one.seconds for one in slow.read()] == [float(n) for n in range(99, 79, -1)]


def test_it_tells_how_many_names_there_are_and_which_lines_are_not_read(
    tmp_path: Path, make_input: Any
) -> None:
    body = "Ông Trần Văn Bình gặp bà Lê Thị Hạnh ở huyện Lâm Khê."
    index.reindex([make_input({"id": "a", "body": body})], tmp_path / "kho", workers=0)
    (tmp_path / "kho" / "names.txt").write_text("<script>alert(1)</script>\n" * 12, "utf-8")
    client = web.create_app(tmp_path / "kho", metrics="local").test_client()
    page = visitor_of(client)("/status")
    assert "2 nhân vật, 1 địa danh, 0 tổ chức" in page.text
    assert "names.txt:1" in page.text
    assert page.html.count("&lt;script&gt;alert(1)") == 10
    assert "<script>alert" not in page.html
