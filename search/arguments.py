"""The arguments of the library's calls, checked before any work: QueryError for what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from search.errors import QueryError


def check_choice(name: str, value: Any, known: tuple[str, ...]) -> None:
    """Raise QueryError unless `value` is one of those known."""
    if value not in known:
        raise QueryError(f"{name}: {value!r} is none of {', '.join(known)}")


def check_count(name: str, value: Any) -> None:
    """Raise QueryError unless `value` is a whole number from 0 on."""
    if not isinstance(value, int) or value < 0:
        raise QueryError(f"{name}: {value!r} is no whole number from 0 on")


def check_text(name: str, value: Any) -> None:
    """Raise QueryError unless `value` is a text."""
    if not isinstance(value, str):
        raise QueryError(f"{name}: {value!r} is no text")


def texts(name: str, value: Any) -> list[str]:
    """One text, or several, as a list. Raises QueryError for anything else."""
    if isinstance(value, str):
        return [value]
    found = list(value) if isinstance(value, Iterable) else [value]
    for one in found:
        check_text(name, one)
    return found
