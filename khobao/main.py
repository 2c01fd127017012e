"""The command `khobao`: the group of all commands, in the order of the work."""

from __future__ import annotations

import click

from khobao.commands import (
    articles,
    batch,
    building,
    clusters,
    insight,
    names,
    searching,
    serving,
    upkeep,
)
from khobao.group import Commands
from khobao.options import debug_option

_WRITERS = (
    *("reindex", "update", "retry", "delete"),
    *("restore", "backup", "repair", "optimize", "upgrade"),
)


@click.group(
    cls=Commands,
    writers=_WRITERS,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--archive",
    metavar="DIR",
    envvar="KHOBAO_ARCHIVE",
    default="archive",
    help="Folder of the archive.  [KHOBAO_ARCHIVE, or ./archive]",
)
@debug_option
@click.version_option(package_name="khobao", message="khobao %(version)s")
@click.pass_context
def main(ctx: click.Context, archive: str) -> None:
    """Full-text search over Vietnamese news archives.

    An archive is a folder with an index of articles, or lies in a cluster of OpenSearch. Build one
    from files, then search it here or in the browser. Queries may leave out the marks: dan van
    finds dân vận.

    \b
      khobao demo                         see it work on a sample archive
      khobao reindex articles/            build ./archive from a folder of articles
      khobao search dân vận mặt trận      search it
      khobao serve                        search it in the browser

    Exit status: 0 done; 1 verify found damage, or --strict saw rejected input; 2 wrong use or
    failure, with one line that says what to do.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


for _command in (
    serving.demo,
    building.reindex,
    building.update,
    building.inspect,
    building.retry,
    building.delete,
    searching.search_archive,
    insight.timeline,
    insight.distinctive,
    searching.export,
    batch.batch,
    articles.show,
    articles.similar,
    articles.analyze,
    insight.stats,
    insight.synonyms,
    names.names,
    upkeep.verify,
    upkeep.repair,
    upkeep.backup,
    upkeep.restore,
    upkeep.optimize,
    upkeep.upgrade,
    clusters.archive_group,
    serving.serve,
):
    main.add_command(_command)
