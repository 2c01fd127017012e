"""analyze, stats and verify: looking inside."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.shell import Article, Shell


def test_analyze_shows_syllables_words_and_pairs(shell: Shell) -> None:
    text = "Công tác dân vận, ở Hạ Giang"
    answer = shell.json("analyze", text, "--json")
    assert answer["text"] == text
    assert answer["syllables"][2] == {
        "start": 9,
        "end": 12,
        "original": "dân",
        "text": "dân",
        "folded": "dan",
        "after_break": False,
    }
    assert answer["syllables"][4]["after_break"]
    assert "dân_vận" in [word["text"] for word in answer["words"]]
    assert [pair["text"] for pair in answer["pairs"]] == [
        "công tác",
        "tác dân",
        "dân vận",
        "ở hạ",
        "hạ giang",
    ]
    printed = shell("analyze", *text.split()).stdout
    assert re.search(r"^2 +9-12 +dân +dân +dan *$", printed, re.MULTILINE)
    assert re.search(r"^4 +18-19 +ở +ở +o +after a break$", printed, re.MULTILINE)


def test_analyze_reads_standard_input(shell: Shell) -> None:
    answer = shell.json("analyze", "-", "--json", stdin="Kĩ sư\nthuỷ lợi".encode())
    assert [one["text"] for one in answer["syllables"]] == ["kỹ", "sư", "thuỷ", "lợi"]
    assert shell("analyze", "-", stdin=b"\xff \x00").exit_code == 0


def test_stats_describe_the_archive(filled: Shell) -> None:
    answer = filled.json("stats", "--json")
    assert answer["path"] == str(filled.archive.resolve())
    assert (answer["generation"], answer["articles"], answer["undated"]) == (1, 4, 1)
    assert answer["oldest"].startswith("2020-10-18T06:00")
    assert answer["newest"].startswith("2022-05-12T09:30")
    assert answer["facets"]["category"][0] == {"value": "Xã hội", "count": 2}
    sizes = answer["bytes"]
    assert all(sizes.values())
    assert sum(size for part, size in sizes.items() if part != "total") < sizes["total"]
    assert answer["abbreviations"] == [{"short": "HTX", "words": "hợp tác xã", "articles": 1}]
    printed = filled("stats").stdout
    assert "2020-10-18 to 2022-05-12 (1 without a date)" in printed
    assert re.search("native|pure Python", printed)
    assert "explained  1 abbreviation, most often HTX = hợp tác xã (1)\n" in printed
    assert re.search(r"^ +2  Báo Lam Khê$", printed, re.MULTILINE)


def test_verify_says_ok_or_what_is_damaged(
    shell: Shell, make_input: Callable[..., Path], bridge: Article
) -> None:
    shell("reindex", str(make_input(bridge)))
    assert (shell("verify").exit_code, shell("verify").stdout) == (0, "OK\n")
    segment = next((shell.archive / "generations" / "1").glob("*.seg"))
    intact = segment.read_bytes()
    segment.write_bytes(intact[:-1] + bytes([intact[-1] ^ 1]))
    result = shell("verify")
    assert result.exit_code == 1
    assert str(segment) in result.stdout
    segment.write_bytes(intact[:-1])
    result = shell("verify")
    assert result.exit_code == 1
    assert "is damaged" in result.stdout


@pytest.fixture
def own(filled: Shell) -> Iterator[Path]:
    """Where a file of synonyms may lie while a test runs."""
    path = filled.archive / "synonyms.txt"
    yield path
    path.unlink()


def test_synonyms_are_listed_with_where_they_are_from(filled: Shell, own: Path) -> None:
    own.write_text("trà = chè\nsai", encoding="utf-8")
    answer = filled.json("synonyms", "--json")
    entries = {entry["form"]: entry for entry in answer["synonyms"]}
    assert entries["trà"] == {
        "form": "trà",
        "others": ["chè"],
        "share": 1.0,
        "articles": 0,
        "origin": f"{own}:1",
    }
    assert (entries["HTX"]["articles"], entries["HTX"]["origin"]) == (1, "built in")
    (problem,) = answer["problems"]
    assert (problem["where"], problem["raw"]) == (f"{own}:2", "sai")
    printed = filled("synonyms").stdout
    assert printed.startswith(f"Not read: {own}:2: a line is")
    assert re.search(r"^ +1  HTX = Hợp tác xã \(built in\)$", printed, re.MULTILINE)
    assert "BTV = Ban Thường vụ (built in, 50% of its meanings)" in printed
