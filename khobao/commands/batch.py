"""How often is each of many names there? The command that searches for a list."""

# What only one command needs is imported there: help and wrong use must answer at once.
# ruff: noqa: PLC0415

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import search
from index.printing import counted, json_line
from khobao.console import print_rows, write_whole
from khobao.options import Place, archive_option, debug_option
from khobao.query_options import limit_option, match_option, selection_options, sort_option
from search.choices import LISTS

if TYPE_CHECKING:
    from search.query_lists import QueryList

_FORMS = ("table", "csv", "jsonl")


@click.command()
@click.argument("file", metavar="FILE")
@archive_option
@click.option(
    "--column", metavar="NAME", default="", help="The column or key that holds the queries."
)
@click.option(
    "--from",
    "read_as",
    type=click.Choice(LISTS),
    default=LISTS[0],
    show_default=True,
    help="How the list is written; auto tells it by its name and what is in it.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMS),
    help="A table to read, CSV or JSON Lines.  [by the output's name; else table]",
)
@click.option("--output", metavar="OUT", help="Write to this file, which is whole or not there.")
@click.option("--bom", is_flag=True, help="Begin a CSV file as Excel wants UTF-8 to begin.")
@limit_option(3, "hits of each query")
@match_option("phrase")
@sort_option
@selection_options
@click.option("--quiet", is_flag=True, help="No progress bar and no summary.")
@debug_option
def batch(
    file: str,
    archive: Place,
    *,
    column: str,
    read_as: str,
    form: str | None,
    output: str | None,
    bom: bool,
    quiet: bool,
    **options: Any,
) -> None:
    """Search for each query of a list, and print how many articles it has, and the first.

    FILE has a query on each line, or is a table (CSV) or JSON Lines with a column of queries; what
    stands beside them is carried along. A FILE of - is standard input. All queries are asked of
    one generation. A name is looked for as a phrase, its syllables side by side, unless --match
    says otherwise; the totals as a phrase, with all words and by score stand beside.

    A line that holds no query is a row with its error, and stops nothing.

    \b
      khobao batch names.txt
      khobao batch companies.csv --column 'Tên công ty' --output found.csv
      khobao batch - --format jsonl --limit 10 < names.txt
    """
    from khobao.printing.batches import table_lines_of
    from khobao.printing.progress import count_bar
    from search.batches import rows, table_of
    from search.export.tables import table_lines
    from search.query_lists import columns_of, read_list

    form = form or _form_of(output)
    found = read_list(_data(file), "" if file == "-" else file, read_as, column)
    hidden = quiet or _is_seen(output)
    with search.open(archive) as opened, count_bar(len(found.entries), hidden) as counted_off:
        told = counted_off(rows(opened, found.entries, **options))
        if form == "csv":
            lines = table_lines(table_of(told, columns_of(found), options["limit"]), bom)
        elif form == "jsonl":
            lines = (json_line(row.to_dict()) + b"\n" for row in told)
        else:
            lines = table_lines_of(told, found.entries)
        if output is None:
            print_rows(lines)
        else:
            write_whole(Path(output), lines)
    if not quiet:
        click.echo(_summary(found), err=True)


def _is_seen(output: str | None) -> bool:
    """Whether the rows themselves show how far the work is."""
    return output is None and sys.stdout.isatty()


def _form_of(output: str | None) -> str:
    """The form of what is written, by the name of the file."""
    suffix = "" if output is None else Path(output).suffix.lower()
    return {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}.get(suffix, "table")


def _data(file: str) -> bytes:
    """The bytes of the list."""
    return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()


def _summary(found: QueryList) -> str:
    """How many queries there were, and what became of the other lines."""
    errors = sum(bool(entry.error) for entry in found.entries)
    parts = [
        counted(len(found.entries), "row"),
        f"{errors:,} with an error" * bool(errors),
        f"{found.repeated:,} repeated" * bool(found.repeated),
        counted(found.blank, "blank line") + " passed over" if found.blank else "",
        f"queries from the column {found.column!r}" * bool(found.columns),
        *found.notes,
    ]
    return "; ".join(filter(None, parts))
