"""What is found for each query of a list: the rows of a batch, as JSON or as a table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from search.archive import Archive
from search.query_lists import Entry
from search.results import Hit, Results

if TYPE_CHECKING:
    from search import schemas


@dataclass(frozen=True)
class Row:
    """An entry, and its results; None where it has an error."""

    entry: Entry
    results: Results | None

    def to_dict(self) -> schemas.BatchRow:
        """The row as the JSON of the HTTP API and the command line."""
        entry, results = self.entry, self.results
        return {
            "line": entry.line,
            "query": entry.query,
            "given": dict(entry.given),
            "repeats": entry.repeats or None,
            "error": entry.error or None,
            "total": None if results is None else results.total,
            "counts": None if results is None else results.counts.to_dict(),
            "count_note": None if results is None else results.count_note.to_dict(),
            "named": [] if results is None else [one.to_dict() for one in results.named],
            "corrected": results.suggestion if results and results.is_corrected else None,
            "notes": [] if results is None else [note.code.value for note in results.notes],
            "hits": [] if results is None else [_hit(hit) for hit in results],
        }


def rows(archive: Archive, entries: Iterable[Entry], **options: Any) -> Iterator[Row]:
    """A row for each entry; `options` are those of `Archive.batch`, which is checked at once."""
    entries = list(entries)
    results = archive.batch((entry.query for entry in entries if not entry.error), **options)
    return (Row(entry, None if entry.error else next(results)) for entry in entries)


def _hit(hit: Hit) -> schemas.BatchHit:
    article = hit.article
    return {
        "id": article.id,
        "published": article.published.isoformat() if article.published else None,
        "title": article.title,
        "source": article.source,
        "url": article.url,
        "snippet": hit.snippets[0].text if hit.snippets else "",
        "beyond": hit.beyond,
    }


_COUNTED = ("total", "phrase", "all", "score", "counted")
_NAMED = ("name_type", "name", "name_articles")
_BESIDE = ("corrected", "notes", "error")
_OF_HIT = ("id", "date", "title", "url", "snippet")


def table_of(found: Iterable[Row], columns: Sequence[str], limit: int) -> Iterator[Sequence[Any]]:
    """A heading, then a row for each entry: query, what was beside it, numbers and first hits.

    Of a query that is a name there are its type, the name and how many articles of the archive
    carry it; of several names each has a line of these cells.

    `columns` are those beside the queries. One that is called as one of ours has `given_` before.
    """
    hits = [f"{name}_{n}" for n in range(1, limit + 1) for name in _OF_HIT]
    ours = ("query", *_COUNTED, *_NAMED, *_BESIDE, *hits)
    yield "query", *(f"given_{one}" if one in ours else one for one in columns), *ours[1:]
    for row in found:
        told = row.to_dict()
        counts, note = told["counts"], told["count_note"]
        numbers = [counts["phrase"], counts["all"], counts["score"]] if counts else [None] * 3
        cells = [
            cell
            for hit in told["hits"]
            for cell in (hit["id"], hit["published"], hit["title"], hit["url"], hit["snippet"])
        ]
        yield [
            row.entry.query,
            *(_cell(row.entry.given.get(name)) for name in columns),
            *(told["total"], *numbers, note["code"] if note else None),
            *_name_cells(told["named"]),
            *(told["corrected"], " ".join(told["notes"]), told["error"]),
            *cells,
            *[None] * (len(hits) - len(cells)),
        ]


def _name_cells(named: Sequence[schemas.QueryName]) -> list[Any]:
    """The names that a query is: their types, spellings and counts."""
    if len(named) == 1:
        return [named[0]["type"], named[0]["name"], named[0]["articles"]]
    columns = ([one["type"], one["name"], str(one["articles"])] for one in named)
    return ["\n".join(cells) for cells in zip(*columns, strict=True)] or [None] * len(_NAMED)


def _cell(value: Any) -> Any:
    """A value as one cell."""
    if isinstance(value, str | int | float) or value is None:
        return value
    return json.dumps(value, ensure_ascii=False)
