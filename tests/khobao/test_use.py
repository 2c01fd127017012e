"""Help, wrong use and failures: everything before and instead of an answer."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from helpers.shell import Shell

import index
import search
from khobao.main import main
from search.choices import EXPORTED


def test_help_lists_the_commands_in_the_order_of_the_work(shell: Shell) -> None:
    result = shell("--help")
    names = re.findall(r"^  (\w+)  +\S", result.stdout.split("Commands:")[1], re.MULTILINE)
    assert result.exit_code == 0
    assert names == list(main.commands)
    assert names[:2] == ["demo", "reindex"]


def test_no_command_prints_the_help(shell: Shell) -> None:
    result = shell()
    assert result.exit_code == 0
    assert result.stdout == shell("-h").stdout


@pytest.mark.parametrize("name", main.commands)
def test_help_of_every_command_shows_an_example(shell: Shell, name: str) -> None:
    result = shell(name, "-h")
    assert result.exit_code == 0
    assert f"    khobao {name}" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def printed_by(code: str) -> str:
    """What `code` prints in a Python of its own."""
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_help_imports_neither_the_index_nor_the_terminal_library() -> None:
    code = (
        "import sys\n"
        "from khobao.main import main\n"
        "try: main(['search', '--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'rich', 'numpy', 'whoosh', 'flask', 'uvicorn'} & set(sys.modules)\n"
        "ours = {name for name in sys.modules if name.startswith(('index.', 'search.'))}\n"
        "light = {'index.errors', 'index.printing', 'search.choices'}\n"
        "print(*heavy | ours - light)"
    )
    assert printed_by(code).splitlines()[-1] == ""


def test_libraries_import_nothing_of_the_command_line_or_the_web_front_end() -> None:
    code = (
        "import sys, index, search\n"
        "index.reindex, index.Article, search.open\n"
        "front = {'rich', 'click', 'flask', 'uvicorn', 'pyvi.ViTokenizer', 'sklearn'}\n"
        "print(*front & set(sys.modules))"
    )
    assert printed_by(code) == "\n"


def test_questions_load_no_masked_arrays(sample_folder: Path) -> None:
    code = (
        "import sys, search\n"
        f"archive = search.open({str(sample_folder)!r})\n"
        "id = archive.search('học sinh', group=True).hits[0].article.id\n"
        "archive.similar(id), archive.correct('hoc sinh'), archive.suggest('học')\n"
        "archive.timeline('học sinh'), archive.distinctive('học sinh'), archive.names(id)\n"
        "print('numpy' in sys.modules, 'numpy.ma' in sys.modules)"
    )
    assert printed_by(code) == "True False\n"


def test_version_is_printed(shell: Shell) -> None:
    assert re.fullmatch(r"khobao \d+\.\d+.*\n", shell("--version").stdout)


@pytest.mark.parametrize(
    ("command", "known"),
    [
        ("search", {"sort": search.SORTS, "match": search.MATCHES}),
        ("export", {"sort": search.SORTS, "match": search.MATCHES, "form": EXPORTED}),
        ("timeline", {"every": (search.AUTO, *search.PERIODS), "match": search.MATCHES}),
    ],
)
def test_choices_are_those_of_the_library(command: str, known: dict[str, tuple[str, ...]]) -> None:
    choices = {
        option.name: tuple(option.type.choices)
        for option in main.commands[command].params
        if isinstance(option.type, click.Choice)
    }
    assert choices == known


def test_module_can_be_run(shell: Shell) -> None:
    status, printed, errors = shell.run("--version")
    assert (status, errors) == (0, "")
    assert printed.startswith("khobao ")


@pytest.mark.parametrize(
    "arguments",
    [
        ["serach"],
        ["--nope"],
        ["search", "--limt", "3"],
        ["search", "--limit", "-1"],
        ["search", "--sort", "best"],
        ["search", "-lũ"],
        ["search", "lũ", "--since", "hôm nào"],
        ["reindex"],
        ["reindex", "nowhere.jsonl"],
        ["reindex", ".", "--map", "title"],
        ["reindex", ".", "--map", "title=a", "--map", "title=b"],
        ["reindex", ".", "--map", "tilte=headline"],
        ["delete"],
        ["show", "nobody"],
        ["analyze"],
        ["serve", "--port", "70000"],
        ["serve", "--host", "no.such.host.invalid"],
    ],
    ids=" ".join,
)
def test_wrong_use_is_one_line_and_status_2(filled: Shell, arguments: list[str]) -> None:
    filled.one_line(*arguments)


@pytest.mark.parametrize(
    "arguments",
    [["search", "lũ"], ["show", "lk-1"], ["stats"], ["verify"], ["serve"], ["delete", "lk-1"]],
    ids=" ".join,
)
def test_missing_archive_is_one_line_that_says_how_to_build_one(
    shell: Shell, arguments: list[str]
) -> None:
    assert "khobao reindex" in shell.one_line(*arguments)


def test_word_that_looks_like_an_option_is_explained(filled: Shell) -> None:
    assert "after '--'" in filled.one_line("search", "chè", "-lũ")
    assert filled("search", "--", "Mường", "-lũ").exit_code == 0


def test_unexpected_error_is_one_line_without_debug(
    filled: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("the roof is on fire")

    monkeypatch.setattr(index, "verify", fail)
    message = filled.one_line("verify")
    assert "the roof is on fire" in message
    assert "--debug" in message


@pytest.mark.parametrize("arguments", [["search", "--debug"], ["--debug", "search"]])
def test_debug_shows_where_an_error_comes_from(shell: Shell, arguments: list[str]) -> None:
    status, _, errors = shell.run(*arguments, "--archive", "/nowhere")
    assert status == 2
    assert "Traceback" in errors
    assert errors.splitlines()[-1].startswith("khobao: there is no archive")


def test_system_error_names_reason_and_file(filled: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "/archive/1/postings")

    monkeypatch.setattr(index, "delete", fail)
    message = filled.one_line("delete", "lk-1")
    advice = "free some space, then try again"
    assert message == f"khobao: /archive/1/postings: No space left on device; {advice}\n"


def test_interrupted_write_says_that_the_archive_is_unchanged(
    filled: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(index, "reindex", interrupt)
    result = filled("reindex", ".")
    assert result.exit_code == 130
    assert result.stderr == "khobao: interrupted; the archive is as it was (generation 1)\n"


def test_archive_is_named_after_the_command_or_before_it_or_by_the_environment(
    filled: Shell, tmp_path: Path
) -> None:
    folder, nowhere = str(filled.archive), str(tmp_path / "nowhere")
    assert filled("verify").exit_code == 0
    assert filled("verify", KHOBAO_ARCHIVE=nowhere).exit_code == 2
    assert filled("verify", "--archive", folder, KHOBAO_ARCHIVE=nowhere).exit_code == 0
    assert filled("--archive", folder, "verify", KHOBAO_ARCHIVE=nowhere).exit_code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("reindex", ".", "--archive", ""),
        ("--archive", "", "stats"),
        ("verify", ""),
        ("verify", "", "--archive", "elsewhere"),
        ("optimize", "--archive="),
        ("backup", "", "copy"),
        ("restore", "copy", ""),
    ],
)
def test_an_archive_without_a_name_is_not_the_one_that_nobody_named(
    arguments: Sequence[str], filled: Shell
) -> None:
    result = filled(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("khobao: ")
    assert "archive" in result.stderr
    assert (filled.archive / "CURRENT").read_text().strip() == "1"


def test_archive_is_the_folder_archive_when_nobody_names_one(
    filled: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(filled.archive.parent)
    monkeypatch.delenv("KHOBAO_ARCHIVE", raising=False)
    assert CliRunner().invoke(main, ["verify"]).stdout == "OK\n"
