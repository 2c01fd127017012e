"""What is to be tried in environments of their own: `nox -l` lists it.

`tests/run` is the loop for every day; here are other Pythons, an install without a compiler, the
site of the docs, and measurements. Arguments after `--` go to the command of a session.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from configparser import ConfigParser
from pathlib import Path

import nox

nox.needs_version = ">=2024.4.15"
nox.options.sessions = ["lint", "docs", "nocompiler", "tests"]
nox.options.reuse_venv = "yes"
nox.options.error_on_missing_interpreters = False  # a Python that is not here is skipped

ROOT = Path(__file__).parent
PYTHONS = ["3.10", "3.11", "3.12", "3.13"]
# What any install must be able to do: all but the browser and the tests of the papers.
CORE = ("tests/index", "tests/search", "tests/khobao")
NO_EXTENSIONS = """
import pathlib, index, search
for package in (index, search):
    compiled = list(pathlib.Path(package.__file__).parent.rglob("*.so"))
    assert not compiled, compiled
"""


def extra(name: str) -> list[str]:
    """What an extra of the project needs, as setup.cfg has it."""
    settings = ConfigParser()
    settings.read("setup.cfg", encoding="utf-8")
    return settings["options.extras_require"][name].strip().splitlines()


def install(session: nox.Session, *what: str, env: Mapping[str, str | None] | None = None) -> None:
    """Install into the session's environment; with --no-venv what is there has to do."""
    if session.venv_backend != "none":
        session.install(*what, env=env)


@nox.session
def lint(session: nox.Session) -> None:
    """Lint, format, types, and who may import whom."""
    install(session, "-e", ".[test]", env={"CC": "/bin/false"})  # types need no extensions
    session.run("python", "-m", "ruff", "check", *session.posargs)
    session.run("python", "-m", "ruff", "format", "--check")
    session.run("python", "-m", "mypy")
    session.run("python", "-m", "tests.imports")


@nox.session
def docs(session: nox.Session) -> None:
    """The docs as a static site in _site/; a warning is an error."""
    install(session, *extra("docs"))
    session.run("python", "-m", "sphinx", "-W", "--keep-going", *session.posargs, "docs", "_site")


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """All tests under one Python."""
    install(session, "-e", ".[test]")
    session.run("python", "-m", "pytest", *session.posargs)


@nox.session
def nocompiler(session: nox.Session) -> None:
    """An install where no compiler works, and the tests of the core on it."""
    shutil.rmtree("build", ignore_errors=True)  # what was compiled earlier would go into the wheel
    compilers = {"CC": "/bin/false", "CXX": "/bin/false", "KHOBAO_NATIVE": None}
    install(session, ".[test]", env=compilers)
    session.run("python", "-I", "-c", NO_EXTENSIONS)
    tests = [str(ROOT / path) for path in CORE]
    session.chdir(session.create_tmp())  # or `python -m khobao` would find the checkout
    configuration = ("-c", str(ROOT / "setup.cfg"), "--rootdir", str(ROOT))
    session.run("pytest", *configuration, *(session.posargs or tests), env={"KHOBAO_NATIVE": None})


@nox.session
def bench(session: nox.Session) -> None:
    """How fast words are cut; with an archive's folder after --, also its slowest queries."""
    install(session, "-e", ".[test,bench]")
    session.run("python", "tests/bench/words.py", "--articles", "500")
    for archive in session.posargs:
        session.run("python", "tests/bench/hostile.py", archive)
