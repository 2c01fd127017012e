"""Every program in examples/ runs, and does what its docstring says."""

from __future__ import annotations

import ast
import csv
import json
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from papers.reading import ROOT, text_of

import index

FOLDER = ROOT / "examples"
PROGRAMS = sorted(path.name for path in FOLDER.glob("*.py"))


def run(folder: Path, program: str, *arguments: str | Path) -> str:
    """What a program prints, run in a folder."""
    command = [sys.executable, FOLDER / program, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_says_what_it_shows_and_is_listed_and_tried(program: str) -> None:
    docstring = ast.get_docstring(ast.parse((FOLDER / program).read_text(encoding="utf-8")))
    assert docstring is not None
    assert docstring.startswith("Shows ")
    assert f"python examples/{program} " in docstring
    assert f"]({program})" in text_of("examples/README.md")
    assert f'"{program}"' in Path(__file__).read_text(encoding="utf-8")


def test_articles_of_a_program_are_indexed_and_found_without_marks(tmp_path: Path) -> None:
    printed = run(tmp_path, "index_and_search.py", tmp_path / "own").splitlines()
    assert printed[:2] == ["3 articles indexed, 0 rejected", "2 of them match"]
    assert "Thông xe cầu treo Bản Lấu" in printed[2]
    assert "<mark>cầu treo</mark>" in printed[3]


def test_a_list_of_names_gives_a_table_and_the_articles(
    tmp_path: Path, sample_folder: Path
) -> None:
    assert run(tmp_path, "name_list.py", sample_folder) == "150 names, 33 articles\n"
    with (tmp_path / "names.csv").open(encoding="utf-8-sig", newline="") as file:
        table = {row["name"]: row for row in csv.DictReader(file)}
    assert len(table) == 150
    found = {"name": "Trịnh Bá Quyên", "articles": "4", "first": "2013-04-19", "last": "2019-01-22"}
    assert table["Trịnh Bá Quyên"] == found
    assert table["Lam Trúc Sinh"]["articles"] == "0"
    lines = (tmp_path / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    both = {"Trịnh Bá Quyên", "Lam Hạ"}
    assert any(both <= set(json.loads(line)["names"]) for line in lines)


def test_names_of_a_file_are_looked_for_and_no_likeness_of_them(
    tmp_path: Path, sample_folder: Path
) -> None:
    (tmp_path / "asked.txt").write_text("Trịnh Bá Quyện\n\nĐinh Thúy Vi\n", encoding="utf-8")
    run(tmp_path, "name_list.py", sample_folder, "--names", "asked.txt")
    with (tmp_path / "names.csv").open(encoding="utf-8-sig", newline="") as file:
        counts = {row["name"]: row["articles"] for row in csv.DictReader(file)}
    assert counts == {"Trịnh Bá Quyện": "0", "Đinh Thúy Vi": "4"}


def test_a_feed_can_be_added_again_and_again(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    first = run(tmp_path, "update_from_feed.py", archive).splitlines()
    again = run(tmp_path, "update_from_feed.py", archive).splitlines()
    rest = ["rejected: 3: no text", "2 articles; of ferries tell 2"]
    assert first == ["2 items written, 0 were there already", *rest]
    assert again == ["0 items written, 2 were there already", *rest]
    assert index.verify(archive) == []


def test_queries_over_time_are_a_table(tmp_path: Path, sample_folder: Path) -> None:
    printed = run(tmp_path, "timeline_to_csv.py", sample_folder, "cầu", "phà")
    heading, *rows = csv.reader(printed.splitlines())
    assert heading == [
        *("from", "cầu (articles)", "cầu (share)", "phà (articles)", "phà (share)"),
        "all articles",
    ]
    assert ["2019-01-01", "3", "0.75", "1", "0.25", "4"] in rows


def test_the_archive_is_served_under_a_path_of_another_application(sample_folder: Path) -> None:
    program = runpy.run_path(str(FOLDER / "embed_in_flask.py"))
    client = program["application"](sample_folder).test_client()
    assert "Its archive" in client.get("/").text
    page = client.get("/kho/?q=dan+van").text
    assert 'href="/kho/articles/bhg-2021-0707-dan-van?q=' in page
    assert 'href="/articles/' not in page
    assert client.get("/kho/api/v1/search?q=dan+van").get_json()["total"] == 5
    assert client.get("/articles/bhg-2021-0707-dan-van").status_code == 404


def test_other_weights_give_another_order(tmp_path: Path, sample_folder: Path) -> None:
    printed = run(tmp_path, "custom_ranking.py", sample_folder, "cau ben truc").splitlines()
    firsts = {
        name: printed[printed.index(f"{name}:") + 1].split(maxsplit=1)[1]
        for name in ("as it comes", "titles count more", "newer ones first")
    }
    assert firsts["titles count more"] == "Khởi công cầu Bến Trúc"
    assert len(set(firsts.values())) == 3
    assert "freshness: published" in printed[-1] or "freshness: published" in printed[-2]
