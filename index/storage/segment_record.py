"""What is known of one segment's file: what the table of contents says of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

SEGMENT_NAME = re.compile(r"[0-9a-z]{16}\.seg")
_COLUMN_NAME = re.compile(r"[a-z_]{1,40}")
_MOST_ARTICLES = 1 << 31
_MOST_BYTES = 1 << 62


@dataclass(frozen=True)
class SegmentRecord:
    """What the manifest says of one segment.

    `columns` gives (begin, size) of each column in the `file`, which has `size` bytes; `deleted`
    are the numbers of the articles that are no more, rising; `table` is where the checksums of the
    blocks begin, `table_checksum` theirs.
    """

    file: str
    size: int
    articles: int
    deleted: tuple[int, ...]
    columns: Mapping[str, tuple[int, int]]
    table: int
    table_checksum: str

    @property
    def live(self) -> int:
        """How many articles are not deleted."""
        return self.articles - len(self.deleted)

    def to_json(self) -> dict[str, Any]:
        """The form in the manifest."""
        return {
            "file": self.file,
            "size": self.size,
            "articles": self.articles,
            "deleted": list(self.deleted),
            "columns": {name: list(place) for name, place in self.columns.items()},
            "checksums": [self.table, self.table_checksum],
        }


def segment_of(values: Any) -> SegmentRecord:
    """What `SegmentRecord.to_json` wrote. Raises ValueError, KeyError or TypeError when damaged."""
    file = values["file"]
    if not isinstance(file, str) or not SEGMENT_NAME.fullmatch(file):
        raise ValueError(f"it names a file {file!r}")
    size = whole(values["size"], _MOST_BYTES, file)
    articles = whole(values["articles"], _MOST_ARTICLES, file)
    deleted = tuple(whole(one, articles - 1, file) for one in listed(values["deleted"]))
    if any(one >= next_one for one, next_one in pairwise(deleted)):
        raise ValueError(f"the deleted articles of {file} do not rise")
    table, table_checksum = values["checksums"]
    table = whole(table, size, file)
    columns = {}
    for name, (begin, length) in values["columns"].items():
        if not _COLUMN_NAME.fullmatch(name):
            raise ValueError(f"it names a column {name!r}")
        end = whole(begin, table, file) + whole(length, table, file)
        columns[name] = (begin, whole(end, table, file) - begin)
    if not isinstance(table_checksum, str):
        raise ValueError(f"{file} has no checksum")
    return SegmentRecord(file, size, articles, deleted, columns, table, table_checksum)


def listed(values: Any) -> list[Any]:
    """The list that a value of JSON is. Raises ValueError for anything else."""
    if not isinstance(values, list):
        raise ValueError("it holds something else than a list")
    return values


def whole(number: Any, most: int, what: str) -> int:
    """The number, if it is whole and from 0 to `most`. Else raises ValueError about `what`."""
    if type(number) is not int or not 0 <= number <= most:
        raise ValueError(f"a number of {what} is {number!r}")
    return number
