"""What articles print of names, counted: as a column of a segment has it, but without articles.

The types of names are voted on by these counts (see `index.storage.names`). Which short form of a
person belongs to which long one is told by the articles themselves, when they are written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from index.storage.checksums import as_checked
from index.storage.columns import Facet
from index.storage.columns.name_column import Names
from index.storage.columns.name_encoding import CODES, encoded
from index.storage.names.keys import Parts
from index.storage.names.kinds import PEOPLE, identity_of
from index.storage.names.printed import printed
from index.storage.names.told import told

_NOBODY = Parts(np.empty(0, np.int64), np.empty(0, np.uint64))


class CountedNames(Names):
    """The names of as many articles as are said; who carries which is not known."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        """`counts` has how many articles print each value of the column."""
        values = [*counts]
        places = np.arange(len(values), dtype=np.int32)  # of values, each as of one article
        data = encoded(Facet(values, places, places), len(values))
        super().__init__(as_checked(data), len(values))
        self.values = values_of(self)
        """What is printed, by the numbers of values."""
        told = np.array([counts[one] for one in self.values], np.int64)
        # Whether a short form is somebody's is not told by counts.
        described = self.table.described._replace(ends=_NOBODY)
        self.table = self.table._replace(counts=told, described=described)

    def holding(
        self, values: NDArray[np.int64], ranked: NDArray[np.int32]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Nothing: no article is known."""
        return np.empty(0, np.int64), np.empty(0, np.int64)


def values_of(names: Names) -> list[str]:
    """What is printed, by the numbers of values."""
    texts, table = names.texts(), names.table
    return [
        CODES[code] + texts[entry]
        for entry, code in zip(table.entries.tolist(), table.codes.tolist(), strict=True)
    ]


def counts_of(parts: Sequence[Names], live: NDArray[np.bool_]) -> dict[str, int]:
    """In how many articles that are live each value of some segments is printed."""
    found: dict[str, int] = {}
    values = (value for part in parts for value in values_of(part))
    counts = printed(parts, live).joined.layer.counts
    for value, count in zip(values, counts.tolist(), strict=True):
        if count:
            found[value] = found.get(value, 0) + count
    return found


def owned(parts: Sequence[Names], live: NDArray[np.bool_]) -> list[tuple[str, str]]:
    """The short names of people that belong to one long name in some segments, and that one: their
    identities."""
    found = told(parts, live)
    pairs = {
        (identity_of(PEOPLE, found.shown_name(short)), identity_of(PEOPLE, found.shown_name(long)))
        for short, long in found.owners.items()
    }
    return sorted(pairs)
