"""analyze, stats and verify: looking inside."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

Article = dict[str, Any]
Shell = Any  # a Shell of conftest.py


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
    printed = filled("stats").stdout
    assert "2020-10-18 to 2022-05-12 (1 without a date)" in printed
    assert re.search("native|pure Python", printed)
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
