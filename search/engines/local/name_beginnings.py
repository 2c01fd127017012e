"""Names by how they begin: what somebody types, with marks or without, may go on so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis.names import name_identity
from index.articles.facets import NAME_FACETS
from index.storage.names.initials import Initials
from index.storage.names.printed import SPACES
from index.storage.names.told import Told
from index.vietnamese.spelling import fold
from search.engines.protocol import NameCount

_MOST_BYTES = 3  # of a letter with marks, for one without
_LONGEST = np.iinfo(np.uint8).max


class _Read(NamedTuple):
    """A carried name, by its number, and without marks."""

    number: int
    plain: str


def _plain(told: Told, number: int) -> str:
    return fold(_identity(told.shown(number)))


def _name(told: Told, number: int) -> NameCount:
    """A carried name as it is counted."""
    return NameCount(NAME_FACETS[told.types[number]], told.shown(number), int(told.every[number]))


_identity = name_identity.__wrapped__  # what is read once need not be remembered


class _Drawer:
    """Some names, those of most articles first, read as far as was needed."""

    def __init__(self, numbers: NDArray[np.int32], sizes: NDArray[np.uint8]) -> None:
        """The number of each, and the bytes of a spelling."""
        self._numbers = numbers
        self._sizes = sizes
        self._read: list[str] = []  # without marks: what else there is of them is looked up again
        self._lock = Lock()

    def read(self, told: Told) -> Iterator[_Read]:
        """Each name."""
        for at, number in enumerate(self._numbers.tolist()):
            with self._lock:
                if at == len(self._read):
                    self._read.append(_plain(told, number))
            yield _Read(number, self._read[at])

    def like(self, told: Told, wanted: str) -> Iterator[_Read]:
        """The names that are as long as one without marks, and have as many words."""
        names = told.carried.names[self._numbers]
        is_said = names >= told.printed.several  # that is not measured
        kinds = told.printed.kinds[np.where(is_said, 0, names)] if told.printed.several else names
        size = len(wanted.encode())
        sizes = self._sizes.astype(np.int64)
        may_be = (sizes >= min(size, _LONGEST)) & (
            (sizes <= _MOST_BYTES * size) | (sizes == _LONGEST)
        )
        may_be &= kinds & SPACES == min(wanted.count(" "), SPACES)
        for number in self._numbers[may_be | is_said].tolist():
            yield _Read(number, _plain(told, number))


class _Drawers:
    """The drawers of some names, those that are asked for."""

    def __init__(self, told: Told) -> None:
        """They are put in order when somebody first asks."""
        self._told = told
        self._lock = Lock()
        self._known: Initials | None = None
        self._made: dict[int, _Drawer] = {}

    def begun(self, folded: str) -> list[_Drawer]:
        """Those of names that may begin so."""
        with self._lock:
            known = self._known
            if known is None:
                known = self._known = self._told.initials
            found = []
            for own in known.drawers(folded):
                if own.start not in self._made:
                    self._made[own.start] = _Drawer(known.order[own], known.sizes[own])
                found.append(self._made[own.start])
            return found


def beginnings_of(told: Told) -> Beginnings:
    """How the names begin that are told; what is told goes on from keeps its own."""
    before = None if told.base is told else beginnings_of(told.base)
    found: Beginnings = told.once("beginnings", lambda: Beginnings(told, before))
    return found


class Beginnings:
    """All names that articles carry; any thread may ask.

    Those that were told of other articles before are looked for there, unless they changed.
    """

    def __init__(self, told: Told, before: Beginnings | None = None) -> None:
        """`before` are those that `told` goes on from, if it does."""
        self._told = told
        self._before = before
        self._drawers = _Drawers(told)

    def find(self, typed: str, most: int) -> list[NameCount]:
        """The names of most articles that begin as was typed."""
        wanted = name_identity(typed)
        folded = fold(wanted)
        found: list[NameCount] = []
        for told, drawer in self._each(folded, _Drawer.read):
            mine = 0
            for number, plain in drawer:
                if not plain.startswith(folded):
                    continue
                if folded == wanted or _identity(told.shown(number)).startswith(wanted):
                    found.append(_name(told, number))
                    mine += 1
                    if mine == most:
                        break
        return sorted(found, key=lambda one: (-one.articles, one.name))[:most]

    def same(self, typed: str) -> list[NameCount]:
        """The names that a text without marks may be, those of most articles first."""
        wanted = name_identity(typed)
        if not wanted or fold(wanted) != wanted:
            return []
        found = {
            _name(told, one.number)
            for told, drawer in self._each(wanted, lambda one, told: one.like(told, wanted))
            for one in drawer
            if one.plain == wanted
        }
        found.update(self._said(wanted))
        return sorted(found, key=lambda one: (-one.articles, one.name))

    def _each(
        self, folded: str, read: Callable[[_Drawer, Told], Iterator[_Read]]
    ) -> Iterator[tuple[Told, Iterator[_Read]]]:
        """What is read of each drawer whose names may begin so, and what tells of them."""
        for drawer in self._drawers.begun(folded):
            yield self._told, read(drawer, self._told)
        if self._before is not None:
            told = self._before._told
            for drawer in self._before._drawers.begun(folded):
                yield told, self._unchanged(read(drawer, told))

    def _unchanged(self, names: Iterator[_Read]) -> Iterator[_Read]:
        """Those that are as they were before."""
        carried, changed = self._told.carried.names, self._told.is_changed
        return (one for one in names if changed is None or not changed[carried[one.number]])

    def _said(self, wanted: str) -> Iterator[NameCount]:
        """What people say that a text without marks is a form of."""
        told = self._told
        for name, forms in enumerate(told.said_forms, told.printed.several):
            if any(fold(form) == wanted for form in forms):
                for number in np.flatnonzero(told.carried.names == name).tolist():
                    if told.every[number]:
                        yield _name(told, number)
