"""Lint, types and tests in one command, with what `pip install '.[test]'` brings.

python tests/check.py [arguments of pytest]
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHECKS = (
    ["ruff", "check", "."],
    ["ruff", "format", "--check", "."],
    ["mypy"],
    ["pytest", *sys.argv[1:]],
)


def main() -> int:
    """Run every check; the status is that of the worst."""
    worst = 0
    for check in CHECKS:
        print("$", *check, flush=True)
        status = subprocess.run([sys.executable, "-m", *check], cwd=ROOT, check=False).returncode
        worst = max(worst, status)
    return worst


if __name__ == "__main__":
    sys.exit(main())
