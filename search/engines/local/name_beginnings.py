"""Names by how they begin: what somebody types, with marks or without, may go on so."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from index.analysis.names import name_identity
from index.articles.facets import NAME_FACETS
from index.storage.names import Told
from index.vietnamese.spelling import fold
from search.engines.protocol import NameCount

_LETTERS = 2  # by which names are put apart; a letter has three bytes at most, or few names have it
_BYTES = 3 * _LETTERS


class _Drawer:
    """Some names, those of most articles first, read as far as was needed."""

    def __init__(self, rows: list[tuple[int, int]]) -> None:
        """`rows` are types, and names of them."""
        self._rows = rows
        self._read: list[tuple[str, str, NameCount]] = []
        self._lock = Lock()

    def names(self, told: Told) -> Iterator[tuple[str, str, NameCount]]:
        """Each name: without marks, with them, and as it is counted."""
        for at, (type, name) in enumerate(self._rows):
            with self._lock:
                if at == len(self._read):
                    shown = told.shown(name)
                    identity = name_identity(shown)
                    count = NameCount(NAME_FACETS[type], shown, int(told.every(type)[name]))
                    self._read.append((fold(identity), identity, count))
            yield self._read[at]


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
        drawers = self._known()
        if len(folded) < _LETTERS:
            asked = [drawer for head, drawer in drawers.items() if head.startswith(folded)]
        else:  # the second letter of few names is not among their first bytes
            heads = {folded[:size] for size in range(1, _LETTERS + 1)}
            asked = [drawer for head, drawer in drawers.items() if head in heads]
        found: list[NameCount] = []
        for drawer in asked:
            mine = 0
            for plain, identity, count in drawer.names(self._told):
                if plain.startswith(folded) and (folded == wanted or identity.startswith(wanted)):
                    found.append(count)
                    mine += 1
                    if mine == most:
                        break
        return sorted(found, key=lambda one: (-one.articles, one.name))[:most]

    def _known(self) -> dict[str, _Drawer]:
        with self._lock:
            if self._drawers is None:
                self._drawers = {head: _Drawer(rows) for head, rows in self._rows().items()}
            return self._drawers

    def _rows(self) -> dict[str, list[tuple[int, int]]]:
        """By the first letters of names: types, and names of them, those of most articles first."""
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
        found: dict[str, list[tuple[int, int]]] = {}
        for part in np.split(order, cuts):
            if len(part):
                rows = zip(of_types[part].tolist(), of_names[part].tolist(), strict=True)
                found[heads[int(of_heads[part[0]])]] = list(rows)
        return found


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
