"""What a run, or the analysis of a text, looks like on a terminal."""

# rich costs a tenth of a second: it is imported where something is drawn with it.
# ruff: noqa: PLC0415

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from index.printing import counted, printable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from index import DeleteReport, Progress, Report
    from index.archive.copying import CopyReport
    from index.build.repairing import RepairReport

_WIDEST = 100  # columns of running text; longer lines are hard to read
_SHOWN_REJECTIONS = 5
_SECONDS_BETWEEN = 0.1


class Page:
    """Running text on standard output: wrapped and coloured on a terminal, plain elsewhere."""

    def __init__(self) -> None:
        """Begin a page as wide as the terminal."""
        from rich.console import Console

        self.console: Console = Console(highlight=False, markup=False, emoji=False)
        if not self.console.is_terminal:
            self.console.width = 1000
        self.has_colours = self.console.color_system is not None and not self.console.no_color

    def put(self, text: Text | str, style: str = "", indent: int = 0, lead: str = "") -> None:
        """Print one paragraph; `lead` stands before its first line, in the indentation."""
        from rich.text import Text

        paragraph = text if isinstance(text, Text) else Text(printable(text), style)
        width = min(self.console.width, _WIDEST) - indent
        lines = paragraph.wrap(self.console, width) if self.console.is_terminal else [paragraph]
        for line in lines:
            line.rstrip()
            self.print(Text(lead.rjust(indent)) + line)
            lead = ""

    def print(self, renderable: Table | Text) -> None:
        """Print it as it is."""
        with self.console.capture() as captured:  # by itself, rich exits when a pipe is broken
            self.console.print(renderable, soft_wrap=True)
        sys.stdout.write(captured.get())

    def marked(self, text: str, spans: Iterable[tuple[int, int]], style: str = "") -> Text:
        """The text with its matches in colour, or in brackets where there is none."""
        from rich.text import Text

        shown, marked, at = printable(text), Text(style=style), 0
        left, right = ("", "") if self.has_colours else ("[", "]")
        for start, end in spans:
            marked.append(shown[at:start])
            marked.append(f"{left}{shown[start:end]}{right}", "bold red")
            at = end
        return marked.append(shown[at:])


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


def print_warnings(warnings: Iterable[str]) -> None:
    """What went wrong without undoing what a command did."""
    for warning in warnings:
        click.echo(f"khobao: warning: {printable(warning)}", err=True)


def print_copied(report: CopyReport) -> None:
    """What a backup or a restore did."""
    articles = counted(report.articles, "article")
    click.echo(
        f"Copied {articles} ({report.bytes / 1e6:,.1f} MB) into {report.archive} as generation "
        f"{report.generation}, every block checked, in {report.seconds:.1f} s."
    )


def print_repaired(report: RepairReport) -> None:
    """What a repair found and did."""
    if not report.damage:
        click.echo(
            f"{report.archive} is whole: generation {report.generation} with "
            f"{counted(report.articles, 'article')}; there is nothing to repair."
        )
        return
    for sentence in report.damage[:_SHOWN_REJECTIONS]:
        click.echo(printable(sentence))
    if len(report.damage) > _SHOWN_REJECTIONS:
        click.echo(f"  and {len(report.damage) - _SHOWN_REJECTIONS:,} more")
    back = f"went back to generation {report.back_to}" if report.back_to else "no other was whole"
    click.echo(
        f"Published generation {report.generation} with {counted(report.articles, 'article')} "
        f"({back}; {counted(len(report.rescued), 'article')} read from the damaged one)."
    )
    if report.deleted:
        click.echo(f"{counted(len(report.deleted), 'article')} deleted since stay deleted.")
    if report.older:
        click.echo(f"Of {counted(len(report.older), 'article')} only an earlier version was read.")
    if report.lost:
        click.echo(f"Lost, since they cannot be read: {counted(len(report.lost), 'article')}")
        for id in report.lost:
            click.echo(f"  {printable(id)}")
    else:
        click.echo("No article is known to be lost.")


def print_reindexed(report: Report) -> None:
    """What a reindex did."""
    indexed = counted(report.indexed, "article")
    click.echo(
        f"Indexed {indexed} into {report.archive} {_speed(report)}, "
        f"published as generation {report.generation}."
    )
    if report.duplicates:
        gave_way = counted(report.duplicates, "article")
        click.echo(f"{gave_way} gave way to a later one with the same id.")
    _print_journals(report)


def print_updated(report: Report) -> None:
    """What an update did."""
    indexed = counted(report.indexed, "article")
    click.echo(f"Wrote {indexed} to {report.archive} {_speed(report)}.")
    if report.duplicates:
        click.echo(f"{report.duplicates:,} of them replaced one with the same id.")
    _print_holding(report)
    _print_journals(report)


def print_deleted(report: DeleteReport, archive: object) -> None:
    """What a deletion did."""
    click.echo(f"Deleted {counted(report.deleted, 'article')} from {archive}.")
    _print_holding(report)


def _print_holding(report: Report | DeleteReport) -> None:
    articles = counted(report.articles, "article")
    click.echo(f"The archive now holds {articles}, published as generation {report.generation}.")


def _speed(report: Report) -> str:
    rate = report.indexed / report.seconds if report.seconds else 0.0
    return f"in {report.seconds:.1f} s ({rate:,.0f} articles/s)"


def _print_journals(report: Report) -> None:
    """What was rejected or repaired, and where to read all of it."""
    if report.rejected:
        pieces, journal = counted(report.rejected, "piece"), report.archive / "rejected.jsonl"
        click.echo(f"Rejected {pieces} of input, kept in {journal}:")
        for one in islice(report.rejections, _SHOWN_REJECTIONS):
            click.echo(f"  {printable(one.where)}: {printable(one.reason)}")
        if report.rejected > _SHOWN_REJECTIONS:
            click.echo(f"  and {report.rejected - _SHOWN_REJECTIONS:,} more")
    if report.noted:
        click.echo(
            f"{counted(report.noted, 'note')} on repaired or incomplete articles: "
            f"{report.archive / 'notes.jsonl'}"
        )


def print_analysis(description: Mapping[str, Any]) -> None:
    """The table of a text's syllables, then its words and pairs (of `description.describe`)."""
    from rich.table import Table

    table = Table("", "offsets", "original", "text", "folded", "", box=None, pad_edge=False)
    for number, one in enumerate(description["syllables"]):
        offsets = f"{one['start']}-{one['end']}"
        cells = map(printable, (one["original"], one["text"], one["folded"]))
        table.add_row(str(number), offsets, *cells, "after a break" * one["after_break"])
    page = Page()
    page.print(table)
    page.put("")
    page.put("Words: " + " ".join(one["text"] for one in description["words"]))
    page.put("")
    page.put("Pairs: " + ", ".join(one["text"] for one in description["pairs"]))
