"""The slowest requests that a process has answered, for those who run the server."""

from __future__ import annotations

from datetime import datetime
from threading import Lock
from typing import NamedTuple

_KEPT = 20
_LONGEST = 200


class Slow(NamedTuple):
    """A request that took so many seconds: when, at which route, and what was asked for.

    `asked` is empty where the setting `access_log_queries` keeps to itself what was asked for.
    """

    seconds: float
    when: datetime
    route: str
    asked: str


class SlowRequests:
    """The slowest requests since the process began; threads may share it."""

    def __init__(self) -> None:
        self._slowest: list[Slow] = []
        self._lock = Lock()

    def add(self, seconds: float, route: str, asked: str) -> None:
        """A request was answered; it is kept if few took longer."""
        with self._lock:
            if len(self._slowest) == _KEPT and seconds <= self._slowest[-1].seconds:
                return
            now = datetime.now().astimezone()
            self._slowest.append(Slow(seconds, now, route, asked[:_LONGEST]))
            self._slowest.sort(key=lambda one: -one.seconds)
            del self._slowest[_KEPT:]

    def read(self) -> list[Slow]:
        """Those that are kept, the slowest first."""
        with self._lock:
            return list(self._slowest)
