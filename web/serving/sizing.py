"""How many processes serve an archive: by what the machine has, or the container may have of it."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import suppress
from pathlib import Path

from index.processes import cores
from web.configuration import Configuration
from web.setting_types import AUTO

log = logging.getLogger("khobao")

_MOST = 4
_MB = 1_000_000
_EACH = 150 * _MB  # of memory that a process has for itself
_EACH_ARTICLE = 1_000  # and beyond that for each article, in bytes
_SHARE = 2  # of what is free, one part in so many; the rest is for the archive's pages
_GROUP = Path("/sys/fs/cgroup")
_MEMORY = Path("/proc/meminfo")


def processes_for(configuration: Configuration, articles: int) -> int:
    """How many processes are to serve an archive of so many articles; what is unusual is logged."""
    wanted = configuration.processes
    if not can_fork():
        if wanted not in (AUTO, 1):
            log.warning("one process serves: this system cannot have several serve one address")
        return 1
    if wanted != AUTO:
        return int(wanted)
    usual = min(_MOST, processors())
    free, needed = free_memory(), usual * (_EACH + articles * _EACH_ARTICLE)
    if usual > 1 and free is not None and needed > free / _SHARE:
        log.warning(
            "one process serves, since memory is short: %s MB are free, %s would want %s "
            "(--processes %s does so all the same)",
            *(free // _MB, usual, needed * _SHARE // _MB, usual),
        )
        return 1
    return usual


def can_fork() -> bool:
    """Whether a process can become several that serve one socket.

    The frameworks of macOS do not bear it.
    """
    return hasattr(os, "fork") and sys.platform != "darwin"


def processors(group: Path = _GROUP) -> int:
    """How many processors there are for us: of those we may use, what the container grants."""
    with suppress(OSError, ValueError):
        quota, period = (group / "cpu.max").read_text(encoding="ascii").split()
        return max(1, min(cores(), int(quota) // int(period)))
    return cores()


def free_memory(memory: Path = _MEMORY, group: Path = _GROUP) -> int | None:
    """Bytes of memory that can be had, of the container if it has fewer; None if nobody tells."""
    known = []
    with suppress(OSError, ValueError, IndexError):
        told = memory.read_text(encoding="ascii")
        known.append(1024 * int(told.partition("MemAvailable:")[2].split()[0]))
    with suppress(OSError, ValueError):
        most, used = (
            int((group / name).read_text(encoding="ascii"))
            for name in ("memory.max", "memory.current")
        )
        known.append(max(0, most - used + _reclaimable(group)))
    return min(known, default=None)


def _reclaimable(group: Path) -> int:
    """Bytes that the container is said to use for pages of files, which it would give back."""
    for line in (group / "memory.stat").read_text(encoding="ascii").splitlines():
        name, _, value = line.partition(" ")
        if name == "file":
            return int(value)
    return 0
