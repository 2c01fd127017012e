"""Commands in forks of this process, which has everything imported, and what becomes of them."""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from harm.judging import Said
from khobao.main import main

LONGEST = 30.0  # seconds
ESCAPED = 120  # the status when an exception came through


def said_by(
    arguments: list[str], folder: Path, *, begin: Callable[[], None], end: Callable[[], None]
) -> tuple[Said, str]:
    """Run a command line; returns what came of it, and what is wrong with how it ended.

    `begin` and `end` are called around it in its process. What it prints passes through `folder`.
    """
    child = os.fork()
    if child == 0:
        _run(arguments, folder, begin, end)
    status, hung = ended(child)
    problem = f"it did not end within {LONGEST:.0f} s" if hung else ""
    if _kill_group(child) and not hung and status not in (-signal.SIGKILL, -signal.SIGTERM):
        problem = "it left processes behind"
    out, error = ((folder / name).read_text(errors="replace") for name in ("out", "error"))
    return Said(status, out, error), problem


def _run(
    arguments: list[str], folder: Path, begin: Callable[[], None], end: Callable[[], None]
) -> NoReturn:
    status = ESCAPED
    try:
        os.setpgid(0, 0)  # Ctrl-C reaches what it starts, and nobody else
        for number, name in enumerate(("out", "error"), 1):
            file = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(file, number)
        sys.stdout, sys.stderr = (os.fdopen(one, "w", encoding="utf-8") for one in (1, 2))
        begin()
        try:
            main(arguments, prog_name="khobao")
        finally:
            end()
    except SystemExit as exit:
        status = exit.code if isinstance(exit.code, int) else int(exit.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(Exception):
                stream.flush()
        os._exit(status)


def ended(child: int, longest: float = LONGEST) -> tuple[int, bool]:
    """The status of a child when it ends, and whether it had to be ended."""
    descriptor = os.pidfd_open(child)
    try:
        hung = not select.select([descriptor], [], [], longest)[0]
    finally:
        os.close(descriptor)
    if hung:
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), hung


def _kill_group(leader: int) -> bool:
    """End what a command started and did not end; returns whether there was any."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


class Aside:
    """A function that runs in a fork, in two parts: up to its first `yield`, and the rest.

    What it returns must be fit for JSON.
    """

    def __init__(self, function: Callable[[], Any]) -> None:
        """Start it, and wait until its first part is done."""
        self._results, writing = os.pipe()
        reading, self._orders = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._results)
            os.close(self._orders)
            _serve(function, reading, writing)
        os.close(reading)
        os.close(writing)
        os.read(self._results, 1)

    def result(self) -> Any:
        """What the rest comes to; a sentence where it ended in another way."""
        with suppress(BrokenPipeError):
            os.write(self._orders, b"!")
        os.close(self._orders)
        status, text = -1, b""
        with os.fdopen(self._results, "rb") as pipe:
            while select.select([pipe], [], [], LONGEST)[0]:
                block = os.read(pipe.fileno(), 1 << 16)
                text += block
                if not block:
                    break
            else:
                os.kill(self.pid, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return json.loads(text) if status == 0 else f"the check ended with status {status}"


def _serve(function: Callable[[], Any], reading: int, writing: int) -> NoReturn:
    status = 1
    try:
        parts = function()
        next(parts)
        os.write(writing, b"!")
        os.read(reading, 1)
        try:
            next(parts)
        except StopIteration as stop:
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(json.dumps(stop.value).encode())
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)
