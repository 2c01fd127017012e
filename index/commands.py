"""The commands that need nothing but this package: they build an archive, change it, check it."""

# What only one command needs is imported there: help and wrong use must answer at once.
# ruff: noqa: PLC0415

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

import index
from index import terminal
from index.console import (
    Failure,
    archive_option,
    counted,
    debug_option,
    json_option,
    print_json,
    printable,
)
from index.options import input_options


@click.command()
@input_options
@click.option("--allow-empty", is_flag=True, help="Publish even if no article was found.")
@debug_option
def reindex(archive: Path, strict: bool, quiet: bool, **options: Any) -> int:
    """Build the archive anew from files, folders or - (standard input).

    Read are page dumps (.txt) and JSON (.json, .jsonl, .ndjson), each also as .gz or .zst. What
    cannot be read is listed in rejected.jsonl in the archive's folder, and the rest is indexed.
    Searches see the old archive until the new one is complete.

    \b
      khobao reindex articles/ --archive news
      khobao reindex export.jsonl.zst --map title=headline --map body=noi_dung
      zcat export.jsonl.gz | khobao reindex -
    """
    with terminal.progress_bar(quiet) as progress:
        report = index.reindex(archive=archive, progress=progress, **options)
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
@debug_option
def delete(ids: tuple[str, ...], archive: Path) -> None:
    """Remove articles by id; search and show print the ids.

    Exits with 2 if the archive held none of them.

    \b
      khobao delete bhg-2021-0707-dan-van --archive news
    """
    report = index.delete(ids, archive)
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


@click.command()
@archive_option
@debug_option
def verify(archive: Path) -> int:
    """Check every file and every article of the archive.

    Prints OK, or what is damaged, and then exits with 1.

    \b
      khobao verify --archive news && cp -r news /backup
    """
    damage = index.verify(archive)
    for sentence in damage:
        click.echo(printable(sentence))
    if not damage:
        click.echo("OK")
    return int(bool(damage))
