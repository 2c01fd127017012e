"""The server lets go of slow clients, finishes what runs when it stops, and goes on meanwhile."""

from __future__ import annotations

import json
import socket
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response

import index
import web
from web.configuration import load
from web.connections import Server

BIG = 20_000_000  # more than the buffers of waitress and of the system hold


class Running:
    """An application on a free port, served in a thread of its own."""

    def __init__(self, app: Flask, **settings: Any) -> None:
        listener = socket.create_server(("127.0.0.1", 0))
        self.port = listener.getsockname()[1]
        self.server = Server(app, listener, load({"threads": 2, **settings}, {}))
        self.thread = threading.Thread(target=self.server.serve, args=(10,))
        self.thread.start()

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            return bytes(answer.read())

    def connect(self, sent: bytes) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        connection.sendall(sent)
        return connection

    def stop(self) -> None:
        self.server.stop()
        self.thread.join(timeout=30)
        assert not self.thread.is_alive()


@contextmanager
def running(app: Flask, **settings: Any) -> Iterator[Running]:
    served = Running(app, **settings)
    try:
        yield served
    finally:
        served.stop()


@pytest.fixture
def slow_app(archive_path: Path) -> Flask:
    """The application with an answer that is long, and one that takes its time."""
    app = web.create_app(archive_path)

    @app.get("/big")
    def big() -> Response:
        return Response(b"x" * 100_000 for _ in range(BIG // 100_000))

    @app.get("/slow")
    def slow() -> str:
        app.config["STARTED"].set()
        time.sleep(1)
        return "xong"

    app.config["STARTED"] = threading.Event()
    return app


def is_let_go(connection: socket.socket) -> bool:
    """Whether the server ends the connection before the client's patience ends."""
    with connection, suppress(ConnectionResetError):
        while connection.recv(65536):
            pass
    return True


def drip(connection: socket.socket, until: float) -> None:
    while time.monotonic() < until:
        connection.sendall(b"X")
        time.sleep(0.1)


def test_client_that_asks_byte_by_byte_is_let_go(slow_app: Flask) -> None:
    with running(slow_app, timeout=1) as served:
        connection = served.connect(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        begun = time.monotonic()
        with pytest.raises(OSError, match=r"reset|Broken pipe"):
            drip(connection, begun + 20)
        connection.close()
        assert time.monotonic() - begun < 10


def test_clients_that_take_in_nothing_do_not_hold_the_threads(slow_app: Flask) -> None:
    with running(slow_app, timeout=1) as served:
        greedy = [served.connect(b"GET /big HTTP/1.1\r\nHost: localhost\r\n\r\n") for _ in range(3)]
        assert b"ok" in served.get("/healthz")
        for connection in greedy:
            connection.close()
        assert len(served.get("/big")) == BIG  # one that reads gets it all


def test_idle_client_is_let_go(slow_app: Flask) -> None:
    with running(slow_app, timeout=1) as served:
        assert is_let_go(served.connect(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"))


def test_running_request_is_finished_when_the_server_stops(slow_app: Flask) -> None:
    answers: list[bytes] = []
    with running(slow_app) as served:
        idle = served.connect(b"")
        asking = threading.Thread(target=lambda: answers.append(served.get("/slow")))
        asking.start()
        assert slow_app.config["STARTED"].wait(20)
        served.stop()
        asking.join(timeout=20)
        idle.close()
        with pytest.raises(OSError, match="refused"):
            served.connect(b"")
    assert answers == [b"xong"]


def test_kept_connection_is_told_that_the_server_stops(slow_app: Flask) -> None:
    with running(slow_app) as served:
        connection = served.connect(b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert slow_app.config["STARTED"].wait(20)
        served.stop()
        with connection:
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert b"\r\nConnection: close\r\n" in answer
    assert answer.endswith(b"xong")


def test_answer_on_its_way_is_sent_whole_when_the_server_stops(slow_app: Flask) -> None:
    with running(slow_app) as served:
        connection = served.connect(b"GET /big HTTP/1.0\r\n\r\n")
        received = len(connection.recv(1000))
        stopping = threading.Thread(target=served.stop)
        stopping.start()
        while chunk := connection.recv(1_000_000):
            received += len(chunk)
        connection.close()
        stopping.join()
    assert received > BIG


def test_server_tells_no_version_and_takes_no_bodies_and_no_long_headers(slow_app: Flask) -> None:
    def answer(request: bytes) -> bytes:
        with served.connect(request) as connection:
            return connection.recv(65536)

    with running(slow_app, max_url=1000) as served:
        plain = answer(b"GET /healthz HTTP/1.0\r\n\r\n")  # without a Host, as probes ask
        assert plain.startswith(b"HTTP/1.0 200")
        assert b"\nServer:" not in plain
        assert b"waitress" not in plain
        assert b" 413 " in answer(b"POST / HTTP/1.0\r\nContent-Length: 100000\r\n\r\n")
        assert b" 431 " in answer(b"GET / HTTP/1.0\r\nX: " + b"x" * 100_000 + b"\r\n\r\n")


def test_new_generations_are_answered_from_without_a_failed_request(
    tmp_path: Path, make_input: Any
) -> None:
    archive, failures, seen = tmp_path / "kho", [], set()
    index.reindex([make_input({"id": "0", "title": "Cầu treo Bản Lấu"})], archive, workers=0)
    app = web.create_app(archive, rate_search="off")
    over = threading.Event()

    def ask(served: Running) -> None:
        while not over.is_set():
            try:
                answer = json.loads(served.get("/api/v1/search?q=cau+treo"))
                seen.add(answer["total"])
                served.get("/?q=ban+lau")
                served.get("/articles/0")
            except Exception as error:
                failures.append(error)

    with running(app) as served:
        clients = [threading.Thread(target=ask, args=(served,)) for _ in range(4)]
        for client in clients:
            client.start()
        for number in range(1, 6):
            article = {"id": str(number), "title": f"Cầu treo số {number}", "body": f"Xã {number}."}
            index.update([make_input(article)], archive, workers=0)
        index.reindex([make_input({"id": "0", "title": "Cầu treo mới"})], archive, workers=0)
        found = json.loads(served.get("/readyz"))
        over.set()
        for client in clients:
            client.join(timeout=30)
    assert failures == []
    assert found == {"status": "ok", "articles": 1, "generation": 7}
    assert len(seen) > 1
