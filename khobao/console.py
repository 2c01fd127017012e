"""What every command line of ours needs: errors in one line, shared options, fit text."""

from __future__ import annotations

import io
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from index.errors import KhobaoError, advice, told
from index.printing import json_line, printable

Function = TypeVar("Function", bound=Callable[..., Any])

_ENDED_BY_PIPE = 128 + signal.SIGPIPE
_DEBUG = "khobao.debug"
_TARGET = "khobao.target"
_ARGUMENT = "khobao.argument"


class Failure(click.ClickException):
    """One line on standard error that says what was wrong and what to do."""

    exit_code = 2

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(printable(message).split()))

    def show(self, file: Any = None) -> None:
        """Print the line."""
        click.echo(f"khobao: {self.message}", err=True)


class Warned(Failure):
    """What went wrong did not undo what the command did."""

    exit_code = 0


class Interrupted(Failure):
    """Somebody pressed Ctrl-C."""

    exit_code = 128 + signal.SIGINT


class Stopped(Failure):
    """Somebody sent SIGTERM."""

    exit_code = 128 + signal.SIGTERM


class Terminated(BaseException):
    """SIGTERM came: the command ends as orderly as after Ctrl-C."""


class Commands(click.Group):
    """The commands in the order of the work; whatever fails says so in one line.

    `writers` names those that change an archive: what became of it is told when they fail.
    """

    def __init__(self, *args: Any, writers: Iterable[str] = (), **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.writers = frozenset(writers)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order in which the commands are defined."""
        return list(self.commands)

    def make_context(self, *args: Any, **options: Any) -> click.Context:
        """Read the options that stand before the command."""
        prepare_streams()
        with _one_line_for_wrong_use():
            return super().make_context(*args, **options)

    def invoke(self, ctx: click.Context) -> None:
        """Run a command, which returns its exit status or nothing."""
        try:
            with _one_line_for_wrong_use(), _orderly_end(ctx.invoked_subcommand in self.writers):
                status = super().invoke(ctx)
            sys.stdout.flush()
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:
            _drop_output()
            ctx.exit(_ENDED_BY_PIPE)
        except KeyboardInterrupt:
            failure: Failure = Interrupted("interrupted")
            with _deaf():
                raise self._ended(ctx, failure) from None
        except Terminated:
            failure = Stopped("stopped by SIGTERM")
            with _deaf():
                raise self._ended(ctx, failure) from None
        except Exception as error:
            if _DEBUG in ctx.meta:
                logging.getLogger("khobao").exception("the command failed")
            _drop_output()
            raise self._ended(ctx, Failure(_message(error))) from error
        ctx.exit(status or 0)

    def _ended(self, ctx: click.Context, failure: Failure) -> Failure:
        """The failure of a command that changes an archive, with what became of the archive.

        When the command had published its change, it is a warning, and the status is 0.
        """
        if _TARGET not in ctx.meta:
            return failure
        archive, live, own = ctx.meta[_TARGET]
        live_now, own_now = _state(archive)
        if own_now != own:
            return Warned(
                f"warning: generation {own_now} was published, but then: {failure.message}"
            )
        if isinstance(failure, Interrupted | Stopped):
            if live_now is None:
                state = "nothing was published"
            elif live_now != live:
                state = f"generation {live_now} is live now, published by another process"
            else:
                state = f"the archive is as it was (generation {live_now})"
            return type(failure)(f"{failure.message}; {state}")
        return failure


@contextmanager
def _deaf() -> Iterator[None]:
    """Let nobody who presses Ctrl-C again keep us from telling what became of the archive."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {one: signal.signal(one, signal.SIG_IGN) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


@contextmanager
def _orderly_end(writes: bool) -> Iterator[None]:
    """Let SIGTERM end a command that writes as Ctrl-C does, so that nothing is left behind."""
    if not writes or threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(*_: object) -> NoReturn:
        raise Terminated

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _one_line_for_wrong_use() -> Iterator[None]:
    try:
        yield
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "khobao"
        hint = f"(see '{command} --help')"
        if isinstance(error, click.NoSuchOption) and not error.option_name.startswith("--"):
            hint = f"- what begins with '-' and is no option goes after '--' {hint}"
        message = error.format_message().rstrip(".")
        raise Failure(f"{message[:1].lower()}{message[1:]} {hint}") from None


def _message(error: Exception) -> str:
    """What a person is told about an error."""
    if isinstance(error, KhobaoError):
        return str(error)
    if isinstance(error, OSError):
        return f"{told(error)}; {advice(error)}"
    if isinstance(error, MemoryError):
        return "there is not enough memory; free some and try again"
    return f"a fault of Khobao's own, please report it ({error!r}); --debug shows where"


def prepare_streams() -> None:
    """Let nothing that is printed fail for its characters, or because a stream was closed."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _drop_output() -> None:
    """Drop what standard output does not take, or Python fails on it once more at its exit."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def stacked(*options: Callable[[Function], Function]) -> Callable[[Function], Function]:
    """Several options as one decorator, listed in this order."""

    def decorate(function: Function) -> Function:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def _set_debug(ctx: click.Context, _: click.Parameter, given: bool) -> None:
    if given:
        ctx.meta[_DEBUG] = True
        logging.basicConfig(format="%(name)s: %(levelname)s: %(message)s")
        logging.getLogger("khobao").setLevel(logging.DEBUG)


def _archive_folder(ctx: click.Context, _: click.Parameter, given: str | None) -> Path:
    """The archive named after the command, before it, by the environment, or by nobody."""
    argument = ctx.meta.pop(_ARGUMENT, None)
    if argument and given:
        raise click.UsageError("name the archive once: as an argument or with --archive", ctx)
    return target_folder(ctx, _, argument or given or ctx.find_root().params["archive"])


def chosen_folder(ctx: click.Context, _: click.Parameter, given: str | None) -> None:
    """An archive that is named as an argument, for `archive_option`, which must come after it."""
    ctx.meta[_ARGUMENT] = given


def target_folder(ctx: click.Context, _: click.Parameter, given: str) -> Path:
    """An archive; of one that the command may change, the live generation is remembered."""
    archive, root = Path(given), ctx.find_root()
    if isinstance(root.command, Commands) and root.invoked_subcommand in root.command.writers:
        ctx.meta[_TARGET] = archive, *_state(archive)
    return archive


def _state(archive: Path) -> tuple[int | None, int | None]:
    """The archive's live generation, and the last one that this process published there."""
    from index.archive import building, generations  # noqa: PLC0415  (they need NumPy and Whoosh)

    live = None
    with suppress(KhobaoError):
        live = generations.live_number(archive)
    return live, building.published.get(archive.absolute())


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
    help="Folder of the archive.  [KHOBAO_ARCHIVE, or ./archive]",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
mapping_option = click.option(
    "--map",
    "mapping",
    metavar="FIELD=KEY",
    multiple=True,
    callback=_read_pairs,
    help="The JSON key that holds a field, such as title=headline. Repeatable.",
)


def print_json(value: Mapping[str, Any]) -> None:
    """Print one object: indented on a terminal, one line elsewhere, always UTF-8."""
    click.echo(json_line(value, 2 if sys.stdout.isatty() else None))
