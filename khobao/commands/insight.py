"""What is in many articles? The commands that count instead of listing."""

# What only one command needs is imported there: help and wrong use must answer at once.
# ruff: noqa: PLC0415

from __future__ import annotations

from dataclasses import asdict
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
)
from search.choices import AUTO, MOST_COMPARED, PERIODS


@click.command()
@query_argument
@archive_option
@click.option(
    "--every",
    type=click.Choice([AUTO, *PERIODS]),
    default=AUTO,
    show_default=True,
    help="How long a period is; auto takes the shortest that gives at most 60.",
)
@click.option(
    "--compare",
    "others",
    metavar="QUERY",
    multiple=True,
    help=f"Another query to set beside it. Repeatable, up to {MOST_COMPARED - 1} times.",
)
@filter_options
@click.option("--csv", "as_csv", is_flag=True, help="Print a table for spreadsheet programs.")
@json_option
@debug_option
def timeline(
    words: tuple[str, ...],
    archive: Place,
    others: tuple[str, ...],
    as_csv: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Show when the articles that match appeared, period by period.

    Beside each bar stand the number of articles, and what share they are of all that the filters
    leave in the period.

    \b
      khobao timeline cầu treo --every year
      khobao timeline cầu --compare phà --since 2020-01-01
      khobao timeline dan van --csv > dan-van.csv
    """
    from khobao.printing.charts import print_timeline
    from khobao.printing.results import unknown_values
    from search.export.tables import rows_of, table_lines

    query = " ".join(words)
    say_if_days_cross(query, options)
    with search.open(archive) as opened:
        for one in (query, *others):
            print_warnings(unknown_values(opened, one, options))
        found = (
            opened.compare([query, *others], **options)
            if others
            else opened.timeline(query, **options)
        )
    if as_json:
        print_json(found.to_dict())
    elif as_csv:
        print_lines(table_lines(rows_of(found)))
    else:
        print_timeline(found)


@click.command()
@query_argument
@archive_option
@limit_option(20, "words")
@filter_options
@json_option
@debug_option
def distinctive(words: tuple[str, ...], archive: Place, as_json: bool, **options: Any) -> None:
    """Show the words that set the matching articles apart from all others.

    Beside each word stand how many of them hold it, and how many of the archive's articles.

    \b
      khobao distinctive máy bay
      khobao distinctive --category 'Kinh tế' --since 2021-01-01
    """
    from khobao.printing.charts import print_distinctive
    from khobao.printing.results import unknown_values

    query = " ".join(words)
    say_if_days_cross(query, options)
    with search.open(archive) as opened:
        print_warnings(unknown_values(opened, query, options))
        found = opened.distinctive(query, **options)
    if as_json:
        print_json({"query": query, "words": [word.to_dict() for word in found]})
    else:
        print_distinctive(found)


@click.command()
@archive_option
@json_option
@debug_option
def stats(archive: Place, as_json: bool) -> None:
    """Show what the archive holds and how large it is.

    \b
      khobao stats --archive news
    """
    from khobao.printing.statistics import print_statistics

    with search.open(archive) as opened:
        statistics, problems = opened.stats(), opened.name_problems()
    if as_json:
        told = {**statistics.to_dict(), "name_problems": [asdict(one) for one in problems]}
        print_json(told)
    else:
        print_statistics(statistics, problems)


@click.command()
@archive_option
@json_option
@debug_option
def synonyms(archive: Place, as_json: bool) -> None:
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
    from khobao.printing.statistics import print_synonyms

    with search.open(archive) as opened:
        known, problems = opened.synonyms(), opened.synonym_problems()
    if as_json:
        answer = {
            "synonyms": [one._asdict() for one in known],
            "problems": [asdict(one) for one in problems],
        }
        print_json(answer)
    else:
        print_synonyms(known, problems)
