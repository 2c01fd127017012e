"""Counters that end by themselves, as rate limits need them, for all processes of a server."""

from __future__ import annotations

import mmap
import secrets
import struct
import time
from collections.abc import Callable
from hashlib import blake2b
from math import floor

from limits.storage import Storage
from limits.storage.base import SlidingWindowCounterSupport

from web.sharing.locks import ProcessLock

_BUCKETS = 4096
_IN_BUCKET = 16
_SLOT = struct.Struct("=QdQ")  # a digest of the key, when it ends, the count
_BUCKET = struct.Struct("=" + "QdQ" * _IN_BUCKET)
_Slot = tuple[int, float, int]


class SharedCounters(Storage, SlidingWindowCounterSupport):
    """Counters in memory that the processes share which are forked after it.

    There is room for 65,536, of which a client that asks has two for each limit. Where there is
    none left, one that has ended makes room, or else the one that has counted least.
    """

    STORAGE_SCHEME = None  # of no address: the caller makes it

    def __init__(self, buckets: int = _BUCKETS, clock: Callable[[], float] = time.time) -> None:
        """Begin with none; `clock` tells the seconds since whenever."""
        super().__init__()
        self._memory = mmap.mmap(-1, buckets * _BUCKET.size)
        self._buckets = buckets
        self._clock = clock
        self._key = secrets.token_bytes(16)  # nobody may choose who shares a bucket
        self._lock = ProcessLock()

    @property
    def base_exceptions(self) -> type[Exception]:
        """What may be raised."""
        return OSError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count, for `expiry` seconds if this is the first; the count."""
        with self._lock:
            return self._add(key, expiry, amount)

    def get(self, key: str) -> int:
        """The count; 0 where there is none."""
        with self._lock:
            return self._found(key)[1][2]

    def get_expiry(self, key: str) -> float:
        """When a counter ends; now where there is none."""
        with self._lock:
            return self._found(key)[1][1] or self._clock()

    def clear(self, key: str) -> None:
        """Forget a counter."""
        with self._lock:
            place, (digest, _, _) = self._found(key)
            if digest:
                _SLOT.pack_into(self._memory, place, 0, 0.0, 0)

    def reset(self) -> int | None:
        """Forget all counters; how many there were."""
        with self._lock:
            now = self._clock()
            met: int = sum(end > now for _, end, _ in _SLOT.iter_unpack(self._memory))
            self._memory[:] = bytes(len(self._memory))
            return met

    def check(self) -> bool:
        """Whether it can be used."""
        return not self._memory.closed

    def acquire_sliding_window_entry(
        self, key: str, limit: int, expiry: int, amount: int = 1
    ) -> bool:
        """Count, if the limit allows it, in the window of `expiry` seconds that ends now."""
        with self._lock:
            before, ttl, current, _ = self._windows(key, expiry)
            if floor(before * ttl / expiry + current) + amount > limit:
                return False
            self._add(_keys(key, expiry, self._clock())[1], 2 * expiry, amount)
            return True

    def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        """The counts of the window before and of this one, each with its seconds left."""
        with self._lock:
            return self._windows(key, expiry)

    def clear_sliding_window(self, key: str, expiry: int) -> None:
        """Forget both windows of a key."""
        for one in _keys(key, expiry, self._clock()):
            self.clear(one)

    def _windows(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        now = self._clock()
        before, current = (self._found(one)[1][2] for one in _keys(key, expiry, now))
        # As limits' own storage computes it, to the last bit.
        ttl = (1 - ((now - expiry) / expiry) % 1) * expiry if before else 0.0
        return before, ttl, current, (1 - (now / expiry) % 1) * expiry + expiry

    def _add(self, key: str, expiry: int, amount: int) -> int:
        place, (digest, end, count) = self._found(key)
        if not digest:
            digest, end, count = self._digest(key), self._clock() + expiry, 0
        _SLOT.pack_into(self._memory, place, digest, end, count + amount)
        return count + amount

    def _found(self, key: str) -> tuple[int, _Slot]:
        """Where the counter of a key is, and what it holds; nothing where it may be put."""
        digest, now = self._digest(key), self._clock()
        start = digest % self._buckets * _BUCKET.size
        fields = _BUCKET.unpack_from(self._memory, start)
        slots: list[_Slot] = list(zip(fields[::3], fields[1::3], fields[2::3], strict=True))
        for place, slot in enumerate(slots):
            if slot[0] == digest and slot[1] > now:
                return start + place * _SLOT.size, slot
        free = min(range(_IN_BUCKET), key=lambda place: (slots[place][1] > now, slots[place][2]))
        return start + free * _SLOT.size, (0, 0.0, 0)

    def _digest(self, key: str) -> int:
        digest = blake2b(key.encode("utf-8", "replace"), digest_size=8, key=self._key).digest()
        return int.from_bytes(digest, "little") or 1

    def close(self) -> None:
        """Let go of the memory."""
        self._memory.close()
        self._lock.close()


def _keys(key: str, expiry: int, now: float) -> tuple[str, str]:
    """The counters of the window before and of this one."""
    window = int(now // expiry)
    return f"{key}/{window - 1}", f"{key}/{window}"
