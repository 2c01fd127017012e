"""Ctrl-C is held back around the commit, and nowhere else."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.archives import contents

import index
from index.archive.interrupts import held_back


@pytest.fixture(autouse=True)
def _interruptible() -> Iterator[None]:
    """Ctrl-C as a program in the foreground has it: a shell's background jobs ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


NEW = {"id": "moi", "body": "Cầu treo đã thông xe."}


def test_a_signal_is_answered_at_the_end() -> None:
    reached = []

    def interrupted() -> None:
        with held_back():
            os.kill(os.getpid(), signal.SIGINT)
            reached.append(True)

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert reached
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_other_threads_hold_nothing_back() -> None:
    found: list[Any] = []

    def look() -> None:
        with held_back():
            found.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert found == [signal.default_int_handler]


@pytest.mark.parametrize("step", ["replace", "fsync"])
def test_an_interrupt_in_the_commit_comes_after_it(
    step: str, archive: Path, make_input: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The moment in which archives were lost: CURRENT was renamed, and then Ctrl-C came."""
    real_replace, real_fsync = Path.replace, os.fsync
    renamed = []

    def replace(self: Path, target: Any) -> Any:
        done = real_replace(self, target)
        if Path(target).name == "CURRENT":
            renamed.append(True)
            if step == "replace":
                os.kill(os.getpid(), signal.SIGINT)
        return done

    def fsync(descriptor: int) -> None:
        real_fsync(descriptor)
        if step == "fsync" and renamed.count(True) == 1:
            renamed.append(False)
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(KeyboardInterrupt):
        index.update([make_input(NEW)], archive, workers=0)
    monkeypatch.undo()
    assert (archive / "CURRENT").read_text() == "4\n"
    assert "moi" in contents(archive)
    assert index.verify(archive) == []
