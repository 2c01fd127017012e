"""Hosts, proxies, limits and headers keep the front end to those whom it is for."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

import web


def client_of(archive: Path, **settings: Any) -> FlaskClient:
    return web.create_app(archive, **settings).test_client()


def status_of(client: FlaskClient, host: str, path: str = "/", **options: Any) -> int:
    with client.get(path, headers={"Host": host, **options}) as response:
        return response.status_code


@pytest.mark.parametrize(
    ("settings", "known", "unknown"),
    [
        (
            {},
            ["localhost", "localhost:8000", "127.0.0.1", "[::1]:80"],
            ["kho.example", "a.localhost"],
        ),
        ({}, ["192.0.2.7:8000"], ["192.0.2.7.nip.example", "localhost.example", ""]),
        ({"host": "kho.lan"}, ["kho.lan", "localhost"], ["lan", "x.kho.lan"]),
        ({"host": "::1"}, ["[::1]:8000"], ["kho.example"]),
        (
            {"trusted_hosts": "kho.example,.lamkhe.example"},
            ["kho.example", "KHO.example:80", "a.b.lamkhe.example"],
            ["localhost", "127.0.0.1", "x.kho.example", "kho.example.evil.example"],
        ),
        ({"trusted_hosts": "*"}, ["anything.example"], []),
        ({"trusted_hosts": "Kho.Example,.LamKhe.example"}, ["kho.example", "a.lamkhe.example"], []),
        ({"trusted_hosts": "[2001:DB8::1]"}, ["[2001:db8:0::1]:80"], ["[2001:db8::2]"]),
        ({"trusted_hosts": "2001:db8::1"}, ["[2001:db8::1]"], ["[2001:db8::2]"]),
        ({"host": "KHO.lan"}, ["kho.lan"], ["lan"]),
    ],
)
def test_server_is_asked_by_its_own_names_only(
    archive_path: Path, settings: dict[str, Any], known: list[str], unknown: list[str]
) -> None:
    client = client_of(archive_path, **settings)
    for host in known:
        assert status_of(client, host) == 200, host
    for host in unknown:
        assert status_of(client, host) == 400, host
        assert status_of(client, host, "/readyz") == 200, host


def test_unknown_host_is_told_so_as_page_and_as_problem(archive_path: Path) -> None:
    client = client_of(archive_path)
    page = client.get("/", headers={"Host": "evil.example"})
    assert page.mimetype == "text/html"
    for answer in (page, client.get("/api/v1/search", headers={"Host": "evil.example"})):
        text = answer.get_data(as_text=True)
        assert "trusted_hosts" in text
        assert answer.headers["Cache-Control"] == "no-store"
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("host", ["a..b", ".localhost", "a" * 64 + ".example"])
@pytest.mark.parametrize("path", ["/", "/khong/co", "/api/v1/search"])
def test_malformed_host_is_400_with_the_headers(archive_path: Path, host: str, path: str) -> None:
    answer = client_of(archive_path).get(path, headers={"Host": host})
    assert answer.status_code == 400
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_proxies_are_believed_as_far_as_they_are_counted(archive_path: Path) -> None:
    forwarded = {"X-Forwarded-Host": "kho.example", "X-Forwarded-Proto": "https"}
    behind = client_of(archive_path, proxies=1, trusted_hosts="kho.example")
    alone = client_of(archive_path, trusted_hosts="kho.example")
    assert status_of(behind, "localhost", **forwarded) == 200
    assert status_of(alone, "localhost", **forwarded) == 400
    with behind.get("/", headers=forwarded) as response:
        assert "max-age" in response.headers["Strict-Transport-Security"]
    with alone.get("/", headers={"Host": "kho.example", **forwarded}) as response:
        assert "Strict-Transport-Security" not in response.headers


def test_proxy_that_nobody_told_of_is_warned_of_once(
    archive_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    client = client_of(archive_path)
    with caplog.at_level(logging.WARNING, "khobao"):
        for _ in range(3):
            assert status_of(client, "localhost", **{"X-Forwarded-For": "192.0.2.7"}) == 200
    assert [one.message for one in caplog.records if "proxies is 0" in one.message] != []
    assert len(caplog.records) == 1


@pytest.mark.parametrize("path", ["/", "/api/v1/search", "/x", "/healthz", "/metrics", "/?page=x"])
def test_headers_of_owasp_are_on_every_answer(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert headers["X-Permitted-Cross-Domain-Policies"] == "none"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cache-Control"]
    assert "Strict-Transport-Security" not in headers
    assert "script-src 'self'" in headers["Content-Security-Policy"]


def test_static_files_may_be_kept(client: FlaskClient) -> None:
    with client.get("/static/khobao.css") as response:
        assert response.headers["ETag"]
        assert response.headers["Cache-Control"] == "no-cache"


def test_address_of_too_many_bytes_is_414(archive_path: Path) -> None:
    client = client_of(archive_path, max_url=1000)
    assert client.get("/", query_string="q=" + 990 * "x").status_code == 200
    page = client.get("/", query_string="q=" + 1000 * "x")
    assert page.status_code == 414
    assert "Địa chỉ quá dài" in page.get_data(as_text=True)


def asked(client: FlaskClient, path: str, address: str = "192.0.2.1") -> Any:
    return client.get(path, environ_base={"REMOTE_ADDR": address})


def test_too_many_searches_are_429_as_page_and_as_problem(archive_path: Path) -> None:
    client = client_of(archive_path, rate_search="3/hour")
    for path in ("/?q=cau", "/api/v1/suggest?q=c", "/articles/cau-ben-truc"):
        assert asked(client, path).status_code == 200
    page, problem = asked(client, "/"), asked(client, "/api/v1/search")
    for answer in (page, problem):
        assert answer.status_code == 429
        assert 1 <= int(answer.headers["Retry-After"]) <= 2 * 3600
    assert "Bạn chờ một lát" in page.get_data(as_text=True)
    assert "3 per 1 hour" in problem.get_json()["detail"]
    for path in ("/static/khobao.css", "/healthz", "/readyz"):
        with asked(client, path) as answer:
            assert answer.status_code == 200
    assert asked(client, "/", "192.0.2.2").status_code == 200


def test_exports_have_a_limit_of_their_own(archive_path: Path) -> None:
    client = client_of(archive_path, rate_search="2/hour", rate_export="1/hour")
    assert asked(client, "/api/v1/export?q=cau").status_code != 429
    assert asked(client, "/api/v1/export?q=cau").status_code == 429
    assert asked(client, "/").status_code == 200


def test_limit_may_have_several_windows_or_none(archive_path: Path) -> None:
    client = client_of(archive_path, rate_search="100/second; 2/hour")
    assert [asked(client, "/").status_code for _ in range(3)] == [200, 200, 429]
    free = client_of(archive_path, rate_search="off")
    assert {asked(free, "/healthz").status_code for _ in range(3)} == {200}


def test_subscriber_has_one_limit_for_its_whole_network(archive_path: Path) -> None:
    client = client_of(archive_path, rate_search="1/hour")
    assert asked(client, "/", "2001:db8::1").status_code == 200
    assert asked(client, "/", "2001:db8::2:3").status_code == 429
    assert asked(client, "/", "2001:db8:0:1::1").status_code == 200
    assert asked(client, "/", "::ffff:192.0.2.1").status_code == 200
    assert asked(client, "/", "192.0.2.1").status_code == 429


def test_limit_is_of_the_client_behind_the_proxy(archive_path: Path) -> None:
    client = client_of(archive_path, rate_search="1/hour", proxies=1)

    def through_proxy(chain: str) -> int:
        return status_of(client, "localhost", **{"X-Forwarded-For": chain})

    assert through_proxy("192.0.2.1") == 200
    assert through_proxy("192.0.2.2") == 200
    assert through_proxy("192.0.2.3, 192.0.2.1") == 429  # what the client claims does not count
