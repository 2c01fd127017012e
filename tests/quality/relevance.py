"""Ranking quality on a relevance set, by kind and variant of query.

    python tests/quality/relevance.py FOLDER [--archive DIR] [--every N] [--set title=0 ...]

FOLDER holds docs.jsonl.zst (articles) and queries.jsonl (`id, kind, variant, text, relevant,
exclude`). Prints nDCG@10, recall@20 and MRR beside the bars that the product must reach, how many
of the relevant articles count as matches and how much of the archive does, and then each variant
beside the same queries typed clean. Exits with 1 when a bar is missed. `--features` judges all
once more with each weight of the ranking switched off. The whole set takes a minute, with the
features ten; `--every 10` takes a tenth of it.
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

from judging import (
    Query,
    Verdict,
    clean_twins,
    features,
    judge_all,
    pool,
    ranking_with,
    read_queries,
)

import index
import search

# nDCG@10 that the product must reach: (kind, variant) -> bar.
BARS = {
    ("topic", "clean"): 0.895,
    ("topic", "half-marked"): 0.880,
    ("topic", "unmarked"): 0.880,
    ("topic", "typo"): 0.858,
    ("topic", "wrong-tone"): 0.873,
    ("headline", "clean"): 0.850,
    ("headline", "unmarked"): 0.838,
    ("keywords", "clean"): 0.615,
    ("keywords", "half-marked"): 0.595,
    ("keywords", "unmarked"): 0.580,
    ("keywords", "tone-placement"): 0.640,
    ("keywords", "i-y"): 0.565,
    ("keywords", "typo"): 0.490,
    ("keywords", "wrong-tone"): 0.548,
    ("known-item", "clean"): 0.732,
    ("known-item", "half-marked"): 0.695,
    ("known-item", "unmarked"): 0.670,
}

# The share of the same queries' nDCG@10, typed clean, that a variant must keep.
RATIOS = {"unmarked": 0.93, "half-marked": 0.95}
KNOWN_ITEM_UNMARKED = 0.90
# Variants that are other spellings of the same: so much may they differ from clean.
SPELLINGS = ("tone-placement", "i-y", "nfd", "upper")
MOST_DIFFERENCE = 0.01

Rows = dict[tuple[str, str], list[Query]]
Judged = dict[str, Verdict]  # by the id of the query


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--archive", help="keep the archive here, and use it if it exists")
    parser.add_argument("--every", type=int, default=1, help="judge only every nth query of a row")
    parser.add_argument("--set", action="append", default=[], metavar="WEIGHT=NUMBER")
    parser.add_argument("--features", action="store_true", help="judge with each weight off, too")
    parser.add_argument("--processes", type=int, default=2)
    return parser.parse_args()


def main() -> int:
    """Index, judge every query, print the tables."""
    arguments = _arguments()
    ranking = ranking_with(arguments.set)
    with tempfile.TemporaryDirectory() as temporary:
        archive = arguments.archive or str(Path(temporary) / "archive")
        if not (Path(archive) / "CURRENT").exists():
            report = index.reindex([arguments.folder / "docs.jsonl.zst"], archive)
            rate = report.indexed / report.seconds
            print(f"{report.indexed:,} articles in {report.seconds:.0f} s ({rate:.0f}/s)")
        queries = read_queries(arguments.folder / "queries.jsonl")
        rows = _rows(queries, arguments.every)
        twins = clean_twins(queries)
        with pool(archive, arguments.processes) as workers:
            chosen = [query for row in rows.values() for query in row]
            beside = [twins[query.id] for query in chosen if query.id in twins]
            judged = judge_all(workers, [*chosen, *beside], ranking)
            missed = _print_rows(rows, judged)
            missed += _print_variants(rows, twins, judged)
            if arguments.features:
                _print_features(workers, rows, judged, ranking)
    return 1 if missed else 0


def _rows(queries: list[Query], every: int) -> Rows:
    rows: Rows = defaultdict(list)
    for query in queries:
        rows[query.kind, query.variant].append(query)
    return {
        key: row[::every] if len(row) >= 10 * every else row for key, row in sorted(rows.items())
    }


def _print_rows(rows: Rows, judged: Judged) -> int:
    """The table of all rows; returns how many miss their bars."""
    print(
        f"{'kind':<11}{'variant':<15}{'queries':>8}{'nDCG@10':>9}{'bar':>7}{'recall@20':>11}"
        f"{'MRR':>7}{'matched':>9}{'of all':>8}{'ms':>7}"
    )
    missed = 0
    for (kind, variant), queries in rows.items():
        mean = Verdict(*map(fmean, zip(*(judged[query.id] for query in queries), strict=True)))
        bar = BARS.get((kind, variant))
        verdict = "" if bar is None or mean.ndcg >= bar else " below"
        missed += bool(verdict)
        shown = "" if bar is None else f"{bar:.3f}"
        print(
            f"{kind:<11}{variant:<15}{len(queries):>8}{mean.ndcg:>9.3f}{shown:>7}"
            f"{mean.recall:>11.3f}{mean.first:>7.3f}{mean.matched:>9.1%}{mean.share:>8.2%}"
            f"{1000 * mean.seconds:>7.1f}{verdict}"
        )
    return missed


def _print_variants(rows: Rows, twins: dict[str, Query], judged: Judged) -> int:
    """Each variant beside the same queries typed clean; returns how many miss their bars."""
    print(f"\n{'kind':<11}{'variant':<15}{'pairs':>8}{'nDCG@10':>9}{'clean':>7}{'ratio':>8}  bar")
    missed = 0
    for (kind, variant), queries in rows.items():
        pairs = [(query, twins[query.id]) for query in queries if query.id in twins]
        if not pairs or variant not in (*SPELLINGS, *RATIOS):
            continue
        typed = fmean(judged[query.id].ndcg for query, _ in pairs)
        clean = fmean(judged[twin.id].ndcg for _, twin in pairs)
        if variant in SPELLINGS:
            bar, good = f"within {MOST_DIFFERENCE}", abs(typed - clean) <= MOST_DIFFERENCE
        else:
            is_known = (kind, variant) == ("known-item", "unmarked")
            least = KNOWN_ITEM_UNMARKED if is_known else RATIOS[variant]
            bar, good = f"from {least:.0%}", typed >= least * clean
        missed += not good
        print(
            f"{kind:<11}{variant:<15}{len(pairs):>8}{typed:>9.3f}{clean:>7.3f}{typed / clean:>8.1%}"
            f"  {bar}{'' if good else ' missed'}"
        )
    return missed


def _print_features(workers: Executor, rows: Rows, judged: Judged, ranking: search.Ranking) -> None:
    """What each row's nDCG@10 gains or loses when a weight is switched off (or on)."""
    queries = [query for row in rows.values() for query in row]
    columns = {
        f"{name}={value:g}": judge_all(workers, queries, replace(ranking, **{name: value}))
        for name, value in features()
    }
    widths = {name: max(9, len(name) + 2) for name in columns}
    heads = "".join(f"{name:>{width}}" for name, width in widths.items())
    print(f"\n{'kind':<11}{'variant':<15}{'full':>7}{heads}")
    for (kind, variant), row in rows.items():
        full = fmean(judged[query.id].ndcg for query in row)
        differences = "".join(
            f"{fmean(column[query.id].ndcg for query in row) - full:>+{widths[name]}.3f}"
            for name, column in columns.items()
        )
        print(f"{kind:<11}{variant:<15}{full:>7.3f}{differences}")


if __name__ == "__main__":
    sys.exit(main())
