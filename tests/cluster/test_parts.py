"""A reindex in parts: what several machines load is what one would have loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
from helpers.archives import MakeInput
from helpers.made_articles import many
from helpers.shell import Shell

import index
import search
from index.cluster import building, contents, copying, parts
from index.cluster.address import parse_address
from index.cluster.client import Cluster
from index.cluster.loading import Action, Loaded, load
from index.errors import ArchiveError, UnavailableArchiveError

NewPlace = Callable[[], str]
FIRST = many(20, [f"a{at}" for at in range(12)])
# Near-duplicates of the first part, of each other, and an article that is in both parts.
SECOND = [
    *many(21, [f"b{at}" for at in range(8)]),
    replace(FIRST[2], id="copy2", source="Báo Khác"),
    replace(FIRST[5], id="copy5", source="Báo Khác"),
    replace(FIRST[5], id="again5", source="Báo Thứ Ba"),
    replace(FIRST[7], title="Tựa đề khác hẳn"),
]
THIRD = [replace(SECOND[1], id="copyb1", source="Báo Khác"), *many(22, ["c0", "c1"])]
PARTS = (FIRST, SECOND, THIRD)


def load_part(number: int, place: str, several: int = 3) -> index.Report:
    return building.reindex(PARTS[number - 1], place, workers=0, part=f"{number}/{several}")


def groups(archive: search.Archive, ids: Iterable[str]) -> set[frozenset[str]]:
    """The groups of near-duplicates, as sets of ids."""
    return {frozenset({id, *(one.id for one in archive.near_duplicates(id, 50))}) for id in ids}


def test_parts_are_what_one_run_makes(new_place: NewPlace, tmp_path: Path) -> None:
    place, folder, order = new_place(), tmp_path / "archive", (3, 1, 2)
    index.reindex([*FIRST, *SECOND, *THIRD], folder, workers=0)
    for number in order[:-1]:
        assert load_part(number, place).generation == 0
        with pytest.raises(ArchiveError, match="no archive"):
            search.open(place)
    report = load_part(order[-1], place)
    with search.open(folder) as own, search.open(place) as other:
        assert report.articles == len(other) == len(own)
        articles = {one.id: one for one in own.export("", sort="oldest")}
        assert {one.id: one for one in other.export("", sort="oldest")} == articles
        assert groups(other, articles) == groups(own, articles)
        assert frozenset({"a5", "copy5", "again5"}) in groups(own, articles)
        assert other.search("").facets == own.search("").facets
        assert other.search("Tựa đề khác hẳn").hits[0].article.id == "a7"
    assert index.verify(place) == []
    assert parts.loading_of(Cluster(parse_address(place))) is None


def test_readers_see_the_old_archive_until_the_last_part_is_there(new_place: NewPlace) -> None:
    place = new_place()
    index.reindex(many(23, ["old", "a0"]), place, workers=0)
    load_part(1, place, 2)
    load_part(1, place, 2)  # again, as after an interruption
    with search.open(place) as archive:
        assert (len(archive), archive.generation) == (2, 1)
        with pytest.raises(UnavailableArchiveError, match="in 2 parts, of which 1 are not there"):
            index.update(many(24, ["new"]), place, workers=0)
        assert load_part(2, place, 2).generation == 2
    with search.open(place) as archive:
        assert archive.article("old") is None
        assert archive.history("a0")[0].article == FIRST[0]
        assert len(archive.history("a0")) == 2
    assert index.update(many(24, ["new"]), place, workers=0).added == 1


def test_a_whole_reindex_takes_the_place_of_parts(new_place: NewPlace) -> None:
    place = new_place()
    cluster = Cluster(parse_address(place))
    load_part(1, place)
    with pytest.raises(ArchiveError, match="in 3 parts, and not in 4"):
        load_part(1, place, 4)
    assert index.reindex(SECOND, place, workers=0).articles == len(SECOND)
    assert [*contents.generations(cluster)] == [1]
    assert parts.loading_of(cluster) is None


def test_an_article_that_was_lost_is_missed(
    new_place: NewPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def careless(cluster: Cluster, name: str, actions: Iterable[Action]) -> Loaded:
        return load(cluster, name, (one for one in actions if one.id != "a3"))

    monkeypatch.setattr("index.cluster.copying.load", careless)
    with pytest.raises(ArchiveError, match=r"1 articles of part 1/3 are not in .* such as a3"):
        load_part(1, new_place())


@pytest.mark.parametrize("wrong", ["", "1", "0/3", "4/3", "1/9000", "a/b", "1/2/3", "-1/3"])
def test_what_is_no_part_is_an_error(wrong: str) -> None:
    with pytest.raises(ArchiveError, match="such as 2/8"):
        parts.parse_part(wrong)


def test_parts_on_the_command_line(
    new_place: NewPlace, make_input: MakeInput, tmp_path: Path
) -> None:
    place, shell = new_place(), Shell(tmp_path)
    given = str(make_input({"id": "a", "title": "Cầu mới", "body": "Cầu mới đã thông xe."}))
    told = shell("reindex", given, "--archive", place, "--part", "1/2")
    assert told.exit_code == 0
    assert "when the other parts are there" in told.stdout
    refused = shell("reindex", given, "--archive", str(tmp_path / "folder"), "--part", "1/2")
    assert refused.exit_code == 2
    assert "--part" in refused.stderr


def test_what_is_there_is_published_when_a_part_died(
    new_place: NewPlace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def dying(cluster: Cluster, name: str, actions: Iterable[Action]) -> Loaded:
        load(cluster, name, islice(actions, 5))
        raise UnavailableArchiveError("the machine is gone")

    place, shell = new_place(), Shell(tmp_path)
    early = shell("archive", "publish", place)
    assert early.exit_code == 2
    assert "nothing to publish" in early.stderr
    load_part(1, place)
    with monkeypatch.context() as patched:
        patched.setattr("index.cluster.copying.load", dying)
        with pytest.raises(UnavailableArchiveError):
            load_part(2, place)
    told = shell("archive", "publish", place)
    assert told.exit_code == 0, told.stderr
    assert "Part 2 did not end: 5 articles of it are there." in told.stdout
    assert "Part 3 did not end: 0 articles of it are there." in told.stdout
    with search.open(place) as archive:
        there = {one.id for one in archive.export("", sort="oldest")}
        assert there == {one.id for one in FIRST} | {f"b{at}" for at in range(5)}
        assert archive.search("").total == len(there)
    assert index.verify(place) == []
    assert index.update(SECOND, place, workers=0).articles == len(there) + len(SECOND) - 6
    assert parts.loading_of(Cluster(parse_address(place))) is None


def test_a_part_that_ends_too_late_says_so(
    new_place: NewPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(cluster: Cluster, name: str, actions: Iterable[Action]) -> Loaded:
        loaded = load(cluster, name, actions)
        copying.publish_parts(place)
        return loaded

    place = new_place()
    load_part(1, place)
    monkeypatch.setattr("index.cluster.copying.load", slow)
    with pytest.raises(ArchiveError, match="part 2/3 is not needed any more"):
        load_part(2, place)
    with search.open(place) as archive:
        assert archive.article("b3") is not None
