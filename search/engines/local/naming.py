"""The names that the articles of a generation carry, as facets (see `index.storage.names`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from operator import itemgetter
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.articles.facets import NAME_FACETS
from index.storage.names.kinds import Corrections, identity_of
from index.storage.names.told import Told
from search.engines.local.carried import Counted
from search.engines.local.name_beginnings import Beginnings, beginnings_of
from search.engines.local.segments import Ids
from search.engines.name_file import NameFile
from search.engines.protocol import Flags, NameCount, TermCounts
from search.engines.values import KnownValues
from search.kernels import Promising, foremost

_AT_ONCE = 64  # names that are looked at together, then twice as many, and so on
_PROMISING = 512  # names of a type, among which those of most articles are looked for first
_MOST_NAMES = 100
"""So many names of a type are counted: those of most articles, then those of most in all."""


class KnownNames(KnownValues):
    """The names of one type, each known by all of its forms."""

    def __init__(self, told: Told, type: int, *, are_told: bool) -> None:
        """`are_told` is False where the archive cannot know any."""
        self._told = told
        self._type = type
        self.are_told = are_told

    def number(self, value: str) -> int | None:
        """The number of a name in any of its forms; None if no article carries it."""
        return self._told.number(self._type, value)

    def spelling(self, value: str) -> str | None:
        """How a name in any of its forms is shown; None if no article carries it."""
        number = self.number(value)
        return None if number is None else self._told.shown(number)

    def counted(self) -> Iterator[tuple[str, int]]:
        """Each name that articles carry, and how many do."""
        for number in self._carried:
            yield self._told.shown(number), int(self._told.every[number])

    def falling(self) -> Iterator[tuple[str, int]]:
        """The names of most articles first (see `KnownValues.falling`)."""
        carried = self._told.of_type(self._type)
        rising = -self._told.every[carried].astype(np.int64)
        order = np.argsort(rising, kind="stable")
        carried, rising = carried[order], rising[order]
        begin, several = 0, _AT_ONCE
        while begin < len(carried):
            last = rising[min(begin + several, len(carried)) - 1]
            end = int(np.searchsorted(rising, last, side="right"))  # with all of as many articles
            names = self._told.shown_each(carried[begin:end])
            rows = sorted(zip(rising[begin:end].tolist(), names, strict=True))
            yield from ((name, -count) for count, name in rows)
            begin, several = end, 2 * several

    def articles(self, number: int) -> int:
        """How many articles carry the name of a number."""
        return int(self._told.every[number])

    def count(self, value: str) -> int:
        """How many articles carry a name, in any of its forms."""
        number = self.number(value)
        return 0 if number is None else self.articles(number)

    @property
    def _carried(self) -> list[int]:
        """The numbers of the names that articles carry."""
        found: list[int] = self._told.of_type(self._type).tolist()
        return found

    # What the values are compared by when none is spelled as was typed: worked out when that is.

    @cached_property
    def _numbers(self) -> dict[str, int]:  # type: ignore[override]
        return {
            identity_of(self._type, text): at
            for text, at in zip(self._texts, self._carried, strict=True)
        }

    @cached_property
    def _identities(self) -> dict[int, str]:  # type: ignore[override]
        return {number: identity for identity, number in self._numbers.items()}

    @cached_property
    def spellings(self) -> dict[int, str]:  # type: ignore[override]
        """How each name is shown, by its number."""
        return dict(zip(self._carried, self._texts, strict=True))

    @property
    def _counts(self) -> NDArray[np.int32]:  # type: ignore[override]
        return self._told.every

    @cached_property
    def _texts(self) -> list[str]:
        return self._told.shown_each(self._carried)


class CarriedNames(NamedTuple):
    """Which names of a type articles carry (see `search.engines.local.facets.Carries`)."""

    told: Told
    type: int
    known: KnownNames

    def counted(self, articles: Ids) -> Counted:
        """The names that most of some articles carry, with how many do."""
        told, counts = self.told, self.told.counts(articles)
        found = foremost(
            counts, told.every, told.types, self.type, _MOST_NAMES, promising=self._promising()
        )
        names = [*zip(told.shown_each(found), counts[found].tolist(), strict=True)]
        names.sort(key=itemgetter(0))
        names.sort(key=itemgetter(1), reverse=True)
        return names

    def _promising(self) -> Promising:
        """The names that most of all articles carry."""
        promising: Promising = self.told.once(
            f"promising {self.type}", lambda: _promising(self.told, self.type)
        )
        return promising

    def counts(self, articles: Ids) -> TermCounts:
        """Each name that some articles carry, with how many of them and of all articles do."""
        told, counts = self.told, self.told.counts(articles)
        found = np.flatnonzero(counts)
        found = found[told.types[found] == self.type]
        names = told.shown_each(found)
        return TermCounts(names, *(each[found].astype(np.int64) for each in (counts, told.every)))

    def carrying(self, values: Iterable[str]) -> Flags:
        """Which of all articles carry one of some names, in any form."""
        numbers = (self.known.number(one) for one in values)
        return self.told.carriers(number for number in numbers if number is not None)


def _promising(told: Told, type: int) -> Promising:
    found = foremost(told.every.view(np.uint32), told.every, told.types, type, _PROMISING)
    return Promising(found, int(told.every[found].min()) if len(found) == _PROMISING else 0)


class _Worked(NamedTuple):
    """What was worked out under some corrections."""

    stamp: str
    carried: tuple[CarriedNames, ...]
    beginnings: Beginnings


class Naming:
    """The names of one generation. What people say in the file counts from the next search on."""

    def __init__(
        self, told: Callable[[Corrections], Told], file: NameFile, *, are_told: bool
    ) -> None:
        """`told` gives what all articles tell, and what people say; `file` has what they do.
        `are_told` is False where the archive cannot know any names."""
        self._told = told
        self._file = file
        self._are_told = are_told
        self._lock = Lock()
        self._known: _Worked | None = None

    @property
    def stamp(self) -> str:
        """A text that changes whenever the corrections do."""
        return self._file.stamp()

    def carried(self, facet: str) -> CarriedNames:
        """Which names of a type articles carry."""
        return self._worked().carried[NAME_FACETS.index(facet)]

    def forms(self, facet: str, names: Sequence[str]) -> list[Sequence[str]]:
        """The forms in which articles print each of some names, and the name."""
        carried = self.carried(facet)
        numbers = [carried.known.number(name) for name in names]
        found = carried.told.forms([number for number in numbers if number is not None])
        return [() if number is None else sorted(found[number]) for number in numbers]

    def beginning(self, typed: str, most: int) -> list[NameCount]:
        """The names of most articles that begin as was typed, with marks or without."""
        return self._worked().beginnings.find(typed, most)

    def named(self, text: str) -> list[NameCount]:
        """The names that a text is, in any of their forms, and those that it may be without marks.

        Those that are spelled so come first, then those of most articles.
        """
        found = []
        for facet, carried in zip(NAME_FACETS, self._worked().carried, strict=True):
            number = carried.known.number(text)
            if number is not None:
                name = carried.told.shown(number)
                found.append(NameCount(facet, name, carried.known.articles(number)))
        found.sort(key=lambda one: -one.articles)
        # One syllable without marks is too many things.
        others = self._worked().beginnings.same(text) if len(text.split()) > 1 else []
        return list(dict.fromkeys([*found, *others]))

    def of(self, article: int) -> list[NameCount]:
        """The names that an article carries, by type, those of most articles first."""
        found, articles = [], np.array([article], np.uint32)
        for facet, carried in zip(NAME_FACETS, self._worked().carried, strict=True):
            names, _, totals = carried.counts(articles)
            of_type = [NameCount(facet, *one) for one in zip(names, totals.tolist(), strict=True)]
            found += sorted(of_type, key=lambda one: (-one.articles, one.name))
        return found

    def _worked(self) -> _Worked:
        with self._lock:
            stamp = self._file.stamp()
            if self._known is None or self._known.stamp != stamp:
                self._known = self._work(stamp)
            return self._known

    def _work(self, stamp: str) -> _Worked:
        found = self._told(self._file.read().corrections)
        of_types = tuple(
            CarriedNames(found, type, KnownNames(found, type, are_told=self._are_told))
            for type, _ in enumerate(NAME_FACETS)
        )
        return _Worked(stamp, of_types, beginnings_of(found))
