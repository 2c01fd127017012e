"""What is in the archive? The commands that build it, add to it and take from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

import index
from index.printing import counted
from khobao.console import print_warnings
from khobao.failures import Failure
from khobao.options import archive_option, debug_option
from khobao.printing.progress import progress_bar
from khobao.printing.runs import print_deleted, print_reindexed, print_updated
from khobao.writing_options import input_options, keep_option


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
    with progress_bar(quiet) as progress:
        report = index.reindex(archive=archive, progress=progress, **options)
    print_warnings(report.warnings)
    if not quiet:
        print_reindexed(report)
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
    with progress_bar(quiet) as progress:
        report = index.update(archive=archive, progress=progress, **options)
    print_warnings(report.warnings)
    if not quiet:
        print_updated(report)
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
    print_warnings(report.warnings)
    if report.deleted:
        print_deleted(report, archive)
    if report.missing:
        missing = Failure(f"{archive} has no article with the id {', '.join(report.missing)}")
        if not report.deleted:
            raise missing
        missing.show()
