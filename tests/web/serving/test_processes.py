"""Several processes serve one address: none is missed, all count together, all stop."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest
from helpers import processes
from prometheus_client.parser import text_string_to_metric_families

import index
from web.serving.sizing import can_fork

pytestmark = pytest.mark.skipif(
    not can_fork() or not Path("/proc/self/task").exists(), reason="there is one process only"
)
PATIENCE = 120.0
METRICS = {"metrics": "everyone"}
FREE = {"rate_search": "off"}


class Served:
    """A server of several processes that runs."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self.process, self.folder = process, folder
        assert process.stdout
        ready = select.select([process.stdout], [], [], PATIENCE)[0]
        self.address = process.stdout.readline().strip() if ready else ""
        assert self.address, process.poll()

    def ask(self, path: str, **headers: str) -> tuple[int, str]:
        """Over a connection of its own: who answers, and what."""
        asked = urllib.request.Request(self.address + path, headers=headers)
        with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
            return int(answer.headers["X-Process"]), answer.read().decode()

    def workers(self) -> set[int]:
        """The processes that serve."""
        return children(self.process.pid)

    def meet_all(self, path: str, check: Callable[[str], Any] = len) -> None:
        """Ask until each process has answered, and check all that they say."""
        met: set[int] = set()
        for _ in until(lambda: met == self.workers()):
            who, told = self.ask(path)
            met.add(who)
            check(told)

    def numbers(self) -> dict[tuple[str, ...], float]:
        return {
            (sample.name, *(sample.labels[name] for name in sorted(sample.labels))): sample.value
            for family in text_string_to_metric_families(self.ask("metrics")[1])
            for sample in family.samples
        }

    def said(self) -> str:
        """What it has written to standard error so far."""
        return (self.folder / "errors").read_text()

    def begin_slow(self) -> list[str]:
        """Ask for what takes until `go` is there; where the answer will be."""
        answers: list[str] = []

        def ask() -> None:
            try:
                answers.append(self.ask("slow")[1])
            except (OSError, HTTPException) as error:
                answers.append(type(error).__name__)

        threading.Thread(target=ask).start()
        for _ in until((self.folder / "begun").exists):
            pass
        return answers


def children(pid: int) -> set[int]:
    with suppress(OSError):
        return set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))
    return set()


def is_there(pid: int) -> bool:
    """Whether a process lives; one that has ended and was not asked after does not."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def until(condition: Callable[[], object]) -> Iterator[None]:
    """Turns of waiting, until something is so."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        yield
        time.sleep(0.02)


@pytest.fixture
def several(archive_path: Path, tmp_path: Path) -> Any:
    @contextmanager
    def start(archive: Path = archive_path, **settings: str) -> Iterator[Served]:
        options = {"processes": "2", **FREE, **settings}
        command = [sys.executable, processes.__file__, str(archive), str(tmp_path)]
        with (
            (tmp_path / "errors").open("w") as errors,
            subprocess.Popen(
                [*command, *(f"{name}={value}" for name, value in options.items())],
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            ) as process,
        ):
            workers: set[int] = set()
            try:
                served = Served(process, tmp_path)
                workers = served.workers()
                yield served
            finally:
                (tmp_path / "go").touch()
                process.kill()
                for _ in until(lambda: not any(map(is_there, workers))):
                    pass

    return start


def test_all_processes_answer_and_a_killed_one_is_replaced(several: Any) -> None:
    with several() as served:
        before = served.workers()
        assert len(before) == 2
        served.meet_all("healthz", lambda told: json.loads(told)["status"])
        killed = served.ask("healthz")[0]
        signal_to(killed, signal.SIGKILL)
        for _ in until(lambda: len(served.workers() - {killed}) == 2):
            pass
        assert f"process {killed} was ended by SIGKILL; another takes its place" in served.said()
        served.meet_all("readyz", lambda told: json.loads(told)["generation"])


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT], ids=lambda one: one.name)
def test_all_stop_when_what_runs_is_finished(several: Any, stop: signal.Signals) -> None:
    with several() as served:
        workers = served.workers()
        answers = served.begin_slow()
        served.process.send_signal(stop)
        for worker in workers:  # as a terminal, or a manager of services, sends it to all
            signal_to(worker, stop)
        for _ in until(lambda: is_refused(served)):
            pass
        assert not answers
        (served.folder / "go").touch()
        assert served.process.wait(PATIENCE) == 0
        for _ in until(lambda: answers):
            pass
        assert answers == ["xong"]
        assert not any(map(is_there, workers))
        assert served.said() == ""


def test_second_signal_does_not_wait(several: Any) -> None:
    with several(grace="600") as served:
        workers = served.workers()
        answers = served.begin_slow()
        served.process.send_signal(signal.SIGTERM)
        for _ in until(lambda: is_refused(served)):
            pass
        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(PATIENCE) == 0
        for _ in until(lambda: answers):
            pass
        assert answers == ["ConnectionResetError"]
        assert not any(map(is_there, workers))


def test_no_process_is_left_when_the_first_is_killed(several: Any) -> None:
    with several() as served:
        workers = served.workers()
        served.process.kill()
        for _ in until(lambda: not any(map(is_there, workers))):
            pass
        for _ in until(lambda: is_refused(served)):
            pass


def test_process_that_is_asked_to_stop_finishes_and_is_replaced(several: Any) -> None:
    with several() as served:
        before = served.workers()
        answers = served.begin_slow()
        for worker in before:
            signal_to(worker, signal.SIGTERM)
        for _ in until(lambda: served.workers() - before):
            pass
        (served.folder / "go").touch()
        for _ in until(lambda: answers):
            pass
        assert answers == ["xong"]
        for _ in until(lambda: len(served.workers() - before) == 2):
            pass
        served.meet_all("healthz")


def test_metrics_are_those_of_all_processes_also_of_dead_ones(several: Any) -> None:
    with several(**METRICS) as served:
        asked = 0

        def note(told: str) -> None:
            nonlocal asked
            asked += 1
            assert json.loads(told)["total"]

        served.meet_all("api/v1/search?q=dan+van", note)
        route = "/api/v1/search"
        told: list[dict[tuple[str, ...], float]] = []
        served.meet_all("metrics", lambda _: told.append(served.numbers()))
        killed = served.ask("healthz")[0]
        spent = told[-1]["process_cpu_seconds_total",]
        signal_to(killed, signal.SIGKILL)
        for _ in until(lambda: served.numbers()["khobao_process_deaths_total",]):
            pass
        for _ in until(lambda: served.numbers()["khobao_processes",] == 2):
            pass
        told.append(served.numbers())
        for numbers in told:
            assert numbers["khobao_requests_total", "GET", route, "200"] == asked
            assert numbers["khobao_request_seconds_count", route] == asked
            assert numbers["khobao_request_seconds_bucket", "+Inf", route] == asked
            assert numbers["khobao_searches_total", route] == asked
            assert numbers["khobao_processes",] == 2
        assert told[-1]["process_cpu_seconds_total",] >= spent
        deaths = [numbers["khobao_process_deaths_total",] for numbers in (told[0], told[-1])]
        assert deaths == [0, 1]


def test_rates_hold_over_all_processes(several: Any) -> None:
    with several(rate_search="10/day") as served:
        statuses: list[int] = []
        waits: list[int] = []
        for _ in range(25):
            try:
                served.ask("api/v1/search?q=cau")
                statuses.append(200)
            except urllib.error.HTTPError as refused:
                with refused:
                    statuses.append(refused.code)
                    waits.append(int(refused.headers["Retry-After"]))
        assert min(waits) > 0
        assert statuses == [200] * 10 + [429] * 15


def test_lines_of_several_processes_stay_whole(several: Any, tmp_path: Path) -> None:
    log, agent = tmp_path / "log", "x" * 20_000
    with several(access_log=str(log), access_log_form="json") as served:
        asking = [
            threading.Thread(
                target=lambda: [served.ask("healthz", **{"User-Agent": agent}) for _ in range(25)]
            )
            for _ in range(8)
        ]
        for thread in asking:
            thread.start()
        for thread in asking:
            thread.join()
        for _ in until(lambda: log.read_text().count("\n") >= 200):
            pass
    entries = [json.loads(line) for line in log.read_text().splitlines()]
    assert [entry["agent"] for entry in entries] == [agent] * 200


def test_update_is_seen_by_all_processes(several: Any, tmp_path: Path, make_input: Any) -> None:
    archive = tmp_path / "kho"
    index.reindex([make_input({"id": "0", "title": "Cầu treo Bản Lấu"})], archive, workers=0)
    with several(archive) as served:
        path = "api/v1/search?q=cau+treo"
        served.meet_all(path, lambda told: is_total(told, 1))
        index.update([make_input({"id": "1", "title": "Cầu treo Nậm Ho"})], archive, workers=0)
        served.meet_all(path, lambda told: is_total(told, 2))
        served.meet_all("readyz", lambda told: is_articles(told, 2))


def test_processes_that_die_at_once_are_started_at_ever_longer_intervals(several: Any) -> None:
    with several() as served:

        def kill_all_but_wait(condition: Callable[[], object]) -> None:
            for _ in until(condition):
                for worker in served.workers():
                    signal_to(worker, signal.SIGKILL)

        kill_all_but_wait(lambda: "takes its place in 2 s" in served.said())
        pauses = re.findall(r"takes its place in (\S+) s", served.said())
        assert pauses[0] == "1"
        assert set(pauses) == {"1", "2"}
        served.process.send_signal(signal.SIGTERM)  # it does not wait for the next one
        assert served.process.wait(PATIENCE) == 0


def test_no_more_exports_than_the_setting_says_over_all_processes(several: Any) -> None:
    """Each connection holds its export: it takes in nothing but the head of the answer."""
    with several(streams="3", rate_export="off") as served:
        held, refused = [], 0
        try:
            for _ in range(8):
                try:
                    held.append(urllib.request.urlopen(served.address + "big", timeout=PATIENCE))
                except urllib.error.HTTPError as error:
                    with error:
                        refused += error.code == 503
        finally:
            for one in held:
                one.close()
        assert (len(held), refused) == (3, 5)


def signal_to(pid: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def is_refused(served: Served) -> bool:
    try:
        urllib.request.urlopen(served.address + "healthz", timeout=PATIENCE).close()
    except urllib.error.URLError as error:
        return isinstance(error.reason, ConnectionRefusedError)
    except (OSError, HTTPException):
        return False
    return False


def is_total(told: str, total: int) -> None:
    assert json.loads(told)["total"] == total


def is_articles(told: str, articles: int) -> None:
    assert json.loads(told)["articles"] == articles
