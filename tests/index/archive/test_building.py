"""What fails while a generation is built leaves the archive as it was, and says so."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from helpers.archives import MakeInput, contents, flip, generations, newest_segment
from helpers.faults import failing

import index
import search
from index.archive import publishing
from index.archive.building import building
from index.archive.manifest import Manifest
from index.archive.publishing import Build
from index.archive.runs import Run
from index.archive.starting import from_live

NEW = {"id": "moi", "body": "Cầu treo đã thông xe."}
AS_IT_WAS = r"the archive is as it was \(generation 3\)"


def build_with(archive: Path, step: Callable[[Build], object]) -> Path:
    """Build a generation by one step; returns its folder."""
    with building(archive, from_live) as build:
        step(build)
    return build.path


def publish_again(build: Build) -> None:
    """Publish the segments that the build starts from."""
    assert build.base is not None
    build.publish([file.info for file in build.base.files], Run("update"))


@pytest.mark.parametrize("code", [errno.EXDEV, errno.EMLINK, errno.EPERM], ids=errno.errorcode.get)
def test_segments_are_copied_where_there_can_be_no_links(
    code: int, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(archive)
    original = newest_segment(archive).stat()
    monkeypatch.setattr(os, "link", failing(os.link, code))
    assert index.delete(["a"], archive).generation == 4
    del before["a"]
    assert contents(archive) == before
    assert newest_segment(archive).stat().st_ino != original.st_ino
    assert index.verify(archive) == []


def test_a_link_that_fails_for_another_reason_stops_the_run(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", failing(os.link, errno.ENOSPC))
    with pytest.raises(index.UnavailableArchiveError, match=f"free some space.*{AS_IT_WAS}"):
        index.delete(["a"], archive)
    assert generations(archive) == ["1", "2", "3"]


def test_files_that_no_segment_needs_are_not_published(archive: Path) -> None:
    def publish(build: Build) -> None:
        (build.path / "stray").touch()
        publish_again(build)

    assert not (build_with(archive, publish) / "stray").exists()
    assert index.verify(archive) == []


def test_a_manifest_that_is_not_read_back_as_written_is_not_published(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Manifest.to_text
    monkeypatch.setattr(Manifest, "to_text", lambda self: real(replace(self, command="khác")))
    with pytest.raises(index.DamagedArchiveError, match=f"is not what was written.*{AS_IT_WAS}"):
        index.delete(["a"], archive)
    assert generations(archive) == ["1", "2", "3"]


def test_a_segment_that_is_not_read_back_as_written_is_not_published(
    archive: Path, make_input: MakeInput, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sync_badly(path: Path) -> None:
        if path.suffix == ".seg":
            flip(path, 100)

    monkeypatch.setattr(publishing, "sync", sync_badly)
    with pytest.raises(index.DamagedArchiveError, match=f"just written is not.*{AS_IT_WAS}"):
        index.update([make_input(NEW)], archive, workers=0)
    assert generations(archive) == ["1", "2", "3"]


def test_a_segment_with_more_articles_than_texts_is_not_published(archive: Path) -> None:
    def publish(build: Build) -> None:
        assert build.base is not None
        file = build.base.files[0]
        shutil.copyfile(file.path, build.path / file.path.name)
        build.publish([replace(file.info, articles=6)], Run("update"))

    with pytest.raises(index.DamagedArchiveError, match=f"5 texts for 6 articles.*{AS_IT_WAS}"):
        build_with(archive, publish)


def test_a_folder_that_cannot_be_made_is_told(make_input: MakeInput, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(index.ArchiveError, match=r"cannot be created.*Not a directory"):
        index.reindex([make_input(NEW)], tmp_path / "file" / "archive", workers=0)


def test_too_little_memory_is_told_with_what_may_help(
    archive: Path, make_input: MakeInput, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Any:
        raise MemoryError

    monkeypatch.setattr("index.build.extraction.documents", fail)
    with pytest.raises(index.UnavailableArchiveError, match=f"memory.*fewer workers; {AS_IT_WAS}"):
        index.update([make_input(NEW)], archive, workers=0)


def test_an_error_without_a_file_names_the_archive(archive: Path) -> None:
    def fail(_: Build) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    told = f"{archive}: {os.strerror(errno.EIO)}.*{AS_IT_WAS}"
    with pytest.raises(index.UnavailableArchiveError, match=told):
        build_with(archive, fail)


def test_what_became_of_the_archive_is_looked_at_and_not_remembered(archive: Path) -> None:
    def fail_after_publishing(build: Build) -> None:
        publish_again(build)
        raise index.ArchiveError("quá muộn")

    def fail_over_a_lost_current(_: Build) -> None:
        (archive / "CURRENT").write_text("?")
        raise index.ArchiveError("mất dấu")

    with pytest.raises(index.ArchiveError, match="quá muộn; generation 4 is live now"):
        build_with(archive, fail_after_publishing)
    assert search.open(archive).snapshot().number == 4
    with pytest.raises(index.ArchiveError, match="mất dấu; what became of it could not be checked"):
        build_with(archive, fail_over_a_lost_current)
    assert "5" in generations(archive)  # who cannot read CURRENT removes nothing
