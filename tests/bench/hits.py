"""How long ten hits take, stage by stage, beside another version of the product.

    python tests/bench/hits.py ARCHIVE --queries queries.jsonl [--beside CHECKOUT] [--each 100]
        [--rounds 3] [--excerpts]

`Archive.search` with ten hits and snippets, for the clean queries of each kind of a relevance set:
CPU time, the least of some rounds for each query, and the median of those. With CHECKOUT, a folder
with the sources of another version, built, both are asked in turns. With `--excerpts`, the articles
are as lists show them, which is what pages ask for.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

from measuring import Stages, number, table
from passages import Version
from query_classes import clean_queries

import search
from search import answering, hits
from search import archive as archive_module
from search.display.highlighting import Highlighter
from search.engines.local.snapshot import LocalSnapshot

# What a search goes through; the last three are parts of the hits.
_STAGES: dict[str, tuple[Any, str]] = {
    "parse": (answering, "parse"),
    "match": (LocalSnapshot, "find"),
    "pairs": (archive_module, "page"),
    "hits": (archive_module, "hits_of"),
    "articles": (LocalSnapshot, "article"),
    "highlights": (Highlighter, "find"),
    "snippets": (hits, "snippets"),
}
_NAMES = ["search", *_STAGES]
_HERE = Path(__file__).resolve().parents[2]


def answer(archive: search.Archive, *, excerpts: bool) -> None:
    """Answer the lines of the standard input, each a query in JSON, by the seconds of a search."""
    for line in sys.stdin:
        with Stages(_STAGES) as stages:
            started = time.process_time()
            archive.search(json.loads(line), excerpts=excerpts)
            total = time.process_time() - started
        print(json.dumps([total, *map(sum, stages.seconds.values())]), flush=True)


def measured(versions: Sequence[Version], queries: list[str], rounds: int) -> list[list[float]]:
    """For each version, the median milliseconds of every stage."""
    least: list[list[list[float]]] = [[[] for _ in queries] for _ in versions]
    for _ in range(rounds):
        for place, text in enumerate(queries):
            for version, known in zip(versions, least, strict=True):
                seconds = version.ask(text)
                known[place] = list(map(min, known[place] or seconds, seconds))
    return [[1e3 * median(column) for column in zip(*known, strict=True)] for known in least]


def main() -> None:
    """Ask, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("--queries", type=Path, metavar="FILE")
    parser.add_argument("--beside", type=Path, metavar="CHECKOUT")
    parser.add_argument("--each", type=int, default=100, metavar="QUERIES")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--excerpts", action="store_true")
    parser.add_argument("--answer", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.answer:
        with search.open(options.archive) as archive:
            answer(archive, excerpts=options.excerpts)
        return
    more = ["--answer", *(["--excerpts"] if options.excerpts else [])]
    checkouts = [_HERE, *([options.beside] if options.beside else [])]
    with ExitStack() as stack:
        versions = [
            stack.enter_context(Version(one, options.archive.absolute(), Path(__file__), more))
            for one in checkouts
        ]
        for kind, texts in clean_queries(options.queries, options.each).items():
            columns = measured(versions, texts, options.rounds)
            rows = [
                [
                    f"{kind}, {len(texts)} queries",
                    "ms",
                    *["beside", "ratio"][: 2 * len(columns) - 2],
                ]
            ]
            for name, *each in zip(_NAMES, *columns, strict=True):
                ratio = [f"{each[0] / each[1]:.2f}" if each[1] else ""] if len(each) > 1 else []
                rows.append([name, *map(number, each), *ratio])
            print(f"{table(rows)}\n", flush=True)


if __name__ == "__main__":
    main()
