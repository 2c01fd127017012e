"""What cannot be read now, what is damaged and what is a mistake are told apart."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from helpers.archives import newest_segment

import index
import search

CODES = [errno.EACCES, errno.EMFILE, errno.ENFILE, errno.EIO, errno.ENOSPC, errno.ESTALE]


@pytest.mark.parametrize("code", CODES, ids=errno.errorcode.get)
@pytest.mark.parametrize("name", ["CURRENT", "manifest.json", ".seg"])
def test_a_file_that_cannot_be_opened_now_is_no_damage(
    code: int, name: str, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_open = os.open

    def fail(path: Any, *arguments: Any, **options: Any) -> int:
        if str(path).endswith(name):
            raise OSError(code, os.strerror(code), str(path))
        return real_open(path, *arguments, **options)

    monkeypatch.setattr(os, "open", fail)
    with pytest.raises(index.UnavailableArchiveError) as caught:
        search.open(archive)
    message = str(caught.value)
    assert name in message
    assert os.strerror(code) in message
    assert "damaged" not in message
    claim = "CURRENT" if name == "CURRENT" else r"the archive is as it was \(generation 3\)"
    with pytest.raises(index.UnavailableArchiveError, match=claim):
        index.delete(["a"], archive)
    monkeypatch.undo()
    assert index.verify(archive) == []


def test_a_missing_file_is_damage_and_the_advice_loses_nothing(archive: Path) -> None:
    newest_segment(archive).unlink()
    with pytest.raises(index.DamagedArchiveError) as caught:
        search.open(archive)
    assert "khobao repair" in str(caught.value)
    assert "reindex" not in str(caught.value)


def test_folders_that_cannot_be_listed_publish_nothing(
    archive: Path, make_input: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An update over a folder that could not be listed once published an empty index."""

    def fail(*_: Any) -> Any:
        raise OSError(errno.EIO, os.strerror(errno.EIO), "generations")

    monkeypatch.setattr(os, "listdir", fail)
    monkeypatch.setattr(os, "scandir", fail)
    monkeypatch.setattr(Path, "iterdir", fail)  # Python 3.10 knows os.listdir by itself
    with pytest.raises(
        index.UnavailableArchiveError, match=r"the archive is as it was \(generation 3\)"
    ):
        index.update([make_input({"id": "k", "body": "Chợ phiên."})], archive, workers=0)
    monkeypatch.undo()
    assert len(search.open(archive)) == 6


def test_only_the_owner_can_open_the_lock(archive: Path) -> None:
    assert stat.S_IMODE((archive / "LOCK").stat().st_mode) == 0o600
    (archive / "LOCK").chmod(0o644)  # as older versions left it
    index.delete(["a"], archive)
    assert stat.S_IMODE((archive / "LOCK").stat().st_mode) == 0o600


def test_a_manifest_that_somebody_keeps_for_himself_blocks_no_reader(archive: Path) -> None:
    import fcntl  # noqa: PLC0415

    with (archive / "generations/3/manifest.json").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert len(search.open(archive)) == 6
