"""Names by how they begin: what somebody types, with marks or without, may go on so."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis.names import name_identity
from index.articles.facets import NAME_FACETS
from index.storage.names import Told
from index.vietnamese.spelling import fold
from search.engines.protocol import NameCount

_LETTERS = 2  # by which names are put apart; a letter has three bytes at most, or few names have it
_BYTES = 3 * _LETTERS
_MOST_BYTES = 3  # of a letter with marks, for one without
_MOST_SPACES = 3  # that are counted


class _Drawer:
    """Some names, those of most articles first, read as far as was needed."""

    def __init__(self, types: NDArray[np.int64], names: NDArray[np.int64]) -> None:
        """The type of each, and its number."""
        self.types = types
        self.names = names
        self._read: list[_Read] = []
        self._lock = Lock()

    def read(self, told: Told) -> Iterator[_Read]:
        """Each name."""
        for at in range(len(self.names)):
            with self._lock:
                if at == len(self._read):
                    self._read.append(_read(told, int(self.types[at]), int(self.names[at])))
            yield self._read[at]


class _Read(NamedTuple):
    """A name without marks, with them, and as it is counted."""

    plain: str
    identity: str
    name: NameCount


def _read(told: Told, type: int, name: int) -> _Read:
    shown = told.shown(name)
    identity = name_identity(shown)
    return _Read(
        fold(identity), identity, NameCount(NAME_FACETS[type], shown, int(told.every(type)[name]))
    )


class Beginnings:
    """All names that articles carry; any thread may ask."""

    def __init__(self, told: Told) -> None:
        """They are put in order when somebody first asks."""
        self._told = told
        self._lock = Lock()
        self._drawers: dict[str, _Drawer] | None = None

    def find(self, typed: str, most: int) -> list[NameCount]:
        """The names of most articles that begin as was typed."""
        wanted = name_identity(typed)
        folded = fold(wanted)
        found: list[NameCount] = []
        for drawer in self._asked(folded):
            mine = 0
            for plain, identity, name in drawer.read(self._told):
                if plain.startswith(folded) and (folded == wanted or identity.startswith(wanted)):
                    found.append(name)
                    mine += 1
                    if mine == most:
                        break
        return sorted(found, key=lambda one: (-one.articles, one.name))[:most]

    def same(self, typed: str) -> list[NameCount]:
        """The names that a text without marks may be, those of most articles first."""
        wanted = name_identity(typed)
        if not wanted or fold(wanted) != wanted:
            return []
        read = [
            _read(self._told, type, name)
            for drawer in self._asked(wanted)
            for type, name in self._like(drawer, wanted)
        ]
        found = {one.name for one in read if one.plain == wanted}
        found.update(one.name for one in self._said(wanted))
        return sorted(found, key=lambda one: (-one.articles, one.name))

    def _said(self, wanted: str) -> Iterator[_Read]:
        """What people say that a text without marks is a form of."""
        for name, forms in enumerate(self._told.said_forms, len(self._told.printed.keys)):
            if any(fold(form) == wanted for form in forms):
                for type, _ in enumerate(NAME_FACETS):
                    if self._told.every(type)[name]:
                        yield _read(self._told, type, name)

    def _like(self, drawer: _Drawer, wanted: str) -> Iterator[tuple[int, int]]:
        """The types and names in a drawer that are as long as a name without marks, and have as
        many words."""
        printed, names = self._told.printed, drawer.names
        may_be = names >= len(printed.keys)  # what people say is not measured
        measured = names[~may_be]
        sizes, spaces = printed.sizes[measured], printed.spaces[measured]
        size = len(wanted.encode())
        has_size = (sizes >= size) & (sizes <= _MOST_BYTES * size)
        may_be[~may_be] = has_size & (spaces == min(wanted.count(" "), _MOST_SPACES))
        yield from zip(drawer.types[may_be].tolist(), names[may_be].tolist(), strict=True)

    def _asked(self, folded: str) -> list[_Drawer]:
        """The drawers of names that may begin so."""
        drawers = self._known()
        if len(folded) < _LETTERS:
            return [drawer for head, drawer in drawers.items() if head.startswith(folded)]
        # The second letter of few names is not among their first bytes.
        heads = {folded[:size] for size in range(1, _LETTERS + 1)}
        return [drawers[head] for head in heads if head in drawers]

    def _known(self) -> dict[str, _Drawer]:
        with self._lock:
            if self._drawers is None:
                self._drawers = self._filled()
            return self._drawers

    def _filled(self) -> dict[str, _Drawer]:
        """The drawers by the first letters of their names."""
        several = self._told.several
        heads, head_of = _heads(self._told)
        types, names, counts = [], [], []
        for type, _ in enumerate(NAME_FACETS):
            every = self._told.every(type)
            carried = np.flatnonzero(every)
            types.append(np.full(len(carried), type))
            names.append(carried)
            counts.append(every[carried])
        of_types, of_names = np.concatenate(types), np.concatenate(names)
        of_heads = head_of[of_names] if several else of_names
        order = np.lexsort((of_names, -np.concatenate(counts), of_heads))
        cuts = np.flatnonzero(np.diff(of_heads[order])) + 1
        return {
            heads[int(of_heads[part[0]])]: _Drawer(of_types[part], of_names[part])
            for part in np.split(order, cuts)
            if len(part)
        }


def _heads(told: Told) -> tuple[list[str], NDArray[np.int64]]:
    """The first letters of names without marks, and which of these each name has."""
    printed = told.printed
    data = np.zeros((len(printed.names), 8), np.uint8)
    for part, begin in zip(printed.parts, printed.entry_begins.tolist(), strict=False):
        rows = part.beginnings(_BYTES)
        data[begin : begin + len(rows), :_BYTES] = rows
    every, of_entries = np.unique(data.view(np.uint64).reshape(-1), return_inverse=True)
    number_of: dict[str, int] = {}
    numbers = [
        number_of.setdefault(
            _head(int(one).to_bytes(8, "little").rstrip(b"\0").decode(errors="ignore")),
            len(number_of),
        )
        for one in every.tolist()
    ]
    head_of = np.zeros(told.several, np.int64)
    head_of[printed.names] = np.array(numbers, np.int64)[of_entries]
    for name, text in enumerate(told.said, len(printed.keys)):
        head_of[name] = number_of.setdefault(_head(text), len(number_of))
    return list(number_of), head_of


def _head(text: str) -> str:
    return fold(name_identity(text))[:_LETTERS]
