"""How many long answers are on their way at once: so many, and so many of one client.

The server tells the application, in the environment of a request, what it would refuse by itself:
so the answer has the application's words, and stands in its log and its numbers. Other servers
tell nothing, and nothing is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from threading import Lock
from typing import Protocol

from flask import Flask, abort, request
from werkzeug.exceptions import ServiceUnavailable, TooManyRequests

from web.http.rates import EXPORTS
from web.http.security import BATCH_PAGE, DOSSIER
from web.sharing.places import NoPlaceError, SharedPlaces
from web.text.problems import sentence

RESERVE = "khobao.reserve"  # in the environment: takes a place for a long answer
REFUSED = "khobao.refused"  # in the environment: the status of a request that was not read
AGAIN_SECONDS = 30


class FullError(Exception):
    """There is no place for one more long answer; `of_client`: of this client."""

    def __init__(self, most: int, *, of_client: bool) -> None:
        """There are `most` already."""
        super().__init__(sentence("streams-of-client" if of_client else "streams", most=most))
        self.of_client = of_client


class Places(Protocol):
    """The places for long answers; threads may share them."""

    def take(self, client: str) -> None:
        """Take a place for a client. Raises FullError."""

    def give_back(self, client: str) -> None:
        """Free a place that the client had."""


class Streams:
    """Those of one process."""

    def __init__(self, most: int, most_of_one: int) -> None:
        """All are free."""
        self._most, self._most_of_one = most, most_of_one
        self._taken: Counter[str] = Counter()
        self._lock = Lock()

    def take(self, client: str) -> None:
        """Take a place for a client. Raises FullError."""
        with self._lock:
            if self._taken[client] >= self._most_of_one:
                raise FullError(self._most_of_one, of_client=True)
            if self._taken.total() >= self._most:
                raise FullError(self._most, of_client=False)
            self._taken[client] += 1

    def give_back(self, client: str) -> None:
        """Free a place that the client had."""
        with self._lock:
            self._taken[client] -= 1
            self._taken += Counter()  # forgets who has none


class SharedStreams:
    """Those of all processes of a server."""

    def __init__(self, places: SharedPlaces, most_of_one: int) -> None:
        """Take them from these."""
        self._places, self._most_of_one = places, most_of_one

    def take(self, client: str) -> None:
        """Take a place for a client. Raises FullError."""
        try:
            self._places.take(client, self._most_of_one)
        except NoPlaceError as refused:
            most = self._most_of_one if refused.of_client else self._places.most
            raise FullError(most, of_client=refused.of_client) from None

    def give_back(self, client: str) -> None:
        """Free a place that the client had."""
        self._places.give_back(client)


def _takes_long() -> bool:
    """Whether the current request asks for an answer that may take long."""
    if request.path in (BATCH_PAGE, DOSSIER):
        return request.method == "POST" or "format" in request.args
    return request.path.startswith(EXPORTS)


def register(app: Flask) -> None:
    """Let `app` refuse what its server has no room for."""

    @app.before_request
    def refuse() -> None:
        if status := request.environ.get(REFUSED):
            abort(status)
        reserve: Callable[[], None] | None = request.environ.get(RESERVE)
        if reserve is None or not _takes_long():
            return
        try:
            reserve()
        except FullError as full:
            status = TooManyRequests if full.of_client else ServiceUnavailable
            raise status(str(full), retry_after=AGAIN_SECONDS) from None
