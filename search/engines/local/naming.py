"""The names that the articles of a generation carry, as facets (see `index.storage.names`)."""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nlargest
from threading import Lock

import numpy as np

from index.analysis.names import name_identity
from index.articles.facets import NAME_FACETS
from index.storage.columns import Facet
from index.storage.columns.name_column import NameColumn
from index.storage.names import Told, identity, told
from index.vietnamese.spelling import fold
from search.engines.local.facets import Carried, carried_values, value_counts
from search.engines.name_file import NameFile
from search.engines.protocol import Flags, NameCount
from search.engines.values import KnownValues

COLUMN = "names"


class KnownNames(KnownValues):
    """The names of one type, each known by all of its forms."""

    def __init__(
        self, type: int, known: KnownValues, forms: Mapping[str, str], *, are_told: bool
    ) -> None:
        """`forms` has for the identity of each form the name that it is shown as."""
        vars(self).update(vars(known))
        self._type = type
        self._forms = forms
        self.are_told = are_told

    def number(self, value: str) -> int | None:
        """The number of a name in any of its forms; None if no article carries it."""
        number = super().number(value)
        if number is None and (shown := self._forms.get(identity(self._type, value))) is not None:
            number = super().number(shown)
        return number


@dataclass(frozen=True)
class _Worked:
    """What was worked out under some corrections."""

    stamp: str
    carried: tuple[Carried, ...]
    forms: tuple[dict[str, set[str]], ...]

    @cached_property
    def begun(self) -> list[tuple[str, NameCount]]:
        """All names in the order of their letters without marks, which stand before them."""
        found = [
            (fold(name_identity(name)), NameCount(facet, name, count))
            for facet, carried in zip(NAME_FACETS, self.carried, strict=True)
            for name, count in carried.known.counted()
        ]
        return sorted(found)


class Naming:
    """The names of one generation. What people say in the file counts from the next search on."""

    def __init__(self, printed: Callable[[], Facet | None], live: Flags, file: NameFile) -> None:
        """`printed` gives what all articles carry in the column, None where it is missing; `file`
        has corrections."""
        self._printed = printed
        self._live = live
        self._file = file
        self._lock = Lock()
        self._known: _Worked | None = None

    @property
    def stamp(self) -> str:
        """A text that changes whenever the corrections do."""
        return self._file.stamp()

    def carried(self, facet: str) -> Carried:
        """Which names of a type articles carry."""
        return self._worked().carried[NAME_FACETS.index(facet)]

    def forms(self, facet: str, name: str) -> Sequence[str]:
        """The forms in which articles print a name, and the name."""
        shown = self.carried(facet).known.spelling(name)
        return (
            ()
            if shown is None
            else sorted(self._worked().forms[NAME_FACETS.index(facet)].get(shown, {shown}))
        )

    def beginning(self, typed: str, most: int) -> list[NameCount]:
        """The names of most articles that begin as was typed, with marks or without."""
        wanted = name_identity(typed)
        folded = fold(wanted)
        begun = self._worked().begun
        first = bisect_left(begun, (folded,))
        last = bisect_left(begun, (folded + chr(sys.maxunicode),))
        found = (one for _, one in begun[first:last])
        if folded != wanted:
            found = (one for one in found if name_identity(one.name).startswith(wanted))
        return nlargest(most, found, key=lambda one: (one.articles, one.name))

    def named(self, text: str) -> list[NameCount]:
        """The names that a text is, in any of their forms, those of most articles first."""
        found = []
        for facet, carried in zip(NAME_FACETS, self._worked().carried, strict=True):
            name = carried.known.spelling(text)
            if name is not None:
                found.append(NameCount(facet, name, carried.known.count(name)))
        return sorted(found, key=lambda one: -one.articles)

    def of(self, article: int) -> list[NameCount]:
        """The names that an article carries, by type, those of most articles first."""
        found = []
        for facet, carried in zip(NAME_FACETS, self._worked().carried, strict=True):
            names, _, totals = value_counts(np.array([article], np.uint32), carried)
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
        known, live = self._printed(), self._live
        printed = NameColumn().empty(len(live)) if known is None else known
        is_live = live[printed.owners]
        carried = printed._replace(
            owners=printed.owners[is_live], ordinals=printed.ordinals[is_live]
        )
        counts = np.bincount(carried.ordinals, minlength=len(printed.values))
        found = told(printed.values, counts, self._file.read().corrections, carried)
        of_types, forms = [], []
        every = np.arange(len(live), dtype=np.int32)
        for type, _ in enumerate(NAME_FACETS):
            own = _forms(found, type, printed.values)
            values = carried_values(found.facet(type, printed), live, every)
            aliases = {identity(type, form): name for name, of in own.items() for form in of}
            names = KnownNames(type, values.known, aliases, are_told=known is not None)
            of_types.append(values._replace(known=names))
            forms.append(own)
        return _Worked(stamp, tuple(of_types), tuple(forms))


def _forms(found: Told, type: int, values: Sequence[str]) -> dict[str, set[str]]:
    """The forms of each name of a type, by how it is shown."""
    forms: dict[str, set[str]] = {}
    for at in np.flatnonzero(found.types == type).tolist():
        shown = found.names[found.numbers[at]]
        forms.setdefault(shown, {shown}).add(values[at][1:])
    return forms
