"""The preloaded library that makes file calls fail (shim.c), built here and driven from Python."""

from __future__ import annotations

import ctypes
import errno
import mmap
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

# In the order of shim.c.
KINDS = (
    "open", "create", "opendir", "readdir", "read", "write", "fsync", "fdatasync", "rename",
    "link", "unlink", "rmdir", "ftruncate", "mkdir", "mmap", "flock", "copy", "stat",
)  # fmt: skip
ACTIONS = ("", "fail", "short", "before", "after", "instead")
# Kinds that fail together: those that take space, and all of a device.
GROUPS = {
    "space": ("create", "write", "fsync", "rename", "link", "ftruncate", "mkdir", "copy"),
    "device": KINDS,
}
_FOLDER = "KHOBAO_SHIM"


class Fault(NamedTuple):
    """At which call something happens, and what.

    `kind` is one of KINDS or GROUPS, `nth` counts its calls from 1. `action` is the name of an
    error, with a + where it stays from then on; "short"; or the name of a signal, and whether it
    comes before the call, after it or instead of it ("SIGINT-before").
    """

    kind: str
    nth: int
    action: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.nth}:{self.action}"


class _Report(ctypes.Structure):
    _fields_ = (
        ("counts", ctypes.c_long * len(KINDS)),
        ("hit", ctypes.c_int),
        ("path", ctypes.c_char * 512),
    )


_Listener = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_char_p)


def missing() -> str:
    """Why the library cannot be used here; nothing where it can."""
    if not sys.platform.startswith("linux") or platform.libc_ver()[0] != "glibc":
        return "the library that makes calls fail is written for Linux with glibc"
    return "" if shutil.which("gcc") else "there is no C compiler (gcc) to build the library with"


def preload() -> None:
    """Start this program again with the library preloaded, unless it is."""
    library = ctypes.CDLL(None)
    if hasattr(library, "faults_arm"):
        # What is loaded needs no file, and is not for the programs that this one starts.
        shutil.rmtree(os.environ.pop(_FOLDER, ""), ignore_errors=True)
        os.environ.pop("LD_PRELOAD", None)
        return
    folder = Path(tempfile.mkdtemp(prefix="shim"))
    built = folder / "shim.so"
    source = Path(__file__).with_name("shim.c")
    command = ["gcc", "-shared", "-fPIC", "-O1", "-o", str(built), str(source), "-ldl"]
    subprocess.run(command, check=True)
    environment = {
        **os.environ,
        _FOLDER: str(folder),
        "LD_PRELOAD": str(built),
        "OPENBLAS_NUM_THREADS": "1",  # a process that forks must have no other threads
    }
    os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], environment)


class Shim:
    """The library in this process. What it reports is seen by the parent of a fork, too."""

    def __init__(self) -> None:
        """Find the library, which `preload` has loaded."""
        library = ctypes.CDLL(None)
        self._arm, self._disarm = library.faults_arm, library.faults_disarm
        self._arm.restype = None
        self._arm.argtypes = (
            ctypes.c_char_p, ctypes.c_uint, ctypes.c_long, ctypes.c_int, ctypes.c_int,
            ctypes.c_int, ctypes.POINTER(_Report), _Listener,
        )  # fmt: skip
        self._shared = mmap.mmap(-1, ctypes.sizeof(_Report))
        self._report = _Report.from_buffer(self._shared)

    def arm(self, folder: Path, fault: Fault) -> None:
        """From now on count the calls below a folder, until the one where the fault happens."""
        chosen = GROUPS.get(fault.kind, (fault.kind,))
        kinds = sum(1 << number for number, kind in enumerate(KINDS) if kind in chosen)
        action, value = _action(fault.action)
        lasting = fault.action.endswith("+")
        self._start(folder, (kinds, fault.nth, ACTIONS.index(action), value, lasting), _Listener())

    def listen(self, folder: Path, listener: Callable[[str, str], None]) -> None:
        """From now on tell the kind and path of every call below a folder."""

        def hear(kind: int, path: bytes) -> None:
            listener(KINDS[kind], os.fsdecode(path))

        self._hearing = _Listener(hear)
        self._start(folder, (0, 0, 0, 0, False), self._hearing)

    def _start(self, folder: Path, plan: tuple[int, ...], hear: object) -> None:
        self._arm(os.fsencode(folder), *plan, ctypes.byref(self._report), hear)

    def disarm(self) -> None:
        """Let every call be."""
        self._disarm()

    @property
    def hit(self) -> str:
        """The kind and path of the call that the fault happened at; nothing if it did not."""
        found = self._report.hit
        return f"{KINDS[found - 1]} {os.fsdecode(self._report.path)}" if found else ""

    def counts(self) -> dict[str, int]:
        """How many calls there were of each kind."""
        return dict(zip(KINDS, self._report.counts, strict=True))


def _action(action: str) -> tuple[str, int]:
    """What shim.c is to do, and with which error or signal."""
    if action == "short":
        return action, 0
    name, _, when = action.rstrip("+").partition("-")
    return (when, getattr(signal, name)) if when else ("fail", getattr(errno, name))
