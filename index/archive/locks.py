"""Advisory file locks: one writer for an archive, and generations that readers hold.

LOCK can be opened by its owner alone (mode 0600), so that nobody else can keep the owner from
writing. The manifests, which readers hold, can be read by whoever may read the archive: one who
holds a generation for ever keeps its files on the disk, and does no other harm.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from index.errors import ArchiveError, unavailable
from index.storage.files import naming, open_regular

# A writer that looks whether a generation is held holds it for less than this.
_PATIENCE_SECONDS = 0.5
_BUSY = frozenset({errno.EWOULDBLOCK, errno.EAGAIN})


@contextmanager
def writing(archive: Path) -> Iterator[None]:
    """Hold the archive's LOCK, or raise ArchiveError that tells who holds it.

    The operating system lets go of it when the process ends, however it ends.
    """
    path = archive / "LOCK"
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    try:
        descriptor = os.open(path, flags, 0o600)
    except OSError as error:
        raise unavailable(archive, error) from None
    try:
        _lock(archive, descriptor)
        _keep_to_owner(descriptor)
        _say_who(descriptor)
        try:
            yield
        finally:
            with suppress(OSError):  # what it says means nothing once nobody holds it
                os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def _lock(archive: Path, descriptor: int) -> None:
    try:
        with naming(archive / "LOCK"):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in _BUSY:
            raise unavailable(archive, error) from None
        raise ArchiveError(
            f"the archive {archive} is being written by {_holder(descriptor)}; "
            "wait until that has ended, or stop it"
        ) from None


def _keep_to_owner(descriptor: int) -> None:
    """Close a LOCK that an older version left open to all."""
    with suppress(OSError):  # that of another user, who let this one write
        os.fchmod(descriptor, 0o600)


def _say_who(descriptor: int) -> None:
    """Write into LOCK who holds it, for others to read; a failure of that stops nothing."""
    holder = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now().astimezone().isoformat(timespec="seconds"),
    }
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(holder).encode(), 0)


def _holder(descriptor: int) -> str:
    try:
        holder = json.loads(os.pread(descriptor, 4096, 0))
        return "process {pid} on {host} (since {since})".format(**holder)
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"


class Hold:
    """A shared lock on one file; while it lasts, the file is not `unheld` for anybody else."""

    def __init__(self, path: Path) -> None:
        """Hold the file at `path`. Raises OSError when it cannot be opened or locked.

        If somebody else keeps an exclusive lock on it, the file is used without holding it: what is
        open stays readable even when it is removed.
        """
        self._descriptor = open_regular(path)
        try:
            with naming(path):
                self._wait()
        except BaseException:
            os.close(self._descriptor)
            raise

    def _wait(self) -> None:
        end = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                return fcntl.flock(self._descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError as error:
                if error.errno not in _BUSY:
                    raise
                if time.monotonic() > end:
                    return None
            time.sleep(0.01)

    def release(self) -> None:
        """Let go of the file; more than once does no harm."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)


@contextmanager
def unheld(path: Path) -> Iterator[bool]:
    """Whether nobody holds the file at `path` (or there is none); nobody can while this lasts.

    Raises OSError when that cannot be found out.
    """
    try:
        descriptor = open_regular(path)
    except FileNotFoundError:
        yield True
        return
    try:
        try:
            with naming(path):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            free = True
        except OSError as error:
            if error.errno not in _BUSY:
                raise
            free = False
        yield free
    finally:
        os.close(descriptor)
