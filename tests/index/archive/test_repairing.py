"""A damaged archive goes back to what is whole, and says what that costs."""

from __future__ import annotations

import errno
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from helpers.archives import columns_of, contents, flip, generations, newest_segment
from helpers.faults import failing

import index
import search


def test_a_whole_archive_stays_as_it_is(archive: Path) -> None:
    report = index.repair(archive)
    assert (report.damage, report.generation, report.articles) == ([], 3, 6)
    assert generations(archive) == ["1", "2", "3"]


def test_what_can_still_be_read_is_rescued(archive: Path) -> None:
    before = contents(archive)
    segment = newest_segment(archive)
    flip(segment, columns_of(segment)["text"][0] + 4)
    with search.open(archive) as opened, pytest.raises(index.DamagedArchiveError):
        opened.search("cầu")
    report = index.repair(archive, workers=0)
    assert report.back_to == 1  # the segment is shared by the generations after it
    assert sorted(report.rescued) == ["g", "h"]
    assert (report.lost, report.deleted) == ([], ["b"])
    assert contents(archive) == before
    assert index.verify(archive) == []
    assert generations(archive) == ["1", "3.damaged", "4"]


def test_what_cannot_be_read_is_named(archive: Path) -> None:
    segment = newest_segment(archive)
    begin, size = columns_of(segment)["article"]
    for at in range(begin, begin + size, 5):
        flip(segment, at)
    report = index.repair(archive, workers=0)
    assert sorted(report.lost) == ["g", "h"]
    assert sorted(contents(archive)) == ["a", "c", "d", "e"]


def test_without_a_whole_generation_the_readable_articles_are_written_anew(archive: Path) -> None:
    before = contents(archive)
    index.delete(["a"], archive, keep=0)
    del before["a"]
    segment = newest_segment(archive)
    flip(segment, columns_of(segment)["title"][0] + 4)
    report = index.repair(archive, workers=0)
    assert report.back_to is None
    assert contents(archive) == before


def test_an_update_over_a_damaged_generation_goes_back_and_says_so(
    archive: Path, make_input: Callable[..., Path]
) -> None:
    newest_segment(archive).unlink()  # of generation 3; 2 has its own link to it
    with pytest.raises(index.DamagedArchiveError, match="khobao repair"):
        search.open(archive)
    new = make_input({"id": "k", "body": "Chợ phiên họp sớm."})
    [went_back, aside] = index.update([new], archive, workers=0).warnings
    assert "went back to generation 2" in went_back
    assert "deleted since: b" in went_back
    assert "3.damaged" in aside
    assert sorted(contents(archive)) == ["a", "b", "c", "d", "e", "g", "h", "k"]
    assert generations(archive) == ["2", "3.damaged", "4"]


def test_a_reindex_over_a_damaged_generation_keeps_the_good_one(
    archive: Path, make_input: Callable[..., Path]
) -> None:
    newest_segment(archive).unlink()
    with pytest.raises(index.InputError, match="no article was found"):
        index.reindex([make_input()], archive, workers=0)
    assert generations(archive) == ["1", "2", "3"]
    index.reindex([make_input({"id": "k", "body": "Chợ phiên."})], archive, workers=0)
    assert generations(archive) == ["2", "3.damaged", "4"]


@pytest.mark.parametrize("text", [None, "", "hai\n", "99\n", "\x00"])
def test_a_lost_current_is_found_again(text: str | None, archive: Path) -> None:
    before = contents(archive)
    current = archive / "CURRENT"
    current.unlink() if text is None else current.write_text(text)
    with pytest.raises(index.DamagedArchiveError):
        search.open(archive)
    report = index.repair(archive, workers=0)
    assert (report.back_to, report.lost) == (3, [])
    assert contents(archive) == before


def test_nothing_that_can_be_read_is_said_and_nothing_is_touched(archive: Path) -> None:
    for path in archive.glob("generations/*/*.seg"):
        path.write_bytes(b"")
    before = generations(archive)
    with pytest.raises(index.ArchiveError, match=r"can be read any more.*khobao restore"):
        index.repair(archive, workers=0)
    assert generations(archive) == before


def test_a_reindex_that_was_lost_is_redone_from_what_is_left(
    archive: Path, make_input: Callable[..., Path]
) -> None:
    """Articles that the lost reindex did not have are gone, as they were in it."""
    new = make_input(*({"id": id, "body": f"Nội dung mới {id}."} for id in "acxyz"))
    index.reindex([new], archive, workers=0)
    before = contents(archive)
    segment = newest_segment(archive)
    flip(segment, columns_of(segment)["text"][0] + 4)
    report = index.repair(archive, workers=0)
    assert report.back_to == 3
    assert contents(archive) == before


def test_of_two_damaged_generations_all_that_can_be_read_is_kept(
    archive: Path, make_input: Callable[..., Path]
) -> None:
    """A block of one is damaged here, of the other there."""
    source = random.Random(5)
    new = [{"id": f"{n}", "body": f"Chợ phiên {source.randbytes(2000).hex()}"} for n in range(60)]
    index.reindex([make_input(*new)], archive, workers=0)
    index.reindex([make_input(*new)], archive, workers=0)
    before = contents(archive)
    for number, place in ((4, 3), (5, 2)):
        [segment] = (archive / "generations" / str(number)).glob("*.seg")
        begin, size = columns_of(segment)["article"]
        flip(segment, begin + size // place)
    report = index.repair(archive, workers=0)
    assert contents(archive) == before
    assert report.lost == []
    assert report.older


def test_what_was_lost_is_told_by_the_ids_of_the_damaged_generation(archive: Path) -> None:
    """runs.jsonl has forgotten them, or is not there."""
    (archive / "runs.jsonl").unlink()
    index.delete(["c"], archive, keep=0)
    segment = newest_segment(archive)
    begin, size = columns_of(segment)["article"]
    for at in range(begin, begin + size, 5):
        flip(segment, at)
    report = index.repair(archive, workers=0)
    assert (report.back_to, sorted(report.lost)) == (None, ["g", "h"])


def test_an_archive_goes_back_to_one_of_an_older_format(old_archive: Path) -> None:
    index.upgrade(old_archive, workers=0)
    before = contents(old_archive)
    newest_segment(old_archive).write_bytes(b"")
    report = index.repair(old_archive, workers=0)
    assert contents(old_archive) == before
    assert sorted(report.older) == sorted(before)


def test_links_in_an_archive_are_not_written_through(archive: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim.txt"
    victim.write_text("quý giá", encoding="utf-8")
    for name in ("CURRENT.new", "rejected.jsonl.new", "runs.jsonl.new"):
        (archive / name).symlink_to(victim)
    index.delete(["a"], archive)
    assert victim.read_text(encoding="utf-8") == "quý giá"
    (archive / "generations").rename(tmp_path / "elsewhere")
    (archive / "generations").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(index.DamagedArchiveError, match="is a link"):
        index.delete(["c"], archive)
    with pytest.raises(index.DamagedArchiveError, match="is a link"):
        search.open(archive)


def test_folders_with_other_names_and_hostile_numbers_stop_nothing(archive: Path) -> None:
    (archive / "generations" / "3-copy").mkdir()
    with (archive / "runs.jsonl").open("a") as file:
        file.write('{"generation": ' + "9" * 5000 + ', "command": "x"}\n')
    assert index.delete(["a"], archive).generation == 4


def test_a_segment_that_is_gone_is_taken_from_where_it_is_left(archive: Path) -> None:
    before = contents(archive)
    newest_segment(archive).unlink()  # of generation 3; 2 has its own link to it
    report = index.repair(archive, workers=0)
    assert (report.back_to, report.lost, report.deleted) == (2, [], ["b"])
    assert contents(archive) == before


def test_an_archive_without_current_and_runs_is_damaged_and_not_new(archive: Path) -> None:
    before = contents(archive)
    (archive / "CURRENT").unlink()
    (archive / "runs.jsonl").unlink()
    report = index.repair(archive, workers=0)
    assert any("CURRENT is missing" in damage for damage in report.damage)
    assert contents(archive) == before


def test_a_generation_that_cannot_be_read_now_is_not_passed_over(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest_segment(archive).unlink()
    monkeypatch.setattr(os, "open", failing(os.open, errno.EIO, "2/manifest.json"))
    for write in (lambda: index.repair(archive), lambda: index.delete(["a"], archive)):
        with pytest.raises(index.UnavailableArchiveError, match=r"2/manifest\.json"):
            write()
    monkeypatch.undo()
    assert generations(archive) == ["1", "2", "3"]


def test_a_delete_goes_back_as_far_as_a_generation_opens(archive: Path) -> None:
    for number in (3, 2):
        for segment in (archive / "generations" / str(number)).glob("*.seg"):
            segment.unlink()
    [went_back, _] = index.delete(["a"], archive).warnings
    assert "went back to generation 1" in went_back
    assert sorted(contents(archive)) == ["b", "c", "d", "e"]


def test_where_no_generation_opens_a_delete_changes_nothing(archive: Path) -> None:
    for segment in archive.glob("generations/*/*.seg"):
        segment.unlink()
    with pytest.raises(index.DamagedArchiveError, match="the archive is as it was"):
        index.delete(["a"], archive)
    assert generations(archive) == ["1", "2", "3"]


def test_a_repair_tells_how_far_it_is(archive: Path) -> None:
    segment = newest_segment(archive)
    flip(segment, columns_of(segment)["text"][0] + 4)
    told: list[int] = []
    index.repair(archive, workers=0, progress=lambda progress: told.append(progress.articles))
    assert told == [1, 2]


@pytest.mark.parametrize("name", ["generations/3/manifest.json", "CURRENT"])
@pytest.mark.parametrize("change", ["update", "delete", "optimize"])
def test_what_says_that_it_went_back_did_so_also_when_nothing_else_changed(
    archive: Path, name: str, change: str, make_input: Callable[..., Path]
) -> None:
    (archive / name).write_text("?", encoding="utf-8")
    if change == "update":
        same = {"id": "a", "title": "Bản tin a", "body": "Cầu treo đã thông xe sáng nay."}
        report: Any = index.update([make_input(same)], archive, workers=0)
        assert report.unchanged == 1
    elif change == "delete":
        report = index.delete(["không-có"], archive)
    else:
        report = index.optimize(archive)
    assert "went back to generation" in report.warnings[0]
    with search.open(archive) as opened:
        assert opened.snapshot().number == report.generation == 4
