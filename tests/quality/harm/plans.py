"""Which faults are tried: at every call of most kinds, and at every call site of frequent ones."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import NamedTuple

from harm.shim import GROUPS, KINDS, Fault

# These come so often that each place in the code is tried, at its first and its last call.
BY_SITE = ("read", "readdir", "write", "stat", "copy")
_ERRORS = {
    "open": "EIO EMFILE ENFILE EACCES EINTR ESTALE EIO+ EMFILE+",
    "create": "EIO ENOSPC EMFILE ENFILE EACCES EINTR ESTALE ENOSPC+ EIO+",
    "opendir": "EIO EMFILE EACCES ESTALE EIO+ EMFILE+",
    "readdir": "EIO ESTALE EIO+",
    "read": "EIO EINTR ESTALE EIO+ short",
    "write": "EIO ENOSPC EINTR ENOSPC+ short",
    "fsync": "EIO ENOSPC EINTR EIO+",
    "fdatasync": "EIO ENOSPC EINTR EIO+",
    "rename": "EIO ENOSPC EACCES ESTALE EIO+",
    "link": "EIO ENOSPC EACCES EIO+ ENOSPC+",
    "unlink": "EIO EACCES ESTALE EIO+",
    "rmdir": "EIO EACCES ESTALE EIO+",
    "ftruncate": "EIO ENOSPC EINTR EIO+",
    "mkdir": "EIO ENOSPC EACCES ENOSPC+",
    "mmap": "EIO EACCES ENFILE ENOMEM EIO+",
    "flock": "EIO ENOLCK EINTR EACCES EIO+",
    "copy": "EIO ENOSPC EINTR ENOSPC+ short",
    "stat": "EIO EACCES ESTALE EIO+",
    "space": "ENOSPC+",
    "device": "EIO+",
}
_SIGNALS = [
    *(
        f"{name}-{when}"
        for name in ("SIGINT", "SIGTERM", "SIGKILL")
        for when in ("before", "after")
    ),
    "SIGINT-before+",  # somebody who does not wait, and presses Ctrl-C again and again
]
# A call that waits is ended by Ctrl-C without having done anything.
_INTERRUPTED = ("open", "create", "read", "write", "fsync", "fdatasync", "ftruncate", "flock")


class Call(NamedTuple):
    """One call that an operation makes: its kind, and the place in the code."""

    kind: str
    site: str


def faults(calls: list[Call]) -> list[Fault]:
    """Every fault for an operation that makes these calls."""
    found: list[Fault] = []
    for kind in KINDS:
        made = [call for call in calls if call.kind == kind]
        actions = [*_ERRORS[kind].split(), *_SIGNALS]
        if kind in _INTERRUPTED:
            actions.append("SIGINT-instead")
        for nth in _chosen(made):
            found.extend(Fault(kind, nth, action) for action in actions)
    for group, kinds in GROUPS.items():
        made = [call for call in calls if call.kind in kinds]
        found.extend(Fault(group, nth, _ERRORS[group]) for nth in _chosen(made))
    return found


def _chosen(calls: list[Call]) -> list[int]:
    """The numbers of the calls that are tried, from 1."""
    ends: dict[Call, list[int]] = {}
    for nth, call in enumerate(calls, 1):
        ends.setdefault(call, []).append(nth)
    chosen: set[int] = set()
    for call, numbers in ends.items():
        chosen.update((numbers[0], numbers[-1]) if call.kind in BY_SITE else numbers)
    return sorted(chosen)


def sample(
    trials: Iterable[tuple[str, Fault, int]], most: int | None, seed: int
) -> list[tuple[str, Fault]]:
    """At most so many of some trials (operation, fault, one in how many is made), in an order that
    comes by every kind of every operation before it comes by one again."""
    draw = random.Random(seed)
    piles: dict[tuple[str, str, str], list[tuple[str, Fault]]] = {}
    for operation, fault, rare in trials:
        if rare == 1 or draw.randrange(rare) == 0:
            kind = fault.action.split("-")[0].rstrip("+")
            piles.setdefault((operation, fault.kind, kind), []).append((operation, fault))
    for pile in piles.values():
        draw.shuffle(pile)
    order = list(piles.values())
    draw.shuffle(order)
    rounds = max(map(len, order), default=0)
    found = [pile[turn] for turn in range(rounds) for pile in order if turn < len(pile)]
    return found[:most]
