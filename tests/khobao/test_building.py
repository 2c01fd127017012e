"""reindex, update and delete: what they say about a run."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from helpers.shell import Article, Shell


def test_reindex_summarises_what_it_did(
    shell: Shell, make_input: Callable[..., Path], bridge: Article, tea: Article
) -> None:
    path = make_input(bridge, tea, {**tea, "title": "Chè Mường Khao được giá"})
    result = shell("reindex", str(path), "--workers", "0")
    assert result.exit_code == 0
    assert result.stderr == ""  # no progress bar where there is no terminal
    assert f"Indexed 2 articles into {shell.archive} in " in result.stdout
    assert "articles/s" in result.stdout
    assert "1 article gave way to a later one with the same id." in result.stdout


def test_reindex_shows_the_first_rejections_and_where_the_rest_is(
    shell: Shell, make_input: Callable[..., Path], bridge: Article
) -> None:
    path = make_input(bridge)
    with path.open("a", encoding="utf-8") as file:
        file.write("không phải JSON\n" * 7)
    result = shell("reindex", str(path))
    assert result.exit_code == 0
    journal = shell.archive / "rejected.jsonl"
    assert f"Rejected 7 pieces of input, kept in {journal}:\n" in result.stdout
    assert f"  {path}:2: " in result.stdout
    assert f"{path}:7" not in result.stdout
    assert result.stdout.endswith("  and 2 more\n")


def test_reindex_strict_exits_with_1_if_something_was_rejected(
    shell: Shell, make_input: Callable[..., Path], bridge: Article
) -> None:
    path = make_input(bridge)
    assert shell("reindex", str(path), "--strict").exit_code == 0
    path.write_text(path.read_text(encoding="utf-8") + "{\n", encoding="utf-8")
    assert shell("reindex", str(path), "--strict").exit_code == 1
    quiet = shell("reindex", str(path), "--strict", "--quiet")
    assert (quiet.exit_code, quiet.stdout) == (1, "")
    assert "rejected 1 piece of input" in quiet.stderr


def test_reindex_quiet_prints_nothing(
    shell: Shell, make_input: Callable[..., Path], bridge: Article
) -> None:
    result = shell("reindex", str(make_input(bridge)), "--quiet")
    assert (result.exit_code, result.output) == (0, "")


def test_reindex_maps_keys_and_prefixes_ids(shell: Shell, make_input: Callable[..., Path]) -> None:
    path = make_input({"id": "1", "dong_dau": "Lúa Cổ Trầm trổ bông", "ruot": "Vụ mùa sớm."})
    mapping = ("--map", "title=dong_dau", "--map", "body=ruot")
    assert shell("reindex", str(path), *mapping, "--namespace", "cũ").exit_code == 0
    article = shell.json("show", "cũ:1", "--json")
    assert (article["title"], article["body"]) == ("Lúa Cổ Trầm trổ bông", "Vụ mùa sớm.")


def test_reindex_reads_standard_input(shell: Shell, bridge: Article, tea: Article) -> None:
    lines = json.dumps(bridge) + "\n" + json.dumps(tea) + "\n"
    assert shell("reindex", "-", stdin=lines.encode()).exit_code == 0
    assert shell.json("stats", "--json")["articles"] == 2


def test_reindex_that_finds_nothing_fails_unless_told_otherwise(
    shell: Shell, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.touch()
    assert "no article was found" in shell.one_line("reindex", str(empty))
    assert shell("reindex", str(empty), "--allow-empty").exit_code == 0
    assert "0 articles in all" in shell("search").stdout
    assert "no dates" in shell("stats").stdout


def test_reindex_that_finds_nothing_says_why(shell: Shell, tmp_path: Path) -> None:
    table = tmp_path / "bai.csv"
    table.write_text("id,title,body\n1,Cầu treo,Thông xe.\n", "utf-8")
    told = shell.one_line("reindex", str(table))
    assert f"(1 rejected; {table}: it is no article but looks like a table" in told


def test_update_adds_and_replaces(
    shell: Shell, make_input: Callable[..., Path], bridge: Article, tea: Article, ferry: Article
) -> None:
    shell("reindex", str(make_input(bridge, tea)))
    result = shell("update", str(make_input({**tea, "title": "Chè lại được mùa"}, ferry)))
    assert result.exit_code == 0
    assert "Wrote 2 articles" in result.stdout
    assert "1 of them replaced one with the same id." in result.stdout
    assert "The archive now holds 3 articles, published as generation 2." in result.stdout
    assert shell.json("show", "lk-2", "--json")["title"] == "Chè lại được mùa"


def test_delete_removes_and_reports_missing_ids(
    shell: Shell, make_input: Callable[..., Path], bridge: Article, tea: Article
) -> None:
    shell("reindex", str(make_input(bridge, tea)))
    result = shell("delete", "lk-1", "lk-9")
    assert result.exit_code == 0
    assert "Deleted 1 article " in result.stdout
    assert "The archive now holds 1 article, published as generation " in result.stdout
    assert "lk-9" in result.stderr
    assert "lk-1" not in result.stderr
    assert "lk-1, lk-9" in shell.one_line("delete", "lk-1", "lk-9")


def test_progress_is_shown_on_a_terminal(
    shell: Shell, make_input: Callable[..., Path], bridge: Article
) -> None:
    printed = shell.without_colours("reindex", str(make_input(bridge)))
    assert re.search(r"1 article  [\d,]+/s  0 rejected", printed)
    assert "Writing the index" in printed
    assert "Indexed 1 article " in printed
