"""The commands that need nothing but this package: they build an archive, change it, check it."""

# What only one command needs is imported there: help and wrong use must answer at once.
# ruff: noqa: PLC0415

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

import index
from index.printing import counted, printable
from khobao import reports as terminal
from khobao.console import (
    Failure,
    archive_option,
    chosen_folder,
    debug_option,
    json_option,
    print_json,
    stacked,
    target_folder,
)
from khobao.options import input_options, keep_option, workers_option


@click.command()
@input_options
@click.option("--allow-empty", is_flag=True, help="Publish even if no article was found.")
@debug_option
def reindex(archive: Path, strict: bool, quiet: bool, **options: Any) -> int:
    """Build the archive anew from files, folders or - (standard input).

    Read are page dumps (.txt) and JSON (.json, .jsonl, .ndjson), each also as .gz or .zst. What
    cannot be read is listed in rejected.jsonl in the archive's folder, and the rest is indexed.
    Searches see the old archive until the new one is complete; the old one stays on the disk until
    the run after next (--keep 0 removes it at once).

    \b
      khobao reindex articles/ --archive news
      khobao reindex export.jsonl.zst --map title=headline --map body=noi_dung
      zcat export.jsonl.gz | khobao reindex -
    """
    with terminal.progress_bar(quiet) as progress:
        report = index.reindex(archive=archive, progress=progress, **options)
    terminal.print_warnings(report.warnings)
    if not quiet:
        terminal.print_reindexed(report)
    return _status(report, strict, quiet)


@click.command()
@input_options
@debug_option
def update(archive: Path, strict: bool, quiet: bool, **options: Any) -> int:
    """Add articles; one whose id the archive holds replaces it.

    The inputs are those of reindex.

    \b
      khobao update today.jsonl --archive news
    """
    with terminal.progress_bar(quiet) as progress:
        report = index.update(archive=archive, progress=progress, **options)
    terminal.print_warnings(report.warnings)
    if not quiet:
        terminal.print_updated(report)
    return _status(report, strict, quiet)


def _status(report: index.Report, strict: bool, quiet: bool) -> int:
    """The exit status of a run."""
    if not (strict and report.rejected):
        return 0
    if quiet:
        pieces = f"{counted(report.rejected, 'piece')} of input"
        Failure(f"rejected {pieces}; see {report.archive / 'rejected.jsonl'}").show()
    return 1


@click.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@archive_option
@keep_option
@debug_option
def delete(ids: tuple[str, ...], archive: Path, keep: int) -> None:
    """Remove articles by id; search and show print the ids.

    Exits with 2 if the archive held none of them.

    \b
      khobao delete bhg-2021-0707-dan-van --archive news
    """
    report = index.delete(ids, archive, keep=keep)
    terminal.print_warnings(report.warnings)
    if report.deleted:
        terminal.print_deleted(report, archive)
    if report.missing:
        missing = Failure(f"{archive} has no article with the id {', '.join(report.missing)}")
        if not report.deleted:
            raise missing
        missing.show()


@click.command()
@click.argument("words", metavar="TEXT...", nargs=-1, required=True)
@json_option
@debug_option
def analyze(words: tuple[str, ...], as_json: bool) -> None:
    """Show how a text is cut into syllables, words and pairs.

    A TEXT of - reads standard input. Offsets count characters from 0. The columns text and folded
    are what the index holds, with marks and without; a pair is two syllables with no punctuation
    between them.

    \b
      khobao analyze Công tác dân vận ở Đắk Nông
      khobao analyze --json - < article.txt
    """
    from index.vietnamese.description import describe

    text = " ".join(words)
    if words == ("-",):
        text = sys.stdin.buffer.read().decode("utf-8", "replace")
    if as_json:
        print_json(describe(text))
    else:
        terminal.print_analysis(describe(text))


archive_argument = click.argument(
    "folder",
    metavar="[ARCHIVE]",
    required=False,
    is_eager=True,
    expose_value=False,
    callback=chosen_folder,
)


rebuilding_options = stacked(
    archive_argument, archive_option, workers_option, keep_option, debug_option
)


@click.command()
@click.argument("archive", type=click.Path(path_type=Path))
@click.argument("copy", callback=target_folder)
@click.option(
    "--link", is_flag=True, help="Share the files: a snapshot, on the same disk, and no backup."
)
@keep_option
@debug_option
def backup(archive: Path, copy: Path, link: bool, keep: int) -> None:
    """Copy an archive, checked before and after; the copy is an archive itself.

    It may go on being used, and written, meanwhile. A COPY that is there already gets the archive
    as its new generation. With --link both share the files: that takes no time and no space, but
    what damages one file damages both.

    \b
      khobao backup news /backup/news
    """
    report = index.backup(archive, copy, link=link, keep=keep)
    terminal.print_warnings(report.warnings)
    terminal.print_copied(report)


@click.command()
@click.argument("copy", type=click.Path(path_type=Path))
@click.argument("archive", callback=target_folder)
@keep_option
@debug_option
def restore(copy: Path, archive: Path, keep: int) -> None:
    """Publish what a backup holds in an archive, which may be in use, damaged or not there.

    The copy is checked before and after. What the archive held stays on the disk as the generation
    before. Files are never copied over others: a server that reads them goes on.

    \b
      khobao restore /backup/news news
    """
    report = index.restore(copy, archive, keep=keep)
    terminal.print_warnings(report.warnings)
    terminal.print_copied(report)


@click.command()
@rebuilding_options
def repair(archive: Path, **options: Any) -> None:
    """Check an archive, and if it is damaged, go back to what is whole.

    The newest generation without damage is published anew, and on top of it what came later, as
    far as the damaged one can still be read. What is lost is listed. The damaged generation is set
    aside, not removed.

    \b
      khobao repair --archive news
    """
    with terminal.progress_bar() as progress:
        report = index.repair(archive, progress=progress, **options)
    terminal.print_warnings(report.warnings)
    terminal.print_repaired(report)


@click.command()
@rebuilding_options
def upgrade(archive: Path, **options: Any) -> None:
    """Rebuild an archive of an older version, or of other rules, from its own articles.

    Searches of the older version see the old one until the new one is complete.

    \b
      khobao upgrade --archive news
    """
    with terminal.progress_bar() as progress:
        report = index.upgrade(archive, progress=progress, **options)
    terminal.print_warnings(report.warnings)
    if report.generation:
        terminal.print_reindexed(report)
    else:
        click.echo(f"{archive} is of this version; there is nothing to do.")


@click.command()
@archive_argument
@archive_option
@debug_option
def verify(archive: Path) -> int:
    """Check every file and every article of the archive.

    Prints OK, or what is damaged, and then exits with 1. Safe on anything: nothing that an archive
    holds is ever run.

    \b
      khobao verify --archive news
    """
    damage = index.verify(archive)
    for sentence in damage:
        click.echo(printable(sentence))
    if not damage:
        click.echo("OK")
    return int(bool(damage))
