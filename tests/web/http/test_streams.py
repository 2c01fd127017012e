"""Long answers have places of their own, a least rate and a deadline, and are cut visibly."""

from __future__ import annotations

import http.client
import json
import socket
import time
from contextlib import suppress
from typing import Any

import pytest
from flask import Flask
from helpers.serving import Running, Serve

EXPORT = "/api/v1/export"


def status_of(connection: socket.socket) -> int:
    """The status of an answer that has begun; it is left where it is."""
    head = connection.recv(4096, socket.MSG_PEEK)
    return int(head.split()[1])


def is_cut(connection: socket.socket, pause: float = 0.0, most: int = 65536) -> bool:
    """Whether an answer that is read with pauses ends before its end, and a reader can tell."""
    answer = http.client.HTTPResponse(connection)
    answer.begin()
    end = time.monotonic() + 20
    try:
        while time.monotonic() < end and answer.read(most):
            time.sleep(pause)
    except (http.client.IncompleteRead, ConnectionResetError):
        return True
    finally:
        answer.close()
        connection.close()
    return False


def test_client_below_the_least_rate_is_let_go(running: Serve, slow_app: Flask) -> None:
    with running(slow_app, timeout=1, least_rate=10_000_000) as served:
        assert is_cut(served.ask("/big", window=4096), pause=0.05, most=1000)


def test_client_above_the_least_rate_gets_all(running: Serve, slow_app: Flask) -> None:
    with running(slow_app, timeout=1, least_rate=100_000) as served:
        assert not is_cut(served.ask("/big", window=65536), pause=0.02, most=200_000)


def test_long_answer_ends_at_its_deadline(running: Serve, slow_app: Flask) -> None:
    with running(slow_app, stream_seconds=1) as served:
        begun = time.monotonic()
        assert is_cut(served.ask("/big", window=4096), pause=0.05, most=20_000)
        assert time.monotonic() - begun < 10


def test_exports_of_one_client_are_bounded_in_the_words_of_the_application(
    running: Serve, slow_app: Flask, tmp_path: Any
) -> None:
    with running(slow_app, streams_per_client=1) as served:
        with served.ask("/big", window=4096) as first:
            assert status_of(first) == 200
            with served.ask(EXPORT) as second:
                answer = http.client.HTTPResponse(second)
                answer.begin()
                problem = json.loads(answer.read())
            assert (answer.status, answer.getheader("Retry-After")) == (429, "30")
            assert "1 long answers of one address" in problem["detail"]
            assert b"<html" in served.get("/help")
        assert b"\n" in patient_get(served, EXPORT)


def patient_get(served: Running, path: str) -> bytes:
    """The answer, once the server has noticed that another client left."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with suppress(OSError):
            return bytes(served.get(path))
        time.sleep(0.1)
    return b""


def test_long_answers_of_all_clients_are_bounded(running: Serve, slow_app: Flask) -> None:
    def ask(client: str) -> socket.socket:
        connection: socket.socket = served.ask("/big", f"X-Forwarded-For: {client}", window=4096)
        return connection

    with running(slow_app, streams=2, proxies=1) as served:
        open_ = [ask("192.0.2.1"), ask("192.0.2.2")]
        assert list(map(status_of, open_)) == [200, 200]
        with ask("192.0.2.3") as third:
            assert status_of(third) == 503
            assert b"\r\nRetry-After: 30\r\n" in third.recv(4096)
        for connection in open_:
            connection.close()


def test_failure_of_the_application_is_a_logged_answer_and_not_taken_for_one_of_the_socket(
    running: Serve, slow_app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with running(slow_app) as served, served.ask("/broken") as connection:
        for request in (b"", b"GET /breaking?bytes=9 HTTP/1.1\r\nHost: localhost\r\n\r\n"):
            connection.sendall(request)
            answer = http.client.HTTPResponse(connection)
            answer.begin()
            assert answer.status == 500
            assert answer.read()
    assert "of a file server, say" in caplog.text
    assert "of a disk, say" in caplog.text


def test_failure_in_the_middle_of_an_answer_cuts_it(
    running: Serve, slow_app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with running(slow_app) as served:
        assert is_cut(served.ask("/breaking?bytes=1000000"))
    assert "of a disk, say" in caplog.text


def test_client_without_chunks_gets_none_and_sees_a_cut_nevertheless(
    running: Serve, slow_app: Flask
) -> None:
    with running(slow_app) as served:
        whole = served.ask("/big", version="1.0")
        with whole, whole.makefile("rb") as file:
            head, _, body = file.read().partition(b"\r\n\r\n")
        assert b"chunked" not in head.lower()
        assert len(body) == slow_app.config["BIG"]
        assert is_cut(served.ask("/breaking?bytes=1000000", version="1.0"))
