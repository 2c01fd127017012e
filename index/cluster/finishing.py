"""An index that was loaded is made ready for searches: counted, merged, and given its replicas."""

from __future__ import annotations

import time

from index.cluster.client import PATIENCE, Cluster
from index.cluster.loading import visible
from index.errors import ArchiveError


def check_count(cluster: Cluster, index: str, expected: int) -> int:
    """Make what was loaded visible, and count it. Raises ArchiveError where it does not add up."""
    found = visible(cluster, index)
    if found != expected:
        raise ArchiveError(
            f"{expected:,} articles were sent to {cluster.address}, and {found:,} are there; "
            "nothing was published"
        )
    return found


def compact(cluster: Cluster, index: str) -> None:
    """Merge the segments of an index that was loaded, which leaves out what it was sent as it came.

    It must be in a commit for that, and no copy may need it any more. Many segments stay of large
    shards, none above what merges by themselves make.
    """
    cluster.ask("POST", f"/{index}/_flush", force=True, wait_if_ongoing=True, patience=PATIENCE)
    told = cluster.ask("GET", f"/{index}/_stats/store")
    if told["_all"]["primaries"]["store"]["size_in_bytes"] > _LARGE:
        _wait_for_leases(cluster, index)
    size = told["_all"]["primaries"]["store"]["size_in_bytes"] / told["_shards"]["successful"]
    most = 1 + int(size / _LARGEST_SEGMENT)
    path = f"/{index}/_forcemerge"
    task = cluster.ask("POST", path, max_num_segments=most, wait_for_completion=False)["task"]
    while not cluster.ask("GET", f"/_tasks/{task}", patience=PATIENCE)["completed"]:
        time.sleep(_LOOKED_EVERY)
    cluster.ask("POST", f"/{index}/_refresh", patience=PATIENCE)


def _wait_for_leases(cluster: Cluster, index: str) -> None:
    """Wait until the shards have noticed that no copy lags behind, for which they look every half
    minute: until then merges keep what they were sent."""
    end = time.monotonic() + _NOTICED_WITHIN
    wanted = "indices.*.shards.*.seq_no.max_seq_no,indices.*.shards.*.retention_leases.leases"
    while time.monotonic() < end:
        path = f"/{index}/_stats"
        told = cluster.ask("GET", path, level="shards", filter_path=wanted, patience=PATIENCE)
        copies = (
            one
            for of in told["indices"].values()
            for shard in of["shards"].values()
            for one in shard
        )
        if all(
            lease["retaining_seq_no"] > one["seq_no"]["max_seq_no"]
            for one in copies
            for lease in one["retention_leases"]["leases"]
        ):
            return
        time.sleep(_LOOKED_EVERY)


_LARGE = 16 << 20  # bytes
_NOTICED_WITHIN = 65.0  # seconds
_LARGEST_SEGMENT = 5 << 30
_LOOKED_EVERY = 0.2  # seconds


def serve(cluster: Cluster, index: str, replicas: int) -> None:
    """Let an index that was loaded have its replicas."""
    body = {"index": {"number_of_replicas": replicas}}
    path = f"/{index}/_settings"  # of years there may be none
    cluster.ask("PUT", path, body, patience=PATIENCE, allow_no_indices=True)
