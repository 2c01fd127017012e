"""The HTTP server: uvicorn, with an application in lanes and a guard on each connection.

uvicorn was chosen because all of it can be done by what it offers: it reads in a loop, so that no
client holds a thread, and takes a class of protocols and an ASGI application. Several processes may
serve one listening socket.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from contextlib import suppress

import uvicorn
from flask import Flask

from web.configuration import Configuration
from web.serving.admission import Connections
from web.serving.descriptors import connections_allowed
from web.serving.guard import Guard
from web.serving.lanes import Lanes
from web.sharing.board import Board

BACKLOG = 1024  # connections that may wait to be accepted
# So many are accepted before their requests are looked at: fewer than one client may have, or where
# that one opens many at once, the newest would be let go of before they are read.
_AT_ONCE = 16
_IN_TURN = (
    1  # where several processes take connections: or one would take what others have time for
)
_UNSENT = 131_072  # bytes that the system takes of an answer beyond what is on its way


class Server:
    """An application on a listening socket, served until it is asked to stop."""

    def __init__(
        self,
        app: Flask,
        listener: socket.socket,
        configuration: Configuration,
        board: Board | None = None,
    ) -> None:
        """Take over `listener`; nothing is accepted before `serve`.

        `board` is what the processes share that serve it, if this is one of several.
        """
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        _bound_unsent(listener)
        self._listener = listener
        self._lanes = Lanes(app, configuration, board)
        self._connections = connections = Connections(
            configuration, min(configuration.connections, connections_allowed())
        )

        class OwnGuard(Guard):
            """A guard that knows its server's connections."""

        OwnGuard.connections = connections
        logging.getLogger("uvicorn").setLevel(logging.CRITICAL)  # tells of clients' faults
        config = uvicorn.Config(
            self._lanes,
            http=OwnGuard,
            ws="none",
            loop="asyncio",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            backlog=_IN_TURN if board else _AT_ONCE,
            timeout_keep_alive=configuration.timeout,
            timeout_graceful_shutdown=configuration.grace,
            h11_max_incomplete_event_size=2 * connections.longest_head,
        )
        self._server = uvicorn.Server(config)
        self._loop: asyncio.AbstractEventLoop | None = None

    def serve(self) -> None:
        """Answer requests until `stop`; then those that are running, as long as `grace` says.

        What is not answered then ends so that clients see that something is missing.
        """
        try:
            asyncio.run(self._serve())
        finally:
            self._lanes.end()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        tasks = [asyncio.create_task(one) for one in (self._connections.watch(), self._widen())]
        await self._server.serve(sockets=[self._listener])
        for task in tasks:
            task.cancel()
        self._connections.abort()
        await asyncio.sleep(0)  # asyncio closes them in its next turn

    async def _widen(self) -> None:
        """Let more connections wait than are accepted at once; asyncio has one number for both."""
        while not self._server.started:
            await asyncio.sleep(0.001)
        with suppress(OSError):  # it was stopped at once
            self._listener.listen(BACKLOG)

    def stop(self, *, now: bool = False) -> None:
        """Let `serve` end soon, or `now`; may be called from any thread or a signal's handler."""
        self._lanes.is_stopping = self._server.should_exit = True
        if now:
            self._server.force_exit = True
            if self._loop:
                with suppress(RuntimeError):  # the loop has ended
                    self._loop.call_soon_threadsafe(self._connections.abort)


def _bound_unsent(listener: socket.socket) -> None:
    """Keep answers with us and not with the system, so that we see whether clients take them."""
    option = getattr(socket, "TCP_NOTSENT_LOWAT", None)
    if option is not None:
        with suppress(OSError):  # not of this kind of socket
            listener.setsockopt(socket.IPPROTO_TCP, option, _UNSENT)
