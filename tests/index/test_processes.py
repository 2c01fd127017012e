"""Worker processes compute in order what one process would, and their end is never silent."""

from __future__ import annotations

import io
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from operator import neg
from typing import Any

import pytest

from index.processes import WorkerError, cores, map_in_order

ITEMS = range(1000)  # of several batches


class Deadly:
    """A function that kills the process which is sent it."""

    def __call__(self, item: object) -> object:
        return item

    def __reduce__(self) -> tuple[Callable[[int], None], tuple[int]]:
        return signal.raise_signal, (signal.SIGKILL,)


def replies(requests: list[Any]) -> tuple[list[Any], bytes]:
    """What a worker says to requests, after which its pipe is closed; and what it prints."""
    code = "from index.processes import serve; serve()"
    sent = b"".join(map(pickle.dumps, requests))
    command = [sys.executable, "-c", code]
    worker = subprocess.run(command, input=sent, capture_output=True, check=True)
    found, printed = [], io.BytesIO(worker.stdout)
    while printed.tell() < len(worker.stdout):
        found.append(pickle.load(printed))
    return found, worker.stderr


@pytest.mark.parametrize("left", [1, 4, 40, 400])
def test_a_worker_whose_caller_ends_within_a_request_says_nothing(left: int) -> None:
    sent = pickle.dumps(neg) + pickle.dumps([*range(10_000)])
    code = "from index.processes import serve; serve()"
    command = [sys.executable, "-c", code]
    for cut in (sent[:left], sent[:-left]):
        worker = subprocess.run(command, input=cut, capture_output=True, check=True)
        assert (worker.stdout, worker.stderr) == (b"", b"")


@pytest.mark.parametrize("workers", [0, 1, 3])
def test_outcomes_come_in_the_order_of_the_items(workers: int) -> None:
    assert list(map_in_order(neg, ITEMS, workers)) == [-one for one in ITEMS]


def test_large_items_make_small_batches() -> None:
    asked = []

    def items() -> Any:
        for one in ITEMS:
            asked.append(one)
            yield one

    outcomes = map_in_order(neg, items(), 1, size=lambda _: 1 << 20)
    assert next(outcomes) == 0
    assert len(asked) < 10
    outcomes.close()


def test_an_end_while_work_is_on_its_way_is_no_error() -> None:
    for _ in range(30):  # each is at another point of the way
        outcomes = map_in_order(neg, ITEMS, 1, size=lambda _: 1 << 20)
        assert next(outcomes) == 0
        outcomes.close()


@pytest.mark.parametrize("workers", [0, 2])
def test_what_the_function_raises_is_raised_where_its_outcome_would_come(workers: int) -> None:
    outcomes = map_in_order(int, [*map(str, range(200)), "hai trăm", *map(str, ITEMS)], workers)
    with pytest.raises(ValueError, match="hai trăm"):
        list(outcomes)


def test_a_worker_that_is_killed_at_work_is_told_with_what_may_help() -> None:
    outcomes = map_in_order(signal.raise_signal, [signal.SIGKILL for _ in ITEMS], 2)
    with pytest.raises(WorkerError, match=r"ended with status -9.*--workers"):
        list(outcomes)


def test_a_worker_that_is_killed_while_it_is_sent_work_is_told() -> None:
    items = ["x" * 100_000 for _ in range(100)]  # more than a pipe holds
    with pytest.raises(WorkerError, match="ended with status -9"):
        list(map_in_order(Deadly(), items, 1, size=len))


def test_a_worker_replies_to_each_batch_until_its_pipe_closes() -> None:
    assert replies([neg, [1, 2], [3]])[0] == [([-1, -2], None), ([-3], None)]
    assert replies([]) == ([], b"")


def test_a_worker_replies_with_the_error_and_goes_on() -> None:
    [(outcomes, error), after] = replies([int, ["1", "một"], ["2"]])[0]
    assert outcomes == []
    assert isinstance(error, ValueError)
    assert after == ([2], None)


def test_what_a_library_prints_is_not_among_the_replies() -> None:
    assert replies([print, ["tiếng động"]]) == ([([None], None)], "tiếng động\n".encode())


def test_processors_are_those_that_this_process_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    if hasattr(os, "sched_getaffinity"):
        assert cores() == len(os.sched_getaffinity(0))
        monkeypatch.delattr(os, "sched_getaffinity")
    assert cores() == os.cpu_count()
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert cores() == 1
