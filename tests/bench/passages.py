"""How long an archive takes over pasted text, by its length, beside another version of the product.

    python tests/bench/passages.py ARCHIVE [--beside CHECKOUT] [--each 20] [--rounds 3] [--seed 1]

Passages of 50, 100, 1,000 and 10,000 characters are cut out of the archive's own articles, and
searched with ten hits and snippets. CPU time, the least of some rounds for each passage; with
CHECKOUT, a folder with the sources of another version, built, both are asked in turns. Also prints
how much of that the suggestion takes besides, and how often the passage's own article is first.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from random import Random
from statistics import fmean
from typing import Any

from measuring import number, table

import search

LENGTHS = (50, 100, 1000, 10_000)
_HERE = Path(__file__).resolve().parents[2]


class Version:
    """A version of the product that answers in a process of its own."""

    def __init__(
        self, checkout: Path, archive: Path, script: Path, options: Sequence[str] = ("--answer",)
    ) -> None:
        command = [sys.executable, str(script.resolve()), str(archive), *options]
        environment = {**os.environ, "PYTHONPATH": str(checkout)}
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=checkout,
        )

    def __enter__(self) -> Version:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def ask(self, text: str) -> Any:
        """What the script answers to a text, as a line of JSON."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(text) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


def answer(archive: search.Archive) -> None:
    """Answer the lines of the standard input, each a text in JSON.

    With the CPU seconds of a search and of its suggestion, and the ids that it gives.
    """
    for line in sys.stdin:
        text = json.loads(line)
        begun = time.process_time()
        results = archive.search(text)
        searched = time.process_time()
        _ = results.suggestion
        suggested = time.process_time()
        ids = [hit.article.id for hit in results]
        print(json.dumps([searched - begun, suggested - searched, ids]), flush=True)


def passages(archive: search.Archive, length: int, most: int, source: Random) -> Iterator[Any]:
    """Up to `most` passages of so many characters, each with the ids of the articles it is from.

    Of articles that are no longer than that, the longest are taken whole.
    """
    snapshot = archive.snapshot()
    keys = list(range(snapshot.indexed))
    source.shuffle(keys)
    bodies = []
    for key in keys[: 40 * most]:
        body = " ".join(snapshot.article(key).body.split())
        bodies.append((min(len(body), length + 20), key, body))
    bodies.sort(key=lambda one: -one[0])
    for _, key, body in bodies[:most]:
        start = body.find(" ", source.randint(0, max(0, len(body) - length - 20))) + 1
        start = start if len(body) > length + 20 else 0
        same = [key, *snapshot.near_duplicates(key).tolist()]
        yield body[start : start + length], {snapshot.article(one).id for one in same}


def measured(
    versions: Sequence[Version], asked: Sequence[tuple[str, set[str]]], rounds: int
) -> list[tuple[float, float, float]]:
    """(milliseconds of a search, of a suggestion, share of first places) for each version."""
    least: dict[tuple[int, int], list[float]] = {}
    first = [0] * len(versions)
    for round_ in range(rounds):
        for place, (text, ids) in enumerate(asked):
            for at, version in enumerate(versions):
                *seconds, found = version.ask(text)
                known = least.setdefault((at, place), seconds)
                least[at, place] = [min(pair) for pair in zip(known, seconds, strict=True)]
                first[at] += round_ == 0 and found[:1] != [] and found[0] in ids
    every = range(len(asked))
    return [
        (
            1e3 * fmean(least[at, place][0] for place in every),
            1e3 * fmean(least[at, place][1] for place in every),
            first[at] / len(asked),
        )
        for at in range(len(versions))
    ]


def main() -> None:
    """Ask, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("--beside", type=Path, metavar="CHECKOUT")
    parser.add_argument("--each", type=int, default=20, metavar="PASSAGES")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--answer", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    with search.open(arguments.archive) as archive, ExitStack() as stack:
        if arguments.answer:
            answer(archive)
            return
        checkouts = [_HERE, *([arguments.beside] if arguments.beside else [])]
        place = arguments.archive.resolve()
        versions = [stack.enter_context(Version(one, place, Path(__file__))) for one in checkouts]
        rows = [["characters", "search ms", "suggestion ms", "own first"]]
        if arguments.beside:
            rows[0] += ["beside", "suggestion", "own first", "ratio", "of both"]
        for length in LENGTHS:
            asked = list(passages(archive, length, arguments.each, Random(arguments.seed)))
            found = measured(versions, asked, arguments.rounds)
            row = [f"{length:,}"]
            for searched, suggested, first in found:
                row += [number(searched), number(suggested), f"{first:.2f}"]
            if arguments.beside:
                (now, now_too, _), (then, then_too, _) = found
                row += [f"{now / then:.2f}", f"{(now + now_too) / (then + then_too):.2f}"]
            rows.append(row)
    print(table(rows))


if __name__ == "__main__":
    main()
