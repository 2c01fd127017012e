"""The process that starts those that serve, puts others in the place of dead ones, and ends them.

It forks: what was made before is there in all of them, and its memory is shared until somebody
writes to it. It has no thread and no archive of its own, so that any moment is right for a fork.
"""

from __future__ import annotations

import gc
import logging
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass

from web.serving.worker import HANDLED, STOP, STOP_NOW, Task, work

log = logging.getLogger("khobao")

_LASTING = 10.0  # seconds after which a process has not died at once
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
_BEYOND_GRACE = 5.0  # seconds after which what should have ended is killed


@dataclass
class _Place:
    """Where a process serves: which one now, or from when on another one."""

    number: int
    pid: int = 0
    pipe: int = -1
    born: float = 0.0
    due: float = 0.0
    failures: int = 0


class Supervisor:
    """Keeps so many processes at a task."""

    def __init__(self, task: Task, processes: int) -> None:
        """Nothing is started before `run`."""
        self._task = task
        self._places = [_Place(number) for number in range(processes)]
        self._signals: list[int] = []
        self._told: bytes = b""
        self._kill_at = float("inf")

    def run(self, announce: Callable[[], None]) -> None:
        """Have them serve until SIGINT or SIGTERM; only the main thread may call it.

        They finish what they have begun; a second signal does not wait. `announce` is called once
        they are started.
        """
        with ExitStack() as stack:
            woken, waking = os.pipe()
            for end in (woken, waking):
                os.set_blocking(end, False)
                stack.callback(os.close, end)
            stack.callback(signal.set_wakeup_fd, signal.set_wakeup_fd(waking))
            for one in HANDLED:
                stack.callback(signal.signal, one, signal.signal(one, self._note))
            gc.collect()
            gc.freeze()  # or each process would copy all that there is by counting it
            stack.callback(gc.unfreeze)
            self._task.board.lead(os.getpid())
            self._start()
            try:
                announce()
            except BaseException:
                self._stop(STOP_NOW)
                self._watch(woken)
                raise
            self._watch(woken)

    def _note(self, number: int, _: object) -> None:
        if number != signal.SIGCHLD:
            self._signals.append(number)

    def _watch(self, woken: int) -> None:
        """Start, reap and stop processes until none is left."""
        while True:
            if self._signals:
                self._stop(STOP_NOW if len(self._signals) > 1 else STOP)
            self._reap()
            if not self._told:
                self._start()
            elif not any(place.pid for place in self._places):
                return
            if time.monotonic() > self._kill_at:
                self._kill()
            select.select([woken], [], [], self._pause())
            with suppress(BlockingIOError):
                os.read(woken, 4096)

    def _pause(self) -> float | None:
        """Seconds until something has to be done unasked."""
        moments = [place.due for place in self._places if not (place.pid or self._told)]
        if self._kill_at < float("inf"):
            moments.append(self._kill_at)
        return max(0.0, min(moments) - time.monotonic()) if moments else None

    def _start(self) -> None:
        """Start what is due."""
        for place in self._places:
            if not place.pid and time.monotonic() >= place.due:
                try:
                    self._fork(place)
                except OSError as error:
                    self._put_off(place, f"cannot start a process: {error.strerror}", 0.0)

    def _fork(self, place: _Place) -> None:
        told, telling = os.pipe()
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        signal.pthread_sigmask(signal.SIG_BLOCK, HANDLED)  # until it has its own handlers
        try:
            pid = os.fork()
            if not pid:
                self._become_worker(place.number, told, telling)
        except OSError:
            os.close(telling)
            raise
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, HANDLED)
            os.close(told)
        place.pid, place.pipe, place.born = pid, telling, time.monotonic()

    def _become_worker(self, number: int, told: int, telling: int) -> None:
        """Be a new process, which ends in here."""
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            for end in (telling, *(place.pipe for place in self._places if place.pid)):
                os.close(end)  # or it would not be told that this process is gone
            status = 0 if work(self._task, number, told) else 1
        except BaseException:
            log.exception("a process that serves has failed")
        finally:
            with suppress(OSError, ValueError):
                for stream in (sys.stdout, sys.stderr):
                    stream.flush()
            os._exit(status)  # threads that hang in a request are not waited for

    def _reap(self) -> None:
        """Notice which processes have ended, and see that others take their places."""
        for place in self._places:
            if not place.pid:
                continue
            with self._task.board.steady:
                pid, status, usage = os.wait4(place.pid, os.WNOHANG)
                if not pid:
                    continue
                self._task.board.leave(place.number, usage.ru_utime + usage.ru_stime)
            os.close(place.pipe)
            place.pid = 0
            if not self._told:
                how = _ended(os.waitstatus_to_exitcode(status))
                self._put_off(place, f"process {pid} {how}", time.monotonic() - place.born)

    def _put_off(self, place: _Place, what: str, lived: float) -> None:
        """Say what happened; another process follows, later each time if they die young."""
        place.failures = 0 if lived >= _LASTING else place.failures + 1
        pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** (place.failures - 1))
        if place.failures > 1:
            what += f", after {lived:.1f} s"
        place.due = time.monotonic() + (pause if place.failures else 0)
        when = f" in {pause:g} s" if place.failures > 1 else ""
        log.warning("%s; another takes its place%s", what, when)

    def _stop(self, message: bytes) -> None:
        """Tell all processes to stop; what was told before is not told again."""
        if message in self._told or STOP_NOW in self._told:
            return
        self._told += message
        grace = self._task.configuration.grace if message == STOP else 0
        self._kill_at = time.monotonic() + grace + _BEYOND_GRACE
        self._task.listener.close()
        for place in self._places:
            if place.pid:
                with suppress(OSError):  # it has just ended
                    os.write(place.pipe, message)

    def _kill(self) -> None:
        """End what does not end by itself."""
        self._kill_at = float("inf")
        for place in self._places:
            if place.pid:
                os.kill(place.pid, signal.SIGKILL)


def _ended(code: int) -> str:
    if code >= 0:
        return f"ended with status {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"
