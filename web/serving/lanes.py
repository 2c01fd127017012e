"""The application in lanes of threads: probes, short requests, and steps of long answers.

An ASGI application around the WSGI one. No thread waits for a client: the loop does, so that
however many clients are slow, each lane has all its threads.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from web.configuration import Configuration
from web.http.clients import forwarded_for, network
from web.http.security import METRICS, PROBES
from web.http.streams import (
    AGAIN_SECONDS,
    REFUSED,
    RESERVE,
    FullError,
    Places,
    SharedStreams,
    Streams,
)
from web.serving.bridge import Call, environment
from web.serving.guard import CONNECTION, Guard
from web.serving.replies import Message, Receive, Reply, Send, body_of
from web.serving.threads import Lane, Shares
from web.sharing.board import Board

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

log = logging.getLogger("khobao")

_PROBE_THREADS = 1
_STEP_THREADS = 2
_TOO_LARGE = 413


class Lanes:
    """A WSGI application that is asked by an ASGI server.

    Of the threads for short requests, one client never has all, unless there is only one.
    """

    def __init__(
        self, app: WSGIApplication, configuration: Configuration, board: Board | None = None
    ) -> None:
        """Prepare the lanes; threads are started when the first requests come.

        `board` is what the processes of a server share, if this is one of several.
        """
        self.is_stopping = False
        self._app = app
        self._proxies = configuration.proxies
        self._stream_seconds = configuration.stream_seconds
        of_client = configuration.streams_per_client
        self._streams: Places = (
            SharedStreams(board.streams, of_client)
            if board
            else Streams(configuration.streams, of_client)
        )
        self._is_one_of_several = board is not None
        self._shares = Shares(max(1, configuration.threads - 1))
        self._probes = Lane(_PROBE_THREADS)
        self._short = Lane(configuration.threads)
        self._steps = Lane(_STEP_THREADS)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        guard: Guard = scope["state"][CONNECTION]
        body = await body_of(scope, receive)
        guard.begin_answer()
        environ = environment(scope, body or b"")
        environ["wsgi.multiprocess"] = self._is_one_of_several
        if guard.refused or body is None:
            environ[REFUSED] = guard.refused or _TOO_LARGE
        reply = Reply(guard, scope["method"], lambda: self.is_stopping or REFUSED in environ, send)
        try:
            await self._answer(environ, reply)
        except asyncio.CancelledError:  # when the server has stopped and grace is over
            await reply.cut()
        except Exception:  # an answer that was begun cannot become an error any more
            log.exception("an answer was cut, for the application failed")
            await reply.cut()
        finally:
            guard.end_answer()

    async def _answer(self, environ: dict[str, Any], reply: Reply) -> None:
        client = network(forwarded_for(environ, self._proxies))
        with ExitStack() as stack:
            environ[RESERVE] = reserve = self._reserving(client, stack)
            call = Call(self._app, environ)
            begun = await self._begin(call, client, environ["PATH_INFO"], reply)
            if begun is None:
                return
            body, is_whole = begun
            if is_whole:
                await reply.whole(call.status, call.headers, body)
                return
            try:
                reserve()
            except FullError as full:
                await self._steps.run(call.close)
                await reply.say(503, str(full), ("Retry-After", str(AGAIN_SECONDS)))
                return
            await self._stream(reply, call, body)

    def _reserving(self, client: str, stack: ExitStack) -> Callable[[], None]:
        """A function that takes a place for a long answer, which is free again when `stack` closes.

        To call it again changes nothing.
        """
        has_place = False

        def reserve() -> None:
            nonlocal has_place
            if not has_place:
                self._streams.take(client)
                stack.callback(self._streams.give_back, client)
                has_place = True

        return reserve

    async def _begin(
        self, call: Call, client: str, path: str, reply: Reply
    ) -> tuple[bytes, bool] | None:
        """The first of the body, and whether that is all; None if nothing is to be sent any more.

        The application is not called for a client that has left.
        """

        def begin() -> tuple[bytes, bool] | None:
            return None if reply.is_gone else call.begin()

        try:
            if path in (*PROBES, METRICS):
                return await self._probes.run(begin)
            async with self._shares.of(client):
                return await self._short.run(begin)
        except Exception:  # an OSError, too, is one of the application: sockets are not its matter
            log.exception("the application failed")
            await reply.say(500, "Internal Server Error")
            return None

    async def _stream(self, reply: Reply, call: Call, body: bytes) -> None:
        reply.guard.begin_stream(time.monotonic() + self._stream_seconds)
        await reply.head(call.status, call.headers)
        is_last = False
        while not is_last and not reply.is_gone:
            await reply.piece(body, is_last=False)
            body, is_last = await self._steps.run(call.step)
        if is_last:
            await reply.piece(body, is_last=True)
        else:
            await self._steps.run(call.close)

    def end(self) -> None:
        """Let the threads end."""
        for lane in (self._probes, self._short, self._steps):
            lane.end()
