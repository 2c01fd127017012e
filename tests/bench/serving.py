"""A server in a process of its own, for the commands that measure one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def serving(
    archive: Path, *settings: str, checkout: Path | None = None
) -> Iterator[tuple[str, int]]:
    """The address of `khobao serve` with some settings, and the number of its process.

    With a checkout, a folder with the sources of another version, built, that one serves.
    """
    command = [sys.executable, "-m", "khobao", "serve", "--archive", str(archive), "--port", "0"]
    environment = {**os.environ, **({"PYTHONPATH": str(checkout)} if checkout else {})}
    with subprocess.Popen(
        [*command, *settings], stdout=subprocess.PIPE, text=True, env=environment, cwd=checkout
    ) as server:
        try:
            assert server.stdout
            found = re.search(r"http://\S+/", server.stdout.readline())
            assert found, "the server did not start"
            yield found[0], server.pid
        finally:
            server.terminate()
