"""On which days articles came into the archive, the latest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from index.articles.dates import timestamp, vietnamese_day
from search import Archive, Results, Selection


@dataclass(frozen=True)
class Arrival:
    """A day, how many articles came into the archive on it, and the moment of the last of them."""

    day: date
    count: int
    last: datetime


def arrivals(archive: Archive, until: Selection | None = None) -> Iterator[Arrival]:
    """The days on which articles came in that a selection leaves, the latest first.

    They are looked for as they are asked for. Of articles from old archives nothing tells when
    they came.
    """
    left = until or Selection()
    while (newest := _first(archive, left)) is not None:
        day = vietnamese_day(newest)
        start = timestamp(day)
        of_day = _found(archive, replace(left, added_since=start), limit=0)
        yield Arrival(day, of_day.total, newest)
        left = replace(left, added_until=start - 1)


def _first(archive: Archive, selection: Selection) -> datetime | None:
    """When the last of some articles came in."""
    return next((hit.article.added for hit in _found(archive, selection, limit=1)), None)


def _found(archive: Archive, selection: Selection, limit: int) -> Results:
    (found,) = archive.batch(
        [""], limit=limit, sort="added", match="best", selection=selection, snippets=False
    )
    return found
