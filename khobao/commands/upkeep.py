"""Is the archive whole? The commands that check it, copy it, mend it and renew it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

import index
from index.printing import counted, printable
from khobao.console import print_json, print_warnings
from khobao.options import (
    Place,
    archive_argument,
    archive_option,
    debug_option,
    json_option,
    named_place,
    stacked,
    target_folder,
)
from khobao.printing.progress import progress_bar
from khobao.printing.runs import print_copied, print_optimized, print_reindexed, print_repaired
from khobao.writing_options import keep_option, workers_option

_rebuilding_options = stacked(
    archive_argument, archive_option, workers_option, keep_option, debug_option
)


@click.command()
@archive_argument
@archive_option
@debug_option
def verify(archive: Place) -> int:
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


@click.command()
@_rebuilding_options
def repair(archive: Place, **options: Any) -> None:
    """Check an archive, and if it is damaged, go back to what is whole.

    The newest generation without damage is published anew, and on top of it what came later, as
    far as the damaged one can still be read. What is lost is listed. The damaged generation is set
    aside, not removed.

    \b
      khobao repair --archive news
    """
    with progress_bar() as progress:
        report = index.repair(archive, progress=progress, **options)
    print_warnings(report.warnings)
    print_repaired(report)


@click.command()
@click.argument("archive", callback=named_place)
@click.argument("copy", callback=target_folder)
@click.option(
    "--link", is_flag=True, help="Share the files: a snapshot, on the same disk, and no backup."
)
@keep_option
@debug_option
def backup(archive: Place, copy: Place, link: bool, keep: int) -> None:
    """Copy an archive, checked before and after; the copy is an archive itself.

    It may go on being used, and written, meanwhile. A COPY that is there already gets the archive
    as its new generation. With --link both share the files: that takes no time and no space, but
    what damages one file damages both.

    Of an archive in a cluster, COPY is a repository of snapshots that the cluster knows.

    \b
      khobao backup news /backup/news
      khobao backup opensearch://search1:9200/news nightly
    """
    report = index.backup(archive, copy, link=link, keep=keep)
    print_warnings(report.warnings)
    print_copied(report)


@click.command()
@click.argument("copy", type=click.Path(path_type=Path))
@click.argument("archive", callback=target_folder)
@keep_option
@debug_option
def restore(copy: Path, archive: Place, keep: int) -> None:
    """Publish what a backup holds in an archive, which may be in use, damaged or not there.

    The copy is checked before and after. What the archive held stays on the disk as the generation
    before. Files are never copied over others: a server that reads them goes on.

    \b
      khobao restore /backup/news news
    """
    report = index.restore(copy, archive, keep=keep)
    print_warnings(report.warnings)
    print_copied(report)


@click.command()
@archive_argument
@archive_option
@keep_option
@json_option
@debug_option
def optimize(archive: Place, keep: int, as_json: bool) -> None:
    """Join the segments of an archive, and drop what was deleted in them.

    Searches get a little quicker. Runs keep segments few by themselves: this is for an archive that
    will rest, or one that an older version wrote. It needs space for the archive a second time, and
    somewhat more, until the generation before is gone.

    \b
      khobao optimize --archive news
      khobao optimize --archive news --keep 0    # frees the space at once
    """
    report = index.optimize(archive, keep=keep)
    print_warnings(report.warnings)
    if as_json:
        print_json(report.to_dict())
    elif report.generation:
        print_optimized(report)
    else:
        click.echo(
            f"{archive} has {counted(report.segments, 'segment')}, and nothing deleted in it; "
            "there is nothing to do."
        )


@click.command()
@_rebuilding_options
def upgrade(archive: Place, **options: Any) -> None:
    """Rebuild an archive of an older version, or of other rules, from its own articles.

    Searches of the older version see the old one until the new one is complete.

    \b
      khobao upgrade --archive news
    """
    with progress_bar() as progress:
        report = index.upgrade(archive, progress=progress, **options)
    print_warnings(report.warnings)
    if report.generation and report.indexed:
        print_reindexed(report)
    elif report.generation:
        click.echo(
            f"{archive} lacked nothing but files beside its segments; they are written, published "
            f"as generation {report.generation}."
        )
    else:
        click.echo(f"{archive} is of this version; there is nothing to do.")
