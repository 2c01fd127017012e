"""What the runs did that build an archive and keep it."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

import click

from index.printing import counted, printable

if TYPE_CHECKING:
    from index import DeleteReport, OptimizeReport, Report
    from index.archive.copying import CopyReport
    from index.build.repairing import RepairReport

_SHOWN_REJECTIONS = 5
_SHOWN_FOLDERS = 12
_WORTH_TELLING = 5.0  # seconds


def print_copied(report: CopyReport) -> None:
    """What a backup or a restore did."""
    articles = counted(report.articles, "article")
    click.echo(
        f"Copied {articles} ({report.bytes / 1e6:,.1f} MB) into {report.archive} as generation "
        f"{report.generation}{', every block checked' * report.checked}, in {report.seconds:.1f} s."
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


def print_optimized(report: OptimizeReport) -> None:
    """What was joined."""
    click.echo(
        f"Joined {counted(report.segments_before, 'segment')} to {report.segments:,} in "
        f"{report.seconds:.1f} s ({report.bytes_before / 1e6:,.1f} MB to "
        f"{report.bytes / 1e6:,.1f} MB; {counted(report.dropped, 'deleted article')} dropped)."
    )
    _print_holding(report)


def print_reindexed(report: Report) -> None:
    """What a reindex did, or would do."""
    indexed = counted(report.indexed, "article")
    if report.dry_run:
        click.echo(f"Would index {indexed} into {report.where}; nothing was written.")
    else:
        published = f"published as generation {report.generation}"
        if not report.generation:
            published = "to be published when the other parts are there"
        click.echo(f"Indexed {indexed} into {report.where} {_speed(report)}, {published}.")
    if report.unchanged or report.changed or report.removed:
        click.echo(f"Since the last run: {_changes(report)}, {report.removed:,} removed.")
    _print_duplicates(report)
    print_accounts(report)
    _print_journals(report)


def print_updated(report: Report) -> None:
    """What an update did, or would do."""
    if report.dry_run:
        click.echo(f"Would write to {report.where}: {_changes(report)}; nothing was written.")
    elif report.indexed:
        indexed = counted(report.indexed, "article")
        click.echo(f"Wrote {indexed} to {report.where} {_speed(report)}: {_changes(report)}.")
        _print_holding(report)
    else:
        unchanged = counted(report.unchanged, "article")
        held = f"{report.where} holds {unchanged} of the input as it is."
        click.echo(
            f"{'Nothing was to be written' if report.warnings else 'Nothing has changed'}: {held}"
        )
    _print_duplicates(report)
    print_accounts(report)
    _print_journals(report)


def _changes(report: Report) -> str:
    return f"{report.added:,} added, {report.changed:,} changed, {report.unchanged:,} unchanged"


def _print_duplicates(report: Report) -> None:
    if report.duplicates:
        gave_way = counted(report.duplicates, "article")
        click.echo(f"{gave_way} gave way to another with the same id or address.")


def print_accounts(report: Report) -> None:
    """What became of every piece of input: by kind and by folder, where there are several ends."""
    from index.build.accounts import ENDS  # noqa: PLC0415  (help is quick)

    accounts = report.accounts
    ends = [end for end in ENDS if accounts.ends[end]]
    if len(ends) > 1 or len(accounts.by_kind) > 1:
        rows = [(kind, accounts.by_kind[kind]) for kind in sorted(accounts.by_kind)]
        _print_table("kind", rows, ends, accounts.ends)
    if len(accounts.by_folder) > 1 and len(ends) + len(accounts.by_kind) > 2:
        rows = sorted(accounts.by_folder.items(), key=lambda row: -row[1].total())
        shown = sorted(rows[:_SHOWN_FOLDERS])
        others = sum((counts for _, counts in rows[_SHOWN_FOLDERS:]), Counter[str]())
        if others:
            shown.append((f"{len(rows) - _SHOWN_FOLDERS:,} other folders", others))
        _print_table("folder", shown, ends, accounts.ends)
    slow = report.slowest
    if slow is not None and slow.seconds > _WORTH_TELLING:
        rate = f"{slow.rate:,.0f}" if slow.rate >= 10 else f"{slow.rate:.1f}"
        click.echo(f"Slowest was to {slow.stage}: {rate} pieces a second of its work.")
    if report.unknown_keys:
        keys = ", ".join(f"{key} ({count:,})" for key, count in _most(report.unknown_keys))
        click.echo(
            f"Long texts of articles without a body stand under keys that nobody knows: "
            f"{printable(keys)}; say with --map body=KEY which one is the body."
        )


def _most(counts: dict[str, int]) -> list[tuple[str, int]]:
    return Counter(counts).most_common(_SHOWN_REJECTIONS)


def _print_table(
    of: str, rows: list[tuple[str, Counter[str]]], ends: list[str], total: Counter[str]
) -> None:
    """A line for each row with the number of pieces that ended so, and the sum."""
    rows = [(printable(name) or "(unknown)", counts) for name, counts in rows]
    rows.append(("sum", total))
    widths = [max(len(end), len(f"{total[end]:,}")) for end in ends]
    name_width = max(len(of), *(len(name) for name, _ in rows))
    heads = "  ".join(end.rjust(width) for end, width in zip(ends, widths, strict=True))
    click.echo(f"  {of:<{name_width}}  {heads}  {'all':>9}")
    for name, counts in rows:
        cells = "  ".join(
            f"{counts[end]:>{width},}" for end, width in zip(ends, widths, strict=True)
        )
        click.echo(f"  {name:<{name_width}}  {cells}  {counts.total():>9,}")


def print_deleted(report: DeleteReport, archive: object) -> None:
    """What a deletion did."""
    click.echo(f"Deleted {counted(report.deleted, 'article')} from {archive}.")
    _print_holding(report)


def print_purged(report: DeleteReport, archive: object) -> None:
    """What a purge did, and what it cannot reach."""
    from index.build.purging import COPIES  # noqa: PLC0415  (it needs what help must not load)

    click.echo(f"Purged {counted(report.purged, 'article')} with all versions from {archive}.")
    gone = (
        "What the warnings name is left" if report.warnings else "The generations before are gone"
    )
    click.echo(f"{gone}; {COPIES}.")
    _print_holding(report)


def _print_holding(report: Report | DeleteReport | OptimizeReport) -> None:
    articles = counted(report.articles, "article")
    click.echo(f"The archive now holds {articles}, published as generation {report.generation}.")


def _speed(report: Report) -> str:
    rate = report.indexed / report.seconds if report.seconds else 0.0
    return f"in {report.seconds:.1f} s ({rate:,.0f} articles/s)"


def _print_journals(report: Report) -> None:
    """What was rejected or repaired, and where to read all of it."""
    if report.rejected:
        pieces = counted(report.rejected, "piece")
        kept = "" if report.dry_run else f", kept in {report.archive / 'rejected.jsonl'}"
        click.echo(f"Rejected {pieces} of input{kept}:")
        for one in islice(report.rejections, _SHOWN_REJECTIONS):
            click.echo(f"  {printable(one.where)}: {printable(one.reason)}")
        if report.rejected > _SHOWN_REJECTIONS:
            click.echo(f"  and {report.rejected - _SHOWN_REJECTIONS:,} more")
    if report.noted:
        notes = counted(report.noted, "note")
        kept = "" if report.dry_run else f": {report.archive / 'notes.jsonl'}"
        click.echo(f"{notes} on repaired or incomplete articles{kept}")
