"""Advisory file locks: one writer for an archive, and generations that readers hold."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from index.errors import ArchiveError


@contextmanager
def writing(archive: Path) -> Iterator[None]:
    """Hold the archive's LOCK, or raise ArchiveError that tells who holds it.

    The operating system lets go of it when the process ends, however it ends.
    """
    try:
        lock = (archive / "LOCK").open("a+", encoding="utf-8")
    except OSError as error:
        raise ArchiveError(f"the archive {archive} cannot be written: {error.strerror}") from None
    with lock as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ArchiveError(
                f"the archive {archive} is being written by {_holder(archive)}; "
                "wait until that has ended, or stop it"
            ) from None
        file.truncate(0)
        json.dump(
            {
                "pid": os.getpid(),
                "host": socket.gethostname(),
                "since": datetime.now().astimezone().isoformat(timespec="seconds"),
            },
            file,
        )
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def _holder(archive: Path) -> str:
    try:
        holder = json.loads((archive / "LOCK").read_text(encoding="utf-8"))
        return "process {pid} on {host} (since {since})".format(**holder)
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"


class Hold:
    """A shared lock on one file; while it lasts, the file is not `unheld` for anybody else."""

    def __init__(self, path: Path) -> None:
        """Hold the file at `path`; raises FileNotFoundError when there is none."""
        self._file = path.open("rb")
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def release(self) -> None:
        """Let go of the file."""
        self._file.close()


@contextmanager
def unheld(path: Path) -> Iterator[bool]:
    """Whether nobody holds the file at `path` (or there is none); nobody can while this lasts."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        yield True
        return
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            free = False
        else:
            free = True
        yield free
