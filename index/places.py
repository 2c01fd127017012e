"""What a program does with an archive, wherever it is: in a folder, or in a cluster.

Each function is the one of its name for folders; where its archive is an address of a cluster, what
does the same there is called, or it says that this is not for clusters.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from index.archive import copying, verification
from index.build import optimizing, pipeline, repairing, retrying, upgrading
from index.cluster.address import is_cluster, parse_address
from index.errors import ArchiveError

if TYPE_CHECKING:
    pass

P = ParamSpec("P")
R = TypeVar("R")

__all__ = [
    "backup",
    "delete",
    "optimize",
    "reindex",
    "repair",
    "restore",
    "retry",
    "update",
    "upgrade",
    "verify",
]


def _anywhere(local: Callable[P, R], at: int, why_not: str = "") -> Callable[P, R]:
    """A function whose argument number `at`, `archive`, may be an address of a cluster."""

    @wraps(local)
    def anywhere(*args: P.args, **options: P.kwargs) -> R:
        place = args[at] if len(args) > at else options.get("archive")
        if not is_cluster(place):
            return local(*args, **options)
        if why_not:
            raise ArchiveError(f"{parse_address(str(place))} is in a cluster: {why_not}")
        # Who has no cluster needs nothing of this.
        from index.cluster import building  # noqa: PLC0415

        there: Callable[P, R] = getattr(building, local.__name__)
        return there(*args, **options)

    return anywhere


_NO_SEGMENTS = "the cluster keeps its segments itself; this is for archives in folders"

reindex = _anywhere(pipeline.reindex, 1)
update = _anywhere(pipeline.update, 1)
delete = _anywhere(pipeline.delete, 1)
verify = _anywhere(verification.verify, 0)
backup = _anywhere(copying.backup, 0)
restore = _anywhere(
    copying.restore, 1, "restore the snapshot with the cluster's own API (see docs/cluster.md)"
)
retry = _anywhere(retrying.retry, 0, "read what was mended with 'khobao update'")
repair = _anywhere(repairing.repair, 0, _NO_SEGMENTS)
optimize = _anywhere(optimizing.optimize, 0, _NO_SEGMENTS)
upgrade = _anywhere(
    upgrading.upgrade, 0, "copy it out of the cluster and back (see 'khobao archive copy')"
)
