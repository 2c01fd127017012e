"""The engines that tests ask the same questions: how each is filled, and what it may relax."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import index
from helpers.plain_archive import PlainArchive
from helpers.reference_engine import ReferenceEngine
from index.articles.article import Article
from search.engines.local.engine import LocalEngine
from search.engines.protocol import Candidates, Engine, Key, Keys, Snapshot

# Articles that are written together: what an engine holds is the sum of some lots.
Lot = Sequence[Article]


@dataclass(frozen=True)
class EngineUnderTest:
    """How tests work with one kind of engine.

    `make` gives an engine that keeps what it must in a folder, with some lots in it; `write` adds
    a lot, of which articles with a known id replace those; `delete` removes articles by their ids.
    Scores may be off by `tolerance` of the best one. With `keeps_ties`, articles of one score are
    in the order of their keys; without, in any. One that does not see breaks counts a form
    of several syllables also where punctuation stands between them.
    """

    name: str
    make: Callable[[Path, Sequence[Lot]], Any]
    write: Callable[[Any, Lot], None]
    delete: Callable[[Any, Iterable[str]], None]
    tolerance: float = 1e-9
    keeps_ties: bool = True
    sees_breaks: bool = True

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Filled:
    """An engine's snapshot, and the articles that are in it."""

    under_test: EngineUnderTest
    snapshot: Snapshot
    plain: PlainArchive

    @cached_property
    def every(self) -> Keys:
        """The keys of all articles, rising."""
        return self.snapshot.held(None, len(self.plain.ids)).keys

    @cached_property
    def _ids(self) -> dict[Key, str]:
        return {key: self.snapshot.article(key).id for key in self.every.tolist()}

    def ids(self, keys: Keys) -> list[str]:
        """The ids of the articles with some keys."""
        return [self._ids[key] for key in keys.tolist()]

    def keys(self, ids: Iterable[str]) -> Keys:
        """The keys of articles, rising."""
        wanted = set(ids)
        return self.every[[id in wanted for id in self.ids(self.every)]]


# What the fixture `make` gives: it fills an engine with lots of articles.
MakeEngine = Callable[..., Engine]


def _local(folder: Path, lots: Sequence[Lot]) -> LocalEngine:
    """An engine of this machine; a lot of less than half the last one is a segment of its own."""
    archive = folder / "archive"
    index.reindex(lots[0], archive, workers=0, allow_empty=True)
    engine = LocalEngine(archive)
    for lot in lots[1:]:
        _write_local(engine, lot)
    return engine


def _write_local(engine: LocalEngine, lot: Lot) -> None:
    index.update(lot, engine.path, workers=0)


def _delete_local(engine: LocalEngine, ids: Iterable[str]) -> None:
    index.delete(ids, engine.path)


LOCAL = EngineUnderTest("local", _local, _write_local, _delete_local)
REFERENCE = EngineUnderTest(
    "reference",
    lambda folder, lots: ReferenceEngine(*lots),
    ReferenceEngine.write,
    ReferenceEngine.delete,
)
ENGINES = (LOCAL, REFERENCE)


def check_order(under_test: EngineUnderTest, candidates: Candidates, best: float) -> None:
    """Check that the best come first and, of those with one score, the lowest key."""
    keys, scores = candidates.keys, candidates.scores
    assert (scores[1:] <= scores[:-1] + under_test.tolerance * best).all()
    if under_test.keeps_ties:
        assert (keys[1:] > keys[:-1])[scores[1:] == scores[:-1]].all()
