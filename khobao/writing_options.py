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
    help="Processes that analyse; 0 uses none but this one.  [one per processor]",
)
input_options = stacked(
    click.argument("inputs", metavar="INPUT...", nargs=-1, required=True),
    archive_option,
    _mapping_option,
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
