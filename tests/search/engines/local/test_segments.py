"""The archives of the contract have several segments here, and deleted articles."""

from __future__ import annotations

from pathlib import Path

from helpers.engines import LOCAL
from helpers.made_articles import DELETED, LOTS


def test_each_lot_is_a_segment_and_keeps_what_was_replaced_and_deleted(tmp_path: Path) -> None:
    engine = LOCAL.make(tmp_path, LOTS)
    LOCAL.delete(engine, DELETED)
    snapshot = engine.snapshot()
    assert [one.articles for one in snapshot.segments] == [len(lot) for lot in LOTS]
    assert [one.live is None for one in snapshot.segments] == [False, False, False]
    assert snapshot.indexed - snapshot.count == 8
    engine.close()
