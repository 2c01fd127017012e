"""Segments: closed before they grow too large, merged by joining, always in the input's order."""

from __future__ import annotations

import errno
import os
import random
from pathlib import Path
from typing import Any

import pytest
from helpers.archives import MakeInput

import index
import search
from index.build import joining, tiers, writer
from index.storage.segment_writer import SegmentWriter

WORDS = "chợ phiên họp cầu treo thông xe lúa chín đê vỡ cá về sông suối".split()  # noqa: SIM905


def articles(seed: int, count: int) -> list[dict[str, Any]]:
    source = random.Random(seed)
    return [
        {
            "id": f"{seed}-{number}",
            "title": " ".join(source.choices(WORDS, k=4)),
            "body": " ".join(source.choices(WORDS, k=source.randint(1, 40))),
            "category": source.choice(["Xã hội", "Kinh tế", ""]),
            "published": source.choice([None, "2021-07-07", "2020-01-02"]),
        }
        for number in range(count)
    ]


def sizes(archive: Path) -> list[int]:
    """How many articles each segment has, deleted ones included."""
    with search.open(archive) as opened:
        return [segment.articles for segment in opened.snapshot().manifest.segments]


def answers(archive: Path) -> list[Any]:
    """What the archive says to some queries."""
    with search.open(archive) as opened:
        results = [
            opened.search(query, sort=sort, limit=50)
            for query in ("chợ phiên", "lua chin", '"thông xe"', "cầu -đê", "")
            for sort in ("relevance", "newest")
        ]
    return [
        (
            result.total,
            result.facets,
            [(hit.article, round(hit.score, 9), hit.title_spans) for hit in result],
        )
        for result in results
    ]


@pytest.fixture
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "_MOST_ARTICLES", 10)


def test_number_of_segments_and_workers_changes_nothing(
    make_input: MakeInput, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = [{**one, "body": one["body"] + " Tin thêm."} for one in articles(1, 7)]
    source = make_input(*articles(1, 80), *articles(2, 5), *again)
    index.reindex([source], tmp_path / "one", workers=0)
    assert sizes(tmp_path / "one") == [92]
    monkeypatch.setattr(writer, "_MOST_ARTICLES", 10)
    index.reindex([source], tmp_path / "merged", workers=2)
    assert sizes(tmp_path / "merged") == [85]  # joined without the earlier of two articles
    monkeypatch.setattr(writer, "_MOST_MERGED", 25)
    index.reindex([source], tmp_path / "many", workers=1)
    assert len(sizes(tmp_path / "many")) > 3
    first = answers(tmp_path / "one")
    many = answers(tmp_path / "many")
    assert [[hit[0].id for hit in hits] for *_, hits in many] == [
        [hit[0].id for hit in hits] for *_, hits in first
    ]
    assert [(total, facets) for total, facets, _ in many] == [
        (total, facets) for total, facets, _ in first
    ]


def test_joined_segments_answer_like_one_that_was_written_at_once(
    make_input: MakeInput, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = articles(3, 64)
    index.reindex([make_input(*given)], tmp_path / "one", workers=0)
    monkeypatch.setattr(writer, "_MOST_ARTICLES", 9)
    index.reindex([make_input(*given)], tmp_path / "joined", workers=0)
    assert sizes(tmp_path / "joined") == [64]
    assert answers(tmp_path / "joined") == answers(tmp_path / "one")
    assert index.verify(tmp_path / "joined") == []


def test_a_segment_is_closed_when_it_takes_too_much_memory(
    make_input: MakeInput, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "_LOOKED_AT", 4)
    monkeypatch.setattr(writer, "_MOST_BYTES", 1)
    monkeypatch.setattr(writer, "_MOST_MERGED", 0)
    index.reindex([make_input(*articles(4, 10))], tmp_path / "archive", workers=0)
    assert sizes(tmp_path / "archive") == [4, 4, 2]
    assert index.verify(tmp_path / "archive") == []


@pytest.mark.usefixtures("small_segments")
def test_what_is_joined_while_a_run_goes_on_changes_no_answer(
    make_input: MakeInput, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = [{**one, "body": one["body"] + " Tin thêm."} for one in articles(1, 9)]
    source = make_input(*articles(1, 150), *again)
    monkeypatch.setattr(writer, "_MOST_ARTICLES", 1000)
    index.reindex([source], tmp_path / "one", workers=0)
    expected = answers(tmp_path / "one")
    monkeypatch.setattr(writer, "_MOST_ARTICLES", 10)
    monkeypatch.setattr(writer, "_MOST_MERGED", 25)
    monkeypatch.setattr(tiers, "FIRST", 3)
    monkeypatch.setattr(tiers, "FURTHER", 2)
    for workers in (0, 2):
        archive = tmp_path / str(workers)
        index.reindex([source], archive, workers=workers)
        assert sizes(archive) == [120, 30, 9]  # 2 * 2 * 3 * 10, 3 * 10, and the rest
        assert answers(archive) == expected
        assert index.verify(archive) == []
        (generation,) = (archive / "generations").iterdir()
        assert len([*generation.iterdir()]) == 3 + 1


@pytest.mark.usefixtures("small_segments")
def test_an_update_by_other_processes_is_that_of_one(make_input: MakeInput, tmp_path: Path) -> None:
    first, more = make_input(*articles(1, 30)), make_input(*articles(2, 25), name="more.jsonl")
    for workers in (0, 2):
        index.reindex([first], tmp_path / str(workers), workers=workers)
        index.update([more], tmp_path / str(workers), workers=workers)
        assert index.verify(tmp_path / str(workers)) == []
    assert answers(tmp_path / "2") == answers(tmp_path / "0")


@pytest.mark.usefixtures("small_segments")
def test_what_cannot_be_joined_while_a_run_goes_on_fails_it(
    make_input: MakeInput, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiers, "FIRST", 3)
    real = joining.SegmentWriter.join

    def fail(self: Any, name: str, parts: Any) -> None:
        if name == "article":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(self, name, parts)

    monkeypatch.setattr(joining.SegmentWriter, "join", fail)
    with pytest.raises(index.UnavailableArchiveError, match=r"No space left.*nothing was"):
        index.reindex([make_input(*articles(1, 50))], tmp_path / "archive", workers=0)
    assert not [*(tmp_path / "archive" / "generations").iterdir()]


@pytest.mark.usefixtures("small_segments")
def test_many_updates_leave_few_segments(make_input: MakeInput, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    index.reindex([make_input(*articles(5, 40))], archive, workers=0)
    for number in range(12):
        changed = {**articles(5, 40)[number], "title": f"Bản mới {number}"}
        index.update([make_input(changed, *articles(100 + number, 1))], archive, workers=0)
    index.delete([f"5-{number}" for number in range(20, 30)], archive)
    assert len(sizes(archive)) <= 5
    assert index.verify(archive) == []
    with search.open(archive) as opened:
        assert len(opened) == 40 + 12 - 10
        assert {hit.article.id for hit in opened.search('title:"bản mới"', limit=50)} == {
            f"5-{number}" for number in range(12)
        }
        assert opened.article("5-25") is None


def test_a_mostly_deleted_segment_is_written_anew(make_input: MakeInput, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    index.reindex([make_input(*articles(6, 30))], archive, workers=0)
    index.delete([f"6-{number}" for number in range(10)], archive)
    assert sizes(archive) == [30]
    index.delete([f"6-{number}" for number in range(10, 20)], archive)
    assert sizes(archive) == [10]
    assert index.verify(archive) == []


def test_a_segment_that_cannot_be_finished_leaves_the_archive_and_no_file(
    make_input: MakeInput, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "archive"
    index.reindex([make_input(*articles(7, 3))], archive, workers=0)

    def fail(_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(SegmentWriter, "finish", fail)
    with pytest.raises(index.UnavailableArchiveError, match=r"No space left.*archive is as it was"):
        index.update([make_input(*articles(8, 3))], archive, workers=0)
    monkeypatch.undo()
    assert sizes(archive) == [3]
    assert [path.name for path in (archive / "generations").iterdir()] == ["1"]


@pytest.mark.parametrize("id", ["", "\ud800", "x" * 100_000])
def test_an_id_that_no_article_can_have_is_missing(
    id: str, make_input: MakeInput, tmp_path: Path
) -> None:
    index.reindex([make_input(*articles(9, 3))], tmp_path / "archive", workers=0)
    assert index.delete([id], tmp_path / "archive").missing == [id]
