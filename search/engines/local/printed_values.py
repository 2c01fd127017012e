"""The values that articles print of a facet, as those that they carry: read where they lie."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.articles.facets import value_identity
from index.storage.shared.values import Printed
from search.engines.values import KnownValues


class PrintedValues(KnownValues):
    """The values of a facet (see `KnownValues`); what is told of all of them is worked out when
    somebody asks. Any thread may ask.

    Where no two of what is printed are one value, these keep their numbers; else values have those
    of their identities.
    """

    def __init__(self, printed: Printed, counted: Callable[[], NDArray[np.int64]]) -> None:
        """`counted` tells how many articles that can be found carry each of what is printed."""
        self._printed = printed
        self._counted = counted

    @property
    def _is_each(self) -> bool:
        return len(self._printed.identities) == len(self._printed.values)

    @cached_property
    def shown(self) -> NDArray[np.int64]:
        """What each value is shown as: the place of its commonest spelling among all that is
        printed; of those in as many articles, the first of those in capitals and small letters."""
        printed = self._printed
        if self._is_each:
            return np.arange(len(printed.values))
        found = np.empty(len(printed.identities), np.int64)
        found[printed.of] = np.arange(len(printed.of))
        doubtful = np.flatnonzero(np.bincount(printed.of)[printed.of] > 1)
        of, counts = printed.of[doubtful], self._printed_counts[doubtful]
        order = np.lexsort((~printed.plain[doubtful], -counts, of))
        is_first = np.diff(of[order], prepend=-1) != 0
        found[of[order[is_first]]] = doubtful[order[is_first]]
        return found

    @cached_property
    def texts(self) -> list[str]:
        """All that is printed, in order."""
        return self._printed.texts

    def number(self, value: str) -> int | None:
        """The number of a value in any spelling; None if no article carries it."""
        found = self._printed.identities.number(value_identity(value))
        if found is None:
            return None
        number = int(self._of_identities[found]) if self._is_each else found
        return number if self._counts[number] else None

    def spelling(self, value: str) -> str | None:
        """A value in its commonest spelling; None if no article carries it."""
        number = self.number(value)
        return None if number is None else self._printed.values[int(self.shown[number])]

    @cached_property
    def _of_identities(self) -> NDArray[np.int64]:
        """The number of the value that each identity is of, where each is another."""
        found = np.empty(len(self._printed.of), np.int64)
        found[self._printed.of] = np.arange(len(found))
        return found

    @cached_property
    def _printed_counts(self) -> NDArray[np.int64]:
        return self._counted()

    @cached_property
    def spellings(self) -> list[str]:  # type: ignore[override]
        """What each value is shown as, by its number."""
        return [self.texts[place] for place in self.shown.tolist()]

    @cached_property
    def _counts(self) -> list[int]:  # type: ignore[override]
        counts = self._printed_counts
        if not self._is_each:
            sums = np.zeros(len(self._printed.identities), np.int64)
            np.add.at(sums, self._printed.of, counts)
            counts = sums
        found: list[int] = counts.tolist()
        return found

    @cached_property
    def _identities(self) -> list[str]:  # type: ignore[override]
        identities = list(self._printed.identities)
        return [identities[at] for at in self._printed.of.tolist()] if self._is_each else identities

    @cached_property
    def _numbers(self) -> dict[str, int]:  # type: ignore[override]
        return {one: at for at, one in enumerate(self._identities) if self._counts[at]}
