"""Places of which there are so many, and of which the processes of a server take some each."""

from __future__ import annotations

import mmap
import secrets
from hashlib import blake2b

from web.sharing.locks import ProcessLock

_WORD = 8


class NoPlaceError(Exception):
    """There is no place for one more; `of_client`: of this client."""

    def __init__(self, *, of_client: bool) -> None:
        """There are as many as there may be."""
        super().__init__("no place")
        self.of_client = of_client


class SharedPlaces:
    """Who has a place, in memory that the processes share which are forked after it.

    A place is taken for a client by a process, and free again when that process has died.
    """

    def __init__(self, most: int) -> None:
        """All are free; there are so many."""
        self.most = most
        self._memory = mmap.mmap(-1, 2 * most * _WORD)
        self._words = words = memoryview(self._memory).cast("Q")
        self._owners, self._clients = words[:most], words[most:]
        self._key = secrets.token_bytes(16)
        self._lock = ProcessLock()
        self._owner = 0

    def belong_to(self, owner: int) -> None:
        """Take the places from now on for this process, a number from 1 on."""
        self._owner = owner

    def take(self, client: str, most_of_one: int) -> None:
        """Take a place for a client, which may have so many. Raises NoPlaceError."""
        digest = self._digest(client)
        with self._lock:
            taken = self._clients.tolist()
            if taken.count(digest) >= most_of_one:
                raise NoPlaceError(of_client=True)
            if 0 not in taken:
                raise NoPlaceError(of_client=False)
            place = taken.index(0)
            self._owners[place] = self._owner  # first: a process may die between the two
            self._clients[place] = digest

    def give_back(self, client: str) -> None:
        """Free a place that this process has taken for a client."""
        digest = self._digest(client)
        with self._lock:
            for place, (owner, one) in enumerate(zip(self._owners, self._clients, strict=True)):
                if (owner, one) == (self._owner, digest):
                    self._clients[place] = 0
                    return

    def forget(self, owner: int) -> None:
        """Free all places of a process that has died."""
        with self._lock:
            for place, one in enumerate(self._owners):
                if one == owner:
                    self._owners[place] = self._clients[place] = 0

    def close(self) -> None:
        """Let go of the memory."""
        for view in (self._owners, self._clients, self._words):
            view.release()
        self._memory.close()
        self._lock.close()

    def _digest(self, client: str) -> int:
        digest = blake2b(client.encode("utf-8", "replace"), digest_size=8, key=self._key).digest()
        return int.from_bytes(digest, "little") or 1
