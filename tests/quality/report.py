"""What a release answers better and what worse than another: its rows and kinds of queries.

    python tests/quality/report.py judge FOLDER OUT --archive DIR [--every N] [--set title=0 ...]
    python tests/quality/report.py compare BEFORE AFTER

`judge` writes down how each query of FOLDER is answered: those of queries.jsonl (nDCG@10, see
`relevance.py`) and those of kinds.jsonl (MRR as typed, see `kinds.py`). `compare` takes two such
files, of two versions, archives or settings, and prints for each row and kind the difference with
its 95 % interval (a bootstrap over the queries that both judged), and then what changed for sure,
the better first. The judging takes two minutes.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

from intervals import Interval, difference
from judging import Query, judge_all, pool, ranking_with, read_kinds, read_queries

# By the name of a row: the value of each of its queries, by its id.
Values = dict[str, dict[str, float]]
_DEVELOPMENT, _KINDS = "nDCG@10", "MRR"


class Row(NamedTuple):
    """A row of both files: what it is judged by, its queries, its means, and what changed."""

    name: str
    queries: int
    before: float
    after: float
    change: Interval


def main() -> int:
    """Judge, or compare what was judged."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    judging = commands.add_parser("judge")
    judging.add_argument("folder", type=Path)
    judging.add_argument("out", type=Path)
    judging.add_argument("--archive", required=True)
    judging.add_argument("--every", type=int, default=1, help="judge only every nth query")
    judging.add_argument("--set", action="append", default=[], metavar="WEIGHT=NUMBER")
    judging.add_argument("--processes", type=int, default=2)
    comparing = commands.add_parser("compare")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "judge":
        arguments.out.write_text(json.dumps(_judged(arguments)), encoding="utf-8")
    else:
        _print_comparison(compared(*map(_read, (arguments.before, arguments.after))))
    return 0


def _judged(arguments: argparse.Namespace) -> Values:
    folder, every = arguments.folder, arguments.every
    rows = {
        _DEVELOPMENT: _in_rows(read_queries(folder / "queries.jsonl"), every),
        _KINDS: _in_rows([typed for typed, _ in read_kinds(folder / "kinds.jsonl")], every),
    }
    ranking = ranking_with(arguments.set)
    with pool(arguments.archive, arguments.processes) as workers:
        found: Values = {}
        for metric, named in rows.items():
            queries = [query for row in named.values() for query in row]
            judged = judge_all(workers, queries, ranking)
            for name, row in named.items():
                verdicts = {query.id: judged[query.id] for query in row}
                found[f"{metric}  {name}"] = {
                    id: one.ndcg if metric == _DEVELOPMENT else one.first
                    for id, one in verdicts.items()
                }
    return found


def _in_rows(queries: list[Query], every: int) -> dict[str, list[Query]]:
    rows: dict[str, list[Query]] = defaultdict(list)
    for query in queries:
        name = query.kind if query.variant == "text" else f"{query.kind}, {query.variant}"
        rows[name].append(query)
    return {name: row[::every] for name, row in sorted(rows.items())}


def _read(path: Path) -> Values:
    values: Values = json.loads(path.read_text(encoding="utf-8"))
    return values


def compared(before: Values, after: Values) -> list[Row]:
    """The rows that both have, over the queries that both judged."""
    rows = []
    for name in before.keys() & after.keys():
        both = sorted(before[name].keys() & after[name].keys())
        if both:
            old, new = ([one[name][id] for id in both] for one in (before, after))
            rows.append(Row(name, len(both), fmean(old), fmean(new), difference(old, new)))
    return sorted(rows)


def _print_comparison(rows: list[Row]) -> None:
    print(f"{'row':<46}{'queries':>8}{'before':>8}{'after':>8}  change")
    for row in rows:
        told = row.change.signed() if any(row.change) else "none"
        print(f"{row.name:<46}{row.queries:>8}{row.before:>8.3f}{row.after:>8.3f}  {told}")
    changed = sorted(
        (row for row in rows if row.change.is_change), key=lambda row: -row.change.mean
    )
    for title, better in (("better", True), ("worse", False)):
        names = [
            f"  {row.change.mean:+.3f}  {row.name}"
            for row in changed
            if (row.change.mean > 0) is better
        ]
        print(f"\n{title} for sure: {len(names)} of {len(rows)}", *names, sep="\n")


if __name__ == "__main__":
    sys.exit(main())
