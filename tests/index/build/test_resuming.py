"""A reindex that was interrupted, and another that goes on from there."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

import index
import search
from index import processes
from index.build import checkpoints, resuming, tiers, writer
from index.build import intake as intakes
from index.build.checkpoints import UNFINISHED, articles_kept
from index.inputs import shares

LINES = 20


class Stop(BaseException):
    """What a user does."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kho"


@pytest.fixture
def inputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with three files; a segment is complete after four articles."""
    monkeypatch.setattr(writer, "_MOST_ARTICLES", 4)
    inputs = tmp_path / "bai"
    inputs.mkdir()
    for name in ("a", "b", "c"):
        lines = [
            json.dumps(
                {
                    "id": f"{name}{n % (LINES - 2)}",
                    "title": f"Tin {name} {n}",
                    "body": f"Nước sông lên mức {n} ở trạm {name}.",
                    "url": f"https://lamkhe.example/{name}/{n % (LINES - 2)}",
                },
                ensure_ascii=False,
            )
            for n in range(LINES)
        ]
        lines.insert(7, "{")
        (inputs / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return inputs


def interrupt(monkeypatch: pytest.MonkeyPatch, inputs: Path, folder: Path, pieces: int) -> None:
    """A reindex that is interrupted after so many pieces of input."""
    left = [pieces]
    real = intakes.Intake._add

    def add(self: Any, *arguments: Any) -> str:
        left[0] -= 1
        if left[0] < 0:
            raise Stop
        return real(self, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(intakes.Intake, "_add", add)
        with pytest.raises(Stop):
            index.reindex([inputs], folder, workers=0)


def told(folder: Path) -> list[Any]:
    with search.open(folder) as archive:
        found = archive.export("", sort="oldest")
        return sorted((one.id, one.title, len(archive.history(one.id))) for one in found)


@pytest.mark.parametrize("pieces", [5, 17, 19, 20, 21, 22, 37, 45, 58])
def test_a_run_that_goes_on_makes_what_one_run_would(
    folder: Path, inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pieces: int
) -> None:
    whole = index.reindex([inputs], tmp_path / "whole", workers=0)
    interrupt(monkeypatch, inputs, folder, pieces)
    assert articles_kept(folder) > 0
    assert not list(folder.glob("generations/*"))
    report = index.reindex([inputs], folder, workers=0, resume=True)
    assert told(folder) == told(tmp_path / "whole")
    assert report.accounts.to_dict() == whole.accounts.to_dict()
    assert (report.indexed, report.duplicates, report.rejected) == (54, 6, 3)
    assert list(report.rejections) == list(whole.rejections)
    assert list(report.notes) == list(whole.notes)
    assert not (folder / UNFINISHED).exists()
    assert not list(index.verify(folder))


@pytest.mark.parametrize(("pieces", "level"), [(13, 1), (17, 1), (25, 2), (30, 2), (55, 3)])
def test_segments_that_were_joined_meanwhile_are_kept_once(
    *,
    folder: Path,
    inputs: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    pieces: int,
    level: int,
) -> None:
    monkeypatch.setattr(tiers, "FIRST", 3)
    monkeypatch.setattr(tiers, "FURTHER", 2)
    index.reindex([inputs], tmp_path / "whole", workers=0)
    interrupt(monkeypatch, inputs, folder, pieces)
    kept = json.loads((folder / UNFINISHED / "checkpoint.json").read_text(encoding="utf-8"))
    named = {one["file"] for one in kept["segments"]}
    assert {path.name for path in (folder / UNFINISHED).glob("*.seg")} == named
    assert max(kept["levels"]) == level
    index.reindex([inputs], folder, workers=0, resume=True)
    assert told(folder) == told(tmp_path / "whole")
    assert not list(index.verify(folder))


def test_a_checkpoint_is_kept_when_others_have_written_its_segments(
    folder: Path, inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "_MOST_ITEMS", 1)  # files of a batch
    whole = index.reindex([inputs], tmp_path / "whole", workers=0)
    left = [50]
    real = intakes.Intake._add

    def add(self: Any, *arguments: Any) -> str:
        left[0] -= 1
        if left[0] < 0:
            for _ in range(2_000):
                self.written(0)
                if articles_kept(folder) > 16:
                    raise Stop
                time.sleep(0.05)
        return real(self, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(intakes.Intake, "_add", add)
        with pytest.raises(Stop):
            index.reindex([inputs], folder, workers=2)
    kept = json.loads((folder / UNFINISHED / "checkpoint.json").read_text(encoding="utf-8"))
    assert sum(one["articles"] for one in kept["segments"]) == kept["entries"]
    assert not list(folder.glob("generations/*"))
    report = index.reindex([inputs], folder, workers=2, resume=True)
    assert told(folder) == told(tmp_path / "whole")
    assert report.accounts.to_dict() == whole.accounts.to_dict()
    assert list(report.rejections) == list(whole.rejections)
    assert list(report.notes) == list(whole.notes)
    assert not list(index.verify(folder))


def test_only_what_was_not_done_is_worked_on_again(
    folder: Path, inputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt(monkeypatch, inputs, folder, 50)
    kept = articles_kept(folder)
    added = []
    real = intakes.Intake._add
    monkeypatch.setattr(
        intakes.Intake, "_add", lambda self, *rest: added.append(1) or real(self, *rest)
    )
    index.reindex([inputs], folder, workers=0, resume=True)
    assert len(added) <= 60 - kept


def test_a_segment_is_completed_after_a_minute(
    folder: Path, inputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "_MOST_ARTICLES", 1000)
    monkeypatch.setattr(resuming, "_SECONDS_BETWEEN", -1.0)
    interrupt(monkeypatch, inputs, folder, 50)
    assert articles_kept(folder) == 2 * (LINES - 2)
    assert index.reindex([inputs], folder, workers=0, resume=True).indexed == 54


def test_inputs_that_changed_are_told(
    folder: Path, inputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt(monkeypatch, inputs, folder, 50)
    (inputs / "a.jsonl").write_text('{"title": "Khác"}', encoding="utf-8")
    with pytest.raises(index.InputError, match="not what they were"):
        index.reindex([inputs], folder, workers=0, resume=True)
    assert articles_kept(folder)


def test_the_file_in_which_a_run_was_interrupted_must_be_what_it_was(
    folder: Path, inputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt(monkeypatch, inputs, folder, 10)
    assert articles_kept(folder) == 8
    lines = (inputs / "a.jsonl").read_text(encoding="utf-8").splitlines()
    (inputs / "a.jsonl").write_text("\n".join(lines[3:] + lines[:3]), encoding="utf-8")
    with pytest.raises(index.InputError, match="not what they were"):
        index.reindex([inputs], folder, workers=0, resume=True)
    for path in inputs.iterdir():
        path.unlink()
    with pytest.raises(index.InputError, match="not what they were"):
        index.reindex([inputs], folder, workers=0, resume=True)


def test_a_large_file_that_changed_is_told_though_its_records_are_as_long_as_before(
    folder: Path, inputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shares, "WHOLE", 1)
    monkeypatch.setattr(shares, "_MOST_RECORDS", 4)
    path = inputs / "a.json"
    articles = [{"id": f"m{n}", "title": f"Giá gạo ngày {n:02}"} for n in range(20)]
    path.write_text(json.dumps({"articles": articles}), encoding="utf-8")
    interrupt(monkeypatch, path, folder, 10)
    assert articles_kept(folder) == 8
    articles[0]["title"] = "Giá gạo ngày 99"
    path.write_text(json.dumps({"articles": articles}), encoding="utf-8")
    with pytest.raises(index.InputError, match="not what they were"):
        index.reindex([path], folder, workers=0, resume=True)


@pytest.mark.parametrize(
    "other", [{"table": "tin"}, {"query": "SELECT 1"}, {"limits": {"members": 5}}], ids=str
)
def test_every_setting_of_reading_must_be_the_same(
    folder: Path, inputs: Path, monkeypatch: pytest.MonkeyPatch, other: dict[str, Any]
) -> None:
    interrupt(monkeypatch, inputs, folder, 50)
    with pytest.raises(index.InputError, match=next(iter(other))):
        index.reindex([inputs], folder, workers=0, resume=True, **other)


def test_another_version_does_not_go_on(
    folder: Path, inputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt(monkeypatch, inputs, folder, 50)
    monkeypatch.setattr(checkpoints, "version", lambda _: "99")
    with pytest.raises(index.InputError, match="another version"):
        index.reindex([inputs], folder, workers=0, resume=True)


def test_an_archive_that_changed_meanwhile_is_told(
    folder: Path, inputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.reindex([{"id": "cũ", "title": "Tin cũ"}, {"id": "a0", "title": "Tin"}], folder)
    interrupt(monkeypatch, inputs, folder, 50)
    assert articles_kept(folder)
    index.delete(["cũ"], folder)
    assert articles_kept(folder) == 0
    with pytest.raises(index.InputError, match="archive has changed"):
        index.reindex([inputs], folder, workers=0, resume=True)


def test_what_comes_once_is_nothing_to_go_on_with(
    folder: Path, inputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = inputs / "a.jsonl"
    interrupt(monkeypatch, path, folder, 10)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(index.InputError, match="cannot be read a second time"):
        index.reindex([path], folder, workers=0, resume=True)


def test_a_journal_that_is_not_whole_is_told(
    folder: Path, inputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt(monkeypatch, inputs, folder, 50)
    (folder / UNFINISHED / "rejected.jsonl").write_bytes(b"")
    with pytest.raises(index.InputError, match="journal rejected is too short"):
        index.reindex([inputs], folder, workers=0, resume=True)


def test_other_settings_and_nothing_to_go_on_from_are_told(
    folder: Path, inputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(index.InputError, match="no interrupted reindex is kept"):
        index.reindex([inputs], folder, workers=0, resume=True)
    interrupt(monkeypatch, inputs, folder, 50)
    with pytest.raises(index.InputError, match="namespace"):
        index.reindex([inputs], folder, workers=0, resume=True, namespace="cũ")
    assert index.reindex([inputs], folder, workers=0).indexed == 54
    with pytest.raises(index.InputError, match="no interrupted reindex is kept"):
        index.reindex([inputs], folder, workers=0, resume=True)
