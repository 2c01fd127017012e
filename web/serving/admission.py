"""Which connections are kept: so many, so many of one client, and none that is too slow."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Collection

from web.configuration import Configuration
from web.serving.guard import Guard

_FOR_HEADERS = 65_536  # bytes beside the address, which stands in the Referer again
_LOOK_SECONDS = 1.0


class Connections:
    """The open connections of a server, and how long it bears with each.

    One more than there may be takes the place of the one that has waited longest for a request, or
    for the rest of one: of the same client, if that one has too many. It is refused where all are
    being answered.
    """

    def __init__(self, configuration: Configuration, most: int) -> None:
        """None is open; there may be `most`."""
        self.longest_head = 2 * configuration.max_url + _FOR_HEADERS
        self.timeout = configuration.timeout
        self.least_rate = configuration.least_rate
        self._most = most
        # A proxy has the connections of all its clients, and bounds them itself.
        self._most_of_one = most if configuration.proxies else configuration.connections_per_client
        self._all: set[Guard] = set()
        self._of_client: defaultdict[str, set[Guard]] = defaultdict(set)

    def admits(self, guard: Guard) -> bool:
        """Whether there is room for one more connection; then it is counted."""
        of_client = self._of_client.get(guard.client, ())
        if len(of_client) >= self._most_of_one and not self._spare_one(of_client):
            return False
        if len(self._all) >= self._most and not self._spare_one(self._all):
            return False
        self._all.add(guard)
        self._of_client[guard.client].add(guard)
        return True

    def _spare_one(self, among: Collection[Guard]) -> bool:
        waiting = [one for one in among if not one.is_answering]
        if not waiting:
            return False
        longest = min(waiting, key=lambda one: one.since)
        self.forget(longest)
        longest.give_up()
        return True

    def forget(self, guard: Guard) -> None:
        """It is open no more, or about to end."""
        self._all.discard(guard)
        of_client = self._of_client.get(guard.client)
        if of_client is not None:
            of_client.discard(guard)
            if not of_client:
                del self._of_client[guard.client]

    async def watch(self) -> None:
        """Let go of those that are too slow, until cancelled."""
        while True:
            await asyncio.sleep(min(_LOOK_SECONDS, self.timeout / 4))
            now = time.monotonic()
            for guard in list(self._all):
                guard.look(now)

    def abort(self) -> None:
        """End all of them, whatever is missing."""
        for guard in list(self._all):
            guard.abort()
