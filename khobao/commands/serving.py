"""Can others search it? The commands that serve the search page, of an archive or of a sample."""

# What only one command needs is imported there: help and wrong use must answer at once.
# ruff: noqa: PLC0415

from __future__ import annotations

import os
import shlex
from collections.abc import Callable
from functools import cached_property
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

import index
from khobao.options import debug_option, stacked
from khobao.printing.progress import progress_bar

_DEMO_QUERIES = ("dan van mat tran", "phòng chống dịch", '"cầu Bến Trúc"')


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


_host_options = stacked(
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


@click.command()
@_host_options
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
    with as_file(files("index") / "sample") as sample, progress_bar() as progress:
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
        from web.serving.running import serve as run_server

        settings = {"archive": folder, "host": host, "port": port, "processes": 1}
        run_server(load(settings), announce)


def _settings() -> list[click.Option]:
    from khobao.settings import serve_options

    return serve_options()


@click.command(cls=LateOptions, late=_settings)
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
    from web.serving.running import serve as run_server

    root = ctx.find_root()
    if root.get_parameter_source("archive") is ParameterSource.COMMANDLINE:
        archive = archive or root.params["archive"]
    configuration = load({"archive": archive, **options})

    def announce(address: str) -> None:
        click.echo(f"Serving {configuration.archive} at {address} (Ctrl-C stops)")

    run_server(configuration, announce)
