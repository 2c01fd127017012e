"""Which articles? The commands that search the archive, and print all that match."""

# What only one command needs is imported there: help and wrong use must answer at once.
# ruff: noqa: PLC0415

from __future__ import annotations

from datetime import date
from typing import Any

import click

import search
from khobao.console import print_json, print_lines, print_warnings
from khobao.options import Place, archive_option, debug_option, json_option
from khobao.query_options import (
    filter_options,
    limit_option,
    query_argument,
    say_if_days_cross,
    sort_option,
)
from search.choices import EXPORTED


@click.command("search")
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
def search_archive(
    words: tuple[str, ...], archive: Place, explain: bool, as_json: bool, **options: Any
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
    from khobao.printing.results import print_results

    with search.open(archive) as opened:
        results = opened.search(" ".join(words), **options)
        if as_json:
            answer: dict[str, Any] = {**results.to_dict()}
            if explain:
                answer["hits"] = [
                    {**hit.to_dict(), "explain": [part._asdict() for part in hit.explain()]}
                    for hit in results
                ]
            print_json(answer)
        else:
            print_results(results, options["offset"], explain)


@click.command()
@query_argument
@archive_option
@click.option(
    "--format",
    "form",
    type=click.Choice(EXPORTED),
    default=EXPORTED[0],
    show_default=True,
    help="One JSON object a line, which reindex reads again; a table; a workbook; references.",
)
@click.option(
    "--field",
    "fields",
    multiple=True,
    metavar="NAME",
    help="Only this field, in tables and JSON Lines, also people, places or organisations; may be "
    "given again.",
)
@click.option("--group", is_flag=True, help="Of near-duplicates, only the first.")
@click.option("--bom", is_flag=True, help="Begin the table as Excel wants UTF-8 to begin.")
@sort_option
@filter_options
@debug_option
def export(
    words: tuple[str, ...],
    archive: Place,
    form: str,
    fields: tuple[str, ...],
    bom: bool,
    **options: Any,
) -> None:
    """Print all articles that match, whole; without a query, all of the archive.

    In the table, several values of one field stand on lines of their own in one cell. A cell that a
    spreadsheet program would take for a formula, one that begins with = + - or @, has a ' before
    it.

    \b
      khobao export dân vận --since 2021-07-01 > dan-van.jsonl
      khobao export --category 'Kinh tế' --format csv --bom > kinh-te.csv
    """
    from khobao.printing.results import unknown_values
    from search.export.formats import written

    query = " ".join(words)
    say_if_days_cross(query, options)
    with search.open(archive) as opened:
        print_warnings(unknown_values(opened, query, options))
        articles = opened.export(query, **options)
        print_lines(written(articles, form, fields=fields, bom=bom, accessed=date.today()))
