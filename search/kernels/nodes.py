"""The trees that the kernels evaluate on one segment, as tuples with names.

What each of them means says `search.kernels.reference`. Weights hold all of BM25 but frequency and
length; `norms` are the length norms of all articles of the segment, and None where the score is
the weight alone.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.storage.postings import DenseLists, InvertedIndex
from search.kernels import Kind, Tree

Numbers = NDArray[np.uint32]
_LIST = Kind.LIST


class Norms(NamedTuple):
    """The length norms of a segment's articles: of each or, with the `lengths` of these, of each
    length that two bytes can tell."""

    values: NDArray[np.float64]
    lengths: NDArray[np.uint16] | None = None

    def of(self, articles: Any) -> Any:
        """The norms of some articles, or of one."""
        return self.values[articles if self.lengths is None else self.lengths[articles]]


class PostingList(NamedTuple):
    """The articles that hold a term. `share` of a norm is each syllable's.

    The list is read from the `dense` lists of its field, if these are given and it is one of them.
    """

    kind: int
    inverted: InvertedIndex
    term: bytes
    weight: float
    norms: Norms | None
    share: float
    dense: DenseLists | None

    @classmethod
    def of(
        cls,
        index: InvertedIndex,
        term: bytes,
        weight: float = 0.0,
        norms: Norms | None = None,
        share: float = 0.0,
        *,
        dense: DenseLists | None = None,
    ) -> PostingList:
        """The posting list of a term; without a weight, it adds nothing."""
        return cls(_LIST, index, term, weight, norms, share, dense)


class Listed(NamedTuple):
    """Some articles, rising, and how often each has what they are listed for, in 8 or 32 bits."""

    kind: int
    articles: Numbers
    frequencies: NDArray[Any]
    weight: float
    norms: Norms | None

    @classmethod
    def of(
        cls,
        articles: Numbers,
        frequencies: NDArray[Any],
        weight: float = 0.0,
        norms: Norms | None = None,
    ) -> Listed:
        """The list; without a weight, it adds nothing."""
        return cls(Kind.ARRAY, articles, frequencies, weight, norms)


class Mask(NamedTuple):
    """The articles that are flagged."""

    kind: int
    flags: NDArray[np.bool_]

    @classmethod
    def of(cls, flags: NDArray[np.bool_]) -> Mask:
        """One flag for each article of the segment."""
        return cls(Kind.MASK, flags)


class Every(NamedTuple):
    """All articles, with one score."""

    kind: int
    score: float

    @classmethod
    def of(cls, score: float = 0.0) -> Every:
        """All articles."""
        return cls(Kind.EVERY, score)


class And(NamedTuple):
    """What all parts hold of."""

    kind: int
    parts: tuple[Tree, ...]

    @classmethod
    def of(cls, *parts: Tree) -> And:
        """The conjunction of some trees."""
        return cls(Kind.AND, parts)


class Or(NamedTuple):
    """What at least so many parts hold of."""

    kind: int
    parts: tuple[Tree, ...]
    least: int

    @classmethod
    def of(cls, *parts: Tree, least: int = 1) -> Or:
        """The disjunction of some trees."""
        return cls(Kind.OR, parts, least)


class Not(NamedTuple):
    """What a tree does not hold of."""

    kind: int
    part: Tree

    @classmethod
    def of(cls, part: Tree) -> Not:
        """The negation of a tree."""
        return cls(Kind.NOT, part)


class Phrase(NamedTuple):
    """Where terms stand in order, each at most `slop` places after the one before; a tuple has a
    slop for each of them but the first."""

    kind: int
    parts: tuple[PostingList, ...]
    slop: int | tuple[int, ...]

    @classmethod
    def of(cls, *parts: PostingList, slop: int | tuple[int, ...] = 1) -> Phrase:
        """The phrase of some posting lists with positions."""
        return cls(Kind.PHRASE, parts, slop)


class Constant(NamedTuple):
    """What a tree holds of, with one score."""

    kind: int
    part: Tree
    score: float

    @classmethod
    def of(cls, part: Tree, score: float) -> Constant:
        """The tree with a score of its own."""
        return cls(Kind.CONSTANT, part, score)


class Maybe(NamedTuple):
    """What the first tree holds of; the second one only adds its score."""

    kind: int
    part: Tree
    preferred: Tree

    @classmethod
    def of(cls, part: Tree, preferred: Tree) -> Maybe:
        """The tree, and the other one that is preferred."""
        return cls(Kind.MAYBE, part, preferred)


NOTHING: Tree = Or.of()
