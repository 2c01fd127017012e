"""One switch says whether native code runs: for all of it, aloud, and never in halves."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import pytest

from index import native
from index.errors import NativeCodeError

ROOT = Path(native.__file__).parent.parent
needs_native = pytest.mark.skipif(not native.is_used(), reason="native code does not run")
Run = Callable[..., "subprocess.CompletedProcess[str]"]

# Who uses extensions, and whether what each of them offers is the extension's.
USERS = """
from index.analysis import signatures, terms
from index.articles import serialization
from index.storage import page_faults, postings
from index.vietnamese import spelling, syllables, words
import search.kernels as kernels
from search.display import fragments, spans, text_scanner
used = (signatures.Signature, terms.Terms, terms.Compounds, page_faults.Watch,
        postings.InvertedIndex, postings.Inverter, postings.join, postings.count_bigrams,
        spelling.is_plain, syllables.Scanner, words.Segmenter, kernels.evaluate, kernels.Best,
        serialization.fields, fragments.chosen, fragments.cut_ends,
        text_scanner.TextScanner, spans.joined_spans, kernels.Matches, kernels.pair_frequencies)
print({one.__module__.rpartition(".")[2].startswith("_") for one in used})
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The packages as links to the project's files, so that a test can take extensions away."""
    for package in ("index", "search", "khobao", "web"):
        for folder, _, names in os.walk(ROOT / package):
            if folder.endswith("__pycache__"):
                continue
            place = tmp_path / Path(folder).relative_to(ROOT)
            place.mkdir()
            for name in names:
                (place / name).symlink_to(Path(folder, name))
    return tmp_path


@pytest.fixture
def run(copy: Path) -> Run:
    """Runs Python on the copy, with a value of the switch."""

    def run(*arguments: str, switch: str = "") -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"PYTHONPATH": str(copy), native.VARIABLE: switch}
        return subprocess.run(
            [sys.executable, *arguments],
            capture_output=True,
            text=True,
            check=False,
            env=environment,
            cwd=copy,
        )

    return run


def file_of(copy: Path, extension: str) -> Path:
    """Where an extension lies."""
    [file] = [
        file
        for suffix in EXTENSION_SUFFIXES
        if (file := copy / (extension.replace(".", "/") + suffix)).is_symlink()
    ]
    return file


def test_every_extension_that_is_built_is_known_to_the_switch() -> None:
    sources = [path for root in ("index", "search") for path in (ROOT / root).rglob("*.pyx")]
    built = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in sources}
    assert set(native.EXTENSIONS) == {"index._cyutility", *built}


@needs_native
@pytest.mark.parametrize("switch", ["", "auto", "require"])
def test_all_parts_are_native_where_all_extensions_are(run: Run, switch: str) -> None:
    assert run("-c", USERS, switch=switch).stdout == "{True}\n"


def test_all_parts_are_in_python_when_it_is_switched_off(run: Run) -> None:
    assert run("-c", USERS, switch="off").stdout == "{False}\n"


@needs_native
@pytest.mark.parametrize("extension", ["index.vietnamese._words", "search.kernels._results"])
def test_one_missing_extension_puts_python_everywhere_and_is_a_warning(
    copy: Path, run: Run, extension: str
) -> None:
    file_of(copy, extension).unlink()
    done = run("-c", USERS)
    assert done.stdout == "{False}\n"
    assert done.stderr.count(f"native extensions are missing: {extension}\n") == 1


@needs_native
def test_an_install_without_a_compiler_works_and_warns_of_nothing(copy: Path, run: Run) -> None:
    for extension in native.EXTENSIONS:
        file_of(copy, extension).unlink()
    done = run("-c", USERS)
    assert (done.stdout, done.stderr) == ("{False}\n", "")


@needs_native
def test_a_missing_extension_that_is_required_ends_a_command_in_one_line(
    copy: Path, run: Run
) -> None:
    file_of(copy, "index.vietnamese._words").unlink()
    done = run("-m", "khobao", "search", "phà", switch="require")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "khobao: native extensions are missing: index.vietnamese._words, and "
        "KHOBAO_NATIVE=require; install khobao anew where there is a C compiler\n"
    )


@needs_native
@pytest.mark.parametrize("switch", ["auto", "require"])
@pytest.mark.parametrize(
    "extension", ["index.vietnamese._words", "search.kernels._evaluating", "index._cyutility"]
)
def test_a_broken_extension_ends_a_command_in_one_line(
    copy: Path, run: Run, extension: str, switch: str
) -> None:
    file = file_of(copy, extension)
    file.unlink()
    file.write_bytes(b"\x7fELF, but no more")
    done = run("-m", "khobao", "search", "phà", switch=switch)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("khobao: the native extensions cannot be loaded (")
    assert str(file) in done.stderr
    assert done.stderr.endswith("or set KHOBAO_NATIVE=off to do without them\n")
    assert done.stderr.count("\n") == 1


@needs_native
def test_a_broken_extension_is_of_no_matter_when_it_is_switched_off(copy: Path, run: Run) -> None:
    file = file_of(copy, "index.vietnamese._words")
    file.unlink()
    file.write_bytes(b"\x7fELF, but no more")
    assert run("-c", USERS, switch="off").stdout == "{False}\n"


def test_a_wrong_value_names_the_three_and_leaves_help_alone(run: Run) -> None:
    done = run("-m", "khobao", "search", "phà", switch="on")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "khobao: KHOBAO_NATIVE can be auto, require or off, not 'on'\n"
    assert run("-m", "khobao", "--help", switch="on").returncode == 0


@pytest.mark.parametrize(
    ("wanted", "missing", "expected"),
    [
        ("auto", 0, ("DEBUG", "native")),
        ("require", 0, ("DEBUG", "native")),
        ("off", 0, ("INFO", "pure Python")),
        ("auto", len(native.EXTENSIONS), ("INFO", "pure Python")),
        ("auto", 2, ("WARNING", "pure Python")),
    ],
)
def test_it_is_decided_once_and_told_as_loudly_as_it_matters(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    wanted: str,
    missing: int,
    expected: tuple[str, str],
) -> None:
    level, code = expected
    monkeypatch.setenv(native.VARIABLE, wanted)
    monkeypatch.setattr(native, "missing_extensions", lambda: list(native.EXTENSIONS[:missing]))
    native._decided.cache_clear()
    try:
        with caplog.at_level("DEBUG", "khobao"):
            assert (native.running_code(), native.is_used()) == (code, code == "native")
    finally:
        native._decided.cache_clear()
    assert [record.levelname for record in caplog.records] == [level]


@pytest.mark.parametrize("missing", [1, len(native.EXTENSIONS)])
def test_what_is_required_and_missing_is_an_error(missing: int) -> None:
    with pytest.raises(NativeCodeError, match="where there is a C compiler"):
        native.decide("require", list(native.EXTENSIONS[:missing]))


def test_an_error_of_our_own_is_not_told_twice() -> None:
    with pytest.raises(NativeCodeError, match=r"^once$"), native.loading(), native.loading():
        raise NativeCodeError("once")
