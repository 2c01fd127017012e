"""An archive with an index for each year answers as one in a single index does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from helpers.archives import MakeInput, ids
from helpers.made_articles import many
from helpers.shell import Shell

import index
import search
from index.articles.article import Article
from index.cluster import building, contents, updating
from index.cluster.address import parse_address
from index.cluster.client import Cluster
from index.cluster.copying import Layout, copy_archive
from index.cluster.loading import Action, Loaded, load
from index.errors import ArchiveError, UnavailableArchiveError

NewPlace = Callable[[], str]
ARTICLES = [
    replace(one, published=published)
    for one, published in zip(
        many(30, [f"a{at}" for at in range(12)]),
        [date(2019, 5, 1), date(2020, 2, 29), date(2021, 7, 8), None] * 3,
        strict=True,
    )
]


def build(articles: Iterable[Article], place: str, **options: object) -> index.Report:
    return building.reindex(articles, place, workers=0, by_year=True, **options)  # type: ignore[arg-type]


def indices(place: str) -> dict[str, int]:
    """How many articles lie in which index, by the ends of their names."""
    cluster = Cluster(parse_address(place))
    (alias,) = {parse_address(place).name}
    named = cluster.ask("GET", f"/_alias/{alias}")
    counts = {one: cluster.ask("GET", f"/{one}/_count")["count"] for one in named}
    return {one.removeprefix(alias): count for one, count in counts.items()}


@pytest.fixture
def place(new_place: NewPlace) -> str:
    address = new_place()
    build(ARTICLES, address)
    return address


def test_each_year_has_an_index_behind_the_name(place: str) -> None:
    years = {"-000001": 3, "-000001-y2019": 3, "-000001-y2020": 3, "-000001-y2021": 3}
    assert indices(place) == years
    assert index.verify(place) == []


def test_searches_find_the_same_in_all_years(
    place: str, new_place: NewPlace, tmp_path: Path
) -> None:
    index.reindex(ARTICLES, tmp_path / "archive", workers=0)
    with search.open(tmp_path / "archive") as own, search.open(place) as other:
        for query in ("dân vận", "cầu phà", '"hội nghị"', "núi since:2020", "ma until:2019-12-31"):
            expected, found = own.search(query, limit=20), other.search(query, limit=20)
            assert found.total == expected.total
            assert found.facets == expected.facets
            assert {hit.article.id for hit in found.hits} == {hit.article.id for hit in expected}
            assert [hit.article.id for hit in found.hits][:3] == [
                hit.article.id for hit in expected.hits
            ][:3]
        assert [*other.export("", sort="oldest")] == [*own.export("", sort="oldest")]
        assert other.stats().articles == own.stats().articles
    back = tmp_path / "back"
    assert copy_archive(place, back, workers=0).articles == len(ARTICLES)


def test_what_is_filtered_out_of_whole_years_changes_no_score(place: str, tmp_path: Path) -> None:
    """Where nothing of an index can match, its numbers count in the scores of the others."""
    index.reindex(ARTICLES, tmp_path / "archive", workers=0)
    with search.open(tmp_path / "archive") as own, search.open(place) as other:
        for query, filters in (
            ("dân vận cầu", {"undated": True}),
            ("dân vận cầu -date:*", {}),
            ("dân vận cầu", {"until": "2019"}),
        ):
            scores = {hit.article.id: hit.score for hit in own.search(query, **filters)}
            found = other.search(query, **filters)
            assert {hit.article.id: hit.score for hit in found} == pytest.approx(scores, rel=1e-3)
        exported = [*other.export("dân vận cầu", undated=True)]
        undated = other.search("dân vận cầu", undated=True)
        assert undated.undated == undated.total == len(exported)


def test_what_needs_no_score_is_asked_for_in_one_round(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where scores decide something, all indices are asked before for the numbers of all."""
    kinds = set()
    ask = Cluster.ask

    def noted(self: Cluster, method: str, path: str, body: object = None, **params: object) -> Any:
        kinds.add(params.get("search_type"))
        return ask(self, method, path, body, **params)

    with search.open(place) as archive:
        monkeypatch.setattr(Cluster, "ask", noted)
        assert archive.search("", since="2020", limit=2).facets["year"]
        assert archive.timeline("", every="year").total
        assert [*archive.export("", since="2020")]
        assert "dfs_query_then_fetch" not in kinds
        assert archive.search("phà", limit=2).hits
        assert "dfs_query_then_fetch" in kinds


def test_an_article_whose_date_changes_moves(place: str) -> None:
    moved = replace(ARTICLES[0], published=date(2023, 1, 2))
    undated = replace(ARTICLES[1], published=None)
    report = index.update([moved, undated], place, workers=0)
    assert (report.changed, report.articles) == (2, len(ARTICLES))
    assert indices(place) == {
        "-000001": 4,
        "-000001-y2019": 2,
        "-000001-y2020": 2,
        "-000001-y2021": 3,
        "-000001-y2023": 1,
    }
    with search.open(place) as archive:
        assert len(archive) == len(ARTICLES)
        assert [one.article for one in archive.history("a0")] == [moved, ARTICLES[0]]
        assert archive.search("", since="2023").total == 1
    assert index.verify(place) == []
    assert index.delete(["a0", "a2"], place).articles == len(ARTICLES) - 2
    assert "-000001-y2023" in indices(place)
    assert indices(place)["-000001-y2023"] == 0


def test_an_update_that_was_interrupted_between_writing_and_deleting_is_mended(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(cluster: Cluster, name: str, actions: Iterable[Action]) -> Loaded:
        load(cluster, name, (one for one in actions if b'"delete"' not in one.lines[:12]))
        raise UnavailableArchiveError("the machine is gone")

    moved = replace(ARTICLES[0], published=date(2023, 1, 2))
    with monkeypatch.context() as patched:
        patched.setattr(updating, "load", interrupted)
        with pytest.raises(UnavailableArchiveError):
            index.update([moved], place, workers=0)
    assert index.update([ARTICLES[4]], place, workers=0).articles == len(ARTICLES)
    assert sum(indices(place).values()) == len(ARTICLES)
    with search.open(place) as archive:
        assert archive.article("a0") == moved


def test_parts_that_hold_one_article_with_two_dates_keep_the_later_part(
    new_place: NewPlace,
) -> None:
    place = new_place()
    moved = replace(ARTICLES[2], published=date(2018, 1, 2))
    build(ARTICLES, place, part="1/2")
    assert build([moved, *many(31, ["b"])], place, part="2/2").articles == len(ARTICLES) + 1
    assert sum(indices(place).values()) == len(ARTICLES) + 1
    with search.open(place) as archive:
        assert archive.article("a2") == moved


def test_an_archive_stays_by_year_unless_said_otherwise(place: str) -> None:
    cluster = Cluster(parse_address(place))
    building.reindex(ARTICLES, place, workers=0, keep=0)
    assert {one.rpartition("-")[2] for one in indices(place)} == {
        "000002", "y2019", "y2020", "y2021"
    }  # fmt: skip
    building.reindex(ARTICLES, place, workers=0, keep=0, by_year=False)
    assert indices(place) == {"-000003": len(ARTICLES)}
    name = parse_address(place).name
    left = cluster.ask("GET", f"/{name}-*/_settings/index.uuid")
    assert sorted(left) == [f"{name}-000003", f"{name}-000003.language"]
    assert contents.read_contents(cluster).about.by_year is False


def test_an_odd_date_makes_no_index(new_place: NewPlace) -> None:
    place = new_place()
    odd = [replace(one, published=date(year, 1, 1)) for one, year in
           zip(ARTICLES, (1, 1899, 1900, 2099, 2100, 9999), strict=False)]  # fmt: skip
    build(odd, place)
    assert indices(place) == {"-000001": 4, "-000001-y1900": 1, "-000001-y2099": 1}
    assert index.verify(place) == []


def test_years_on_the_command_line(
    new_place: NewPlace, make_input: MakeInput, tmp_path: Path
) -> None:
    place, shell = new_place(), Shell(tmp_path)
    given = make_input({"id": "a", "title": "Cầu mới", "body": "Cầu.", "published": "2020-03-01"})
    assert shell("reindex", str(given), "--archive", place, "--by-year").exit_code == 0
    assert indices(place) == {"-000001": 0, "-000001-y2020": 1}
    refused = shell("reindex", str(given), "--archive", str(tmp_path / "folder"), "--by-year")
    assert refused.exit_code == 2
    assert "--by-year" in refused.stderr
    copied = shell("archive", "copy", place, str(tmp_path / "folder"))
    assert copied.exit_code == 0
    other = new_place()
    copy_archive(tmp_path / "folder", other, layout=Layout(by_year=True, replicas=0))
    assert indices(other) == {"-000001": 0, "-000001-y2020": 1}


def test_a_backup_brings_back_all_years_and_the_language(place: str, tmp_path: Path) -> None:
    cluster, name = Cluster(parse_address(place)), parse_address(place).name
    with pytest.raises(ArchiveError, match="no repository of snapshots named"):
        index.backup(place, "nowhere")
    cluster.ask("PUT", f"/_snapshot/{name}", {"type": "fs", "settings": {"location": name}})
    with search.open(place) as archive:
        expected = ids(archive.search("cầu phà").hits)
        corrected = archive.correct("cau pha hội nghi")
        stats = archive.stats()
    report = index.backup(place, name)
    assert report.articles == len(ARTICLES)
    assert report.bytes > 0
    assert index.backup(place, name).archive.name != report.archive.name
    printed = Shell(tmp_path)("backup", place, name)
    assert printed.exit_code == 0
    assert f"{len(ARTICLES)} articles" in printed.output

    named = {*indices(place)}
    cluster.ask("DELETE", f"/{name}-*")
    cluster.ask(
        "POST", f"/_snapshot/{name}/{report.archive.name}/_restore", {}, wait_for_completion=True
    )
    assert {*indices(place)} == named
    assert index.verify(place) == []
    with search.open(place) as archive:
        assert ids(archive.search("cầu phà").hits) == expected
        assert archive.correct("cau pha hội nghi") == corrected
        assert archive.stats().articles == stats.articles
    cluster.ask("DELETE", f"/_snapshot/{name}")


def test_an_archive_without_any_date_has_no_years(new_place: NewPlace) -> None:
    place = new_place()
    undated = [replace(one, published=None) for one in ARTICLES]
    build(undated, place)
    assert indices(place) == {"-000001": len(ARTICLES)}
    with search.open(place) as archive:
        assert archive.search("cầu").total > 0
        assert archive.stats().undated == len(ARTICLES)
    assert index.update([ARTICLES[0]], place, workers=0).changed == 1
    assert indices(place) == {"-000001": len(ARTICLES) - 1, "-000001-y2019": 1}


def test_an_explanation_adds_up_to_the_score(place: str) -> None:
    with search.open(place) as archive:
        for hit in archive.search("cầu phà dân vận"):
            assert sum(part.score for part in hit.explain()) == pytest.approx(hit.score, rel=1e-3)
