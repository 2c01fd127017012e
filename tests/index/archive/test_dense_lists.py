"""Dense lists of large segments: written by every run, and never an answer of their own."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import index
import search
from index.archive import verification
from index.storage.columns import dense_column
from index.storage.columns.dense_column import DenseColumn
from search.engines.local import finding
from tests.helpers.archives import MakeInput, columns_of, newest_segment

WORDS = ["chợ", "lúa", "phường", "thuyền", "bến", "mùa", "nước", "đê", "cầu", "làng", "xã", "đò"]
QUERIES = ["lúa mùa", "lua mua", "bến đò làng", "ben do lang", "cầu đò xã", "cầu OR đê"]


def articles(count: int, seed: int = 1) -> list[dict[str, str]]:
    """Articles in which the first words stand nearly always, and some of them often."""
    source = random.Random(seed)
    found = []
    for number in range(count):
        words = [word for at, word in enumerate(WORDS) if source.random() < 1 / (1 + at / 4)]
        words += [WORDS[0]] * source.choice([0, 0, 3, 20]) + [WORDS[1]] * source.choice([0, 2])
        source.shuffle(words)
        found.append({"id": f"a{number}", "title": words[0], "body": " ".join(words) + "."})
    return found


def answers(archive: Path) -> list[object]:
    with search.open(archive) as opened:
        return [
            (found.total, [(hit.article.id, round(hit.score, 9)) for hit in found.hits])
            for found in (opened.search(query, limit=30) for query in QUERIES)
        ]


@pytest.fixture
def dense(monkeypatch: pytest.MonkeyPatch) -> None:
    """Archives of tests are as large ones."""
    monkeypatch.setattr(dense_column, "WORTH", 50)
    monkeypatch.setattr(finding, "LARGE", 1)


def test_answers_are_those_of_an_archive_without_dense_lists(
    make_input: MakeInput, tmp_path: Path, dense: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = make_input(articles(900))
    index.reindex([given], tmp_path / "dense", workers=0)
    assert {"text_dense", "text_folded_dense"} <= columns_of(
        newest_segment(tmp_path / "dense")
    ).keys()
    monkeypatch.setattr(dense_column, "WORTH", 10_000)
    index.reindex([given], tmp_path / "other", workers=0)
    assert "text_dense" not in columns_of(newest_segment(tmp_path / "other"))
    found = answers(tmp_path / "dense")
    assert found == answers(tmp_path / "other")
    monkeypatch.setattr(finding, "LARGE", 1 << 30)
    assert found == answers(tmp_path / "other")


def test_segments_that_are_joined_have_the_dense_lists_of_all(
    make_input: MakeInput, tmp_path: Path, dense: None
) -> None:
    archive = tmp_path / "archive"
    index.reindex([make_input(articles(120))], archive, workers=0)
    index.update([make_input(articles(200, 2)[110:])], archive, workers=0)
    index.optimize(archive)
    assert "text_dense" in columns_of(newest_segment(archive))
    assert index.verify(archive) == []
    index.reindex(
        [make_input([*articles(120)[:110], *articles(200, 2)[110:]])], tmp_path / "new", workers=0
    )
    assert answers(archive) == answers(tmp_path / "new")


def test_an_upgrade_gives_dense_lists_to_an_archive_of_before(
    make_input: MakeInput, tmp_path: Path, dense: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "archive"
    with monkeypatch.context() as before:
        before.setattr(dense_column, "WORTH", 10_000)
        index.reindex([make_input(articles(120))], archive, workers=0)
        assert index.upgrade(archive, workers=0).generation == 0
    found = answers(archive)
    assert index.upgrade(archive, workers=0).generation == 2
    assert "text_dense" in columns_of(newest_segment(archive))
    assert answers(archive) == found
    assert index.upgrade(archive, workers=0).generation == 0


def test_verify_tells_of_a_dense_list_that_is_another(
    make_input: MakeInput, tmp_path: Path, dense: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(self: DenseColumn, file: object, source: object, count: int) -> None:
        derive(self, file, bytes(data), count)

    archive, derive = tmp_path / "archive", DenseColumn.derive
    index.reindex([make_input(articles(64))], tmp_path / "other", workers=0)
    segment = newest_segment(tmp_path / "other")
    begin, size = columns_of(segment)["text"]
    data = segment.read_bytes()[begin : begin + size]
    monkeypatch.setattr(DenseColumn, "derive", wrong)
    index.reindex([make_input(articles(64, 3))], archive, workers=0)
    problems = index.verify(archive)
    assert problems
    assert all("has a dense list of" in problem for problem in problems)
    assert verification.verify(tmp_path / "other") == []
