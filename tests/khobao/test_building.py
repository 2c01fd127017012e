"""reindex, update and delete: what they say about a run."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest
from helpers.shell import Article, Shell

import index
from index.inputs.limits import Limits
from index.storage.shared import file as shared_file
from khobao.writing_options import LIMITS


def test_reindex_summarises_what_it_did(
    shell: Shell, make_input: Callable[..., Path], bridge: Article, tea: Article
) -> None:
    path = make_input(bridge, tea, {**tea, "title": "Chè Mường Khao được giá"})
    result = shell("reindex", str(path), "--workers", "0")
    assert result.exit_code == 0
    assert result.stderr == ""  # no progress bar where there is no terminal
    assert f"Indexed 2 articles into {shell.archive} in " in result.stdout
    assert "articles/s" in result.stdout
    assert "1 article gave way to another with the same id or address." in result.stdout


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
    styles = tmp_path / "trang.css"
    styles.write_text("body { color: #222 }\n", "utf-8")
    told = shell.one_line("reindex", str(styles))
    assert f"(1 rejected; {styles}: it is no article but looks like a style sheet" in told


def test_update_adds_and_replaces(
    shell: Shell, make_input: Callable[..., Path], bridge: Article, tea: Article, ferry: Article
) -> None:
    shell("reindex", str(make_input(bridge, tea)))
    result = shell("update", str(make_input({**tea, "title": "Chè lại được mùa"}, ferry)))
    assert result.exit_code == 0
    assert "Wrote 2 articles" in result.stdout
    assert "1 added, 1 changed, 0 unchanged" in result.stdout
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


def test_an_upgrade_tells_that_it_wrote_files_beside_the_segments_alone(
    shell: Shell, make_input: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "archive"
    index.reindex([make_input(*({"id": str(n), "body": f"Chuyện {n}."} for n in range(9)))], folder)
    assert "there is nothing to do" in shell("upgrade", "--archive", str(folder)).output
    monkeypatch.setattr(shared_file, "WORTH", 9)
    result = shell("upgrade", "--archive", str(folder))
    assert result.exit_code == 0
    assert "lacked nothing but files beside its segments" in result.stdout
    assert "published as generation 2" in result.stdout


def test_progress_is_shown_on_a_terminal(
    shell: Shell, make_input: Callable[..., Path], bridge: Article
) -> None:
    printed = shell.without_colours("reindex", str(make_input(bridge)))
    assert re.search(r"1 article  [\d,]+/s  0 rejected", printed)
    assert "Writing the index" in printed
    assert "Indexed 1 article " in printed


def test_what_was_rejected_is_read_again_after_it_was_repaired(
    shell: Shell, make_input: Callable[..., Path], bridge: Article
) -> None:
    path = make_input(bridge)
    good = path.read_text(encoding="utf-8")
    path.write_text(good + '{"id": "sửa", "title": "Tin hỏng"\n', encoding="utf-8")
    assert shell("reindex", str(path)).exit_code == 0
    path.write_text(good + '{"id": "sửa", "title": "Tin lành"}\n', encoding="utf-8")
    result = shell("retry")
    assert "1 added, 0 changed, 1 unchanged" in result.stdout
    assert shell.json("show", "sửa", "--json")["title"] == "Tin lành"
    again = shell("retry")
    assert again.exit_code == 2
    assert "nothing to read again" in again.stderr


def test_a_repaired_copy_of_the_journal_is_read(
    shell: Shell, make_input: Callable[..., Path], bridge: Article, tmp_path: Path
) -> None:
    path = make_input(bridge)
    path.write_text(path.read_text(encoding="utf-8") + '{"id": "b", "title": "Tin"\n')
    assert shell("reindex", str(path)).exit_code == 0
    [entry] = map(json.loads, (shell.archive / "rejected.jsonl").read_text().splitlines())
    entry["raw"] += "}"
    repaired = tmp_path / "repaired.jsonl"
    repaired.write_text(json.dumps(entry) + "\n")
    assert "1 added" in shell("retry", str(repaired)).stdout
    assert shell.json("show", "b", "--json")["title"] == "Tin"
    repaired.write_text("not a journal\n")
    assert "is no entry of rejected.jsonl" in shell.one_line("retry", str(repaired))
    repaired.write_bytes(json.dumps(entry).encode("utf-16"))
    assert "is not in UTF-8" in shell.one_line("retry", str(repaired))
    repaired.write_text(json.dumps(entry), encoding="utf-8-sig")
    assert "Nothing has changed" in shell("retry", str(repaired)).stdout


def test_what_is_read_again_is_read_as_it_was(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "bao"
    (folder / "Thể thao").mkdir(parents=True)
    path = folder / "Thể thao" / "tin.jsonl"
    good = '{"id": "a", "tít": "Tin một"}\n'
    path.write_text(good + '{"id": "b", "tít": "Tin hai"\n', encoding="utf-8")
    run = ("reindex", str(folder), "--namespace", "lk", "--map", "title=tít")
    assert shell(*run).exit_code == 0
    told = shell.json("retry", "--json")
    assert (told["added"], told["unchanged"], told["rejected"]) == (0, 1, 1)
    path.write_text(good + '{"id": "b", "tít": "Tin hai"}\n', encoding="utf-8")
    told = shell.json("retry", "--json")
    assert (told["added"], told["unchanged"], told["articles"]) == (1, 1, 2)
    assert list(told["accounts"]["by_folder"]) == [str(folder / "Thể thao")]
    assert shell.json("show", "lk:b", "--json")["title"] == "Tin hai"


def test_what_cannot_be_read_again_stays_rejected(
    shell: Shell, tmp_path: Path, make_input: Callable[..., Path], bridge: Article
) -> None:
    here, gone = tmp_path / "tin, trang 1:2.jsonl", tmp_path / "mất.jsonl"
    for path in (here, gone):
        path.write_text("{\n", encoding="utf-8")
    assert shell("reindex", str(make_input(bridge)), str(here), str(gone)).exit_code == 0
    gone.rename(tmp_path / "khác.jsonl")
    here.write_text('{"title": "Tin lành"}\n', encoding="utf-8")
    result = shell("retry")
    assert "1 added" in result.stdout
    assert f"1 piece of {shell.archive / 'rejected.jsonl'} could not be read again" in result.stderr
    assert str(gone) in result.stderr
    [entry] = map(json.loads, (shell.archive / "rejected.jsonl").read_text().splitlines())
    assert (entry["where"], entry["raw"]) == (f"{gone}:1", "{")
    assert "nothing to read again" in shell.one_line("retry")


def test_a_dry_run_writes_nothing(
    shell: Shell, make_input: Callable[..., Path], bridge: Article
) -> None:
    result = shell("reindex", str(make_input(bridge)), "--dry-run")
    assert "Would index 1 article" in result.stdout
    assert not shell.archive.exists()
    assert shell("reindex", str(make_input(bridge))).exit_code == 0
    told = shell.json("update", str(make_input({**bridge, "title": "Khác"})), "--dry-run", "--json")
    assert (told["changed"], told["dry_run"], told["accounts"]["balanced"]) == (1, True, True)
    assert shell.json("search", "Khác", "--json")["total"] == 0


def test_only_files_that_are_newer_than_the_stamp_are_read(
    shell: Shell, make_input: Callable[..., Path], bridge: Article, tmp_path: Path
) -> None:
    stamp = tmp_path / "stamp"
    assert shell("reindex", str(make_input(bridge))).exit_code == 0
    folder = tmp_path / "incoming"
    folder.mkdir()
    make_input({**bridge, "id": "moi"}, name="incoming/moi.jsonl")
    assert "1 added" in shell("update", str(folder), "--since-file", str(stamp)).stdout
    assert stamp.exists()
    later = time.time() + 100
    os.utime(stamp, (later, later))
    again = ("update", str(folder), "--since-file", str(stamp))
    assert "No file is newer" in shell(*again).stdout
    assert shell(*again, "--quiet").stdout == ""
    told = shell.json(*again, "--json")
    assert (told["added"], told["articles"]) == (0, None)
    assert "No file is newer" in told["warnings"][0]


def test_what_cannot_be_watched_for_is_told_at_once(shell: Shell, tmp_path: Path) -> None:
    assert "no field 'tit'" in shell.one_line("update", str(tmp_path), "--watch", "--map", "tit=t")
    told = shell.one_line("update", str(tmp_path), "--watch", "--since-file", str(tmp_path / "s"))
    assert "without --since-file" in told


def test_inputs_are_inspected_without_an_archive(
    shell: Shell, make_input: Callable[..., Path], bridge: Article
) -> None:
    path = make_input(bridge, {"title": "Tin", "mô tả dài": "chữ " * 100})
    with path.open("a", encoding="utf-8") as file:
        file.write("{\n")
    told = shell.json("inspect", str(path), "--json")
    kind = told["kinds"]["json"]
    assert (told["files"], kind["articles"], kind["rejected"]) == (1, 2, 1)
    assert kind["keys"]["title"] == {"title": 2}
    assert list(kind["long_texts"]) == ["mô tả dài"]
    assert [one["title_from"] for one in kind["samples"]] == ["title", "title"]
    result = shell("inspect", str(path))
    assert "would give 2 articles, 1 rejected" in result.stdout
    assert "--map body=KEY" in result.stdout
    assert not shell.archive.exists()


def test_a_limit_that_there_is_not_is_told(
    shell: Shell, make_input: Callable[..., Path], bridge: Article
) -> None:
    path = str(make_input(bridge))
    assert shell("reindex", path, "--limit", "members=5").exit_code == 0
    wrong = shell("reindex", path, "--limit", "size=5")
    assert wrong.exit_code == 2
    assert "the names are levels, members" in wrong.stderr
    assert set(LIMITS) == {each.name for each in fields(Limits)}
