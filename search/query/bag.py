"""The words that a query ranks by, and how they were typed: with their marks or without."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from index.vietnamese.segmentation import Segmentation, Syllable


class Marks(Enum):
    """How a query was typed: with (nearly) all its marks, with some, or without."""

    ALL = "all"
    SOME = "some"
    NONE = "none"


# From this share of marked syllables on, those without are taken to have none.
_ALL_MARKED = 0.6


def marks_of(syllables: Iterable[Syllable]) -> Marks:
    """How some syllables were typed; numbers do not tell, nor letters that stand for a word.

    Where nothing else was typed, the words they stand for (*TL8*: *tỉnh lộ*) are meant.
    """
    every = [one for one in syllables if not one.is_number]
    marked = [one.is_marked for one in every if not one.is_short] or [
        one.is_marked for one in every
    ]
    if not any(marked):
        return Marks.NONE
    return Marks.ALL if sum(marked) >= _ALL_MARKED * len(marked) else Marks.SOME


def is_exact(syllable: Syllable, marks: Marks) -> bool:
    """Whether a syllable of a query stands for itself only, not for all that fold to it."""
    return marks is Marks.ALL or syllable.is_marked


class Stretch(NamedTuple):
    """Words that were typed in a row, and how much they weigh."""

    text: str
    boost: float = 1.0


@dataclass(frozen=True)
class Bag:
    """The bag of words that a query ranks by: stretches of its text, each analysed by itself.

    None of the words and neighbours reaches from one stretch to the next.
    """

    stretches: tuple[Stretch, ...] = ()

    @cached_property
    def analyses(self) -> tuple[Segmentation, ...]:
        """The stretches, analysed."""
        return tuple(Segmentation(stretch.text) for stretch in self.stretches)

    @property
    def boosts(self) -> tuple[float, ...]:
        """How much each of the stretches weighs."""
        return tuple(stretch.boost for stretch in self.stretches)

    @cached_property
    def syllables(self) -> tuple[Syllable, ...]:
        """The syllables of all the stretches, in order."""
        return tuple(one for analysis in self.analyses for one in analysis.syllables)

    @cached_property
    def marks(self) -> Marks:
        """How the whole was typed."""
        return marks_of(self.syllables)

    def __bool__(self) -> bool:
        return bool(self.syllables)

    def weighted(self) -> Iterator[tuple[Segmentation, float]]:
        """The analysed stretches, each with its weight."""
        return zip(self.analyses, self.boosts, strict=True)

    def neighbours(self) -> Iterator[tuple[Syllable, Syllable, float]]:
        """Syllables that stand side by side, without punctuation between, and their weight."""
        for analysis, boost in self.weighted():
            for first, second in pairwise(analysis.syllables):
                if not second.after_break:
                    yield first, second, boost
