"""The server lets go of slow clients, finishes what runs when it stops, and goes on meanwhile."""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from helpers.serving import Running, Serve

import index
import web

HEALTH = "/healthz"
OK = b"HTTP/1.1 200 "


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


@pytest.mark.parametrize(
    "begun",
    [
        b"GET / HTTP/1.1\r\nHost: localhost\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3000\r\n\r\n",
    ],
    ids=["headers", "body"],
)
def test_client_that_asks_byte_by_byte_is_let_go(
    running: Serve, slow_app: Flask, begun: bytes
) -> None:
    with running(slow_app, timeout=1) as served:
        connection = served.connect(begun)
        start = time.monotonic()
        with pytest.raises(OSError, match=r"reset|Broken pipe"):
            drip(connection, start + 20)
        connection.close()
        assert time.monotonic() - start < 10


def test_clients_that_take_in_nothing_do_not_hold_the_threads(
    running: Serve, slow_app: Flask
) -> None:
    with running(slow_app, timeout=1) as served:
        greedy = [served.ask("/big") for _ in range(3)]
        assert b"ok" in served.get(HEALTH)
        assert b"<html" in served.get("/help")
        assert len(served.get("/big")) == slow_app.config["BIG"]  # one that reads gets it all
        assert all(map(is_let_go, greedy))


def test_idle_client_is_let_go(running: Serve, slow_app: Flask) -> None:
    with running(slow_app, timeout=1) as served:
        assert is_let_go(served.ask(HEALTH))
        assert is_let_go(served.connect(b""))


def test_half_sent_requests_of_one_client_cost_the_others_nothing(
    running: Serve, slow_app: Flask
) -> None:
    with running(slow_app, connections=10, connections_per_client=5) as served:
        half = [served.connect(b"GET / HTTP/1.1\r\nHost: loc") for _ in range(20)]
        for _ in range(20):
            assert b"ok" in served.get(HEALTH)
        assert all(map(is_let_go, half[:15]))  # those that waited longest
        for connection in half[15:]:
            connection.close()


def test_connections_of_all_clients_are_bounded_but_none_that_is_answered_is_let_go(
    running: Serve, slow_app: Flask
) -> None:
    with running(slow_app, connections=10, threads=11) as served:
        answered = [served.ask("/wait") for _ in range(10)]
        assert all(slow_app.config["WAITING"].acquire(timeout=20) for _ in answered)
        with served.ask(HEALTH) as refused:
            assert refused.recv(65536).startswith(b"HTTP/1.1 503 ")
        slow_app.config["GO_ON"].set()
        for connection in answered:
            assert connection.recv(65536).startswith(OK)
            connection.close()


def test_probes_and_other_clients_have_a_thread_whatever_one_client_asks(
    running: Serve, slow_app: Flask
) -> None:
    with running(slow_app, threads=2, proxies=1) as served:
        one, last = "X-Forwarded-For: 192.0.2.1", "Connection: close"
        waiting = [served.ask("/wait", one, last) for _ in range(5)]
        assert slow_app.config["WAITING"].acquire(timeout=20)
        for path in ("/help", HEALTH):
            with served.ask(path, "X-Forwarded-For: 192.0.2.2") as other:
                assert other.recv(65536).startswith(OK)
        slow_app.config["GO_ON"].set()
        for connection in waiting:
            with connection, connection.makefile("rb") as answer:
                assert answer.read().endswith(b"xong")


def test_probe_is_answered_while_every_thread_is_busy(running: Serve, slow_app: Flask) -> None:
    with running(slow_app, threads=1) as served:
        busy = served.ask("/wait", "Connection: close")
        assert slow_app.config["WAITING"].acquire(timeout=20)
        assert b"ok" in served.get(HEALTH)
        assert b"khobao_requests" in served.get("/metrics")
        slow_app.config["GO_ON"].set()
        assert is_let_go(busy)


def test_several_servers_may_share_one_listening_socket(running: Serve, slow_app: Flask) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    other = listener.dup()
    with running(slow_app, listener=listener) as one, running(slow_app, listener=other):
        assert b"ok" in one.get(HEALTH)
        one.stop()
        assert b"ok" in one.get(HEALTH)  # from the other


def test_new_generations_are_answered_from_without_a_failed_request(
    running: Serve, tmp_path: Path, make_input: Any
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
            answered = time.monotonic() + 30
            while number + 1 not in seen and not failures and time.monotonic() < answered:
                time.sleep(0.01)
        index.reindex([make_input({"id": "0", "title": "Cầu treo mới"})], archive, workers=0)
        found = json.loads(served.get("/readyz"))
        over.set()
        for client in clients:
            client.join(timeout=30)
    assert failures == []
    assert found == {"status": "ok", "articles": 1, "generation": 7}
    assert {2, 3, 4, 5, 6} <= seen
