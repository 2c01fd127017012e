"""What the speed checks share: processes of their own, memory, sizes, percentiles and tables."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

Outcome = TypeVar("Outcome")
_INTERVAL = 0.2


@dataclass(frozen=True)
class Span:
    """How long something took: CPU seconds of this process and its threads, and wall clock."""

    cpu: float
    wall: float


class Stopwatch:
    """A context manager; `span` holds what passed inside once it is left."""

    span = Span(0.0, 0.0)

    def __enter__(self) -> Stopwatch:
        self._started = time.process_time(), time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        cpu, wall = self._started
        self.span = Span(time.process_time() - cpu, time.perf_counter() - wall)


class Stages:
    """A context manager that lists the CPU time of each call of some functions inside it.

    `places` names each stage, and tells whose attribute its function is.
    """

    def __init__(self, places: Mapping[str, tuple[Any, str]]) -> None:
        self.seconds: dict[str, list[float]] = {name: [] for name in places}
        self._places = places

    def __enter__(self) -> Stages:
        self._originals = {name: getattr(*place) for name, place in self._places.items()}
        for name, (owner, attribute) in self._places.items():
            setattr(owner, attribute, self._timed(name, self._originals[name]))
        return self

    def __exit__(self, *_: object) -> None:
        for name, (owner, attribute) in self._places.items():
            setattr(owner, attribute, self._originals[name])

    def _timed(self, name: str, stage: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any, **options: Any) -> Any:
            started = time.process_time()
            try:
                return stage(*arguments, **options)
            finally:
                self.seconds[name].append(time.process_time() - started)

        return timed


@contextmanager
def child(
    initializer: Callable[..., None] | None = None, *arguments: Any
) -> Iterator[ProcessPoolExecutor]:
    """A fresh process, prepared by `initializer`, that does one thing after the other."""
    with ProcessPoolExecutor(1, get_context("spawn"), initializer, arguments) as process:
        yield process


def in_child(function: Callable[..., Outcome], *arguments: Any) -> Outcome:
    """The outcome of `function` in a process of its own."""
    with child() as process:
        return process.submit(function, *arguments).result()


def memory(process: int | str = "self") -> tuple[float, float]:
    """(most so far, now): megabytes of memory that a process holds; zeros when there is no telling.

    `getrusage` will not do: what it calls the peak includes that of the parent at the fork.
    """
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0.0, 0.0
    values = dict(line.split(":", 1) for line in lines)
    most, now = (int(values.get(name, "0 kB").split()[0]) for name in ("VmHWM", "VmRSS"))
    return most * 1024 / 1e6, now * 1024 / 1e6


class MemoryWatch:
    """Watches a process and all its descendants, five times a second, until the context ends.

    `largest` is the most that any one of them held, `together` the most that they held at one
    time (memory that several share counts for each), both in megabytes.
    """

    def __init__(self, process: int) -> None:
        self.largest = self.together = 0.0
        self._process = process
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> MemoryWatch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while True:
            readings = [memory(process) for process in _family(self._process)]
            self.largest = max(self.largest, *(most for most, _ in readings))
            self.together = max(self.together, sum(now for _, now in readings))
            if self._ended.wait(_INTERVAL):
                return


def _family(process: int) -> list[int]:
    """A process and its descendants."""
    family = [process]
    for member in family:
        for listing in Path(f"/proc/{member}/task").glob("*/children"):
            try:
                family.extend(map(int, listing.read_text(encoding="ascii").split()))
            except OSError:
                continue
    return family


def sizes(folder: Path) -> Counter[str]:
    """The bytes of all files in a folder and below, by extension (or by name without one)."""
    found: Counter[str] = Counter()
    for path in folder.rglob("*"):
        if path.is_file():
            found[path.suffix or path.name] += path.stat().st_size
    return found


def percentile(values: Iterable[float], share: float) -> float:
    """The value that `share` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def milliseconds(seconds: Sequence[float]) -> str:
    """`p50 / p95` in milliseconds."""
    return f"{number(1e3 * median(seconds))} / {number(1e3 * percentile(seconds, 0.95))}"


def number(value: float) -> str:
    """A number with three digits that tell, as people write it."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.{1 if value >= 10 else 2 if value >= 1 else 3}f}"


def table(rows: Iterable[Sequence[str]]) -> str:
    """Rows of cells as aligned text; the first column to the left, the others to the right."""
    cells = list(rows)
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    )
