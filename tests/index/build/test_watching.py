"""Folders that are watched: what comes is taken once it is whole."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import index
import search
from index.build.watching import Watched, newer_than, watch


def write(path: Path, text: str, at: int) -> None:
    path.write_text(text, encoding="utf-8")
    os.utime(path, (at, at))


def test_a_file_is_taken_when_it_was_the_same_twice_and_again_when_it_changed(
    tmp_path: Path,
) -> None:
    watched = Watched([str(tmp_path), str(tmp_path / "chua-co")])
    assert watched.ready() == []
    path = tmp_path / "a.jsonl"
    write(path, "{", 1)
    assert watched.ready() == []
    write(path, '{"title": "Tin"}', 2)
    assert watched.ready() == []
    assert watched.ready() == [str(path)]
    assert watched.ready() == [str(path)]
    watched.take([str(path)])
    assert watched.ready() == []
    write(path, '{"title": "Tin khác"}', 3)
    assert watched.ready() == []
    assert watched.ready() == [str(path)]


def test_what_was_half_written_is_taken_when_it_is_whole(tmp_path: Path) -> None:
    archive = tmp_path / "kho"
    index.reindex([{"id": "a", "title": "Tin đầu"}], archive, workers=0)
    folder = tmp_path / "vao"
    folder.mkdir()
    path = folder / "b.jsonl"
    steps = iter(
        [
            lambda: write(path, '{"id": "b", "title": "Tin', 1),
            lambda: None,
            lambda: None,
            lambda: write(path, '{"id": "b", "title": "Tin hai"}', 2),
            lambda: None,
        ]
    )

    class OverError(Exception):
        pass

    def sleep(_: float) -> None:
        step = next(steps, None)
        if step is None:
            raise OverError
        step()

    reports = watch([folder], lambda files: index.update(files, archive, workers=0), sleep=sleep)
    found = []
    with pytest.raises(OverError):
        found.extend(reports)
    with search.open(archive) as opened:
        article = opened.article("b")
    assert article is not None
    assert article.title == "Tin hai"


def test_an_archive_that_is_busy_is_tried_again(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "Tin", 1)
    calls = []

    def update(files: list[str]) -> index.Report:
        calls.append(files)
        if len(calls) == 1:
            raise index.ArchiveError("busy")
        return index.Report(tmp_path)

    found = watch([tmp_path], update, sleep=lambda _: None)
    assert isinstance(next(found), index.ArchiveError)
    assert isinstance(next(found), index.Report)
    assert calls == [[str(tmp_path / "a.txt")]] * 2


def test_an_input_that_does_not_exist_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(index.InputError):
        next(watch([tmp_path / "khong"], lambda _: index.Report(tmp_path)))


def test_files_that_are_newer_than_another_are_found(tmp_path: Path) -> None:
    write(tmp_path / "cu.txt", "Tin", 1)
    write(tmp_path / "moi.txt", "Tin", 3)
    stamp = tmp_path / "stamp"
    assert len(newer_than(stamp, [tmp_path])) == 2
    write(stamp, "", 2)
    assert newer_than(stamp, [tmp_path / "cu.txt", tmp_path / "moi.txt"]) == [
        str(tmp_path / "moi.txt")
    ]
