"""Requests as clients send them: kept, sent ahead, too long, wrong, or in another form."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from helpers.serving import Serve, received

import web


def all_of(connection: socket.socket) -> bytes:
    """What the server sends until it ends the connection."""
    with connection:
        return b"".join(iter(lambda: connection.recv(65536), b""))


CLOSE = b"Host: localhost\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def served(running: Serve, archive_path: Path, tmp_path_factory: Any) -> Any:
    """A server with an access log that the tests of this module share."""
    log = tmp_path_factory.mktemp("log") / "access.log"
    settings = {"max_url": 1000, "access_log": str(log), "access_log_form": "json"}
    app = web.create_app(archive_path, rate_search="off", **settings)
    with running(app, **settings) as server:
        server.log = log
        yield server


def test_server_tells_no_version_and_answers_whoever_names_no_host(served: Any) -> None:
    plain = all_of(served.connect(b"GET /healthz HTTP/1.0\r\n\r\n"))  # as probes ask
    assert plain.startswith(b"HTTP/1.1 200 ")
    assert b"\nserver:" not in plain.lower()
    assert b"uvicorn" not in plain


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n", 413),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1388\r\n"
         + b"x" * 5000, 413),
        (b"GET /api/x HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 100_000 + b"\r\n\r\n", 431),
        (b"GET /api/x?q=" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 414),
        (b"GET /api/x?q=" + b"x" * 1_100 + b" HTTP/1.1\r\n" + CLOSE, 414),
    ],
    ids=["body", "chunks", "headers", "very long address", "long address"],
)  # fmt: skip
def test_what_is_too_long_is_refused_by_the_application_and_logged(
    served: Any, request_: bytes, status: int
) -> None:
    answer = all_of(served.connect(request_))
    assert answer.startswith(b"HTTP/1.1 %d " % status)
    assert b"\r\nContent-Security-Policy: " in answer
    logged = json.loads(served.log.read_text().splitlines()[-1])
    target = "/" if request_.startswith(b"POST") else "/api/x"
    assert (logged["status"], logged["target"]) == (status, target)


@pytest.mark.parametrize(
    "request_",
    [
        b"\x16\x03\x01\x02\x00\x01\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    ],
)
def test_malformed_request_is_a_400_without_a_word_in_the_log(
    served: Any, request_: bytes, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture
) -> None:
    assert all_of(served.connect(request_)).startswith(b"HTTP/1.1 400 ")
    assert caplog.text == ""
    assert capfd.readouterr().err == ""


def test_nonsense_in_the_middle_of_an_answer_ends_the_connection_quietly(
    served: Any, caplog: pytest.LogCaptureFixture
) -> None:
    chunked = b"POST /help HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
    assert all_of(served.connect(chunked)).startswith(b"HTTP/1.1 400 ")
    assert b"ok" in served.get("/healthz")
    assert caplog.text == ""


def test_client_that_waits_for_leave_to_go_on_is_answered(served: Any) -> None:
    expecting = b"GET /healthz HTTP/1.1\r\nExpect: 100-continue\r\n" + CLOSE
    answer = all_of(served.connect(expecting)).removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ")
    form = b"POST /healthz HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n" + CLOSE
    connection = served.connect(form)
    assert connection.recv(65536).startswith(b"HTTP/1.1 100 ")
    connection.sendall(b"a=1")
    assert all_of(connection).startswith(b"HTTP/1.1 405 ")


def test_requests_on_one_connection_are_answered_in_turn(served: Any) -> None:
    ahead = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n" * 3
    last = b"HEAD /help HTTP/1.1\r\n" + CLOSE
    connection = served.connect(ahead + last[:20])
    answers = received(connection, lambda come: come.count(b'{"status":"ok"}') == 3)
    connection.sendall(last[20:])
    answers += all_of(connection)
    assert answers.count(b"HTTP/1.1 200 OK") == 4
    assert answers.endswith(b"\r\n\r\n")
    assert b"Content-Length: 0\r\n" not in answers


def test_request_that_was_sent_ahead_in_part_is_answered_wherever_it_was_split(
    served: Any,
) -> None:
    first = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    second = b"GET /healthz HTTP/1.1\r\n" + CLOSE
    for split in range(len(second)):
        connection = served.connect(first + second[:split])
        received(connection, lambda come: come.endswith(b'{"status":"ok"}\n'))
        connection.sendall(second[split:])
        assert all_of(connection).startswith(b"HTTP/1.1 200 "), split


def test_letters_that_were_not_encoded_are_understood(served: Any) -> None:
    asked = "GET /api/v1/search?q=cầu+Bến+Trúc HTTP/1.1\r\n".encode()
    _, _, body = all_of(served.connect(asked + CLOSE)).partition(b"\r\n\r\n")
    assert json.loads(body)["query"] == "cầu Bến Trúc"


@pytest.mark.parametrize("target", [b"http://localhost/healthz", b"//healthz", b"*"])
def test_addresses_of_other_forms_are_answered(served: Any, target: bytes) -> None:
    answer = all_of(served.connect(b"GET " + target + b" HTTP/1.1\r\n" + CLOSE))
    assert answer.split()[1] == (b"404" if target == b"*" else b"200")


def test_very_long_name_of_a_file_is_answered(served: Any) -> None:
    answer = all_of(served.connect(b"GET /static/" + b"x" * 900 + b" HTTP/1.1\r\n" + CLOSE))
    assert answer.startswith(b"HTTP/1.1 ")
    assert b"\r\n\r\n" in answer


def test_header_with_an_underscore_is_not_taken_for_another(
    running: Serve, slow_app: Flask
) -> None:
    @slow_app.get("/told")
    def told() -> dict[str, str]:
        return dict(request.headers)

    with running(slow_app) as served:
        spoofed = b"GET /told HTTP/1.1\r\nX_Forwarded_For: 192.0.2.1\r\nA: 1\r\nA: 2\r\n"
        answer = all_of(served.connect(spoofed + CLOSE))
    assert b"192.0.2.1" not in answer
    assert b'"A":"1, 2"' in answer
