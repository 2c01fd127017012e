"""Bytes that are put aside until what stands before them in a file is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any

from index.storage.files import naming

_IN_MEMORY = 4 << 20
_CHUNK = 1 << 20


class Spool:
    """Bytes in the order in which they are written: in memory while they are few, then in a file
    without a name, which is gone whatever happens to the process."""

    def __init__(
        self, folder: Path | None = None, written: Callable[[int], object] | None = None
    ) -> None:
        """The file is one of `folder` (without one, all stays in memory); `written` is told how
        many bytes come."""
        self._size = 0
        self._folder = folder
        self._written = written
        most = 0 if folder is None else _IN_MEMORY
        self._file = SpooledTemporaryFile(most, dir=None if folder is None else str(folder))  # noqa: SIM115

    def __len__(self) -> int:
        return self._size

    def write(self, data: Any) -> None:
        """Put bytes behind the others. Raises OSError."""
        with naming(self._folder or Path()):
            self._file.write(data)
        self._size += len(data)
        if self._written is not None:
            self._written(len(data))

    def __del__(self) -> None:
        self._file.close()  # also of what was never read, after an error

    def __iter__(self) -> Iterator[bytes]:
        """All bytes, piece by piece; what was read is gone then. Raises OSError."""
        with naming(self._folder or Path()), self._file as file:
            file.seek(0)
            while piece := file.read(_CHUNK):
                yield piece


def spool_beside(file: Any) -> Spool:
    """A spool for what will be written to a file: in its folder, if it has one."""
    made: Spool = file.spool() if hasattr(file, "spool") else Spool()
    return made
