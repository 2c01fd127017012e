"""The commands that judge ranking: what they print is what the queries were answered."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import zstandard
from intervals import difference, interval
from judging import read_kinds
from report import compared

QUALITY = Path(__file__).parent / "quality"
KINDS = [
    {"kind": "reworded", "text": "trâu đen", "plain": "bò vàng", "relevant": ["1"]},
    {"kind": "capitals", "text": "CÁ CHUỐI", "plain": "cá chuối", "relevant": ["2"]},
]
QUERY = {"id": "q", "kind": "topic", "variant": "clean", "text": "cá chuối", "exclude": []}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    articles = [
        {"id": "1", "title": "Bò vàng lên nương", "body": "Đàn bò vàng của bản."},
        {"id": "2", "title": "Ao cá chuối", "body": "Cá chuối lớn nhanh."},
    ]
    lines = "\n".join(map(json.dumps, articles)).encode()
    (tmp_path / "docs.jsonl.zst").write_bytes(zstandard.compress(lines))
    kinds = "\n".join(map(json.dumps, KINDS))
    (tmp_path / "kinds.jsonl").write_text(kinds, encoding="utf-8")
    query = json.dumps({**QUERY, "relevant": ["2"]})
    (tmp_path / "queries.jsonl").write_text(query, encoding="utf-8")
    return tmp_path


def run(script: str, *arguments: object) -> str:
    command = [sys.executable, str(QUALITY / script), *map(str, arguments)]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def test_a_kind_stands_beside_its_twin(folder: Path) -> None:
    assert [(typed.text, plain.text) for typed, plain in read_kinds(folder / "kinds.jsonl")] == [
        (one["text"], one["plain"]) for one in KINDS
    ]
    archive = folder / "archive"
    arguments = ("--archive", archive, "--worst", "reworded", "--processes", 1)
    printed = run("kinds.py", folder, *arguments).splitlines()
    assert [row.split()[2:9:3] for row in printed[1:3]] == [
        ["0.000", "1.000", "0.0%"],
        ["1.000", "1.000", "100.0%"],
    ]
    assert printed[-1].startswith("-1.000  'trâu đen'")


def test_two_judgements_are_compared(folder: Path) -> None:
    archive = folder / "archive"
    run("kinds.py", folder, "--archive", archive, "--processes", 1)
    run("report.py", "judge", folder, folder / "a.json", "--archive", archive)
    judged = json.loads((folder / "a.json").read_text(encoding="utf-8"))
    assert judged == {
        "nDCG@10  topic, clean": {"q": 1.0},
        "MRR  reworded": {"1:text": 0.0},
        "MRR  capitals": {"2:text": 1.0},
    }
    judged["MRR  reworded"]["1:text"] = 1.0
    (folder / "b.json").write_text(json.dumps(judged), encoding="utf-8")
    printed = run("report.py", "compare", folder / "a.json", folder / "b.json")
    assert "better for sure: 1 of 3\n  +1.000  MRR  reworded" in printed
    assert "worse for sure: 0 of 3" in printed


def test_an_interval_is_as_wide_as_the_queries_differ() -> None:
    assert interval([0.5] * 40) == (0.5, 0.5, 0.5)
    few, many = interval([0.0, 1.0] * 10), interval([0.0, 1.0] * 1000)
    assert few.low < many.low < 0.5 < many.high < few.high
    assert not difference([0.0, 1.0] * 20, [1.0, 0.0] * 20).is_change
    # The same small gain on every query is sure, however much the queries differ.
    gained = difference([0.0, 0.9] * 20, [0.1, 1.0] * 20)
    assert gained.is_change
    assert gained.mean == pytest.approx(0.1)


def test_only_what_both_judged_is_compared() -> None:
    before = {"a": {"1": 0.0, "2": 1.0}, "b": {"1": 1.0}, "c": {"1": 1.0}}
    (row,) = compared(before, {"a": {"2": 0.5, "3": 1.0}, "b": {"9": 1.0}, "d": {"1": 1.0}})
    assert row == ("a", 1, 1.0, 0.5, (-0.5, -0.5, -0.5))
