"""Lint, types, imports and tests in one command, with what `pip install '.[test]'` brings.

python tests/check.py [arguments of pytest]
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# A process for each processor, but not more than there is memory for; and where the time goes.
PYTEST = ["pytest", "-n=auto", "--maxprocesses=8", "--dist=loadgroup", "--durations=10"]


def main() -> int:
    """Run every check; the status is that of the worst."""
    checks = (
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy"],
        ["tests.imports"],
        [*PYTEST, *sys.argv[1:]],
    )
    return max(map(run, checks))


def run(module: list[str]) -> int:
    """Run a module of Python with its arguments in the project's folder; returns its status."""
    print("$", *module, flush=True)
    command = [sys.executable, "-m", *module]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
