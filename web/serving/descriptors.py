"""How many connections the limit on open files leaves room for."""

from __future__ import annotations

import logging
import resource
from contextlib import suppress

log = logging.getLogger("khobao")

_OTHERS = 128  # files of ours and of the archive


def allow_files(connections: int) -> None:
    """Raise the limit on open files for `connections`, as far as the system allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + _OTHERS
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        with suppress(ValueError, OSError):  # macOS has a lower limit than it tells
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    allowed = connections_allowed()
    if allowed < connections:
        log.warning("the system lets us have %d connections (see ulimit -n)", allowed)


def connections_allowed() -> int:
    """How many connections there may be at once beside all other files."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return 1_000_000
    return max(soft - _OTHERS, soft // 2)
