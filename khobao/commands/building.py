"""What is in the archive? The commands that build it, add to it and take from it."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import index
from index.printing import counted
from khobao.console import print_json, print_warnings
from khobao.failures import Failure
from khobao.options import Place, archive_option, debug_option, json_option
from khobao.printing.progress import progress_bar
from khobao.printing.runs import print_deleted, print_purged, print_reindexed, print_updated
from khobao.writing_options import (
    input_options,
    inputs_argument,
    keep_option,
    reading_options,
    workers_option,
)

if TYPE_CHECKING:
    from index.inputs import Given
    from index.inputs.files import InputFile


@click.command()
@inputs_argument
@reading_options
@click.option("--all", "everything", is_flag=True, help="Read all of every file.")
@json_option
@debug_option
def inspect(as_json: bool, **options: Any) -> None:
    """Tell what inputs are and what reindex would make of them; write nothing.

    For each kind of file: how many there are, which keys give which fields, a few articles as they
    would be indexed, and where their titles and dates come from; then what would be left out and
    why. Of many files of a kind, or of large ones, the first part is read.

    \b
      khobao inspect articles/
      khobao inspect dump.csv --map body=noi_dung_bai
    """
    from khobao.printing.inspection import print_inspection  # noqa: PLC0415  (help is quick)

    found = index.inspect(**options)
    if as_json:
        print_json(found.to_dict())
    else:
        print_inspection(found)


@click.command()
@input_options
@click.option("--allow-empty", is_flag=True, help="Publish even if no article was found.")
@click.option(
    "--shards",
    metavar="N",
    type=click.IntRange(1, 1024),
    help="In a cluster: into how many shards.  [one for each data node, up to 3]",
)
@click.option(
    "--replicas",
    metavar="N",
    type=click.IntRange(0, 16),
    help="In a cluster: how many copies of each shard.  [1 where there are several data nodes]",
)
@click.option(
    "--by-year/--in-one",
    default=None,
    help="In a cluster: an index for each year, or one for all.  [as it was; in one]",
)
@click.option(
    "--part",
    metavar="K/N",
    help="In a cluster: the inputs are one of several parts, which machines may load at once.",
)
@click.option(
    "--resume",
    is_flag=True,
    help="Go on from where an interrupted reindex of the same inputs was.",
)
@json_option
@debug_option
def reindex(archive: Place, strict: bool, quiet: bool, as_json: bool, **options: Any) -> int:
    """Build the archive anew from files, folders or - (standard input).

    What a file is, is told by what is in it: web pages, feeds, tables, JSON, WARC, mail, dumps of
    content systems, texts, and archives of these; khobao inspect shows what would come of them.
    What cannot be read is listed in rejected.jsonl in the archive's folder, and the rest is
    indexed.
    Searches see the old archive until the new one is complete; the old one stays on the disk until
    the run after next (--keep 0 removes it at once).

    \b
      khobao reindex articles/ --archive news
      khobao reindex export.jsonl.zst --map title=headline --map body=noi_dung
      zcat export.jsonl.gz | khobao reindex -
      khobao reindex articles/ --archive opensearch://one:9200,two:9200/news
    """
    layout = {name: options.pop(name) for name in ("shards", "replicas", "part", "by_year")}
    if isinstance(archive, Path):
        if layout != dict.fromkeys(layout):
            raise click.UsageError(
                "--shards, --replicas, --by-year and --part are for archives in a cluster"
            )
        build = partial(index.reindex, archive=archive)
    else:
        from index.cluster import building  # noqa: PLC0415  (who has no cluster does not need it)

        build = partial(building.reindex, archive=archive, **layout)
    with progress_bar(quiet) as progress:
        report = build(progress=progress, **options)
    print_warnings(report.warnings)
    if as_json:
        print_json(report.to_dict())
    elif not quiet:
        print_reindexed(report)
    return _status(report, strict, quiet)


@click.command()
@input_options
@click.option(
    "--watch",
    "every",
    metavar="SECONDS",
    is_flag=False,
    flag_value=5.0,
    type=click.FloatRange(0.1),
    help="Go on for ever: look for new files so often (without a number every 5 seconds).",
)
@click.option(
    "--since-file",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Read only what came or changed since FILE was written, then give FILE the time of this"
    " run.",
)
@json_option
@debug_option
def update(
    archive: Place,
    strict: bool,
    quiet: bool,
    as_json: bool,
    inputs: tuple[str, ...],
    **options: Any,
) -> int:
    """Add articles; one that the archive holds otherwise is changed, and what it was is kept.

    The inputs are those of reindex. What did not change is left as it is.

    \b
      khobao update today.jsonl --archive news
      khobao update incoming/ --archive news --watch
      khobao update /mnt/papers --archive news --since-file last-run
    """
    every, since_file = options.pop("every"), options.pop("since_file")
    shown = _Shown(archive, quiet, as_json)
    if every is not None:
        if since_file is not None:
            raise click.UsageError("--watch looks for what is new by itself, without --since-file")
        return _watch(inputs, shown, every, options)
    from index.build.watching import newer_than  # noqa: PLC0415

    began = time.time() - _CLOCK_STEP
    given: Given = inputs
    if since_file is not None:
        given = newer_than(since_file, inputs)
        if not given:
            shown.nothing_read(f"No file is newer than {since_file}; nothing was read.")
            return 0
    with progress_bar(quiet) as progress:
        report = index.update(given, archive, progress=progress, **options)
    shown.show(report)
    if since_file is not None and not report.dry_run:
        since_file.touch()
        os.utime(since_file, (began, began))
    return _status(report, strict, quiet)


@click.command()
@click.argument("journal", required=False, type=click.Path(exists=True, path_type=Path))
@archive_option
@reading_options
@workers_option
@keep_option
@json_option
@debug_option
def retry(journal: Path | None, archive: Place, as_json: bool, **options: Any) -> None:
    """Read again what the last run rejected, after it was repaired.

    Without JOURNAL, the files in which something was rejected are read again. With a repaired copy
    of the archive's rejected.jsonl, what stands under "raw" in it is read in their place. Options
    of reading that are not given are those of the run that rejected it.

    \b
      khobao retry --archive news
      cp news/rejected.jsonl repaired.jsonl    # then mend the texts under "raw"
      khobao retry repaired.jsonl --archive news
    """
    with progress_bar(False) as progress:
        report = index.retry(archive, journal, progress=progress, **options)
    _Shown(archive, False, as_json).show(report)


_CLOCK_STEP = 2.0
"""Seconds that the time of a file may be behind the clock: some file systems count so."""


@dataclass(frozen=True)
class _Shown:
    """How the report of an update is shown."""

    archive: Place
    quiet: bool
    as_json: bool

    def show(self, report: index.Report) -> None:
        """Print a report, and the warnings of the run."""
        print_warnings(report.warnings)
        if self.as_json:
            print_json(report.to_dict())
        elif not self.quiet:
            print_updated(report)
        sys.stdout.flush()

    def nothing_read(self, why: str) -> None:
        """Print that nothing was read, and therefore nothing of the archive is known."""
        if self.as_json:
            unknown = dict.fromkeys(("articles", "generation"))
            print_json({**index.Report(Path(self.archive)).to_dict(), **unknown, "warnings": [why]})
        elif not self.quiet:
            click.echo(why)


def _watch(inputs: tuple[str, ...], shown: _Shown, every: float, options: dict[str, Any]) -> int:
    """Take what comes, until Ctrl-C."""
    from index.build.watching import watch  # noqa: PLC0415
    from index.inputs.conversion import Options  # noqa: PLC0415

    others = ("workers", "keep", "dry_run")
    Options.of(**{name: one for name, one in options.items() if name not in others})

    def take(files: list[InputFile]) -> index.Report:
        return index.update(files, shown.archive, **options)

    if not shown.quiet and not shown.as_json:
        click.echo(f"Watching {', '.join(inputs)} every {every:g} s; Ctrl-C ends it.")
        sys.stdout.flush()
    for told in watch(inputs, take, every=every):
        if isinstance(told, index.InputError):
            print_warnings([str(told)])
        elif isinstance(told, Exception):
            print_warnings([f"{told}; trying again"])
        elif told.indexed or told.rejected:
            shown.show(told)
    return 0


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
@click.option(
    "--purge",
    is_flag=True,
    help="Leave no byte of them in the archive: versions, older generations and journals, too.",
)
@keep_option
@debug_option
def delete(ids: tuple[str, ...], archive: Place, purge: bool, keep: int) -> None:
    """Remove articles by id; search and show print the ids.

    The generations before still hold what is deleted; --purge removes them, and whatever else the
    archive keeps of the articles. Exits with 2 if the archive held none of them.

    \b
      khobao delete bhg-2021-0707-dan-van --archive news
    """
    report = index.delete(ids, archive, purge=purge, keep=keep)
    print_warnings(report.warnings)
    if purge and report.generation:
        print_purged(report, archive)
    elif report.deleted:
        print_deleted(report, archive)
    if report.missing:
        missing = Failure(f"{archive} has no article with the id {', '.join(report.missing)}")
        if not report.generation:
            raise missing
        missing.show()
