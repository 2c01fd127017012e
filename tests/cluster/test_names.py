"""People, places and organisations in a cluster: the same as in a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import index
import search
from index.articles.article import Article
from index.cluster.copying import Layout, copy_archive

ARTICLES = [
    Article("1", title="Cầu mới", body="Ông Trần Văn Bình và bà Lê Thị Hạnh đến xã Tràng Khúc."),
    Article("2", title="Phà cũ", body="Ông Trần Văn Bình nói về phà ở huyện Lâm Khê."),
    Article("3", title="Chợ", body="Trần Văn Bình về huyện Lâm Khê, theo UBND huyện Lâm Khê."),
    Article("4", title="Khách", body="Tổng thống John Miller đến Hà Nội. Ông Miller khen chợ."),
    Article("5", title="Tin ngắn", body="Ông Miller rời Hà Nội."),
    Article("6", title="Lúa", body="Lúa chín vàng ngoài đồng."),
]
LATER = [
    Article("7", title="Bến", body="Bà Lê Thị Hạnh thăm xã Tràng Khúc và huyện Lâm Khê."),
    Article("8", title="Đò", body="Ông Phạm Văn Giang chèo đò ở xã Tràng Khúc."),
]
Both = tuple[search.Archive, search.Archive]


@pytest.fixture(name="both")
def _both(new_place: Callable[[], str], tmp_path: Path) -> Iterator[Both]:
    """The same articles in a folder and in a cluster, some of them added by an update."""
    folder, place = str(tmp_path / "archive"), new_place()
    index.reindex(ARTICLES, folder, workers=0)
    copy_archive(folder, place, layout=Layout(2, 0))
    for archive in (folder, place):
        index.update(LATER, archive, workers=0)
    with search.open(folder) as own, search.open(place) as other:
        yield own, other


def test_facets_count_who_and_what_is_named(both: Both) -> None:
    own, other = (archive.search("").facets for archive in both)
    assert own["person"][0] == ("Trần Văn Bình", 3)
    assert {*dict(own["org"])} == {"UBND huyện Lâm Khê"}
    for facet in ("person", "place", "org"):
        assert other[facet] == own[facet], facet


@pytest.mark.parametrize(
    ("query", "filters"),
    [
        ("", {"person": ["tran van binh", "Trần Văn Bình"]}),
        ("", {"person": ["TRẦN VĂN BÌNH"], "place": ["xã Tràng Khúc"]}),
        ("", {"exclude_person": ["Trần Văn Bình"]}),
        ("", {"exclude_person": ["tran van binh", "Lê Thị Hạnh"], "person": ["John Miller"]}),
        ("", {"exclude_place": ["xã Tràng Khúc"], "exclude_person": ["Nguyễn Văn Không"]}),
        ("", {"person": ["John Miller"]}),
        ("", {"org": ["Uỷ ban nhân dân huyện Lâm Khê"]}),
        ('person:"Trần Văn Bình" -person:"Lê Thị Hạnh"', {}),
        ("nhân vật:Trần Văn Bình phà", {}),
        ("địa danh:Lâm Khê", {}),
        ("", {"person": ["Nguyễn Văn Không"]}),
    ],
)
def test_names_are_filters_and_fields(both: Both, query: str, filters: Any) -> None:
    own, other = (archive.search(query, **filters) for archive in both)
    assert {hit.article.id for hit in other} == {hit.article.id for hit in own}
    assert other.total == own.total
    assert other.facets == own.facets
    assert [note.code for note in other.notes] == [note.code for note in own.notes]


def test_an_article_tells_its_names(both: Both) -> None:
    own, other = ([archive.names(str(id)) for id in range(1, 9)] for archive in both)
    assert other == own
    assert [one.name for one in own[0]] == ["Trần Văn Bình", "Lê Thị Hạnh", "xã Tràng Khúc"]


def test_names_are_completed_and_recognised(both: Both) -> None:
    own, other = both
    for typed in ("Trần V", "tran", "Hạ", "john m", "x"):
        assert other.suggest(typed) == own.suggest(typed), typed
    for query in ("Trần Văn Bình", "Miller", "cầu"):
        assert other.search(query).named == own.search(query).named


def test_who_stands_beside_whom(both: Both) -> None:
    own, other = (archive.companions("place", "xã Tràng Khúc") for archive in both)
    assert own["person"]
    assert other == own


def test_what_is_searched_for_by_a_name_is_marked(both: Both) -> None:
    own, other = (
        [hit.snippets for hit in archive.search('person:"Trần Văn Bình"')] for archive in both
    )
    assert any(snippet.spans for snippets in own for snippet in snippets)
    assert sorted(other, key=str) == sorted(own, key=str)


NAMES_TXT = """\
person: Trần Văn Bình = Lê Thị Hạnh
none: Hà Nội
org: Lâm Khê = huyện Lâm Khê = UBND huyện Lâm Khê
"""


@pytest.fixture(name="corrected")
def _corrected(
    new_place: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Both]:
    """The same articles in a folder and in a cluster, beside which people say the same."""
    folder, place = tmp_path / "archive", new_place()
    index.reindex([*ARTICLES, *LATER], folder, workers=0)
    copy_archive(folder, place, layout=Layout(2, 0))
    (folder / "names.txt").write_text(NAMES_TXT)
    monkeypatch.setenv("KHOBAO_OPENSEARCH_FILES", str(folder))
    with search.open(folder) as own, search.open(place) as other:
        yield own, other


def test_what_people_say_of_names_counts_in_a_cluster_too(corrected: Both) -> None:
    own, other = corrected
    expected = own.search("").facets
    assert expected["person"][0] == ("Trần Văn Bình", 4)  # an article with two forms counts once
    assert "Hà Nội" not in dict(expected["place"])
    for facet in ("person", "place", "org"):
        assert other.search("").facets[facet] == expected[facet], facet
        assert other.known_names(facet) == own.known_names(facet), facet
    for query in ('person:"Lê Thị Hạnh"', 'org:"huyện Lâm Khê"', 'place:"Hà Nội"'):
        found, wanted = other.search(query), own.search(query)
        assert {hit.article.id for hit in found} == {hit.article.id for hit in wanted}, query
        assert found.facets == wanted.facets
    assert [other.names(str(id)) for id in range(1, 9)] == [
        own.names(str(id)) for id in range(1, 9)
    ]
    assert other.companions("place", "xã Tràng Khúc") == own.companions("place", "xã Tràng Khúc")


def test_names_and_synonyms_are_read_again_when_they_change(
    corrected: Both, tmp_path: Path
) -> None:
    _, other = corrected
    before = other.version
    (tmp_path / "archive" / "names.txt").write_text("none: Trần Văn Bình\nwrong\n")
    (tmp_path / "archive" / "synonyms.txt").write_text("phà = đò ngang\n")
    assert other.version != before
    assert "Trần Văn Bình" not in dict(other.search("").facets["person"])
    assert [problem.where for problem in other.name_problems()] == ["names.txt:2"]
    assert any("đò ngang" in one.forms for one in other.search("phà").synonyms)
