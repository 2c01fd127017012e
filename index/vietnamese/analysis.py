"""From a text to syllables and words, each with its offsets into the text as it was given."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cached_property
from typing import NamedTuple

from index.vietnamese.spelling import clean, respell
from index.vietnamese.syllables import Answer, Syllable, scan, select
from index.vietnamese.words import words

__all__ = ["RULES", "Analysis", "Syllable", "Word"]

# Part of the fingerprint of every archive: raise it when the same text yields other terms.
RULES = 2


class Word(NamedTuple):
    """A word of pyvi's: the syllables `first` to `last` (exclusive), joined by underscores."""

    start: int
    end: int
    text: str
    folded: str
    first: int
    last: int

    @property
    def is_compound(self) -> bool:
        """Whether it has more than one syllable."""
        return self.last - self.first > 1


class Analysis:
    """A text cut into syllables, and into words when asked."""

    def __init__(self, text: str) -> None:
        """Analyse `text`: any string, of any length, in time linear in its length."""
        self.text = text
        self._clean = clean(text)

    @cached_property
    def syllables(self) -> list[Syllable]:
        """The syllables in order."""
        return scan(self._clean.text, self._clean.starts, self._clean.ends)

    def select(
        self,
        choose: Callable[[str, str], Answer | None],
        known: dict[str, Answer | None],
        folded: Collection[str] | None = None,
    ) -> list[tuple[int, Syllable, Answer]]:
        """The syllables that `choose` picks, see `select_in_python`; the others are not made."""
        starts, ends = self._clean.starts, self._clean.ends
        return select(self._clean.text, choose, known, folded, starts=starts, ends=ends)

    @cached_property
    def words(self) -> list[Word]:
        """The words in order, as pyvi cuts them; punctuation is left out."""
        syllables = self.syllables
        spans = words(respell(self._clean.text))
        if self._clean.starts is not None:
            spans = [self._clean.span(start, end) for start, end in spans]
        if not syllables:
            return []
        starts, ends, texts, folded, _ = zip(*syllables, strict=True)
        starts, ends = (*starts, len(self.text) + 1), (*ends, len(self.text) + 1)
        found: list[Word] = []
        at = 0
        for start, end in spans:
            while starts[at] < start:
                at += 1
            first = at
            while ends[at] <= end:
                at += 1
            if at - first == 1:
                found.append(
                    Word(starts[first], ends[first], texts[first], folded[first], first, at)
                )
            elif at > first:
                text, bare = "_".join(texts[first:at]), "_".join(folded[first:at])
                found.append(Word(starts[first], ends[at - 1], text, bare, first, at))
        return found
