"""Containers of more bytes than one share: read by members, whole or damaged, as small ones are."""

from __future__ import annotations

import gzip
import pickle
import random
from pathlib import Path

import pytest
from helpers.packing import lines, tarred, told_of, zipped
from helpers.saved_pages import record

from index.inputs.conversion import Options
from index.inputs.input_reader import Inputs
from index.inputs.shares import WHOLE, MemberShare

SOURCE = random.Random(3)
FILL = SOURCE.randbytes(1000).hex()
MEMBERS = {
    f"{number}.jsonl": lines(*(f"Tin {number}-{at} {FILL}" for at in range(20)))
    for number in range(40)
}
TITLES = [f"Tin {number}-{at} {FILL}" for number in range(40) for at in range(20)]
PACKED = {
    "zip": zipped(MEMBERS, 0),
    "tar": tarred(MEMBERS),
    "warc": b"".join(
        record(data, f"https://bao.example/{name}", "resource", "application/json")
        for name, data in MEMBERS.items()
    ),
}


@pytest.mark.parametrize("kind", PACKED)
def test_a_large_container_is_read_member_by_member(kind: str, tmp_path: Path) -> None:
    assert len(PACKED[kind]) > WHOLE
    for name, data in (("a", PACKED[kind]), ("a.gz", gzip.compress(PACKED[kind], 1))):
        path = tmp_path / name
        path.write_bytes(data)
        assert told_of(path) == TITLES


@pytest.mark.parametrize("kind", PACKED)
def test_members_of_a_large_container_go_to_workers_by_themselves(
    kind: str, tmp_path: Path
) -> None:
    path = tmp_path / "a"
    path.write_bytes(PACKED[kind])
    found = list(Inputs([path]).shares(Options()))
    members = [each for each in found if isinstance(each, MemberShare)]
    assert len(members) == len(MEMBERS)
    assert pickle.loads(pickle.dumps(members)) == members


@pytest.mark.parametrize("kind", PACKED)
def test_a_large_container_that_was_cut_off_keeps_what_was_before(
    kind: str, tmp_path: Path
) -> None:
    path = tmp_path / "a"
    path.write_bytes(PACKED[kind][: len(PACKED[kind]) * 2 // 3])
    found = told_of(path)
    assert found[:500] == TITLES[:500]
    assert found[-1] not in TITLES
