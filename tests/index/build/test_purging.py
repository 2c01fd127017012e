"""What is purged leaves no byte in an archive."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from unittest.mock import Mock

import pytest
import zstandard

import index
import search
from index.build import purging
from index.build.purging import purge

SECRET = "Bùi Thị Khuất"
OTHER = {"id": "khac", "title": "Chợ phiên Khau Vạc", "body": "Chợ họp sáng chủ nhật."}
ONE = {"id": "kin", "title": f"Tin về bà {SECRET}", "body": f"Bà {SECRET} xin gỡ bài này."}


def words_in(folder: Path) -> str:
    """All that can be read in the files of an archive, with what is compressed in them."""
    texts = []
    for path in folder.rglob("*"):
        if not path.is_file():
            continue
        data = path.read_bytes()
        texts.append(data.decode("utf-8", "replace"))
        at = data.find(b"\x28\xb5\x2f\xfd")
        while at >= 0:
            reader = zstandard.ZstdDecompressor().stream_reader(data[at:])
            with suppress(zstandard.ZstdError):
                texts.append(reader.read(1 << 20).decode("utf-8", "replace"))
            at = data.find(b"\x28\xb5\x2f\xfd", at + 1)
    return "\n".join(texts)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kho"


def test_no_byte_of_a_purged_article_is_left(folder: Path) -> None:
    index.reindex([OTHER, ONE], folder, workers=0)
    index.update([{**ONE, "body": f"Bà {SECRET} đã xin gỡ."}], folder, workers=0)
    index.update([{**OTHER, "id": "sau"}], folder, workers=0)
    found = words_in(folder)
    assert "Khuất" in found
    assert "khuất" in found
    report = index.delete(["kin"], folder, purge=True)
    assert (report.deleted, report.missing, report.articles) == (1, [], 2)
    left = words_in(folder).lower()
    assert "khuất" not in left
    assert "khuat" not in left
    assert '"kin"' not in left
    with search.open(folder) as archive:
        assert archive.search("khuất").total == 0
        assert archive.search("chợ phiên").total == 2
    assert not list(index.verify(folder))


def test_what_was_deleted_before_can_be_purged(folder: Path) -> None:
    index.reindex([OTHER, ONE], folder, workers=0)
    index.delete(["kin"], folder)
    assert "khuất" in words_in(folder)
    report = purge(["kin"], folder)
    assert (report.deleted, report.missing) == (0, [])
    assert "khuất" not in words_in(folder).lower()


def test_what_only_an_older_generation_holds_can_be_purged(folder: Path) -> None:
    index.reindex([OTHER, ONE], folder, workers=0)
    index.reindex([OTHER], folder, workers=0)
    assert "khuất" in words_in(folder)
    report = purge(["kin", "không-có"], folder)
    assert (report.deleted, report.purged, report.missing) == (0, 1, ["không-có"])
    assert "khuất" not in words_in(folder).lower()
    assert [path.name for path in (folder / "generations").iterdir()] == ["3"]
    assert not list(index.verify(folder))


def test_a_purge_that_was_cut_short_can_be_done_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.reindex([OTHER, ONE, {**ONE, "body": "Bà xin gỡ."}], folder, workers=0)
    assert "kin" in words_in(folder)
    with monkeypatch.context() as patch:
        patch.setattr(purging, "_forget", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            purge(["kin"], folder)
    assert '"kin"' in words_in(folder)
    purge(["kin"], folder)
    assert '"kin"' not in words_in(folder)


def test_an_older_generation_that_cannot_be_looked_into_is_named(folder: Path) -> None:
    index.reindex([ONE], folder, workers=0)
    index.reindex([OTHER], folder, workers=0)
    (folder / "generations" / "1" / "manifest.json").write_text("{", encoding="utf-8")
    report = purge(["kin"], folder)
    assert report.missing == ["kin"]
    assert "generations/1 cannot be looked into, and may hold them" in "\n".join(report.warnings)


def test_segments_that_never_held_it_stay_as_they_are(folder: Path) -> None:
    index.reindex([{**OTHER, "id": f"a{n}"} for n in range(20)], folder, workers=0)
    index.update([ONE], folder, workers=0)
    with search.open(folder) as archive:
        files = [one.file for one in archive.snapshot().manifest.segments]
    index.delete(["kin"], folder, purge=True)
    with search.open(folder) as archive:
        after = [one.file for one in archive.snapshot().manifest.segments]
    assert len(files) == 2
    assert after == files[:1]


def test_an_id_of_which_nothing_is_left_is_missing(folder: Path) -> None:
    index.reindex([OTHER], folder, workers=0)
    report = index.delete(["kin", "\ud800"], folder, purge=True)
    assert (report.deleted, report.generation) == (0, 0)
    assert report.missing == ["kin", "\ud800"]


def test_journals_forget_whole_entries(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    torn = [f'{{"kin": "một\u2028{ONE["title"]}"', '{"khac": "hai\u2028ba"']
    path.write_text("\n".join([json.dumps(OTHER), json.dumps(ONE), *torn]), encoding="utf-8")
    index.reindex([path], folder, workers=0)
    assert len((folder / "rejected.jsonl").read_text(encoding="utf-8").split("\n")) == 3
    index.delete(["kin"], folder, purge=True)
    [entry] = (folder / "rejected.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    assert json.loads(entry)["raw"] == torn[1]


def test_what_is_not_reached_is_named(folder: Path) -> None:
    index.reindex([OTHER, ONE], folder, workers=0)
    (folder / "generations" / "1.damaged").mkdir()
    (folder / "ghi-chu.txt").touch()
    with search.open(folder) as archive:
        assert archive.search("khuất").total == 1
        report = index.delete(["kin"], folder, purge=True)
        told = "\n".join(report.warnings)
    assert "1.damaged" in told
    assert "ghi-chu.txt" in told
    assert "still open" in told
    index.update([{**OTHER, "id": "sau"}], folder, workers=0, keep=0)
    assert "khuất" not in words_in(folder).lower()
