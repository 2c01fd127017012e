"""Where is the archive? The commands that bring one from a folder into a cluster, and back."""

from __future__ import annotations

from typing import Any

import click

from index.printing import counted
from khobao.console import print_warnings
from khobao.options import Place, debug_option, named_place, stacked
from khobao.printing.progress import progress_bar
from khobao.writing_options import keep_option, workers_option

_layout = stacked(
    click.option(
        "--shards", metavar="N", type=click.IntRange(1, 1024), help="Shards in the cluster."
    ),
    click.option(
        "--replicas", metavar="N", type=click.IntRange(0, 16), help="Copies of each shard."
    ),
    click.option("--by-year/--in-one", default=None, help="An index for each year, or one."),
)


@click.group("archive")
def archive_group() -> None:
    """Move whole archives between folders and clusters.

    \b
      khobao archive copy news opensearch://one:9200/news
    """


@archive_group.command("copy")
@click.argument("source", callback=named_place)
@click.argument("target", callback=named_place)
@_layout
@workers_option
@keep_option
@debug_option
def copy_archive(source: Place, target: Place, workers: int | None, **layout: Any) -> None:
    """Copy an archive from a folder into a cluster of OpenSearch, or from there into a folder.

    Into a cluster nothing is analysed anew. What TARGET held answers until all of it is there.

    \b
      khobao archive copy news opensearch://search1:9200/news
      khobao archive copy opensearch://search1:9200/news news
    """
    from index.build.reports import Progress  # noqa: PLC0415  (help is quick)
    from index.cluster import copying  # noqa: PLC0415

    told = Progress("sending")
    with progress_bar() as progress:

        def tell(sent: int) -> None:
            told.articles = sent
            if progress is not None:
                progress(told)

        copied = copying.copy_archive(
            source,
            target,
            layout=copying.Layout(**layout),
            workers=workers,
            progress=tell,
        )
    print_warnings(copied.warnings)
    again = f"; {counted(copied.repeated, 'article')} sent again" * bool(copied.repeated)
    click.echo(
        f"Copied {counted(copied.articles, 'article')} into {copied.place} as generation "
        f"{copied.generation} in {copied.seconds:.1f} s{again}."
    )


@archive_group.command("publish")
@click.argument("archive", callback=named_place)
@keep_option
@debug_option
def publish_parts(archive: Place, keep: int) -> None:
    """Publish what parts have loaded (khobao reindex --part), though not all of them have ended.

    Of a part that did not end, the articles stay that were sent; add the others with khobao update.

    \b
      khobao archive publish opensearch://search1:9200/news
    """
    from index.cluster import copying  # noqa: PLC0415  (help is quick)

    if not isinstance(archive, str):
        raise click.UsageError(f"only archives in a cluster have parts, and {archive} is a folder")
    published = copying.publish_parts(archive, keep)
    print_warnings(published.warnings)
    for number, there in published.missing.items():
        click.echo(f"Part {number} did not end: {counted(there, 'article')} of it are there.")
    click.echo(
        f"Published {counted(published.articles, 'article')} in {published.place} as generation "
        f"{published.generation}."
    )
