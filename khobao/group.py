"""A group of commands that end in order: with a status, and one line for what went wrong."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import click

from khobao.console import drop_output, prepare_streams
from khobao.failures import Failure, Interrupted, Stopped, Terminated, message
from khobao.targets import Target

_ENDED_BY_PIPE = 128 + signal.SIGPIPE
DEBUG = "khobao.debug"
TARGET = "khobao.target"


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
            drop_output()
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
            if DEBUG in ctx.meta:
                logging.getLogger("khobao").exception("the command failed")
            drop_output()
            raise self._ended(ctx, Failure(message(error))) from error
        ctx.exit(status or 0)

    def _ended(self, ctx: click.Context, failure: Failure) -> Failure:
        """The failure, which also says what became of an archive that the command was to change."""
        target: Target | None = ctx.meta.get(TARGET)
        return failure if target is None else target.after(failure)


@contextmanager
def _deaf() -> Iterator[None]:
    """Ignore Ctrl-C and SIGTERM while we tell what became of the archive."""
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
