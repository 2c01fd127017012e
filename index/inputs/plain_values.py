"""Values of databases, spreadsheets and columnar files as JSON has them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

_DEEPEST = 50


def plain(value: Any, depth: int = 0) -> Any:
    """A value as JSON has it; None for what is nothing, and for bytes that are no text."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if depth > _DEEPEST:
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(each, depth + 1) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each, depth + 1) for each in value]
    return next((convert(value) for kind, convert in _FOR if isinstance(value, kind)), str(value))


def _moment(value: datetime) -> str:
    return value.isoformat(sep=" ") if value.time() != time() else value.date().isoformat()


def _decimal(value: Decimal) -> float | int | str | None:
    is_whole = value.is_finite() and value == value.to_integral_value()
    return _number(float(value)) if is_whole else str(value)


def _number(value: float) -> float | int | None:
    if not math.isfinite(value):
        return None
    return int(value) if value.is_integer() and abs(value) < 10**15 else value


def _text(value: bytes) -> str | None:
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


_FOR: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (float, _number),
    (datetime, _moment),
    (date, date.isoformat),
    (bytes, _text),
    (Decimal, _decimal),
)
