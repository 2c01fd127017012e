"""Many clients at once while updates are published: errors, waiting times, requests a second.

    python tests/bench/load.py ARCHIVE [--clients N] [--seconds S] [--updates N] [--articles N]
        [--most RATIO] [--processes N]

`khobao serve` serves a copy of the archive, in N processes, without rate limits. Each client asks
for one thing after the other over a connection that it keeps: six of ten times a page of results,
else the same as JSON or an article. They do so for S seconds in peace, and for S seconds in which N
updates are published one after the other, at even intervals; for a sixth of S they ask for the
style sheet. The queries are pieces of headlines. The status is 1 if a request failed, no update was
published, or the 95th percentile grew to more than RATIO times that in peace.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from asking import Asked, ask, connection, publish, written
from measuring import milliseconds, number, percentile, table
from serving import serving

import search

_SAMPLED = 2000
_STATIC = "/static/khobao.css"


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("archive", type=Path, help="folder of an archive, which stays as it is")
    parser.add_argument("--clients", type=int, default=50, metavar="N")
    parser.add_argument("--seconds", type=float, default=60, metavar="S")
    parser.add_argument("--updates", type=int, default=6, metavar="N")
    parser.add_argument("--articles", type=int, default=200, metavar="N", help="in each update")
    parser.add_argument("--processes", default="auto", metavar="N")
    parser.add_argument("--most", type=float, default=1.5, metavar="RATIO")
    return parser.parse_args(arguments)


@dataclass
class Load:
    """What the clients met with: seconds for each answer, and how often each error."""

    seconds: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    lasted: float = 0.0

    @property
    def late(self) -> float:
        """The 95th percentile in seconds."""
        return percentile(self.seconds, 0.95)

    def row(self, name: str) -> list[str]:
        """Its row of the table."""
        rate = number(len(self.seconds) / self.lasted)
        count = str(len(self.seconds))
        return [name, count, str(self.errors.total()), milliseconds(self.seconds), rate]


def main(arguments: list[str] | None = None) -> int:
    """Measure, and print the table."""
    options = _arguments(arguments)
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder, "archive")
        shutil.copytree(options.archive, archive)
        with search.open(archive) as opened:
            articles = opened.search("", limit=_SAMPLED, snippets=False)
            sample = [hit.article for hit in articles]
            first = opened.snapshot().number
        asked = Asked(sample)
        updates = list(written(sample, Path(folder), options.updates, options.articles))
        free = ("--rate-search", "off", "--rate-export", "off")
        with serving(archive, *free, "--processes", options.processes) as (address, _):
            static = asyncio.run(
                _load(address, options.clients, options.seconds / 6, lambda _: _STATIC)
            )
            peace = asyncio.run(_load(address, options.clients, options.seconds, asked.path))
            update = _update(archive, updates, options.seconds)
            busy = asyncio.run(_load(address, options.clients, options.seconds, asked.path, update))
        with search.open(archive) as opened:
            published = opened.snapshot().number - first
    ratio = busy.late / peace.late
    print(table([
        ["", "answers", "errors", "p50 / p95 ms", "a second"],
        static.row("a static file"), peace.row("searching"), busy.row("while updating"),
    ]))  # fmt: skip
    print(f"\n{options.clients} clients; {published} updates of {options.articles} articles")
    print(f"p95 while updating: {ratio:.2f} times that in peace (at most {options.most})")
    for error, times in (static.errors + peace.errors + busy.errors).most_common(5):
        print(f"{times} x {error}")
    failed = static.errors or peace.errors or busy.errors
    return int(bool(failed) or published != len(updates) or ratio > options.most)


async def _load(
    address: str,
    clients: int,
    seconds: float,
    path: Callable[[Random], str],
    meanwhile: Coroutine[None, None, None] | None = None,
) -> Load:
    """Let the clients ask for some time, and do something meanwhile."""
    load, begun = Load(), time.perf_counter()
    end = begun + seconds
    work: list[Coroutine[None, None, None]] = [
        _client(address, Random(place), path, end, load) for place in range(clients)
    ]
    if meanwhile:
        work.append(meanwhile)
    await asyncio.gather(*work)
    load.lasted = time.perf_counter() - begun
    return load


async def _update(archive: Path, updates: list[Path], seconds: float) -> None:
    begun = time.perf_counter()
    for place, path in enumerate(updates):
        await asyncio.sleep(begun + seconds * (place + 0.5) / len(updates) - time.perf_counter())
        await publish(archive, path)


async def _client(
    address: str, chance: Random, path: Callable[[Random], str], end: float, load: Load
) -> None:
    """Ask one thing after the other; after an error, over a new connection."""
    while time.perf_counter() < end:
        try:
            async with connection(address) as (reader, writer):
                while (begun := time.perf_counter()) < end:
                    await ask(reader, writer, path(chance))
                    load.seconds.append(time.perf_counter() - begun)
        except (OSError, EOFError, ValueError) as error:
            load.errors[repr(error)] += 1


if __name__ == "__main__":
    sys.exit(main())
