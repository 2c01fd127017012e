"""Whether an input has articles of the years in which programs begin to count.

The date `1970-01-01` alone may be a day or nothing; among others of those years it is a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from index.inputs.found import Record
from index.inputs.keys import date_keys

if TYPE_CHECKING:
    from index.inputs.found import Piece

_FIRST_DAY = re.compile(
    r"(?<!\d)(?:(?:1970|1900)([-/.])0?1\1 ?0?1(?!\d)|0?1 ?([-/.]) ?0?1 ?\2 ?(?:1970|1900)(?!\d)"
    r"|1 jan(?:uary)? (?:1970|1900)|1899-12-3[01])",
    re.IGNORECASE,
)
_OLD_YEAR = re.compile(r"(?<!\d)(?:19(?:0[0-3]|6[7-9]|7[0-3])|189[6-9])(?!\d)")
_MOST_HELD = 500  # records


def with_old_dates(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """What a reader finds, with records that tell whether others are of such years, too.

    Records from the first such day on are held until that is known, some hundreds at most.
    """
    held: list[Piece] = []
    is_old = given_up = False
    try:
        for piece in pieces:
            value = _date(piece) if isinstance(piece, Record) else ""
            if not value and not held:  # as nearly all are
                yield piece
                continue
            first = _FIRST_DAY.search(value) is not None
            is_old = is_old or (not first and _OLD_YEAR.search(value) is not None)
            if is_old or given_up or not (first or held):
                yield from _marked(held, is_old)
                held = []
                yield from _marked([piece], is_old and first)
                continue
            held.append(piece)
            if len(held) >= _MOST_HELD or not hasattr(piece, "where"):  # a member is read at once
                given_up = len(held) >= _MOST_HELD
                yield from held
                held = []
    except Exception:
        yield from held
        raise
    yield from held


def _marked(pieces: list[Piece], is_old: bool) -> Iterator[Piece]:
    for piece in pieces:
        yield replace(piece, old=True) if is_old and isinstance(piece, Record) else piece


def _date(record: Record) -> str:
    """The date of a record as it stands there, if it may be of such a year; else ""."""
    values = record.values
    for key in date_keys(tuple(values)):
        value = values[key]
        if isinstance(value, str) and value:
            return value if "19" in value or "189" in value else ""
    return ""
