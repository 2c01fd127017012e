"""People, places and organisations: facets, filters, fields, completion, marks, corrections."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from helpers.archives import ids, write_articles

import index
import search
from index.build import naming
from index.storage.columns.name_column import NAMES
from index.storage.segment_writer import SegmentWriter
from search.query.notes import NoteCode

ARTICLES: list[dict[str, Any]] = [
    {
        "id": "1",
        "title": "Cầu mới",
        "body": "Ông Trần Văn Bình và bà Lê Thị Hạnh đến xã Tràng Khúc.",
    },
    {"id": "2", "title": "Phà cũ", "body": "Ông Trần Văn Bình nói về phà ở huyện Lâm Khê."},
    {"id": "3", "title": "Chợ", "body": "Trần Văn Bình về huyện Lâm Khê, theo UBND huyện Lâm Khê."},
    {
        "id": "4",
        "title": "Khách",
        "body": "Tổng thống John Miller đến Hà Nội. Ông Miller khen chợ.",
    },
    {"id": "5", "title": "Lúa", "body": "Lúa chín vàng ngoài đồng."},
]


def built(folder: Path, *lots: list[dict[str, Any]], workers: int = 0) -> Path:
    archive = folder / "archive"
    for number, lot in enumerate(lots):
        source = write_articles(folder / f"{number}.jsonl", lot)
        run = index.update if number else index.reindex
        run([source], archive, workers=workers)
    return archive


@pytest.fixture(name="folder", scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("names"), ARTICLES)


def names(archive: Path, query: str = "", **filters: Any) -> dict[str, list[tuple[str, int]]]:
    with search.open(archive) as opened:
        found = opened.search(query, **filters).facets
        return {name: found[name] for name in ("person", "place", "org")}


def test_facets_count_who_and_what_is_named(folder: Path) -> None:
    found = names(folder)
    assert found["person"] == [("Trần Văn Bình", 3), ("John Miller", 1), ("Lê Thị Hạnh", 1)]
    assert found["place"][0] == ("huyện Lâm Khê", 2)
    assert found["org"] == [("UBND huyện Lâm Khê", 1)]


@pytest.mark.parametrize("text", ["\ud800", "Bình \udfff", "\0", "\n", "ệ" * 5_000])
def test_what_can_be_no_name_is_none(folder: Path, text: str) -> None:
    with search.open(folder) as archive:
        assert archive.search(text, place=text).total == 0
        assert not archive.search(text).named


def test_filters_narrow_and_leave_their_own_facet(folder: Path) -> None:
    with search.open(folder) as archive:
        results = archive.search(
            "", person=["tran van binh", "Trần Văn Bình"], place="xã Tràng Khúc"
        )
        assert ids(results) == ["1"]
        results = archive.search("", person=["TRẦN VĂN BÌNH"])
        assert sorted(ids(results)) == ["1", "2", "3"]
        assert ("John Miller", 1) in results.facets["person"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('person:"Trần Văn Bình"', "123"),
        ("nhân vật:Trần Văn Bình phà", "2"),
        ("nhan vat:tran van binh -địa danh:Lâm", "1"),
        ('person:"Trần Văn Bình" person:"Lê Thị Hạnh"', "1"),
        ('person:"Trần Văn Bình" -person:"Lê Thị Hạnh"', "23"),
        ('tổ chức:"Ủy ban nhân dân huyện Lâm Khê"', "3"),
        ("org:UBND huyện Lâm Khê", "3"),
        ("person:Miller", "4"),
    ],
)
def test_fields_ask_for_names(folder: Path, query: str, expected: str) -> None:
    with search.open(folder) as archive:
        assert sorted(ids(archive.search(query))) == list(expected)


def test_a_name_that_is_not_known_is_looked_for_in_the_texts(folder: Path) -> None:
    with search.open(folder) as archive:
        results = archive.search('person:"lúa chín"')
        assert ids(results) == ["5"]
        assert NoteCode.UNKNOWN_VALUE in [note.code for note in results.notes]


def test_a_name_that_is_asked_for_is_marked_in_its_forms(folder: Path) -> None:
    with search.open(folder) as archive:
        [hit] = archive.search(
            "cầu", person="Trần Văn Bình", place="xã Tràng Khúc", match="any"
        ).hits[:1]
        marked = {s.text[a:b] for s in hit.snippets for a, b in s.spans}
        assert {"Trần Văn Bình", "xã Tràng Khúc"} <= marked


def test_names_are_offered_with_their_types_while_one_types(folder: Path) -> None:
    with search.open(folder) as archive:
        offered = {one.text: one.kind for one in archive.suggest("trần v")}
        assert offered['nhân vật:"Trần Văn Bình"'] == "person"
        assert "person" in {one.kind for one in archive.suggest("tran v")}
        assert "person" not in {one.kind for one in archive.suggest("trấn v")}


def test_archives_of_before_search_as_they_did_and_an_upgrade_finds_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = dict.fromkeys(("person", "place", "org"))
    add = SegmentWriter.add

    def add_without(writer: SegmentWriter, values: Mapping[str, Any]) -> None:
        add(writer, {name: value for name, value in values.items() if name != NAMES})

    with monkeypatch.context() as patch:
        patch.setattr(SegmentWriter, "add", add_without)
        archive = built(tmp_path, ARTICLES)
    with search.open(archive) as opened:
        results = opened.search("phà")
        assert results.total
        assert not without.keys() & results.facets.keys()
        results = opened.search('person:"Trần Văn Bình"')
        assert sorted(ids(results)) == ["1", "2", "3"]
        assert [note.code for note in results.notes] == [NoteCode.NO_NAMES]
    assert index.upgrade(archive).generation
    assert names(archive)["person"][0] == ("Trần Văn Bình", 3)
    assert not index.upgrade(archive).generation


def test_updates_give_the_same_names_as_one_run(tmp_path: Path) -> None:
    first, second = tmp_path / "one", tmp_path / "two"
    first.mkdir()
    second.mkdir()
    whole = built(first, ARTICLES)
    grown = built(second, ARTICLES[:1], ARTICLES[1:3], ARTICLES[3:])
    assert names(grown) == names(whole)


def test_large_updates_keep_what_one_article_names_for_the_next_that_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(naming, "MANY", 2)
    named = ["Ông Lê Văn Sậy nói.", "Chợ đông.", "Chợ vắng.", "Ông Lê Văn Sậy đến.", "Chợ mới."]
    articles = [{"id": str(at), "title": "Tin", "body": body} for at, body in enumerate(named)]
    archive = built(tmp_path, articles[1:2], articles[:1] + articles[2:3], articles[3:])
    assert names(archive)["person"] == [("Lê Văn Sậy", 2)]


def test_workers_give_the_same_names(tmp_path: Path, folder: Path) -> None:
    assert names(built(tmp_path, ARTICLES, workers=2)) == names(folder)


def test_large_runs_keep_the_names_that_several_articles_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(naming, "MANY", 3)
    archive = built(tmp_path, ARTICLES)
    found = names(archive)
    assert found["person"] == [("Trần Văn Bình", 3)]
    assert found["place"] == [("huyện Lâm Khê", 2)]
    index.verify(archive)


def test_people_correct_names_in_a_file_that_counts_at_once(tmp_path: Path) -> None:
    archive = built(tmp_path, ARTICLES)
    with search.open(archive) as opened:
        assert opened.search("").facets["person"][0] == ("Trần Văn Bình", 3)
        text = "người: Bình Trần = Trần Văn Bình  # tên gọi ở nhà\nnone: John Miller\nsai\n"
        (archive / "names.txt").write_text(text, "utf-8")
        assert opened.search("").facets["person"] == [("Bình Trần", 3), ("Lê Thị Hạnh", 1)]
        assert sorted(ids(opened.search('person:"Trần Văn Bình"'))) == ["1", "2", "3"]
        (archive / "names.txt").unlink()
        assert opened.search("").facets["person"][0] == ("Trần Văn Bình", 3)


def test_forms_in_the_file_may_be_composed_or_not(tmp_path: Path) -> None:
    archive = built(tmp_path, ARTICLES)
    decomposed = unicodedata.normalize("NFD", "person: Bình Trần\u200b = Trần Văn Bình\n")
    (archive / "names.txt").write_text(decomposed, "utf-8")
    with search.open(archive) as opened:
        assert opened.search("").facets["person"][0] == ("Bình Trần", 3)
        assert sorted(ids(opened.search('person:"Trần Văn Bình"'))) == ["1", "2", "3"]
        assert [one.name for one in opened.names("2") if one.spans] != []
