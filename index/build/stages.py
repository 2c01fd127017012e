"""How long each stage of a run takes, so that the slowest can be told."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeVar

Item = TypeVar("Item")

STAGES = ("read", "extract", "analyse", "write")
"""Bytes are read and unpacked; articles are made of them; texts become terms; terms an index."""


class Stages:
    """Seconds by stage, of all processes together."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(STAGES, 0.0)

    def timed(self, stage: str, items: Iterable[Item]) -> Iterator[Item]:
        """`items`; the time that each takes to come counts for the stage."""
        iterator = iter(items)
        while True:
            began = time.perf_counter()
            try:
                item = next(iterator)
            except StopIteration:
                return
            finally:
                self.seconds[stage] += time.perf_counter() - began
            yield item

    def spend(self, stage: str, began: float) -> None:
        """Count the time since `began` (of `time.perf_counter`) for a stage."""
        self.seconds[stage] += time.perf_counter() - began

    def move(self, seconds: float, source: str, target: str) -> None:
        """Count some seconds for another stage than they were."""
        self.seconds[source] -= seconds
        self.seconds[target] += seconds

    def add(self, seconds: dict[str, float]) -> None:
        """Count what another process spent."""
        for stage, spent in seconds.items():
            self.seconds[stage] += spent


class Slowest(NamedTuple):
    """The stage that took the most time of all processes, and how many pieces a second of it."""

    stage: str
    seconds: float
    rate: float


def slowest(seconds: dict[str, float], pieces: int) -> Slowest | None:
    """The slowest stage of a run that read so many pieces; None if nothing took time."""
    if not any(seconds.values()):
        return None
    stage = max(STAGES, key=lambda name: seconds.get(name, 0.0))
    return Slowest(stage, seconds[stage], pieces / seconds[stage])
