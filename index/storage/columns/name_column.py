"""The column of names: which names each article mentions, and what tells their types there.

A value is a name in one spelling with what tells its type in an article (see
`index.analysis.names.name_value`). All values of one spelling follow each other, as one entry: what
tells that it is an organisation apart from the others.

header    how many entries, values, ends and streets; the bytes of the two parts that follow,
          compressed and not, and of all blocks of texts
lengths   how many bytes each article's list has
table     of each entry a bit for each evidence there is, and what `names.keys.described` tells;
          how many articles have each value
places    where each block of texts ends
texts     the spellings of the entries, sorted, some to a block
lists     of each article the values it has, those of most articles numbered first

Numbers of lengths and table lie by bytes: first the lowest of all, then the next. What is needed of
all articles together, the table, is read when names are voted on. The column is written last in a
segment, so that a run can write it anew (see `index.build.naming`).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from functools import cached_property
from io import BytesIO
from typing import Any, NamedTuple

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
    PLACE,
    SPACES_AT,
    TEXTS_AT_ONCE,
    Entries,
    SegmentNames,
    Sizes,
    Table,
    TextBlock,
    damaged,
    decompressed,
    encoded,
    laid_out,
    ranked,
)
from index.storage.columns.number_lists import NumberLists
from index.storage.lookup import begins_of
from index.storage.names.keys import Described, Parts
from index.storage.word_lists import TAIL
from index.vietnamese.names.mention import BODY

NAMES = "name_lists"
"""What the column is called in a segment."""
_MOST_BLOCKS = 256  # of texts, that are remembered
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
        facets = (names.facet() for names, _ in parts)  # one at a time: many are large
        lives = [live for _, live in parts]
        articles = sum(int(live.sum()) for live in lives)
        self.write(file, joined_facets(renumbered(facets, lives)), articles)

    def write(self, file: Any, facet: Facet, articles: int) -> None:
        """Write what so many articles carry, values that none carries left out."""
        is_passing = bool(getattr(file, "is_passing", False))
        file.write(encoded(facet, articles, is_passing=is_passing))


class NameTable(NamedTuple):
    """What tells of the values of a segment without its articles.

    Value v is of the entry `entries[v]`, its evidence is CODES[codes[v]], and so many articles as
    counts[v], deleted ones included, have it. Lists number values as `ranked` has them.
    """

    entries: NDArray[np.int32]
    codes: NDArray[np.uint8]
    counts: NDArray[np.int64]
    ranked: NDArray[np.int32]
    described: Described


class Names:
    """The names of a segment's articles; any thread may read them. All that reads raises ValueError
    when what it reads is damaged."""

    def __init__(self, column: Checked, articles: int) -> None:
        """Raises ValueError when the column is damaged."""
        self.articles = articles
        self._column = column
        self._blocks: dict[int, TextBlock] = {}
        self._held: tuple[bytes, tuple[NDArray[np.int64], NDArray[np.int64]]] | None = None
        column.check(0, min(HEADER.size, len(column)))
        try:
            self._sizes = sizes = Sizes(*HEADER.unpack_from(column.data))
        except struct.error as error:
            raise damaged() from error
        self._table_at = HEADER.size + sizes.packed_lengths
        self._places_at = self._table_at + sizes.packed_table
        self._texts_at = self._places_at + PLACE.size * sizes.blocks
        self._lists_at = self._texts_at + sizes.texts
        if self._lists_at + len(TAIL) > len(column):
            raise damaged()

    def __len__(self) -> int:
        """How many values there are."""
        return self._sizes.values

    @property
    def entries(self) -> int:
        """How many entries there are."""
        return self._sizes.entries

    @cached_property
    def table(self) -> NameTable:
        """What tells of the values."""
        sizes = self._sizes
        table = self._part(self._table_at, self._places_at, sizes.table)
        masks, kinds = table.small(sizes.entries), table.small(sizes.entries)
        has = (masks[:, None] >> np.arange(len(CODES), dtype=np.uint8)) & 1
        of, codes = np.nonzero(has)
        counts = table.numbers(sizes.values).astype(np.int64)
        described = Described(
            table.keys(sizes.entries),
            (kinds >> SPACES_AT).astype(np.uint8),
            kinds & IS_FOREIGN > 0,
            table.parts(sizes.ends),
            table.parts(sizes.streets),
        )
        table.end()
        if len(of) != sizes.values or not all(map(self._is_right, described[3:])):
            raise damaged()
        ranks = ranked(counts).astype(np.int32)
        return NameTable(of.astype(np.int32), codes.astype(np.uint8), counts, ranks, described)

    def _is_right(self, parts: Parts) -> bool:
        return not len(parts.places) or bool(parts.places[-1] < self._sizes.entries)

    @cached_property
    def lists(self) -> NumberLists:
        """Which values each article has, by their places in `ranked`."""
        lengths = self._part(HEADER.size, self._table_at, self._sizes.lengths)
        sizes = lengths.numbers(self.articles)
        lengths.end()
        if self._lists_at + int(sizes.sum(dtype=np.int64)) + len(TAIL) != len(self._column):
            raise damaged()
        return NumberLists(self._column, self._lists_at, begins_of(sizes, np.uint32), len(self))

    def _part(self, begin: int, end: int, size: int) -> Table:
        self._column.check(begin, end)
        try:
            return Table(decompressed(self._column.data[begin:end], size))
        except zstandard.ZstdError as error:
            raise damaged() from error

    def text(self, entry: int) -> str:
        """The spelling of an entry."""
        block, number = divmod(entry, TEXTS_AT_ONCE)
        found = self._blocks.get(block)
        if found is None:
            found = self._block(block)
            if len(self._blocks) >= _MOST_BLOCKS:
                self._blocks.clear()
            self._blocks[block] = found
        return found.text(number)

    def texts(self) -> list[str]:
        """The spellings of all entries."""
        blocks = map(self._block, range(self._sizes.blocks))
        return [text for block in blocks for text in block.texts()]

    def _block(self, block: int) -> TextBlock:
        if not 0 <= block < self._sizes.blocks:
            raise IndexError(f"there is no spelling in block {block}")
        data, at = self._column.data, self._places_at
        self._column.check(at, self._texts_at)
        begin = PLACE.unpack_from(data, at + PLACE.size * (block - 1))[0] if block else 0
        end = PLACE.unpack_from(data, at + PLACE.size * block)[0]
        if not begin <= end <= self._sizes.texts:
            raise damaged()
        begin, end = self._texts_at + begin, self._texts_at + end
        self._column.check(begin, end)
        several = min(TEXTS_AT_ONCE, self._sizes.entries - TEXTS_AT_ONCE * block)
        try:
            return TextBlock(data[begin:end], several)
        except zstandard.ZstdError as error:
            raise damaged() from error

    def holding(
        self, values: NDArray[np.int64], ranked: NDArray[np.int32]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Which article, rising, has which of some values, which rise; lists number values as
        `ranked` has them. What was asked for last is remembered."""
        known = self._held
        asked = values.tobytes()
        if known is None or known[0] != asked:
            flags = np.zeros(len(self), np.bool_)
            flags[values] = True
            known = self._held = asked, self._rows(flags[ranked], ranked)
        return known[1]

    def rows(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Which article, rising, has which value."""
        return self._rows(np.ones(len(self), np.bool_), self.table.ranked)

    def _rows(
        self, flags: NDArray[np.bool_], ranked: NDArray[np.int32]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        articles, ranks = self.lists.rows(flags)
        return articles.astype(np.int64), ranked[ranks].astype(np.int64)

    def thinned(self, stays: NDArray[np.bool_]) -> bytes:
        """The bytes of a column with those of the values that stay."""
        table = self.table
        bodies = np.zeros(self.entries, np.bool_)
        bodies[table.entries[table.codes == CODES.index(BODY)]] = True
        articles, values = self._rows(stays[table.ranked], table.ranked)
        printed = SegmentNames(
            Entries(self.texts(), bodies, table.described),
            table.entries.astype(np.int64),
            table.codes.astype(np.int64),
            articles,
            values,
        )
        return laid_out(printed, self.articles)

    def facet(self) -> Facet:
        """What articles carry."""
        texts, table = self.texts(), self.table
        values = [
            CODES[code] + texts[entry]
            for entry, code in zip(table.entries.tolist(), table.codes.tolist(), strict=True)
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
