"""What is known of one segment's file: what the table of contents says of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

SEGMENT_NAME = re.compile(r"[0-9a-z]{16}\.seg")
TOLD_NAME = re.compile(r"[0-9a-z]{16}\.told")
SHARED_NAME = re.compile(r"[0-9a-z]{16}\.shared")
_COLUMN_NAME = re.compile(r"[a-z_]{1,40}")
_MOST_ARTICLES = 1 << 31
_MOST_BYTES = 1 << 62


@dataclass(frozen=True)
class SegmentInfo:
    """What the manifest says of one segment, or of another file with columns.

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


def parse_segment(values: Any, named: re.Pattern[str] = SEGMENT_NAME) -> SegmentInfo:
    """What `SegmentInfo.to_json` wrote, of a file that is `named` so.

    Raises ValueError, KeyError or TypeError when damaged.
    """
    file = values["file"]
    if not isinstance(file, str) or not named.fullmatch(file):
        raise ValueError(f"it names a file {file!r}")
    size = whole_number(values["size"], _MOST_BYTES, file)
    articles = whole_number(values["articles"], _MOST_ARTICLES, file)
    deleted = tuple(whole_number(one, articles - 1, file) for one in as_list(values["deleted"]))
    if any(one >= next_one for one, next_one in pairwise(deleted)):
        raise ValueError(f"the deleted articles of {file} do not rise")
    table, table_checksum = values["checksums"]
    table = whole_number(table, size, file)
    columns = {}
    for name, (begin, length) in values["columns"].items():
        if not _COLUMN_NAME.fullmatch(name):
            raise ValueError(f"it names a column {name!r}")
        end = whole_number(begin, table, file) + whole_number(length, table, file)
        columns[name] = (begin, whole_number(end, table, file) - begin)
    if not isinstance(table_checksum, str):
        raise ValueError(f"{file} has no checksum")
    return SegmentInfo(file, size, articles, deleted, columns, table, table_checksum)


def as_list(values: Any) -> list[Any]:
    """The list that a value of JSON is. Raises ValueError for anything else."""
    if not isinstance(values, list):
        raise ValueError("it holds something else than a list")
    return values


def whole_number(number: Any, most: int, what: str) -> int:
    """The number, if it is whole and from 0 to `most`. Else raises ValueError about `what`."""
    if type(number) is not int or not 0 <= number <= most:
        raise ValueError(f"a number of {what} is {number!r}")
    return number
