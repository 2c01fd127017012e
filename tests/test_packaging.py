"""No file of the packages is forgotten, neither by the wheel nor by the sdist that builds it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("index", "khobao", "search", "web")
BUILT = {".pyc", ".so", ".c"}  # what no distribution takes from the sources
COMPILED = {".pyx", ".pxd"}  # what only the build needs


@pytest.fixture(scope="module")
def files() -> set[str]:
    """The packages' files, relative to the project."""
    paths = (path for package in PACKAGES for path in (ROOT / package).rglob("*"))
    found = {
        path.relative_to(ROOT).as_posix()
        for path in paths
        if path.is_file() and path.suffix not in BUILT
    }
    assert {"index/vietnamese/_words.pyx", "web/templates/layout.html"} <= found
    return found


def setup(*arguments: str) -> None:
    """Run setup.py, which makes lists of files without Cython when it need not compile."""
    subprocess.run(
        [sys.executable, "-W", "ignore", "setup.py", "-q", *arguments],
        cwd=ROOT,
        env=os.environ | {"KHOBAO_NATIVE": "off"},
        check=True,
        capture_output=True,
    )


def test_the_sdist_has_every_file_that_the_build_and_the_tests_need(
    tmp_path: Path, files: set[str]
) -> None:
    setup("egg_info", "--egg-base", str(tmp_path))
    listed = set((tmp_path / "khobao.egg-info/SOURCES.txt").read_text("utf-8").splitlines())
    assert files - listed == set()
    assert {"setup.py", "setup.cfg", "pyproject.toml", "README.md", "LICENSE"} <= listed
    assert {"tests/conftest.py", "tests/data/format-3.zip", "tests/quality/harm/shim.c"} <= listed
    assert not [name for name in listed if Path(name).suffix in BUILT and "/shim.c" not in name]


def test_the_wheel_has_every_file_but_those_that_are_compiled(
    tmp_path: Path, files: set[str]
) -> None:
    library = tmp_path / "library"
    setup("build", "--build-base", str(tmp_path / "base"), "build_py", "--build-lib", str(library))
    copied = {path.relative_to(library).as_posix() for path in library.rglob("*") if path.is_file()}
    assert copied == {name for name in files if Path(name).suffix not in COMPILED}
    assert {f"{package}/py.typed" for package in PACKAGES} <= copied
