"""Ranking quality on a relevance set, by kind and variant of query.

    python tests/quality/relevance.py FOLDER [--archive DIR] [--every N] [--set title=0 ...]

FOLDER holds docs.jsonl.zst (articles) and queries.jsonl (`id, kind, variant, text, relevant,
exclude`). Prints nDCG@10, recall@20 and MRR beside the bars that the product must reach, and
exits with 1 when one is missed. The whole set takes minutes; `--every 10` takes a tenth of it.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import fields
from math import log2
from pathlib import Path
from statistics import fmean

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

_archive: search.Archive | None = None


def ndcg(ranked: list[str], relevant: set[str], depth: int = 10) -> float:
    """Normalised discounted cumulative gain with binary relevance."""
    gain = sum(1 / log2(place + 2) for place, id in enumerate(ranked[:depth]) if id in relevant)
    ideal = sum(1 / log2(place + 2) for place in range(min(depth, len(relevant))))
    return gain / ideal


def recall(ranked: list[str], relevant: set[str], depth: int = 20) -> float:
    """The share of the relevant articles among the first `depth`."""
    return len(relevant.intersection(ranked[:depth])) / len(relevant)


def reciprocal_rank(ranked: list[str], relevant: set[str]) -> float:
    """One over the place of the first relevant article; 0 when it is not in the list."""
    return next((1 / place for place, id in enumerate(ranked, 1) if id in relevant), 0.0)


def _open(archive: str) -> None:
    global _archive  # noqa: PLW0603  (one per worker process)
    _archive = search.open(archive)


def _judge(work: tuple[dict[str, object], search.Ranking]) -> tuple[float, float, float, float]:
    query, ranking = work
    assert _archive is not None
    excluded, relevant = set(query["exclude"]), set(query["relevant"])
    found = _archive.search(
        query["text"], limit=20 + len(excluded), ranking=ranking, snippets=False
    )
    ranked = [hit.article.id for hit in found if hit.article.id not in excluded]
    return (
        ndcg(ranked, relevant),
        recall(ranked, relevant),
        reciprocal_rank(ranked, relevant),
        found.seconds,
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--archive", help="keep the archive here, and use it if it exists")
    parser.add_argument("--every", type=int, default=1, help="judge only every nth query of a row")
    parser.add_argument("--set", action="append", default=[], metavar="WEIGHT=NUMBER")
    parser.add_argument("--processes", type=int, default=2)
    return parser.parse_args()


def _rankings(settings: list[str]) -> tuple[search.Ranking, search.Ranking]:
    """The ranking for most kinds, and the one for known items, which have no title."""
    names = {field.name: type(field.default) for field in fields(search.Ranking)}
    chosen = {name: names[name](value) for name, value in (one.split("=") for one in settings)}
    return search.Ranking(**chosen), search.Ranking(**{**chosen, "title": 0.0})


def main() -> int:
    """Index, judge every query, print the table."""
    arguments = _arguments()
    ranking, untitled = _rankings(arguments.set)
    with tempfile.TemporaryDirectory() as temporary:
        archive = arguments.archive or str(Path(temporary) / "archive")
        if not (Path(archive) / "CURRENT").exists():
            report = index.reindex([arguments.folder / "docs.jsonl.zst"], archive)
            rate = report.indexed / report.seconds
            print(f"{report.indexed:,} articles in {report.seconds:.0f} s ({rate:.0f}/s)")
        lines = (arguments.folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()
        rows: dict[tuple[str, str], list[dict[str, object]]] = defaultdict(list)
        for query in map(json.loads, lines):
            rows[query["kind"], query["variant"]].append(query)
        with ProcessPoolExecutor(
            arguments.processes, initializer=_open, initargs=(archive,)
        ) as pool:
            return _print_table(pool, rows, arguments.every, ranking, untitled)


def _print_table(pool, rows, every, ranking, untitled) -> int:  # type: ignore[no-untyped-def]
    print(
        f"{'kind':<11}{'variant':<15}{'queries':>8}{'nDCG@10':>9}{'bar':>7}{'recall@20':>11}{'MRR':>7}{'ms':>7}"
    )
    missed = 0
    for (kind, variant), queries in sorted(rows.items()):
        chosen = queries[::every] if len(queries) >= 10 * every else queries
        used = untitled if kind == "known-item" else ranking
        judged = list(pool.map(_judge, [(query, used) for query in chosen], chunksize=8))
        gain, found, first, seconds = (fmean(column) for column in zip(*judged, strict=True))
        bar = BARS.get((kind, variant))
        verdict = "" if bar is None or gain >= bar else " below"
        missed += bool(verdict)
        shown = "" if bar is None else f"{bar:.3f}"
        print(
            f"{kind:<11}{variant:<15}{len(chosen):>8}{gain:>9.3f}{shown:>7}{found:>11.3f}"
            f"{first:>7.3f}{1000 * seconds:>7.1f}{verdict}",
            flush=True,
        )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
