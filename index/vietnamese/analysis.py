"""From a text to syllables and words, each with its offsets into the text as it was given."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from index.vietnamese.spelling import clean, respell
from index.vietnamese.syllables import Syllable, scan
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

    @cached_property
    def words(self) -> list[Word]:
        """The words in order, as pyvi cuts them; punctuation is left out."""
        syllables = self.syllables
        found: list[Word] = []
        at = 0
        for start, end in words(respell(self._clean.text)):
            original_start, original_end = self._clean.span(start, end)
            while at < len(syllables) and syllables[at].start < original_start:
                at += 1
            first = at
            while at < len(syllables) and syllables[at].end <= original_end:
                at += 1
            if at > first:
                members = syllables[first:at]
                found.append(
                    Word(
                        members[0].start,
                        members[-1].end,
                        "_".join(s.text for s in members),
                        "_".join(s.folded for s in members),
                        first,
                        at,
                    )
                )
        return found
