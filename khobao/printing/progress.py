"""The progress of a run as a bar."""

# rich costs a tenth of a second: it is imported where something is drawn with it.
# ruff: noqa: PLC0415

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from index.printing import counted

if TYPE_CHECKING:
    from index import Progress

_SECONDS_BETWEEN = 0.1

T = TypeVar("T")


@contextmanager
def progress_bar(quiet: bool = False) -> Iterator[Callable[[Progress], None] | None]:
    """What a run should tell its progress: a bar on a terminal, nothing elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich import progress as rich_progress
    from rich.console import Console

    started, shown = time.monotonic(), 0.0
    with rich_progress.Progress(
        rich_progress.SpinnerColumn("line"),
        rich_progress.TextColumn("{task.description}"),
        rich_progress.BarColumn(16),
        rich_progress.TextColumn("{task.fields[counts]}"),
        rich_progress.TimeRemainingColumn(),
        rich_progress.TextColumn("{task.fields[left]}"),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        reading = bar.add_task("Reading", total=None, counts="0 articles", left="")
        writing = bar.add_task("Writing the index", total=None, counts="", left="", visible=False)

        def tell(progress: Progress) -> None:
            nonlocal shown
            now = time.monotonic()
            writes = progress.stage == "writing"
            if now < shown + _SECONDS_BETWEEN and not writes:
                return
            shown = now
            articles, rate = progress.articles, progress.articles / (now - started)
            rejected = f"{progress.rejected:,} rejected"
            counts = f"{counted(articles, 'article')}  {rate:,.0f}/s  {rejected}"
            done, total = progress.bytes_read, progress.total_bytes
            left = "left" * bool(total)
            bar.update(
                reading, completed=done, total=total, counts=counts, left=left, visible=not writes
            )
            bar.update(writing, counts=counts, visible=writes)

        yield tell


@contextmanager
def count_bar(total: int, quiet: bool = False) -> Iterator[Callable[[Iterable[T]], Iterator[T]]]:
    """What counts things as they pass, of which there are `total`: a bar on a terminal."""
    if quiet or not sys.stderr.isatty():
        yield iter
        return
    from rich import progress as rich_progress
    from rich.console import Console

    with rich_progress.Progress(
        rich_progress.TextColumn("Searching"),
        rich_progress.BarColumn(16),
        rich_progress.MofNCompleteColumn(),
        rich_progress.TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task("", total=total)

        def counted_off(things: Iterable[T]) -> Iterator[T]:
            for one in things:
                yield one
                bar.advance(task)

        yield counted_off
