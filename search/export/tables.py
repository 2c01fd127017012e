"""Many articles, or the numbers of a timeline, for other programs: JSON Lines and CSV.

Written piece by piece, so that memory does not grow with their number.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from index.articles.article import Article
from index.articles.serialization import to_dict
from index.printing import json_line
from search.display.sanitizing import sanitized
from search.engines.protocol import NameCount
from search.insight.timeline import Comparison, Timeline

COLUMNS = (
    *("id", "title", "summary", "body", "captions", "published"),
    *("category", "source", "authors", "url", "tags"),
)
NAME_COLUMNS = {"people": "person", "places": "place", "organisations": "org"}
"""The columns of names that articles carry, each with their type."""
FIELDS = (*COLUMNS, *NAME_COLUMNS)
"""What may be chosen for a table, or as keys of JSON Lines; names only if they are asked for."""
Names = Callable[[Article], Iterable[NameCount]]
# What makes a formula of a cell, or of a line of it where a program cuts there: OWASP's list for
# CSV injection, also in full width, and behind spaces, quotes or what has no width. Numbers are
# none.
_FORMULA = re.compile(
    "(?:\\A|(?<=[\r\n]))"
    "(?=(?:[^\\S\r\n]|[\"'`“”„‘’«»\u00ad\u200b-\u200f\u2060\ufeff])*[-=+@＝＋－＠])"
    "|\\A(?=[\t\r\n])"
)
_BOM = "\ufeff"
_NO_NOTES: Mapping[str, str] = MappingProxyType({})


NOTE = "note"
"""The column of what somebody noted on articles."""


def no_names(_: Article) -> Iterable[NameCount]:
    """The names of articles where nobody knows them."""
    return ()


def article_lines(
    articles: Iterable[Article],
    fields: Sequence[str] = (),
    notes: Mapping[str, str] = _NO_NOTES,
    names: Names = no_names,
) -> Iterator[bytes]:
    """Each article as one line: a JSON object with every field, which `reindex` reads again.

    With `fields`, only with those and the id; with its note, if it has one. `names` tells the names
    of an article, for `NAME_COLUMNS`.
    """
    kept = {"id", *fields}
    for article in articles:
        values: Mapping[str, Any] = to_dict(article)
        if fields:
            values = {name: value for name, value in values.items() if name in kept}
            values = {**values, **_names(names(article), fields)}
        if note := notes.get(article.id):
            values = {**values, NOTE: note}
        yield json_line(values) + b"\n"


def table_lines(rows: Iterable[Sequence[Any]], bom: bool = False) -> Iterator[bytes]:
    """The rows as CSV (RFC 4180, UTF-8), with a byte order mark before them if asked for."""
    if bom:
        yield _BOM.encode()
    for row in rows:
        line = io.StringIO(newline="")
        csv.writer(line).writerow(map(cell, row))
        yield line.getvalue().encode("utf-8", "replace")


def cell(value: Any) -> Any:
    """A value as a spreadsheet program may open it: a text that looks like a formula gets a `'`.

    A line of it that does gets one, too. What no program can show is replaced (see `sanitized`).
    """
    return _FORMULA.sub("'", sanitized(value)) if isinstance(value, str) else value


def rows_of_articles(
    articles: Iterable[Article],
    fields: Sequence[str] = (),
    notes: Mapping[str, str] = _NO_NOTES,
    names: Names = no_names,
) -> Iterator[Sequence[Any]]:
    """A heading, then a row for each article; several values of a field are lines of one cell.

    The columns are `fields`, or all of `COLUMNS`, and the notes, if there are any. `names` tells
    the names of an article, for `NAME_COLUMNS`.
    """
    columns = (*(tuple(fields) or COLUMNS), *[NOTE] * bool(notes))
    yield columns
    for article in articles:
        values: Mapping[str, Any] = {
            **to_dict(article),
            **_names(names(article), columns),
            NOTE: notes.get(article.id),
        }
        yield [
            "\n".join(value) if isinstance(value, list) else value
            for value in map(values.get, columns)
        ]


def _names(carried: Iterable[NameCount], columns: Collection[str]) -> dict[str, list[str]]:
    """The names that an article carries, for those of some columns that hold names."""
    wanted = {type: name for name, type in NAME_COLUMNS.items() if name in columns}
    found: dict[str, list[str]] = {name: [] for name in wanted.values()}
    for one in carried:
        if one.facet in wanted:
            found[wanted[one.facet]].append(one.name)
    return found


def rows_of(found: Timeline | Comparison) -> Iterator[Sequence[Any]]:
    """A heading, then a row for each period (and query, where there are several)."""
    if isinstance(found, Timeline):
        yield "date", "count", "share"
        for bucket in found:
            yield bucket.date, bucket.count, f"{bucket.share:.6f}"
        return
    yield "date", "query", "count", "share"
    for n, day in enumerate(found.periods):
        for one in found.series:
            yield day, one.query, one.counts[n], f"{one.shares[n]:.6f}"
