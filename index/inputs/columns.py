"""The columns of a table: do they describe articles, and which values does a row have?

It is the same for every input with named columns: delimited text, spreadsheets, databases.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from index.inputs.aliases import WEAK_ALIASES
from index.inputs.keys import field_of

# What stands beside the title of an article; a name with a description may be of anything.
_BESIDE_A_TITLE = frozenset({"summary", "captions", "published", "source", "authors", "url"})
_WEAK_TITLES = frozenset(WEAK_ALIASES["title"])
# Tables of a database that are beside the articles, though their columns are called alike.
_BESIDE_ARTICLES = re.compile(
    r"(?:^|_)(?:comments?|binh_?luan|users?|members?|options?|settings?|sessions?|logs?|messages?"
    r"|revisions?|migrations?|terms?|caches?|queues?|jobs?)(?:$|_)",
    re.I,
)
_LISTED = frozenset({"authors", "tags", "captions", "category", "source"})
_LONGEST_LIST = 20_000  # characters of a cell that is read as a list
_FEWEST_KNOWN = 2
_MOST_NAMED = 12  # columns in a message


def known_fields(names: Iterable[str]) -> set[str]:
    """The fields of articles that some columns mean."""
    return {name for name in map(field_of, names) if name is not None}


def describe_articles(names: Sequence[str], mapping: Mapping[str, str]) -> bool:
    """Whether the rows of a table with these columns are articles.

    They are if `mapping` names one of the columns; or if two fields are known, one of which is
    the text; or a title that is not merely the name of a thing, and what stands beside a title.
    """
    if any(key in names for key in mapping.values()):
        return True
    fields = known_fields(names)
    if len(fields) < _FEWEST_KNOWN:
        return False
    if "body" in fields:
        return True
    titled = any(field_of(name) == "title" and name.lower() not in _WEAK_TITLES for name in names)
    return titled and bool(fields & _BESIDE_A_TITLE)


def stands_beside_articles(table: str) -> bool:
    """Whether a table of a database is called as what is stored beside articles."""
    return _BESIDE_ARTICLES.search(table) is not None


def listed(names: Iterable[str]) -> str:
    """The names of columns, for a message."""
    names = [name or "(no name)" for name in names]
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more


def refusal(names: Iterable[str]) -> str:
    """Why a table with these columns is not read, and what to do."""
    return (
        f"its columns do not say which of them is the text of an article: {listed(names)}; "
        "name it with --map body=COLUMN"
    )


class Columns:
    """The columns of one table, in their order; a column without a name is called by its place."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = [name or f"column {place}" for place, name in enumerate(names, 1)]
        self._count = len(self.names)
        firsts = {name: place for place, name in reversed([*enumerate(self.names)])}
        self._again = [place for place, name in enumerate(self.names) if firsts[name] != place]
        self._unnamed = [name for name, given in zip(self.names, names, strict=True) if not given]
        self._lists = [name for name in firsts if field_of(name) in _LISTED]

    def __len__(self) -> int:
        """How many there are."""
        return self._count

    def values(self, row: Sequence[Any]) -> tuple[dict[str, Any], tuple[tuple[str, Any], ...]]:
        """The values of a row by column, and those of columns whose name came before."""
        again: tuple[tuple[str, Any], ...] = ()
        if self._again:
            again = tuple((self.names[place], row[place]) for place in self._again)
            values = dict(zip(reversed(self.names), reversed(row), strict=True))
            values = {name: values[name] for name in dict.fromkeys(self.names)}
        else:
            values = dict(zip(self.names, row, strict=True))
        for name in self._lists:
            value = values[name]
            if isinstance(value, str) and value[:1] in ("[", "{"):
                values[name] = as_list(value)
        for name in self._unnamed:
            if values[name] in ("", None):
                del values[name]
        return values, again


def as_list(text: str) -> Any:
    """The list or the object that a cell spells, as JSON and as Python do; else the text."""
    if len(text) > _LONGEST_LIST or text.rstrip()[-1:] not in ("]", "}"):
        return text
    for read in (json.loads, ast.literal_eval):
        try:
            value = read(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(value, list | dict):
            return value
    return text
