"""Moments that the cluster has lost: a search goes on, or is asked anew, and says nothing wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from helpers.made_articles import many

import index
import search
from index.cluster.address import parse_address
from index.cluster.client import Cluster
from index.cluster.copying import Layout, copy_archive
from index.errors import ChangedArchiveError

NewPlace = Callable[[], str]


def lose(place: str) -> None:
    """Let the cluster forget every moment, as a node does that ends."""
    Cluster(parse_address(place)).ask("DELETE", "/_search/point_in_time/_all")


def ids(archive: search.Archive) -> set[str]:
    """The ids of all articles."""
    return {article.id for article in archive.export("", sort="oldest")}


def test_a_lost_moment_is_begun_anew(place: str) -> None:
    with search.open(place) as archive:
        before = archive.search("cầu phà", limit=5)
        lose(place)
        again = archive.search("cầu phà", limit=5)
    assert [hit.article.id for hit in again] == [hit.article.id for hit in before]
    assert again.total == before.total


def test_a_lost_moment_knows_no_later_article(place: str, made: Path) -> None:
    with search.open(place) as archive:
        snapshot = archive.snapshot()
        index.update(many(4, ["later"]), place, workers=0)
        lose(place)
        every = snapshot.held(None, 100)
        assert every.total == 40
        assert len(snapshot.lexicons("text")) == 1
        assert {one.id for one in snapshot.articles(every.keys)} == {f"a{at}" for at in range(40)}


def test_what_a_lost_moment_cannot_tell_is_asked_anew(place: str, made: Path) -> None:
    with search.open(place) as archive:
        old = archive.snapshot()
        key = old.key_of("a3")
        assert key is not None
        index.delete(["a3"], place)
        lose(place)
        with pytest.raises(ChangedArchiveError, match="ask again"):
            old.article(key)
        assert archive.article("a3") is None
        assert ids(archive) == {f"a{at}" for at in range(40)} - {"a3"}


def test_an_index_that_is_gone_is_no_failure(place: str, made: Path) -> None:
    with search.open(place) as archive:
        assert len(archive) == 40
        copy_archive(made, place, layout=Layout(1, 0, keep=0))
        lose(place)
        assert archive.search("", limit=1).total == 40
        assert archive.generation == 2


def test_moments_that_nobody_asks_any_more_are_given_back(place: str) -> None:
    cluster = Cluster(parse_address(place))
    lose(place)

    for _ in range(5):
        with search.open(place) as archive:
            archive.search("cầu", limit=1)
    del archive
    assert cluster.ask("GET", "/_search/point_in_time/_all")["pits"] == []


def test_an_export_goes_on_where_the_cluster_holds_the_same(place: str, made: Path) -> None:
    with search.open(place) as archive:
        export = archive.export("", sort="oldest")
        begun = [next(export).id]
        index.update(many(4, ["later"]), place, workers=0)
        copy_archive(made, place, layout=Layout(1, 0, keep=1))  # the old index stays
        lose(place)
        every = [*begun, *(article.id for article in export)]
    assert sorted(every) == sorted(f"a{at}" for at in range(40))


def test_an_export_that_cannot_go_on_says_where_it_ended(new_place: NewPlace) -> None:
    place = new_place()
    index.reindex(many(5, [f"a{at}" for at in range(120)]), place, workers=0)
    with search.open(place) as archive:
        export = archive.export("", sort="oldest")
        begun = [next(export).id for _ in range(60)]
        index.delete([next(export).id for _ in range(40)][-1:], place)
        gone = next(one.id for one in archive.export("", sort="newest"))
        index.delete([gone], place)
        lose(place)
        with pytest.raises(ChangedArchiveError, match="ask again") as told:
            begun += [article.id for article in export]
    assert "100 of 120 articles were read, the last one a" in str(told.value)
    assert len({*begun}) == len(begun)


def test_what_a_search_works_out_later_is_right_or_says_that_it_is_gone(
    place: str, made: Path
) -> None:
    with search.open(place) as archive:
        expected = archive.search("cầu", group=True, limit=5)
        timeline, facets = expected.timeline("month"), expected.facets
        results = archive.search("cầu", group=True, limit=5)
        index.update(many(4, ["later"]), place, workers=0)
        lose(place)
        assert results.timeline("month") == timeline
        assert results.facets == facets
        assert results.hits[0].explain() == expected.hits[0].explain()
        copy_archive(made, place, layout=Layout(1, 0, keep=0))
        lose(place)
        with pytest.raises(ChangedArchiveError, match="ask again"):
            results.timeline("day")
