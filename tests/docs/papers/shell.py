"""Commands of the papers, run in a folder: `khobao` in this process, all else in a shell."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from click.testing import CliRunner

from khobao.main import main

_NEEDS_SHELL = re.compile("[|<>&;$`]")  # also between quotation marks, where that does no harm
_VARIABLES = {"KHOBAO_ARCHIVE": None, "COLUMNS": "80"}


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Be in a folder meanwhile."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def install_command(folder: Path) -> None:
    """Let the shells of a folder have the command `khobao`."""
    command = folder / "bin" / "khobao"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m khobao "$@"\n', encoding="utf-8")
    command.chmod(0o755)


def run_line(folder: Path, line: str) -> tuple[int, str]:
    """The status of a line of commands, and what it prints; if it fails, with its errors."""
    words = shlex.split(line, comments=True)
    if words[0] == "khobao" and not _NEEDS_SHELL.search(line):
        with inside(folder):
            ours = CliRunner(env=_VARIABLES).invoke(main, words[1:], prog_name="khobao")
        return ours.exit_code, ours.output if ours.exit_code else ours.stdout
    variables = {**os.environ, **_VARIABLES, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}"}
    run = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", line],
        cwd=folder,
        env={name: value for name, value in variables.items() if value is not None},
        capture_output=True,
        text=True,
        check=False,
    )
    return run.returncode, run.stdout + (run.stderr if run.returncode else "")
