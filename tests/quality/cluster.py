"""What a cluster answers beside the engine of this machine, on a relevance set.

    python tests/quality/cluster.py FOLDER opensearch://host:port/name [--archive DIR] [--every N]
        [--kept FILE] [--pages N] [--threads N]

FOLDER is that of relevance.py. The archive is built in a folder and copied to the address, unless
both hold it already. Prints nDCG@10 of both by kind and variant, how much of the first ten they
share, the Jaccard index of the sets that match, and how far their counts differ; then how long a
page with facets and ten snippets takes with each, and how much processor time that is. What was
found of a query is kept in a file, if one is named, and not asked for again. Exits with 1 when a
bar is missed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import fmean, median
from time import perf_counter, process_time
from typing import NamedTuple

import msgspec
import numpy as np
from judging import Query, ndcg, ranking_for, read_queries

import index
import search
from index.cluster.address import parse_address
from index.cluster.client import Cluster
from index.cluster.contents import find_contents
from index.cluster.copying import copy_archive
from search.answering import Answering, SynonymCache
from search.evaluation import page

# Bars: nDCG@10 of a row, the first ten shared, the Jaccard index, counts; on the mean.
NDCG, SHARED, JACCARD, COUNTS = 0.005, 0.95, 0.97, 0.03
# Milliseconds of a page in the cluster: in the middle, and at the 95th percentile.
P50, P95 = 60.0, 140.0

_ROUNDS = 3  # for which a page is asked for when it is timed

_synonyms = SynonymCache(None)


class Told(NamedTuple):
    """What one engine answers: the numbers of the first hits, and of all articles that match."""

    ranked: list[int]
    matching: set[int]


class Beside(msgspec.Struct):
    """How two engines answer a query."""

    id: str
    own: float
    other: float
    shared: float
    jaccard: float
    difference: float


class Page(NamedTuple):
    """The milliseconds that pages take, and those of the processor for one on the mean."""

    milliseconds: list[float]
    processor: float


def ask(archive: search.Archive, query: Query, first_key: int) -> Told:
    """Ask one engine, whose first article has a key."""
    ranking = ranking_for(query, search.Ranking())
    limit = 10 + len(query.exclude)
    answering = Answering(archive.snapshot(), _synonyms)
    evaluation = answering.answer(query.text, most=limit + 1, ranking=ranking).evaluation
    shown = page(evaluation, "relevance", limit, 0, group=False)
    answers = evaluation.answers
    keys = answers.by_date(answers.total)
    return Told(
        [int(key) - first_key for key in shown.keys],
        {int(key) - first_key for key in keys.tolist()},
    )


def compare(own: Told, other: Told, query: Query, ids: list[str]) -> Beside:
    """How two answers to a query differ; `ids` are those of all articles, by their numbers."""
    every = own.matching | other.matching
    first, second = (
        [ids[one] for one in told.ranked if ids[one] not in query.exclude][:10]
        for told in (own, other)
    )
    most = max(len(first), len(second))
    largest = max(len(own.matching), len(other.matching))
    return Beside(
        query.id,
        ndcg(first, query.relevant),
        ndcg(second, query.relevant),
        len({*first} & {*second}) / most if most else 1.0,
        len(own.matching & other.matching) / len(every) if every else 1.0,
        abs(len(own.matching) - len(other.matching)) / largest if largest else 0.0,
    )


def compare_all(
    own: search.Archive,
    other: search.Archive,
    queries: list[Query],
    kept: Path | None,
    threads: int,
) -> dict[str, Beside]:
    """How two engines answer all queries, by their ids; what is kept is not asked for again."""
    found: dict[str, Beside] = {}
    if kept is not None and kept.exists():
        lines = kept.read_bytes().splitlines()
        found = {one.id: one for line in lines if (one := msgspec.json.decode(line, type=Beside))}
    ids = [article.id for article in own.snapshot().articles(np.arange(len(own)), 0)]

    def beside(query: Query) -> Beside:
        return compare(ask(own, query, 0), ask(other, query, 1), query, ids)

    missing = [query for query in queries if query.id not in found]
    with ThreadPoolExecutor(threads) as pool, ExitStack() as stack:
        file = None if kept is None else stack.enter_context(kept.open("ab"))
        for one in pool.map(beside, missing):
            found[one.id] = one
            if file is not None:
                file.write(msgspec.json.encode(one) + b"\n")
                file.flush()
    return found


def time_pages(
    archive: search.Archive, queries: list[Query], processor: Callable[[], float]
) -> Page:
    """How long warm pages take; `processor` tells the seconds that were computed so far."""
    milliseconds = []
    used = 0.0
    for query in queries:
        ranking = ranking_for(query, search.Ranking())
        archive.search(query.text, limit=10, ranking=ranking)
        before, began = processor(), perf_counter()
        for _ in range(_ROUNDS):
            archive.search(query.text, limit=10, ranking=ranking)
        milliseconds.append(1000 * (perf_counter() - began) / _ROUNDS)
        used += processor() - before
    return Page(milliseconds, 1000 * used / max(1, _ROUNDS * len(queries)))


def processor_of(cluster: Cluster) -> float:
    """The seconds that the nodes of a cluster have computed, and this process."""
    nodes = cluster.ask("GET", "/_nodes/stats/process")["nodes"].values()
    there = sum(one["process"]["cpu"]["total_in_millis"] for one in nodes) / 1000
    return float(there) + process_time()


def main() -> int:
    """Copy the archive, ask both, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("place")
    parser.add_argument("--archive", help="keep the archive here, and use it if it exists")
    parser.add_argument("--every", type=int, default=1, help="ask only every nth query of a row")
    parser.add_argument("--kept", type=Path, help="a file that keeps what was found")
    parser.add_argument("--pages", type=int, default=60, help="queries whose pages are timed")
    parser.add_argument("--threads", type=int, default=1, help="queries that are asked together")
    arguments = parser.parse_args()
    rows: dict[tuple[str, str], list[Query]] = defaultdict(list)
    for query in read_queries(arguments.folder / "queries.jsonl"):
        rows[query.kind, query.variant].append(query)
    asked = {row: queries[:: arguments.every] for row, queries in sorted(rows.items())}
    queries = [query for of in asked.values() for query in of]
    with tempfile.TemporaryDirectory() as temporary:
        archive = arguments.archive or str(Path(temporary) / "archive")
        if not (Path(archive) / "CURRENT").exists():
            index.reindex([arguments.folder / "docs.jsonl.zst"], archive)
        cluster = Cluster(parse_address(arguments.place))
        if find_contents(cluster) is None:
            print(copy_archive(archive, arguments.place))
        with search.open(archive) as own, search.open(arguments.place) as other:
            timed = queries[:: max(1, len(queries) // max(1, arguments.pages))][: arguments.pages]
            pages = {
                "local": time_pages(own, timed, process_time),
                "cluster": time_pages(other, timed, partial(processor_of, cluster)),
            }
            found = compare_all(own, other, queries, arguments.kept, arguments.threads)
    return _print({row: [found[query.id] for query in of] for row, of in asked.items()}, pages)


def _print(found: dict[tuple[str, str], list[Beside]], pages: dict[str, Page]) -> int:
    """The table; returns 1 if a bar is missed."""
    print(f"{'kind':<11}{'variant':<15}{'queries':>8}{'local':>8}{'cluster':>8}", end="")
    print(f"{'shared':>8}{'Jaccard':>9}{'counts':>8}")
    missed = 0
    for (kind, variant), all_of in found.items():
        missed += _print_row(kind, variant, all_of, NDCG)
    every = [one for all_of in found.values() for one in all_of]
    _print_row("all", "", every, NDCG)
    missed += fmean(one.shared for one in every) < SHARED
    missed += fmean(one.jaccard for one in every) < JACCARD
    missed += fmean(one.difference for one in every) > COUNTS
    p50 = p95 = 0.0
    for name, pages_of in pages.items():
        times = pages_of.milliseconds
        if times:
            p50, p95 = median(times), float(np.percentile(times, 95))
            print(
                f"{name:<9} a page: {p50:.1f} ms in the middle, {p95:.1f} at the 95th percentile,"
            )
            print(f"{'':<9} {pages_of.processor:.1f} ms of processor time on the mean")
    return int(bool(missed or p50 > P50 or p95 > P95))


def _print_row(kind: str, variant: str, some: list[Beside], bar: float) -> bool:
    own, other, shared, jaccard, difference = (
        fmean(column)
        for column in zip(*(msgspec.structs.astuple(one)[1:] for one in some), strict=True)
    )
    is_below = other < own - bar
    print(f"{kind:<11}{variant:<15}{len(some):>8}{own:>8.3f}{other:>8.3f}", end="")
    print(f"{shared:>8.1%}{jaccard:>9.3f}{difference:>8.1%}{' below' * is_below}")
    return is_below


if __name__ == "__main__":
    sys.exit(main())
