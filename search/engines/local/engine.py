"""An archive in a folder of this machine."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from index.archive.current import current_stamp
from index.archive.generations import open_current
from index.errors import ArchiveError, reading
from search.engines.local.snapshot import LocalSnapshot


class LocalEngine:
    """An archive in a folder (see `search.engines.protocol.Engine`).

    A newly published generation is seen at the next `snapshot`. After a fork, open it anew.
    """

    def __init__(self, path: Path) -> None:
        """Open the live generation. Raises ArchiveError."""
        self.path = path.absolute()
        self._lock = Lock()
        self._snapshot: LocalSnapshot | None = LocalSnapshot(open_current(self.path))

    @property
    def place(self) -> str:
        """The folder."""
        return str(self.path)

    @property
    def files(self) -> Path:
        """The folder, in which people may say what names and synonyms there are."""
        return self.path

    def snapshot(self) -> LocalSnapshot:
        """The live generation, opened anew when another has been published.

        A file that was cut since it was opened must not be touched: that is looked at here.
        """
        with self._lock, reading(self.path):
            if self._snapshot is None:
                raise ArchiveError(f"the archive {self.path} was closed")
            snapshot = self._snapshot
            if current_stamp(self.path) != snapshot.stamp or not snapshot.is_as_mapped():
                generation = open_current(self.path, before=snapshot.files)
                snapshot = self._snapshot = LocalSnapshot(generation, snapshot)
            return snapshot

    def close(self) -> None:
        """Let go of the files. Searches that still run end as they began."""
        with self._lock:
            self._snapshot = None
