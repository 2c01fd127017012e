"""What every test may use: articles made on the spot, and the sample archive."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from helpers.archives import MakeArchive, MakeInput, write_articles
from helpers.opensearch_nodes import NotAvailableError, running
from hypothesis import settings

import index
import search

# A busy machine is no reason for a test to fail.
settings.register_profile("khobao", deadline=None)
settings.load_profile("khobao")


@pytest.fixture
def make_input(tmp_path: Path) -> MakeInput:
    """Writes articles, given as dictionaries, into a JSON Lines file."""

    def make(*articles: dict[str, Any], name: str = "input.jsonl") -> Path:
        return write_articles(tmp_path / name, articles)

    return make


@pytest.fixture
def make_archive(make_input: MakeInput, tmp_path: Path) -> Iterator[MakeArchive]:
    """Indexes articles, given as dictionaries, and opens the archive."""
    opened: list[search.Archive] = []

    def make(*articles: dict[str, Any]) -> search.Archive:
        folder = tmp_path / f"archive{len(opened)}"
        index.reindex([make_input(*articles)], folder, workers=0)
        opened.append(search.open(folder))
        return opened[-1]

    yield make
    for archive in opened:
        archive.close()


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample archive, indexed once; tests that change an archive make their own."""
    folder = tmp_path_factory.mktemp("sample") / "archive"
    index.reindex([str(files("index") / "sample")], folder, workers=0)
    return folder


@pytest.fixture(scope="session")
def sample(sample_folder: Path) -> Iterator[search.Archive]:
    """The sample archive, opened."""
    with search.open(sample_folder) as archive:
        yield archive


@pytest.fixture(scope="session")
def cluster_hosts() -> Iterator[str]:
    """The hosts of a cluster of one node, as an address of Khobao's names them.

    KHOBAO_TEST_CLUSTER names those of one that runs already, or is "off" to leave these tests out.
    """
    given = os.environ.get("KHOBAO_TEST_CLUSTER", "")
    if given == "off":
        pytest.skip("KHOBAO_TEST_CLUSTER is off")
    if given:
        yield given
        return
    pytest.importorskip("opensearchpy", reason="the client is not installed: khobao[cluster]")
    try:
        with running(1, "384m") as cluster:
            yield cluster.hosts
    except NotAvailableError as why:
        pytest.skip(f"no OpenSearch can be had here: {why}")
