"""The options of commands that write an archive."""

from __future__ import annotations

from collections.abc import Iterable

import click

from khobao.options import archive_option, stacked


def _read_pairs(_: click.Context, __: click.Parameter, given: Iterable[str]) -> dict[str, str]:
    mapping: dict[str, str] = {}
    for pair in given:
        field, equals, key = pair.partition("=")
        if not (field and equals and key):
            raise click.BadParameter(f"{pair!r} is not FIELD=KEY, such as title=headline")
        if field in mapping:
            raise click.BadParameter(f"{field!r} is mapped twice")
        mapping[field] = key
    return mapping


def _read_limits(
    _: click.Context, __: click.Parameter, given: Iterable[str]
) -> dict[str, int] | None:
    limits: dict[str, int] = {}
    for pair in given:
        name, equals, number = pair.partition("=")
        if not equals or name not in LIMITS or not number.isdecimal():
            raise click.BadParameter(
                f"{pair!r} is not NAME=NUMBER; the names are {', '.join(LIMITS)}"
            )
        limits[name] = int(number)
    return limits or None


LIMITS = ("levels", "members", "ratio", "expanded", "member_bytes", "pages")
"""The names of `index.inputs.limits.Limits`, which a test compares."""

_mapping_option = click.option(
    "--map",
    "mapping",
    metavar="FIELD=KEY",
    multiple=True,
    callback=_read_pairs,
    help="The JSON key that holds a field, such as title=headline. Repeatable.",
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
    help="Processes that read and analyse; half as many, and one, write; 0 uses none but this one."
    "  [one per processor]",
)
inputs_argument = click.argument("inputs", metavar="INPUT...", nargs=-1, required=True)
reading_options = stacked(
    _mapping_option,
    click.option(
        "--namespace",
        metavar="NAME",
        default="",
        help="Put NAME: before every id, to keep several systems apart.",
    ),
    click.option(
        "--listings", is_flag=True, help="Index pages that list articles, such as home pages, too."
    ),
    click.option(
        "--table", metavar="NAME", default="", help="The table of a database, or sheet, to read."
    ),
    click.option("--query", metavar="SQL", default="", help="What to ask databases instead."),
    click.option(
        "--limit",
        "limits",
        metavar="NAME=NUMBER",
        multiple=True,
        callback=_read_limits,
        help="A limit of what is packed, such as members=2000000. Repeatable.",
    ),
    click.option(
        "--date-order",
        type=click.Choice(["day", "month"]),
        help="What dates like 7/8/2021 begin with.  [as the file shows; else the day]",
    ),
)
input_options = stacked(
    inputs_argument,
    archive_option,
    reading_options,
    workers_option,
    keep_option,
    click.option(
        "--dry-run", is_flag=True, help="Read everything and write nothing; tell what would be."
    ),
    click.option("--strict", is_flag=True, help="Exit with 1 if any input was rejected."),
    click.option("--quiet", is_flag=True, help="No progress bar and no summary."),
)
