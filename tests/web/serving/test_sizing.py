"""How many processes serve: what is asked for, or what the machine and the container have."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from web.configuration import load
from web.serving import sizing
from web.serving.sizing import free_memory, processes_for, processors

GB = 1_000_000_000


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Any:
    def is_one(cores: int, free: int | None) -> None:
        monkeypatch.setattr(sys, "platform", "linux")
        monkeypatch.setattr(sizing, "processors", lambda: cores)
        monkeypatch.setattr(sizing, "free_memory", lambda: free)

    return is_one


def wanted(processes: str = "auto", articles: int = 20_000) -> int:
    return processes_for(load({"processes": processes}, {}), articles)


@pytest.mark.parametrize(("cores", "expected"), [(1, 1), (2, 2), (4, 4), (16, 4)])
def test_as_many_as_there_are_processors_at_most_four(
    machine: Any, caplog: pytest.LogCaptureFixture, cores: int, expected: int
) -> None:
    machine(cores, 64 * GB)
    assert wanted() == expected
    machine(cores, None)
    assert wanted() == expected
    assert caplog.text == ""


def test_one_where_memory_is_short_which_is_said(
    machine: Any, caplog: pytest.LogCaptureFixture
) -> None:
    machine(2, GB)
    assert wanted() == 2
    assert wanted(articles=1_000_000) == 1
    assert "1000 MB are free, 2 would want 4600 (--processes 2 does so all the same)" in caplog.text
    machine(1, 0)
    assert wanted() == 1
    assert caplog.text.count("memory is short") == 1


def test_number_that_is_asked_for_is_taken(machine: Any) -> None:
    machine(1, 0)
    assert [wanted("1"), wanted("7")] == [1, 7]


def test_one_where_processes_cannot_be_forked(
    machine: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    machine(4, 64 * GB)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert (wanted(), caplog.text) == (1, "")
    assert wanted("3") == 1
    assert "one process serves: this system cannot" in caplog.text


def test_container_may_have_fewer_processors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sizing, "cores", lambda: 8)
    assert processors(tmp_path) == 8
    for quota, expected in (("max 100000", 8), ("250000 100000", 2), ("50000 100000", 1)):
        (tmp_path / "cpu.max").write_text(quota + "\n")
        assert processors(tmp_path) == expected


def test_memory_is_what_the_machine_and_the_container_have_left(tmp_path: Path) -> None:
    memory = tmp_path / "meminfo"
    assert free_memory(memory, tmp_path) is None
    memory.write_text("MemTotal:  8000000 kB\nMemFree:  1 kB\nMemAvailable:  4000000 kB\n")
    assert free_memory(memory, tmp_path) == 4_096_000_000
    (tmp_path / "memory.current").write_text("900000000\n")
    (tmp_path / "memory.stat").write_text("anon 300000000\nfile 600000000\n")
    (tmp_path / "memory.max").write_text("max\n")
    assert free_memory(memory, tmp_path) == 4_096_000_000
    (tmp_path / "memory.max").write_text("1000000000\n")
    assert free_memory(memory, tmp_path) == 700_000_000
