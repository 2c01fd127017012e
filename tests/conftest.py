"""What every test may use: articles made on the spot, and the sample archive."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from helpers.archives import MakeArchive, MakeInput, write_articles
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
