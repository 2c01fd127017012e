"""An archive is opened as it is now, whatever writers do at this moment."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from helpers.archives import generations
from helpers.faults import failing

import index
import search
from index.archive import generations as generations_module


def test_a_generation_that_is_replaced_and_removed_meanwhile_gives_way_to_the_new(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = generations_module.open_generation
    opened: list[int] = []

    def open_generation(folder: Path, number: int, **options: Any) -> Any:
        opened.append(number)
        if opened == [3]:
            index.delete(["a"], archive, keep=0)
        return real(folder, number, **options)

    monkeypatch.setattr(generations_module, "open_generation", open_generation)
    assert search.open(archive).snapshot().number == 4
    assert opened[0] == 3


def test_a_manifest_that_is_removed_meanwhile_is_damage(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = generations_module.Hold

    def hold(path: Path) -> Any:
        held = real(path)
        path.unlink()
        return held

    monkeypatch.setattr(generations_module, "Hold", hold)
    with pytest.raises(index.DamagedArchiveError, match="its manifest is gone"):
        search.open(archive)


def test_an_archive_is_not_new_because_nobody_may_look(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (archive / "CURRENT").unlink()
    monkeypatch.setattr(Path, "stat", failing(Path.stat, errno.EACCES, "runs.jsonl"))
    with pytest.raises(index.UnavailableArchiveError, match=r"runs\.jsonl: Permission denied"):
        search.open(archive)


def test_a_generation_that_does_not_open_is_not_kept_to_go_back_to(archive: Path) -> None:
    for segment in (archive / "generations/2").glob("*.seg"):
        segment.unlink()
    index.delete(["a"], archive, keep=2)
    assert generations(archive) == ["1", "3", "4"]


def test_a_generation_of_which_nobody_knows_whether_it_opens_is_not_removed(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "open", failing(os.open, errno.EIO, "2/manifest.json"))
    [warning] = index.delete(["a"], archive, keep=2).warnings
    assert "old files could not be removed" in warning
    assert generations(archive) == ["1", "2", "3", "4"]
