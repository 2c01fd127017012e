"""Verify tells every damage, and takes nothing for one that only changed meanwhile."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from helpers.archives import MakeInput, flip, newest_segment
from helpers.faults import failing

import index
from index.analysis import analyser
from index.archive import verification
from index.articles.article import Article

NEW = {"id": "moi", "body": "Cầu treo đã thông xe."}
KEPT = "which is kept to go back to"


def before_opening(
    monkeypatch: pytest.MonkeyPatch, number: int, step: Callable[[], object]
) -> None:
    """Do something before the check of a generation opens it."""
    real = verification.open_generation

    def open_generation(archive: Path, asked: int, **options: Any) -> Any:
        if asked == number:
            step()
        return real(archive, asked, **options)

    monkeypatch.setattr(verification, "open_generation", open_generation)


def test_a_file_that_does_not_belong_there_is_told(archive: Path) -> None:
    (archive / "generations/3/stray").touch()
    [problem] = index.verify(archive)
    assert "3/stray does not belong to the generation" in problem


def test_a_generation_to_go_back_to_is_checked_as_well(
    archive: Path, make_input: MakeInput
) -> None:
    segment = newest_segment(archive)
    index.reindex([make_input(NEW)], archive, workers=0, keep=5)
    flip(segment, 100)
    found = index.verify(archive)
    assert len(found) == 2  # two generations share the file
    assert all(KEPT in problem and segment.name in problem for problem in found)


def test_a_generation_to_go_back_to_that_does_not_open_is_told(archive: Path) -> None:
    for segment in (archive / "generations/2").glob("*.seg"):
        segment.unlink()
    [problem] = index.verify(archive)
    assert problem.startswith(f"generation 2, {KEPT}: ")


def test_a_generation_that_cannot_be_read_now_is_no_damage(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "open", failing(os.open, errno.EIO, "2/manifest.json"))
    with pytest.raises(index.UnavailableArchiveError, match=r"2/manifest\.json"):
        index.verify(archive)


def test_what_a_writer_removes_meanwhile_is_no_damage(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = archive / "generations/2"
    before_opening(monkeypatch, 2, lambda: shutil.rmtree(folder))
    assert index.verify(archive) == []


def test_a_check_of_what_lies_behind_ends_when_another_generation_is_live(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before_opening(monkeypatch, 2, lambda: index.delete(["a"], archive, keep=5))
    for segment in (archive / "generations/1").glob("*.seg"):
        segment.unlink()
    assert index.verify(archive) == []


def test_the_damaged_generation_that_was_replaced_is_told_once_only(
    archive: Path, make_input: MakeInput, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest_segment(archive).unlink()
    monkeypatch.setattr(Path, "rename", failing(Path.rename, errno.EACCES, "/3"))
    warnings = index.update([make_input(NEW)], archive, workers=0).warnings
    monkeypatch.undo()
    assert any("could not be set aside" in warning for warning in warnings)
    assert index.verify(archive) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda one: replace(one, id="khác"), "its id 'khác' is not in the index"),
        (lambda one: replace(one, id="c"), "its id 'c' leads to"),
        (lambda one: one.nothing, "its text cannot be read"),
    ],
)
def test_an_article_that_its_id_does_not_find_is_told(
    change: Callable[[Article], Article],
    told: str,
    archive: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What a fault of the writer would leave, under right checksums."""
    real = verification.from_json

    def from_json(text: bytes) -> Article:
        article = real(text)
        return change(article) if article.id == "a" else article

    monkeypatch.setattr(verification, "from_json", from_json)
    [problem] = index.verify(archive)
    assert problem.startswith("article number 0: ")
    assert told in problem


def test_other_processes_tell_of_their_ranges_what_one_tells_of_all(
    tmp_path: Path, make_input: MakeInput, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two articles were written with the id of another, under right checksums."""
    real = analyser.to_json

    def to_json(article: Article) -> bytes:
        return real(replace(article, id=f"x{article.id}") if article.id in "27" else article)

    with monkeypatch.context() as faulty:
        faulty.setattr(analyser, "to_json", to_json)
        records = [{"id": str(n), "body": f"Phiên chợ thứ {n} họp sớm."} for n in range(9)]
        index.reindex(make_input(*records), tmp_path / "archive", workers=0)
    alone = index.verify(tmp_path / "archive")
    assert [problem.partition(":")[0] for problem in alone] == [
        "article number 2",
        "article number 7",
    ]
    assert "its id 'x7' is not in the index" in alone[1]
    monkeypatch.setattr(verification, "_FEW", 0)
    monkeypatch.setattr(verification, "_AT_ONCE", 4)
    monkeypatch.setattr(verification, "_SIZE", 1 << 20)
    monkeypatch.setattr(verification, "cores", lambda: 2)
    monkeypatch.setattr(verification, "from_json", None)  # nothing is read here
    assert index.verify(tmp_path / "archive") == alone
