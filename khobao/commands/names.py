"""Whom and what does the archive name? The command that lists names."""

# What only one command needs is imported there: help and wrong use must answer at once.
# ruff: noqa: PLC0415

from __future__ import annotations

import click

import search
from khobao.console import print_lines
from khobao.options import Place, archive_option, debug_option

_TYPES = ("person", "place", "org")
_FORMS = ("table", "csv", "json", "names")
_TOP = 50


@click.command()
@click.argument("type", type=click.Choice(_TYPES), metavar="person|place|org")
@archive_option
@click.option(
    "--top",
    metavar="N",
    type=click.IntRange(0),
    default=_TOP,
    show_default=True,
    help="How many names to list; 0 lists all.",
)
@click.option(
    "--contains",
    metavar="TEXT",
    default="",
    help="Only names that have this in them; letters without marks stand for any.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMS),
    default=_FORMS[0],
    show_default=True,
    help="A table to read, CSV, one JSON object, or lines for names.txt.",
)
@debug_option
def names(type: str, archive: Place, *, top: int, contains: str, form: str) -> None:
    """List the people, places or organisations that articles name, the most frequent first.

    Each with the number of articles that carry it, and the forms in which they print it. Types are
    found by rule; where they are wrong, a line of names.txt in the archive's folder puts them
    right. With --format names such lines are printed, to be edited. Lines of that file that cannot
    be read are named.

    \b
      khobao names person --archive news
      khobao names org --contains 'ubnd' --top 0 --format csv > ubnd.csv
      khobao names person --contains 'tran van' --format names >> news/names.txt
    """
    from khobao.printing.names import lines_of

    with search.open(archive) as opened:
        found = opened.known_names(type, limit=top or None, contains=contains)
        problems = opened.name_problems()
        print_lines(lines_of(form, found, problems))
