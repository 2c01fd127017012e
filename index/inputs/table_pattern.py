"""Rows of which nothing is to be said, found by one pattern, which is far faster."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.inputs.table_feed import Feed
from index.inputs.table_form import Row, Table

_LONGEST = 1 << 20  # characters of a row
_MOST_JOINED = 1 << 17  # characters after which a row is not waited for
_MOST_COLUMNS = 100
_SOME = 10  # rows after which a miss is none
_MOST_SLOW = 1000
_EXCERPT = 200


class Pattern:
    """Takes rows from a feed as long as they are well formed."""

    def __init__(self, table: Table, feed: Feed) -> None:
        quote, part = re.escape(table.quote), re.escape(table.separator)
        cell = f"({quote}[^{quote}]*(?:{quote}{quote}[^{quote}]*)*{quote}|[^{quote}{part}\\r\\n]*)"
        self._match = re.compile(part.join([cell] * table.columns) + "\\r?\\n").match
        self._quote = table.quote
        self._feed = feed
        self._misses = 0
        self._slow = 0  # rows that are read without the pattern

    @classmethod
    def of(cls, table: Table, feed: Feed) -> Pattern | None:
        """A pattern, if the form of the table has one."""
        plain = table.line_end == "\n" and table.quote and not (table.escape or table.spaced)
        return cls(table, feed) if plain and table.columns <= _MOST_COLUMNS else None

    def rows(self) -> Iterator[Row]:
        """The next rows, up to one that the pattern does not match."""
        if self._slow:
            self._slow -= 1
            return
        feed, match, quote = self._feed, self._match, self._quote
        done = 0
        while True:
            text, place = feed.text, feed.place
            while found := match(text, place, place + _LONGEST):
                end = found.end()
                cells = [
                    _bare(cell, quote) if cell[:1] == quote else cell for cell in found.groups()
                ]
                number = feed.number + 1
                feed.number += text.count("\n", place, end)
                feed.place = end
                yield Row(number, cells, text[place : min(end, place + _EXCERPT)])
                place = end
                done += 1
            if len(text) - place > _MOST_JOINED or not feed.add_block():
                break
        # Where the pattern often looks through all that follows in vain, it is not tried so often.
        self._misses = 0 if done >= _SOME else self._misses + 1
        self._slow = min(2**self._misses - 1, _MOST_SLOW)


def _bare(cell: str, quote: str) -> str:
    """A cell without its quotes; within it they stand in pairs."""
    inner = cell[1:-1]
    # Far faster than to replace two letters.
    return inner if inner.find(quote) < 0 else quote.join(inner.split(quote)[::2])
