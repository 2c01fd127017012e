"""The rows of a batch on a terminal, each written when it comes."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len, set_cell_size

from index.printing import counted, printable
from search.batches import Row
from search.query_lists import Entry

_WIDEST_QUERY = 40
_WIDEST = 100
_NUMBERS = ("total", "phrase", "all", "score")
_DIGITS = 9
_ERRORS = {"no-query": "there is no query here", "no-json": "this is no JSON"}


def table_lines_of(rows: Iterable[Row], entries: Sequence[Entry]) -> Iterator[bytes]:
    """A heading, then for each query a line with its numbers, and lines with its first hits."""
    widths = [cell_len(printable(entry.query)) for entry in entries]
    width = min(_WIDEST_QUERY, max([len("query"), *widths]))
    encoding = sys.stdout.encoding or "utf-8"
    for line in _lines(rows, width):
        yield f"{line.rstrip()}\n".encode(encoding, "replace")


def _lines(rows: Iterable[Row], width: int) -> Iterator[str]:
    yield _cut("query", width) + "".join(f"{name:>{_DIGITS}}" for name in _NUMBERS)
    for row in rows:
        yield "\n".join(_of_row(row, width))


def _of_row(row: Row, width: int) -> Iterator[str]:
    query = _cut(printable(row.entry.query) or f"(line {row.entry.line})", width)
    results = row.results
    if results is None:
        yield f"{query}  {_ERRORS[row.entry.error]}"
        return
    counts = results.counts
    numbers = (results.total, counts.phrase, counts.all, counts.score)
    yield query + "".join(f"{'–' if one is None else f'{one:,}':>{_DIGITS}}" for one in numbers)
    if results.is_corrected:
        yield f"    searched for: {printable(results.suggestion or '')}"
    for name in results.named:
        carried = counted(name.articles, "article")
        yield f"    {name.facet}: {printable(name.name)}, {carried} of the archive"
    room = min(shutil.get_terminal_size().columns, _WIDEST)
    for hit in results:
        day = hit.article.published
        when = f"{day:%Y-%m-%d}" if day else "–"
        mark = "≈ " if hit.beyond else ""
        line = f"    {when:<10}  {mark}{printable(hit.article.title) or '(no title)'}"
        yield _cut(line, room) if cell_len(line) > room else line


def _cut(text: str, width: int) -> str:
    """A text of so many columns, with an ellipsis where it was longer."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, width - 1) + "…"
