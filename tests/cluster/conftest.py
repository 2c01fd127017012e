"""What the tests of clusters share: one node, and archives in it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.made_articles import many

import index
from index.cluster.address import Address, parse_address
from index.cluster.client import Cluster
from index.cluster.copying import Layout, copy_archive

NewPlace = Callable[[], str]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one worker have the node, as that of the contract of engines does."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("cluster"))


@pytest.fixture(autouse=True)
def _staging(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHOBAO_STAGING", str(tmp_path / "staging"))


@pytest.fixture
def new_place(cluster_hosts: str) -> Iterator[NewPlace]:
    """Gives addresses of archives that nobody has used; what is in them is removed."""
    given: list[Address] = []

    def new() -> str:
        place = f"opensearch://{cluster_hosts}/test-{secrets.token_hex(8)}"
        given.append(parse_address(place))
        return place

    yield new
    for address in given:
        Cluster(address).ask("DELETE", f"/{address.name}-*", missing={})


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small archive in a folder."""
    folder = tmp_path_factory.mktemp("made") / "archive"
    index.reindex(many(3, [f"a{number}" for number in range(40)]), folder, workers=0)
    return folder


@pytest.fixture
def place(new_place: NewPlace, made: Path) -> str:
    """The small archive, in the cluster."""
    address = new_place()
    copy_archive(made, address, layout=Layout(1, 0))
    return address
