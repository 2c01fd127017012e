"""Bounds of processor time that hold on a busy machine."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

_QUIET = 0.02  # seconds of processor time that the yardstick takes on a quiet machine
_LEEWAY = 4  # a program beside this one, and a processor that slows down, are no failures


def _yardstick() -> float:
    """The processor time in seconds that a fixed piece of work takes here and now."""
    began = time.process_time()
    words = [f"{number * 7919 % 10_007:05}" for number in range(40_000)]
    assert len(" ".join(sorted(words)).split("9 ")) > 1
    return time.process_time() - began


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Fails where the block takes far more processor time than it does on a quiet machine.

    Processor time is not the same on all machines, nor on one that others share: what the block
    may take is four times `seconds`, in terms of a piece of work that is timed before and after
    it. What this finds is time that grows faster than what is worked on: `seconds` says what the
    block takes, so that a square of its input is far beyond.
    """
    before = _yardstick()
    began = time.process_time()
    yield
    taken = time.process_time() - began
    pace = max(1.0, (before + _yardstick()) / 2 / _QUIET)
    assert taken < _LEEWAY * seconds * pace, f"{taken:.2f} s, at a pace of {pace:.1f}"
