"""How queries that people type are answered beside their plain twins, by kind.

    python tests/quality/kinds.py FOLDER [--archive DIR] [--every N] [--set synonyms=0 ...]

FOLDER holds docs.jsonl.zst (articles) and kinds.jsonl (`kind, text, plain, relevant`: a query as it
is typed, and one that says the same in the article's own words). Prints for each kind the MRR of
both with 95 % intervals (bootstrap), what the first keeps of the second, and how many of the
relevant articles count as matches, beside the bars that the product must reach. Exits with 1 when
one is missed. `--features` judges all once more with each weight of the ranking switched off,
`--worst KIND` lists the queries of a kind that lose most. The whole file takes two minutes.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

from intervals import interval
from judging import Query, Verdict, features, judge_all, pool, ranking_with, read_kinds

import index
import search


class Bar(NamedTuple):
    """What a kind must reach: an MRR as it is typed, or a share of its twin's."""

    mrr: float = 0.0
    ratio: float = 0.0


_SPLIT = Bar(mrr=0.87)
BARS = {
    "CamelCase name split": _SPLIT,
    "two-part foreign name joined": _SPLIT,
    "a word typed without space": _SPLIT,
    "unmarked joined (tphcm style)": _SPLIT,
    "foreign name respelled (Viet. way)": Bar(ratio=0.95),
    "synonym for the article's word": Bar(ratio=0.93),
    "long form for abbreviation": Bar(mrr=0.90),
    "abbreviation for long form": Bar(ratio=0.92),
}

Pairs = dict[str, list[tuple[Query, Query]]]
_WIDTH = 36


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--archive", help="keep the archive here, and use it if it exists")
    parser.add_argument("--every", type=int, default=1, help="judge only every nth query of a kind")
    parser.add_argument("--only", help="judge only the kinds whose names hold this")
    parser.add_argument("--set", action="append", default=[], metavar="WEIGHT=NUMBER")
    parser.add_argument("--features", action="store_true", help="judge with each weight off, too")
    parser.add_argument("--worst", metavar="KIND", help="list its queries that lose most")
    parser.add_argument("--processes", type=int, default=2)
    return parser.parse_args()


def main() -> int:
    """Index, judge every query and its twin, print the table."""
    arguments = _arguments()
    ranking = ranking_with(arguments.set)
    with tempfile.TemporaryDirectory() as temporary:
        archive = arguments.archive or str(Path(temporary) / "archive")
        if not (Path(archive) / "CURRENT").exists():
            index.reindex([arguments.folder / "docs.jsonl.zst"], archive)
        pairs = by_kind(read_kinds(arguments.folder / "kinds.jsonl"), arguments.every)
        if arguments.only:
            pairs = {kind: row for kind, row in pairs.items() if arguments.only in kind}
        with pool(archive, arguments.processes) as workers:
            queries = [query for row in pairs.values() for pair in row for query in pair]
            judged = judge_all(workers, queries, ranking)
            missed = _print_kinds(pairs, judged)
            if arguments.features:
                _print_features(workers, pairs, judged, ranking)
        if arguments.worst:
            _print_worst(pairs, judged, arguments.worst)
    return 1 if missed else 0


def by_kind(pairs: list[tuple[Query, Query]], every: int = 1) -> Pairs:
    """The queries with their twins, by kind; of a kind with enough of them every nth."""
    rows: Pairs = defaultdict(list)
    for typed, plain in pairs:
        rows[typed.kind].append((typed, plain))
    return {kind: row[::every] if len(row) >= 10 * every else row for kind, row in rows.items()}


def _print_kinds(pairs: Pairs, judged: dict[str, Verdict]) -> int:
    """The table of all kinds; returns how many miss their bars."""
    print(
        f"{'kind':<{_WIDTH}}{'queries':>8}  {'MRR as typed':<22}{'of the twin':<22}{'ratio':>7}"
        f"{'matched':>9}{'twin':>8}{'ms':>7}  bar"
    )
    missed = 0
    for kind, row in pairs.items():
        typed = [judged[query.id] for query, _ in row]
        plain = [judged[twin.id] for _, twin in row]
        mine, twins = interval([one.first for one in typed]), interval([one.first for one in plain])
        ratio = mine.mean / twins.mean if twins.mean else 1.0
        bar = BARS.get(kind, Bar())
        is_missed = mine.mean < bar.mrr or ratio < bar.ratio
        missed += is_missed
        told = (
            f"{bar.mrr:.2f}" if bar.mrr else f"{bar.ratio:.0%} of the twin's" if bar.ratio else ""
        )
        print(
            f"{kind:<{_WIDTH}}{len(row):>8}  {mine!s:<22}{twins!s:<22}{ratio:>7.1%}"
            f"{fmean(one.matched for one in typed):>9.1%}"
            f"{fmean(one.matched for one in plain):>8.1%}"
            f"{1000 * fmean(one.seconds for one in typed):>7.1f}  {told}{' missed' * is_missed}"
        )
    return missed


def _print_features(
    workers: Executor, pairs: Pairs, judged: dict[str, Verdict], ranking: search.Ranking
) -> None:
    """What each kind's MRR as typed gains or loses when a weight is switched off (or on)."""
    queries = [typed for row in pairs.values() for typed, _ in row]
    columns = {
        f"{name}={value:g}": judge_all(workers, queries, replace(ranking, **{name: value}))
        for name, value in features()
    }
    widths = {name: max(9, len(name) + 2) for name in columns}
    heads = "".join(f"{name:>{width}}" for name, width in widths.items())
    print(f"\n{'kind':<{_WIDTH}}{'full':>7}{heads}")
    for kind, row in pairs.items():
        full = fmean(judged[typed.id].first for typed, _ in row)
        differences = "".join(
            f"{fmean(column[typed.id].first for typed, _ in row) - full:>+{widths[name]}.3f}"
            for name, column in columns.items()
        )
        print(f"{kind:<{_WIDTH}}{full:>7.3f}{differences}")


def _print_worst(pairs: Pairs, judged: dict[str, Verdict], name: str) -> None:
    """The queries of the kinds of a name that are answered worse than their twins."""
    lost = [
        (judged[twin.id].first - judged[typed.id].first, typed, twin)
        for kind, row in pairs.items()
        if name in kind
        for typed, twin in row
    ]
    for loss, typed, twin in sorted(lost, key=lambda one: -one[0]):
        if loss > 0:
            print(f"-{loss:.3f}  {typed.text!r}  ({twin.text!r})  {', '.join(typed.relevant)}")


if __name__ == "__main__":
    sys.exit(main())
