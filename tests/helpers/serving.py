"""An application on a port of its own, and connections to it."""

from __future__ import annotations

import socket
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from flask import Flask

from web.configuration import load
from web.serving.server import Server


class Running:
    """An application on a free port, served in a thread of its own."""

    def __init__(self, app: Flask, listener: socket.socket | None = None, **settings: Any) -> None:
        listener = listener or socket.create_server(("127.0.0.1", 0))
        self.port = listener.getsockname()[1]
        self.server = Server(app, listener, load({"threads": 2, **settings}, {}))
        self.thread = threading.Thread(target=self.server.serve)
        self.thread.start()

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            return bytes(answer.read())

    def connect(self, sent: bytes, window: int = 0) -> socket.socket:
        """A connection on which this is sent; `window` bounds what the system reads ahead."""
        connection = socket.socket()
        connection.settimeout(30)
        if window:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        try:
            connection.connect(("127.0.0.1", self.port))
            connection.sendall(sent)
        except OSError:
            connection.close()
            raise
        return connection

    def ask(self, path: str, *headers: str, version: str = "1.1", window: int = 0) -> socket.socket:
        """A connection on which a path is asked for."""
        lines = (f"GET {path} HTTP/{version}", "Host: localhost", *headers, "", "")
        return self.connect("\r\n".join(lines).encode(), window)

    def stop(self) -> None:
        self.server.stop()
        self.thread.join(timeout=30)
        assert not self.thread.is_alive()


def received(connection: socket.socket, is_enough: Callable[[bytes], bool]) -> bytes:
    """What comes, until it is enough; it must be so before the server ends the connection."""
    answer = b""
    while not is_enough(answer):
        chunk = connection.recv(65536)
        assert chunk, answer
        answer += chunk
    return answer


@contextmanager
def running_server(app: Flask, **settings: Any) -> Iterator[Running]:
    served = Running(app, **settings)
    try:
        yield served
    finally:
        served.stop()


# What the fixture `running` gives.
Serve = Callable[..., AbstractContextManager[Running]]
