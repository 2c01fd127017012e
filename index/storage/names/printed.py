"""The names that the articles of many segments print, spellings of one as one.

Entries and values (see `index.storage.columns.name_column`) are numbered through all segments, and
names in the order of their keys; names that further segments bring are numbered behind them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.storage.columns.name_column import Names, NameTable
from index.storage.lookup import MISSING, begins_of, between, distinct, places_of
from index.storage.names.keys import Described, Keys, key_of

Numbers = NDArray[np.int64]
Articles = NDArray[np.uint32]
Live = NDArray[np.bool_]
Rows = tuple[Articles, Numbers]
"""Articles, rising, and values that they have."""
SPACES, FOREIGN, STREET = 3, 4, 8
"""The bits of a kind: how many spaces a name has, three at most; whether it is one word that is no
Vietnamese syllable; whether a street is called after it."""


class Ends(NamedTuple):
    """Names that end with a foreign word, the key of that word, and the name that it is, -1 for
    none."""

    long: NDArray[np.int32]
    keys: Keys
    short: NDArray[np.int32]


class Layer(NamedTuple):
    """The entries and values of some segments that follow each other."""

    names: NDArray[np.int32]  # of each entry
    by_name: NDArray[np.int32]  # the entries, those of one name behind each other
    starts: NDArray[np.int32]  # where those of each name begin, and where the last end
    begins: NDArray[np.int32]  # where the values of each entry begin, and where the last end
    codes: NDArray[np.uint8]  # what tells the type, of each value
    counts: NDArray[np.int32]  # how many articles that can be found have each value


class Asked(NamedTuple):
    """Some names, by their numbers, rising, and all that is printed of them.

    `values` rise, each is of the name names[of[v]]; `long` and `short` are pairs of these names of
    which the short one may stand for the long one, as places in `names`.
    """

    names: Numbers
    kinds: NDArray[np.uint8]
    values: Numbers
    of: Numbers
    codes: NDArray[np.uint8]
    counts: Numbers
    long: Numbers
    short: Numbers


class Joined(NamedTuple):
    """What is known of some segments together."""

    layer: Layer
    keys: Keys  # of the names, rising
    kinds: NDArray[np.uint8]
    ends: Ends
    streets: Keys  # of what streets are called after, rising
    ranked: Sequence[NDArray[np.int32]]  # how the lists of each segment number its values


class Printed:
    """What the articles of some segments print, as far as it was joined, and segments behind."""

    def __init__(self, parts: Sequence[Names], live: Live, joined: Joined) -> None:
        """`joined` is of the first of the `parts`; `live` tells which of all articles can be found.

        Raises ValueError when damaged lists are read.
        """
        self.parts = parts
        self.live = live
        self.joined = joined
        self.firsts = begins_of([part.articles for part in parts])
        self.value_begins = begins_of([len(part) for part in parts])
        self.entry_begins = begins_of([part.entries for part in parts])
        self._entry_begins: list[int] = self.entry_begins.tolist()
        self.layers = [joined.layer]
        self.ranked = [*joined.ranked]
        self.ends = joined.ends
        self.kinds = joined.kinds
        self._new_keys: Keys = np.empty(0, np.uint64)  # rising
        self._new_names = np.empty(0, np.int64)
        self._lost = np.empty(0, np.int64)  # values of the first layer that articles lost, rising
        self._lost_counts = np.empty(0, np.int64)

    @property
    def several(self) -> int:
        """How many names there are."""
        return len(self.kinds)

    def grown(
        self, parts: Sequence[Names], live: Live, deleted: Articles
    ) -> tuple[Printed, Numbers]:
        """The same with further segments, and without `deleted` articles of those that are here.

        Returns the names of which something is another, too, rising. Raises ValueError when damaged
        lists are read.
        """
        found = Printed(parts, live, self.joined)
        found._lose(deleted)
        changed = [found.joined.layer.names[found.entries_of(found._lost)].astype(np.int64)]
        if len(parts) > len(self.parts):
            changed.append(found._add(len(self.parts)))
        return found, distinct(np.concatenate(changed))

    def _lose(self, deleted: Articles) -> None:
        """Leave out some articles."""
        values, counts = [], []
        for at in range(len(self.joined.ranked)):
            own = self.own(at, deleted)
            if len(own):
                lost = counted(self.parts[at], self.ranked[at], own)
                held = np.flatnonzero(lost)
                values.append(held + self.value_begins[at])
                counts.append(lost[held])
        if values:
            self._lost, self._lost_counts = np.concatenate(values), np.concatenate(counts)

    def _add(self, first: int) -> Numbers:
        """Join the parts from one on; returns the names that are concerned, rising."""
        parts = self.parts[first:]
        tables = [part.table for part in parts]
        keys = joined_arrays([table.described.keys for table in tables], np.uint64)
        every, at, of = np.unique(keys, return_index=True, return_inverse=True)
        numbers = places_of(every, self.joined.keys)
        new = numbers == MISSING
        several = len(self.joined.keys)
        numbers[new] = several + np.arange(int(new.sum()))
        self._new_keys, self._new_names = every[new], numbers[new]
        names = numbers[of].astype(np.int32)
        self.kinds = np.concatenate([self.joined.kinds, _kinds(tables)[at[new]]])
        self.layers.append(_layer(parts, names, self.several, self.live[self.firsts[first] :]))
        self.ranked += [table.ranked for table in tables]
        before = self.joined.ends
        unknown = np.flatnonzero(before.short == MISSING)
        short = before.short.copy()
        now = places_of(before.keys[unknown], self._new_keys)
        is_known = now != MISSING
        short[unknown[is_known]] = self._new_names[now[is_known]]
        long, ended = _ends(tables, names)
        self.ends = Ends(
            np.concatenate([before.long, long]),
            np.concatenate([before.keys, ended]),
            np.concatenate([short, self.numbers(ended).astype(np.int32)]),
        )
        called = self.numbers(np.concatenate([_streets(tables), self.joined.streets]))
        called = distinct(called[called != MISSING])
        changed = called[self.kinds[called] & STREET == 0]
        self.kinds[called] |= STREET
        return distinct(np.concatenate([numbers, changed]))

    def own(self, at: int, articles: Articles) -> Articles:
        """Those of some articles, which rise, that are in a part, by their numbers there."""
        first, last = self.firsts[at : at + 2].tolist()
        found: Articles = articles[between(articles, first, last)] - np.uint32(first)
        return found

    def numbers(self, keys: Keys) -> Numbers:
        """The names with some keys, -1 where there is none."""
        found = places_of(keys, self.joined.keys)
        if len(self._new_keys):
            new = places_of(keys, self._new_keys)
            is_new = new != MISSING
            found[is_new] = self._new_names[new[is_new]]
        return found

    def number(self, identity: str) -> int | None:
        """The number of the name with an identity; None if no segment has it."""
        found = int(self.numbers(np.array([key_of(identity)], np.uint64))[0])
        return None if found == MISSING else found

    def starred(self, names: Numbers) -> Numbers:
        """Some names with those that share a foreign last word with them, and it, rising."""
        is_in = np.zeros(self.several, np.bool_)
        is_in[names] = True
        has_short = self.ends.short != MISSING
        long, short = self.ends.long[has_short], self.ends.short[has_short]
        is_in[short[is_in[long]]] = True
        is_in[long[is_in[short]]] = True
        return np.flatnonzero(is_in)

    def asked(self, names: Numbers) -> Asked:
        """What is printed of some names, which rise."""
        values, of = [], []
        for entries, entries_of in self._entries(names):
            begins = self._value_ends(entries, 0)
            found, at = runs(begins, self._value_ends(entries, 1))
            values.append(found)
            of.append(entries_of[at])
        every, of_every = np.concatenate(values), np.concatenate(of)
        order = np.argsort(every)
        every, of_every = every[order], of_every[order]
        place = np.full(self.several, MISSING, np.int64)
        place[names] = np.arange(len(names))
        long, short = place[self.ends.long], place[self.ends.short]
        are_there = (self.ends.short != MISSING) & (long != MISSING) & (short != MISSING)
        pairs = distinct(long[are_there] * max(1, len(names)) + short[are_there])
        return Asked(
            names,
            self.kinds[names],
            every,
            of_every,
            self._picked([layer.codes for layer in self.layers], every),
            self.counts(every),
            *np.divmod(pairs, max(1, len(names))),
        )

    def counts(self, values: Numbers) -> Numbers:
        """How many articles that can be found have each of some values."""
        found: Numbers = self._picked([layer.counts for layer in self.layers], values)
        found = found.astype(np.int64)
        if len(self._lost):
            at = places_of(values, self._lost)
            is_lost = at != MISSING
            found[is_lost] -= self._lost_counts[at[is_lost]]
        return found

    def _entries(self, names: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
        """The entries of some names, layer by layer, and which of the names each is of."""
        begin = 0
        for layer in self.layers:
            known = names[names < len(layer.starts) - 1]
            found, of = runs(layer.starts[known], layer.starts[known + 1])
            yield layer.by_name[found].astype(np.int64) + begin, of
            begin += len(layer.names)

    def first_entries(self, names: Numbers) -> Numbers:
        """The first entry of each of some names, which rise."""
        found = np.full(len(names), MISSING, np.int64)
        for entries, of in self._entries(names):
            is_first = np.diff(of, prepend=-1) != 0
            is_first[is_first] = found[of[is_first]] == MISSING
            found[of[is_first]] = entries[is_first]
        return found

    def _value_ends(self, entries: Numbers, n: int) -> Numbers:
        """Where the values of some entries begin, or end where `n` is 1."""
        first = self.layers[0]
        if len(self.layers) == 1:
            return first.begins[entries + n].astype(np.int64)
        found = np.empty(len(entries), np.int64)
        own = entries < len(first.names)
        found[own] = first.begins[entries[own] + n]
        others = entries[~own] - len(first.names)
        found[~own] = self.layers[1].begins[others + n] + len(first.codes)
        return found

    @staticmethod
    def _picked(arrays: Sequence[NDArray[Any]], at: Numbers) -> NDArray[Any]:
        """Elements of arrays that follow each other."""
        if len(arrays) == 1:
            return arrays[0][at]
        own = at < len(arrays[0])
        found = np.empty(len(at), arrays[0].dtype)
        found[own] = arrays[0][at[own]]
        found[~own] = arrays[1][at[~own] - len(arrays[0])]
        return found

    def texts(self, name: int) -> dict[str, int]:
        """The spellings of a name, and how many articles have each."""
        counts: dict[str, int] = {}
        for entry, values in self.spelled(name):
            text = self.text(entry)
            counts[text] = counts.get(text, 0) + int(self.counts(values).sum())
        return counts

    def spelled(self, name: int) -> Iterator[tuple[int, Numbers]]:
        """The entries of a name, and the values of each."""
        for entries, _ in self._entries(np.array([name])):
            ends = zip(*(self._value_ends(entries, n).tolist() for n in (0, 1)), strict=True)
            for entry, (begin, end) in zip(entries.tolist(), ends, strict=True):
                yield entry, np.arange(begin, end)

    def entries_of(self, values: Numbers) -> Numbers:
        """The entry of each of some values."""
        first = self.layers[0]
        # In the type of what is looked up in, which would else be copied as a whole.
        own = np.minimum(values, first.begins[-1]).astype(first.begins.dtype)
        found: Numbers = np.searchsorted(first.begins, own, side="right") - 1
        if len(self.layers) > 1:
            is_new = values >= len(first.codes)
            new = values[is_new] - len(first.codes)
            begins = self.layers[1].begins
            new = new.astype(begins.dtype)
            found[is_new] = len(first.names) + np.searchsorted(begins, new, side="right") - 1
        return found

    def text(self, entry: int) -> str:
        """The spelling of an entry."""
        part = bisect_right(self._entry_begins, entry) - 1
        return self.parts[part].text(entry - self._entry_begins[part])

    def rows(self, values: Numbers) -> Rows:
        """Which article that can be found has which of some values, which rise."""
        articles, found = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for at, (begin, end) in enumerate(pairwise(self.value_begins.tolist())):
            first, last = np.searchsorted(values, [begin, end]).tolist()
            if first < last:
                of, own = self.parts[at].holding(values[first:last] - begin, self.ranked[at])
                articles.append(of + self.firsts[at])
                found.append(own + begin)
        every, held = np.concatenate(articles), np.concatenate(found)
        is_live = self.live[every]
        return every[is_live].astype(np.uint32), held[is_live]


def printed(parts: Sequence[Names], live: Live) -> Printed:
    """All that some segments print. Raises ValueError when something of them is damaged."""
    tables = [part.table for part in parts]
    every = joined_arrays([table.described.keys for table in tables], np.uint64)
    keys, first, of = np.unique(every, return_index=True, return_inverse=True)
    names = of.astype(np.int32)
    kinds = _kinds(tables)[first]
    streets = _streets(tables)
    called = places_of(streets, keys)
    kinds[called[called != MISSING]] |= STREET
    long, ended = _ends(tables, names)
    return Printed(
        parts,
        live,
        Joined(
            _layer(parts, names, len(keys), live),
            keys,
            kinds,
            Ends(long, ended, places_of(ended, keys).astype(np.int32)),
            streets,
            [table.ranked for table in tables],
        ),
    )


def counted(part: Names, ranked: NDArray[np.int32], articles: Articles) -> Numbers:
    """How many of some articles of a segment have each of its values."""
    counts = np.zeros(len(part), np.uint32)
    part.lists.add_up(articles, ranked, counts)
    return counts.astype(np.int64)


def runs(begins: NDArray[Any], ends: NDArray[Any]) -> tuple[Numbers, Numbers]:
    """All numbers from each begin to its end, one behind the other, and of which run each is."""
    sizes = (ends - begins).astype(np.int64)
    of = np.repeat(np.arange(len(sizes)), sizes)
    before = np.cumsum(sizes) - sizes
    return np.arange(len(of)) + (begins - before)[of], of


def joined_arrays(parts: Sequence[NDArray[Any]], dtype: type) -> NDArray[Any]:
    """Arrays one behind the other, also none."""
    return np.concatenate([np.empty(0, dtype), *parts])


def _layer(parts: Sequence[Names], names: NDArray[np.int32], several: int, live: Live) -> Layer:
    """The layer of some segments, whose entries are of the given `names`; `live` are the flags of
    their articles."""
    firsts = begins_of([part.articles for part in parts])
    tables = [part.table for part in parts]
    counts = []
    for part, table, (first, last) in zip(parts, tables, pairwise(firsts.tolist()), strict=True):
        deleted = np.flatnonzero(~live[first:last]).astype(np.uint32)
        lost = counted(part, table.ranked, deleted) if len(deleted) else 0
        counts.append(table.counts - lost)
    per_entry = [
        np.bincount(table.entries, minlength=part.entries)
        for part, table in zip(parts, tables, strict=True)
    ]
    return Layer(
        names,
        np.argsort(names, kind="stable").astype(np.int32),
        begins_of(np.bincount(names, minlength=several), np.int32),
        begins_of(joined_arrays(per_entry, np.int64), np.int32),
        joined_arrays([table.codes for table in tables], np.uint8),
        joined_arrays(counts, np.int64).astype(np.int32),
    )


def kinds_of(told: Described) -> NDArray[np.uint8]:
    """The kinds of some names, without streets."""
    kinds: NDArray[np.uint8] = told.spaces & np.uint8(SPACES) | np.uint8(FOREIGN) * told.foreign
    return kinds


def _kinds(tables: Sequence[NameTable]) -> NDArray[np.uint8]:
    """The kind of each entry."""
    return joined_arrays([kinds_of(table.described) for table in tables], np.uint8)


def _streets(tables: Sequence[NameTable]) -> Keys:
    """The keys of what streets are called after, rising."""
    return distinct(joined_arrays([one.described.streets.keys for one in tables], np.uint64))


def _ends(tables: Sequence[NameTable], names: NDArray[np.int32]) -> tuple[NDArray[np.int32], Keys]:
    """The names that end with a foreign word, and the keys of these words; each pair once."""
    begins = begins_of([len(table.described.keys) for table in tables])
    ends = [table.described.ends for table in tables]
    places = joined_arrays(
        [one.places + begin for one, begin in zip(ends, begins, strict=False)], np.int64
    )
    long, keys = names[places], joined_arrays([one.keys for one in ends], np.uint64)
    order = np.lexsort((keys, long))
    long, keys = long[order], keys[order]
    is_first = np.ones(len(long), np.bool_)
    is_first[1:] = (np.diff(long) != 0) | (keys[1:] != keys[:-1])
    return long[is_first], keys[is_first]
