"""How many requests a client may make in a time: 429 for those that are too many.

The counts are in the memory of the process, or in that which the processes of a server share.
Static files, the probes and the metrics are not counted.
"""

from __future__ import annotations

import math
import time

from flask import Flask, request
from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from werkzeug.exceptions import TooManyRequests

from web.configuration import Configuration
from web.http.clients import network
from web.http.files import ENDPOINT
from web.http.security import BATCH
from web.setting_types import OFF
from web.sharing.board import Board
from web.text.problems import sentence

_EXPORT, _SEARCH = "export", "search"
EXPORTS = ("/api/v1/export", BATCH)  # what takes long, and is counted by itself


def register(app: Flask, configuration: Configuration, board: Board | None = None) -> None:
    """Let `app` count its requests, of exports and batches apart from all others.

    `board` is what the processes of a server share, if several serve it.
    """
    limits = {
        _SEARCH: _parsed(configuration.rate_search),
        _EXPORT: _parsed(configuration.rate_export),
    }
    if not any(limits.values()):
        return
    counter = SlidingWindowCounterRateLimiter(board.rates if board else MemoryStorage())

    @app.before_request
    def count() -> None:
        if request.endpoint == ENDPOINT or request.blueprint == "operating":
            return
        takes_long = request.path.startswith(EXPORTS) or request.method == "POST"
        group = _EXPORT if takes_long else _SEARCH
        client = network(request.remote_addr or "")
        # All are counted, or a client that is over one limit would be free of the others.
        passed = [(one, counter.hit(one, group, client)) for one in limits[group]]
        over = [one for one, fits in passed if not fits]
        if over:
            again = max(counter.get_window_stats(one, group, client).reset_time for one in over)
            wait = max(1, math.ceil(again - time.time()))
            told = sentence("rate", limit=over[0], seconds=wait)
            raise TooManyRequests(told, retry_after=wait)


def _parsed(rate: str) -> list[RateLimitItem]:
    return [] if rate == OFF else parse_many(rate)
