"""One connection as we run it: uvicorn's own protocol, and around it what it has no setting for.

uvicorn is handed a class of protocols (its setting `http`) and calls it as asyncio calls any. Ours
passes everything on to the one that uvicorn would have taken, but collects the head of a request
first: so a head that never ends costs no more than its bytes, one that is too long is answered like
any request, and letters that a shell's user typed without encoding them are no bad request.
"""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import struct
import time
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from web.http.clients import network
from web.serving.admission import Connections

log = logging.getLogger("khobao")

CONNECTION = "connection"  # where a request's state has its guard
_AT_ONCE = struct.pack("ii", 1, 0)  # of SO_LINGER: a reset tells the client that this is no end
_BUSY = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\n" + (
    b"Content-Length: 0\r\n\r\n"
)
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_LONGEST_END = 4
_RAW = re.compile(rb"[\x80-\xff]")
_ASKED = re.compile(rb"([A-Z]{1,16}) (/[!-~]{0,80})")


class Guard(asyncio.Protocol):
    """A connection that knows whom it serves, since when it waits, and what was taken of it.

    `is_answering` tells whether a request has been read and is not yet answered; `since` is when
    it began to wait for a request, or for the rest of one; `refused` is the status that its request
    is to get (414 or 431), or 0.
    """

    connections: Connections  # of the server; a subclass of each server has it

    def __init__(self, **given: Any) -> None:
        """Called by uvicorn with the arguments that its own protocols take."""
        state = {**given["app_state"], CONNECTION: self}
        self._inner: asyncio.Protocol = H11Protocol(**{**given, "app_state": state})
        self.client = ""
        self.is_answering = False
        self.since = time.monotonic()
        self.refused = 0
        self.lost = asyncio.Event()
        self._is_admitted = False
        self._head: bytearray | None = bytearray()  # None where all is passed on
        self._has_more = False  # whether what was passed on went beyond the head
        self._handed = 0
        self._window = (self.since, 0)
        self._deadline: float | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, unless there are too many already."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        peer = transport.get_extra_info("peername")
        self.client = network(peer[0]) if isinstance(peer, tuple) else ""
        self._is_admitted = self.connections.admits(self)
        if self._is_admitted:
            self._inner.connection_made(transport)
        else:
            transport.write(_BUSY)
            transport.close()

    def data_received(self, data: bytes) -> None:
        """Collect the head of a request; pass on all else."""
        if not self._is_admitted or self.refused:
            return
        if self._head is None:
            self._has_more = True
            self._pass_on(data)
            return
        if not self._head:
            self.since = time.monotonic()
        searched = max(0, len(self._head) - _LONGEST_END)
        self._head += data
        end = _END_OF_HEAD.search(self._head, searched)
        if (end.start() if end else len(self._head)) > self.connections.longest_head:
            self._refuse(bytes(self._head))
        elif end:
            line, rest = self._head.split(b"\n", 1)
            self._has_more = end.end() < len(self._head)
            self._head = None
            self._pass_on(_RAW.sub(lambda raw: b"%%%02X" % raw[0][0], line) + b"\n" + rest)

    def _refuse(self, head: bytes) -> None:
        """Have a head that is too long answered in the words of the application."""
        self.refused = 431 if b"\n" in head[: self.connections.longest_head] else 414
        asked = _ASKED.match(head)
        method, path = asked.groups() if asked else (b"GET", b"/")
        self._head = None
        self._pass_on(method + b" " + path.partition(b"?")[0] + b" HTTP/1.0\r\n\r\n")

    def _pass_on(self, data: bytes) -> None:
        try:
            self._inner.data_received(data)
        except Exception as error:  # it would answer a bad request in the middle of an answer
            log.debug("a connection ends: %r", error)
            self.abort()

    def eof_received(self) -> bool | None:
        """Called when the client has sent all that it will send."""
        return self._inner.eof_received() if self._is_admitted else None

    def pause_writing(self) -> None:
        """Called when the client does not take what was written."""
        if self._is_admitted:
            self._inner.pause_writing()

    def resume_writing(self) -> None:
        """Called when the client has taken enough of what was written."""
        if self._is_admitted:
            self._inner.resume_writing()

    def connection_lost(self, error: Exception | None) -> None:
        """Called when the connection has ended."""
        self.lost.set()
        if self._is_admitted:
            self.connections.forget(self)
            self._inner.connection_lost(error)

    def begin_answer(self) -> None:
        """Note that a request has been read."""
        self.is_answering = True

    def begin_stream(self, deadline: float) -> None:
        """Note that a long answer begins, and by when (time.monotonic) it has to be taken in."""
        self._deadline = deadline

    def end_answer(self) -> None:
        """Note that the answer was handed over: from now on the client may ask again.

        Where it has sent ahead, uvicorn may hold a part of the next head, and gets the rest.
        """
        self.is_answering = False
        self._deadline = None
        self._head = None if self._has_more else bytearray()
        self._has_more = False
        self.since = time.monotonic()

    def hand_over(self, count: int) -> None:
        """Note that `count` bytes of an answer are about to be written."""
        self._handed += count

    def look(self, now: float) -> None:
        """Let go of a client that is too slow at asking or at taking in."""
        timeout, unsent = self.connections.timeout, self._transport.get_write_buffer_size()
        taken, (since, before) = self._handed - unsent, self._window
        if not unsent:
            self._window = now, taken
        elif now - since >= timeout:
            if taken - before < self.connections.least_rate * timeout:
                self.abort()
            self._window = now, taken
        if self._deadline is not None and now > self._deadline:
            self.abort()
        if not self.is_answering and now - self.since >= timeout:
            self.close()

    def close(self) -> None:
        """End it when all that was written is taken."""
        self._transport.close()

    def give_up(self) -> None:
        """End it now: with a reset, unless the client has taken all that was written."""
        if self._transport.get_write_buffer_size():
            self.abort()
        else:
            self.close()

    def abort(self) -> None:
        """End it now, so that the client sees that something is missing."""
        sock = self._transport.get_extra_info("socket")
        if sock is not None and not self.lost.is_set():
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        self._transport.abort()
