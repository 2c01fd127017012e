"""When the server stops, running requests may finish, and what is cut is seen to be cut."""

from __future__ import annotations

import http.client
import threading

import pytest
from flask import Flask
from helpers.serving import Serve


def test_running_request_is_finished_when_the_server_stops(running: Serve, slow_app: Flask) -> None:
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


def test_kept_connection_is_told_that_the_server_stops(running: Serve, slow_app: Flask) -> None:
    with running(slow_app) as served:
        connection = served.ask("/slow")
        assert slow_app.config["STARTED"].wait(20)
        served.stop()
        with connection:
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert b"\r\nconnection: close\r\n" in answer.lower()
    assert answer.endswith(b"xong")


def test_answer_on_its_way_is_sent_whole_when_the_server_stops(
    running: Serve, slow_app: Flask
) -> None:
    with running(slow_app) as served:
        connection = served.connect(b"GET /big HTTP/1.0\r\n\r\n")
        received = len(connection.recv(1000))
        stopping = threading.Thread(target=served.stop)
        stopping.start()
        while chunk := connection.recv(1_000_000):
            received += len(chunk)
        connection.close()
        stopping.join()
    assert received > slow_app.config["BIG"]


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_answer_that_grace_cuts_is_seen_to_be_cut(
    running: Serve, slow_app: Flask, version: str
) -> None:
    with running(slow_app, grace=1) as served:
        connection = served.ask("/big", version=version, window=4096)
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        served.stop()
        with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
            answer.read()
        answer.close()
        connection.close()


def test_client_that_does_not_take_a_finished_answer_holds_nothing(
    running: Serve, slow_app: Flask
) -> None:
    with running(slow_app, grace=1) as served:
        connection = served.ask("/whole", window=4096)
        assert connection.recv(1)
        served.stop()
        with connection, connection.makefile("rb") as rest, pytest.raises(ConnectionResetError):
            rest.read()


def test_request_that_hangs_does_not_hold_the_server(running: Serve, slow_app: Flask) -> None:
    with running(slow_app, grace=1) as served:
        hanging = served.ask("/wait")
        assert slow_app.config["WAITING"].acquire(timeout=20)
        served.stop()
        with hanging, pytest.raises(ConnectionResetError):
            hanging.recv(1000)
        slow_app.config["GO_ON"].set()
