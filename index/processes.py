"""Worker processes that compute what the caller goes on with, in order.

Plain child processes over pipes: they need no `__main__` guard in the caller, share nothing
with its threads, end when it ends (however it ends), and never hold more than two batches each.
"""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from itertools import chain, cycle, islice
from queue import SimpleQueue
from threading import Thread
from typing import IO, Any, TypeVar

from index.batching import batches
from index.errors import KhobaoError

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")

# A batch has so many items, or such a size; large ones keep everybody busy.
_MOST_ITEMS = 128
_MOST_SIZE = 1 << 20
# Batches that a worker has at a time, so that it never waits for the caller.
_DEPTH = 2
# Objects that a worker makes before what refers to itself is looked for among all there are: what
# it makes of an item goes without that.
_COLLECTED_AFTER = 50_000
_START = "import sys; sys.path[:] = {path!r}; from index.processes import serve; serve()"


class WorkerError(KhobaoError):
    """A worker process ended before its work was done."""


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def map_in_order(
    function: Callable[[Item], Outcome],
    items: Iterable[Item],
    workers: int,
    size: Callable[[Item], int] = lambda _: 1,
    here: Callable[[Item], Outcome] | None = None,
) -> Iterator[Outcome]:
    """`function` of every item, in the order of the items, computed by `workers` processes.

    `size` is about how many bytes an item has.

    With no workers, or with no more items than one batch holds, the caller's own process does
    it, by the function `here` if there is one. `function` must be importable by name. Raises what
    `function` raises, and WorkerError when a worker process dies.
    """
    every_batch = batches(items, size, _MOST_SIZE, _MOST_ITEMS)
    first = list(islice(every_batch, 2))
    every = chain(first, every_batch)
    if workers < 1 or len(first) < 2:
        yield from map(here or function, chain.from_iterable(every))
    else:
        yield from _map_in_processes(function, every, workers)


def _map_in_processes(
    function: Callable[[Item], Outcome], batches: Iterator[list[Item]], workers: int
) -> Iterator[Outcome]:
    with ExitStack() as stack:
        crew = cycle([stack.enter_context(_Worker(function)) for _ in range(workers)])
        busy: deque[_Worker] = deque()
        for batch in batches:
            worker = next(crew)
            worker.batches.put(batch)
            busy.append(worker)
            if len(busy) == _DEPTH * workers:
                yield from busy.popleft().outcomes()
        for worker in busy:
            yield from worker.outcomes()


class Process:
    """A process that computes a function of batches of items, one after the other."""

    def __init__(self, function: Callable[..., Any]) -> None:
        """`function` must be importable by name."""
        self._function: Callable[..., Any] | None = function
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START.format(path=sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # NumPy's threads for matrices, of which there are none here, would wait by spinning.
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )

    def ask(self, batch: list[Any]) -> list[Any]:
        """The function of each item of a batch. Raises what it raises, and WorkerError."""
        if self._function is not None:
            _send(self._process, self._function)
            self._function = None
        _send(self._process, batch)
        return _receive(self._process)

    def kill(self) -> None:
        """End it, whatever it does."""
        self._process.kill()

    def close(self) -> None:
        """Wait for its end."""
        with suppress(BrokenPipeError), self._process:  # what was not sent stays unsent
            pass


class _Worker:
    """A process, and the thread that talks with it while the caller does something else."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.batches: SimpleQueue[list[Any] | None] = SimpleQueue()
        self._results: SimpleQueue[list[Any] | BaseException] = SimpleQueue()
        self._function = function

    def __enter__(self) -> _Worker:
        self._process = Process(self._function)
        self._thread = Thread(target=self._talk, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.batches.put(None)
        self._process.kill()
        self._thread.join()
        self._process.close()

    def outcomes(self) -> list[Any]:
        """What came of the oldest batch that was not asked for yet."""
        result = self._results.get()
        if isinstance(result, BaseException):
            raise result
        return result

    def _talk(self) -> None:
        try:
            while (batch := self.batches.get()) is not None:
                self._results.put(self._process.ask(batch))
        except BaseException as error:  # whatever it is, the caller gets it
            self._results.put(error)


def _send(worker: subprocess.Popen[bytes], value: Any) -> None:
    pipe = _pipe(worker.stdin)
    try:
        pickle.dump(value, pipe, protocol=pickle.HIGHEST_PROTOCOL)
        pipe.flush()
    except BrokenPipeError:
        raise _died(worker) from None


def _receive(worker: subprocess.Popen[bytes]) -> list[Any]:
    try:
        outcomes, error = pickle.load(_pipe(worker.stdout))
    except (EOFError, pickle.UnpicklingError):
        raise _died(worker) from None
    if error is not None:
        raise error
    return outcomes  # type: ignore[no-any-return]


def _died(worker: subprocess.Popen[bytes]) -> WorkerError:
    return WorkerError(
        f"a worker process ended with status {worker.wait()}; if the system had no memory left, "
        "try again with fewer (--workers)"
    )


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe


def serve() -> None:
    """The worker's side: a function, then batches until the caller's pipe closes."""
    gc.set_threshold(_COLLECTED_AFTER)
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not end up among the replies
    try:
        function = pickle.load(requests)
        while True:
            pickle.dump(_reply(function, pickle.load(requests)), replies, pickle.HIGHEST_PROTOCOL)
            replies.flush()
    except (EOFError, pickle.UnpicklingError, BrokenPipeError, KeyboardInterrupt):
        os._exit(0)  # a caller that was killed leaves the beginning of a request


def _reply(function: Callable[[Any], Any], batch: list[Any]) -> tuple[list[Any], Exception | None]:
    try:
        return [function(item) for item in batch], None
    except Exception as error:
        return [], error
