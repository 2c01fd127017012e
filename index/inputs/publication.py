"""When the article in a record was published, and which of its keys says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timezone
from typing import Any

from index.articles.dates import (
    VIETNAM,
    Published,
    is_relative_date,
    parse_published,
    read_published,
)
from index.inputs.field_values import as_text
from index.inputs.keys import is_in_utc, is_of_crawl

PRECISION = "published_precision"
"""The key in `extra` of "month" or "year", where no day is known."""

DATE_FROM = "date_from"
"""The key in `extra` that says where the date came from."""


@dataclass(frozen=True)
class Circumstances:
    """What is known of the dates of an input.

    `order` is "day" or "month", whichever comes first in figures; relative times are counted from
    when it was `seen`: saved or crawled. In an `old` one are articles of years in which programs
    begin to count.
    """

    order: str | None = None
    seen: datetime | None = None
    old: bool = False


NOTHING_KNOWN = Circumstances()


def publication(key: str, value: Any, known: Circumstances) -> tuple[Published, list[str]]:
    """The date that a record has under a key, and what is to be noted of it.

    Raises ValueError, with the reason, if it is none.
    """
    if isinstance(value, Mapping) and len(value) == 1 and "$date" in value:  # MongoDB
        value = value["$date"]
    if isinstance(value, date):  # a datetime is one, too
        naive = isinstance(value, datetime) and value.tzinfo is None
        zone = timezone.utc if is_in_utc(key) else VIETNAM
        return Published(value.replace(tzinfo=zone) if naive else value), []  # type: ignore[call-arg]
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        value = as_text(value, ("published", "date", "datetime", "value", "rendered", "$date"))
    zone = timezone.utc if is_in_utc(key) else VIETNAM
    try:
        found = read_published(value, order=known.order, now=known.seen, zone=zone)
    except ValueError:
        serial = _serial(value)
        if serial is None:
            raise
        return serial, [f"published: {value} was read as a spreadsheet's number of a day"]
    notes = []
    if found.precision != "day":
        notes.append(f"published: the day is not known, only the {found.precision}")
    if isinstance(value, str) and known.seen and is_relative_date(value):
        notes.append(f"published: {value.strip()!r} was counted from {known.seen.isoformat()}")
    return found, notes


def _serial(value: Any) -> Published | None:
    """The day of a number as a spreadsheet keeps it; None if it is none."""
    try:
        return read_published(value, serials=True)
    except ValueError:
        return None


def seen_in(record: Iterable[tuple[str, Any]]) -> datetime | None:
    """When the page of a record was saved, by what the record says itself."""
    for key, value in record:
        if is_of_crawl(key):
            if isinstance(value, datetime):
                return value
            try:
                found = parse_published(as_text(value))
            except ValueError:
                continue
            if isinstance(found, datetime):
                return found
    return None
