"""A sample of the damages of tests/quality/damage.py: each is found, and no answer is wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

DAMAGE = Path(__file__).parents[2] / "quality" / "damage.py"


def test_verify_finds_every_damage_and_every_answer_is_right_or_an_error() -> None:
    sizes = ("--archive-size", "16", "--flips", "40", "--others", "60", "--shown", "40")
    command = [sys.executable, str(DAMAGE), *sizes]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    assert result.returncode == 0, result.stdout + result.stderr
