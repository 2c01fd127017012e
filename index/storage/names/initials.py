"""Carried names by their first letters without marks, so that few are looked at for what is typed.

A *drawer* has the names that begin with the same letters, those of most articles first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis.names import name_identity
from index.storage.lookup import distinct
from index.storage.names.printed import Numbers, joined_arrays
from index.vietnamese.spelling import fold

if TYPE_CHECKING:
    from index.storage.names.told import Told

LETTERS = 2
"""By so many letters names are put apart. Some are found under fewer: whose second letter is a
space, or a mark of the first."""
_LONGEST = np.iinfo(np.uint8).max


class Initials(NamedTuple):
    """Drawer d begins with `heads[d]`, and has the carried names order[starts[d]:starts[d + 1]].

    `sizes` are the bytes of a spelling of each, 255 at most, in the same order.
    """

    heads: list[str]
    starts: NDArray[np.int32]
    order: NDArray[np.int32]
    sizes: NDArray[np.uint8]

    def drawers(self, folded: str) -> Iterator[slice]:
        """Where the drawers are of names that may begin so, without marks."""
        few = len(folded) < LETTERS
        heads = {folded[:size] for size in range(1, LETTERS + 1)}
        for at, head in enumerate(self.heads):
            if head.startswith(folded) if few else head in heads:
                yield slice(*self.starts[at : at + 2].tolist())


def initials_of(told: Told) -> Initials:
    """All carried names; of those that go on from others, only such as are told anew."""
    if told.is_changed is None:
        carried = np.flatnonzero(told.every > 0)
        texts = _each_text(told)
        spelled = [texts[name] for name in told.carried.names[carried].tolist()]
    else:
        carried = np.flatnonzero(told.is_changed[told.carried.names] & (told.every > 0))
        spelled = _some_texts(told, told.carried.names[carried])
    head_of: dict[str, str] = {}
    number_of: dict[str, int] = {}
    numbers = np.empty(len(carried), np.int64)
    sizes = np.empty(len(carried), np.uint8)
    for at, text in enumerate(spelled):
        begun = text[:LETTERS]
        head = head_of.get(begun)
        if head is None:
            head = head_of[begun] = fold(name_identity(begun))[:LETTERS]
        numbers[at] = number_of.setdefault(head, len(number_of))
        sizes[at] = min(len(text.encode()), _LONGEST)
    order = np.lexsort((carried, -told.every[carried], numbers))
    counts = np.bincount(numbers, minlength=len(number_of))
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    return Initials([*number_of], starts, carried[order].astype(np.int32), sizes[order])


def _some_texts(told: Told, names: NDArray[np.int32]) -> list[str]:
    """A spelling of each of some names, or what people say instead."""
    asked = distinct(names[names < told.printed.several]).astype(np.int64)
    entries = told.printed.first_entries(asked).tolist()
    texts = dict(zip(asked.tolist(), map(told.printed.text, entries), strict=True))
    return [texts[name] if name in texts else told.shown_name(name) for name in names.tolist()]


def _each_text(told: Told) -> list[str]:
    """A spelling of each name that is printed."""
    found = [""] * told.printed.several
    parts = told.printed.parts
    names = told.printed.layers[0].names
    begins = told.printed.entry_begins
    for at in range(len(parts) - 1, -1, -1):  # that of the first segment stays
        own = names[begins[at] : begins[at + 1]].tolist()
        for name, text in zip(own, parts[at].texts(), strict=True):
            found[name] = text
    return found


def shown_entries(told: Told) -> Numbers:
    """The entry that shows each name best: of the spelling that most articles have."""
    printed = told.printed
    layer = printed.layers[0]
    counts = np.add.reduceat(
        np.append(layer.counts, 0).astype(np.int64), layer.begins[:-1].astype(np.int64)
    )
    numbers: dict[str, int] = {}
    of_texts = [
        numbers.setdefault(text, len(numbers)) for part in printed.parts for text in part.texts()
    ]
    spelled = np.array(of_texts, np.int64)
    places = layer.names.astype(np.int64) * max(1, len(numbers)) + spelled
    every, first, of = np.unique(places, return_index=True, return_inverse=True)
    sums = np.bincount(of, weights=counts, minlength=len(every)).astype(np.int64)
    rank = np.empty(len(numbers), np.int64)
    rank[sorted(range(len(numbers)), key=[*numbers].__getitem__)] = np.arange(len(numbers))
    order = np.lexsort((rank[every % max(1, len(numbers))], -sums, every // max(1, len(numbers))))
    names = every[order] // max(1, len(numbers))
    is_best = np.diff(names, prepend=-1) != 0
    return joined_arrays([first[order][is_best]], np.int64)
