"""Standard output that is closed or full, and locales that cannot show Vietnamese."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from helpers.shell import Shell


@pytest.mark.parametrize(
    "arguments", [["search"], ["search", "--json"], ["show", "lk-1"], ["stats"], ["analyze", "lũ"]]
)
def test_closed_pipe_is_quiet(filled: Shell, arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    status, _, errors = filled.run(*arguments, stdout=writing)
    os.close(writing)
    assert (status, errors) == (141, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_full_disk_is_one_line(filled: Shell) -> None:
    with Path("/dev/full").open("w") as full:
        status, _, errors = filled.run("search", stdout=full)
    assert (status, errors) == (
        2,
        "khobao: No space left on device; free some space, then try again\n",
    )


def test_any_locale_and_any_argument_can_be_printed(filled: Shell) -> None:
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    for arguments in (["search", "cầu"], [b"search", b"\xff c\xe1\xba\xa7u"]):
        status, _, errors = filled.run(*arguments, **plain)
        assert (status, errors) == (0, "")
