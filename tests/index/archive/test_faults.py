"""A sample of the trials of tests/quality/faults.py: no failing file call costs an archive."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from harm import shim

FAULTS = Path(__file__).parents[2] / "quality" / "faults.py"
MEMORY = Path("/dev/shm")  # a disk that is asked to sync may take long
TRIALS = 200

pytestmark = pytest.mark.skipif(bool(shim.missing()), reason=shim.missing())


def run(*arguments: str) -> tuple[int, str]:
    """The status of faults.py, and what it prints."""
    result = subprocess.run(
        [sys.executable, str(FAULTS), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
        env={**os.environ, **({"TMPDIR": str(MEMORY)} if os.access(MEMORY, os.W_OK) else {})},
    )
    return result.returncode, result.stdout + result.stderr


def test_wherever_a_file_call_fails_the_archive_is_as_before_or_as_after_and_that_is_said() -> None:
    status, printed = run("--most", str(TRIALS), "--shown", "60")
    assert status == 0, printed
    valid = re.search(r"^([\d,]+) valid trials", printed, re.M)
    assert valid, printed
    assert int(valid[1].replace(",", "")) > 0.9 * TRIALS, printed


def test_an_interrupt_at_any_call_of_the_commit_is_no_loss() -> None:
    operations = ("--operations", "first-build", "update")
    status, printed = run(*operations, "--kinds", "rename", "fsync", "--actions", "SIGINT")
    assert status == 0, printed


def test_a_fault_that_is_never_reached_is_no_trial() -> None:
    status, printed = run("--only", "delete:rename:999999:EIO")
    assert status == 1
    assert "the fault was not reached" in printed
