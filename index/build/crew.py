"""Processes beside those that read and analyse, which do what a run hands to them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from index.processes import Process

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


class Crew:
    """So many processes, each of which starts when it is needed and does one thing at a time.

    A context manager; when it is left, the processes are ended with what they do.
    """

    def __init__(self, size: int) -> None:
        """Without any, the caller's own process does at once what it submits."""
        self.size = size
        self._threads = ThreadPoolExecutor(max(1, size), "khobao-crew")
        self._idle: SimpleQueue[Process] = SimpleQueue()
        self._all: list[Process] = []
        self._is_over = False

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over = True
        for process in self._all:
            process.kill()
        self._threads.shutdown(cancel_futures=True)
        for process in self._all:
            process.close()

    def submit(self, function: Callable[[Item], Outcome], item: Item) -> Future[Outcome]:
        """`function` of an item; it must be importable by name.

        The future raises what the function raises, and WorkerError when the process died.
        """
        if self.size:
            return self._threads.submit(self._do, function, item)
        done: Future[Outcome] = Future()
        try:
            done.set_result(function(item))
        except BaseException as error:
            done.set_exception(error)
        return done

    def _do(self, function: Callable[[Item], Any], item: Item) -> Any:
        try:
            process = self._idle.get_nowait()
        except Empty:
            process = Process(perform)
            self._all.append(process)
            if self._is_over:
                process.kill()
        try:
            (outcome,) = process.ask([(function, item)])
        finally:
            self._idle.put(process)
        return outcome


def perform(task: tuple[Callable[[Any], Any], Any]) -> Any:
    """Do what was submitted, in the other process."""
    function, item = task
    return function(item)
