"""What was worked out of the segments of one snapshot, for the next one to go on from."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any, NamedTuple

from search.engines.local.segments import Key

Deleted = tuple[tuple[int, ...], ...]  # the articles that are deleted in each of some segments


class _Known(NamedTuple):
    segments: tuple[Key, ...]
    deleted: Deleted
    value: Any


class WorkedOut:
    """Values by their names, each of some segments in a row. Any thread may ask.

    A value of other segments is kept until that of these is asked for: a publish changes few of
    them, and mostly the last.
    """

    def __init__(self, before: WorkedOut | None = None) -> None:
        """Begin with what was known `before`."""
        self._lock = Lock()
        self._known: dict[str, _Known] = {}
        if before is not None:
            with before._lock:
                self._known.update(before._known)

    def of(
        self,
        name: str,
        segments: tuple[Key, ...],
        made: Callable[[int, Any], Any],
        deleted: Deleted = (),
    ) -> Any:
        """The value of a name for some segments, `made` if it is not known yet.

        `made` is given how many of the first segments are those that the value before was of, and
        that value; 0 and None where there was none. A value that depends on what is `deleted` is
        made anew where that is something else. The caller sees to it that one thread at a time asks
        for a name.
        """
        with self._lock:
            known = self._known.get(name)
        if known is not None and known[:2] == (segments, deleted):
            return known.value
        shared = 0
        if known is not None:
            for one, other in zip(known.segments, segments, strict=False):
                if one != other:
                    break
                shared += 1
        value = made(shared, None if known is None else known.value)
        with self._lock:
            self._known[name] = _Known(segments, deleted, value)
        return value
