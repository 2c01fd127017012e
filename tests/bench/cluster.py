"""What a page of an archive in a cluster takes, part by part, beside the same archive in a folder.

    python tests/bench/cluster.py FOLDER opensearch://host:port/name --queries queries.jsonl
        [--each 15] [--apart]

Of each kind of query so many are asked: what is shown first, then how many there are, then the
facets, each when it is asked for and by the clock, in milliseconds: p50 / p95 of the first time
that a query is asked, and of the second. The total and the facets come of one request, which a
page makes beside those for its hits; with `--apart` nothing is beside it, and the column of what
is counted tells what it takes by itself. Then how many bytes an article takes on the primary
shards, and in how many shards they lie.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from measuring import number, table

import search
from search.engines.opensearch.answers import OpenSearchAnswers

_PARTS: dict[str, Callable[[search.Results], object]] = {
    "hits": lambda results: results.hits,
    "total": lambda results: results.total,
    "facets": lambda results: results.facets,
}
_COLUMNS = (*_PARTS, "page", "counted")
_counting: list[float] = []  # of a query, in milliseconds


def _queries(file: Path, each: int) -> list[str]:
    """So many queries of each kind, spread over the file."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for line in file.read_text("utf-8").splitlines():
        query = json.loads(line)
        by_kind[query["kind"]].append(query["text"])
    return [text for of in by_kind.values() for text in of[:: max(1, len(of) // each)][:each]]


def _timed(count: Callable[[OpenSearchAnswers], Any]) -> Callable[[OpenSearchAnswers], Any]:
    """Count, and note what that takes."""

    def timed(answers: OpenSearchAnswers) -> Any:
        began = time.perf_counter()
        found = count(answers)
        _counting.append(1e3 * (time.perf_counter() - began))
        return found

    return timed


def _asked(archive: search.Archive, queries: list[str]) -> dict[str, list[float]]:
    """The milliseconds of each part of each query, and of all of them."""
    found: dict[str, list[float]] = defaultdict(list)
    for query in queries:
        began = at = time.perf_counter()
        results = archive.search(query)
        for part, told in _PARTS.items():
            told(results)
            now = time.perf_counter()
            found[part].append(1e3 * (now - at))
            at = now
        found["page"].append(1e3 * (at - began))
        found["counted"].append(sum(_counting))
        _counting.clear()
    return found


def _shown(times: list[float]) -> str:
    rising = sorted(times)
    return " / ".join(number(rising[int(share * (len(rising) - 1))]) for share in (0.5, 0.95))


def main() -> None:
    """Print what each part takes in either."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("archives", nargs="+", metavar="ARCHIVE", help="folders and addresses")
    parser.add_argument("--queries", type=Path, required=True)
    parser.add_argument("--each", type=int, default=15, metavar="N", help="queries of each kind")
    parser.add_argument("--apart", action="store_true", help="count when the hits are there")
    arguments = parser.parse_args()
    if arguments.apart:
        setattr(OpenSearchAnswers, "count_ahead", lambda _: None)  # noqa: B010
        setattr(OpenSearchAnswers, "_count_all", _timed(OpenSearchAnswers._count_all))  # noqa: B010
    queries = _queries(arguments.queries, arguments.each)
    rows = [["archive", "asked", *_COLUMNS]]
    for place in arguments.archives:
        with search.open(place) as archive:
            archive.search(queries[-1]).facets  # noqa: B018 - opens all that the first one needs
            for which in ("first", "again"):
                found = _asked(archive, queries)
                rows.append([place, which, *(_shown(found[part]) for part in _COLUMNS)])
            stats = archive.stats()
            print(f"{place}: {stats.articles:,} articles, {stats.bytes['total']:,} bytes")
    print(table(rows))


if __name__ == "__main__":
    main()
