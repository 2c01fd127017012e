"""Backups are archives, checked before and after; the way back replaces no file in use."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from helpers.archives import contents, flip, generations, newest_segment
from helpers.faults import failing

import index
import search


def test_a_backup_is_an_archive_that_answers_alike(archive: Path, tmp_path: Path) -> None:
    report = index.backup(archive, tmp_path / "copy")
    assert (report.generation, report.articles, report.warnings) == (1, 6, [])
    assert contents(tmp_path / "copy") == contents(archive)
    assert index.verify(tmp_path / "copy") == []


def test_a_second_backup_is_a_new_generation_of_the_copy(archive: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    index.backup(archive, copy)
    index.delete(["a"], archive)
    assert index.backup(archive, copy).generation == 2
    assert contents(copy) == contents(archive)
    assert generations(copy) == ["1", "2"]


def test_a_backup_shares_no_file_and_a_snapshot_does(archive: Path, tmp_path: Path) -> None:
    index.backup(archive, tmp_path / "copy")
    index.backup(archive, tmp_path / "snapshot", link=True)
    original = newest_segment(archive).stat()
    assert newest_segment(tmp_path / "copy").stat().st_ino != original.st_ino
    assert newest_segment(tmp_path / "snapshot").stat().st_ino == original.st_ino


def test_a_damaged_archive_is_not_copied(archive: Path, tmp_path: Path) -> None:
    flip(newest_segment(archive))
    with pytest.raises(index.DamagedArchiveError, match="nothing was copied"):
        index.backup(archive, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_a_restore_is_seen_by_a_reader_and_keeps_what_was_there(
    archive: Path, tmp_path: Path
) -> None:
    before = contents(archive)
    index.backup(archive, tmp_path / "copy")
    index.delete(["a", "c", "d"], archive)
    with search.open(archive) as reader:
        old = reader.snapshot()
        assert index.restore(tmp_path / "copy", archive).articles == 6
        assert len(reader) == 6
        assert old.article(0).id == "a"
    assert contents(archive) == before
    assert generations(archive) == ["4", "5"]


def test_a_restore_makes_an_archive_where_there_is_none(archive: Path, tmp_path: Path) -> None:
    index.backup(archive, tmp_path / "copy")
    index.restore(tmp_path / "copy", tmp_path / "anew")
    assert contents(tmp_path / "anew") == contents(archive)


def test_a_restore_mends_a_damaged_archive(archive: Path, tmp_path: Path) -> None:
    before = contents(archive)
    index.backup(archive, tmp_path / "copy")
    newest_segment(archive).unlink()
    report = index.restore(tmp_path / "copy", archive)
    assert any("damaged" in warning for warning in report.warnings)
    assert contents(archive) == before


def test_synonyms_travel_along_and_what_they_replace_is_kept(archive: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    (archive / "synonyms.txt").write_text("lợn = heo\n", encoding="utf-8")
    index.backup(archive, copy)
    assert (copy / "synonyms.txt").read_text(encoding="utf-8") == "lợn = heo\n"
    (archive / "synonyms.txt").write_text("bắp = ngô\n", encoding="utf-8")
    [warning] = index.restore(copy, archive).warnings
    assert "synonyms.txt.before" in warning
    assert (archive / "synonyms.txt").read_text(encoding="utf-8") == "lợn = heo\n"
    assert (archive / "synonyms.txt.before").read_text(encoding="utf-8") == "bắp = ngô\n"


def test_wrong_places_are_refused(archive: Path, tmp_path: Path) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "bài.txt").touch()
    with pytest.raises(index.ArchiveError, match="into itself"):
        index.backup(archive, archive)
    with pytest.raises(index.ArchiveError, match="into itself"):
        index.backup(archive, archive / "copy")
    with pytest.raises(index.ArchiveError, match="no archive and not empty"):
        index.backup(archive, full)
    with pytest.raises(index.ArchiveError, match="there is no archive"):
        index.restore(full, archive)


def test_a_snapshot_on_another_disk_is_refused_with_what_to_do(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", failing(os.link, errno.EXDEV))
    with pytest.raises(index.ArchiveError, match=r"on another disk.*copy without --link"):
        index.backup(archive, tmp_path / "copy", link=True)
    monkeypatch.setattr(os, "link", failing(os.link, errno.EACCES))
    with pytest.raises(index.UnavailableArchiveError, match="nothing was published"):
        index.backup(archive, tmp_path / "copy", link=True)


def test_a_file_in_the_place_of_the_copy_is_refused(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(index.ArchiveError, match=r"cannot copy to .*file: Not a directory"):
        index.backup(archive, tmp_path / "file")


def test_synonyms_that_cannot_be_copied_are_a_warning(archive: Path, tmp_path: Path) -> None:
    (archive / "synonyms.txt").write_bytes(b"l\xee\xef = heo\n")
    report = index.backup(archive, tmp_path / "copy")
    assert report.warnings == ["synonyms.txt was not copied: it is not UTF-8"]
    assert report.generation == 1
