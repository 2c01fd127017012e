"""Archives in a cluster are built, changed, copied and checked; counts add up."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from helpers.archives import MakeInput
from helpers.made_articles import many
from helpers.shell import Shell

import index
import search
from index.archive.generations import open_current
from index.cluster import contents, loading
from index.cluster.address import parse_address
from index.cluster.client import Cluster
from index.cluster.copying import copy_archive
from index.cluster.lease import writing
from index.cluster.loading import Action, load
from index.errors import ArchiveError, UnavailableArchiveError

NewPlace = Callable[[], str]


def test_a_reindex_publishes_and_keeps_what_was_known_of_articles(new_place: NewPlace) -> None:
    place = new_place()
    lot = many(4, ["a", "b", "c"])
    report = index.reindex(lot, place, workers=0)
    assert (report.indexed, report.articles, report.generation) == (3, 3, 1)
    changed = replace(lot[0], body="Cầu Bến Trúc đã thông xe sáng nay, phà nghỉ hẳn.")
    again = index.reindex([changed, lot[1]], place, workers=0)
    assert (again.changed, again.unchanged, again.removed, again.articles) == (1, 1, 1, 2)
    with search.open(place) as archive:
        versions = archive.history("a")
        assert [one.article.body for one in versions] == [changed.body, lot[0].body]
        assert archive.search("Bến Trúc").hits[0].article.id == "a"
        assert archive.generation == 2


def test_an_update_writes_what_is_new_or_changed_and_nothing_else(new_place: NewPlace) -> None:
    place = new_place()
    lot = many(5, ["a", "b", "c"])
    index.reindex(lot, place, workers=0)
    with search.open(place) as archive:
        nothing = index.update(lot, place, workers=0)
        assert (nothing.indexed, nothing.unchanged, nothing.generation) == (0, 3, 1)
        changed = replace(lot[1], title="Tựa đề khác hẳn")
        report = index.update([*many(6, ["d"]), changed], place, workers=0)
        assert (report.added, report.changed, report.articles) == (1, 1, 4)
        snapshot = archive._engine.snapshot()
        assert snapshot.count in (3, 4)  # it looks once a second
    with search.open(place) as archive:
        assert len(archive) == 4
        assert archive.article("b").title == "Tựa đề khác hẳn"
        assert len(archive.history("b")) == 2


def test_near_duplicates_of_what_is_there_join_its_group(new_place: NewPlace) -> None:
    place = new_place()
    lot = many(7, ["a", "b"])
    index.reindex(lot, place, workers=0)
    index.update([replace(lot[0], id="copy", source="Báo Khác")], place, workers=0)
    with search.open(place) as archive:
        assert [one.id for one in archive.near_duplicates("a")] == ["copy"]
        assert archive.search("", group=True).groups == 2


def test_what_is_deleted_is_gone_and_may_come_back(place: str, made: Path) -> None:
    report = index.delete(["a1", "nobody"], place)
    assert (report.deleted, report.missing, report.articles) == (1, ["nobody"], 39)
    with search.open(place) as archive:
        assert archive.article("a1") is None
        assert len(archive) == 39
    with search.open(made) as local:
        index.update([local.article("a1")], place, workers=0)
    with search.open(place) as archive:
        assert archive.article("a1").id == "a1"
        assert index.verify(place) == []


def test_an_archive_is_copied_there_and_back(place: str, made: Path, tmp_path: Path) -> None:
    copied = copy_archive(place, tmp_path / "back", workers=0)
    assert copied.articles == 40
    with search.open(made) as one, search.open(tmp_path / "back") as other:
        assert [*one.export("", sort="oldest")] == [*other.export("", sort="oldest")]
        assert one.stats().facets == other.stats().facets


def test_only_one_of_two_archives_may_be_a_folder(made: Path, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="one of the two"):
        copy_archive(made, tmp_path / "other")


def test_verify_tells_what_is_lost_and_what_is_another(place: str) -> None:
    address = parse_address(place)
    cluster = Cluster(address)
    assert index.verify(place) == []
    found = contents.read_contents(cluster)
    path = f"/{found.index}/_doc/a3?version=999&version_type=external&refresh=true"
    cluster.ask("DELETE", path)
    assert any("39" in sentence and "40" in sentence for sentence in index.verify(place))


def test_a_document_that_the_cluster_does_not_take_is_an_error(place: str) -> None:
    cluster = Cluster(parse_address(place))
    wrong = b'{"index":{"_id":"x"}}\n{"no_such_field":1}\n'
    with pytest.raises(ArchiveError, match="does not take the article x"):
        load(cluster, contents.read_contents(cluster).index, [Action("x", wrong)])


def test_what_a_busy_cluster_refuses_is_sent_again(
    place: str, made: Path, monkeypatch: pytest.MonkeyPatch, new_place: NewPlace
) -> None:
    real = Cluster.ask
    asked: list[str] = []

    def busy(self: Cluster, method: str, path: str, *args: Any, **params: Any) -> Any:
        if path.endswith("/_bulk"):
            asked.append(path)
            if len(asked) == 1:
                raise UnavailableArchiveError("too many requests")
            answer = real(self, method, path, *args, **params)
            if len(asked) == 2:  # half of it was refused
                for one in answer["items"][::2]:
                    next(iter(one.values())).update(status=429)
            return answer
        return real(self, method, path, *args, **params)

    monkeypatch.setattr(Cluster, "ask", busy)
    monkeypatch.setattr(loading, "_FIRST_WAIT", 0.01)
    copied = copy_archive(made, new_place())
    assert copied.articles == 40
    assert copied.repeated == 40 + 20
    assert len(asked) == 3


def test_articles_that_are_lost_on_the_way_are_missed(
    made: Path, new_place: NewPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = new_place()
    monkeypatch.setattr(
        "index.cluster.copying.load",
        lambda cluster, name, actions: load(cluster, name, islice(actions, 1, None)),
    )
    with pytest.raises(ArchiveError, match=r"40 articles were sent .* and 39 are there"):
        copy_archive(made, place)
    assert contents.generations(Cluster(parse_address(place))) == {}


def test_the_command_line_works_on_a_cluster(new_place: NewPlace, made: Path) -> None:
    place, shell = new_place(), Shell(made)
    assert shell("archive", "copy", str(made), place).exit_code == 0
    told = shell("search", "cầu", "--archive", place, "--json")
    here = shell("search", "cầu", "--archive", str(made), "--json")
    assert told.exit_code == here.exit_code == 0
    assert shell("verify", "--archive", place).stdout == "OK\n"
    for command in ("optimize", "repair", "upgrade"):
        refused = shell(command, "--archive", place)
        assert refused.exit_code == 2
        assert "cluster" in refused.stderr
    missing = shell("search", "x", "--archive", "opensearch://127.0.0.1:1/none")
    assert missing.exit_code == 2
    assert missing.stderr.count("\n") == 1


def test_a_generation_of_a_folder_is_not_touched(place: str, made: Path) -> None:
    generation = open_current(made)
    generation.release()
    assert generation.number == 1
    with search.open(place) as archive, search.open(made) as local:
        assert len(archive) == len(local)


def test_what_was_staged_and_not_sent_is_sent_by_a_resumed_run(
    new_place: NewPlace, make_input: MakeInput, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = new_place()
    given = [str(make_input({"id": "a", "title": "Cầu mới", "body": "Cầu mới đã thông xe."}))]
    with monkeypatch.context() as broken:
        broken.setattr("index.cluster.copying.check_count", _fails)
        with pytest.raises(UnavailableArchiveError, match="gone"):
            index.reindex(given, place, workers=0)
    with monkeypatch.context() as unread:
        unread.setattr("index.build.pipeline.reindex", _fails)
        assert index.reindex(given, place, workers=0, resume=True).articles == 1
    with search.open(place) as archive:
        assert archive.article("a").title == "Cầu mới"


def _fails(*_: object, **__: object) -> int:
    raise UnavailableArchiveError("gone")


def test_an_update_that_was_interrupted_is_whole_when_it_is_run_again(
    new_place: NewPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = new_place()
    index.reindex(many(8, ["a"]), place, workers=0)
    with monkeypatch.context() as broken:
        broken.setattr("index.cluster.contents.say", _fails)
        with pytest.raises(UnavailableArchiveError):
            index.update(many(9, ["b", "c"]), place, workers=0)
    report = index.update(many(9, ["b", "c"]), place, workers=0)
    assert (report.articles, report.indexed) == (3, 2)
    assert index.verify(place) == []
    with search.open(place) as archive:
        assert archive.stats().articles == 3


def test_a_rehearsed_update_tells_what_it_would_do_and_writes_nothing(place: str) -> None:
    with search.open(place) as archive:
        held = archive.article("a1")
    assert held is not None
    lot = [held, replace(held, id="a2", title="Tựa đề khác hẳn"), *many(11, ["new"])]
    rehearsed = index.update(lot, place, workers=0, dry_run=True)
    with search.open(place) as archive:
        assert (len(archive), archive.generation) == (40, 1)
        assert archive.article("new") is None
    report = index.update(lot, place, workers=0)
    names = ("added", "changed", "unchanged", "indexed", "articles")
    assert (report.added, report.changed, report.unchanged) == (1, 1, 1)
    assert [getattr(rehearsed, name) for name in names] == [getattr(report, name) for name in names]
    assert (rehearsed.dry_run, report.dry_run) == (True, False)


def test_one_writes_at_a_time(place: str) -> None:
    cluster = Cluster(parse_address(place))
    with writing(cluster) as lease:
        with pytest.raises(UnavailableArchiveError, match="is being written by"):
            index.update(many(12, ["new"]), place, workers=0)
        lease.check()
    assert index.update(many(12, ["new"]), place, workers=0).added == 1


def test_a_lease_that_ran_out_is_taken_over(place: str) -> None:
    cluster = Cluster(parse_address(place))
    with writing(cluster, seconds=0.0) as lost:
        time.sleep(0.5)  # it is not renewed in time
        with writing(cluster) as lease:
            with pytest.raises(ArchiveError, match="another writer"):
                lost.check()
            lease.check()
    with writing(cluster):
        pass


def test_what_a_killed_run_left_behind_takes_the_place_of_no_generation(place: str) -> None:
    cluster = Cluster(parse_address(place))
    before = contents.read_contents(cluster)
    contents.create(cluster, contents.index_name(cluster, 2), before.about)
    assert index.reindex(many(8, ["a"]), place, workers=0).generation == 3
    assert {*contents.generations(cluster)} == {1, 3}
