"""A large archive keeps what its articles tell of names in a file, which says what a vote says."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from helpers.archives import MakeInput, files_beside, flip

import index
import search
from index.archive.generations import open_current
from index.storage.names import told, told_file

PEOPLE = ["ông Trần Văn Bình", "bà Lê Thị Hạnh", "ông Trần Văn Bình và bà Đỗ Thị Mơ", "John Miller"]
PLACES = ["huyện Lâm Khê", "xã Bến Trúc", "tỉnh Sông Thao"]


def article(number: int) -> dict[str, Any]:
    people, place = PEOPLE[number % len(PEOPLE)], PLACES[number % len(PLACES)]
    miller = " Miller nói vậy." if number % len(PEOPLE) == 3 else ""
    body = f"Hôm qua {people} thăm {place}. UBND {place} đón khách số {number}.{miller}"
    return {"id": str(number), "title": f"Chuyện số {number}", "body": body}


@pytest.fixture(name="folder")
def _folder(make_input: MakeInput, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(told_file, "WORTH", 30)
    folder = tmp_path / "archive"
    index.reindex([make_input(*map(article, range(40)))], folder, workers=0)
    return folder


def files(folder: Path) -> list[str]:
    """The names of the files in the live generation."""
    return files_beside(folder, "told")


def seen(folder: Path) -> dict[str, Any]:
    """What is said of names."""
    with search.open(folder) as archive:
        found: dict[str, Any] = {
            facet: [
                (one.name, one.articles, tuple(one.forms)) for one in archive.known_names(facet)
            ]
            for facet in ("person", "place", "org")
        }
        for query in ("", "lâm khê", 'person:"Trần Văn Bình"', "nơi:Bến Trúc"):
            results = archive.search(query, limit=50)
            found[query] = results.total, results.facets, [hit.article.id for hit in results.hits]
        found["typed"] = [archive.suggest(text) for text in ("tran van", "le thi", "huyện l")]
        found["of"] = [archive.names(str(number)) for number in range(0, 40, 7)]
    return found


def without_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What is said of names when all are voted on."""
    with monkeypatch.context() as patched:
        patched.setattr("search.engines.local.contents.read_told", lambda *_, **_others: None)
        return seen(folder)


def test_what_is_kept_says_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(files(folder)) == 1
    assert seen(folder)["person"]
    assert seen(folder) == without_the_file(folder, monkeypatch)
    assert index.verify(folder) == []


def test_its_bytes_are_counted_with_the_others(folder: Path) -> None:
    with search.open(folder) as archive:
        sizes = [path.stat().st_size for path in folder.glob("generations/1/*.[st]*")]
        assert len(sizes) == 2
        assert archive.stats().bytes["total"] == sum(sizes)


def test_small_archives_have_no_such_file(
    make_input: MakeInput, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(told_file, "WORTH", 41)
    folder = tmp_path / "archive"
    index.reindex([make_input(*map(article, range(40)))], folder, workers=0)
    assert not files(folder)


def test_updates_go_on_from_it(
    folder: Path, make_input: MakeInput, monkeypatch: pytest.MonkeyPatch
) -> None:
    [before] = files(folder)
    with search.open(folder) as archive:
        assert archive.search("", limit=1).facets["person"]
        index.update([make_input(article(7) | {"body": "Bà Cao Thị Sim ở xã Bến Trúc."})], folder)
        index.delete(["3", "11"], folder)
        assert files(folder) == [before]
        assert seen(folder) == without_the_file(folder, monkeypatch)
        now = dict(archive.search("", limit=1).facets["person"])
        assert now["Cao Thị Sim"] == 1
        assert dict(seen(folder)[""][1]["person"]) == now
    assert index.verify(folder) == []


def test_what_people_say_counts_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = "place: Trần Văn Bình\nperson: Lê Thị Hạnh = Đỗ Thị Mơ\nnone: xã Bến Trúc\n"
    (folder / "names.txt").write_text(said, "utf-8")
    found = seen(folder)
    assert "Trần Văn Bình" in [name for name, *_ in found["place"]]
    assert found == without_the_file(folder, monkeypatch)


def test_when_much_is_other_it_is_written_anew(folder: Path, make_input: MakeInput) -> None:
    before = files(folder)
    index.update([make_input(*map(article, range(100, 130)))], folder, workers=0)
    assert files(folder) != before
    assert len(files(folder)) == 1


@pytest.mark.parametrize("link", [False, True])
def test_a_copy_has_it(folder: Path, tmp_path: Path, link: bool) -> None:
    index.backup(folder, tmp_path / "copy", link=link)
    assert files(tmp_path / "copy") == files(folder)
    assert seen(tmp_path / "copy") == seen(folder)
    assert index.verify(tmp_path / "copy") == []


def told_path(folder: Path) -> Path:
    [name] = files(folder)
    return next(folder.glob(f"generations/*/{name}"))


def test_damage_of_it_is_found(folder: Path) -> None:
    path = told_path(folder)
    generation = open_current(folder)
    generation.release()
    assert generation.told is not None
    flip(path, generation.told.info.columns["every"][0])
    [problem] = index.verify(folder)
    assert path.name in problem
    with search.open(folder) as archive, pytest.raises(index.DamagedArchiveError, match=path.name):
        archive.search("lâm khê").facets  # noqa: B018 - which asks for them


def test_a_file_that_says_something_else_is_found(
    folder: Path, make_input: MakeInput, monkeypatch: pytest.MonkeyPatch
) -> None:
    def another(*given: Any) -> Any:
        found = told.told(*given)
        found.carried.every[0] += 1
        return found

    monkeypatch.setattr("index.archive.publishing.told", another)
    index.reindex([make_input(*map(article, range(40)))], folder, workers=0, keep=0)
    [problem] = index.verify(folder)
    assert "something else of names" in problem


def test_rules_of_before_are_not_gone_on_from(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = seen(folder)
    monkeypatch.setattr(told_file, "RULES", 99)
    assert seen(folder) == expected
    problems = index.verify(folder)
    assert problems == []


@pytest.mark.parametrize("step", ["write_told", "tells_of"])
def test_a_failure_leaves_the_archive_as_it_was(
    folder: Path, make_input: MakeInput, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fails(*_: Any) -> Any:
        raise OSError(28, "No space left on device")

    expected, generation = seen(folder), json.loads((folder / "CURRENT").read_text())
    monkeypatch.setattr(told_file, step, fails)
    changed: Callable[[], object] = lambda: index.update(  # noqa: E731
        [make_input(*map(article, range(100, 130)))], folder, workers=0
    )
    with pytest.raises(index.ArchiveError, match="No space left"):
        changed()
    monkeypatch.undo()
    assert json.loads((folder / "CURRENT").read_text()) == generation
    assert seen(folder) == expected


def test_names_of_most_articles_are_spelled_without_looking(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = seen(folder)["lâm khê"]

    def fails(*_: Any) -> Any:
        raise AssertionError

    monkeypatch.setattr("index.storage.names.printed.Printed.text", fails)
    with search.open(folder) as archive:
        found = archive.search("lâm khê", limit=50)
        assert (found.total, found.facets) == expected[:2]


def test_a_file_of_before_has_no_spellings_until_an_upgrade(
    make_input: MakeInput, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(told_file, "WORTH", 30)
    folder = tmp_path / "archive"

    columns = told_file._columns

    def before(told: Any) -> Any:
        """What a writer of before wrote."""
        return (one for one in columns(told) if one[0] not in {"spelled", "spellings"})

    with monkeypatch.context() as patched:
        patched.setattr(told_file, "_columns", before)
        index.reindex([make_input(*map(article, range(40)))], folder, workers=0)
    generation = open_current(folder)
    generation.release()
    assert generation.told is not None
    assert not told_file.has_spellings(generation.told)
    index.update([make_input(article(3) | {"title": "Chuyện khác"})], folder)
    generation = open_current(folder)
    generation.release()
    assert generation.told is not None
    assert not told_file.has_spellings(generation.told)  # an update takes no longer than before
    before = seen(folder)
    assert index.verify(folder) == []
    assert index.upgrade(folder, workers=0).generation == 3
    generation = open_current(folder)
    generation.release()
    assert generation.told is not None
    assert told_file.has_spellings(generation.told)
    assert seen(folder) == before
    assert index.verify(folder) == []


@pytest.mark.parametrize("column", ["spelled", "spellings"])
def test_damage_of_spellings_is_found(folder: Path, column: str) -> None:
    path = told_path(folder)
    generation = open_current(folder)
    generation.release()
    assert generation.told is not None
    flip(path, generation.told.info.columns[column][0])
    [problem] = index.verify(folder)
    assert path.name in problem
    with search.open(folder) as archive, pytest.raises(index.DamagedArchiveError, match=path.name):
        archive.search("lâm khê").facets  # noqa: B018 - which asks for them
