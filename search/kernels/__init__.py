"""Query trees over posting lists: which articles of a segment match, and what they score.

By native extensions (`_evaluating`, `_bracketing`, `_positions`) or, where those do not run (see
`index.native`), by `reference`, which says what trees are and mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

import numpy as np

from index import native
from search.kernels.reference import Numbers, Promising, Tree, is_bag

if native.is_used():
    with native.loading():
        from search.kernels._bracketing import Bag
        from search.kernels._compiling import KINDS
        from search.kernels._evaluating import evaluate
        from search.kernels._likeness import likeness
        from search.kernels._positions import behind_row, pair_frequencies
        from search.kernels._results import Best, Brackets, Matches
        from search.kernels._values import (
            carriers,
            count_values,
            foremost,
            most_first,
            periods_of,
        )
else:
    from search.kernels.reference import (  # type: ignore[assignment]
        KINDS,
        Bag,
        Best,
        Brackets,
        Matches,
        behind_row,
        carriers,
        count_values,
        evaluate,
        foremost,
        likeness,
        most_first,
        pair_frequencies,
        periods_of,
    )

__all__ = [
    "Bag",
    "Best",
    "Brackets",
    "Kind",
    "Matches",
    "Promising",
    "Tree",
    "behind_row",
    "carriers",
    "count_values",
    "evaluate",
    "foremost",
    "is_bag",
    "likeness",
    "merged",
    "most_first",
    "pair_frequencies",
    "periods_of",
]


class Kind(IntEnum):
    """The kinds of trees, each the first of its tuple."""

    LIST = KINDS["list"]
    ARRAY = KINDS["array"]
    MASK = KINDS["mask"]
    EVERY = KINDS["every"]
    AND = KINDS["and"]
    OR = KINDS["or"]
    NOT = KINDS["not"]
    PHRASE = KINDS["phrase"]
    CONSTANT = KINDS["constant"]
    MAYBE = KINDS["maybe"]


# Lists that are this much shorter together than the segment are sorted, others are counted.
_SHORT = 32


def merged(lists: Sequence[tuple[Numbers, Numbers]], size: int) -> tuple[Numbers, Numbers]:
    """Several (articles, frequencies) of a segment with `size` articles as one."""
    if len(lists) == 1:
        return lists[0]
    articles = np.concatenate([np.empty(0, np.uint32), *(one[0] for one in lists)])
    frequencies = np.concatenate([np.empty(0, np.uint32), *(one[1] for one in lists)])
    if len(articles) * _SHORT < size:
        order = np.argsort(articles, kind="stable")
        articles, frequencies = articles[order], frequencies[order]
        starts = np.flatnonzero(np.diff(articles, prepend=np.uint32(0xFFFFFFFF)))
        return articles[starts], np.add.reduceat(frequencies, starts, dtype=np.uint32)
    counts = np.bincount(articles, frequencies, size)
    found = np.flatnonzero(counts)
    return found.astype(np.uint32), counts[found].astype(np.uint32)
