"""A timeline as bars of text, and lists of words, on a terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from index.printing import counted, printable
from khobao.printing.printer import Printer
from search.insight.distinctive import DistinctiveWord
from search.insight.timeline import Comparison, Timeline

_WIDEST = 100
_LONGEST_NAME = 16
_SHORTEST_BAR = 8
_MOST_EMPTY = 2  # periods in a row that are shown one by one


def print_timeline(found: Timeline | Comparison) -> None:
    """A line for each period (and query, where there are several), then how many match in all."""
    comparison = found if isinstance(found, Comparison) else found.comparison
    printer = Printer()
    for line in _lines(comparison):
        printer.put(line)
    if comparison.periods:
        printer.put("")
    for one in comparison.series:
        undated = f", {one.undated:,} of them without a date" * bool(one.undated)
        said = counted(one.total, "article") + " match" + "es" * (one.total == 1)
        name = f"{one.query}: " * (len(comparison.series) > 1)
        printer.put(f"{name}{said}{undated}", "bold")


def _lines(comparison: Comparison) -> Iterator[str]:
    names = [printable(one.query) for one in comparison.series] if comparison.series[1:] else [""]
    names = [
        name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…" for name in names
    ]
    most = max((max(one.counts, default=0) for one in comparison.series), default=0)
    digits = len(f"{most:,}")
    labels = [_label(day, comparison.every) for day in comparison.periods]
    margin = max(map(len, labels), default=0) + 1
    name_width = max(map(len, names))
    name_width += bool(name_width)
    width = min(shutil.get_terminal_size().columns, _WIDEST) - 1
    room = max(_SHORTEST_BAR, width - margin - name_width - digits - len("   100.0 %"))
    rows = list(zip(*(one.counts for one in comparison.series), strict=True))
    for is_empty, group in groupby(range(len(rows)), lambda n: not any(rows[n])):
        numbers = list(group)
        if is_empty and len(numbers) > _MOST_EMPTY:
            yield f"{'':{margin}}({counted(len(numbers), comparison.every)} without any)"
            continue
        for n in numbers:
            for at, (name, one) in enumerate(zip(names, comparison.series, strict=True)):
                label = "" if at else labels[n]
                bar = _bar(one.counts[n], most, room)
                numbers_said = f"{one.counts[n]:>{digits},}  {one.shares[n]:>6.1%}"
                yield f"{label:<{margin}}{name:<{name_width}}{numbers_said}  {bar}".rstrip()


def _bar(count: int, most: int, room: int) -> str:
    """A bar as long as the share of `most` that `count` is; at least one block for one article."""
    block = "█" if "utf" in (sys.stdout.encoding or "").lower() else "#"
    return block * max(count > 0, round(room * count / (most or 1)))


def _label(day: date, every: str) -> str:
    return {"month": f"{day:%Y-%m}", "year": f"{day.year:04}"}.get(every, day.isoformat())


def print_distinctive(words: Sequence[DistinctiveWord]) -> None:
    """A line for each word."""
    printer = Printer()
    if not words:
        printer.put("No word sets these articles apart")
    for word in words:
        printer.put(f"{word.count:>7,} of {word.total:<9,}{word.text}")
