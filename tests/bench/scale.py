"""How the cost of every kind of question grows with the archive, beside another version.

    python tests/bench/scale.py ARCHIVE [ARCHIVE ...] --queries queries.jsonl [--each 40]
        [--rounds 3] [--beside CHECKOUT [--beside-archives ARCHIVE ...]]

Archives are best of generated articles (`generator.py`), of 22 thousand to a million. Each is
asked by a process of its own: whole searches with facets and ten snippets by kind of query, the
empty query, similar articles, suggestions, completions, timelines and distinctive words. CPU time
in milliseconds, p50 / p95 over the questions of a kind, of each the least of some rounds, and what
the first one took; then the memory that is the process's own. With CHECKOUT, a folder with the
sources of another version, built, both are asked in turns, and the ratio is printed; where that
version reads archives of its own, they are named in the same order.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from random import Random
from statistics import median
from typing import Any, NamedTuple

from measuring import milliseconds, number, table

import search

_HERE = Path(__file__).resolve().parents[2]
_KINDS = ("topic", "headline", "keywords", "known-item")
_TYPED = 4  # completions are asked for the beginnings of queries, of so many syllables at most


class Question(NamedTuple):
    """What is asked of an archive, in which way."""

    way: str
    text: str


WAYS: dict[str, Callable[[search.Archive, str], Any]] = {
    "search": lambda archive, text: archive.search(text),
    "similar": lambda archive, text: archive.similar(text),
    "suggestion": lambda archive, text: archive.correct(text),
    "completion": lambda archive, text: archive.suggest(text),
    "timeline": lambda archive, text: archive.timeline(text, every="auto"),
    "distinctive": lambda archive, text: archive.distinctive(text),
}


class Version:
    """A version of the product that answers for an archive in a process of its own.

    `opening` is how many CPU seconds it took to open the archive and to answer a first query,
    imports left out.
    """

    def __init__(self, checkout: Path, archive: Path, first: str) -> None:
        command = [
            sys.executable,
            str(Path(__file__).resolve()),
            "--answer",
            str(archive.resolve()),
        ]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(checkout.resolve())},
        )
        self.opening: float = self._say(first)

    def __enter__(self) -> Version:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def ask(self, question: Question) -> float:
        """The CPU seconds that an answer takes."""
        seconds: float = self._say(question)
        return seconds

    def found(self, text: str) -> list[str]:
        """The ids of the first hits of a query."""
        ids: list[str] = self._say(["ids", text])
        return ids

    def held(self) -> tuple[int, int, float]:
        """Articles, segments, and the megabytes of memory that the process has for itself."""
        articles, segments, memory = self._say(["held", ""])
        return articles, segments, memory

    def _say(self, value: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(value) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


def answer(place: Path) -> None:
    """Answer the lines of the standard input: a first query, then pairs of a way and a text."""
    first = json.loads(sys.stdin.readline())
    ways = {
        "ids": lambda archive, text: [hit.article.id for hit in archive.search(text)],
        "held": lambda archive, _: [len(archive), len(archive.snapshot().segments), _own_memory()],
    }
    search.open, search.Archive  # noqa: B018 - names of the library are imported when asked for
    begun = time.process_time()
    with search.open(place) as archive:
        archive.search(first)
        print(time.process_time() - begun, flush=True)
        for way, text in map(json.loads, sys.stdin):
            if way in ways:
                print(json.dumps(ways[way](archive, text)), flush=True)
                continue
            begun = time.process_time()
            WAYS[way](archive, text)
            print(time.process_time() - begun, flush=True)


def _own_memory() -> float:
    """The megabytes of memory that no other process could share; 0 where there is no telling."""
    try:
        lines = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    sizes = (int(line.split()[1]) for line in lines if line.startswith("Private_Dirty:"))
    return sum(sizes) * 1024 / 1e6


def questions(
    queries: Path, each: int, version: Version, source: Random
) -> Iterator[tuple[str, list[Question]]]:
    """Up to `each` questions of every kind; what is similar is asked of hits of a version."""
    texts: dict[str, list[str]] = defaultdict(list)
    with queries.open(encoding="utf-8") as lines:
        for query in map(json.loads, lines):
            if query["variant"] == "clean":
                texts[query["kind"]].append(query["text"])
    for kind in _KINDS:
        texts[kind] = source.sample(texts[kind], min(each, len(texts[kind])))
        if texts[kind]:
            yield kind, [Question("search", text) for text in texts[kind]]
    yield "empty query", [Question("search", "")]
    topics = next(texts[kind] for kind in _KINDS if texts[kind])
    ids = [id for text in topics for id in version.found(text)[:1]]
    yield "similar", [Question("similar", id) for id in ids]
    typed = [" ".join(text.split()[:_TYPED])[:-1] for text in topics]
    for way in ("suggestion", "timeline", "distinctive"):
        yield way, [Question(way, text) for text in topics]
    yield "completion", [Question("completion", text) for text in typed]


def measured(
    versions: Sequence[Version], asked: Sequence[Question], rounds: int
) -> list[tuple[float, list[float]]]:
    """(CPU seconds of the very first question, the least of each) for every version."""
    seconds: list[list[float]] = [[] for _ in versions]
    first = [0.0] * len(versions)
    for round_ in range(rounds):
        for place, question in enumerate(asked):
            for at, version in enumerate(versions):
                took = version.ask(question)
                if round_ == 0:
                    seconds[at].append(took)
                    first[at] = first[at] or took
                seconds[at][place] = min(seconds[at][place], took)
    return list(zip(first, seconds, strict=True))


def _rows(
    archive: Path, beside: tuple[Path, Path] | None, options: argparse.Namespace
) -> Iterator[list[str]]:
    """The table of one archive."""
    with options.queries.open(encoding="utf-8") as lines:
        first = json.loads(next(lines))["text"]
    with ExitStack() as stack:
        places = [(_HERE, archive), *([beside] if beside else [])]
        versions = [stack.enter_context(Version(*place, first)) for place in places]
        heads = [version.held() for version in versions]
        head = ["question"]
        for name, (articles, segments, _) in zip(("", "beside: "), heads, strict=False):
            head += [f"{name}{articles:,} articles, {segments} segments", "first"]
        yield [*head, "ratio of p50"] if beside else head
        opening = [version.opening for version in versions]
        yield _row("open and first query", [(one, [one]) for one in opening])
        for kind, asked in questions(options.queries, options.each, versions[0], Random(1)):
            yield _row(kind, measured(versions, asked, options.rounds))
        own = [version.held()[2] for version in versions]
        row = ["own memory, MB"]
        for one in own:
            row += [number(one), ""]
        yield [*row, f"{own[0] / own[1]:.2f}"] if beside else row


def _row(name: str, found: Sequence[tuple[float, list[float]]]) -> list[str]:
    row = [name]
    for first, seconds in found:
        row += [milliseconds(seconds), number(1e3 * first)]
    if len(found) > 1:
        row.append(f"{median(found[0][1]) / median(found[1][1]):.2f}")
    return row


def main() -> None:
    """Ask, and print a table for each archive."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("archives", nargs="+", type=Path, metavar="ARCHIVE")
    parser.add_argument("--queries", type=Path, metavar="FILE")
    parser.add_argument("--each", type=int, default=40, metavar="QUESTIONS")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--beside", type=Path, metavar="CHECKOUT")
    parser.add_argument("--beside-archives", nargs="+", type=Path, metavar="ARCHIVE")
    parser.add_argument("--answer", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.answer:
        answer(options.archives[0])
        return
    if options.queries is None:
        parser.error("--queries is needed")
    others = options.beside_archives or options.archives
    if len(others) != len(options.archives):
        parser.error("--beside-archives needs one archive for each ARCHIVE")
    for archive, other in zip(options.archives, others, strict=True):
        beside = (options.beside, other) if options.beside else None
        print(table(_rows(archive, beside, options)), end="\n\n", flush=True)


if __name__ == "__main__":
    main()
