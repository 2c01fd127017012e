"""One writer at a time: who writes an archive in a cluster holds a lease, as a document there.

Whoever ends without giving it back loses it after `SECONDS`, by the clocks of those who write.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Any

from index.cluster.client import PATIENCE, Cluster
from index.errors import ArchiveError, KhobaoError, UnavailableArchiveError

SECONDS = 90.0
"""For which a lease holds unless it is renewed."""
_RENEWALS, _LEAST_PAUSE = 4, 0.05
_TRIED_EVERY = 0.5  # seconds
_TAKEN: dict[str, Any] = {"taken": True}
_SETTINGS = {
    "settings": {"number_of_shards": 1, "auto_expand_replicas": "0-1"},
    "mappings": {"dynamic": False, "properties": {}},
}


INDEX = "khobao.writers"
"""The index where leases lie, and what else those who write archives tell each other."""


def place_of(cluster: Cluster, what: str) -> str:
    """Where something of that lies that concerns an archive."""
    return f"/{INDEX}/_doc/{cluster.address.name}.{what}"


class Lease:
    """The right to write an archive, for now."""

    def __init__(self, cluster: Cluster, seconds: float) -> None:
        """Get it, for so many seconds at a time. Raises UnavailableArchiveError that says who has
        it."""
        self._seconds = seconds
        self._cluster = cluster
        self._place = place_of(cluster, "lease")
        self._seen: dict[str, int] = {}
        self._is_lost = False
        self._stop = Event()
        if not cluster.ask("GET", f"/{INDEX}/_settings", missing={}):
            with suppress(ArchiveError):  # another one was faster
                cluster.ask("PUT", f"/{INDEX}", _SETTINGS, patience=PATIENCE)
        if not self._write(op_type="create"):
            self._take_over()
        self._thread = Thread(target=self._renew, name="khobao-lease", daemon=True)
        self._thread.start()

    def check(self) -> None:
        """Raise ArchiveError if another writer may have the lease by now."""
        if self._is_lost:
            raise ArchiveError(
                f"another writer has begun to write {self._cluster.address}, since this one was "
                "away for too long; run it again"
            )

    def release(self) -> None:
        """Give it back."""
        self._stop.set()
        self._thread.join()
        if not self._is_lost:
            with suppress(KhobaoError):
                self._cluster.ask("DELETE", self._place, missing={}, conflict={}, **self._seen)

    def _write(self, **condition: Any) -> bool:
        """Write that it is ours, for a while; returns whether the condition held."""
        body = {"holder": f"{socket.gethostname()}, process {os.getpid()}"}
        body["until"] = str(time.time() + self._seconds)
        told = self._cluster.ask(
            "PUT", self._place, body, patience=PATIENCE, conflict=_TAKEN, **condition
        )
        if told is _TAKEN:
            return False
        self._seen = {"if_seq_no": told["_seq_no"], "if_primary_term": told["_primary_term"]}
        return True

    def _take_over(self) -> None:
        """Take a lease that has run out. Raises UnavailableArchiveError where it has not."""
        wanted: dict[str, Any] = {"missing": {"found": False}, "patience": PATIENCE}
        told = self._cluster.ask("GET", self._place, **wanted)
        if not told["found"]:
            if self._write(op_type="create"):
                return
            told = self._cluster.ask("GET", self._place, **wanted)
            if not told["found"]:  # it was given back in between
                raise self._taken("another process")
        left = float(told["_source"]["until"]) - time.time()
        seen = {"if_seq_no": told["_seq_no"], "if_primary_term": told["_primary_term"]}
        if left > 0 or not self._write(**seen):
            raise self._taken(told["_source"]["holder"])

    def _taken(self, holder: str) -> UnavailableArchiveError:
        return UnavailableArchiveError(
            f"the archive {self._cluster.address} is being written by {holder}; wait until that "
            "has ended, or stop it"
        )

    def _renew(self) -> None:
        until = time.monotonic() + self._seconds
        while not self._stop.wait(max(self._seconds / _RENEWALS, _LEAST_PAUSE)):
            with suppress(KhobaoError):
                if not self._write(**self._seen):
                    self._is_lost = True
                    return
                until = time.monotonic() + self._seconds
            if time.monotonic() > until:
                self._is_lost = True
                return


@contextmanager
def writing(
    cluster: Cluster, seconds: float = SECONDS, *, patience: float = 0.0
) -> Iterator[Lease]:
    """Hold the lease of an archive. Raises UnavailableArchiveError where somebody else does, for
    more than so many seconds of `patience`."""
    end = time.monotonic() + patience
    while True:
        try:
            lease = Lease(cluster, seconds)
            break
        except UnavailableArchiveError:
            if time.monotonic() > end:
                raise
            time.sleep(_TRIED_EVERY)
    try:
        yield lease
    finally:
        lease.release()
