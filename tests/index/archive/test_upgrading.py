"""Archives of other formats and rules are rebuilt from their own articles."""

from __future__ import annotations

import errno
import json
import os
import pickle
import random
from collections.abc import Callable
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest
from helpers.archives import MakeInput, columns_of, contents, flip, generations, newest_segment
from helpers.faults import failing

import index
import search
from index.archive.manifest import checksum_of
from index.articles.serialization import to_json


def test_an_archive_of_format_3_keeps_its_articles(old_archive: Path) -> None:
    lines = (old_archive.parent / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    expected = [json.loads(line) for line in lines]
    with pytest.raises(index.ArchiveError, match="khobao upgrade"):
        search.open(old_archive)
    report = index.upgrade(old_archive, workers=0)
    assert (report.generation, report.articles) == (5, len(expected))
    with search.open(old_archive) as archive:
        held = {one.id: json.loads(to_json(one)) for one in archive.export("")}
        assert sorted(held) == sorted(one["id"] for one in expected)
        for one in expected:
            assert {key: held[one["id"]][key] for key in one} == one
        assert archive.search("chợ phiên").total
    assert index.verify(old_archive) == []
    assert generations(old_archive) == ["4", "5"]


def test_a_damaged_archive_of_format_3_is_not_upgraded(old_archive: Path) -> None:
    for path in sorted((old_archive / "generations" / "4").iterdir()):
        flip(path)
        with pytest.raises(index.DamagedArchiveError, match="the archive is as it was"):
            index.upgrade(old_archive, workers=0)
        flip(path)
    assert index.upgrade(old_archive, workers=0).generation


def test_an_archive_under_other_rules_is_rebuilt_in_order(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = list(contents(archive).items())
    for module in ("generations", "publishing"):
        monkeypatch.setattr(f"index.archive.{module}.fingerprint", lambda: "khobao-99 model-1")
    with pytest.raises(index.ArchiveError, match="other rules"):
        index.delete(["a"], archive)
    assert index.upgrade(archive, workers=0).articles == len(before)
    assert list(contents(archive).items()) == before


def test_what_is_up_to_date_stays_as_it_is(archive: Path) -> None:
    assert index.upgrade(archive).generation == 0
    assert generations(archive) == ["1", "2", "3"]


def test_a_backup_keeps_the_rules_it_was_made_under(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.archive.generations.fingerprint", lambda: "khobao-99 model-1")
    index.backup(archive, tmp_path / "copy")
    with pytest.raises(index.ArchiveError, match="other rules"):
        search.open(tmp_path / "copy")
    monkeypatch.undo()
    assert len(search.open(tmp_path / "copy")) == 6


def rewritten(archive: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change what the manifest of an archive of format 3 says, by whoever knows its checksum."""
    path = archive / "generations/4/manifest.json"
    values = json.loads(path.read_bytes())
    del values["checksum"]
    change(values)
    path.write_text(json.dumps({**values, "checksum": checksum_of(values)}))


class Told:
    """A segment as the table of contents of format 3 names it."""

    def __init__(self, segid: object) -> None:
        self.segid, self._doccount, self._deleted = segid, 1, None


def with_table(archive: Path, table: bytes) -> None:
    """Put this in the place of the pickled segments of an archive of format 3."""
    [path] = archive.glob("generations/4/*.toc")
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex(b"\x80\x05\x95")] + table)

    def change(values: dict[str, Any]) -> None:
        digest = blake2b(path.read_bytes(), digest_size=16).hexdigest()
        values["files"][path.name] = {"size": path.stat().st_size, "blake2b": digest}

    rewritten(archive, change)


def test_format_3_without_a_table_of_contents_is_damage(old_archive: Path) -> None:
    [table] = old_archive.glob("generations/4/*.toc")
    rewritten(old_archive, lambda values: values["files"].pop(table.name))
    with pytest.raises(index.DamagedArchiveError, match="0 tables of contents"):
        index.upgrade(old_archive, workers=0)


def test_format_3_names_no_file_elsewhere(old_archive: Path) -> None:
    rewritten(old_archive, lambda values: values["files"].update({"../../CURRENT": {"size": 2}}))
    with pytest.raises(index.DamagedArchiveError, match=r"names a file '\.\./\.\./CURRENT'"):
        index.upgrade(old_archive, workers=0)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (pickle.dumps([Told("../../x")], 2), "table of contents is damaged"),
        (pickle.dumps([Told(date(2021, 7, 7))], 2), "damaged"),
        (b"\x80\x02]q", "a table cannot be read"),
    ],
    ids=["another name", "an object", "a cut pickle"],
)
def test_a_table_of_format_3_that_is_none_is_damage(
    table: bytes, told: str, old_archive: Path
) -> None:
    with_table(old_archive, table)
    with pytest.raises(index.DamagedArchiveError, match=told):
        index.upgrade(old_archive, workers=0)


def test_an_upgrade_tells_how_far_it_is(old_archive: Path) -> None:
    told: list[int] = []
    report = index.upgrade(
        old_archive, workers=0, progress=lambda progress: told.append(progress.articles)
    )
    assert told == list(range(1, report.articles + 1))


def test_a_damaged_archive_is_not_taken_for_an_old_one(archive: Path) -> None:
    newest_segment(archive).unlink()
    with pytest.raises(index.DamagedArchiveError, match="khobao repair"):
        index.upgrade(archive, workers=0)


def test_format_3_that_cannot_be_read_now_is_no_damage(
    old_archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "open", failing(os.open, errno.EIO, ".toc"))
    with pytest.raises(index.UnavailableArchiveError, match="Input/output error"):
        index.upgrade(old_archive, workers=0)


@pytest.mark.parametrize("place", [0.5, 1], ids=["in the texts", "in their directory"])
def test_articles_that_cannot_be_read_are_not_left_out_of_an_upgrade(
    place: float, make_input: MakeInput, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "archive"
    texts = (random.Random(number).randbytes(4000).hex() for number in range(60))
    new = [{"id": f"{number}", "body": text} for number, text in enumerate(texts)]
    index.reindex([make_input(*new)], archive, workers=0)
    segment = newest_segment(archive)
    begin, size = columns_of(segment)["article"]
    flip(segment, begin + int(place * (size - 1)))
    for module in ("generations", "publishing"):
        monkeypatch.setattr(f"index.archive.{module}.fingerprint", lambda: "khobao-99 model-1")
    with pytest.raises(index.DamagedArchiveError, match="the archive is as it was"):
        index.upgrade(archive, workers=0)
