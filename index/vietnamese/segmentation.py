"""A text cut into syllables and words, each with its offsets into the text as it was given."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from index.vietnamese.spelling import CleanText, clean
from index.vietnamese.syllables import Answer, Found, Syllable, respelled, scanner
from index.vietnamese.words import words

__all__ = ["RULES_VERSION", "Segmentation", "Syllable", "Word", "members"]

# Part of the fingerprint of every archive: raise it when the same text yields other terms.
RULES_VERSION = 3


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


class Segmentation:
    """A text cut into syllables, and into words when asked."""

    def __init__(self, text: str) -> None:
        """`text` is any string, of any length; time is linear in its length."""
        self.text = text

    @cached_property
    def _clean(self) -> CleanText:
        return clean(self.text)

    @cached_property
    def _found(self) -> Found:
        return scanner().find(*self._clean)

    @cached_property
    def syllables(self) -> list[Syllable]:
        """The syllables in order."""
        return self._found.syllables()

    def select(
        self,
        choose: Callable[[str, str], Answer | None],
        known: dict[str, Answer | None],
        folded: Collection[str] | None = None,
    ) -> list[tuple[int, Syllable, Answer]]:
        """The syllables that `choose` picks, with place and answer; no others are made.

        The arguments are those of `syllables.FoundInPython.select`.
        """
        return scanner().select(self.text, choose, known, folded)[0]

    @cached_property
    def words(self) -> list[Word]:
        """The words in order, as pyvi cuts them; punctuation is left out."""
        syllables = self.syllables
        spans = words(respelled(self._clean.text, self._found))
        if self._clean.starts is not None:
            spans = [self._clean.span(start, end) for start, end in spans]
        if not syllables:
            return []
        starts, ends, texts, folded, _ = zip(*syllables, strict=True)
        found: list[Word] = []
        for first, last in members(starts, ends, spans):
            if last - first == 1:
                text, bare = texts[first], folded[first]
            else:
                text, bare = "_".join(texts[first:last]), "_".join(folded[first:last])
            found.append(Word(starts[first], ends[last - 1], text, bare, first, last))
        return found


def members(
    starts: Sequence[int], ends: Sequence[int], spans: Iterable[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """The first and the last (exclusive) of the syllables in each word that has any.

    `starts` and `ends` are those of the syllables, `spans` those of the words. A syllable that
    reaches over several of these (*U-23*, a telephone number) is a word of its own.
    """
    at, count = 0, len(starts)
    for start, end in spans:
        while at < count and starts[at] < start:
            yield at, at + 1
            at += 1
        first = at
        while at < count and ends[at] <= end:
            at += 1
        if at > first:
            yield first, at
    for left in range(at, count):
        yield left, left + 1
