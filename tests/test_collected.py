"""Every test is collected: no room of the tests has a name that pytest leaves out."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
COMMANDS = {"bench", "quality"}  # which are run by name


def test_no_folder_of_tests_is_left_out(pytestconfig: pytest.Config) -> None:
    left_out = pytestconfig.getini("norecursedirs")
    folders = {path.parent.relative_to(TESTS) for path in TESTS.rglob("test_*.py")}
    parts = {part for folder in folders for part in folder.parts} - COMMANDS
    assert {"index", "build", "search"} <= parts
    assert [part for part in parts if any(fnmatch(part, one) for one in left_out)] == []
