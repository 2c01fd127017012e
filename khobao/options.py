"""The options that most commands have."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from khobao.group import DEBUG, TARGET, Commands
from khobao.targets import Target

Function = TypeVar("Function", bound=Callable[..., Any])

_ARGUMENT = "khobao.argument"


def stacked(*options: Callable[[Function], Function]) -> Callable[[Function], Function]:
    """Several options as one decorator, listed in this order."""

    def decorate(function: Function) -> Function:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def _set_debug(ctx: click.Context, _: click.Parameter, given: bool) -> None:
    if given:
        ctx.meta[DEBUG] = True
        logging.basicConfig(format="%(name)s: %(levelname)s: %(message)s")
        logging.getLogger("khobao").setLevel(logging.DEBUG)


Place = Path | str
"""Where an archive is: a folder, or an address in a cluster."""


def _archive_folder(ctx: click.Context, _: click.Parameter, given: str | None) -> Place:
    """The archive named after the command, before it, by the environment, or by nobody."""
    argument = ctx.meta.pop(_ARGUMENT, None)
    if argument is not None and given is not None:
        raise click.UsageError("name the archive once: as an argument or with --archive", ctx)
    named = given if argument is None else argument
    return target_folder(ctx, _, ctx.find_root().params["archive"] if named is None else named)


def chosen_folder(ctx: click.Context, _: click.Parameter, given: str | None) -> None:
    """An archive that is named as an argument, for `archive_option`, which must come after it."""
    ctx.meta[_ARGUMENT] = given


def target_folder(ctx: click.Context, _: click.Parameter, given: str) -> Place:
    """Where an archive is. If the command may change a folder, its state is remembered."""
    archive, root = named_place(ctx, _, given), ctx.find_root()
    if isinstance(archive, str):
        return archive
    if isinstance(root.command, Commands) and root.invoked_subcommand in root.command.writers:
        ctx.meta[TARGET] = Target.of(archive)
    return archive


def named_place(ctx: click.Context, _: click.Parameter, given: str) -> Place:
    """Where an archive is that a command only reads."""
    if not given:  # a variable of a script, perhaps, that nobody set
        raise click.UsageError("the name of the archive is empty", ctx)
    return given if "://" in given else Path(given)


debug_option = click.option(
    "--debug",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_set_debug,
    help="Show where an error comes from.",
)
archive_option = click.option(
    "--archive",
    metavar="DIR",
    callback=_archive_folder,
    help="Folder of the archive, or opensearch://host:port/name.  [KHOBAO_ARCHIVE, or ./archive]",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
archive_argument = click.argument(
    "folder",
    metavar="[ARCHIVE]",
    required=False,
    is_eager=True,
    expose_value=False,
    callback=chosen_folder,
)
