"""A failure of the application is logged and told as one, and never taken for the socket's."""

from __future__ import annotations

import errno
import http.client
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

import search
import web
from index.articles.article import Article
from index.errors import DamagedArchiveError
from web.http.failures import BrokenStreamError

NO_SPACE = OSError(errno.ENOSPC, "No space left on device", "/bi-mat/kho")
FAILURES = [NO_SPACE, BrokenPipeError(32, "Broken pipe"), ConnectionResetError(), ValueError("x")]


@pytest.fixture
def app(archive_path: Path) -> Flask:
    return web.create_app(archive_path, rate_export="off")


@pytest.fixture
def server(app: Flask, running: Any) -> Iterator[str]:
    """The address of the application on a real server."""
    with running(app) as served:
        yield f"127.0.0.1:{served.port}"


def fail_with(error: Exception) -> Any:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def logged(caplog: pytest.LogCaptureFixture) -> list[BaseException]:
    """The exceptions in the log, with their tracebacks."""
    return [one.exc_info[1] for one in caplog.records if one.exc_info and one.exc_info[1]]


@pytest.mark.parametrize("error", FAILURES, ids=repr)
def test_failure_of_a_view_is_a_page_and_a_problem_and_in_the_log(
    error: Exception,
    server: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(search.Archive, "search", fail_with(error))
    for path, kind in (("/?q=x", "text/html"), ("/api/v1/search?q=x", "application/problem+json")):
        caplog.clear()
        connection = http.client.HTTPConnection(server, timeout=20)
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read().decode()
        assert (answer.status, answer.headers.get_content_type()) == (500, kind)
        assert "bi-mat" not in body
        assert error in logged(caplog)
        connection.close()


@pytest.mark.parametrize("error", FAILURES, ids=repr)
def test_failure_of_the_page_that_tells_of_a_failure_is_answered_too(
    error: Exception,
    server: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("web.errors.render_template", fail_with(error))
    connection = http.client.HTTPConnection(server, timeout=20)
    connection.request("GET", "/khong/co")
    answer = connection.getresponse()
    assert answer.status == 500
    assert b"recorded" in answer.read()
    assert answer.headers["Cache-Control"] == "no-store"
    assert error in logged(caplog)
    answer.close()
    connection.close()


@pytest.mark.parametrize("error", [*FAILURES, DamagedArchiveError("hỏng")], ids=repr)
@pytest.mark.parametrize("format", ["jsonl", "csv"])
def test_failure_in_the_middle_of_an_export_ends_it_as_one_that_is_not_whole(
    error: Exception,
    format: str,
    server: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: object, **__: object) -> Iterator[Article]:
        for number in range(300):  # more than is held back before the first of it is sent
            yield Article(str(number), title="Bài dài", body="chữ " * 3_000)
        raise error

    monkeypatch.setattr(search.Archive, "export", broken)
    with caplog.at_level(logging.ERROR, "khobao"):
        connection = http.client.HTTPConnection(server, timeout=20)
        connection.request("GET", f"/api/v1/export?format={format}")
        answer = connection.getresponse()
        assert answer.status == 200
        with pytest.raises((http.client.IncompleteRead, ConnectionError)):
            answer.read()
        answer.close()
        connection.close()
    assert error in logged(caplog)
    assert any("ended before its end" in one.getMessage() for one in caplog.records)


def test_a_stream_that_breaks_raises_nothing_that_looks_like_a_sockets(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> Iterator[Article]:
        yield Article("một")
        raise NO_SPACE

    monkeypatch.setattr(search.Archive, "export", broken)
    answer = app.test_client().get("/api/v1/export", buffered=False)
    with pytest.raises(BrokenStreamError) as caught:
        answer.get_data()
    assert not isinstance(caught.value, OSError)
    assert caught.value.__cause__ is NO_SPACE


def test_a_client_that_goes_away_closes_the_stream(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = []

    def endless(*_: object, **__: object) -> Iterator[Article]:
        try:
            while True:
                yield Article("một")
        finally:
            closed.append(True)

    monkeypatch.setattr(search.Archive, "export", endless)
    with app.test_client().get("/api/v1/export", buffered=False) as answer:
        next(answer.iter_encoded())
        assert not closed
    assert closed
