"""batch: many queries of a file, their numbers and first hits."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest
from helpers.shell import Shell

NAMES = "Mường Khao\n\nBản Lấu\nMường Khao\nkhông có ai\n"


@pytest.fixture
def names(tmp_path: Path) -> Path:
    path = tmp_path / "names.txt"
    path.write_text(NAMES, encoding="utf-8")
    return path


def test_table_has_a_line_for_each_query_and_one_for_each_hit(filled: Shell, names: Path) -> None:
    result = filled("batch", str(names), "--limit", "1")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["query", "total", "phrase", "all", "score"]
    assert lines[1].split() == ["Mường", "Khao", "2", "2", "2", "2"]
    assert lines[2].startswith("    2021-04-02  Chè Mường Khao") or "Thông xe" in lines[2]
    assert lines[-1].split()[-4:] == ["0", "0", "0", "0"] or "không có ai" in result.stdout
    assert result.stderr == "4 rows; 1 repeated; 1 blank line passed over\n"


def test_numbers_are_those_of_searches_one_by_one(filled: Shell, names: Path) -> None:
    result = filled("batch", str(names), "--format", "jsonl", "--until", "2021", "--limit", "5")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["query"] for row in rows] == [line for line in NAMES.splitlines() if line]
    for row in rows:
        options = ("--match", "phrase", "--until", "2021", "--limit", "5")
        alone = filled.json("search", row["query"], "--json", *options)
        assert {name: row[name] for name in ("total", "counts", "count_note")} == {
            name: alone[name] for name in ("total", "counts", "count_note")
        }
        assert [hit["id"] for hit in row["hits"]] == [hit["id"] for hit in alone["hits"]]
    assert rows[2]["repeats"] == 1


def test_csv_carries_columns_and_holds_no_formula(filled: Shell, tmp_path: Path) -> None:
    listed = "Tên,ghi chú\nBản Lấu,=1+1\n,@x\n".encode()
    result = filled("batch", "-", "--format", "csv", "--bom", stdin=listed)
    data = result.stdout_bytes.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(data)))
    assert [(row["query"], row["ghi chú"], row["total"], row["error"]) for row in rows] == [
        ("Bản Lấu", "'=1+1", "1", ""),
        ("", "'@x", "", "no-query"),
    ]
    assert rows[0]["id_1"] == "lk-1"
    assert result.stderr == "2 rows; 1 with an error; queries from the column 'Tên'\n"


def test_output_is_whole_and_its_name_tells_the_form(filled: Shell, names: Path) -> None:
    for name, first in (("a.csv", "query,"), ("a.jsonl", "{"), ("a.txt", "query ")):
        output = names.with_name(name)
        output.write_text("as it was")
        result = filled("batch", str(names), "--output", str(output), "--quiet")
        assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
        assert output.read_text(encoding="utf-8").startswith(first)
    assert not list(names.parent.glob("*.part"))


def test_wrong_use_is_one_line_and_leaves_the_output_as_it_was(
    filled: Shell, names: Path, tmp_path: Path
) -> None:
    output = tmp_path / "out.csv"
    output.write_text("as it was")
    wrong = [str(names), "--since", "nie", "--output", str(output)]
    assert "since: 'nie'" in filled.one_line("batch", *wrong)
    assert output.read_text() == "as it was"
    assert "No such file" in filled.one_line("batch", str(tmp_path / "none.txt"))
    assert "no column 'x'" in filled.one_line("batch", str(names), "--column", "x")


@pytest.mark.parametrize("to_file", [False, True])
def test_ctrl_c_leaves_whole_rows(filled: Shell, tmp_path: Path, to_file: bool) -> None:
    path = tmp_path / "many.txt"
    path.write_text("".join(f"Mường Khao {n}\n" for n in range(20_000)), encoding="utf-8")
    output = tmp_path / "out.jsonl"
    arguments = ["batch", str(path), "--format", "jsonl", *["--output", str(output)] * to_file]
    streams: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with filled.start(*arguments, **streams) as process:
        part = tmp_path / "out.jsonl.part"
        if to_file:
            while not (part.exists() and part.stat().st_size):
                assert process.poll() is None
            data = b""
        else:
            data = process.stdout.readline()
        os.kill(process.pid, signal.SIGINT)
        rest, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    if to_file:
        assert not output.exists()
        assert str(part).encode() in errors
        data = part.read_bytes()
    rows = (data + rest).decode().splitlines(keepends=True)
    assert 0 < len(rows) < 20_000
    assert all(row.endswith("}\n") and json.loads(row)["query"] for row in rows)
