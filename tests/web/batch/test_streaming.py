"""What takes long is sent while it is worked out, and takes the place of a long answer."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from helpers.serving import Running, Serve

import web
from search.batches import rows

Post = Callable[..., http.client.HTTPResponse]
LIST = "dân vận\nmực nước hồ chứa\nxyzzyx"


@pytest.fixture
def go_on(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """What the third row of a batch waits for; the second takes a while."""
    event = threading.Event()

    def slowly(*arguments: Any, **options: Any) -> Iterator[Any]:
        for number, row in enumerate(rows(*arguments, **options)):
            if number == 1:
                time.sleep(0.4)
            assert number != 2 or event.wait(30)
            yield row

    monkeypatch.setattr("web.batch.page.rows", slowly)
    return event


@pytest.fixture
def post() -> Iterator[Post]:
    """Sends a form; of the answer only the head has been read."""
    connections: list[Any] = []

    def send(served: Running, path: str, **form: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
        connections.append(connection)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Connection": "close"}
        connection.request("POST", path, urlencode(form), headers)
        answer = connection.getresponse()
        connections.append(answer)
        return answer

    yield send
    for one in connections:
        one.close()


def read_until(answer: http.client.HTTPResponse, wanted: bytes) -> bytes:
    read = b""
    while wanted not in read:
        piece = answer.read1(65_536)
        assert piece, "it ended before"
        read += piece
    return read


FIRST = {"": "dân vận</bdi></a></th>", "csv": "dân vận,"}


@pytest.mark.parametrize("format", FIRST)
def test_rows_are_sent_while_others_are_looked_up(
    archive_path: Path, running: Serve, post: Post, go_on: threading.Event, format: str
) -> None:
    app = web.create_app(archive_path, rate_export="off")
    with running(app) as served:
        answer = post(served, "/batch", list=LIST, format=format)
        begun = read_until(answer, FIRST[format].encode())
        assert b"xyzzyx</bdi>" not in begun
        go_on.set()
        rest = answer.read()
        assert b"xyzzyx" in rest
        if not format:
            assert b'id="done"' not in begun
            assert b'id="done"' in rest
            assert rest.rstrip().endswith(b"</html>")


def test_each_takes_the_place_of_a_long_answer(
    archive_path: Path, running: Serve, post: Post, go_on: threading.Event
) -> None:
    app = web.create_app(archive_path, rate_export="off")
    with running(app, streams_per_client=1) as served:
        first = post(served, "/batch", list=LIST)
        read_until(first, b"</th>")
        for path, form in (
            ("/batch", {"list": LIST, "format": "csv"}),
            ("/dossier", {"ids": "cau-ben-truc", "format": "csv"}),
        ):
            refused = post(served, path, **form)
            assert (refused.status, refused.getheader("Retry-After")) == (429, "30")
            refused.read()
        assert b"Tra c" in served.get("/batch")  # the form is no long answer
        go_on.set()
        assert b'id="done"' in first.read()
        again = post(served, "/dossier", ids="cau-ben-truc", format="csv")
        assert again.status == 200
        assert "Khởi công cầu Bến Trúc".encode() in again.read()
