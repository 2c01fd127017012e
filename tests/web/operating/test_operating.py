"""Probes, metrics and the access log: what the people who run the server see of it."""

from __future__ import annotations

import json
import re
import resource
import shutil
import signal
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

import index
import web

ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}
TOKEN = "khong-ai-doan-ra-0123456789"
SHOWN = {"Authorization": f"Bearer {TOKEN}"}
LOCAL = {"metrics": "local"}


def metrics_of(client: FlaskClient) -> dict[tuple[str, ...], float]:
    """Each number by its name and the values of its labels, which are sorted by their names."""
    response = client.get("/metrics", headers=SHOWN)
    assert response.status_code == 200
    return {
        (sample.name, *(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(response.get_data(as_text=True))
        for sample in family.samples
    }


def get(client: FlaskClient, path: str, **options: Any) -> int:
    """The status of an answer that is read to its end."""
    with client.get(path, **options) as response:
        response.get_data()
        return response.status_code


def test_process_is_alive_before_it_is_ready(tmp_path: Path, make_input: Any) -> None:
    client = web.create_app(tmp_path / "kho", metrics_token=TOKEN).test_client()
    assert get(client, "/healthz") == 200
    refused = client.get("/readyz", headers=SHOWN)
    assert (refused.status_code, refused.mimetype) == (503, "application/problem+json")
    assert "khobao reindex" in refused.get_json()["detail"]
    assert metrics_of(client)["khobao_ready",] == 0
    index.reindex([make_input({"id": "a", "title": "Chợ phiên"})], tmp_path / "kho", workers=0)
    assert client.get("/readyz").get_json() == {"status": "ok", "articles": 1, "generation": 1}
    found = metrics_of(client)
    assert [found[f"khobao_{name}",] for name in ("ready", "articles", "generation")] == [1, 1, 1]


def test_metrics_count_requests_by_route_method_and_status(archive_path: Path) -> None:
    client = web.create_app(archive_path, metrics_token=TOKEN).test_client()
    other = web.create_app(archive_path, metrics_token=TOKEN).test_client()
    for path in (
        "/?q=dan+van",
        "/?q=",
        "/api/v1/search?page=0",
        "/api/v1/search?q=cau",
        "/khong/co",
    ):
        get(client, path)
    get(client, "/articles/cau-ben-truc")
    client.open("/", method="XYZ", buffered=True).close()
    found = metrics_of(client)
    requests = {key[1:]: value for key, value in found.items() if key[0] == "khobao_requests_total"}
    assert requests == {
        ("GET", "/", "200"): 2,
        ("GET", "/api/v1/search", "400"): 1,
        ("GET", "/api/v1/search", "200"): 1,
        ("GET", "/articles/<id:id>", "200"): 1,
        ("GET", "none", "404"): 1,
        ("other", "none", "405"): 1,
    }
    assert found["khobao_searches_total", "/"] == found["khobao_searches_total", "/api/v1/search"]
    assert found["khobao_request_seconds_count", "/"] == 2
    assert 0 < found["khobao_request_seconds_sum", "/"] < 60
    assert ("khobao_requests_total", "/", "GET", "200") not in metrics_of(other)


@pytest.mark.parametrize(
    ("settings", "request_options", "status"),
    [
        ({}, {}, 403),
        ({"metrics_token": TOKEN}, {}, 401),
        ({"metrics_token": TOKEN}, {"headers": SHOWN}, 200),
        ({"metrics_token": TOKEN}, {"headers": SHOWN, "environ_base": ELSEWHERE}, 200),
        ({"metrics_token": TOKEN}, {"headers": {**SHOWN, "X-Forwarded-For": "192.0.2.7"}}, 200),
        ({"metrics_token": TOKEN}, {"headers": {"Authorization": f"Bearer {TOKEN}x"}}, 401),
        ({"metrics_token": TOKEN}, {"headers": {"Authorization": f"Basic {TOKEN}"}}, 401),
        ({"metrics_token": TOKEN}, {"headers": {"Authorization": "Bearer"}}, 401),
        ({"metrics_token": TOKEN}, {"headers": {"Authorization": "Bearer \u00ff\u1ea1"}}, 401),
        ({}, {"headers": {"Authorization": "Bearer "}}, 403),
        ({"metrics_token": TOKEN, "metrics": "off"}, {"headers": SHOWN}, 404),
        (
            {"metrics_token": TOKEN, "trusted_hosts": "kho.example"},
            {"headers": SHOWN, "base_url": "http://10.0.0.7:8000"},
            200,
        ),
        ({"trusted_hosts": "kho.example"}, {"base_url": "http://10.0.0.7:8000"}, 400),
        (LOCAL, {}, 200),
        (LOCAL, {"environ_base": {"REMOTE_ADDR": "::1"}}, 200),
        (LOCAL, {"environ_base": {"REMOTE_ADDR": "::ffff:127.0.0.1"}}, 200),
        (LOCAL, {"environ_base": {"REMOTE_ADDR": "::ffff:192.0.2.7"}}, 403),
        (LOCAL, {"base_url": "http://[::1]:8000"}, 200),
        (LOCAL, {"base_url": "http://192.0.2.1:8000"}, 403),
        ({**LOCAL, "trusted_hosts": "kho.example"}, {"base_url": "http://kho.example"}, 403),
        ({**LOCAL, "trusted_hosts": "kho.example"}, {"base_url": "http://127.0.0.1:8000"}, 200),
        ({**LOCAL, "trusted_hosts": "kho.example"}, {"base_url": "http://evil.example"}, 400),
        (LOCAL, {"environ_base": ELSEWHERE}, 403),
        (LOCAL, {"environ_base": {"REMOTE_ADDR": ""}}, 403),
        ({**LOCAL, "proxies": 1}, {}, 200),
        ({**LOCAL, "proxies": 1}, {"headers": {"X-Forwarded-For": "127.0.0.1"}}, 403),
        ({**LOCAL, "proxies": 1}, {"headers": {"X-Forwarded-For": "127.0.0.1, 192.0.2.7"}}, 403),
        ({"metrics": "everyone"}, {"environ_base": ELSEWHERE}, 200),
        ({"metrics": "off"}, {}, 404),
    ],
)
def test_metrics_are_for_those_who_show_the_token_unless_configured(
    archive_path: Path, settings: dict[str, Any], request_options: dict[str, Any], status: int
) -> None:
    client = web.create_app(archive_path, **settings).test_client()
    assert get(client, "/metrics", **request_options) == status


@pytest.mark.parametrize(
    "name",
    [
        *("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded", "Forwarded"),
        *("X-Real-IP", "CF-Connecting-IP", "True-Client-IP", "Via", "X-Client-IP", "CDN-Loop"),
        *("X-Cluster-Client-IP", "Fastly-Client-IP", "Forwarded-For", "X-Original-Forwarded-For"),
    ],
)
@pytest.mark.parametrize("proxies", [0, 1])
def test_no_proxy_that_says_so_is_taken_for_this_machine(
    archive_path: Path, tmp_path: Path, name: str, proxies: int
) -> None:
    settings = {**LOCAL, "proxies": proxies}
    for value in ("127.0.0.1", "localhost", ""):
        client = web.create_app(archive_path, **settings).test_client()
        assert get(client, "/metrics", headers={name: value}) == 403
        broken = web.create_app(tmp_path / "kho", **settings).test_client()
        told = broken.get("/readyz", headers={name: value}).get_data(as_text=True)
        assert str(tmp_path) not in told


def test_proxy_that_adds_no_header_lets_nobody_see_the_metrics(archive_path: Path) -> None:
    """As nginx asks by default: from this machine, by the address that it was told."""
    client = web.create_app(archive_path).test_client()
    for host in ("127.0.0.1:8000", "localhost:8000", "[::1]:8000"):
        assert get(client, "/metrics", headers={"Host": host}) == 403


def test_wrong_token_is_told_which_kind_is_wanted(archive_path: Path) -> None:
    client = web.create_app(archive_path, metrics_token=TOKEN).test_client()
    answer = client.get("/metrics")
    assert answer.headers["WWW-Authenticate"].lower().startswith("bearer")
    assert answer.mimetype == "application/problem+json"
    assert TOKEN not in answer.get_data(as_text=True)


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


HOSTILE = {"User-Agent": 'x" "\\ \x7f\u00e9', "Referer": "http://localhost/?q=b%C3%AD+m%E1%BA%ADt"}


def test_access_log_tells_no_query_unless_asked_to(archive_path: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    client = web.create_app(archive_path, access_log=str(log)).test_client()
    get(client, "/?q=dan+van", headers=HOSTILE)
    get(client, "/articles/kh%C3%B4ng%0ac%C3%B3")
    first, second = lines_of(log)
    assert re.fullmatch(
        r"127\.0\.0\.1 - - \[\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "
        r'"GET / HTTP/1\.1" 200 \d+ "http://localhost/" "x\\x22 \\x22\\\\ \\x7f.*"',
        first,
    )
    assert '"GET /articles/kh%C3%B4ng%0Ac%C3%B3 HTTP/1.1" 404 ' in second


def test_access_log_as_json_tells_the_queries_where_that_is_asked_for(
    archive_path: Path, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    settings = {"access_log": str(log), "access_log_form": "json", "access_log_queries": "on"}
    client = web.create_app(archive_path, **settings).test_client()
    get(client, "/api/v1/search?q=dan+van", headers=HOSTILE)
    (entry,) = map(json.loads, lines_of(log))
    assert entry["target"] == "/api/v1/search?q=dan+van"
    assert (entry["status"], entry["client"]) == (200, "127.0.0.1")
    assert entry["referrer"].endswith("?q=b%C3%AD+m%E1%BA%ADt")
    assert 0 < entry["seconds"] < 60


def test_access_log_in_common_form_goes_on_after_a_rotation(
    archive_path: Path, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    settings = {"access_log": str(log), "access_log_form": "common"}
    client = web.create_app(archive_path, **settings).test_client()
    get(client, "/healthz")
    log.rename(tmp_path / "log.1")
    get(client, "/readyz")
    assert lines_of(tmp_path / "log.1")[0].endswith('"GET /healthz HTTP/1.1" 200 16')
    assert '"GET /readyz HTTP/1.1" 200 ' in lines_of(log)[0]


def test_requests_are_answered_where_the_access_log_cannot_be_written(
    archive_path: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    client = web.create_app(archive_path, access_log=str(folder / "log")).test_client()
    get(client, "/healthz")
    shutil.rmtree(folder)
    for _ in range(3):
        assert get(client, "/healthz") == 200
    (told,) = [record.getMessage() for record in caplog.records]
    assert "log cannot be written now, and goes without lines: No such file" in told
    folder.mkdir()
    get(client, "/readyz")
    assert ["GET /readyz" in line for line in lines_of(folder / "log")] == [True]
    assert caplog.records[1:][0].getMessage().endswith("log is written again")


def test_access_log_on_a_full_disk_has_whole_lines(
    archive_path: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "log"
    client = web.create_app(archive_path, access_log=str(log)).test_client()
    get(client, "/healthz")
    before = log.stat().st_size
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:  # some bytes of the next line can be written, and no more
        resource.setrlimit(resource.RLIMIT_FSIZE, (before + 20, limits[1]))
        assert get(client, "/healthz") == 200
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert log.stat().st_size == before
    get(client, "/readyz")
    assert ["GET /readyz" in line for line in lines_of(log)] == [False, True]
    assert "Traceback" not in capfd.readouterr().err
