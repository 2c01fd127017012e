"""Records that were not published: skipped, with the reason, whatever input they are in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from index.articles.article import Article
from index.inputs.content import Content
from index.inputs.conversion import Options
from index.inputs.found import Skipped
from index.inputs.reading import Outcome, convert, pieces

ARTICLE = {"title": "Cầu mới", "body": "Dân làng Bưởi vui mừng qua cầu."}


def outcomes(data: str, name: str = "bai") -> list[Outcome]:
    found = pieces(Content(name, iter([data.encode()])), Options())
    return [convert(one.leaf, Options()) for one in found]


def outcome(record: dict[str, Any]) -> Outcome:
    [one] = outcomes(json.dumps({**ARTICLE, **record}))
    return one


@pytest.mark.parametrize(
    "says",
    [
        *({"status": each} for each in ("draft", "auto-draft", "Pending", "private", "future")),
        *({"status": each} for each in ("scheduled", "trash", False, {"id": 1, "name": "Nháp"})),
        *({"trang_thai": each} for each in ("nháp", "Bản nháp", "Chờ duyệt", "đã xoá", "ẩn")),
        *({"published": each} for each in (False, "false", "no")),
        *({"is_draft": each} for each in (True, 1, "1", "true")),
        {"draft": True},
        {"published": 0, "created_at": "2021-07-07"},
        {"publishedAt": None, "createdAt": "2021-07-07T08:00:00Z", "updatedAt": "2021-07-07"},
        {"published_at": None, "created_at": "2021-07-07", "updated_at": "2021-07-08"},
        {"moderation_state": [{"value": "draft"}]},
        {"nid": 3, "status": "0"},
        {"nid": 3, "status": [{"value": False}]},
        {"catid": 8, "state": -2},
        {"visibility": "private"},
        {"_status": "draft"},
        {"deleted_at": "2022-01-01 10:00:00"},
        {"isDeleted": True},
        {"xuat_ban": 0},
        {"Hiển thị": "không"},
        {"post_password": "vao-di"},
    ],
)
def test_what_was_not_published_is_skipped_with_the_reason(says: dict[str, Any]) -> None:
    one = outcome(says)
    assert isinstance(one, Skipped)
    assert one.reason


@pytest.mark.parametrize(
    "says",
    [
        *({"status": each} for each in ("published", "publish", "archived", "ok", 200, 0, 1, "")),
        *({"published": each} for each in (True, 1, 0, "2021-07-07", "", None, "\\N")),
        {"publishedAt": None, "crawled_at": "2021-07-07"},
        {"publishedAt": None, "createdAt": "2021-07-07T08:00:00Z"},
        {"publishedAt": None, "updatedAt": "2021-07-07", "status": "published"},
        {"published_at": None, "updated_at": "2021-07-07", "date": "2021-07-06"},
        *({"deleted_at": each} for each in (None, "", "0000-00-00 00:00:00")),
        {"state": "Hà Giang"},
        {"trang_thai": "Đã đăng"},
        {"catid": 8, "state": 2},
        {"nid": 3, "status": 1},
        {"draft": False, "hidden": 0, "is_deleted": "0", "private": "", "visibility": "public"},
    ],
)
def test_in_doubt_a_record_is_an_article(says: dict[str, Any]) -> None:
    assert isinstance(outcome(says), Article)


@pytest.mark.parametrize(
    "data",
    [
        "tieu_de,noi_dung,trang_thai\nCầu mới,Dân vui.,Đã đăng\nCầu cũ,Dân buồn.,Nháp\n",
        "---\ntitle: Cầu cũ\npublished: false\n---\nDân làng buồn.\n",
        "Tiêu đề: Cầu cũ\nTrạng thái: Nháp\nNội dung: Dân làng buồn.\n",
        "<bai_viet><bai><tieu_de>Cầu mới</tieu_de><noi_dung>Dân vui.</noi_dung></bai>"
        "<bai><tieu_de>Cầu cũ</tieu_de><noi_dung>Dân buồn.</noi_dung><trang_thai>nháp</trang_thai>"
        "</bai></bai_viet>",
        "CREATE TABLE news (id int, title text, body text, published_at datetime, "
        "updated_at datetime);\nINSERT INTO news VALUES (1,'Cầu mới','Dân vui.','2021-07-07',"
        "'2021-07-06'),(2,'Cầu cũ','Dân buồn.',NULL,'2021-07-06');\n",
        json.dumps({"data": [{"id": 1, "attributes": {**ARTICLE, "status": True}}]})[:-2]
        + ","
        + json.dumps({"id": 2, "attributes": {**ARTICLE, "title": "Cầu cũ", "status": False}})
        + "]}",
    ],
)
def test_it_is_so_in_every_input(data: str) -> None:
    found = outcomes(data)
    skipped = [one for one in found if isinstance(one, Skipped)]
    assert len(skipped) == 1
    assert all(one.title == "Cầu mới" for one in found if isinstance(one, Article))


def test_a_run_tells_what_it_skipped(tmp_path: Path) -> None:
    from index import reindex  # noqa: PLC0415  (the only test of a run here)

    source = tmp_path / "bai.jsonl"
    draft = {**ARTICLE, "id": "2", "trang_thai": "nháp"}
    source.write_text(json.dumps({**ARTICLE, "id": "1"}) + "\n" + json.dumps(draft), "utf-8")
    reindex([source], tmp_path / "archive")
    [line] = (tmp_path / "archive" / "skipped.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["reason"] == "its status is nháp"
