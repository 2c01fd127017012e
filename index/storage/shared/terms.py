"""The terms of several segments as those of one archive: what was merged serves the next one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.storage.columns.bigram_column import BigramRows
from index.storage.postings import Followers
from index.storage.terms import Numbers, Terms, merged

Kept = tuple[Numbers, NDArray[np.bool_]]
"""The numbers that some of the terms before have now, and which they were."""


@dataclass(frozen=True)
class SharedTerms:
    """The terms of segments, merged, and how often each stands in all of them.

    `numbers` has for each of the `parts` the numbers of its terms. `kept` tells, where these came
    of others, the numbers that some of those have now, and which they were.
    """

    parts: Sequence[BigramRows]
    numbers: list[Numbers]
    terms: Terms
    counts: NDArray[np.int64]
    articles: NDArray[np.int64]
    kept: Kept | None = None

    @classmethod
    def of(cls, parts: Sequence[BigramRows], before: SharedTerms | None = None) -> SharedTerms:
        """Those of some segments, of which `before` may have most."""
        same = set() if before is None else {id(part) for part in before.parts}
        if before is None or not any(id(part) in same for part in parts):
            terms, numbers = merged([part.terms for part in parts])
            sums = _sums(len(terms), parts, numbers)
            return cls(parts, numbers, terms, *sums)
        if [*map(id, parts)] == [*map(id, before.parts)]:
            return replace(before, kept=_all_kept(len(before.terms)))
        return _followed(before, parts)

    @property
    def rows(self) -> list[Followers]:
        """What follows each term, in each segment."""
        return [part.followers for part in self.parts]


def _followed(before: SharedTerms, parts: Sequence[BigramRows]) -> SharedTerms:
    """What comes of `before` where there are other segments."""
    known = {id(part): numbers for part, numbers in zip(before.parts, before.numbers, strict=True)}
    new = [part for part in parts if id(part) not in known]
    new_terms, new_numbers = merged([part.terms for part in new])
    terms, (of_old, of_new) = merged([before.terms, new_terms])
    own = {id(part): of_new[numbers] for part, numbers in zip(new, new_numbers, strict=True)}
    if len(terms) == len(before.terms):
        terms = before.terms
    else:
        known = {key: of_old[numbers] for key, numbers in known.items()}
    own.update(known)

    counts, articles = (np.zeros(len(terms), np.int64) for _ in range(2))
    counts[of_old], articles[of_old] = before.counts, before.articles
    wanted = {id(part) for part in parts}
    gone = [part for part in before.parts if id(part) not in wanted]
    for sign, some in ((-1, gone), (1, new)):
        for part in some:
            counts[own[id(part)]] += sign * part.counts.astype(np.int64)
            articles[own[id(part)]] += sign * part.articles.astype(np.int64)
    numbers = [own[id(part)] for part in parts]
    if all(articles[own[id(part)]].all() for part in gone):  # no term went with them
        kept = np.ones(len(of_old), np.bool_)
        return SharedTerms(parts, numbers, terms, counts, articles, (of_old, kept))

    present = np.zeros(len(terms), np.bool_)
    for one in numbers:
        present[one] = True
    renumbered = np.cumsum(present, dtype=np.int32) - 1
    numbers = [renumbered[one] for one in numbers]
    kept = present[of_old]
    return SharedTerms(
        parts,
        numbers,
        terms if present.all() else terms.those(present),
        counts[present],
        articles[present],
        (renumbered[of_old[kept]], kept),
    )


def _all_kept(several: int) -> Kept:
    return np.arange(several, dtype=np.int32), np.ones(several, np.bool_)


def _sums(size: int, parts: Sequence[BigramRows], numbers: Sequence[Numbers]) -> list[Any]:
    """How often each of so many terms stands in all parts, and in how many articles."""
    sums = [np.zeros(size, np.int64) for _ in range(2)]
    for part, own in zip(parts, numbers, strict=True):
        sums[0][own] += part.counts
        sums[1][own] += part.articles
    return sums
