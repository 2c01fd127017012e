"""waitress as we run it: clients that are slow are let go, and running requests may finish.

waitress itself lets go of idle connections only. It would keep one that sends a request byte by
byte, and its thread would wait for ever for a client that takes in nothing of a long answer.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import WSGITask

from web.configuration import Configuration
from web.security import LARGEST_BODY

_FOR_HEADERS = 65_536  # bytes beside the address, which stands in the Referer again
_LOOK_SECONDS = 1.0


class _Task(WSGITask):  # type: ignore[misc]  # waitress has no types
    """An answer that says when it is the connection's last."""

    def build_response_header(self) -> bytes:
        if self.channel.server.is_stopping:
            self.request.headers["CONNECTION"] = "close"
        header: bytes = super().build_response_header()
        return header


class _Channel(HTTPChannel):  # type: ignore[misc]  # waitress has no types
    """A connection that knows since when it has been receiving one request."""

    task_class = _Task
    receiving_since: float | None = None

    def received(self, data: bytes) -> bool:
        took: bool = super().received(data)
        if self.request is None:
            self.receiving_since = None
        elif self.receiving_since is None:
            self.receiving_since = time.time()
        return took

    def is_slow(self, cutoff: float) -> bool:
        """Whether the client has not asked, or has not taken in anything, since `cutoff`."""
        if self.receiving_since is not None and self.receiving_since < cutoff:
            return True
        waits = self.total_outbufs_len or not self.requests
        return bool(waits and self.last_activity < cutoff)


class Server(TcpWSGIServer):  # type: ignore[misc]
    """An application on a listening socket, served until it is asked to stop."""

    channel_class = _Channel

    def __init__(self, app: Flask, listener: socket.socket, configuration: Configuration) -> None:
        """Take over `listener`; nothing is accepted before `serve`."""
        self.is_stopping = False
        super().__init__(
            app,
            map={},
            _sock=listener,
            bind_socket=False,
            sockinfo=(listener.family, listener.type, listener.proto, listener.getsockname()),
            adj=Adjustments(
                sockets=[listener],
                threads=configuration.threads,
                connection_limit=configuration.connections,
                channel_timeout=configuration.timeout,
                cleanup_interval=_LOOK_SECONDS,
                max_request_header_size=2 * configuration.max_url + _FOR_HEADERS,
                max_request_body_size=LARGEST_BODY,
                clear_untrusted_proxy_headers=False,  # ProxyFix reads them, if there are proxies
                asyncore_use_poll=True,  # select() takes 1,024 files at most
                log_socket_errors=False,  # clients go away as they like
                server_name="localhost",  # of a request that names no host
                ident=None,
            ),
        )

    def maintenance(self, now: float) -> None:
        """Let go of clients that are too slow; waitress calls it every second."""
        cutoff = now - self.adj.channel_timeout
        for channel in list(self.active_channels.values()):
            if channel.is_slow(cutoff):
                channel.will_close = True

    def serve(self, grace: float) -> None:
        """Answer requests until `stop`; then those that are running, for `grace` seconds."""
        while not self.is_stopping:
            self._turn()
        self.del_channel()
        self.socket.close()
        end = time.monotonic() + grace
        while self._is_busy() and time.monotonic() < end:
            self._turn(0.1)
        for channel in list(self.active_channels.values()):
            channel.handle_close()
        self.task_dispatcher.shutdown(timeout=0.5)
        self.trigger.close()

    def stop(self) -> None:
        """Let `serve` end soon; may be called from a signal's handler or another thread."""
        if not self.is_stopping:
            self.is_stopping = True
            self.pull_trigger()

    def _is_busy(self) -> bool:
        channels = list(self.active_channels.values())
        return any(channel.requests or channel.total_outbufs_len for channel in channels)

    def _turn(self, seconds: float = _LOOK_SECONDS) -> None:
        loop: Callable[..., Any] = self.asyncore.loop
        loop(timeout=seconds, use_poll=True, map=self._map, count=1)
