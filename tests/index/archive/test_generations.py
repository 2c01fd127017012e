"""Whatever happens while an archive is written, it answers with the old articles or the new."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from helpers.archives import generations, ids_in

import index
import search

OLD = {"id": "cu", "title": "Bản tin cũ", "body": "Chợ phiên họp đều mỗi tháng."}
NEW = {"id": "moi", "title": "Bản tin mới", "body": "Cầu treo đã thông xe sáng nay."}

LONGEST = 120  # seconds that a child may take
DIED = 9  # its status when it died where it was told to

Write = Callable[[Path], object]


@pytest.fixture
def archive(make_input: Callable[..., Path], tmp_path: Path) -> Path:
    index.reindex([make_input(OLD, {**OLD, "id": "cu-2"})], tmp_path / "archive", workers=0)
    return tmp_path / "archive"


def file_calls_of(archive: Path, write: Write, kill_at: int | None = None) -> int:
    """How many file calls `write` makes in the archive, run in a child that dies at one of them."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(LONGEST)
        count = 0

        def hook(event: str, args: tuple[Any, ...]) -> None:
            nonlocal count
            changes = ("open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir")
            if event in changes and str(archive) in str(args[0]):
                count += 1
                if count == kill_at:
                    os._exit(DIED)

        sys.addaudithook(hook)
        try:
            write(archive)
        finally:
            os.write(writing, str(count).encode())
            os._exit(0)
    os.close(writing)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    with os.fdopen(reading) as pipe:
        assert status in (0, DIED), f"the child ended with status {status}"
        return int(pipe.read() or 0)


def reindex(new: Path) -> Write:
    return lambda archive: index.reindex([new], archive, workers=0)


def update(new: Path) -> Write:
    return lambda archive: index.update([new], archive, workers=0)


def delete(_: Path) -> Write:
    return lambda archive: index.delete(["cu-2"], archive)


@pytest.mark.parametrize(
    ("operation", "after"),
    [(reindex, ["moi"]), (update, ["cu", "cu-2", "moi"]), (delete, ["cu"])],
)
def test_a_kill_at_any_file_call_leaves_the_old_articles_or_the_new(
    operation: Callable[[Path], Write],
    after: list[str],
    archive: Path,
    make_input: Callable[..., Path],
    tmp_path: Path,
) -> None:
    write = operation(make_input(NEW, name="new.jsonl"))
    copy = tmp_path / "copy"
    index.reindex([tmp_path / "input.jsonl"], copy, workers=0)
    calls = file_calls_of(copy, write)
    assert calls > 20
    outcomes = set()
    for kill_at in range(1, calls + 1):
        file_calls_of(archive, write, kill_at)
        outcomes.add(tuple(ids_in(archive)))
        assert index.verify(archive) == []
        if ids_in(archive) != ["cu", "cu-2"]:
            index.reindex([tmp_path / "input.jsonl"], archive, workers=0)
    assert outcomes == {("cu", "cu-2"), tuple(after)}
    write(archive)
    assert ids_in(archive) == after
    assert len(generations(archive)) == 2
    assert not list(archive.glob("*.new"))


def test_an_error_while_writing_leaves_the_old_archive(
    archive: Path, make_input: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("index.storage.files.os.fsync", full)
    expected = r"No space left on device; .*; the archive is as it was \(generation 1\)"
    with pytest.raises(index.UnavailableArchiveError, match=expected):
        index.reindex([make_input(NEW)], archive, workers=0)
    monkeypatch.undo()
    assert ids_in(archive) == ["cu", "cu-2"]
    assert generations(archive) == ["1"]


def test_a_busy_archive_says_who_writes_it(archive: Path, make_input: Callable[..., Path]) -> None:
    holder = {"pid": 4711, "host": "toa-soan", "since": "2024-01-01T08:00:00+07:00"}
    with (archive / "LOCK").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        json.dump(holder, lock)
        lock.flush()
        with pytest.raises(index.ArchiveError, match="process 4711 on toa-soan"):
            index.update([make_input(NEW)], archive)
    assert ids_in(archive) == ["cu", "cu-2"]


def test_a_reader_keeps_its_generation_until_it_lets_go(
    archive: Path, make_input: Callable[..., Path]
) -> None:
    reader = search.open(archive)
    snapshot = reader.snapshot()
    index.reindex([make_input(NEW)], archive, workers=0)
    assert snapshot.article(0).id == "cu"
    assert [hit.article.id for hit in reader.search("")] == ["moi"]
    index.reindex([make_input(NEW)], archive, workers=0)
    assert generations(archive) == ["1", "2", "3"]
    del snapshot
    reader.close()
    index.reindex([make_input(NEW)], archive, workers=0)
    assert generations(archive) == ["3", "4"]


def test_as_many_generations_are_kept_as_one_asks_for(
    archive: Path, make_input: Callable[..., Path]
) -> None:
    index.update([make_input(NEW)], archive, workers=0, keep=5)
    index.update([make_input({**NEW, "title": "Bản tin khác"})], archive, workers=0, keep=5)
    assert generations(archive) == ["1", "2", "3"]
    index.delete(["moi"], archive, keep=0)
    assert generations(archive) == ["4"]


def test_a_missing_archive_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(index.ArchiveError, match="khobao reindex"):
        search.open(tmp_path / "nowhere")
    with pytest.raises(index.ArchiveError, match="khobao reindex"):
        index.delete(["cu"], tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def manifest_of(archive: Path) -> Path:
    return archive / "generations" / (archive / "CURRENT").read_text().strip() / "manifest.json"


def test_a_newer_format_is_refused(archive: Path) -> None:
    manifest = json.loads(manifest_of(archive).read_text())
    manifest_of(archive).write_text(json.dumps({**manifest, "format": 99}))
    with pytest.raises(index.ArchiveError, match="newer Khobao"):
        search.open(archive)


def test_an_older_format_is_refused(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.archive.generations.FORMAT", 99)
    with pytest.raises(index.ArchiveError, match=r"older Khobao .* 'khobao upgrade'"):
        search.open(archive)


def test_other_rules_of_analysis_are_refused(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.archive.generations.fingerprint", lambda: "khobao-99 model-1")
    with pytest.raises(index.ArchiveError, match="other rules"):
        search.open(archive)


@pytest.mark.parametrize("content", ["", "hai\n", "\x00\x01", "99"])
def test_a_damaged_current_is_refused_and_a_reindex_repairs_it(
    content: str, archive: Path, make_input: Callable[..., Path]
) -> None:
    (archive / "CURRENT").write_text(content)
    with pytest.raises(index.ArchiveError, match="damaged"):
        search.open(archive)
    index.reindex([make_input(NEW)], archive, workers=0)
    assert ids_in(archive) == ["moi"]


def test_a_damaged_manifest_is_refused(archive: Path) -> None:
    text = manifest_of(archive).read_text()
    manifest_of(archive).write_text(text.replace('"articles": 2', '"articles": 3'))
    with pytest.raises(index.ArchiveError, match="damaged"):
        search.open(archive)


def index_files(archive: Path) -> list[Path]:
    return [path for path in manifest_of(archive).parent.iterdir() if path.name != "manifest.json"]


def test_a_truncated_or_missing_file_is_refused(archive: Path) -> None:
    path = max(index_files(archive), key=lambda path: path.stat().st_size)
    data = path.read_bytes()
    path.write_bytes(data[:-1])
    with pytest.raises(index.ArchiveError, match=r"damaged.*bytes instead of"):
        search.open(archive)
    path.unlink()
    with pytest.raises(index.ArchiveError, match=r"damaged.*missing"):
        search.open(archive)


def test_a_changed_byte_is_found_by_verify(archive: Path) -> None:
    for path in index_files(archive):
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        original = path.read_bytes()
        path.write_bytes(data)
        assert [path.name in sentence for sentence in index.verify(archive)] == [True]
        path.write_bytes(original)
    assert index.verify(archive) == []
