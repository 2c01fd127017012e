"""Standard output and standard error: how they are prepared, and what is written as it is."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from index.printing import json_line, printable


def prepare_streams() -> None:
    """Keep prints from failing: for characters that a stream cannot show, or a closed stream."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def drop_output() -> None:
    """Flush standard output, or drop what it does not take: Python would fail on it at its exit."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def print_json(value: Mapping[str, Any]) -> None:
    """Print one object: indented on a terminal, one line elsewhere, always UTF-8."""
    click.echo(json_line(value, 2 if sys.stdout.isatty() else None))


def print_lines(lines: Iterable[bytes]) -> None:
    """Print lines as they are, each when it comes."""
    for line in lines:
        sys.stdout.buffer.write(line)


def print_rows(lines: Iterable[bytes]) -> None:
    """Print lines as they are, so that each is seen at once and none is printed in part."""
    for line in lines:
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()


def write_whole(path: Path, lines: Iterable[bytes]) -> None:
    """Write lines to a file, which has all of them or stays as it was.

    What was written when that ends early stays in a file beside it, whose name is told.
    """
    path = Path(os.path.realpath(path))
    if path.exists() and not path.is_file():  # a device or a pipe, which nothing can replace
        with path.open("wb") as stream:
            stream.writelines(lines)
        return
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            for line in lines:
                file.write(line)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        if part.exists():
            click.echo(f"khobao: the rows until then are in {printable(str(part))}", err=True)
        raise


def print_warnings(warnings: Iterable[str]) -> None:
    """Print warnings: what went wrong, though the command did its work."""
    for warning in warnings:
        click.echo(f"khobao: warning: {printable(warning)}", err=True)
