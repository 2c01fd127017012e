"""Khobao's posting lists against those of its peers, on the same tokens and queries.

    python tests/bench/engines.py CORPUS [CORPUS ...] [--articles N] [--queries N] [--repeat N]
        [--builds N] [--engines NAME ...] [--classes NAME ...] [--keep FOLDER] [--plot FILE]

Articles are analysed once, before anything is measured. Every engine builds and answers in
processes of its own; they take turns round by round, so that they meet the same machine, and the
slow ones take part in the first round only, with four of the classes. Times are CPU times with all
threads of a process; a query's is its median over the rounds. Exits with 1 when engines count
different hits.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from corpus import TokenFile, syllables
from measuring import child, in_child, milliseconds, number, percentile, table
from peers import ENGINES, TOP, Answer, Built, ask, build, open_engine, why_missing
from query_classes import CLASSES, Query, write_queries

# Every engine is compared with this one.
_PEER = "tantivy"
_SEED = 20
_SHOWN = 3

Times = dict[str, dict[str, list[float]]]
"""The CPU seconds of each query, by engine and kind."""
Answers = dict[str, dict[str, list[Answer]]]


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("corpus", nargs="+", type=Path, help="articles, as reindex reads them")
    parser.add_argument("--articles", type=int, metavar="N", help="only the first N articles")
    parser.add_argument("--queries", type=int, default=400, metavar="N", help="of each kind")
    parser.add_argument("--repeat", type=int, default=5, metavar="N", help="rounds of queries")
    parser.add_argument("--builds", type=int, default=3, metavar="N", help="rounds of building")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--classes", nargs="+", choices=CLASSES, default=list(CLASSES))
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave indexes and queries")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw the figures (SVG or PNG)")
    return parser.parse_args(arguments)


def build_all(names: list[str], tokens: TokenFile, folder: Path, rounds: int) -> dict[str, Built]:
    """Build the index of every engine, in turns; the build of median CPU time counts."""
    built: dict[str, list[Built]] = {name: [] for name in names}
    for turn in range(rounds):
        for name in names:
            if not (turn and ENGINES[name].slow):
                shutil.rmtree(folder / name, ignore_errors=True)
                built[name].append(in_child(build, name, tokens.path, folder / name))
    return {
        name: sorted(runs, key=lambda run: run.span.cpu)[len(runs) // 2]
        for name, runs in built.items()
    }


def ask_all(
    names: list[str], queries: dict[str, list[Query]], folder: Path, rounds: int
) -> tuple[Times, Answers]:
    """Put every query to every engine, in turns."""
    runs: dict[tuple[str, str], list[list[float]]] = {}
    answers: Answers = {name: {} for name in names}
    with ExitStack() as stack:
        processes: dict[str, ProcessPoolExecutor] = {
            name: stack.enter_context(child(open_engine, name, folder / ENGINES[name].builder))
            for name in names
        }
        for turn in range(rounds):
            for kind, asked in queries.items():
                for name in names:
                    if ENGINES[name].answers(kind) and not (turn and ENGINES[name].slow):
                        outcome = processes[name].submit(ask, kind, asked)
                        seconds, answers[name][kind] = outcome.result()
                        runs.setdefault((name, kind), []).append(seconds)
    times: Times = {name: {} for name in names}
    for (name, kind), rows in runs.items():
        times[name][kind] = [median(column) for column in zip(*rows, strict=True)]
    return times, answers


def _print_building(built: dict[str, Built], count: int) -> None:
    rows = [["", "articles/s CPU", "x", "articles/s wall", "x", "MB", "x", "peak MB"]]
    peer = built.get(_PEER)
    for name, one in built.items():
        cpu, wall, megabytes = count / one.span.cpu, count / one.span.wall, one.megabytes
        ratios = ["", "", ""]
        if peer:
            ratios = [
                number(peer.span.cpu / one.span.cpu),
                number(peer.span.wall / one.span.wall),
                number(megabytes / peer.megabytes),
            ]
        speed = [number(cpu), ratios[0], number(wall), ratios[1]]
        rows.append([ENGINES[name].label, *speed, number(megabytes), ratios[2], number(one.peak)])
    print(
        f"Building (x: {_PEER} = 1; more articles/s and less MB are better)", table(rows), sep="\n"
    )


def _print_asking(times: Times, queries: dict[str, list[Query]]) -> None:
    rows = [["", *(cell for name in times for cell in (ENGINES[name].label, "x"))]]
    for kind in queries:
        row = [CLASSES[kind].label]
        for by_kind in times.values():
            seconds, peer = by_kind.get(kind), times.get(_PEER, {}).get(kind)
            row.append(milliseconds(seconds) if seconds else "")
            row.append(_ratios(seconds, peer) if seconds and peer else "")
        rows.append(row)
    print(f"Asking, p50 / p95 in ms of CPU time (x: {_PEER} = 1; less is better)")
    print(table(rows))


def _ratios(seconds: list[float], peer: list[float]) -> str:
    """How much longer some queries take than those of the peer, at p50 / p95."""
    halves = median(seconds) / median(peer)
    return f"{number(halves)} / {number(percentile(seconds, 0.95) / percentile(peer, 0.95))}"


def _print_agreement(answers: Answers, queries: dict[str, list[Query]]) -> bool:
    """Print how far the engines give one answer; returns whether they count the same hits."""
    agreed = True
    for kind, asked in queries.items():
        counts = {
            name: [total for _, total in by_kind[kind]]
            for name, by_kind in answers.items()
            if kind in by_kind and by_kind[kind][0][1] is not None
        }
        different = [
            n for n, totals in enumerate(zip(*counts.values(), strict=True)) if len(set(totals)) > 1
        ]
        if len(counts) < 2:
            print(f"{kind}: no two engines count", end="; ")
        else:
            print(f"{kind}: {len(asked) - len(different)} of {len(asked)} totals are equal", end="")
            print(f" ({', '.join(counts)})", end="; ")
        print(_top_in_common(answers, kind))
        for n in different[:_SHOWN]:
            totals = ", ".join(f"{name} {counts[name][n]}" for name in counts)
            print(f"  {' '.join(asked[n])}: {totals}")
        agreed &= not different
    return agreed


def _top_in_common(answers: Answers, kind: str) -> str:
    """What share of the peer's best hits each other engine has among its own best."""
    if _PEER not in answers:
        return f"no {_PEER} to compare the best {TOP} with"
    best = [set(hits) for hits, _ in answers[_PEER][kind]]
    shares = []
    for name, by_kind in answers.items():
        if name != _PEER and kind in by_kind:
            both = sum(
                len(ours & set(hits)) for ours, (hits, _) in zip(best, by_kind[kind], strict=True)
            )
            shares.append(f"{name} {both / max(1, sum(map(len, best))):.1%}")
    return f"of the best {TOP} of {_PEER}: {', '.join(shares)}"


def main(arguments: list[str] | None = None) -> int:
    """Measure, and print the tables."""
    options = _arguments(arguments)
    missing = {name: why_missing(name) for name in options.engines}
    left_out = {name: "not asked for" for name in ENGINES if name not in options.engines}
    left_out |= {name: reason for name, reason in missing.items() if reason}
    names = [name for name in ENGINES if name not in left_out]
    builders = list(dict.fromkeys(ENGINES[name].builder for name in names))
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        tokens = TokenFile(Path(temporary) / "tokens", syllables(options.corpus, options.articles))
        queries = {kind: tokens.draw(kind, options.queries, _SEED) for kind in options.classes}
        write_queries(folder / "queries.json", queries)
        print(f"{len(tokens):,} articles, {tokens.tokens:,} tokens", flush=True)
        built = build_all(builders, tokens, folder, options.builds)
        _print_building(built, len(tokens))
        print(flush=True)
        times, answers = ask_all(names, queries, folder, options.repeat)
    _print_asking(times, queries)
    slow = [name for name in names if ENGINES[name].slow]
    rounds = f"{options.repeat} rounds of asking, {options.builds} of building"
    print(f"{options.queries} queries of each class; {rounds}", end="")
    print(f" (only one of {', '.join(slow)})" if slow else "")
    for name, reason in left_out.items():
        print(f"left out: {name}, {reason}")
    print()
    agreed = _print_agreement(answers, queries)
    if options.plot:
        from plots import draw_engines  # noqa: PLC0415  (only drawing needs matplotlib)

        draw_engines(options.plot, built, times, len(tokens))
    return 0 if agreed else 1


if __name__ == "__main__":
    sys.exit(main())
