"""Backups by the cluster's own snapshots, in a repository that its operator has registered."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from pathlib import Path

from index.archive.copying import CopyReport
from index.cluster import language
from index.cluster.address import Address
from index.cluster.client import PATIENCE, Cluster
from index.cluster.contents import indices_of, read_contents
from index.errors import ArchiveError


def backup(address: Address, repository: str) -> CopyReport:
    """Take a snapshot of the indices of an archive and of its language; wait until it is there.

    The snapshot is named after the index and the moment, to the microsecond, since names of
    snapshots must differ: two may be taken in one second. Raises ArchiveError where the cluster has
    no such repository, or the snapshot is not whole.
    """
    started = time.monotonic()
    cluster = Cluster(address)
    if not cluster.ask("GET", f"/_snapshot/{repository}", missing={}):
        raise ArchiveError(
            f"the cluster at {address} has no repository of snapshots named {repository}; register "
            f"one (PUT /_snapshot/{repository}), then try again"
        )
    contents = read_contents(cluster)
    moment = datetime.now(timezone.utc).strftime("%Y%m%d-%H%M%S-%f")
    name = f"{contents.index}-{moment}"
    indices = ",".join((*indices_of(cluster, contents.index), language.place_of(contents.index)))
    body = {"indices": indices, "include_global_state": False}
    path = f"/_snapshot/{repository}/{name}"
    cluster.ask("PUT", path, body, wait_for_completion=False)
    state = _ended(cluster, path)
    if state["state"] != "SUCCESS":
        raise ArchiveError(f"the snapshot {name} of {address} is not whole: {state['state']}")
    report = CopyReport(Path(repository) / name, contents.about.generation, checked=False)
    report.articles = contents.about.articles
    sizes = cluster.ask("GET", f"{path}/_status")["snapshots"][0]["stats"]["total"]
    report.bytes = int(sizes["size_in_bytes"])
    report.seconds = time.monotonic() - started
    cluster.close()
    return report


def _ended(cluster: Cluster, path: str) -> dict[str, str]:
    """What became of a snapshot, when it has ended."""
    while True:
        state: dict[str, str] = cluster.ask("GET", path, patience=PATIENCE)["snapshots"][0]
        if state["state"] != "IN_PROGRESS":
            return state
        time.sleep(0.5)
