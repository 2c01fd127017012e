"""The contract of engines: what `search.engines.protocol` promises, asked of every engine.

To add an engine, describe it in `helpers.engines` as an `EngineUnderTest` and put it into `ENGINES`
there; all tests of this folder, and `test_both_engines.py` beside it, then ask it the same. It
needs three functions: one that fills a new engine with lots of articles, one that adds a lot, and
one that deletes. After each of them returns, the engine's next `snapshot()` must know of it.

An engine may relax, and its description says so:

- scores may differ from the formula by `tolerance` of the best score (lengths of few bits, sums in
  32 bits); articles whose scores are so close may change places, and come and go at a threshold;
- the order of articles with one score may be any, with `keeps_ties=False`.

It may do as it likes, and no test asks: how far deleted articles go on counting in `total`, `dfs`
and what comes of these (exact formulas are tested where none was deleted); which articles `held`
and `holding` choose, where there are more than was asked for; in how many parts `lexicons` come; in
which order `abbreviations`, `lexicons` and `term_counts` name what they count.

What articles say is known from their texts alone (`helpers.plain_archive`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.cluster_engine import CLUSTER, cluster_engine
from helpers.engines import ENGINES, EngineUnderTest, Filled, Lot, MakeEngine
from helpers.made_articles import DELETED, LOTS, many
from helpers.plain_archive import PlainArchive

from search.engines.protocol import Engine

# One worker has the cluster's node, of which others would need more.
IN_CLUSTER = pytest.param(CLUSTER, marks=pytest.mark.xdist_group(CLUSTER))


@pytest.fixture(scope="session", params=[*ENGINES, IN_CLUSTER], ids=str)
def under_test(request: pytest.FixtureRequest) -> EngineUnderTest:
    """One kind of engine; that of a cluster is left out where there can be none."""
    if request.param == CLUSTER:
        return cluster_engine(request.getfixturevalue("cluster_hosts"), shards=1)
    engine: EngineUnderTest = request.param
    return engine


@pytest.fixture
def make(under_test: EngineUnderTest, tmp_path: Path) -> Iterator[MakeEngine]:
    """Fills an engine with lots of articles; it is closed when the test is over."""
    made: list[Engine] = []

    def filled(*lots: Lot) -> Engine:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        made.append(under_test.make(folder, lots))
        return made[-1]

    yield filled
    for engine in made:
        engine.close()


def plain(
    under_test: EngineUnderTest, lots: Sequence[Lot], deleted: Sequence[str] = ()
) -> PlainArchive:
    """What the articles of some lots say to an engine."""
    return PlainArchive.of_lots(lots, deleted, sees_breaks=under_test.sees_breaks)


@pytest.fixture(scope="session")
def fresh(
    under_test: EngineUnderTest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Filled]:
    """Articles of two lots, of which none was ever replaced or deleted."""
    lots = [LOTS[0], LOTS[1][:10]]
    engine = under_test.make(tmp_path_factory.mktemp("fresh"), lots)
    yield Filled(under_test, engine.snapshot(), plain(under_test, lots))
    engine.close()


@pytest.fixture(scope="session")
def grown(
    under_test: EngineUnderTest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Filled]:
    """Articles of three lots, some replaced by later ones, some deleted."""
    engine = under_test.make(tmp_path_factory.mktemp("grown"), LOTS)
    under_test.delete(engine, DELETED)
    yield Filled(under_test, engine.snapshot(), plain(under_test, LOTS, DELETED))
    engine.close()


@pytest.fixture(scope="session")
def copied() -> Lot:
    """Ten articles that say the same, so that nothing but their keys tells them apart."""
    (one,) = many(9, ["s"])
    return [replace(one, id=f"s{number}") for number in range(10)]
