"""What is worked out of all segments lies in a file, which says what working it out would say."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from helpers.archives import MakeInput, files_beside, flip, newest_segment

import index
import search
from index.archive.generations import open_current
from index.storage.segment_info import SegmentInfo
from index.storage.shared import file as shared_file

AUTHORS = [["Trần Văn Bình"], ["TRẦN VĂN BÌNH", "Lê Hạnh"], [], ["Đỗ Mơ", "trần văn bình"]]
SOURCES = ["Báo Sông Thao", "Báo sông thao", "Tin Bến Trúc"]
WORDS = ["cầu phao", "đê sông", "vải chín", "trường làng", "bến phà", "chợ nổi"]
TYPED = ("cau phoa", "cầu phoa", "bén phà", "cho noi", "truong lang")


def article(number: int) -> dict[str, Any]:
    words = WORDS[number % len(WORDS)], WORDS[number // 7 % len(WORDS)]
    return {
        "id": str(number),
        "title": f"Chuyện {words[0]} số {number}",
        "body": f"Hôm qua {words[0]} ở gần {words[1]}. Khách thứ {number} ghé {words[0]}."
        + " Ban quản lý bến phà (BQLBP) báo tin." * (number % 3 == 0)
        + " Hội yêu đê sông (HYĐS) họp." * (number % 5 == 0),
        "source": SOURCES[number % len(SOURCES)],
        "authors": AUTHORS[number % len(AUTHORS)],
    }


@pytest.fixture(name="folder")
def _folder(make_input: MakeInput, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(shared_file, "WORTH", 30)
    folder = tmp_path / "archive"
    index.reindex([make_input(*map(article, range(40)))], folder, workers=0)
    return folder


def files(folder: Path) -> list[str]:
    """The names of the files in the live generation."""
    return files_beside(folder, "shared")


def path_of(folder: Path) -> Path:
    [name] = files(folder)
    return next(folder.glob(f"generations/*/{name}"))


def info_of(folder: Path) -> SegmentInfo:
    generation = open_current(folder)
    generation.release()
    assert generation.shared is not None
    return generation.shared.info


def seen(folder: Path) -> dict[str, Any]:
    """What is said of values and of the language."""
    with search.open(folder) as archive:
        found: dict[str, Any] = {}
        for query in ("", "cầu phao", 'tác giả:"trần văn bình"', 'nguồn:"báo sông thao"'):
            results = archive.search(query, limit=50)
            found[query] = results.total, results.facets, [hit.article.id for hit in results.hits]
        found["meant"] = [archive.correct(text) for text in TYPED]
        found["typed"] = [archive.suggest(text) for text in ("cau", "bến p", "tr")]
        found["explained"] = [*archive.snapshot().abbreviations().items()]
        found["values"] = [
            [*archive.snapshot().values(facet).falling()] for facet in ("source", "author")
        ]
    return found


def without_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The same where all is worked out."""
    with monkeypatch.context() as patched:
        patched.setattr("search.engines.local.contents.first_of", lambda *_: 0)
        return seen(folder)


def test_what_is_kept_says_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(files(folder)) == 1
    found = seen(folder)
    _, facets, ids = found["cầu phao"]
    mine = [id for id in ids if any("trần" in one.lower() for one in AUTHORS[int(id) % 4])]
    assert mine
    assert facets["author"][0] == ("Trần Văn Bình", len(mine))
    assert found["meant"][0] == "cau phao"
    assert [articles for _, articles in found["explained"]] == [14, 8]
    assert found == without_the_file(folder, monkeypatch)
    assert index.verify(folder) == []


def test_nothing_of_it_is_worked_out(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = seen(folder)

    def fails(*_: Any) -> Any:
        raise AssertionError

    for name in ("terms._sums", "folding._folded", "nearness.Nearness.of", "values._in_order"):
        monkeypatch.setattr(f"index.storage.shared.{name}", fails)
    assert seen(folder) == expected


def test_small_archives_have_no_such_file(
    make_input: MakeInput, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_file, "WORTH", 41)
    folder = tmp_path / "archive"
    index.reindex([make_input(*map(article, range(40)))], folder, workers=0)
    assert not files(folder)


def test_updates_go_on_from_it(
    folder: Path, make_input: MakeInput, monkeypatch: pytest.MonkeyPatch
) -> None:
    [before] = files(folder)
    with search.open(folder) as archive:
        assert archive.search("", limit=1).facets["author"]
        assert archive.correct("cầu phoa") == "cầu phao"
        new = {"authors": ["An Cao", "LÊ HẠNH"], "body": "Đò dọc qua kênh Xáng.", "source": None}
        index.update([make_input(*(article(number) | new for number in (7, 8, 9)))], folder)
        index.delete(["3", "11"], folder)
        assert files(folder) == [before]
        assert seen(folder) == without_the_file(folder, monkeypatch)
        now = archive.search("", limit=1).facets["author"]
        assert ("An Cao", 3) in now
        assert now == seen(folder)[""][1]["author"]
        assert archive.correct("kenh xáng") == "kênh xáng"
    assert index.verify(folder) == []


def test_when_much_is_other_it_is_written_anew(folder: Path, make_input: MakeInput) -> None:
    before = files(folder)
    index.update([make_input(*map(article, range(100, 130)))], folder, workers=0)
    assert files(folder) != before
    assert len(files(folder)) == 1


def test_an_upgrade_writes_it_alone(
    make_input: MakeInput, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "archive"
    index.reindex([make_input(*map(article, range(40)))], folder, workers=0)
    assert index.upgrade(folder, workers=0).generation == 0
    before, segment = seen(folder), newest_segment(folder)
    monkeypatch.setattr(shared_file, "WORTH", 30)
    report = index.upgrade(folder, workers=0)
    assert (report.generation, report.articles, report.indexed) == (2, 40, 0)
    assert newest_segment(folder).samefile(segment)
    assert len(files(folder)) == 1
    assert seen(folder) == before
    assert index.verify(folder) == []
    assert index.upgrade(folder, workers=0).generation == 0
    monkeypatch.setattr(shared_file, "RULES", 99)
    assert index.upgrade(folder, workers=0).generation == 3


@pytest.mark.parametrize("link", [False, True])
def test_a_copy_has_it(folder: Path, tmp_path: Path, link: bool) -> None:
    index.backup(folder, tmp_path / "copy", link=link)
    assert files(tmp_path / "copy") == files(folder)
    assert seen(tmp_path / "copy") == seen(folder)
    assert index.verify(tmp_path / "copy") == []


def test_its_bytes_are_counted_with_the_others(folder: Path) -> None:
    with search.open(folder) as archive:
        sizes = [path.stat().st_size for path in folder.glob("generations/1/*.s*")]
        assert len(sizes) == 2
        assert archive.stats().bytes["total"] == sum(sizes)


ASKED: dict[str, Callable[[search.Archive], object]] = {
    "author_values": lambda archive: archive.search("cầu phao").facets,
    "source_numbers": lambda archive: archive.search("cầu phao").facets,
    "author_identities": lambda archive: archive.search('tác giả:"Đỗ Mơ"').total,
    "explained": lambda archive: archive.search("BQLBP").total,
    "years": lambda archive: archive.search("cầu phao").facets,
    "terms": lambda archive: archive.correct("cầu phoa"),
    "numbers": lambda archive: archive.correct("cầu phoa"),
    "folds_to": lambda archive: archive.correct("cầu phoa"),
    "marked_letters": lambda archive: archive.correct("cầu phoa"),
    "segments": lambda archive: archive.search("cầu phao").facets,
}


@pytest.mark.parametrize("column", ASKED)
def test_damage_is_found_when_it_is_read(folder: Path, column: str) -> None:
    path = path_of(folder)
    flip(path, info_of(folder).columns[column][0])
    [problem] = index.verify(folder)
    assert path.name in problem
    with search.open(folder) as archive, pytest.raises(index.DamagedArchiveError, match=path.name):
        ASKED[column](archive)


def test_no_bit_that_is_flipped_gives_another_answer(folder: Path) -> None:
    path, source, expected = path_of(folder), random.Random(3), seen(folder)
    damage: list[str] = []
    for at in sorted(source.randrange(path.stat().st_size) for _ in range(40)):
        flip(path, at)
        try:
            found = seen(folder)
        except index.DamagedArchiveError as error:
            damage.append(str(error))
        else:
            assert found == expected
        flip(path, at)
    assert all(path.name in one for one in damage)
    assert len(damage) > 30
    assert seen(folder) == expected


def test_a_table_that_is_not_right_is_found_when_it_is_opened(folder: Path) -> None:
    flip(path_of(folder), info_of(folder).table)
    with pytest.raises(index.DamagedArchiveError, match="checksums"):
        search.open(folder)


@pytest.mark.parametrize("name", ["author_identity_of", "counts", "folded_starts"])
def test_a_file_that_says_something_else_is_found(
    folder: Path, make_input: MakeInput, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    arrays = shared_file._arrays  # as the writer of another version might have them

    def others(segments: Any) -> Any:
        for own, array in arrays(segments):
            yield own, array[::-1] if own == name else array

    monkeypatch.setattr(shared_file, "_arrays", others)
    index.reindex([make_input(*map(article, range(40)))], folder, workers=0, keep=0)
    monkeypatch.undo()
    [problem] = index.verify(folder)
    assert "something else than what comes of the segments" in problem


def test_other_rules_are_not_gone_on_from(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = seen(folder)
    monkeypatch.setattr(shared_file, "RULES", 99)
    assert seen(folder) == expected
    assert index.verify(folder) == []


@pytest.mark.parametrize("step", ["write_shared", "goes_on_to"])
def test_a_failure_leaves_the_archive_as_it_was(
    folder: Path, make_input: MakeInput, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fails(*_: Any) -> Any:
        raise OSError(28, "No space left on device")

    expected, generation = seen(folder), json.loads((folder / "CURRENT").read_text())
    monkeypatch.setattr(shared_file, step, fails)
    with pytest.raises(index.ArchiveError, match="No space left"):
        index.update([make_input(*map(article, range(100, 130)))], folder, workers=0)
    monkeypatch.undo()
    assert json.loads((folder / "CURRENT").read_text()) == generation
    assert seen(folder) == expected
