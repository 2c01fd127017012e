"""The formats in which articles leave an archive, in one table.

Every one is written piece by piece, so that memory does not grow with the number of articles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from index.articles.article import Article
from search.errors import QueryError
from search.export.exported import Exported
from search.export.references import bibtex, ris
from search.export.tables import (
    FIELDS,
    NAME_COLUMNS,
    Names,
    article_lines,
    no_names,
    rows_of_articles,
    table_lines,
)
from search.export.workbook import workbook
from search.query.notes import NoteCode


@dataclass(frozen=True)
class Options:
    """What the writers of formats heed.

    `fields` are the columns of tables and workbooks, and the keys of JSON Lines beside the id
    (none: all of them); `bom` puts a byte order mark before CSV, as Excel wants it; `accessed` is
    the day of access that references tell; `notes` are what somebody noted on articles, by their
    ids: a column, a key or a field of their own, wherever there are any; `names` tells the names
    that an article carries, for the fields that hold them.
    """

    fields: Sequence[str] = ()
    bom: bool = False
    accessed: date | None = None
    notes: Mapping[str, str] = field(default_factory=dict)
    names: Names = no_names


@dataclass(frozen=True)
class Format:
    """A format: its media type, how names of files end, and what writes it."""

    media_type: str
    suffix: str
    write: Callable[[Iterable[Article], Options], Iterator[bytes]]


def _entries(articles: Iterable[Article], how: Options) -> Iterator[bytes]:
    """The entries of BibTeX, whose names are told apart by a number where they are alike."""
    seen: set[str] = set()
    for number, article in enumerate(articles):
        note = how.notes.get(article.id, "")
        entry = bibtex(article, how.accessed, seen, note).encode("utf-8", "replace")
        yield b"\n" * bool(number) + entry


def _rows(articles: Iterable[Article], how: Options) -> Iterator[Sequence[Any]]:
    return rows_of_articles(articles, how.fields, how.notes, how.names)


def _records(articles: Iterable[Article], how: Options) -> Iterator[bytes]:
    for article in articles:
        note = how.notes.get(article.id, "")
        yield ris(article, how.accessed, note).encode("utf-8", "replace")


FORMATS = {
    "jsonl": Format(
        "application/x-ndjson",
        ".jsonl",
        lambda found, how: article_lines(found, how.fields, how.notes, how.names),
    ),
    "csv": Format(
        "text/csv",
        ".csv",
        lambda found, how: table_lines(_rows(found, how), how.bom),
    ),
    "xlsx": Format(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".xlsx",
        lambda found, how: workbook(_rows(found, how)),
    ),
    "ris": Format(
        "application/x-research-info-systems",
        ".ris",
        _records,
    ),
    "bibtex": Format("application/x-bibtex", ".bib", _entries),
}
"""The formats by their names, the usual one first."""


def written(
    articles: Iterable[Article],
    format: str,
    *,
    fields: Sequence[str] = (),
    bom: bool = False,
    accessed: date | None = None,
    notes: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[bytes]:
    """Articles as the pieces of a file, in one of `FORMATS` (see `Options` for the others).

    Articles are read as pieces are asked for. Fields of names (`tables.NAME_COLUMNS`) are those of
    articles that `Archive.export` gives. Raises QueryError for a format or a field that there is
    not, or that the archive does not know.
    """
    if format not in FORMATS:
        raise QueryError(f"format: {', '.join(FORMATS)} are known, {format!r} is not")
    unknown = [name for name in fields if name not in FIELDS]
    if unknown:
        raise QueryError(f"fields: {', '.join(FIELDS)} are known, {unknown[0]!r} is not")
    names = _names(articles) if NAME_COLUMNS.keys() & set(fields) else no_names
    return FORMATS[format].write(articles, Options(tuple(fields), bom, accessed, notes, names))


def _names(articles: Iterable[Article]) -> Names:
    """What tells the names of some articles. Raises QueryError where nothing does."""
    if not isinstance(articles, Exported):
        raise QueryError("fields: names are told of the articles of an export alone")
    if not articles.knows_names:
        raise QueryError(f"fields: {NoteCode.NO_NAMES.sentence}")
    return articles.names
