"""Folders that are watched: what comes is taken once it is whole."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

import index
import search
from index.build.watching import Watched, newer_than, watch
from index.inputs.files import InputFile


def write(path: Path, text: str, at: int) -> None:
    path.write_text(text, encoding="utf-8")
    os.utime(path, (at, at))


def paths(files: list[InputFile]) -> list[str]:
    return [file.path for file in files]


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
    assert paths(watched.ready()) == [str(path)]
    found = watched.ready()
    assert paths(found) == [str(path)]
    watched.take(found)
    assert watched.ready() == []
    write(path, '{"title": "Tin khác"}', 3)
    assert watched.ready() == []
    found = watched.ready()
    assert paths(found) == [str(path)]
    watched.take(found)
    path.chmod(0o640)
    assert watched.ready() == []
    assert paths(watched.ready()) == [str(path)]


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

    def update(files: list[InputFile]) -> index.Report:
        calls.append(paths(files))
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
    old, new, stamp = tmp_path / "cu.txt", tmp_path / "moi.txt", tmp_path / "stamp"
    later = int(time.time()) + 100
    write(old, "Tin", later - 10)
    write(new, "Tin", later + 10)
    assert paths(newer_than(stamp, [old, new])) == [str(old), str(new)]
    write(stamp, "", later)
    assert paths(newer_than(stamp, [old, new])) == [str(new)]


def test_a_file_that_came_since_is_newer_however_old_it_says_that_it_is(tmp_path: Path) -> None:
    aside, folder, stamp = tmp_path / "a.txt", tmp_path / "vao", tmp_path / "stamp"
    folder.mkdir()
    write(aside, "Tin", 1)
    write(stamp, "", int(time.time()) - 5)
    aside.rename(folder / "a.txt")
    assert paths(newer_than(stamp, [folder])) == [str(folder / "a.txt")]


def test_a_folder_that_is_a_section_is_the_category_whichever_way_its_files_are_read(
    tmp_path: Path,
) -> None:
    folder, archive = tmp_path / "bao", tmp_path / "kho"
    (folder / "Thể thao").mkdir(parents=True)
    text = (
        "Đội bóng làng Tràng Khúc vào chung kết\n"
        "Chiều qua trên sân đình, đội làng đã thắng đội bạn sau hai hiệp đấu sôi nổi.\n"
    )
    write(folder / "Thể thao" / "1.txt", text, 1)
    index.reindex([folder], archive, workers=0)
    report = index.update(newer_than(tmp_path / "stamp", [folder]), archive, workers=0)
    assert (report.changed, report.unchanged) == (0, 1)
    assert list(report.accounts.by_folder) == [str(folder / "Thể thao")]
    found = watch(
        [folder], lambda files: index.update(files, archive, workers=0), sleep=lambda _: 0
    )
    told = next(found)
    assert isinstance(told, index.Report)
    assert (told.changed, told.unchanged) == (0, 1)


def test_a_file_that_vanishes_takes_no_other_with_it(tmp_path: Path) -> None:
    folder, archive = tmp_path / "vao", tmp_path / "kho"
    index.reindex([{"id": "a", "title": "Tin đầu"}], archive, workers=0)
    folder.mkdir()
    write(folder / "b.jsonl", '{"id": "b", "title": "Tin hai"}', 1)
    write(folder / "c.jsonl", '{"id": "c", "title": "Tin ba"}', 1)

    def update(files: list[InputFile]) -> index.Report:
        (folder / "b.jsonl").unlink()
        return index.update(files, archive, workers=0)

    told = next(watch([folder], update, sleep=lambda _: None))
    assert isinstance(told, index.Report)
    assert (told.added, told.rejected) == (1, 1)
    [rejected] = told.rejections
    assert "No such file" in rejected.reason


def test_files_in_which_there_is_no_article_are_told(tmp_path: Path) -> None:
    archive = tmp_path / "kho"
    index.reindex([{"id": "a", "title": "Tin đầu"}], archive, workers=0)
    write(tmp_path / "b.jsonl", '{"id": "b", "title": "Tin', 1)
    files = [tmp_path / "b.jsonl"]
    told = next(
        watch(files, lambda some: index.update(some, archive, workers=0), sleep=lambda _: None)
    )
    assert isinstance(told, index.InputError)
    assert "cut off" in str(told)
