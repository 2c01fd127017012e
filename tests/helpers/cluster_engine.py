"""The engine of a cluster, as `helpers.engines` describes engines."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import index
from helpers.engines import EngineUnderTest, Lot
from index.archive.generations import open_current
from index.build.reports import Report
from index.cluster.address import parse_address
from index.cluster.copying import Layout, publish_generation
from index.cluster.updating import delete, update
from search.engines.opensearch.engine import OpenSearchEngine

CLUSTER = "cluster"
"""The name of these engines among those of a test that asks several."""


def cluster_engine(hosts: str, shards: int) -> EngineUnderTest:
    """Engines whose archives are in the cluster at some hosts, each of a name of its own."""

    def make(_folder: Path, lots: Sequence[Lot]) -> OpenSearchEngine:
        address = parse_address(f"opensearch://{hosts}/test-{secrets.token_hex(8)}")
        with TemporaryDirectory() as folder:
            index.reindex(lots[0], folder, workers=0, allow_empty=True)
            generation = open_current(Path(folder))
            publish_generation(generation, address, layout=Layout(shards, 0))
            generation.release()
        engine = OpenSearchEngine(address, look_every=0)
        for lot in lots[1:]:
            write(engine, lot)
        return engine

    return EngineUnderTest(
        CLUSTER,
        make,
        write,
        remove,
        # The server counts documents that were written anew, for their group, as well: in archives
        # of fifty articles that is seen in the idf of words that most of them have.
        tolerance=0.2,
        sees_breaks=False,
    )


def write(engine: OpenSearchEngine, lot: Lot) -> None:
    """Add a lot of articles."""
    with TemporaryDirectory() as folder:
        index.reindex(lot, folder, workers=0, allow_empty=True)
        generation = open_current(Path(folder))
        update(generation, engine.address, Report(Path(folder)))
        generation.release()


def remove(engine: OpenSearchEngine, ids: Iterable[str]) -> None:
    """Delete articles."""
    delete(ids, engine.address)
