"""A shell that runs commands and reads what they print."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

from click.testing import CliRunner, Result

from khobao.main import main

# An article as an input has it.
Article = dict[str, Any]


class Shell:
    """Runs commands on one archive, which KHOBAO_ARCHIVE names, and reads what they print."""

    def __init__(self, archive: Path) -> None:
        self.archive = archive
        self.environment = {"KHOBAO_ARCHIVE": str(archive), "COLUMNS": "80"}

    def __call__(self, *arguments: str, stdin: bytes | None = None, **environment: str) -> Result:
        """The outcome of a command in this process."""
        runner = CliRunner(env={**self.environment, **environment})
        return runner.invoke(main, arguments, input=stdin)

    def json(self, *arguments: str, stdin: bytes | None = None) -> Any:
        """The one object that a command prints."""
        result = self(*arguments, stdin=stdin)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout_bytes.decode("utf-8"))

    def one_line(self, *arguments: str) -> str:
        """The only line on standard error of a command that fails with 2."""
        result = self(*arguments)
        assert result.exit_code == 2, result.output
        assert result.stdout == ""
        assert result.stderr.startswith("khobao: ")
        assert result.stderr.count("\n") == 1
        return result.stderr

    def start(self, *arguments: str | bytes, **options: Any) -> subprocess.Popen[Any]:
        """`python -m khobao` as a process of its own; `env` is added to the environment."""
        environment = {**os.environ, **self.environment, **options.pop("env", {})}
        command = [sys.executable, "-m", "khobao", *arguments]
        return subprocess.Popen(command, env=environment, **options)

    def run(
        self, *arguments: str | bytes, stdout: int | IO[str] = subprocess.PIPE, **environment: str
    ) -> tuple[int, str | None, str]:
        """The status of such a process, and what it prints into `stdout` and as errors."""
        with self.start(
            *arguments, stdout=stdout, stderr=subprocess.PIPE, text=True, env=environment
        ) as process:
            printed, errors = process.communicate(timeout=60)
        return process.returncode, printed, errors

    def on_terminal(self, *arguments: str, **environment: str) -> str:
        """What a command prints on a terminal, 80 columns wide unless COLUMNS is given."""
        ours, theirs = pty.openpty()
        streams = {"stdin": theirs, "stdout": theirs, "stderr": theirs}
        environment = {"TERM": "xterm-256color", **environment}
        process = self.start(*arguments, env=environment, **streams)
        os.close(theirs)
        printed = b""
        with contextlib.suppress(OSError):  # the terminal's other end is gone
            while chunk := os.read(ours, 65536):
                printed += chunk
        os.close(ours)
        assert process.wait(timeout=60) == 0, printed.decode()
        return printed.decode().replace("\r\n", "\n")

    def without_colours(self, *arguments: str, **environment: str) -> str:
        """What a command prints on a terminal, without the terminal's codes."""
        return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", self.on_terminal(*arguments, **environment))
