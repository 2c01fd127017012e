"""Lists of queries, such as names: read from lines, tables or JSON, in any encoding of inputs.

What is wrong with one entry is told with it, and stops no other.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from index.errors import InputError
from index.vietnamese.legacy import UnreadableError, decode, notes
from index.vietnamese.spelling import fold
from search.choices import LISTS

QUERY_COLUMNS = (
    *("query", "q", "name", "keyword", "company", "ten", "ho ten", "ho va ten", "ten cong ty"),
    *("cong ty", "doanh nghiep", "cau tim", "tu khoa"),
)
"""What the column of the queries is usually called, without marks and in small letters."""

_SEPARATORS = ",;\t|"
_TABLES, _JSON = (".csv", ".tsv"), (".json", ".jsonl", ".ndjson")


@dataclass(frozen=True)
class Entry:
    """A query of a list, in a `line` of it (or the value of that number), with what was beside it.

    `error` is a code where there is no query that can be asked: "no-query" or "no-json".
    `repeats` is the line where the same query stood before, 0 if it did not.
    """

    line: int
    query: str
    given: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""
    repeats: int = 0


@dataclass(frozen=True)
class QueryList:
    """The entries of a list, how many blank lines were passed over, and how it was read.

    `column` is the name of the column or key of the queries, empty if lines were read; `columns`
    are those of a table; `notes` tell from which encoding it was converted.
    """

    entries: tuple[Entry, ...]
    blank: int = 0
    column: str = ""
    columns: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def repeated(self) -> int:
        """How many entries repeat a query."""
        return sum(entry.repeats > 0 for entry in self.entries)


def read_list(data: bytes, name: str = "", form: str = LISTS[0], column: str = "") -> QueryList:
    """The queries in a file's bytes, in one of the forms of `search.choices.LISTS`.

    `name` is the file's; by its ending, and by what is in it, the form is told if that is "auto".
    Raises InputError for what is no text, or a table without a `column` of queries.
    """
    try:
        text, conversion, doubt = decode(data)
    except UnreadableError as error:
        raise InputError(
            f"{name or 'the list'} is in no encoding that can be told: {error}"
        ) from None
    if form == "auto":
        form = _form(text, name.lower(), column)
    if form == "json":
        found = _json(text, column)
    elif form == "csv":
        found = _table(text, name, column)
    else:
        found = _numbered(enumerate(text.splitlines(), 1))
    told = (*found.notes, *notes(conversion, doubt))
    return replace(found, entries=tuple(_repeats(found.entries)), notes=told)


def values_list(values: Iterable[Any], column: str = "") -> QueryList:
    """The queries among values of JSON: texts, or objects that have one."""
    entries = [_of_value(number, value, column) for number, value in enumerate(values, 1)]
    return QueryList(tuple(_repeats(entries)), column=column or QUERY_COLUMNS[0])


def _form(text: str, name: str, column: str) -> str:
    start = text.lstrip()
    if name.endswith(_JSON) or start[:1] == "{" or start[:2] in ('["', "[{"):
        return "json"
    if name.endswith(_TABLES) or column:
        return "csv"
    header = _cells(start.partition("\n")[0])
    return "csv" if len(header) > 1 and _column(header, "") is not None else "lines"


def _numbered(lines: Iterable[tuple[int, str]]) -> QueryList:
    lines = list(lines)
    entries = [Entry(number, line.strip()) for number, line in lines if line.strip()]
    return QueryList(tuple(entries), blank=len(lines) - len(entries))


def _repeats(entries: Iterable[Entry]) -> Iterator[Entry]:
    first: dict[str, int] = {}
    for entry in entries:
        before = 0 if entry.error else first.setdefault(entry.query, entry.line)
        yield entry if before in (0, entry.line) else replace(entry, repeats=before)


# Tables


def _separator(header: str) -> str:
    return max(_SEPARATORS, key=lambda one: len(next(csv.reader([header], delimiter=one), [])))


def _cells(header: str) -> list[str]:
    return next(csv.reader([header], delimiter=_separator(header)), [])


def _column(header: Sequence[str], wanted: str) -> int | None:
    """Where the column of the queries is: the one that is wanted, or one of a usual name."""
    if wanted in header:
        return list(header).index(wanted)
    names = [_plain(one) for one in header]
    known = [_plain(wanted)] if wanted else QUERY_COLUMNS
    return next((names.index(one) for one in known if one in names), None)


def _plain(name: str) -> str:
    return " ".join(fold(name).lower().replace("_", " ").split())


def _table(text: str, name: str, wanted: str) -> QueryList:
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    first = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(first))
    try:
        rows = list(_rows(reader))
    except csv.Error as error:
        raise InputError(f"{name or 'the list'} is no table that can be read: {error}") from None
    blank = sum(not any(map(str.strip, cells)) for _, cells in rows)
    rows = [row for row in rows if any(map(str.strip, row[1]))]
    header = _unique(rows[0][1]) if rows else []
    at = _column(header, wanted)
    if at is None and not wanted and all(len(cells) == 1 for _, cells in rows):
        return replace(_numbered((line, cells[0]) for line, cells in rows), blank=blank)
    if at is None:
        there = ", ".join(header)
        what = f"no column {wanted!r}" if wanted else "no column that is known to hold queries"
        raise InputError(f"{name or 'the list'} has {what}; there are {there}")
    entries = [_of_row(line, cells, header, at) for line, cells in rows[1:]]
    return QueryList(tuple(entries), blank, header[at], tuple(header))


def _rows(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table, each with the number of its first line."""
    line = 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def _unique(header: Sequence[str]) -> list[str]:
    """The names of the columns: those without one, or with that of another, by their place."""
    names: list[str] = []
    for number, cell in enumerate(header, 1):
        name = cell.strip()
        names.append(name if name and name not in names else f"column_{number}")
    return names


def _of_row(line: int, cells: Sequence[str], header: Sequence[str], at: int) -> Entry:
    names = [*header, *(f"column_{n}" for n in range(len(header) + 1, len(cells) + 1))]
    values = [*cells, *[""] * (len(header) - len(cells))]
    given = {
        name: value for n, (name, value) in enumerate(zip(names, values, strict=True)) if n != at
    }
    query = values[at].strip()
    return Entry(line, query, given, "" if query else "no-query")


# JSON


def _json(text: str, column: str) -> QueryList:
    """A list, an object that has one under "queries", or a value on every line."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        whole = None
    if isinstance(whole, dict) and isinstance(whole.get("queries"), list):
        whole = whole["queries"]
    if isinstance(whole, list):
        return values_list(whole, column)
    lines = [*enumerate(text.removesuffix("\n").split("\n"), 1)]
    entries = [_of_line(number, line, column) for number, line in lines if line.strip()]
    return QueryList(tuple(entries), len(lines) - len(entries), column or QUERY_COLUMNS[0])


def _of_line(number: int, line: str, column: str) -> Entry:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return Entry(number, line.strip(), error="no-json")
    return _of_value(number, value, column)


def _of_value(number: int, value: Any, column: str) -> Entry:
    given: Mapping[str, Any] = {}
    if isinstance(value, dict):
        names = [*value]
        at = _column(names, column)
        given = {name: one for name, one in value.items() if at is None or name != names[at]}
        value = None if at is None else value[names[at]]
    query = value.strip() if isinstance(value, str) else ""
    return Entry(number, query, given, "" if query else "no-query")


def columns_of(found: QueryList) -> list[str]:
    """The names of what stands beside the queries of a list, each once, in their order."""
    names = dict.fromkeys(name for name in found.columns if name != found.column)
    return [*names | dict.fromkeys(name for entry in found.entries for name in entry.given)]
