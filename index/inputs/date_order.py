"""Whether the dates of a file begin with the day or the month: 7/8/2021 alone does not say.

A part over twelve proves it, for the file as a whole. Where nothing does, the day comes first, as
everywhere in Vietnam.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from index.articles.dates import is_relative_date
from index.inputs.found import Record
from index.inputs.keys import date_keys

if TYPE_CHECKING:
    from index.inputs.conversion import Options
    from index.inputs.found import Piece

_FIGURES = re.compile(r"(?<![\d/-])(\d{1,2}) ?([/-]) ?(\d{1,2}) ?\2 ?(?:\d{4}|\d\d)(?![\d/-])")
_MOST_HELD = 2_000  # records
_MOST_WEIGHT = 16 << 20  # characters in them
_ENOUGH = 2  # proofs of the unusual order, where nothing speaks against it
_OVERWHELMING = 20  # times as many proofs as against it: the others are mistakes
_TOO_LATE = (
    "published: from here on the month comes first, as dates show; doubtful ones among {:,} "
    "records before were read with the day first (--date-order month reads all alike)"
)


def order_of(values: Iterable[str]) -> str | None:
    """What comes first in the dates of a file, "day" or "month"; None if that is not evident."""
    evidence = _Evidence()
    for value in values:
        evidence.add(value)
    return evidence.order()


class _Evidence:
    """How many dates prove which order."""

    def __init__(self) -> None:
        self.proofs = {"day": 0, "month": 0}

    def add(self, value: str) -> bool:
        """Count a date; whether it may be read in two ways, or only with the month first."""
        found = _FIGURES.search(value)
        if not found:
            return False
        first, second = int(found[1]), int(found[3])
        if first > 12 >= second:
            self.proofs["day"] += 1
        elif second > 12 >= first:
            self.proofs["month"] += 1
            return True
        return first != second and first <= 12

    def order(self) -> str | None:
        day, month = self.proofs["day"], self.proofs["month"]
        if day > _OVERWHELMING * month:
            return "day"
        return "month" if month > _OVERWHELMING * day else None

    def is_enough(self) -> bool:
        day, month = self.proofs["day"], self.proofs["month"]
        return day > _OVERWHELMING * month or (not day and month >= _ENOUGH)


def with_known_dates(
    pieces: Iterable[Piece], options: Options, facts: Mapping[str, Any]
) -> Iterator[Piece]:
    """What a reader finds, with records that tell how their dates are to be read.

    Records from the first doubtful date on are held until the order is evident, some thousands at
    most; relative times are counted from when the content was crawled or else written.
    """
    hold = _Hold(options, facts.get("crawled") or facts.get("modified"))
    try:
        for piece in pieces:
            yield from hold.take(piece)
    except Exception:
        yield from hold.release()
        raise
    yield from hold.release()


class _Hold:
    """Pieces that wait for the order of their dates to become evident."""

    def __init__(self, options: Options, seen: datetime | None) -> None:
        self._mapped = options.mapping.get("published")
        self._seen = seen
        self._decided = options.date_order is not None
        self._order: str | None = None
        self._evidence = _Evidence()
        self._held: list[Piece] = []
        self._weight = 0
        self._too_early = 0  # doubtful records that went on before anything was evident

    def take(self, piece: Piece) -> Iterator[Piece]:
        """What goes on when a piece comes."""
        doubtful = False
        if isinstance(piece, Record):
            value = self._date(piece)
            if value is not None:
                doubtful = self._evidence.add(value)
                if self._seen and piece.seen is None and is_relative_date(value):
                    piece = replace(piece, seen=self._seen)
        elif self._held and not hasattr(piece, "where"):  # a member is read at once
            yield from self.release()
        if self._decided:
            yield self._marked(piece) if doubtful else piece
        elif not self._held and not doubtful:
            yield piece
        else:
            self._held.append(piece)
            self._weight += _weight(piece)
            full = len(self._held) >= _MOST_HELD or self._weight > _MOST_WEIGHT
            if full or self._evidence.is_enough():
                yield from self.release()

    def release(self) -> Iterator[Piece]:
        """All that was held, read as is evident now."""
        held, self._held, self._weight = self._held, [], 0
        if not self._decided:
            self._order = self._evidence.order()
            self._decided = self._evidence.is_enough()
            if self._order is None:
                self._too_early += len(held)
            elif self._order == "month" and self._too_early and isinstance(held[0], Record):
                note = _TOO_LATE.format(self._too_early)
                held[0] = replace(held[0], notes=(*held[0].notes, note))
        yield from map(self._marked, held)

    def _marked(self, piece: Piece) -> Piece:
        if self._order != "month" or not isinstance(piece, Record) or piece.order:
            return piece
        return replace(piece, order=self._order)

    def _date(self, record: Record) -> str | None:
        """The date of a record as it stands there, if it is written in figures that may not be
        those of ISO 8601."""
        values = record.values
        keys = date_keys(tuple(values))
        if self._mapped and record.mapped:
            keys = (self._mapped, *keys)
        for key in keys:
            value = values.get(key)
            if isinstance(value, str) and value and not value.isspace():
                return None if value[4:5] == "-" else value
        return None


def _weight(piece: Piece) -> int:
    if not isinstance(piece, Record):
        return 0
    return sum(len(value) for value in piece.values.values() if isinstance(value, str))
