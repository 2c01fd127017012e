"""Nodes that die while people search and articles are loaded: nothing fails, nothing is lost."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from helpers.made_articles import many
from helpers.opensearch_nodes import Cluster as Nodes
from helpers.opensearch_nodes import Node, NotAvailableError, running

import index
import search
from index.cluster.address import parse_address
from index.cluster.client import PATIENCE, Cluster
from index.cluster.copying import Layout, copy_archive
from index.errors import ChangedArchiveError

_READERS = int(os.environ.get("KHOBAO_TEST_READERS", "6"))  # 20 where time is
_SECONDS = 3.0  # for which people search while a node is gone


@pytest.fixture(scope="module")
def nodes() -> Iterator[Nodes]:
    """Three nodes of little memory."""
    if os.environ.get("KHOBAO_TEST_CLUSTER") == "off":
        pytest.skip("KHOBAO_TEST_CLUSTER is off")
    pytest.importorskip("opensearchpy", reason="the client is not installed: khobao[cluster]")
    try:
        with running(3, "256m") as cluster:
            yield cluster
    except NotAvailableError as why:
        pytest.skip(f"no OpenSearch can be had here: {why}")


def test_killed_nodes_are_noticed_by_nobody(nodes: Nodes, made: Path, tmp_path: Path) -> None:
    place = f"opensearch://{nodes.hosts}/news"
    copy_archive(made, place, layout=Layout(2, 1))
    cluster = Cluster(parse_address(place))
    _green(cluster)
    stop = Event()
    with ThreadPoolExecutor(_READERS + 2) as threads:
        readers = [threads.submit(_read, place, stop, number) for number in range(_READERS)]
        loader, exporter = threads.submit(_load, place, stop), threads.submit(_export, place, stop)
        try:
            for kind in ("data node", "cluster manager"):
                victim = _victim(nodes, cluster, is_manager=kind == "cluster manager")
                victim.kill()
                time.sleep(_SECONDS)
                nodes.start(victim)
                nodes.wait("green")
        finally:
            stop.set()
        searches = [one.result() for one in readers]
        written = loader.result()
    assert exporter.result() > 0
    assert min(searches) > 0
    assert written > 0
    with search.open(place) as archive:
        assert len(archive) == 40 + written
        ids = [article.id for article in archive.export("", sort="oldest")]
    assert len(ids) == len(set(ids)) == 40 + written
    assert index.verify(place) == []


def _read(place: str, stop: Event, number: int) -> int:
    """Search until it is time to stop: how often."""
    searches = 0
    with search.open(place) as archive:
        while not stop.is_set():
            query = ("cầu phà", "dan van", '"hội nghị"')[number % 3]
            found = archive.search(query, limit=5)
            assert all(hit.article.title or hit.article.body for hit in found)
            searches += 1
            time.sleep(0.1)
    return searches


def _load(place: str, stop: Event) -> int:
    """Add articles until it is time to stop: how many."""
    written = 0
    while not stop.is_set():
        lot = many(100 + written, [f"new{written + at}" for at in range(20)])
        assert index.update(lot, place, workers=0).added == len(lot)
        written += len(lot)
    return written


def _export(place: str, stop: Event) -> int:
    """Read all articles, again and again: how often that was whole. Else it was said."""
    whole = 0
    while not stop.is_set():
        with search.open(place) as archive:
            known, found, said = len(archive), [], ""
            try:
                for article in archive.export("", sort="oldest"):
                    found.append(article.id)
                    time.sleep(0.01)
            except ChangedArchiveError as error:
                said = str(error)
        assert len(found) == len(set(found))
        assert len(found) >= known if not said else f"{len(found)} of" in said
        whole += not said
    return whole


def _victim(nodes: Nodes, cluster: Cluster, *, is_manager: bool) -> Node:
    """The node that manages the cluster, or another one."""
    told = cluster.ask("GET", "/_cat/cluster_manager", format="json")
    manager = told[0]["node"]
    return next(node for node in nodes.nodes if (node.name == manager) == is_manager)


def _green(cluster: Cluster) -> None:
    cluster.ask("GET", "/_cluster/health", wait_for_status="green", patience=PATIENCE)
