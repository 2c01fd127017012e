"""timeline, distinctive and export: numbers about all matches, and all of them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from helpers.shell import Article, Shell
from python_calamine import CalamineWorkbook

import index
import search


def rows(printed: bytes, encoding: str = "utf-8") -> list[list[str]]:
    return list(csv.reader(io.StringIO(printed.decode(encoding), newline="")))


def test_timeline_draws_a_bar_for_each_period(filled: Shell) -> None:
    lines = filled("timeline", "Bản Mường", "Cổ Trầm", "--match", "any").stdout.splitlines()
    assert [line.split()[:3] for line in lines[:3]] == [
        ["2020-10", "1", "100.0%"],
        ["(5", "months", "without"],
        ["2021-04", "1", "100.0%"],
    ]
    assert lines[0].endswith("█")
    assert lines[-1] == "3 articles match"


def test_timeline_says_how_many_have_no_date(filled: Shell) -> None:
    assert filled("timeline").stdout.endswith("\n4 articles match, 1 of them without a date\n")
    assert filled("timeline", "xyzzyx").stdout == "0 articles match\n"


def test_timelines_stand_side_by_side(filled: Shell) -> None:
    result = filled("timeline", "cầu treo", "--compare", "bến đò", "--every", "year")
    lines = [line.split() for line in result.stdout.splitlines()]
    assert [line[:4] for line in lines[:2]] == [
        ["2020", "cầu", "treo", "0"],
        ["bến", "đò", "1", "100.0%"],
    ]
    assert result.stdout.splitlines()[-2:] == [
        "cầu treo: 1 article matches",
        "bến đò: 1 article matches",
    ]


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_a_timeline_fits_the_terminal(filled: Shell, columns: int) -> None:
    arguments = ("timeline", "Mường Khao", "--compare", "bến đò Cổ Trầm nghỉ vì lũ")
    printed = filled.without_colours(*arguments, COLUMNS=str(columns))
    widths = [len(line) for line in printed.splitlines()]
    assert min(columns, 100) * 0.8 < max(widths) <= min(columns, 100)


def test_timeline_prints_what_the_library_answers(filled: Shell) -> None:
    with search.open(filled.archive) as archive:
        one = archive.timeline("Mường Khao", every="year")
        several = archive.compare(["Mường Khao", "=đò"], every="year")
    options = ("--every", "year")
    assert filled.json("timeline", "Mường Khao", "--json", *options) == one.to_dict()
    compared = ("timeline", "Mường Khao", "--compare", "=đò", *options)
    assert filled.json(*compared, "--json") == several.to_dict()
    table = rows(filled("timeline", "Mường Khao", "--csv", *options).stdout_bytes)
    assert table == [
        ["date", "count", "share"],
        *([str(b.date), str(b.count), f"{b.share:.6f}"] for b in one),
    ]
    table = rows(filled(*compared, "--csv").stdout_bytes)
    assert table[0] == ["date", "query", "count", "share"]
    assert [row[1] for row in table[1:3]] == ["Mường Khao", "'=đò"]


def test_a_wrong_comparison_is_one_line(filled: Shell) -> None:
    others = ["--compare", "phà"] * 4
    assert "from 2 to 4" in filled.one_line("timeline", "cầu", *others)
    assert "since" in filled.one_line("timeline", "cầu", "--since", "mai")


def test_distinctive_lists_words_with_their_counts(sample_folder: Path, shell: Shell) -> None:
    arguments = ("distinctive", "cầu Bến Trúc", "--limit", "3", "--archive", str(sample_folder))
    with search.open(sample_folder) as archive:
        words = archive.distinctive("cầu Bến Trúc", limit=3)
    lines = shell(*arguments).stdout.splitlines()
    assert [line.split() for line in lines] == [
        [str(word.count), "of", str(word.total), *word.text.split()] for word in words
    ]
    answer = shell.json(*arguments, "--json")
    assert answer["query"] == "cầu Bến Trúc"
    assert answer["words"] == [word.to_dict() for word in words]
    nothing = shell("distinctive", "xyzzyx", "--archive", str(sample_folder))
    assert nothing.stdout == "No word sets these articles apart\n"


def test_export_prints_all_articles_whole(filled: Shell, bridge: Article, tea: Article) -> None:
    lines = filled("export", "--sort", "newest").stdout_bytes.decode().splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["lk-1", "lk-2", "vt-7", "x-1"]
    first = json.loads(lines[0])
    assert {name: first[name] for name in bridge} == bridge
    assert "Bản Lấu" in lines[0]
    found = filled("export", "chè", "--source", "Báo Lam Khê").stdout_bytes.splitlines()
    assert [json.loads(line)["title"] for line in found] == [tea["title"]]
    assert filled("export", "xyzzyx").stdout_bytes == b""


def test_what_is_exported_can_be_indexed_again(filled: Shell, tmp_path: Path) -> None:
    path = tmp_path / "again.jsonl"
    path.write_bytes(filled("export").stdout_bytes)
    index.reindex([path], tmp_path / "archive", workers=0)
    with search.open(filled.archive) as first, search.open(tmp_path / "archive") as second:
        assert list(second.export(sort="newest")) == list(first.export(sort="newest"))


def test_an_export_as_a_table_has_every_field_of_every_match(
    filled: Shell, bridge: Article
) -> None:
    heading, *table = rows(filled("export", "--sort", "newest", "--format", "csv").stdout_bytes)
    first = dict(zip(heading, table[0], strict=True))
    assert first["body"] == bridge["body"]
    assert first["captions"] == "\n".join(bridge["captions"])
    assert first["published"] == bridge["published"]
    assert [row[0] for row in table] == ["lk-1", "lk-2", "vt-7", "x-1"]
    with_mark = filled("export", "--sort", "newest", "--format", "csv", "--bom").stdout_bytes
    assert with_mark.startswith(b"\xef\xbb\xbfid,")
    assert rows(with_mark, "utf-8-sig") == [heading, *table]


def test_an_export_has_the_fields_that_are_chosen_and_other_formats(filled: Shell) -> None:
    few = ("--sort", "newest", "--field", "source", "--field", "id")
    heading, *table = rows(filled("export", "--format", "csv", *few).stdout_bytes)
    assert heading == ["source", "id"]
    assert [row[1] for row in table] == ["lk-1", "lk-2", "vt-7", "x-1"]
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(filled("export", "--format", "xlsx", *few).stdout_bytes)
    )
    assert book.get_sheet_by_name("articles").to_python() == [heading, *table]
    today = date.today()
    assert f"Y2  - {today:%Y/%m/%d}" in filled("export", "--format", "ris").stdout
    assert filled("export", "--format", "bibtex").stdout.count("\n}\n") == 4
    assert "'pages' is not" in filled.one_line("export", "--format", "csv", "--field", "pages")


@pytest.mark.parametrize("text", ["=1+1", "+84 24", "-phà", "@lamkhe", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(
    text: str, make_archive: Callable[..., search.Archive], shell: Shell
) -> None:
    article = {"id": text, "title": text, "body": f"phà {text}", "tags": [text, "phà"]}
    archive = make_archive(article)
    printed = shell("export", "--format", "csv", "--archive", str(archive.path)).stdout_bytes
    cells = dict(zip(*rows(printed), strict=True))
    kept = next(archive.export())
    assert cells["title"] == f"'{kept.title}"
    assert not any(cell[:1] in set("=+-@\t\r") for cell in cells.values() if cell)
    assert cells["body"] == kept.body.replace("\r=", "\r'=")
