"""The terms of a field as one text, so that those that look like a pattern are found fast."""

from __future__ import annotations

import re
from bisect import bisect_left

import numpy as np
from numpy.typing import NDArray

from index.storage.postings import InvertedIndex
from index.storage.postings.dictionary import walk_terms
from index.vietnamese.syllables import LONGEST_TERM


class TermText:
    """The terms of one inverted index, in the order of their code points."""

    def __init__(self, index: InvertedIndex) -> None:
        """Read all terms."""
        terms, dfs = [], []
        for term, df, _ in walk_terms(index, b""):
            terms.append(term.decode())
            dfs.append(df)
        self._text = "\n".join(["", *terms, ""])
        lengths = np.array([len(term) + 1 for term in terms], np.int64)
        self._starts = 1 + np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
        self._dfs = np.array(dfs, np.uint32)

    def __len__(self) -> int:
        return len(self._dfs)

    def __getitem__(self, number: int) -> str:
        if not 0 <= number < len(self):
            raise IndexError(number)
        return self._text[self._starts[number] : self._starts[number + 1] - 1]

    def count(self, prefix: str) -> int:
        """How many terms begin so: those that `matching` looks at."""
        first, last = self._range(prefix)
        return last - first

    def matching(self, pattern: str) -> tuple[list[str], NDArray[np.uint32]]:
        """The terms that look like a pattern (see `glob_expression`), and their dfs."""
        first, last = self._range(prefix_of(pattern))
        if first == last:
            return [], self._dfs[:0]
        start, end = int(self._starts[first]), int(self._starts[last])
        expression = re.compile(f"^{glob_expression(pattern)}$", re.MULTILINE)
        spans = [match.span() for match in expression.finditer(self._text, start, end - 1)]
        numbers = np.searchsorted(self._starts, [start for start, _ in spans])
        return [self._text[start:end] for start, end in spans], self._dfs[numbers]

    def _range(self, prefix: str) -> tuple[int, int]:
        """The first and the last (exclusive) of the terms that begin so."""
        if not prefix:
            return 0, len(self)
        return bisect_left(self, prefix), bisect_left(self, prefix + _LAST)


_NOTHING = "(?!)"
_LAST = "\U0010ffff"  # comes after every letter


def prefix_of(pattern: str) -> str:
    """What all that looks like a pattern begins with."""
    return re.split(r"[*?]", pattern, maxsplit=1)[0]


def glob_expression(pattern: str) -> str:
    """A regular expression for `pattern`, in which `*` is any letters and `?` is one.

    Each piece between stars is looked for once, from the left, and never again (a lookahead with a
    reference back is an atomic group), so that no pattern is slow.
    """
    if len(pattern.replace("*", "")) > LONGEST_TERM:
        return _NOTHING
    first, *others = (re.escape(piece).replace(r"\?", r"[^\n]") for piece in pattern.split("*"))
    if not others:
        return first
    *middle, last = others
    pieces = enumerate(filter(None, middle))
    atoms = [rf"(?=(?P<p{i}>[^\n]*?{piece}))(?P=p{i})" for i, piece in pieces]
    return "".join([first, *atoms, rf"[^\n]*{last}"])
