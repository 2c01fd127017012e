"""The column of names: which names each article mentions, and what tells their types there.

A value is a name in one spelling with what tells its type in an article (see
`index.analysis.names.name_value`). All values of one spelling follow each other, as one entry: what
tells that it is an organisation apart from the others.

header    how many entries, values, ends and streets; the bytes of the texts, and of the table,
          compressed and not
table     how many bytes each article's list has; of each entry the bytes of its text, a bit for
          each evidence there is, and what `name_keys.described` tells; how many articles have each
          value; the texts, sorted
lists     of each article the values it has, those of most articles numbered first

Numbers of the table lie by bytes: first the lowest of all, then the next. The column is written
last in a segment, so that a run can write it anew (see `index.build.naming`).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from functools import cached_property
from io import BytesIO
from itertools import pairwise
from typing import Any

import numpy as np
import zstandard
from numpy.typing import NDArray

from index.storage.checksums import Checked, Data, as_checked
from index.storage.columns.column import Column, Live
from index.storage.columns.facet_column import Facet, FacetWriter, joined_facets, renumbered
from index.storage.columns.name_encoding import (
    CODES,
    HEADER,
    IS_FOREIGN,
    SPACES_AT,
    Sizes,
    Table,
    begins_of,
    damaged,
    decompressed,
    encoded,
    ranked,
)
from index.storage.columns.number_lists import NumberLists
from index.storage.name_keys import Described
from index.storage.word_lists import TAIL

NAMES = "named"
"""What the column is called in a segment."""
_NO_NAMES = Facet([], np.empty(0, np.int32), np.empty(0, np.int32))


class NameColumn(Column):
    """The names of each article. Values are lists of strings."""

    is_rewritten = True

    def writer(self, file: Any) -> FacetWriter:
        """Keeps the ordinals in memory until it is finished."""
        return FacetWriter(self, file)

    def open(self, data: Data, articles: int) -> Names:
        """The names; the lists of articles are read when they are asked for."""
        return Names(as_checked(data), articles)

    def empty(self, articles: int) -> Names:
        """No names."""
        return Names(as_checked(encoded(_NO_NAMES, articles)), articles)

    def join(self, file: Any, parts: list[tuple[Names, Live]]) -> None:
        """One after the other, equal values as one."""
        facets = [names.facet() for names, _ in parts]
        lives = [live for _, live in parts]
        articles = sum(int(live.sum()) for live in lives)
        self.write(file, joined_facets(renumbered(facets, lives)), articles)

    def write(self, file: Any, facet: Facet, articles: int) -> None:
        """Write what so many articles carry, values that none carries left out."""
        file.write(encoded(facet, articles))


class Names:
    """The names of a segment's articles; any thread may read them.

    Value v is of the entry `entries[v]`, its evidence is CODES[codes[v]], and so many articles as
    counts[v], deleted ones included, have it.
    """

    def __init__(self, column: Checked, articles: int) -> None:
        """Raises ValueError when the column is damaged."""
        self.articles = articles
        self._column = column
        column.check(0, min(HEADER.size, len(column)))
        try:
            self._read(Sizes(*HEADER.unpack_from(column.data)))
        except (struct.error, zstandard.ZstdError, ValueError, IndexError) as error:
            raise damaged() from error

    def _read(self, sizes: Sizes) -> None:
        column = self._column
        self._at = HEADER.size + sizes.packed
        column.check(0, self._at)
        table = Table(decompressed(column.data[HEADER.size : self._at], sizes.table))
        begins = begins_of(table.numbers(self.articles))
        if self._at + int(begins[-1]) + len(TAIL) != len(column):
            raise damaged()
        self._begins = begins.astype(np.uint32)
        self._lengths = begins_of(table.numbers(sizes.entries))
        masks, kinds = table.small(sizes.entries), table.small(sizes.entries)
        has = (masks[:, None] >> np.arange(len(CODES), dtype=np.uint8)) & 1
        of, codes = np.nonzero(has)
        self.entries: NDArray[np.int32] = of.astype(np.int32)
        self.codes: NDArray[np.int8] = codes.astype(np.int8)
        self.counts: NDArray[np.int64] = table.numbers(sizes.values).astype(np.int64)
        self.described = Described(
            table.keys(sizes.entries),
            (kinds >> SPACES_AT).astype(np.uint8),
            kinds & IS_FOREIGN > 0,
            table.parts(sizes.ends),
            table.parts(sizes.streets),
        )
        self._texts = table.rest()
        if len(of) != sizes.values or not len(self._texts) == sizes.texts == self._lengths[-1]:
            raise damaged()
        for parts in (self.described.ends, self.described.streets):
            if len(parts.places) and parts.places[-1] >= sizes.entries:
                raise damaged()

    def __len__(self) -> int:
        """How many values there are."""
        return len(self.entries)

    @property
    def sizes(self) -> NDArray[np.int64]:
        """The bytes of each spelling."""
        return np.diff(self._lengths)

    def text(self, entry: int) -> str:
        """The spelling of an entry."""
        begin, end = self._lengths[entry : entry + 2].tolist()
        return self._texts[begin:end].decode()

    def texts(self) -> list[str]:
        """The spellings of all entries."""
        ends = self._lengths.tolist()
        return [self._texts[begin:end].decode() for begin, end in pairwise(ends)]

    def beginnings(self, size: int) -> NDArray[np.uint8]:
        """The first bytes of each spelling, zeros behind shorter ones: a row for each entry."""
        data = np.frombuffer(self._texts + bytes(size), np.uint8)
        begins = self._lengths[:-1, None]
        found: NDArray[np.uint8] = data[begins + np.arange(size)]
        found[np.arange(size) >= (self._lengths[1:, None] - begins)] = 0
        return found

    @cached_property
    def _lists(self) -> NumberLists:
        return NumberLists(self._column, self._at, self._begins, len(self))

    @cached_property
    def _ranked(self) -> NDArray[np.int64]:
        return ranked(self.counts)

    def count(self, articles: NDArray[np.uint32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The values that some articles have, and how many of them have each.

        Raises ValueError when they are damaged.
        """
        counts = self._lists.count(articles)
        held = np.flatnonzero(counts)
        return self._ranked[held], counts[held]

    def rows(
        self, wanted: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
        """Which article, rising, has which of the wanted values, or of all of them.

        Raises ValueError when they are damaged.
        """
        flags = np.ones(len(self), np.bool_) if wanted is None else wanted
        articles, ranks = self._lists.rows(flags[self._ranked])
        return articles, self._ranked[ranks]

    @cached_property
    def foreign_rows(self) -> tuple[NDArray[np.uint32], NDArray[np.int32]]:
        """Which article has which of the values that are a foreign word, or end with one.

        They are read once for as long as the names are: all votes ask for them.
        """
        told = self.described
        is_foreign = told.foreign.copy()
        is_foreign[told.ends.places] = True
        articles, values = self.rows(is_foreign[self.entries])
        return articles, values.astype(np.int32)

    def facet(self) -> Facet:
        """What articles carry. Raises ValueError when the lists are damaged."""
        texts = self.texts()
        values = [
            CODES[code] + texts[entry]
            for entry, code in zip(self.entries.tolist(), self.codes.tolist(), strict=True)
        ]
        owners, ordinals = self.rows()
        return Facet(values, owners.astype(np.int32), ordinals.astype(np.int32))


def names_of(rows: Sequence[Iterable[str]]) -> Names:
    """The names of some articles, of which each has the values of a row."""
    column, file = NameColumn(), BytesIO()
    writer = column.writer(file)
    for number, row in enumerate(rows):
        writer.add(number, row)
    writer.finish(len(rows))
    return column.open(file.getvalue(), len(rows))
