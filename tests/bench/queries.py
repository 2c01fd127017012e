"""How long an archive takes over the queries of a relevance set, with everything that people see.

    python tests/bench/queries.py ARCHIVE --queries queries.jsonl [--every N]
        [--tantivy-index FOLDER]

`Archive.search` with ten hits, snippets and facets: p50 and p95 of CPU time by kind and variant of
query, in a first pass over the archive as it was opened (cold) and in a second one (warm), and by
stage. Then the time to open the archive, and to replace one article in a copy of it. FOLDER is
what `engines.py --keep` left: tantivy's 3-term OR there is timed in the same minutes.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from measuring import Span, Stages, Stopwatch, child, milliseconds, number, table
from peers import ask, open_engine
from query_classes import read_queries

import index
import search
from index.articles.serialization import to_dict
from search import answering, evaluation
from search import archive as archive_module
from search.engines.local import answers
from search.engines.local.snapshot import LocalSnapshot

_OPENING = """
import time
started = time.perf_counter(), time.process_time()
import search
open = search.open  # names of the library are imported when they are asked for
imported = time.perf_counter(), time.process_time()
archive = open({path!r})
opened = time.perf_counter(), time.process_time()
archive.search({query!r})
answered = time.perf_counter(), time.process_time()
for since, until in ((started, imported), (imported, opened), (opened, answered)):
    print(until[0] - since[0], until[1] - since[1])
"""
# What a search goes through, each called once by `Archive.search`.
_STAGES = {
    "read the query": (answering, "parse"),
    "plan": (evaluation, "plan"),
    "match and score": (LocalSnapshot, "find"),
    "order, pairs": (archive_module, "page"),
    "hits, snippets": (archive_module, "hits_of"),
    "facets": (answers, "count_facets"),
}
_ROUNDS = 3


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("--queries", type=Path, required=True, metavar="FILE")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth of a row")
    parser.add_argument("--tantivy-index", type=Path, metavar="FOLDER")
    return parser.parse_args(arguments)


def _pass(archive: search.Archive, rows: dict[Any, list[str]]) -> dict[Any, list[float]]:
    """The CPU seconds of every query, by row; the queries of all rows come mixed."""
    seconds: dict[Any, list[float]] = {row: [] for row in rows}
    order = [(row, text) for row, texts in rows.items() for text in texts]
    Random(0).shuffle(order)
    for row, text in order:
        started = time.process_time()
        archive.search(text)
        seconds[row].append(time.process_time() - started)
    return seconds


def _rows(path: Path, every: int) -> dict[tuple[str, str], list[str]]:
    """The texts of the queries by (kind, variant)."""
    rows: dict[tuple[str, str], list[str]] = defaultdict(list)
    with path.open(encoding="utf-8") as lines:
        for query in map(json.loads, lines):
            rows[query["kind"], query["variant"]].append(query["text"])
    return {row: texts[::every] for row, texts in sorted(rows.items())}


def _all(rows: dict[Any, list[float]]) -> list[float]:
    return [one for seconds in rows.values() for one in seconds]


def _print_passes(cold: dict[Any, list[float]], warm: dict[Any, list[float]]) -> None:
    rows = [["kind", "variant", "queries", "cold p50 / p95", "warm p50 / p95"]]
    for (kind, variant), seconds in warm.items():
        times = [milliseconds(cold[kind, variant]), milliseconds(seconds)]
        rows.append([kind, variant, str(len(seconds)), *times])
    rows.append(
        ["all", "", str(len(_all(warm))), milliseconds(_all(cold)), milliseconds(_all(warm))]
    )
    print("Archive.search with ten hits, snippets and facets, ms of CPU time")
    print(table(rows))


def _print_stages(stages: Stages, warm: dict[Any, list[float]]) -> None:
    rows = [["stage", "p50 / p95", "share"]]
    for name, seconds in stages.seconds.items():
        rows.append([name, milliseconds(seconds), f"{sum(seconds) / sum(_all(warm)):.0%}"])
    print(f"\nWarm, by stage\n{table(rows)}")


def _opening(archive: Path, query: str) -> list[list[Span]]:
    """(import, open, first search) of fresh processes."""
    code = _OPENING.format(path=str(archive.absolute()), query=query)
    command = [sys.executable, "-W", "ignore", "-c", code]
    runs = []
    for _ in range(_ROUNDS):
        run = subprocess.run(command, check=True, capture_output=True, text=True)
        pairs = (map(float, line.split()) for line in run.stdout.splitlines())
        runs.append([Span(cpu, wall) for wall, cpu in pairs])
    return runs


def _update(archive: Path, article: index.Article) -> list[Span]:
    """Replace one article, again and again, in a copy of the archive."""
    spans = []
    with tempfile.TemporaryDirectory() as folder:
        copy, lines = Path(folder) / "archive", Path(folder) / "article.jsonl"
        shutil.copytree(archive, copy)
        for turn in range(_ROUNDS):
            changed = {**to_dict(article), "tags": [*article.tags, f"lần {turn}"]}
            lines.write_text(json.dumps(changed) + "\n", encoding="utf-8")
            with Stopwatch() as watch:
                report = index.update([lines], copy)
            if report.changed != 1:
                raise SystemExit(f"the update changed {report.changed} articles instead of one")
            spans.append(watch.span)
    return spans


def _spent(spans: list[Span]) -> str:
    cpu, wall = (1e3 * median(getattr(one, name) for one in spans) for name in ("cpu", "wall"))
    return f"{number(cpu)} ms of CPU time, {number(wall)} ms by the clock"


def main(arguments: list[str] | None = None) -> int:
    """Measure, and print the tables."""
    options = _arguments(arguments)
    rows = _rows(options.queries, options.every)
    some_query = next(iter(rows.values()))[0]
    peer: list[float] = []
    with ExitStack() as stack:
        archive = stack.enter_context(search.open(options.archive))
        articles = len(archive)
        print(f"{articles:,} articles", flush=True)
        cold = _pass(archive, rows)
        if options.tantivy_index:
            place = options.tantivy_index
            ors = read_queries(place / "queries.json")["or"]
            tantivy = stack.enter_context(child(open_engine, "tantivy", place / "tantivy"))
            runs = [tantivy.submit(ask, "or", ors).result()[0] for _ in range(_ROUNDS)]
        with Stages(_STAGES) as stages:
            warm = _pass(archive, rows)
        if options.tantivy_index:
            runs += [tantivy.submit(ask, "or", ors).result()[0] for _ in range(_ROUNDS)]
            peer = [median(column) for column in zip(*runs, strict=True)]
        hit = archive.search("", limit=1).hits[0].article
    _print_passes(cold, warm)
    if peer:
        ratio = number(median(_all(warm)) / median(peer))
        print(f"tantivy's 3-term OR: {milliseconds(peer)}; warm p50 is {ratio} times that")
    _print_stages(stages, warm)
    print(f"\nFresh process, median of {_ROUNDS}:")
    for name, spans in zip(
        ("import search", "open", "first search"),
        map(list, zip(*_opening(options.archive, some_query), strict=True)),
        strict=True,
    ):
        print(f"  {name}: {_spent(spans)}")
    print(f"Replacing one article: {_spent(_update(options.archive, hit))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
