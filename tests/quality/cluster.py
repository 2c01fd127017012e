"""What a cluster answers beside the engine of this machine, on a relevance set.

    python tests/quality/cluster.py FOLDER opensearch://host:port/name [--archive DIR] [--every N]

FOLDER is that of relevance.py. The archive is built in a folder and copied to the address, unless
both hold it already. Prints nDCG@10 of both by kind and variant, how much of the first ten they
share, the Jaccard index of the sets that match, how far their counts differ, and how long a page
with facets and ten snippets takes with each. Exits with 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import fmean, median
from time import perf_counter
from typing import NamedTuple

import numpy as np
from judging import Query, ndcg, ranking_for, read_queries

import index
import search
from index.cluster.address import parse_address
from index.cluster.client import Cluster
from index.cluster.contents import find_contents
from index.cluster.copying import copy_archive
from search.answering import Answering, SynonymCache

# Bars: nDCG@10 of a row, the first ten shared, the Jaccard index, counts; on the mean.
NDCG, SHARED, JACCARD, COUNTS = 0.005, 0.95, 0.97, 0.03
# Milliseconds of a page in the cluster: in the middle, and at the 95th percentile.
P50, P95 = 60.0, 140.0

_synonyms = SynonymCache(None)


class Told(NamedTuple):
    """What one engine answers: the ids of the first hits, the keys that match, milliseconds."""

    ranked: list[str]
    matching: set[int]
    milliseconds: float


class Beside(NamedTuple):
    """How two engines answer a query."""

    own: float
    other: float
    shared: float
    jaccard: float
    difference: float
    milliseconds: tuple[float, float]


def ask(archive: search.Archive, query: Query, first_key: int) -> Told:
    """Ask one engine, whose first article has a key."""
    ranking = ranking_for(query, search.Ranking())
    limit = 10 + len(query.exclude)
    archive.search(query.text, limit=limit, ranking=ranking)
    began = perf_counter()
    archive.search(query.text, limit=10, ranking=ranking)
    took = 1000 * (perf_counter() - began)
    found = archive.search(query.text, limit=limit, ranking=ranking, snippets=False)
    answering = Answering(archive.snapshot(), _synonyms)
    answers = answering.answer(query.text, ranking=ranking).evaluation.answers
    keys = answers.by_date(answers.total)
    ids = [hit.article.id for hit in found if hit.article.id not in query.exclude]
    return Told(ids[:10], {int(key) - first_key for key in keys.tolist()}, took)


def compare(own: Told, other: Told, query: Query) -> Beside:
    """How two answers to a query differ."""
    every = own.matching | other.matching
    most = max(len(own.ranked), len(other.ranked))
    largest = max(len(own.matching), len(other.matching))
    return Beside(
        ndcg(own.ranked, query.relevant),
        ndcg(other.ranked, query.relevant),
        len({*own.ranked} & {*other.ranked}) / most if most else 1.0,
        len(own.matching & other.matching) / len(every) if every else 1.0,
        abs(len(own.matching) - len(other.matching)) / largest if largest else 0.0,
        (own.milliseconds, other.milliseconds),
    )


def main() -> int:
    """Copy the archive, ask both, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("place")
    parser.add_argument("--archive", help="keep the archive here, and use it if it exists")
    parser.add_argument("--every", type=int, default=1, help="ask only every nth query of a row")
    arguments = parser.parse_args()
    rows: dict[tuple[str, str], list[Query]] = defaultdict(list)
    for query in read_queries(arguments.folder / "queries.jsonl"):
        rows[query.kind, query.variant].append(query)
    with tempfile.TemporaryDirectory() as temporary:
        archive = arguments.archive or str(Path(temporary) / "archive")
        if not (Path(archive) / "CURRENT").exists():
            index.reindex([arguments.folder / "docs.jsonl.zst"], archive)
        if find_contents(Cluster(parse_address(arguments.place))) is None:
            print(copy_archive(archive, arguments.place))
        with search.open(archive) as own, search.open(arguments.place) as other:
            found = {
                row: [
                    compare(ask(own, query, 0), ask(other, query, 1), query)
                    for query in queries[:: arguments.every]
                ]
                for row, queries in sorted(rows.items())
            }
    return _print(found)


def _print(found: dict[tuple[str, str], list[Beside]]) -> int:
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
    for at, name in enumerate(("local", "cluster")):
        times = [one.milliseconds[at] for one in every]
        p50, p95 = median(times), float(np.percentile(times, 95))
        print(f"{name:<9} a page: {p50:.1f} ms in the middle, {p95:.1f} at the 95th percentile")
    return int(bool(missed or p50 > P50 or p95 > P95))


def _print_row(kind: str, variant: str, some: list[Beside], bar: float) -> bool:
    own, other, shared, jaccard, difference = (
        fmean(column) for column in list(zip(*some, strict=True))[:5]
    )
    is_below = other < own - bar
    print(f"{kind:<11}{variant:<15}{len(some):>8}{own:>8.3f}{other:>8.3f}", end="")
    print(f"{shared:>8.1%}{jaccard:>9.3f}{difference:>8.1%}{' below' * is_below}")
    return is_below


if __name__ == "__main__":
    sys.exit(main())
