"""Archives of other formats and rules are rebuilt from their own articles."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import index
import search
from index.articles.serialization import to_json

Contents = Callable[[Path], dict[str, str]]


def test_an_archive_of_format_3_keeps_its_articles(old_archive: Path, generations: Any) -> None:
    lines = (old_archive.parent / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    expected = [json.loads(line) for line in lines]
    with pytest.raises(index.ArchiveError, match="khobao upgrade"):
        search.open(old_archive)
    report = index.upgrade(old_archive, workers=0)
    assert (report.generation, report.articles) == (5, len(expected))
    with search.open(old_archive) as archive:
        held = {one.id: json.loads(to_json(one)) for one in archive.export("")}
        assert sorted(held) == sorted(one["id"] for one in expected)
        for one in expected:
            assert {key: held[one["id"]][key] for key in one} == one
        assert archive.search("chợ phiên").total
    assert index.verify(old_archive) == []
    assert generations(old_archive) == ["4", "5"]


def test_a_damaged_archive_of_format_3_is_not_upgraded(old_archive: Path, flip: Any) -> None:
    for path in sorted((old_archive / "generations" / "4").iterdir()):
        flip(path)
        with pytest.raises(index.DamagedArchiveError, match="the archive is as it was"):
            index.upgrade(old_archive, workers=0)
        flip(path)
    assert index.upgrade(old_archive, workers=0).generation


def test_an_archive_under_other_rules_is_rebuilt_in_order(
    archive: Path, contents: Contents, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = list(contents(archive).items())
    for module in ("generations", "building"):
        monkeypatch.setattr(f"index.archive.{module}.fingerprint", lambda: "khobao-99 model-1")
    with pytest.raises(index.ArchiveError, match="other rules"):
        index.delete(["a"], archive)
    assert index.upgrade(archive, workers=0).articles == len(before)
    assert list(contents(archive).items()) == before


def test_what_is_up_to_date_stays_as_it_is(archive: Path, generations: Any) -> None:
    assert index.upgrade(archive).generation == 0
    assert generations(archive) == ["1", "2", "3"]


def test_a_backup_keeps_the_rules_it_was_made_under(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.archive.generations.fingerprint", lambda: "khobao-99 model-1")
    index.backup(archive, tmp_path / "copy")
    with pytest.raises(index.ArchiveError, match="other rules"):
        search.open(tmp_path / "copy")
    monkeypatch.undo()
    assert len(search.open(tmp_path / "copy")) == 6
