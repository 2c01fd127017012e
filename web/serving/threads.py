"""A lane of threads that do one thing after the other for an event loop, and shares of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, TypeVar

Outcome = TypeVar("Outcome")
_Job = tuple[asyncio.AbstractEventLoop, "asyncio.Future[Any]", Callable[[], Any]]


class Lane:
    """A bounded number of threads, which are started when they are needed and kept until `end`.

    The standard library's pools would not let the process end before a request that hangs does;
    these threads do. (anyio's do as well, but each turn costs .15 ms more.)
    """

    def __init__(self, threads: int) -> None:
        """Prepare the lane for up to `threads` threads."""
        self._most = threads
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._threads = 0
        self._unfinished = 0
        self._lock = Lock()

    async def run(self, work: Callable[[], Outcome]) -> Outcome:
        """The outcome of `work`, or what it raises; first come, first served.

        Work that nobody waits for any more, since the waiting was cancelled, is not begun.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Outcome] = loop.create_future()
        with self._lock:
            self._unfinished += 1
            if self._threads < min(self._unfinished, self._most):
                self._threads += 1
                Thread(target=self._serve, name="khobao-lane", daemon=True).start()
        self._jobs.put((loop, future, work))
        return await future

    def end(self) -> None:
        """Let the threads end, each after what it does now."""
        for _ in range(self._threads):
            self._jobs.put(None)

    def _serve(self) -> None:
        while job := self._jobs.get():
            self._do(*job)
            del job  # or it would be kept until the next one comes
            with self._lock:
                self._unfinished -= 1

    @staticmethod
    def _do(
        loop: asyncio.AbstractEventLoop, future: asyncio.Future[Any], work: Callable[[], Any]
    ) -> None:
        if future.cancelled():
            return
        tell: Callable[[Any], None] = future.set_result
        try:
            outcome: Any = work()
        except BaseException as error:
            outcome, tell = error, future.set_exception

        def finish() -> None:
            if not future.cancelled():
                tell(outcome)

        try:
            loop.call_soon_threadsafe(finish)
        except RuntimeError:  # the loop has ended, and the server with it
            return


class Shares:
    """How much of a lane one client may have at once; all of it is used in one event loop."""

    def __init__(self, most: int) -> None:
        """Let each client do up to `most` things at once."""
        self._most = most
        self._gates: dict[str, tuple[asyncio.Semaphore, list[None]]] = {}

    @asynccontextmanager
    async def of(self, client: str) -> AsyncIterator[None]:
        """Wait until the client may do one more thing, which is done inside."""
        gate, users = self._gates.setdefault(client, (asyncio.Semaphore(self._most), []))
        users.append(None)
        try:
            async with gate:
                yield
        finally:
            users.pop()
            if not users:
                del self._gates[client]
