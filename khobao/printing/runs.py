"""What the runs did that build an archive and keep it."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import click

from index.printing import counted, printable

if TYPE_CHECKING:
    from index import DeleteReport, Report
    from index.archive.copying import CopyReport
    from index.build.repairing import RepairReport

_SHOWN_REJECTIONS = 5


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
