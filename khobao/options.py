"""The options that several commands have."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import click

from khobao.console import Function, archive_option, mapping_option, stacked


class LateOptions(click.Command):
    """A command with options that are made, by `late`, when it is used and not before."""

    def __init__(
        self, *args: Any, late: Callable[[], list[click.Option]], **attributes: Any
    ) -> None:
        super().__init__(*args, **attributes)
        self._make = late

    @cached_property
    def _late(self) -> list[click.Option]:
        return self._make()

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The options that the command was given, then those, then --help."""
        *given, last = super().get_params(ctx)
        return [*given, *self._late, last]


host_options = stacked(
    click.option(
        "--host",
        default="127.0.0.1",
        show_default=True,
        help="Address to listen on; 0.0.0.0 lets other machines in.",
    ),
    click.option(
        "--port",
        type=click.IntRange(0, 65535),
        default=8000,
        show_default=True,
        help="Port to listen on; 0 takes a free one.",
    ),
)
keep_option = click.option(
    "--keep",
    metavar="N",
    type=click.IntRange(0, 100),
    default=1,
    show_default=True,
    help="How many generations before the new one stay, to go back to.",
)
workers_option = click.option(
    "--workers",
    metavar="N",
    type=click.IntRange(0),
    help="Processes that analyse; 0 uses none but this one.  [one per processor]",
)
input_options = stacked(
    click.argument("inputs", metavar="INPUT...", nargs=-1, required=True),
    archive_option,
    mapping_option,
    click.option(
        "--namespace",
        metavar="NAME",
        default="",
        help="Put NAME: before every id, to keep several systems apart.",
    ),
    workers_option,
    keep_option,
    click.option("--strict", is_flag=True, help="Exit with 1 if any input was rejected."),
    click.option("--quiet", is_flag=True, help="No progress bar and no summary."),
)
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
    type=click.Choice(["relevance", "newest", "oldest"]),
    default="relevance",
    show_default=True,
    help="Order of the articles.",
)
filter_options = stacked(
    click.option("--since", metavar="DAY", help="From this day or period on: 2021-07-01, 7/2021."),
    click.option("--until", metavar="DAY", help="Up to this day or period: 31/7/2021, hôm qua."),
    click.option(
        "--category", multiple=True, metavar="NAME", help="Only this category. Repeatable."
    ),
    click.option("--source", multiple=True, metavar="NAME", help="Only this paper. Repeatable."),
    click.option("--author", multiple=True, metavar="NAME", help="Only this author. Repeatable."),
    click.option(
        "--match",
        type=click.Choice(["best", "all", "any"]),
        default="best",
        show_default=True,
        help="What counts: a good score, all syllables, or any of them.",
    ),
)
