"""serve and demo: the front end on a port of this machine."""

from __future__ import annotations

import contextlib
import json
import re
import select
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.shell import Shell

import search


@contextlib.contextmanager
def serving(
    shell: Shell, *arguments: str, **environment: str
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server process and its address, once it has printed it."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    process = shell.start(*arguments, env=environment, **pipes)
    printed, deadline = "", time.monotonic() + 60
    try:
        while not (found := re.search(r"http://\S+/", printed)):
            ready = select.select([process.stdout], [], [], deadline - time.monotonic())[0]
            line = process.stdout.readline() if ready else ""
            assert line, (printed, process.poll())
            printed += line
        yield process, found[0]
    finally:
        process.kill()
        process.communicate()


def answer_of(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as response:
        return str(response.read().decode("utf-8"))


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT], ids=lambda one: one.name)
def test_serve_answers_and_stops_quietly(filled: Shell, stop: signal.Signals) -> None:
    with serving(filled, "serve", "--port", "0") as (process, address):
        answer_of(f"{address}healthz")
        found = json.loads(answer_of(f"{address}api/v1/search?q=cau+treo"))
        assert [hit["id"] for hit in found["hits"]][:1] == ["lk-1"]
        process.send_signal(stop)
        _, errors = process.communicate(timeout=30)
        assert (process.returncode, errors) == (0, "")


def test_serve_takes_file_environment_and_option_in_this_order(
    filled: Shell, tmp_path: Path
) -> None:
    file, log = tmp_path / "khobao.toml", tmp_path / "access.log"
    file.write_text('title = "Kho báo Lam Khê"\nport = 1\naccess_log = "access.log"\n')
    settings = {"KHOBAO_PORT": "2", "KHOBAO_LANGUAGE": "en"}
    with serving(filled, "serve", "--config", str(file), "--port", "0", **settings) as (_, address):
        page = answer_of(address)
        deadline = time.monotonic() + 20
        while not log.read_text() and time.monotonic() < deadline:
            time.sleep(0.05)  # the line is written once the answer is sent
    assert '<html lang="en">' in page
    assert "Kho báo Lam Khê</h1>" in page
    assert '"GET / HTTP/1.1" 200' in log.read_text()


def test_serve_takes_the_archive_that_stands_before_it(filled: Shell, shell: Shell) -> None:
    before = ("--archive", str(filled.archive), "serve", "--port", "0")
    with serving(shell, *before) as (_, address):
        assert json.loads(answer_of(f"{address}readyz"))["articles"] == 4


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--port", "x", "--port cannot be 'x': it is to be a whole number from 0 to 65,535"),
        ("--host", "a..b", "cannot listen on a..b"),
        ("--rate-search", "x", "--rate-search cannot be 'x'"),
        ("--config", "/khong/co.toml", "cannot read /khong/co.toml"),
        ("--access-log", "/khong/co.log", "cannot write access_log /khong/co.log"),
    ],
)
def test_wrong_setting_is_one_line(filled: Shell, option: str, value: str, told: str) -> None:
    assert told in filled.one_line("serve", option, value)


def test_wrong_setting_of_the_environment_is_one_line(filled: Shell) -> None:
    status, printed, errors = filled.run("serve", KHOBAO_PORT="tám")
    assert (status, printed) == (2, "")
    assert errors.startswith("khobao: KHOBAO_PORT cannot be 'tám'")
    assert errors.count("\n") == 1


def test_port_in_use_is_one_line_that_names_another_way(filled: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        message = filled.one_line("serve", "--port", str(port))
    assert f"port {port}" in message
    assert "--port 0" in message


def test_demo_builds_the_sample_in_the_cache_and_names_queries_that_find_something(
    shell: Shell, tmp_path: Path
) -> None:
    status, printed, errors = shell.run("demo", "--no-serve", XDG_CACHE_HOME=str(tmp_path))
    assert (status, errors) == (0, "")
    folder = tmp_path / "khobao" / "demo"
    assert str(folder) in printed
    queries = re.search(r"Queries to try: ((?:.+\n)+?)In a shell", printed)
    assert queries
    with search.open(folder) as archive:
        for query in queries[1].splitlines():
            assert archive.search(query.strip()).total, query


def test_demo_serves_the_sample(shell: Shell, tmp_path: Path) -> None:
    cache = {"XDG_CACHE_HOME": str(tmp_path)}
    with serving(shell, "demo", "--port", "0", **cache) as (_, address):
        assert json.loads(answer_of(f"{address}api/v1/search?q=dan+van"))["total"] > 0


def test_second_signal_does_not_wait_and_cuts_visibly(filled: Shell) -> None:
    options = ("serve", "--port", "0", "--grace", "60")
    with serving(filled, *options) as (process, address):
        port = int(address.rstrip("/").rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=30) as asking:
            asking.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n")
            answer_of(f"{address}healthz")
            process.send_signal(signal.SIGTERM)
            deadline = time.monotonic() + 30
            with contextlib.suppress(OSError):
                while time.monotonic() < deadline:  # it still takes connections
                    socket.create_connection(("127.0.0.1", port), timeout=30).close()
                    time.sleep(0.05)
            assert process.poll() is None  # it waits for the rest of the request
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=20) == 0
            with pytest.raises(ConnectionResetError):
                asking.recv(1000)
