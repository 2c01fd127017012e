"""Numbers by their names, to which all processes of a server add."""

from __future__ import annotations

import logging
import mmap
import struct
from collections.abc import Mapping

from web.sharing.locks import ProcessLock

log = logging.getLogger("khobao")

Name = tuple[str, ...]
"""What a number counts, in parts."""

_SIZE = 2_097_152
_BETWEEN = "\0"
_USED = struct.Struct("=Q")
_LENGTH = struct.Struct("=Q")
_VALUE = struct.Struct("=d")
_ALIGNED = 8


class SharedTally:
    """Numbers by their names, in memory that the processes share which are forked after it.

    One entry after the other: the length of a name, its number, the name. An entry stays where it
    is, so each process remembers where those are that it has met.
    """

    def __init__(self, size: int = _SIZE) -> None:
        """Begin without a number; `size` is that of the memory in bytes."""
        self._memory = mmap.mmap(-1, size)
        self._lock = ProcessLock()
        self._places: dict[Name, int] = {}
        self._seen = _USED.size
        self._is_full = False
        _USED.pack_into(self._memory, 0, self._seen)

    def add(self, amounts: Mapping[Name, float]) -> None:
        """Add to numbers, all at once; what there was not begins with nothing."""
        with self._lock:
            for name, amount in amounts.items():
                place = self._place_of(name)
                if place is not None:
                    before: float = _VALUE.unpack_from(self._memory, place)[0]
                    _VALUE.pack_into(self._memory, place, before + amount)

    def read(self) -> dict[Name, float]:
        """All numbers as they are now, in the order in which they were first met."""
        with self._lock:
            self._look()
            return {
                name: _VALUE.unpack_from(self._memory, place)[0]
                for name, place in self._places.items()
            }

    def _place_of(self, name: Name) -> int | None:
        """Where the number of a name is; None where there is no room for one more."""
        if name not in self._places:
            self._look()
        if name not in self._places:
            self._append(name)
        return self._places.get(name)

    def _look(self) -> None:
        """Learn the entries that other processes have made."""
        used: int = _USED.unpack_from(self._memory)[0]
        while self._seen < used:
            length: int = _LENGTH.unpack_from(self._memory, self._seen)[0]
            start = self._seen + _LENGTH.size + _VALUE.size
            text = self._memory[start : start + length].decode()
            self._places[tuple(text.split(_BETWEEN))] = self._seen + _LENGTH.size
            self._seen = _end(self._seen, length)

    def _append(self, name: Name) -> None:
        text = _BETWEEN.join(name).encode()
        start, end = self._seen, _end(self._seen, len(text))
        if end > len(self._memory):
            if not self._is_full:
                self._is_full = True
                log.warning("there is no room for more metrics; new ones are not counted")
            return
        _LENGTH.pack_into(self._memory, start, len(text))
        _VALUE.pack_into(self._memory, start + _LENGTH.size, 0.0)
        at = start + _LENGTH.size + _VALUE.size
        self._memory[at : at + len(text)] = text
        _USED.pack_into(self._memory, 0, end)  # last: a process may die at any moment
        self._look()

    def close(self) -> None:
        """Let go of the memory."""
        self._memory.close()
        self._lock.close()


def _end(start: int, length: int) -> int:
    """Where the entry ends that begins at `start` and has a name of so many bytes."""
    end = start + _LENGTH.size + _VALUE.size + length
    return -(-end // _ALIGNED) * _ALIGNED
