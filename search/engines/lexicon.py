"""The terms of a field that look like a pattern, found in the dictionaries where they lie."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.storage.postings import InvertedIndex, terms_like
from index.vietnamese.syllables import LONGEST_TERM


class SortedTerms(Protocol):
    """The terms of a field, in the order of their bytes, of which an inverted index is one."""

    @property
    def terms(self) -> int:
        """How many they are."""

    def place(self, text: bytes) -> int:
        """How many terms come before a text."""

    def term_lines(self, begin: int, end: int) -> tuple[bytes, NDArray[np.uint32]]:
        """The terms from number `begin` to `end`, a line each, and in how many articles each is."""


class TermText(ABC):
    """Terms in the order of their code points, read where they lie; nothing is kept of them."""

    def __init__(self, terms: SortedTerms) -> None:
        self._terms = terms

    def __len__(self) -> int:
        return self._terms.terms

    def __getitem__(self, number: int) -> str:
        if not 0 <= number < len(self):
            raise IndexError(number)
        return self._terms.term_lines(number, number + 1)[0].decode()

    def count(self, prefix: str) -> int:
        """How many terms begin so: those that `matching` looks at."""
        first, last = self._range(prefix)
        return last - first

    @abstractmethod
    def matching(self, pattern: str) -> tuple[list[str], NDArray[np.uint32]]:
        """The terms that look like a pattern (see `glob_expression`), and their dfs."""

    def _range(self, prefix: str) -> tuple[int, int]:
        """The first and the last (exclusive) of the terms that begin so."""
        if not prefix:
            return 0, len(self)
        first, last = (
            self._terms.place(text.encode("utf-8", "surrogatepass"))
            for text in (prefix, prefix + _LAST)
        )
        return first, max(first, last)


class IndexedText(TermText):
    """The terms of one inverted index, and which of them look like a pattern."""

    def __init__(self, index: InvertedIndex) -> None:
        super().__init__(index)
        self._index = index

    def matching(self, pattern: str) -> tuple[list[str], NDArray[np.uint32]]:
        """The terms that look like a pattern (see `glob_expression`), and their dfs."""
        if _is_too_long(pattern):
            return [], np.empty(0, np.uint32)
        lines, dfs = terms_like(self._index, pattern.encode("utf-8", "surrogatepass"))
        return lines.decode().split("\n") if len(dfs) else [], dfs


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
    if _is_too_long(pattern):
        return _NOTHING
    first, *others = (re.escape(piece).replace(r"\?", r"[^\n]") for piece in pattern.split("*"))
    if not others:
        return first
    *middle, last = others
    pieces = enumerate(filter(None, middle))
    atoms = [rf"(?=(?P<p{i}>[^\n]*?{piece}))(?P=p{i})" for i, piece in pieces]
    return "".join([first, *atoms, rf"[^\n]*{last}"])


def _is_too_long(pattern: str) -> bool:
    """Whether no term can look like a pattern."""
    return len(pattern.replace("*", "")) > LONGEST_TERM
