"""The engines that are compared, and how a process of its own builds and asks each.

They share one interface (`Engine`) and index the same articles: strings of tokens, separated by
white space, in one field with positions, scored by BM25 with k1 = 1.2 and b = 0.75, not stored.
Those that answer more than the four common classes of queries keep sections and dates besides.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol

from corpus import parse_line
from measuring import Span, Stopwatch, memory, sizes
from query_classes import CLASSES, COMMON, Indexed, Query

TOP = 10
Answer = tuple[list[int], int | None]


class Engine(Protocol):
    """One engine; articles are numbered from 0 in the order in which they are built."""

    def build(self, folder: Path, articles: Iterable[Indexed]) -> None:
        """Index the articles in an empty folder."""

    def open(self, folder: Path) -> None:
        """Make ready to search what `build` left in the folder."""

    def search(self, kind: str, terms: Sequence[str]) -> Answer:
        """(numbers of the ten best articles, best first; how many match, None if not counted).

        `kind` is one of `query_classes`. What does not score gives the first articles, "newest" the
        last that appeared; "facets" gives how many matches each section has, in the order of the
        sections, and their sum.
        """


@dataclass(frozen=True)
class Entry:
    """Where an engine's class is, and how it is measured.

    Two that share an index name the one that builds it; a slow one takes part in the first
    round only, and answers only what all engines do.
    """

    module: str
    name: str
    label: str
    builder: str
    slow: bool = False

    def answers(self, kind: str) -> bool:
        """Whether the engine takes part in a class of queries."""
        return kind in (COMMON if self.slow else CLASSES)


ENGINES = {
    "khobao": Entry("khobao_engine", "Khobao", "Khobao", "khobao"),
    "tantivy": Entry("tantivy_engine", "Tantivy", "tantivy", "tantivy"),
    "tantivy-top": Entry("tantivy_engine", "TantivyTop", "tantivy, not counting", "tantivy"),
    "whoosh": Entry("whoosh_engine", "StockWhoosh", "Whoosh 2.7.4", "whoosh", slow=True),
    "whoosh-top": Entry(
        "whoosh_engine", "StockWhooshTop", "Whoosh, not counting", "whoosh", slow=True
    ),
}


def why_missing(name: str) -> str:
    """Why an engine cannot take part; empty if it can."""
    try:
        _load(name)
    except ImportError as error:
        return f"it is not installed ({error})"
    return ""


def _load(name: str) -> Engine:
    entry = ENGINES[name]
    engine: Engine = getattr(import_module(entry.module), entry.name)()
    return engine


@dataclass(frozen=True)
class Built:
    """What it took to build an index."""

    span: Span
    megabytes: float
    peak: float


def build(name: str, tokens: Path, folder: Path) -> Built:
    """Build an engine's index of the lines of a file; for a fresh process."""
    engine = _load(name)
    folder.mkdir(parents=True)
    with tokens.open(encoding="utf-8", newline="\n") as lines, Stopwatch() as watch:
        engine.build(folder, map(parse_line, lines))
    return Built(watch.span, sizes(folder).total() / 1e6, memory()[0])


_opened: Engine | None = None


def open_engine(name: str, folder: Path) -> None:
    """Open an engine for the calls of `ask` in this process."""
    global _opened  # noqa: PLW0603  (one per process)
    _opened = _load(name)
    _opened.open(folder)


def ask(kind: str, queries: list[Query]) -> tuple[list[float], list[Answer]]:
    """The CPU seconds and the answer of every query."""
    assert _opened is not None
    seconds, answers = [], []
    for terms in queries:
        started = time.process_time()
        answer = _opened.search(kind, terms)
        seconds.append(time.process_time() - started)
        answers.append(answer)
    return seconds, answers
