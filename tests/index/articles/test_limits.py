"""What is too much for one article is refused, whatever it came in; nothing is cut."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import index
from index.articles import limits
from index.articles.article import Article, Rejected
from index.inputs import read

TITLE = "Ghe chở dưa"  # 14 bytes


def result(folder: Path, data: str, name: str = "bai.jsonl") -> Article | Rejected:
    path = folder / name
    path.write_text(data, encoding="utf-8")
    [found] = read([path])
    return found


def reason(folder: Path, record: dict[str, Any]) -> str:
    found = result(folder, json.dumps(record, ensure_ascii=False))
    assert isinstance(found, Rejected), "it was read"
    assert found.where.endswith("bai.jsonl:1")
    return found.reason


LARGEST: dict[str, Any] = {
    "id": "i" * 2_000,
    "title": "ư" * 10_000,
    "summary": "s" * 100_000,
    "body": "b" * (2_000_000 - 20_000 - 100_000 - 10_000),
    "captions": ["c"] * 10_000,
    "category": "m" * 1_000,
    "source": "n" * 1_000,
    "authors": ["t" * 1_000] * 1_000,
    "url": "u" * 10_000,
    "tags": ["k" * 1_000] * 1_000,
    "x": ["y" * 100_000] * 9,
}


def test_the_largest_article_is_read_whole(tmp_path: Path) -> None:
    found = result(tmp_path, json.dumps(LARGEST))
    assert isinstance(found, Article), found.reason
    assert (len(found.body), len(found.captions), len(found.tags)) == (1_870_000, 10_000, 1_000)
    assert found.title == LARGEST["title"]
    assert found.extra == {"x": LARGEST["x"]}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("id", "i" * 2_001, "id: it has 2,001 bytes; an article may have at most 2,000"),
        ("title", "ư" * 10_001, "title: it has 20,002 bytes"),
        ("summary", "s" * 100_001, "summary: it has 100,001 bytes"),
        ("body", "b" * 1_999_987, "its text has 2,000,001 bytes"),
        ("captions", ["c" * 199] * 10_001, "captions: it has 10,001 of them"),
        ("captions", ["c" * 200] * 10_000, "its text has 2,000,014 bytes"),
        ("category", "m" * 1_001, "category: it has 1,001 bytes"),
        ("source", "n" * 1_001, "source: it has 1,001 bytes"),
        ("authors", ["t"] * 1_001, "authors: it has 1,001 of them"),
        ("authors", ["t", "t" * 1_001], "authors: one of them has 1,001 bytes"),
        ("tags", ["k"] * 1_001, "tags: it has 1,001 of them"),
        ("tags", ["k" * 1_001], "tags: one of them has 1,001 bytes"),
        ("url", "u" * 10_001, "url: it has 10,001 bytes"),
        ("x", "y" * 1_000_000, "extra: it has 1,000,001 bytes"),
        ("x", {str(n): [n] for n in range(5_000)}, "extra: it has 10,001 values"),
        ("y" * 1_000_001, 1, "extra: it has 1,000,002 bytes"),
    ],
)
def test_one_more_is_refused_and_the_limit_and_what_was_found_are_named(
    tmp_path: Path, name: str, value: Any, said: str
) -> None:
    assert reason(tmp_path, {"title": TITLE, name: value}).startswith(said)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("trang.txt", TITLE + "\n" + "Ghe chở khóm.\n" * 120_000),
        ("bai.json", json.dumps([{"title": TITLE, "body": "b" * 2_000_000}])),
        ("bai.ndjson", json.dumps({"title": TITLE, "body": "b" * 2_000_000})),
    ],
)
def test_every_format_has_the_same_limits(tmp_path: Path, name: str, data: str) -> None:
    found = result(tmp_path, data, name)
    assert isinstance(found, Rejected)
    assert found.reason.startswith("its text has ")
    assert found.reason.endswith(" bytes; an article may have at most 2,000,000")


def test_a_namespace_counts_as_part_of_the_id(tmp_path: Path) -> None:
    path = tmp_path / "bai.jsonl"
    path.write_text(json.dumps({"id": "i" * 1_999, "title": TITLE}), encoding="utf-8")
    [found] = read([path], namespace="báo")
    assert isinstance(found, Rejected)
    assert found.reason.startswith("id: it has 2,004 bytes")


def test_what_is_refused_is_told_by_the_run_and_the_rest_indexed(tmp_path: Path) -> None:
    path = tmp_path / "bai.jsonl"
    records = [{"id": "a", "title": TITLE}, {"id": "b", "title": TITLE, "tags": ["k"] * 100_000}]
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    report = index.reindex([path], tmp_path / "archive", workers=0)
    assert (report.indexed, report.rejected) == (1, 1)
    [rejected] = report.rejections
    assert rejected.where.endswith("bai.jsonl:2")
    assert rejected.reason == "tags: it has 100,000 of them; an article may have at most 1,000"


def test_programs_can_ask_what_is_too_much_of_an_article() -> None:
    assert limits.excess(Article("a", TITLE)) is None
    assert limits.excess(Article("a", TITLE, captions=("c",) * 10_001)) == (
        "captions: it has 10,001 of them; an article may have at most 10,000"
    )


@pytest.mark.parametrize(
    "article",
    [
        Article("ộ" * 667),
        Article("a", title="ộ" * 6_667),
        Article("a", summary="ộ" * 33_334),
        Article("a", url="ộ" * 3_334),
        Article("a", category="ộ" * 334),
        Article("a", source="ộ" * 334),
        Article("a", authors=("b", "ộ" * 334)),
        Article("a", tags=("b", "ộ" * 334)),
        Article("a", authors=("b",) * 1_001),
        Article("a", tags=("b",) * 1_001),
        Article("a", body="b" * 1_999_000, captions=("c" * 999, "cc")),
        Article("a", extra={"b": ["c"] * 10_000}),
        Article("a", extra={"b": "c" * 1_000_000}),
    ],
)
def test_a_little_more_than_an_article_may_have_is_too_much(article: Article) -> None:
    said = limits.excess(article)
    assert said is not None
    assert "an article may have at most" in said
