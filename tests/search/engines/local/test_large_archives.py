"""What large archives answer by brackets is what small ones answer by whole scores."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import index
import search
from search.engines.local import finding

QUERIES = [
    *("", "cầu Bến Trúc", "cau ben truc", "dân vận", "mực nước hồ chứa", "hội nghị tổng kết"),
    *('"cầu Bến Trúc" OR lũ', "nước -cầu", "xã NEAR/3 đường", "khởi c* cầu", "xyzzyx", "HĐND tỉnh"),
    "Sáng 22-1, UBND tỉnh tổ chức lễ thông xe cầu, người dân hai bờ đi bộ qua cầu ngay sau lễ",
]
ASKED: list[dict[str, Any]] = [
    {},
    {"match": "all"},
    {"match": "any", "sort": "newest"},
    {"category": ["Kinh tế", "Xã hội"], "since": "2015"},
    {"group": True, "limit": 30, "offset": 5},
    {"ranking": search.Ranking(freshness=0.3)},
    {"ranking": search.Ranking(feedback=0, candidates=5)},
]


def told(archive: search.Archive, query: str, asked: dict[str, Any]) -> dict[str, Any]:
    """What is said of a query: hits with scores that are exact to nine decimals, and numbers."""
    found = archive.search(query, **asked)
    return {
        "hits": [(hit.article.id, round(hit.score, 8), hit.beyond) for hit in found],
        "total": found.total,
        "facets": found.facets,
        "more": found.more,
        "groups": found.groups,
        "exported": [one.id for one in archive.export(query, **_exported(asked))],
        "counts": found.counts.to_dict(),
    }


def _exported(asked: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in asked.items() if name not in ("limit", "offset")}


@pytest.mark.parametrize("asked", ASKED, ids=str)
@pytest.mark.parametrize("query", QUERIES)
def test_brackets_change_no_answer(
    query: str, asked: dict[str, Any], sample: search.Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "LARGE", 1 << 62)
    small = told(sample, query, asked)
    monkeypatch.setattr(finding, "LARGE", 0)
    assert told(sample, query, asked) == small


@pytest.mark.parametrize("query", ["cầu ben trúc", "cầu lanh tê", "hội nghi tong kết", "cau bến"])
def test_what_says_no_word_as_it_was_typed_is_found_by_its_score(
    query: str, sample: search.Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = told(sample, query, {"limit": 50})
    monkeypatch.setattr(finding, "_most_unmeant", lambda *_: float("inf"))
    assert told(sample, query, {"limit": 50}) == found


def test_a_segment_may_have_no_word_of_a_field(
    make_input: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "LARGE", 0)
    folder = tmp_path / "archive"
    many = [
        {"id": str(n), "title": "Nuôi cá", "body": f"Hợp tác xã nuôi cá {n}"} for n in range(40)
    ]
    index.reindex([make_input(*many)], folder, workers=0)
    index.update([make_input({"id": "own", "title": "Tác", "body": "hợp"})], folder, workers=0)
    with search.open(folder) as archive:
        assert len(archive.snapshot().segments) == 2
        assert "own" in {hit.article.id for hit in archive.search("hợp tác xã", limit=50)}
