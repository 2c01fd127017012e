"""What checking the blocks of an archive costs a search (see `index.storage.checksums`).

    python tests/bench/checking.py ARCHIVE --queries queries.jsonl [--trials N]

Trials with and without checks take turns, in a process that has searched before, so that neither
the imports nor the word model hide what is measured. Each opens the archive anew, of which nothing
has been checked then, asks one query as the first, some others, and all of them again. CPU time:
medians, and the median of the ratios of trials side by side.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from statistics import median
from typing import Any, ClassVar, NamedTuple

from measuring import milliseconds, number, table

import search
from index.storage import segment_file
from index.storage.checksums import BLOCK_SIZE, BlockChecksums, Checked

_OTHERS = 20  # queries after the first
_BLOCK_READ = BLOCK_SIZE / 1e6


class Trial(NamedTuple):
    """CPU seconds, and megabytes that were checked after the first query and in the end."""

    opening: float
    first: float
    others: float
    again: float
    checked_first: float
    checked_all: float


class _Watched(Checked):
    """A column that believes everything while nothing is to be checked."""

    checks = True
    every: ClassVar[list[Checked]] = []

    def __init__(self, data: Any, sums: Any = None, *place: Any) -> None:
        super().__init__(data, sums if self.checks else None, *place)
        self.every.append(self)


def _trial(path: Path, queries: Sequence[str], checks: bool) -> Trial:
    """Open the archive and ask the queries."""
    _Watched.every.clear()
    _Watched.checks = checks
    times = [time.process_time()]
    with search.open(path) as archive:
        times.append(time.process_time())
        archive.search(queries[0])
        times.append(time.process_time())
        first = _checked()
        begun = time.process_time()
        for query in queries[1:]:
            archive.search(query)
        asked = time.process_time()
        for query in queries:
            archive.search(query)
        again = time.process_time()
    return Trial(
        times[1] - times[0],
        times[2] - times[1],
        (asked - begun) / max(1, len(queries) - 1),
        (again - asked) / len(queries),
        first,
        _checked(),
    )


def _checked() -> float:
    """How many megabytes have been checked."""
    return sum(sum(one.checked) for one in _Watched.every) * _BLOCK_READ if _Watched.checks else 0.0


def _in_turn(path: Path, queries: list[str], trials: int) -> Iterator[tuple[Trial, Trial]]:
    """(without, with checks), for some queries in each trial."""
    source = Random(0)
    for number_of_trial in range(trials):
        chosen = source.sample(queries, min(len(queries), 1 + _OTHERS))
        order = (False, True) if number_of_trial % 2 else (True, False)
        found = {checks: _trial(path, chosen, checks) for checks in order}
        yield found[False], found[True]


def _speed() -> float:
    """Gigabytes that are checked in a second, block by block, of memory that was not just read."""
    data = Random(0).randbytes(1 << 26)
    checksums = BlockChecksums()
    checksums.update(data)
    column = Checked(data, checksums.finish())
    started = time.process_time()
    column.check_all()
    return len(data) / (time.process_time() - started) / 1e9


def main(arguments: list[str] | None = None) -> int:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("--queries", type=Path, required=True, metavar="FILE")
    parser.add_argument("--trials", type=int, default=40, metavar="N")
    options = parser.parse_args(arguments)
    with options.queries.open(encoding="utf-8") as lines:
        queries = [json.loads(line)["text"] for line in lines]
    segment_file.Checked = _Watched  # type: ignore[misc]
    _trial(options.archive, queries[:50], checks=False)  # imports, the word model
    pairs = list(_in_turn(options.archive, queries, options.trials))
    rows = [["", "without, p50 / p95", "with, p50 / p95", "ratio"]]
    for name in ("opening", "first", "others", "again"):
        without, checked = (
            [getattr(one, name) for one in column] for column in zip(*pairs, strict=True)
        )
        ratio = median(b / a for a, b in zip(without, checked, strict=True))
        rows.append([name, milliseconds(without), milliseconds(checked), f"{ratio:.3f}"])
    print(f"Blocks of {BLOCK_SIZE >> 10} KB, {number(_speed())} GB/s; ms of CPU time of a search")
    print(table(rows))
    last = [one for _, one in pairs]
    print(
        f"Checked: {number(median(one.checked_first for one in last))} MB by the first query, "
        f"{number(median(one.checked_all for one in last))} MB by all"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
