"""Processes that do what is handed to them, and whose end is told."""

from __future__ import annotations

import os
import signal
import time
from operator import neg

import pytest

from index.build.crew import Crew
from index.processes import WorkerError


@pytest.mark.parametrize("size", [0, 1, 2])
def test_each_thing_is_done(size: int) -> None:
    with Crew(size) as crew:
        futures = [crew.submit(neg, number) for number in range(20)]
        assert [one.result() for one in futures] == [-number for number in range(20)]
        processes = {crew.submit(eval, "__import__('os').getpid()").result() for _ in range(9)}
        assert (os.getpid() in processes) == (size == 0)
        assert len(processes) <= max(1, size)


@pytest.mark.parametrize("size", [0, 2])
def test_what_fails_is_raised_where_it_is_asked_for_and_others_go_on(size: int) -> None:
    with Crew(size) as crew:
        failing, well = crew.submit(int, "hai trăm"), crew.submit(int, "200")
        with pytest.raises(ValueError, match="hai trăm"):
            failing.result()
        assert well.result() == 200


def test_the_death_of_a_process_is_told_with_what_may_help() -> None:
    with Crew(1) as crew, pytest.raises(WorkerError, match=r"status -9.*--workers"):
        crew.submit(signal.raise_signal, signal.SIGKILL).result()


def test_leaving_ends_what_is_being_done() -> None:
    with Crew(2) as crew:
        futures = [crew.submit(time.sleep, 1_000) for _ in range(4)]
    assert all(one.done() for one in futures)
