"""runs.jsonl tells what each published run did, as long as somebody may need it."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from helpers.faults import failing

import index
import search
from index.archive import runs


def lines(archive: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (archive / "runs.jsonl").read_text().splitlines()]


def test_each_published_run_is_a_line(archive: Path) -> None:
    found = lines(archive)
    assert [(one["generation"], one["command"]) for one in found] == [
        (1, "reindex"),
        (2, "update"),
        (3, "delete"),
    ]
    assert found[1]["ids"] == ["g", "h"]
    assert found[1]["counts"]["articles"] == 7
    assert found[2]["deleted"] == ["b"]
    assert all(one["began"] <= one["ended"] for one in found)


def test_what_published_nothing_is_no_run(archive: Path, make_input: Callable[..., Path]) -> None:
    index.delete(["nothing"], archive)
    assert index.repair(archive).damage == []
    assert len(lines(archive)) == 3


def test_ids_are_forgotten_when_no_generation_from_before_the_run_is_kept(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "_NEEDLESS", 0)  # otherwise only when they are many
    index.delete(["a"], archive)
    assert [bool(one["ids"] or one["deleted"]) for one in lines(archive)] == [False] * 3 + [True]


def test_torn_and_foreign_lines_are_passed_over(archive: Path) -> None:
    path = archive / "runs.jsonl"
    whole = path.read_text()
    path.write_text(
        "null\n[]\n{}\n" + whole + '{"generation": 9, "command": 3}\n{"generation": 8, "co'
    )
    assert [run.generation for run in runs.read(archive)] == [1, 2, 3]
    index.delete(["a"], archive)
    assert [run.command for run in runs.read(archive)][-1] == "delete"


def test_numbers_are_never_used_twice(archive: Path, make_input: Callable[..., Path]) -> None:
    """The generation of a line is that of one folder only, whatever was removed meanwhile."""
    for number in (2, 3):
        shutil.rmtree(archive / "generations" / str(number))
    with pytest.raises(index.DamagedArchiveError):
        search.open(archive)
    assert index.delete(["a"], archive).generation == 4


def test_a_current_that_names_what_was_replaced_is_damage(archive: Path) -> None:
    (archive / "CURRENT").write_text("1\n")
    with pytest.raises(index.DamagedArchiveError, match="but 3 was published since"):
        search.open(archive)
    assert index.verify(archive)
    report = index.repair(archive, workers=0)
    assert (report.back_to, report.articles, report.lost) == (3, 6, [])


def test_an_archive_without_runs_is_written_like_any_other(archive: Path) -> None:
    (archive / "runs.jsonl").unlink()
    assert list(runs.read(archive)) == []
    runs.forget(archive, 3)
    assert index.delete(["a"], archive).generation == 4
    assert [run.generation for run in runs.read(archive)] == [4]


def test_runs_that_name_no_generation_are_passed_over(archive: Path) -> None:
    (archive / "runs.jsonl").write_text("null\n")
    assert runs.last_generation(archive) == 0
    assert index.delete(["a"], archive).generation == 4


def test_runs_that_cannot_be_read_now_make_the_archive_unavailable(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "open", failing(os.open, errno.EACCES, "runs.jsonl"))
    with pytest.raises(index.UnavailableArchiveError, match=r"runs\.jsonl: Permission denied"):
        search.open(archive)
