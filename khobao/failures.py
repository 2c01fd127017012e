"""What goes wrong, as one line on standard error and an exit status."""

from __future__ import annotations

import signal
from typing import Any

import click

from index.errors import KhobaoError, advice, reason_of
from index.printing import printable


class Failure(click.ClickException):
    """One line on standard error that says what was wrong and what to do."""

    exit_code = 2

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(printable(message).split()))

    def show(self, file: Any = None) -> None:
        """Print the line."""
        click.echo(f"khobao: {self.message}", err=True)


class Warned(Failure):
    """A warning: something went wrong, but the command had done its work."""

    exit_code = 0


class Interrupted(Failure):
    """The command was ended by Ctrl-C."""

    exit_code = 128 + signal.SIGINT


class Stopped(Failure):
    """The command was ended by SIGTERM."""

    exit_code = 128 + signal.SIGTERM


class Terminated(BaseException):
    """SIGTERM came: the command ends as orderly as after Ctrl-C."""


def message(error: Exception) -> str:
    """What a person is told about an error."""
    if isinstance(error, KhobaoError):
        return str(error)
    if isinstance(error, OSError):
        return f"{reason_of(error)}; {advice(error)}"
    if isinstance(error, MemoryError):
        return "there is not enough memory; free some and try again"
    return f"a fault of Khobao's own, please report it ({error!r}); --debug shows where"
