"""An archive in a cluster of OpenSearch."""

from __future__ import annotations

import os
import time
from pathlib import Path
from threading import Lock

from index.cluster.address import Address
from index.cluster.client import Cluster
from index.cluster.contents import read_contents
from index.errors import ArchiveError
from search.engines.name_file import NAMES_FILE, NameFile
from search.engines.opensearch.snapshot import OpenSearchSnapshot

FILES = "KHOBAO_OPENSEARCH_FILES"
"""The folder, from the environment, of files that lie beside an archive in a folder: names.txt and
synonyms.txt."""


class OpenSearchEngine:
    """An archive in a cluster (see `search.engines.protocol.Engine`).

    What was newly published is seen by snapshots at most `look_every` seconds later. `files` is the
    folder of this machine with what people say beside their archive (see `FILES`), if there is one.
    """

    def __init__(self, address: Address, look_every: float = 1.0) -> None:
        """Look what the archive holds. Raises ArchiveError."""
        self.address = address
        self.files: Path | None = _files()
        self._corrections = None if self.files is None else NameFile(self.files / NAMES_FILE)
        self._cluster = Cluster(address)
        self._look_every = look_every
        self._lock = Lock()
        self._looked = 0.0
        self._snapshot: OpenSearchSnapshot | None = None
        self._is_closed = False
        self.snapshot()

    @property
    def place(self) -> str:
        """Its address, without a password."""
        return str(self.address)

    def snapshot(self) -> OpenSearchSnapshot:
        """What the archive holds now, or held less than `look_every` seconds ago."""
        with self._lock:
            if self._is_closed:
                raise ArchiveError(f"the archive {self.place} was closed")
            snapshot, now = self._snapshot, time.monotonic()
            if snapshot is not None and snapshot.view.is_gone:
                snapshot = None
            if snapshot is not None and now - self._looked < self._look_every:
                return snapshot
            contents = read_contents(self._cluster)
            if snapshot is None or contents != snapshot.view.contents:
                snapshot = self._snapshot = OpenSearchSnapshot(
                    self._cluster, contents, snapshot, self._corrections
                )
            self._looked = now
            return snapshot

    def close(self) -> None:
        """Let go of it. Searches that still run end as they began."""
        with self._lock:
            self._is_closed = True
            self._snapshot = None


def _files() -> Path | None:
    given = os.environ.get(FILES)
    if given and not Path(given).is_dir():
        raise ArchiveError(f"{FILES}: {given} is no folder")
    return Path(given).absolute() if given else None
