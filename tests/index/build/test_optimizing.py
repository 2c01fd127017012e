"""One segment of many, without what was deleted, published as any run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from helpers.archives import MakeInput

import index
import search
from index.archive import runs
from khobao.main import main


def article(number: int, more: str = "") -> dict[str, Any]:
    return {
        "id": f"dm{number}",
        "title": f"Phiên chợ thứ {number} ở bến Lam",
        "body": f"Ghe xuồng về bến từ sớm, mỗi ghe {number % 3 + 1} sọt cá. {more}",
        "published": f"2021-07-{number + 1:02}",
        "category": "Kinh tế" if number % 2 else "Đời sống",
    }


@pytest.fixture
def archive(make_input: MakeInput, tmp_path: Path) -> Path:
    """An archive of four segments, two articles of which are deleted."""
    folder = tmp_path / "kho"
    index.reindex([make_input(*map(article, range(12)))], folder, workers=0)
    for numbers in (range(12, 17), range(17, 19), range(19, 20)):
        index.update([make_input(*map(article, numbers))], folder, workers=0)
    index.delete(["dm3", "dm14"], folder)
    return folder


def segments(folder: Path) -> list[tuple[int, int]]:
    """(articles, deleted ones) of each segment."""
    with search.open(folder) as opened:
        return [(one.articles, len(one.deleted)) for one in opened.snapshot().manifest.segments]


def answers(folder: Path) -> list[Any]:
    with search.open(folder) as opened:
        found = [opened.search(query, limit=30) for query in ("ghe xuồng", "cho ben", '"bến từ"')]
        newest = opened.search("", sort="newest", limit=30)
        return [
            [(one.total, one.facets, sorted(hit.article.id for hit in one)) for one in found],
            [hit.article for hit in newest],
        ]


def test_all_segments_become_one_with_the_same_articles(archive: Path) -> None:
    assert len(segments(archive)) > 1
    before, generation = answers(archive), len(list(runs.read(archive)))
    report = index.optimize(archive)
    assert segments(archive) == [(18, 0)]
    assert answers(archive) == before
    assert index.verify(archive) == []
    assert (report.segments, report.dropped, report.articles) == (1, 2, 18)
    assert report.segments_before > 1
    assert report.bytes_before > 0 < report.bytes
    *_, last = runs.read(archive)
    assert (last.command, last.generation) == ("optimize", report.generation)
    assert len(list(runs.read(archive))) == generation + 1


def test_it_scores_as_an_archive_that_was_built_at_once(
    archive: Path, make_input: MakeInput, tmp_path: Path
) -> None:
    left = [article(number) for number in range(20) if number not in (3, 14)]
    index.reindex([make_input(*left)], tmp_path / "anew", workers=0)
    index.optimize(archive)
    scores = []
    for folder in (archive, tmp_path / "anew"):
        with search.open(folder) as opened:
            found = opened.search("phiên chợ bến", limit=30)
            scores.append([(hit.article.id, round(hit.score, 9)) for hit in found])
    assert scores[0] == scores[1]
    assert len(scores[0]) == 18


@pytest.mark.parametrize("joined_by", ["optimize", "update"])
def test_words_of_what_was_deleted_are_no_more_offered(
    joined_by: str, archive: Path, make_input: MakeInput, tmp_path: Path
) -> None:
    gone = [article(number, "Có cả khèn đá.") for number in (30, 31, 32)]
    index.update([make_input(*gone)], archive, workers=0)
    with search.open(archive) as opened:
        assert opened.suggest("khè")[0].text == "khèn đá"
    index.delete([one["id"] for one in gone], archive)
    left = [article(number) for number in range(20) if number not in (3, 14)]
    if joined_by == "optimize":
        index.optimize(archive)
    else:
        left += [article(number) for number in range(40, 70)]
        index.update([make_input(*left[-30:])], archive, workers=0)
        assert len(segments(archive)) == 1
    index.reindex([make_input(*left)], tmp_path / "anew", workers=0)
    offered = []
    for folder in (archive, tmp_path / "anew"):
        with search.open(folder) as opened:
            offered.append([opened.suggest(typed) for typed in ("khè", "ghe", "bến", "ph")])
    assert offered[0] == offered[1]
    assert offered[0][0] == []


def test_where_there_is_nothing_to_do_nothing_is_published(archive: Path) -> None:
    index.optimize(archive)
    current = (archive / "CURRENT").read_text()
    report = index.optimize(archive)
    assert (report.generation, report.segments) == (0, 1)
    assert (archive / "CURRENT").read_text() == current


def test_an_archive_of_which_all_is_deleted_has_no_segment_left(archive: Path) -> None:
    index.delete([f"dm{number}" for number in range(20)], archive)
    index.optimize(archive)
    assert segments(archive) == []
    assert index.verify(archive) == []


def test_the_command_tells_what_it_did(archive: Path) -> None:
    result = CliRunner().invoke(main, ["optimize", "--archive", str(archive), "--json"])
    assert result.exit_code == 0, result.output
    told = json.loads(result.output)
    assert (told["segments"], told["dropped"], told["articles"]) == (1, 2, 18)
    result = CliRunner().invoke(main, ["optimize", "--archive", str(archive)])
    assert "has 1 segment, and nothing deleted in it; there is nothing to do." in result.output
    index.delete(["dm5"], archive)
    result = CliRunner().invoke(main, ["optimize", "--archive", str(archive)])
    assert "Joined 1 segment to 1 in" in result.output
    assert "1 deleted article dropped" in result.output


def test_without_an_archive_it_is_said_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(index.ArchiveError, match="reindex"):
        index.optimize(tmp_path / "nichts")
