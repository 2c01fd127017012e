"""No request makes the application fail, whatever stands in its address, its cookies or headers."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_from_bytes

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

import web
from web.api.operations import OPERATIONS
from web.parameters.shared import SHARED

LONG = 99_000  # the address may have 100,000 bytes
SEGMENTS = {
    "nul": "%00",
    "nul inside": "khobao%00.css",
    "long": "x" * LONG,
    "longer than an address may be": "x" * 110_000,
    "long steps": "../" * (LONG // 3),
    "many short names": "a/" * (LONG // 2),
    "lone surrogate": quote_from_bytes("\ud800".encode("utf-8", "surrogatepass")),
    "no UTF-8": "%FF%FE%C3",
    "overlong": "%C0%AF%C0%AE",
    "up": "..",
    "up and away": "../../../../etc/passwd",
    "up, encoded": "..%2F..%2Fetc%2Fpasswd",
    "up, encoded twice": "%252e%252e%252fetc",
    "absolute": "/etc/passwd",
    "backslashes": "..%5C..%5Cetc",
    "drive": "C:%5Cwindows",
    "device": "con",
    "percent alone": "%",
    "percent and one digit": "%4",
    "percent and no digits": "%zz",
    "control characters": quote("".join(map(chr, range(32)))),
    "delete and C1": quote("\x7f\x80\x85\x9f"),
    "line ends": "a%0D%0ASet-Cookie:%20x=1",
    "overrides": quote("\u202e\u2066abc\u2069\ufeff\ufffe\uffff"),
    "number": "9" * 5_000,
    "negative number": "-" + "9" * 400,
    "other digits": quote("١٢٣"),
    "template": "%7B%7B7*7%7D%7D",
    "format": "%25s%25n{0.__class__}",
    "empty": "",
    "blank": "%20%20",
    "marks": quote("a" + "\u0301" * 9_000),
    "beyond the plane": quote("\U0010ffff\U0001f600"),
    "quotes": quote("'\";--<script>"),
}


def rules(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)


def addresses(rule: Rule, segment: str) -> Iterator[str]:
    """The rule's address with the segment in each place of an argument, and after its end."""
    if rule.arguments:
        yield re.sub(r"<[^>]+>", lambda _: segment, rule.rule)
    yield f"{rule.rule.partition('<')[0]}{segment}"
    yield f"{rule.rule.partition('<')[0].rstrip('/')}/{segment}"


_OF_PAGES = [*(one.name for one in SHARED), "when", "next", "show", "every", "part", "v"]
_OF_OPERATIONS = {one.name: [kind.name for kind in one.parameters] for one in OPERATIONS}
_DEEP = ("q", "cursor", "next", "part")  # whose long values are read further than others


def names(rule: Rule) -> list[str]:
    """The names of the parameters that may mean something there."""
    blueprint, _, name = rule.endpoint.rpartition(".")
    if blueprint in ("", "operating"):
        return ["v"]
    return _OF_OPERATIONS.get(name, _OF_PAGES) if blueprint == "api" else _OF_PAGES


@pytest.fixture
def alert(archive_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[FlaskClient]:
    """A client of an application in which nothing may go wrong, not even behind a 500."""
    app = web.create_app(archive_path, rate_search="off", rate_export="off")
    app.config["PROPAGATE_EXCEPTIONS"] = True
    with caplog.at_level(logging.WARNING):
        yield app.test_client()
    assert [one for one in caplog.records if one.levelno >= logging.ERROR] == []


def check(client: FlaskClient, path: str, **options: Any) -> None:
    """Ask as a server hands over what stood in the address, and read the answer to its end."""
    path, _, query = path.partition("?")
    raw = re.sub(r"%([0-9A-Fa-f]{2})", lambda found: chr(int(found[1], 16)), path)
    environ = {"PATH_INFO": raw, "QUERY_STRING": query, **options.pop("environ_overrides", {})}
    with client.get("/", environ_overrides=environ, **options) as response:
        assert response.status_code < 500, path[:200]
        body = response.get_data()
        for name, value in response.headers.items():
            assert not re.search(r"[\r\n\x00]", name + value)
    assert b"Traceback" not in body
    assert b"root:" not in body


@pytest.mark.parametrize("kind", SEGMENTS)
def test_no_path_is_a_failure(app: Flask, alert: FlaskClient, kind: str) -> None:
    for rule in rules(app):
        for address in addresses(rule, SEGMENTS[kind]):
            check(alert, address)


@pytest.mark.parametrize("kind", SEGMENTS)
def test_no_parameter_is_a_failure(app: Flask, alert: FlaskClient, kind: str) -> None:
    value = SEGMENTS[kind].replace("/", "%2F")
    for rule in rules(app):
        path = re.sub(r"<id:[^>]+>", "cau-ben-truc", rule.rule)
        path = re.sub(r"<any[^>]+>", "dark", re.sub(r"<path:[^>]+>", "khobao.css", path))
        path = path.replace("<name>", "article")
        for name in names(rule):
            if len(value) < 1_000 or name in _DEEP:
                check(alert, f"{path}?{name}={value}")
        check(alert, f"{path}?{value}={value[:100]}")
        check(alert, f"{path}?q={value[:500]}&q={value[:500]}&cursor={value[:500]}")


@pytest.mark.parametrize("kind", SEGMENTS)
def test_no_cookie_or_header_is_a_failure(alert: FlaskClient, kind: str) -> None:
    value = SEGMENTS[kind][:8_000]
    raw = re.sub(r"%([0-9A-Fa-f]{2})", lambda found: chr(int(found[1], 16)), value)
    for given in {value, raw}:
        for header in (
            *("HTTP_COOKIE", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE"),
            *("HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE", "HTTP_REFERER", "HTTP_USER_AGENT"),
            *("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_AUTHORIZATION", "CONTENT_LENGTH"),
        ):
            sent = f"lang={given}; theme={given}; {given}" if header == "HTTP_COOKIE" else given
            for path in ("/", "/articles/cau-ben-truc", "/static/khobao.css", "/metrics"):
                check(alert, path, environ_overrides={header: sent})


@pytest.mark.parametrize("host", [*map(SEGMENTS.get, ("nul", "overrides", "long")), "[", "a:b:c"])
def test_no_host_is_a_failure(alert: FlaskClient, host: str) -> None:
    for path in ("/", "/api/v1/search", "/static/khobao.css", "/metrics", "/healthz"):
        check(alert, path, environ_overrides={"HTTP_HOST": host[:8_000]})


@pytest.mark.parametrize("name", ["%00", "x" * 100_000, "../pages.py", "a/../khobao.css", ""])
def test_file_that_is_none_of_ours_is_404(client: FlaskClient, name: str) -> None:
    raw = name.replace("%00", "\0")
    with client.get("/", environ_overrides={"PATH_INFO": f"/static/{raw}"}) as response:
        assert response.status_code in (404, 414)
        assert response.mimetype == "text/html"
