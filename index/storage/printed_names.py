"""The names that the articles of many segments print, spellings of one as one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any
from weakref import ref

import numpy as np
from numpy.typing import NDArray

from index.storage.columns.name_column import Names
from index.storage.columns.name_encoding import begins_of
from index.storage.name_keys import Keys, Parts, key_of

Numbers = NDArray[np.int64]
Articles = NDArray[np.uint32]
Rows = tuple[Numbers, Numbers]
"""Articles, rising, and values or names that they have; or values, and how many have each."""
_NONE = np.empty(0, np.int64)


class Printed:
    """The names that the articles of some segments print, spellings of one as one.

    Entries and values are those of all segments, one after the other. Names are numbered in the
    order of their `keys`; entry e is of the name `names[e]`.
    """

    def __init__(self, parts: Sequence[Names], live: NDArray[np.bool_]) -> None:
        """`parts` are the names of the segments, and `live` tells which of all their articles can
        be found. Raises ValueError when deleted articles have damaged lists."""
        self.parts = parts
        self.live = live
        self.firsts = begins_of([part.articles for part in parts])
        self.value_begins = begins_of([len(part) for part in parts])
        self.entry_begins = begins_of([len(part.described.keys) for part in parts])
        told = [part.described for part in parts]
        every: Keys = np.concatenate([np.empty(0, np.uint64), *(one.keys for one in told)])
        self._by_name = np.argsort(every)  # the entries of each name, one behind the other
        is_first = np.ones(len(every), np.bool_)
        is_first[1:] = np.diff(every[self._by_name]) != 0
        first = self._by_name[is_first]
        self.keys = every[first]
        self._entry_starts = np.append(np.flatnonzero(is_first), len(every))
        self.names = np.empty(len(every), np.int32)
        self.names[self._by_name] = np.cumsum(is_first) - 1
        self.spaces = _joined([one.spaces for one in told], np.uint8)[first]
        self.foreign = _joined([one.foreign for one in told], np.bool_)[first]
        begins = zip(parts, self.entry_begins, strict=False)
        entries = [part.entries + np.int32(begin) for part, begin in begins]
        self.entries = _joined(entries, np.int32)
        self.of_values = self.names[self.entries]
        self._shown: dict[int, str] = {}
        self._entry_begins: list[int] = self.entry_begins.tolist()
        self.codes = _joined([part.codes for part in parts], np.int8)
        self._counted: tuple[Callable[[], object], Rows] = (lambda: None, (_NONE, _NONE))
        self.counts = _joined([part.counts for part in parts], np.int64)
        deleted, counts = self.count(np.flatnonzero(~live).astype(np.uint32))
        self.counts[deleted] -= counts

    def number(self, identity: str) -> int | None:
        """The number of the name with an identity; None if no segment has it."""
        key = key_of(identity)
        at = int(np.searchsorted(self.keys, np.uint64(key)))
        return at if at < len(self.keys) and int(self.keys[at]) == key else None

    def shown(self, name: int) -> str:
        """How a name is shown: as most articles print it."""
        found = self._shown.get(name)
        if found is None:
            texts = self.texts(name)
            found = min(texts, key=lambda text: (-texts[text], text))
            self._shown[name] = found
        return found

    def texts(self, name: int) -> dict[str, int]:
        """The spellings of a name, and how many articles have each."""
        counts: dict[str, int] = {}
        for entry, values in self._entries(name):
            text = self.text(entry)
            counts[text] = counts.get(text, 0) + int(self.counts[values].sum())
        return counts

    def values(self, name: int) -> list[int]:
        """The values of a name."""
        return [
            one for _, values in self._entries(name) for one in range(values.start, values.stop)
        ]

    def _entries(self, name: int) -> Iterator[tuple[int, slice]]:
        """The entries of a name, and the values of each."""
        begin, end = self._entry_starts[name : name + 2].tolist()
        for entry in self._by_name[begin:end].tolist():
            yield entry, slice(*self._value_starts[entry : entry + 2].tolist())

    def text(self, entry: int) -> str:
        """The spelling of an entry."""
        part = bisect_right(self._entry_begins, entry) - 1
        return self.parts[part].text(entry - self._entry_begins[part])

    @cached_property
    def sizes(self) -> NDArray[np.int32]:
        """The bytes of one spelling of each name."""
        every = _joined([part.sizes for part in self.parts], np.int64)
        found: NDArray[np.int32] = every[self._by_name[self._entry_starts[:-1]]].astype(np.int32)
        return found

    @cached_property
    def _value_starts(self) -> NDArray[np.int32]:
        """Where the values of each entry begin, and where the last end."""
        return begins_of(np.bincount(self.entries, minlength=len(self.names))).astype(np.int32)

    def count(self, articles: Articles) -> Rows:
        """The values that some articles, which rise, have, and how many of them have each.

        What was counted last is remembered: it is asked for by one type after another.
        """
        last, found = self._counted
        if last() is articles:
            return found
        values, counts = [_NONE], [_NONE]
        for at, part in enumerate(self.parts):
            first, last_of = np.searchsorted(articles, self.firsts[at : at + 2]).tolist()
            if first < last_of:
                own = (articles[first:last_of] - self.firsts[at]).astype(np.uint32)
                of_part, counts_of = part.count(own)
                values.append(of_part + self.value_begins[at])
                counts.append(counts_of)
        found = np.concatenate(values), np.concatenate(counts)
        self._counted = ref(articles), found
        return found

    def rows(self, wanted: NDArray[np.bool_]) -> Rows:
        """Which article that can be found has which of the wanted values."""
        read = [part.rows(own) for part, own in self._each(wanted)]
        return self._live_rows(read)

    def foreign_rows(self, wanted: NDArray[np.bool_]) -> Rows:
        """`rows` of values that are a foreign word, or end with one: which is known already."""
        read = []
        for part, own in self._each(wanted):
            articles, values = part.foreign_rows
            is_wanted = own[values]
            read.append((articles[is_wanted], values[is_wanted]))
        return self._live_rows(read)

    def _each(self, wanted: NDArray[np.bool_]) -> Iterator[tuple[Names, NDArray[np.bool_]]]:
        """Each part, and which of its values are wanted."""
        for part, (begin, end) in zip(self.parts, pairwise(self.value_begins), strict=True):
            yield part, wanted[begin:end]

    def _live_rows(self, parts: Sequence[tuple[NDArray[Any], NDArray[Any]]]) -> Rows:
        """The rows of all parts, but for those of deleted articles."""
        firsts = zip(parts, self.firsts, strict=False)
        begins = zip(parts, self.value_begins, strict=False)
        articles = _joined([of + first for (of, _), first in firsts], np.int64)
        values = _joined([found + begin for (_, found), begin in begins], np.int64)
        is_live = self.live[articles]
        return articles[is_live], values[is_live]

    def ends(self) -> Rows:
        """The names that end with the name of one foreign word, and those names."""
        return self._parts([part.described.ends for part in self.parts])

    def street_names(self) -> Numbers:
        """The names that streets are called after."""
        return self._parts([part.described.streets for part in self.parts])[1]

    def _parts(self, parts: Sequence[Parts]) -> Rows:
        """Names of which a part is a name, and that name; each pair once."""
        begins = zip(parts, self.entry_begins, strict=False)
        places = _joined([part.places + begin for part, begin in begins], np.int64)
        keys = _joined([part.keys for part in parts], np.uint64)
        at = np.searchsorted(self.keys, keys)
        is_known = at < len(self.keys)
        is_known[is_known] = self.keys[at[is_known]] == keys[is_known]
        several = max(1, len(self.keys))
        pairs = np.unique(self.names[places[is_known]].astype(np.int64) * several + at[is_known])
        return pairs // several, pairs % several


def sums(places: NDArray[np.integer], counts: Numbers, several: int) -> Numbers:
    """The sums of counts that have the same place."""
    return np.bincount(places, weights=counts, minlength=several).astype(np.int64)


def _joined(parts: Sequence[NDArray[Any]], dtype: type) -> NDArray[Any]:
    return np.concatenate([np.empty(0, dtype), *parts])
