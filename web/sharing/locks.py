"""A lock that threads of several processes take in turn."""

from __future__ import annotations

import fcntl
import tempfile
from threading import Lock
from types import TracebackType


class ProcessLock:
    """One holder at a time, among all threads of the processes that are forked after it was made.

    The system frees what a process held that dies, however it dies.
    """

    def __init__(self) -> None:
        """Make a lock that nobody holds."""
        self._threads = Lock()  # the system's lock is one of processes
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  (as long as the lock is there)

    def __enter__(self) -> None:
        self._threads.acquire()
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
        except BaseException:
            self._threads.release()
            raise

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            fcntl.lockf(self._file, fcntl.LOCK_UN)
        finally:
            self._threads.release()

    def close(self) -> None:
        """Let go of what the system keeps for it."""
        self._file.close()
