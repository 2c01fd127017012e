"""The command line: each command is a call of the library and the printing of what it answers."""

# The other packages are imported where they are used: help and wrong use must answer at once.
# ruff: noqa: PLC0415

from __future__ import annotations

import os
import shlex
from dataclasses import asdict
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

import index
from khobao import building as commands
from khobao import reports as terminal
from khobao.console import Commands, Failure, archive_option, debug_option, json_option, print_json
from khobao.options import (
    LateOptions,
    filter_options,
    host_options,
    limit_option,
    query_argument,
    sort_option,
)

_DEMO_QUERIES = ("dan van mat tran", "phòng chống dịch", '"cầu Bến Trúc"')


@click.group(
    cls=Commands,
    writers=("reindex", "update", "delete", "restore", "backup", "repair", "upgrade"),
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

    An archive is a folder with an index of articles. Build one from files, then search it here or
    in the browser. Queries may leave out the marks: dan van finds dân vận.

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


@main.command()
@host_options
@click.option("--no-serve", is_flag=True, help="Only build the archive.")
@debug_option
def demo(host: str, port: int, no_serve: bool) -> None:
    """Build a sample archive and serve it: the quickest look.

    The sample is a few dozen articles by invented papers. It is indexed into a folder of your cache
    and can be searched in the browser at the printed address, or with the other commands.

    \b
      khobao demo
      khobao demo --port 0                take any free port
    """
    cache = Path(os.environ.get("XDG_CACHE_HOME", ""))
    folder = (cache if cache.is_absolute() else Path.home() / ".cache") / "khobao" / "demo"
    with as_file(files("index") / "sample") as sample, terminal.progress_bar() as progress:
        report = index.reindex([sample], folder, progress=progress)
    click.echo(f"The sample archive of {report.articles} articles is in {folder}\n")

    def announce(address: str = "") -> None:
        if address:
            click.echo(f"In the browser:  {address}  (Ctrl-C stops)")
        click.echo("Queries to try:  " + f"\n{'':17}".join(_DEMO_QUERIES))
        query, place = shlex.quote(_DEMO_QUERIES[0]), shlex.quote(str(folder))
        click.echo(f"In a shell:      khobao search {query} --archive {place}")

    if no_serve:
        announce()
    else:
        from web.configuration import load
        from web.serving import server

        server.serve(load({"archive": folder, "host": host, "port": port}), announce)


for command in (commands.reindex, commands.update, commands.delete):
    main.add_command(command)


@main.command()
@query_argument
@archive_option
@limit_option(10, "hits")
@click.option(
    "--offset", metavar="N", type=click.IntRange(0), default=0, help="How many to pass over first."
)
@sort_option
@filter_options
@click.option("--group", is_flag=True, help="Of near-duplicates, show only the first.")
@click.option("--explain", is_flag=True, help="Show what each score is made of.")
@json_option
@debug_option
def search(
    words: tuple[str, ...], archive: Path, explain: bool, as_json: bool, **options: Any
) -> None:
    """Search the archive; without a query, list the newest articles.

    Marks may be left out: dan van finds dân vận. A query may also hold

    \b
      "dân vận khéo"     these words in a row
      -bầu               not this word
      cầu OR phà         also AND, NOT, VÀ, HOẶC, KHÔNG, and ( )
      khuyến* khuyễn~    words that begin like this; words that differ in a letter
      title:lũ           a word of one field: title, category, source, author, tag
      date:7/2021        published then: a day, a period, "từ 1/7 đến 15/7/2021"

    Single quotes around the query keep all that from the shell. Matches are coloured on a terminal
    and stand in [brackets] elsewhere; FORCE_COLOR=1 colours them everywhere.

    \b
      khobao search dan van mat tran
      khobao search '"dân vận khéo" -bầu' --since 2021-07-01 --sort newest
      khobao search title:lũ --source 'Tin Lam Khê' --json
    """
    from khobao.results import print_results
    from search import open as open_archive

    with open_archive(archive) as opened:
        results = opened.search(" ".join(words), **options)
        if as_json:
            answer = results.to_dict()
            if explain:
                for hit, entry in zip(results, answer["hits"], strict=True):
                    entry["explain"] = [part._asdict() for part in hit.explain()]
            print_json(answer)
        else:
            print_results(results, options["offset"], explain)


@main.command()
@query_argument
@archive_option
@click.option(
    "--every",
    type=click.Choice(["auto", "day", "week", "month", "year"]),
    default="auto",
    show_default=True,
    help="How long a period is; auto takes the shortest that gives at most 60.",
)
@click.option(
    "--compare",
    "others",
    metavar="QUERY",
    multiple=True,
    help="Another query to set beside it. Repeatable, up to 3 times.",
)
@filter_options
@click.option("--csv", "as_csv", is_flag=True, help="Print a table for spreadsheet programs.")
@json_option
@debug_option
def timeline(
    words: tuple[str, ...],
    archive: Path,
    others: tuple[str, ...],
    as_csv: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Show when the articles that match appeared, period by period.

    Beside each bar stand the number of articles, and what share of all that the archive has of the
    period they are.

    \b
      khobao timeline cầu treo --every year
      khobao timeline cầu --compare phà --since 2020-01-01
      khobao timeline dan van --csv > dan-van.csv
    """
    from khobao.charts import print_timeline
    from search import open as open_archive
    from search.display.tables import print_table, rows_of

    with open_archive(archive) as opened:
        query = " ".join(words)
        found = (
            opened.compare([query, *others], **options)
            if others
            else opened.timeline(query, **options)
        )
    if as_json:
        print_json(found.to_dict())
    elif as_csv:
        print_table(rows_of(found))
    else:
        print_timeline(found)


@main.command()
@query_argument
@archive_option
@limit_option(20, "words")
@filter_options
@json_option
@debug_option
def distinctive(words: tuple[str, ...], archive: Path, as_json: bool, **options: Any) -> None:
    """Show the words that set the matching articles apart from all others.

    Beside each word stand how many of them hold it, and how many of the archive's articles.

    \b
      khobao distinctive máy bay
      khobao distinctive --category 'Kinh tế' --since 2021-01-01
    """
    from khobao.charts import print_distinctive
    from search import open as open_archive

    with open_archive(archive) as opened:
        query = " ".join(words)
        found = opened.distinctive(query, **options)
    if as_json:
        print_json({"query": query, "words": [word.to_dict() for word in found]})
    else:
        print_distinctive(found)


@main.command()
@query_argument
@archive_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "csv"]),
    default="jsonl",
    show_default=True,
    help="One JSON object a line, which reindex reads again, or a table.",
)
@click.option("--bom", is_flag=True, help="Begin the table as Excel wants UTF-8 to begin.")
@sort_option
@filter_options
@debug_option
def export(words: tuple[str, ...], archive: Path, form: str, bom: bool, **options: Any) -> None:
    """Print all articles that match, whole; without a query, all of the archive.

    In the table, several values of one field stand on lines of their own in one cell. A cell that a
    spreadsheet program would take for a formula, one that begins with = + - or @, has a ' before
    it.

    \b
      khobao export dân vận --since 2021-07-01 > dan-van.jsonl
      khobao export --category 'Kinh tế' --format csv --bom > kinh-te.csv
    """
    from search import open as open_archive
    from search.display.tables import print_lines, print_table, rows_of_articles

    with open_archive(archive) as opened:
        articles = opened.export(" ".join(words), **options)
        if form == "csv":
            print_table(rows_of_articles(articles), bom)
        else:
            print_lines(articles)


@main.command()
@click.argument("id")
@archive_option
@json_option
@debug_option
def show(id: str, archive: Path, as_json: bool) -> None:
    """Read one article; search prints the ids.

    \b
      khobao show bhg-2021-0707-dan-van
    """
    from index.articles.serialization import to_dict
    from khobao.results import print_article
    from search import open as open_archive

    with open_archive(archive) as opened:
        article = opened.article(id)
    if article is None:
        raise Failure(f"{archive} has no article with the id {id}; search prints the ids")
    if as_json:
        print_json(to_dict(article))
    else:
        print_article(article)


@main.command()
@click.argument("id")
@archive_option
@limit_option(5, "articles")
@click.option("--duplicates", is_flag=True, help="List its near-duplicates, too.")
@json_option
@debug_option
def similar(id: str, archive: Path, as_json: bool, **options: Any) -> None:
    """List the articles that are most like one; search prints the ids.

    \b
      khobao similar bhg-2021-0707-dan-van --limit 3
    """
    from khobao.results import print_similar
    from search import open as open_archive

    with open_archive(archive) as opened:
        hits = opened.similar(id, **options)
    if as_json:
        print_json({"id": id, "hits": [hit.to_dict() for hit in hits]})
    else:
        print_similar(hits)


main.add_command(commands.analyze)


@main.command()
@archive_option
@json_option
@debug_option
def stats(archive: Path, as_json: bool) -> None:
    """Show what the archive holds and how large it is.

    \b
      khobao stats --archive news
    """
    from khobao.results import print_statistics
    from search import open as open_archive

    with open_archive(archive) as opened:
        statistics = opened.stats()
    if as_json:
        print_json(statistics.to_dict())
    else:
        print_statistics(statistics)


@main.command()
@archive_option
@json_option
@debug_option
def synonyms(archive: Path, as_json: bool) -> None:
    """List the abbreviations and other forms that a search also looks for.

    Each with the number of articles that explain it, and where it is from: explained in the
    archive, built in, or a line of synonyms.txt in the archive's folder. There you may add your
    own, which win over the others; lines that cannot be read are named.

    \b
      HĐND = Hội đồng nhân dân    each finds the other
      Bến Trúc => Phố Trúc        one way only
      CA => CA                    no other form of this one

    \b
      khobao synonyms --archive news
    """
    from khobao.results import print_synonyms
    from search import open as open_archive

    with open_archive(archive) as opened:
        known, problems = opened.synonyms(), opened.synonym_problems()
    if as_json:
        answer = {
            "synonyms": [one._asdict() for one in known],
            "problems": [asdict(one) for one in problems],
        }
        print_json(answer)
    else:
        print_synonyms(known, problems)


for command in (
    commands.verify,
    commands.repair,
    commands.backup,
    commands.restore,
    commands.upgrade,
):
    main.add_command(command)


def _settings() -> list[click.Option]:
    from khobao.settings import serve_options

    return serve_options()


@main.command(cls=LateOptions, late=_settings)
@click.option("--archive", metavar="DIR", help="Folder of the archive.  [default: ./archive]")
@debug_option
@click.pass_context
def serve(ctx: click.Context, /, archive: str | None, **options: str | None) -> None:
    """Serve the search page and its JSON API until Ctrl-C.

    A new archive that reindex or update publishes is served at once. When the server is stopped,
    running requests may finish; stopping it twice does not wait for them.

    Every option can also be set in the environment (KHOBAO_PORT for --port) or in a TOML file that
    --config names (port = 80). An option wins over the environment, which wins over the file.

    \b
      khobao serve --archive news --host 0.0.0.0 --port 80
      khobao serve --config khobao.toml --access-log -
    """
    from web.configuration import load
    from web.serving import server

    root = ctx.find_root()
    if root.get_parameter_source("archive") is ParameterSource.COMMANDLINE:
        archive = archive or root.params["archive"]
    configuration = load({"archive": archive, **options})

    def announce(address: str) -> None:
        click.echo(f"Serving {configuration.archive} at {address} (Ctrl-C stops)")

    server.serve(configuration, announce)
