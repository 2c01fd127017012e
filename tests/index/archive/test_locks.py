"""Locks tell who holds them, and are let go of whatever fails."""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path

import pytest

import index
import search
from index.archive.locks import Hold, unheld

FILES = Path("/proc/self/fd")  # the descriptors of this process
linux = pytest.mark.skipif(not FILES.exists(), reason="there is no /proc here")


def locks_fail(monkeypatch: pytest.MonkeyPatch, name: str, kinds: int) -> None:
    """Let no lock of these kinds be had on files of this name."""
    real = fcntl.flock

    def flock(descriptor: int, operation: int) -> None:
        if operation & kinds and (FILES / str(descriptor)).readlink().name == name:
            raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))
        real(descriptor, operation)

    monkeypatch.setattr(fcntl, "flock", flock)


def open_names(archive: Path) -> set[str]:
    """The names of the files of an archive that this process has open."""
    links = [path.readlink() for path in FILES.iterdir() if path.is_symlink()]
    return {link.name for link in links if archive.resolve() in link.parents}


def test_a_lock_that_cannot_be_opened_is_told(archive: Path) -> None:
    (archive / "LOCK").unlink()
    (archive / "LOCK").mkdir()
    with pytest.raises(index.UnavailableArchiveError, match=r"LOCK: Is a directory"):
        index.delete(["a"], archive)


@linux
def test_a_lock_that_cannot_be_had_is_told_and_not_taken_for_a_writer(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locks_fail(monkeypatch, "LOCK", fcntl.LOCK_EX)
    with pytest.raises(index.UnavailableArchiveError, match="LOCK: No locks available"):
        index.delete(["a"], archive)


@pytest.mark.parametrize("said", [b"", b"?", b"[]", b'{"pid": 1}'])
def test_a_writer_that_does_not_say_who_it_is_is_another_process(
    said: bytes, archive: Path
) -> None:
    with (archive / "LOCK").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write(said)
        lock.flush()
        with pytest.raises(index.ArchiveError, match="being written by another process"):
            index.delete(["a"], archive)


@linux
def test_a_generation_that_cannot_be_held_is_unavailable_and_left_closed(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locks_fail(monkeypatch, "manifest.json", fcntl.LOCK_SH)
    with pytest.raises(index.UnavailableArchiveError, match=r"manifest\.json: No locks available"):
        search.open(archive)
    assert "manifest.json" not in open_names(archive)


@linux
def test_a_generation_of_which_nobody_knows_whether_it_is_held_is_not_removed(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locks_fail(monkeypatch, "manifest.json", fcntl.LOCK_EX)
    [warning] = index.delete(["a"], archive, keep=0).warnings
    assert "old files could not be removed" in warning
    assert (archive / "generations" / "1").is_dir()


def test_what_is_held_is_not_free_until_it_is_let_go(archive: Path) -> None:
    path = archive / "generations/3/manifest.json"
    hold = Hold(path)
    with unheld(path) as free:
        assert not free
    hold.release()
    hold.release()  # more than once does no harm
    with unheld(path) as free:
        assert free
    with unheld(path.with_name("nothing")) as free:
        assert free
