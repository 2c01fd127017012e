"""names: whom and what an archive names, and what of names.txt cannot be read."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from helpers.archives import write_articles
from helpers.shell import Shell

BODIES = (
    "Ông Trần Văn Bình gặp bà Lê Thị Hạnh ở huyện Lâm Khê.",
    "Ông TRẦN VĂN BÌNH và ông Trần Văn Bình thăm UBND huyện Lâm Khê.",
    "Bà Trần Vân Anh bán lúa. Chợ đông, bà Trần Vân Anh cười.",
    "Ông Trần Văn Bình xem lúa.",
)


@pytest.fixture(name="named")
def _named(shell: Shell, tmp_path: Path) -> Shell:
    articles = [{"id": str(n), "body": body} for n, body in enumerate(BODIES)]
    shell("reindex", str(write_articles(tmp_path / "in.jsonl", articles)), "--workers", "0")
    return shell


def test_names_are_listed_with_their_counts(named: Shell) -> None:
    lines = named("names", "person").stdout.splitlines()
    assert lines[0].strip() == "3  Trần Văn Bình = TRẦN VĂN BÌNH"
    assert [line.split(None, 1)[1] for line in lines[1:]] == ["Lê Thị Hạnh", "Trần Vân Anh"]
    assert named("names", "person", "--top", "1").stdout.splitlines() == lines[:1]
    assert "UBND huyện Lâm Khê" in named("names", "org").stdout


@pytest.mark.parametrize(
    ("contains", "expected"),
    [("tran van", ["Trần Văn Bình", "Trần Vân Anh"]), ("trần văn", ["Trần Văn Bình"]), ("x", [])],
)
def test_names_can_be_looked_for(named: Shell, contains: str, expected: list[str]) -> None:
    told = json.loads(named("names", "person", "--contains", contains, "--format", "json").stdout)
    assert [one["name"] for one in told["names"]] == expected
    assert told["problems"] == []


def test_a_table_has_types_counts_and_forms(named: Shell) -> None:
    printed = named("names", "place", "--format", "csv").stdout
    assert [*csv.reader(io.StringIO(printed))] == [
        ["type", "name", "articles", "forms"],
        ["place", "huyện Lâm Khê", "1", "huyện Lâm Khê"],
    ]


def test_lines_for_the_file_are_read_by_it(named: Shell) -> None:
    before = named("names", "person").stdout
    printed = named("names", "person", "--top", "0", "--format", "names").stdout
    assert printed.splitlines()[0].startswith("person: Trần Văn Bình  # 3 articles")
    (named.archive / "names.txt").write_text(printed, "utf-8")
    assert named("names", "person").stdout == before


def test_lines_that_cannot_be_read_are_told(named: Shell) -> None:
    (named.archive / "names.txt").write_bytes(
        b"person: A =\nlinh tinh\n\xff\xfe\n" + "bỏ: Lê Thị Hạnh\n".encode()
    )
    printed = named("names", "person").stdout
    assert "Not read: names.txt:1: a form is empty: person: A =" in printed
    assert "names.txt:2: a line is 'person: A = B'" in printed
    assert "names.txt:3: the line is not UTF-8" in printed
    assert "Lê Thị Hạnh" not in printed
    assert printed.splitlines()[:3] == [
        line for line in named("stats").stdout.splitlines() if line.startswith("Not read")
    ]
    problems = json.loads(named("stats", "--json").stdout)["name_problems"]
    assert [one["where"] for one in problems] == [f"names.txt:{n}" for n in (1, 2, 3)]


def test_stats_count_the_names_of_each_type(named: Shell) -> None:
    assert "3 people, 1 place, 1 organisation" in named("stats").stdout
    assert json.loads(named("stats", "--json").stdout)["names"] == {
        "person": 3,
        "place": 1,
        "org": 1,
    }
