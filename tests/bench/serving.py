"""A server in a process of its own, for the commands that measure one."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def serving(archive: Path, *settings: str) -> Iterator[tuple[str, int]]:
    """The address of `khobao serve` with some settings, and the number of its process."""
    command = [sys.executable, "-m", "khobao", "serve", "--archive", str(archive), "--port", "0"]
    with subprocess.Popen([*command, *settings], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            found = re.search(r"http://\S+/", server.stdout.readline())
            assert found, "the server did not start"
            yield found[0], server.pid
        finally:
            server.terminate()
