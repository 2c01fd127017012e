"""A server under mixed load for a long time: errors, memory, descriptors and threads.

    python tests/bench/soak.py ARCHIVE [--minutes M] [--clients N] [--every SECONDS]
        [--updates SECONDS] [--articles N]

`khobao serve` serves a copy of the archive, in one process, without rate limits. N clients ask for
anything that it answers, with pauses that people make; one more reads an export slowly and leaves
in the middle, one sends half a request and waits to be let go. Every minute an update is published
that replaces the same N articles. At intervals one line is printed: answers and errors so far,
megabytes in memory (of all kinds; those that no other process shares), descriptors and threads. The
status is 1 if a request or an update failed, or if the medians of the last quarter are more than 5
% above those of the second.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median

from asking import Asked, ask, connection, publish, written
from measuring import memory, number
from serving import serving

import search

Work = Coroutine[None, None, None]
_SAMPLED = 2000
_MOST = 1.05
_NAMES = ("MB", "private MB", "descriptors", "threads")


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("archive", type=Path, help="folder of an archive, which stays as it is")
    parser.add_argument("--minutes", type=float, default=30, metavar="M")
    parser.add_argument("--clients", type=int, default=8, metavar="N")
    parser.add_argument("--every", type=float, default=10, metavar="SECONDS", help="print a line")
    parser.add_argument("--updates", type=float, default=60, metavar="SECONDS", help="between two")
    parser.add_argument("--articles", type=int, default=200, metavar="N", help="in each update")
    return parser.parse_args(arguments)


@dataclass
class Seen:
    """What happened so far."""

    end: float
    answers: int = 0
    updates: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    readings: list[tuple[float, ...]] = field(default_factory=list)


def main(arguments: list[str] | None = None) -> int:
    """Put the server under load, and print what it holds."""
    options = _arguments(arguments)
    free = ("--rate-search", "off", "--rate-export", "off", "--streams-per-client", "32")
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder, "archive")
        shutil.copytree(options.archive, archive)
        with search.open(archive) as opened:
            articles = opened.search("", limit=_SAMPLED, snippets=False)
            sample = [hit.article for hit in articles]
        updates = list(written(sample, Path(folder), 10, options.articles, name="soak-{1}"))
        with serving(archive, *free, "--processes", "1") as (address, process):
            seen = Seen(time.monotonic() + 60 * options.minutes)
            clients = [
                _client(address, Random(place), Asked(sample), seen)
                for place in range(options.clients)
            ]
            update = _update(archive, updates, options.updates, seen)
            watch = _watch(process, options.every, seen)
            asyncio.run(_together([*clients, update, watch], [_slow(address), _half(address)]))
    print(f"\n{seen.answers:,} answers, {seen.updates} updates, {seen.errors.total()} errors")
    for error, times in seen.errors.most_common(5):
        print(f"{times} x {error}")
    return int(bool(seen.errors) | _grew(seen.readings))


def _grew(readings: list[tuple[float, ...]]) -> bool:
    """Print how the last quarter compares with the second; whether it is too much more."""
    quarter = len(readings) // 4
    if not quarter:
        return False
    before = [median(column) for column in zip(*readings[quarter : 2 * quarter], strict=True)]
    after = [median(column) for column in zip(*readings[-quarter:], strict=True)]
    for name, first, last in zip(_NAMES, before, after, strict=True):
        print(f"{name}: {number(first)} in the second quarter, {number(last)} in the last")
    return any(last > _MOST * first for first, last in zip(before, after, strict=True))


async def _together(work: list[Work], endless: list[Work]) -> None:
    """Do some work, and what has no end meanwhile."""
    slow = [asyncio.ensure_future(one) for one in endless]
    await asyncio.gather(*work)
    for one in slow:
        one.cancel()
    await asyncio.gather(*slow, return_exceptions=True)


async def _client(address: str, chance: Random, asked: Asked, seen: Seen) -> None:
    """Ask one thing after the other, with pauses; now and then over a new connection."""
    while time.monotonic() < seen.end:
        try:
            async with connection(address) as (reader, writer):
                for _ in range(chance.randint(1, 50)):
                    if time.monotonic() > seen.end:
                        return
                    await ask(reader, writer, asked.any_path(chance))
                    seen.answers += 1
                    await asyncio.sleep(chance.expovariate(1 / 0.1))
        except (OSError, EOFError, ValueError) as error:
            seen.errors[repr(error)] += 1


async def _slow(address: str) -> None:
    """Read an export slowly and leave in the middle, again and again."""
    while True:
        async with connection(address) as (reader, writer):
            writer.write(b"GET /api/v1/export HTTP/1.1\r\nHost: localhost\r\n\r\n")
            for _ in range(20):
                await reader.read(8192)
                await asyncio.sleep(0.5)


async def _half(address: str) -> None:
    """Send half a request and wait until the server ends it, again and again."""
    while True:
        async with connection(address) as (reader, writer):
            writer.write(b"GET / HTTP/1.1\r\n")
            await reader.read()


async def _update(archive: Path, updates: list[Path], every: float, seen: Seen) -> None:
    while (left := seen.end - time.monotonic()) > 0:
        await asyncio.sleep(min(left, every))
        if time.monotonic() < seen.end:
            status = await publish(archive, updates[seen.updates % len(updates)])
            if status:
                seen.errors[f"update ended with {status}"] += 1
            seen.updates += 1


async def _watch(process: int, every: float, seen: Seen) -> None:
    begun = time.monotonic()
    print(f"{'seconds':>8} {'answers':>9} {'errors':>7}", *(f"{name:>11}" for name in _NAMES))
    while time.monotonic() < seen.end:
        await asyncio.sleep(every)
        reading = _reading(process)
        seen.readings.append(reading)
        passed = time.monotonic() - begun
        print(f"{passed:8.0f} {seen.answers:9,} {seen.errors.total():7,}",
              *(f"{one:11,.1f}" for one in reading[:2]),
              *(f"{one:11,}" for one in reading[2:]), flush=True)  # fmt: skip


def _reading(process: int) -> tuple[float, ...]:
    """Megabytes, private ones, descriptors and threads of a process."""
    root = Path(f"/proc/{process}")
    _, held = memory(process)
    rollup = (root / "smaps_rollup").read_text(encoding="ascii").splitlines()
    private = sum(int(line.split()[1]) for line in rollup if line.startswith("Private"))
    count = [sum(1 for _ in (root / folder).iterdir()) for folder in ("fd", "task")]
    return held, private * 1024 / 1e6, *count


if __name__ == "__main__":
    sys.exit(main())
