"""Ctrl-C and SIGTERM held back for the few calls that must not be torn apart."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_Handler = Callable[[int, FrameType | None], object]


@contextmanager
def held_back() -> Iterator[None]:
    """Let the handlers of these signals, as far as they are Python's, run only at the end.

    Python runs handlers in the main thread alone: in other threads there is nothing to hold back.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[tuple[_Handler, int, FrameType | None]] = []
    handlers: dict[signal.Signals, _Handler] = {}

    def remember(handler: _Handler) -> _Handler:
        return lambda number, frame: came.append((handler, number, frame))

    try:
        for one in _SIGNALS:
            handler = signal.getsignal(one)
            if callable(handler):
                handlers[one] = handler
                signal.signal(one, remember(handler))
        yield
    finally:
        for one, handler in handlers.items():
            signal.signal(one, handler)
        for handler, number, frame in came[:1]:
            handler(number, frame)
