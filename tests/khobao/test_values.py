"""Values of facets on the command line: one in all spellings, and a line about unknown ones."""

from __future__ import annotations

import pytest
from helpers.archives import write_articles
from helpers.shell import Shell

SPELLED = ["Văn hóa", "Văn hoá", "VĂN HÓA", "Văn\u00a0 hóa"]
UNKNOWN = "no article in the archive has this value: category Văn hao; did you mean Văn hóa?"


@pytest.fixture
def spelled(shell: Shell) -> Shell:
    path = shell.archive.parent / "in.jsonl"
    records = [{"id": f"c{n}", "body": "chợ", "category": one} for n, one in enumerate(SPELLED)]
    write_articles(path, [*records, {"id": "d", "body": "chợ", "category": "Bản"}])
    assert shell("reindex", str(path)).exit_code == 0
    return shell


def test_stats_count_a_value_once(spelled: Shell) -> None:
    facets = spelled.json("stats", "--json")["facets"]
    assert facets["category"] == [{"value": "Văn hóa", "count": 4}, {"value": "Bản", "count": 1}]
    assert "4  Văn hóa\n" in spelled("stats").stdout


@pytest.mark.parametrize("given", ["Văn hóa", "VĂN HOÁ", "Va\u0306n hoa\u0301"])
def test_every_command_filters_by_any_spelling(given: str, spelled: Shell) -> None:
    filters = ("chợ", "--category", given)
    assert spelled.json("search", *filters, "--json")["total"] == 4
    assert spelled("export", *filters).stdout.count("\n") == 4
    assert spelled("timeline", *filters).stdout == "4 articles match, 4 of them without a date\n"
    assert spelled.json("search", "chợ", "--category", "Bàn", "--json")["total"] == 0


def test_what_was_printed_stays_in_the_article(spelled: Shell) -> None:
    kept = [spelled.json("show", f"c{n}", "--json")["category"] for n in range(4)]
    assert kept == SPELLED


def test_a_search_says_which_value_is_unknown_and_which_is_near(spelled: Shell) -> None:
    lines = spelled("search", "chợ", "--category", "Văn hao").stdout.splitlines()
    assert "Note: " + UNKNOWN in " ".join(line.strip() for line in lines)
    lines = spelled("search", "mục:van hoa chợ").stdout.splitlines()
    assert lines[0].startswith("Note: no value is spelled so; without marks, it stands for: ")
    assert "van hoa = Văn hóa" in " ".join(lines[:2])


@pytest.mark.parametrize("command", ["export", "timeline", "distinctive"])
def test_other_commands_warn_of_an_unknown_value(command: str, spelled: Shell) -> None:
    result = spelled(command, "chợ", "--category", "Văn hao")
    assert result.exit_code == 0
    assert result.stderr == f"khobao: warning: {UNKNOWN}\n"
    assert spelled(command, "chợ", "--category", "VĂN HÓA").stderr == ""
