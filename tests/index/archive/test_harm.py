"""What harms archives in the tests does so, and what judges the outcome sees what is wrong."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from harm import articles, damages, shim, stage
from harm.judging import Said, State, false_statements, unfit_messages
from harm.operations import OPERATIONS
from harm.plans import Call, faults, sample
from harm.shim import Fault

QUALITY = Path(__file__).parents[2] / "quality"
BEFORE, AFTER = State("base", False), State("new", True)

# What a program sees of its own calls, printed; the fault is the argument.
PROGRAM = """
import os, signal, sys
sys.path.insert(0, sys.argv[1])
from harm import shim
from pathlib import Path
shim.preload()
folder, fault = Path(sys.argv[2]), shim.Fault(*sys.argv[3:5], sys.argv[5])
seen = []
signal.signal(signal.SIGINT, lambda *_: seen.append("SIGINT"))
os.setpgid(0, 0)
library = shim.Shim()
library.arm(folder / "within", fault._replace(nth=int(fault.nth)))
for name in ("outside/a", "within/a", "within/b", "within/c"):
    try:
        descriptor = os.open(folder / name, os.O_CREAT | os.O_WRONLY)
        seen.append(os.write(descriptor, b"12345678"))
        os.fsync(descriptor)
        os.close(descriptor)
        os.rename(folder / name, folder / f"{name}-renamed")
    except OSError as error:
        seen.append(f"{type(error).__name__} {error.errno}")
    seen.append(sorted(os.listdir(folder / "within")).count("b-renamed"))
library.disarm()
print(seen, library.hit.replace(str(folder), ""), library.counts()["write"])
"""


@pytest.mark.skipif(bool(shim.missing()), reason=shim.missing())
@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault("write", 9, "EIO"), "[8, 0, 8, 0, 8, 1, 8, 1]  3"),
        (Fault("write", 2, "EIO"), "[8, 0, 8, 0, 'OSError 5', 0, 8, 0] write /within/b 3"),
        (
            Fault("write", 2, "EIO+"),
            "[8, 0, 8, 0, 'OSError 5', 0, 'OSError 5', 0] write /within/b 3",
        ),
        (Fault("write", 2, "short"), "[8, 0, 8, 0, 4, 1, 8, 1] write /within/b 3"),
        (Fault("create", 1, "EMFILE"), "[8, 0, 'OSError 24', 0, 8, 1, 8, 1] create /within/a 2"),
        (Fault("fsync", 2, "ENOSPC"), "[8, 0, 8, 0, 8, 'OSError 28', 0, 8, 0] fsync /within/b 3"),
        (
            Fault("rename", 2, "EACCES"),
            "[8, 0, 8, 0, 8, 'PermissionError 13', 0, 8, 0] rename /within/b-renamed 3",
        ),
        (
            Fault("rename", 2, "SIGINT-after"),
            "[8, 0, 8, 0, 8, 'SIGINT', 1, 8, 1] rename /within/b-renamed 3",
        ),
        (
            Fault("write", 2, "SIGINT-before"),
            "[8, 0, 8, 0, 'SIGINT', 8, 1, 8, 1] write /within/b 3",
        ),
        (
            Fault("write", 2, "SIGINT-instead"),
            "[8, 0, 8, 0, 'SIGINT', 8, 1, 8, 1] write /within/b 4",
        ),
        (Fault("space", 5, "ENOSPC+"), "[8, 0, 8, 0, 'OSError 28', 0, 'OSError 28', 0] create"),
    ],
    ids=str,
)
def test_the_library_makes_the_call_fail_that_was_asked_for_and_no_other(
    fault: Fault, expected: str, tmp_path: Path
) -> None:
    for name in ("outside", "within"):
        (tmp_path / name).mkdir()
    command = [sys.executable, "-c", PROGRAM, QUALITY, tmp_path, *fault]
    result = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, check=False, timeout=60
    )
    assert result.stdout.startswith(expected), result.stdout + result.stderr


@pytest.mark.parametrize(
    ("status", "text", "state"),
    [
        (0, "Indexed 2 articles into a.", AFTER),
        (2, "khobao: no space left for /a; what it held it still holds", BEFORE),
        (2, "khobao: /a cannot be read now: Input/output error", BEFORE),
        (2, "khobao: /a cannot be read now (Input/output error); this is not damaged", BEFORE),
        (2, "khobao: /a: Input/output error; nothing was published", BEFORE),
        (130, "khobao: interrupted; the archive is as it was", BEFORE),
        (130, "khobao: interrupted; the new archive was published", AFTER),
        (-9, "", AFTER),
        (-15, "", BEFORE),
    ],
)
def test_true_statements_pass(status: int, text: str, state: State) -> None:
    said = Said(status, "", text)
    assert false_statements(said, state, damage=False, existed=True) == []
    assert unfit_messages(said) == []


@pytest.mark.parametrize(
    ("status", "text", "state"),
    [
        (0, "Indexed 2 articles into a.", BEFORE),
        (130, "khobao: interrupted; the archive is as it was", AFTER),
        (2, "khobao: Input/output error: /a/CURRENT", AFTER),
        (2, "khobao: published, but /a/LOCK cannot be removed", BEFORE),
        (2, "khobao: /a: Input/output error; nothing was published", AFTER),
        (2, "khobao: /a: Input/output error; it could not be published", AFTER),
        (2, "khobao: the archive /a is damaged: it cannot be read", BEFORE),
        (1, "the file /a/generations/1/x does not match its checksum", BEFORE),
        (2, "khobao: the archive /a is being written by another process", BEFORE),
        (2, "khobao: there is no archive at /a", BEFORE),
    ],
)
def test_false_statements_are_seen(status: int, text: str, state: State) -> None:
    assert false_statements(Said(status, "", text), state, damage=False, existed=True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "khobao: Input/output error",
        "khobao: unexpected EmptyIndexError(); --debug shows where",
        "Traceback (most recent call last):\n  File ...",
        "Aborted!",
    ],
)
def test_messages_for_nobody_are_seen(text: str) -> None:
    assert unfit_messages(Said(2, "", text))


def test_every_call_of_most_kinds_is_tried_and_frequent_ones_at_each_place() -> None:
    calls = [Call("rename", "a"), Call("rename", "a"), *[Call("read", "b")] * 5, Call("read", "c")]
    tried = faults(calls)
    assert {one.nth for one in tried if one.kind == "rename"} == {1, 2}
    assert {one.nth for one in tried if one.kind == "read"} == {1, 5, 6}
    assert Fault("rename", 2, "SIGINT-after") in tried
    some = sample([("update", one, 1) for one in tried], 12, 1)
    assert len(some) == 12
    assert {one.kind for _, one in some} >= {"rename", "read"}
    assert some == sample([("update", one, 1) for one in tried], 12, 1)


def test_what_is_left_behind_is_seen(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    articles.build(archive, 4)
    assert stage.left_behind(tmp_path, OPERATIONS[1]) == []
    live = stage.live(archive)
    for path in (archive / "CURRENT.new", tmp_path / "archive.new", live / "x.tmp"):
        path.touch()
    shutil.copytree(live, live.with_name(str(int(live.name) + 1)))
    left = stage.left_behind(tmp_path, OPERATIONS[1])
    number = int(live.name)
    assert left == sorted(
        [
            "archive.new",
            "archive/CURRENT.new",
            f"archive/generations/{number + 1}",
            f"archive/generations/{number}/x.tmp",
            f"archive/generations/{number + 1}/x.tmp",
        ]
    )


def test_every_damage_changes_something_and_can_be_undone(tmp_path: Path) -> None:
    for name in ("archive", "foreign"):
        articles.build(tmp_path / name, 4, name)
    whole, spoilt = tmp_path / "archive", tmp_path / "spoilt"
    shutil.copytree(whole, spoilt)
    draw = random.Random(1)
    done = damages.flips(whole, 20, draw) + damages.others(whole, tmp_path / "foreign", 60, draw)
    assert len({one.kind for one in done}) > 10
    before = _files(spoilt)
    for one in done:
        damages.do(spoilt, one)
        assert _files(spoilt) != before, one
        damages.undo(spoilt, one, whole)
        assert _files(spoilt) == before, one


def _files(folder: Path) -> dict[str, bytes | None]:
    return {
        os.path.relpath(path, folder): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }
