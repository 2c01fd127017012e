"""Which connections are kept: so many, so many of one client, and none that is too slow."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Collection
from typing import Protocol

from web.configuration import Configuration

_FOR_HEADERS = 65_536  # bytes beside the address, which stands in the Referer again
_LOOK_SECONDS = 1.0


class Watched(Protocol):
    """A connection as `Connections` sees it (`web.serving.guard.Guard` is one)."""

    client: str
    is_answering: bool
    since: float

    def look(self, now: float) -> None:
        """Let go of a client that is too slow."""

    def give_up(self) -> None:
        """End it now: with a reset, unless the client has taken all that was written."""

    def abort(self) -> None:
        """End it now, so that the client sees that something is missing."""


class Connections:
    """The open connections of a server, and how long it bears with each.

    One more than there may be takes the place of the one that has waited longest for a request, or
    for the rest of one: of the same client, if that one has too many. It is refused where all are
    being answered.
    """

    def __init__(self, configuration: Configuration, most: int) -> None:
        """Begin without connections; `most` may be open at once."""
        self.longest_head = 2 * configuration.max_url + _FOR_HEADERS
        self.timeout = configuration.timeout
        self.least_rate = configuration.least_rate
        self._most = most
        # A proxy has the connections of all its clients, and bounds them itself.
        self._most_of_one = most if configuration.proxies else configuration.connections_per_client
        self._all: set[Watched] = set()
        self._of_client: defaultdict[str, set[Watched]] = defaultdict(set)

    def admits(self, connection: Watched) -> bool:
        """Whether there is room for one more connection; then it is counted."""
        of_client = self._of_client.get(connection.client, ())
        if len(of_client) >= self._most_of_one and not self._spare_one(of_client):
            return False
        if len(self._all) >= self._most and not self._spare_one(self._all):
            return False
        self._all.add(connection)
        self._of_client[connection.client].add(connection)
        return True

    def _spare_one(self, among: Collection[Watched]) -> bool:
        waiting = [one for one in among if not one.is_answering]
        if not waiting:
            return False
        longest = min(waiting, key=lambda one: one.since)
        self.forget(longest)
        longest.give_up()
        return True

    def forget(self, connection: Watched) -> None:
        """Count a connection no more: it has ended, or is about to."""
        self._all.discard(connection)
        of_client = self._of_client.get(connection.client)
        if of_client is not None:
            of_client.discard(connection)
            if not of_client:
                del self._of_client[connection.client]

    async def watch(self) -> None:
        """Let go of those that are too slow, until cancelled."""
        while True:
            await asyncio.sleep(min(_LOOK_SECONDS, self.timeout / 4))
            now = time.monotonic()
            for connection in list(self._all):
                connection.look(now)

    def abort(self) -> None:
        """End all of them, whatever is missing."""
        for connection in list(self._all):
            connection.abort()
