"""What somebody else did to an archive in a cluster is found, and never takes anything along in
silence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from helpers.made_articles import many

import index
import search
from index.cluster import building
from index.cluster.address import parse_address
from index.cluster.client import Cluster
from index.errors import ArchiveError, DamagedArchiveError, UnavailableArchiveError

NewPlace = Callable[[], str]
ARTICLES = [
    replace(one, published=published)
    for one, published in zip(
        many(40, ["a0", "a1", "a2"]), [date(2020, 1, 2), date(2021, 3, 4), None], strict=True
    )
]
NEW = many(41, ["new"])


class Intruder:
    """Somebody who does something to an archive's index, behind Khobao's back."""

    def __init__(self, place: str) -> None:
        self.name = parse_address(place).name
        self.cluster = Cluster(parse_address(place))

    def __call__(self, method: str, path: str, body: Any = None, **params: Any) -> Any:
        return self.cluster.ask(method, f"/{self.name}-000001{path}", body, **params)


@pytest.fixture
def by_year(new_place: NewPlace) -> str:
    place = new_place()
    building.reindex(ARTICLES, place, workers=0, by_year=True)
    return place


def test_a_document_that_is_not_as_we_write_it_is_found(by_year: str) -> None:
    """Who updates a document, or adds one, leaves it without terms."""
    intruder = Intruder(by_year)
    intruder("POST", "-y2020/_update/a0", {"doc": {"versions": ""}}, refresh=True)
    assert index.verify(by_year)[0] == "1 document without all that Khobao writes"
    intruder("PUT", "/_doc/none", {}, refresh=True)
    assert "2 documents without all that Khobao writes" in index.verify(by_year)


def test_a_text_that_somebody_else_wrote_is_damage(by_year: str) -> None:
    body = {"id": "x", "key": 77, "text_length": 0, "title_length": 0, "compounds_length": 0}
    Intruder(by_year)("PUT", "/_doc/x", {**body, "fingerprint": 1}, refresh=True)
    found = index.verify(by_year)
    assert found[0] == "it should hold 3 articles, and holds 4"
    assert found[1].startswith("the article x cannot be read")
    with search.open(by_year) as archive:
        with pytest.raises(DamagedArchiveError, match="restore a snapshot"):
            archive.search("")
        with pytest.raises(DamagedArchiveError):
            list(archive.export(""))


def test_another_index_of_the_same_name_is_told(by_year: str) -> None:
    intruder = Intruder(by_year)
    intruder("PUT", ".other", {"aliases": {intruder.name: {}}})
    (told,) = index.verify(by_year)
    assert told.startswith(f"the index {intruder.name}-000001.other has the archive's name, too")


def test_what_an_update_finds_lost_is_told(by_year: str) -> None:
    Intruder(by_year)("DELETE", "-y2020/_doc/a0", refresh=True)
    told = "the archive held 2 articles, and not 3 as it said"
    report = index.update(NEW, by_year, workers=0)
    assert (report.articles, report.added) == (3, 1)
    assert [one.startswith(told) for one in report.warnings] == [True]
    assert index.update(NEW, by_year, workers=0).warnings == []


def test_a_year_that_is_closed_is_missing_to_nobody(by_year: str) -> None:
    intruder = Intruder(by_year)
    with search.open(by_year) as archive:
        assert archive.search("").total == 3
    intruder("POST", "-y2020/_close")
    for ask in (
        lambda: search.open(by_year),
        lambda: index.update(NEW, by_year, workers=0),
        lambda: index.delete(["a2"], by_year),
        lambda: index.verify(by_year),
    ):
        with pytest.raises(ArchiveError, match="closed"):
            ask()
    intruder("POST", "-y2020/_open", wait_for_active_shards=1)
    assert index.verify(by_year) == []


@pytest.mark.parametrize("block", ["write", "read_only_allow_delete"])
def test_a_block_is_told_at_once_with_what_to_do(place: str, block: str) -> None:
    intruder = Intruder(place)
    intruder("PUT", "/_settings", {f"index.blocks.{block}": True})
    for write in (lambda: index.update(NEW, place, workers=0), lambda: index.delete(["a1"], place)):
        with pytest.raises(UnavailableArchiveError, match="make room on the disks"):
            write()
    with search.open(place) as archive:
        assert archive.search("cầu").total
    intruder("PUT", "/_settings", {f"index.blocks.{block}": None})


def test_an_index_is_no_archive_since_who_writes_it_would_have_another_lease(place: str) -> None:
    for ask in (search.open, lambda one: index.delete(["a1"], one)):
        with pytest.raises(ArchiveError, match="names an index, and no archive"):
            ask(f"{place}-000001")
