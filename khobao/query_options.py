"""The options of commands that search."""

# What only some commands need is imported there: help and wrong use must answer at once.
# ruff: noqa: PLC0415

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import click

from khobao.console import print_warnings
from khobao.options import Function, stacked
from search.choices import MATCHES, SORTS

query_argument = click.argument("words", metavar="[QUERY]...", nargs=-1)


def limit_option(usual: int, counted: str) -> Callable[[Function], Function]:
    """How many of what is `counted` a command prints; as many as `usual` unless told."""
    return click.option(
        "--limit",
        metavar="N",
        type=click.IntRange(0),
        default=usual,
        show_default=True,
        help=f"How many {counted} to print.",
    )


sort_option = click.option(
    "--sort",
    type=click.Choice(SORTS),
    default=SORTS[0],
    show_default=True,
    help="Order of the articles.",
)
selection_options = stacked(
    click.option("--since", metavar="DAY", help="From this day or period on: 2021-07-01, 7/2021."),
    click.option("--until", metavar="DAY", help="Up to this day or period: 31/7/2021, hôm qua."),
    click.option("--added", metavar="DAY", help="Only what came into the archive then."),
    click.option("--since-added", metavar="DAY", help="What came into the archive from then on."),
    click.option(
        "--category", multiple=True, metavar="NAME", help="Only this category. Repeatable."
    ),
    click.option("--source", multiple=True, metavar="NAME", help="Only this paper. Repeatable."),
    click.option("--author", multiple=True, metavar="NAME", help="Only this author. Repeatable."),
    click.option("--person", multiple=True, metavar="NAME", help="Only with this person named."),
    click.option("--place", multiple=True, metavar="NAME", help="Only with this place named."),
    click.option("--org", multiple=True, metavar="NAME", help="Only with this body named."),
    click.option(
        "--exclude-category", multiple=True, metavar="NAME", help="Not this category. Repeatable."
    ),
    click.option(
        "--exclude-source", multiple=True, metavar="NAME", help="Not this paper. Repeatable."
    ),
    click.option(
        "--exclude-author", multiple=True, metavar="NAME", help="Not this author. Repeatable."
    ),
    click.option("--exclude-person", multiple=True, metavar="NAME", help="Not with this person."),
    click.option("--exclude-place", multiple=True, metavar="NAME", help="Not with this place."),
    click.option("--exclude-org", multiple=True, metavar="NAME", help="Not with this body."),
    click.option("--undated", is_flag=True, help="Only articles without a date."),
)


def match_option(usual: str) -> Callable[[Function], Function]:
    """What counts as a match; `usual` unless told."""
    return click.option(
        "--match",
        type=click.Choice(MATCHES),
        default=usual,
        show_default=True,
        help="What counts: a good score, the words as a phrase, all of them, or any.",
    )


filter_options = stacked(
    selection_options,
    match_option(MATCHES[0]),
    click.option("--as-typed", is_flag=True, help="Read no keys of Telex or VNI as letters."),
)


def say_if_days_cross(query: str, options: Mapping[str, Any]) -> None:
    """Say on the error stream that no article can meet all that query and filters ask of dates.

    For commands whose answers have no place for it. Raises QueryError for filters that are none.
    """
    from search import Selection
    from search.plan.planning import crossing
    from search.query.parser import parse

    selection = Selection.of(
        since=options["since"],
        until=options["until"],
        added=options["added"],
        since_added=options["since_added"],
        undated=options["undated"],
    )
    print_warnings(note.message for note in crossing(parse(query), selection))
