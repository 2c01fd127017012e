"""The terms of an archive without their marks, and which of them fold to one form."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
from numpy.typing import NDArray

from index.storage.lookup import begins_of
from index.storage.terms import Numbers, Terms, merged
from index.vietnamese.spelling import fold


class Folding:
    """What some terms are without their marks.

    `terms` are the folded ones, `of` has the number among them of each of the terms. The terms that
    fold to number `n` are `forms[starts[n] : starts[n + 1]]`, rising.
    """

    def __init__(self, terms: Terms, of: Numbers, forms: Numbers, starts: Numbers) -> None:
        self.terms = terms
        self.of = of
        self.forms = forms
        self.starts = starts

    @classmethod
    def made(cls, terms: Terms) -> Folding:
        """That of some terms."""
        return cls._of(*_folded(terms))

    @classmethod
    def _of(cls, terms: Terms, of: Numbers) -> Folding:
        forms = np.argsort(of, kind="stable").astype(np.int32)
        return cls(terms, of, forms, begins_of(np.bincount(of, minlength=len(terms)), np.int32))

    def extended(self, terms: Terms, numbers: Numbers, kept: NDArray[np.bool_]) -> Folding:
        """That of other terms, most of which are these: those that are `kept`.

        They have there the `numbers`, which rise.
        """
        if len(numbers) == len(terms) == len(self.of):
            return self
        is_new = np.ones(len(terms), np.bool_)
        is_new[numbers] = False
        new, new_of = _folded(terms.those(is_new))
        names, (own, other) = merged([self.terms, new])
        of = np.empty(len(terms), np.int32)
        of[numbers] = own[self.of[kept]]
        of[is_new] = other[new_of]
        used = np.zeros(len(names), np.bool_)
        used[of] = True
        if used.all():
            return Folding._of(names, of)
        return Folding._of(names.those(used), (np.cumsum(used, dtype=np.int32) - 1)[of])

    def beginning(self, folded: str) -> tuple[int, int]:
        """Where in `forms` those begin and end that begin so without their marks."""
        first = bisect_left(self.terms, folded)
        return int(self.starts[first]), int(self.starts[bisect_left(self.terms, folded + _LAST)])


_LAST = "\U0010ffff"  # comes after every letter


def _folded(terms: Terms) -> tuple[Terms, Numbers]:
    """The folded terms, in order, and the number of each of some terms among them."""
    text = terms.lines()
    table = {ord(character): fold(character) for character in set(text) - {"\n"}}
    names = text.translate(table).split("\n") if len(terms) else []
    texts = sorted(set(names))
    numbers = dict(zip(texts, range(len(texts)), strict=True))
    return Terms.of(texts), np.fromiter(map(numbers.__getitem__, names), np.int32, len(names))
