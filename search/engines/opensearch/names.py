"""The people, places and organisations of an archive in a cluster, by what its articles print.

A document keeps what its article prints of names, with what tells their types there. The language
of the archive has how many articles print each; who reads it counts the votes (see
`index.storage.names`), and asks the cluster for all that stands for a name.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from heapq import nlargest

import numpy as np

from index.analysis.names import name_identity
from index.articles.facets import NAME_FACETS
from index.cluster.printed import CountedNames
from index.storage.names.kinds import PEOPLE, Corrections, identity_of
from index.storage.names.told import Told, told
from index.vietnamese.spelling import fold
from search.engines.protocol import NameCount
from search.engines.values import KnownValues

_TYPES = range(len(NAME_FACETS))


class ClusterNames(KnownValues):
    """The names of one type, each known by all of its forms."""

    def __init__(self, type: int, counts: Mapping[str, int], forms: Mapping[str, str]) -> None:
        """`counts` has how many articles carry each name, `forms` the name by the identity of each
        of its forms."""
        super().__init__([*counts], [*counts.values()])
        self._type = type
        self._forms = forms

    def number(self, value: str) -> int | None:
        """The number of a name in any of its forms; None if no article carries it."""
        number = super().number(value)
        if (
            number is None
            and (shown := self._forms.get(identity_of(self._type, value))) is not None
        ):
            number = super().number(shown)
        return number


class Naming:
    """All names that are printed in the articles of an archive."""

    def __init__(
        self,
        counts: Mapping[str, int],
        owned: Iterable[tuple[str, str]],
        corrections: Corrections,
        count: Callable[[Sequence[Sequence[str]]], Sequence[int]],
    ) -> None:
        """`counts` has how many documents keep which value, `owned` the identities of short forms
        of people and of the long form that each belongs to, `corrections` what people say, and
        `count` tells how many documents keep any of some values, of each of some names."""
        printed = CountedNames(counts)
        found = told([printed], np.ones(printed.articles, np.bool_), corrections)
        several = found.printed.several
        said: set[tuple[int, str]] = set()
        owners = _owners(found, owned)
        sums: list[Counter[str]] = [Counter() for _ in _TYPES]
        aliases: list[dict[str, str]] = [{} for _ in _TYPES]
        shown_as: dict[int, str] = {}
        self._of: dict[str, tuple[int, str]] = {}
        self._printed: dict[tuple[int, str], list[str]] = {}
        (targets,), carried = found.carried.targets, found.carried
        places = zip(printed.table.ranked.tolist(), targets.tolist(), strict=True)
        for at, one in sorted(places):
            if one < 0:
                continue
            value, sum_of = printed.values[at], int(printed.table.counts[at])
            type, number = int(carried.types[one]), int(carried.names[one])
            name = owners.get(number, number) if type == PEOPLE else number
            if name not in shown_as:
                shown_as[name] = found.shown_name(name)
            shown = shown_as[name]
            sums[type][shown] += sum_of
            if name >= several:
                said.add((type, shown))
            aliases[type][identity_of(type, value[1:])] = shown
            self._of[value] = type, shown
            self._printed.setdefault((type, shown), []).append(value)
        self.said = {one: self._printed[one] for one in sorted(said) if len(self._printed[one]) > 1}
        """Names that people said to have several forms, with all that documents keep of them: one
        that keeps two forms counts once."""
        for (type, shown), total in zip(self.said, count([*self.said.values()]), strict=True):
            sums[type][shown] = total
        self._known = [ClusterNames(type, sums[type], aliases[type]) for type in _TYPES]

    def known(self, facet: str) -> ClusterNames:
        """The names of a type."""
        return self._known[NAME_FACETS.index(facet)]

    def printed(self, facet: str, names: Iterable[str]) -> list[str]:
        """All that documents keep of some names, in whatever form these are given."""
        type = NAME_FACETS.index(facet)
        shown = {self.known(facet).spelling(name) for name in names}
        return sorted(one for name in shown for one in self._printed.get((type, name or ""), ()))

    def forms(self, facet: str, name: str) -> Sequence[str]:
        """The forms in which articles print a name, and the name."""
        shown = self.known(facet).spelling(name)
        if shown is None:
            return ()
        of = self._printed.get((NAME_FACETS.index(facet), shown), ())
        return sorted({shown, *(one[1:] for one in of)})

    def counted(self, printed: Iterable[tuple[str, int]]) -> list[Counter[str]]:
        """By type, how many articles carry each name, told by how many print what."""
        counts: list[Counter[str]] = [Counter() for _ in _TYPES]
        for value, count in printed:
            if value in self._of:
                type, shown = self._of[value]
                counts[type][shown] += count
        return counts

    def of(self, printed: Iterable[str]) -> list[NameCount]:
        """The names of an article that prints this, by type, those of most articles first."""
        carried = self.counted((value, 1) for value in printed)  # which ones, not how often
        found = []
        for facet, names, known in zip(NAME_FACETS, carried, self._known, strict=True):
            of_type = [NameCount(facet, name, known.count(name)) for name in names]
            found += sorted(of_type, key=lambda one: (-one.articles, one.name))
        return found

    def named(self, text: str) -> list[NameCount]:
        """The names that a text is, in any of their forms, those of most articles first."""
        found = []
        for facet, known in zip(NAME_FACETS, self._known, strict=True):
            name = known.spelling(text)
            if name is not None:
                found.append(NameCount(facet, name, known.count(name)))
        return sorted(found, key=lambda one: -one.articles)

    def beginning(self, typed: str, most: int) -> list[NameCount]:
        """The names of most articles that begin as was typed, with marks or without."""
        wanted = name_identity(typed)
        folded = fold(wanted)
        first = bisect_left(self._begun, (folded,))
        last = bisect_left(self._begun, (folded + chr(sys.maxunicode),))
        found = (one for _, one in self._begun[first:last])
        if folded != wanted:
            found = (one for one in found if name_identity(one.name).startswith(wanted))
        return nlargest(most, found, key=lambda one: (one.articles, one.name))

    @cached_property
    def _begun(self) -> list[tuple[str, NameCount]]:
        """All names in the order of their letters without marks, which stand before them."""
        return sorted(
            (fold(name_identity(name)), NameCount(facet, name, count))
            for facet, known in zip(NAME_FACETS, self._known, strict=True)
            for name, count in known.counted()
        )


def _owners(found: Told, owned: Iterable[tuple[str, str]]) -> dict[int, int]:
    """By their numbers: short names of people, and the long ones that own them."""
    pairs = ((found.printed.number(short), found.printed.number(long)) for short, long in owned)
    return {short: long for short, long in pairs if short is not None and long is not None}
