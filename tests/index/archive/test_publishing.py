"""The rename of CURRENT publishes: what fails after it is a warning, and undoes nothing."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from unittest import mock

import pytest
from helpers.archives import MakeInput, contents, generations, newest_segment
from helpers.faults import failing

import index
from index.archive import publishing

NEW = {"id": "moi", "body": "Cầu treo đã thông xe."}


def test_a_rename_that_fails_publishes_nothing(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = failing(publishing.write_synced, errno.EIO, "CURRENT")
    monkeypatch.setattr(publishing, "write_synced", write)
    with pytest.raises(index.UnavailableArchiveError, match="the archive is as it was"):
        index.delete(["a"], archive)
    assert generations(archive) == ["1", "2", "3"]


def test_a_rename_that_says_it_failed_but_did_not_has_published(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file server may do what it is asked for, and answer with an error."""
    write = failing(publishing.write_synced, errno.EIO, "CURRENT", after=True)
    monkeypatch.setattr(publishing, "write_synced", write)
    report = index.delete(["a"], archive)
    assert (report.generation, report.warnings) == (4, [])
    assert "a" not in contents(archive)


def test_nothing_is_removed_before_the_new_current_is_durable(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "sync", failing(publishing.sync, errno.EIO, "archive"))
    [warning] = index.delete(["a"], archive, keep=0).warnings
    assert "generation 4 is published, but the folder could not be synced" in warning
    assert generations(archive) == ["1", "2", "3", "4"]


def test_a_run_that_cannot_be_written_down_is_published_and_that_is_told(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = failing(publishing.runs.append, errno.ENOSPC)
    monkeypatch.setattr(publishing.runs, "append", append)
    [warning] = index.delete(["a"], archive).warnings
    assert "generation 4 is published, but runs.jsonl lacks this run" in warning


@pytest.mark.parametrize("error", [MemoryError(), ValueError("a fault of ours")])
def test_whatever_fails_once_the_generation_is_live_is_a_warning(
    error: Exception, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing.runs, "append", mock.Mock(side_effect=error))
    [warning] = index.delete(["a"], archive).warnings
    assert warning.startswith("generation 4 is published, but runs.jsonl lacks this run: ")
    assert warning.endswith(repr(error))
    assert index.verify(archive) == []


def test_what_could_not_be_removed_is_told_and_is_removed_the_next_time(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remove = failing(shutil.rmtree, errno.EACCES, ".removed")
    monkeypatch.setattr(shutil, "rmtree", remove)
    [warning] = index.delete(["a"], archive, keep=0).warnings
    assert "old files could not be removed" in warning
    assert "1.removed" in warning
    monkeypatch.undo()
    assert "1.removed" in generations(archive)
    index.delete(["c"], archive, keep=0)
    assert generations(archive) == ["5"]


def test_what_is_left_of_a_removal_is_no_obstacle_to_the_next(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = archive / "generations" / "1.removed"
    left.mkdir()
    (left / "rest").touch()
    real = shutil.rmtree
    failures = [OSError(errno.EBUSY, os.strerror(errno.EBUSY), "rest")]

    def remove(path: Path) -> None:
        if failures:
            raise failures.pop()
        real(path)

    monkeypatch.setattr(shutil, "rmtree", remove)  # at first it cannot be removed
    assert index.delete(["a"], archive, keep=0).warnings == []
    assert failures == []
    assert generations(archive) == ["4"]


def test_a_damaged_generation_is_set_aside_by_the_next_run_where_this_one_cannot(
    archive: Path, make_input: MakeInput, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest_segment(archive).unlink()
    monkeypatch.setattr(Path, "rename", failing(Path.rename, errno.EACCES, "/3"))
    warnings = index.update([make_input(NEW)], archive, workers=0).warnings
    assert any("could not be set aside" in warning for warning in warnings)
    monkeypatch.undo()
    assert "3" in generations(archive)
    index.delete(["moi"], archive)
    assert "3.damaged" in generations(archive)
