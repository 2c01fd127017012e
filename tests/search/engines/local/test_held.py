"""Of a large archive, a part tells how many articles hold something."""

from __future__ import annotations

import numpy as np
import pytest

import search
from search.engines.local import held
from search.engines.nodes import Node, Phrase, Term

NODES = [
    Term("text", "cầu"),
    Term("text", "xyzzyx"),
    Phrase((Term("text", "cầu"), Term("text", "bến"))),
]


@pytest.mark.parametrize("most", [1, 2, 4, 300])
@pytest.mark.parametrize("node", NODES, ids=str)
def test_a_part_tells_of_all(
    node: Node, most: int, sample: search.Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = sample.snapshot()
    every = snapshot.matching(node)
    assert (snapshot.held(node, most).total, snapshot.held(node, 300).keys.tolist()) == (
        len(every),
        every.tolist(),
    )
    monkeypatch.setattr(held, "TELLING", max(1, snapshot.count // 3))
    monkeypatch.setattr(held, "STRETCH", 2)
    part = held.part_of(snapshot)  # type: ignore[arg-type]
    assert part.step == 3
    assert part.flags.reshape(-1)[:8].tolist() == [True, True, *4 * [False], True, True]
    found = held.held(snapshot, part, snapshot.trees(), node, most)  # type: ignore[arg-type, attr-defined]
    known = np.intersect1d(every, np.flatnonzero(part.flags))
    half = most // 2
    if len(known) < max(half, 1):
        assert found.total == len(every)
    else:
        assert found.total == 3 * len(known)
        assert np.isin(snapshot.newest(every, half), found.keys).all()
    assert np.isin(found.keys, every).all()
    assert (np.diff(found.keys.astype(np.int64)) > 0).all()
    assert len(found.keys) <= max(most, 1)


def test_what_was_asked_for_before_is_told_again(sample: search.Archive) -> None:
    snapshot = sample.snapshot()
    nodes = [Term("text", f"x{number}") for number in range(600)]
    for most in (1, 300):
        found = [snapshot.held(node, most) for node in (*NODES, *nodes, *NODES)]
        for before, again in zip(found, found[-len(NODES) :], strict=False):
            assert before.total == again.total
            assert before.keys.tolist() == again.keys.tolist()
        assert snapshot.held(NODES[0], most) is found[-len(NODES)]
