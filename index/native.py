"""Which code runs: native extensions or their references in Python, decided once for all of them.

The environment variable `KHOBAO_NATIVE` says what is wanted:

auto      the extensions if all of them are installed, else Python for all (as without it)
require   the extensions; that one is missing is an error
off       Python

An extension that is there and cannot be imported is an error unless the answer is Python anyway:
nothing runs slower, or mixed, in silence. Why it was decided so goes to the log.

Every reference is part of the install, since each is all that there is of its part where the
install had no compiler: writing and reading posting lists, evaluating queries, cutting words and
syllables, spelling, signatures, term vectors, matches and fragments. (`page_faults` has none:
nothing is watched there; articles are read and written by Python's own `json`.)
Python builds an archive some ten times as slowly and takes twelve times as long for a query: that
is for a look, or for a small archive.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.machinery import EXTENSION_SUFFIXES
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from index.errors import KhobaoError, NativeCodeError

__all__ = ["EXTENSIONS", "VARIABLE", "is_used", "loading", "running_code"]

log = logging.getLogger("khobao")

VARIABLE = "KHOBAO_NATIVE"
EXTENSIONS = (
    "index._cyutility",  # what the others share; Cython writes it
    "index.analysis._gathering",
    "index.analysis._signatures",
    "index.analysis._vectors",
    "index.articles._fields",
    "index.articles._writing",
    "index.storage._page_faults",
    "index.storage.postings._checking",
    "index.storage.postings._dense",
    "index.storage.postings._encoding",
    "index.storage.postings._followers",
    "index.storage.postings._inverting",
    "index.storage.postings._profiles",
    "index.storage.postings._bigrams",
    "index.storage.postings._reading",
    "index.storage.postings._texts",
    "index.storage.postings._unions",
    "index.storage.postings._word_lists",
    "index.vietnamese._model",
    "index.vietnamese._spelling",
    "index.vietnamese._syllables",
    "index.vietnamese._words",
    "index.vietnamese.names._names",
    "search.display._fragments",
    "search.display._matches",
    "search.display._scanning",
    "search.kernels._bracketing",
    "search.kernels._compiling",
    "search.kernels._evaluating",
    "search.kernels._likeness",
    "search.kernels._positions",
    "search.kernels._results",
    "search.kernels._values",
    "search.kernels._workspaces",
)


class Decision(NamedTuple):
    """Whether the extensions are used, why, and how loudly the log should tell."""

    is_native: bool
    reason: str
    level: int


def is_used() -> bool:
    """Whether the native extensions run in this process; decided, and logged, when first asked.

    Raises NativeCodeError when `KHOBAO_NATIVE` has no meaning, or requires what is not there.
    """
    return _decided().is_native


def running_code() -> str:
    """The code that runs in this process, in words: "native" or "pure Python"."""
    return "native" if is_used() else "pure Python"


@contextmanager
def loading() -> Iterator[None]:
    """Import extensions inside: whatever goes wrong is a NativeCodeError that says what to do."""
    try:
        yield
    except (KhobaoError, MemoryError):
        raise
    except Exception as error:
        raise NativeCodeError(
            f"the native extensions cannot be loaded ({error}); install khobao anew, or set "
            f"{VARIABLE}=off to do without them"
        ) from error


def decide(wanted: str, missing: list[str]) -> Decision:
    """What runs when `wanted` is the value of `KHOBAO_NATIVE` and some extensions are `missing`.

    Raises NativeCodeError as `is_used` does.
    """
    if wanted == "off":
        return Decision(False, f"{VARIABLE}=off", logging.INFO)
    if wanted not in {"auto", "require"}:
        raise NativeCodeError(f"{VARIABLE} can be auto, require or off, not {wanted!r}")
    if not missing:
        return Decision(True, "all extensions are installed", logging.DEBUG)
    if len(missing) == len(EXTENSIONS):
        lack, level = "no native extension is installed", logging.INFO
    else:  # no install does that, so that something went wrong
        lack, level = f"native extensions are missing: {', '.join(missing)}", logging.WARNING
    if wanted == "require":
        raise NativeCodeError(
            f"{lack}, and {VARIABLE}=require; install khobao anew where there is a C compiler"
        )
    return Decision(False, lack, level)


def missing_extensions() -> list[str]:
    """The extensions of which there is no file for this Python."""
    folders = {root: _folder(root) for root in ("index", "search")}
    return [
        name
        for name in EXTENSIONS
        if not any(
            folders[name.partition(".")[0]].joinpath(*name.split(".")[1:-1], file).is_file()
            for file in (name.rpartition(".")[2] + suffix for suffix in EXTENSION_SUFFIXES)
        )
    ]


@cache
def _decided() -> Decision:
    decision = decide(os.environ.get(VARIABLE) or "auto", missing_extensions())
    code = "native extensions run" if decision.is_native else "Python runs in place of extensions"
    log.log(decision.level, "%s: %s", code, decision.reason)
    return decision


def _folder(package: str) -> Path:
    """Where a package lies, which is not imported for that: it may be the one that is asking."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise NativeCodeError(f"the package {package} is not installed; install khobao anew")
    return Path(spec.submodule_search_locations[0])
