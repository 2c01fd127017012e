"""The abbreviations that articles explain, as they are kept, and how many articles do."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from index.storage.columns.column import Live
from index.storage.columns.facet_column import Facet

ABBREVIATIONS = "abbreviations"
"""The column that has them."""


def added_up(
    known: dict[bytes, int], facets: Iterable[tuple[Facet, Live | None]]
) -> dict[bytes, int]:
    """What is known, and how many more articles explain what: those of segments of which all, or
    the live ones, count. What none explains is left out; what is new comes behind."""
    counts = dict(known)
    for facet, live in facets:
        carried = facet.ordinals if live is None else facet.ordinals[live[facet.owners]]
        own = np.bincount(carried, minlength=len(facet.values)).tolist()
        for value, count in zip(facet.encoded(), own, strict=True):
            counts[value] = counts.get(value, 0) + count
    return {value: count for value, count in counts.items() if count}
