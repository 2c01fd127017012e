"""Keys of Telex or VNI that no input method has turned into letters, where that is all but sure.

A syllable is read so at once if the archive does not know it as it was typed, but what its keys
stand for, and if most of what is read so stands beside its neighbours of the query somewhere, too.
Whatever is less sure is a matter of `correction`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from index.vietnamese.keystrokes import from_keystrokes
from index.vietnamese.segmentation import Segmentation, Syllable
from search.engines.language import Language, Numbers
from search.engines.nodes import Term
from search.engines.protocol import Snapshot
from search.query.parsed_query import ParsedQuery
from search.query.respelling import Change, in_case

# So many articles hold a syllable that is believed to be one; of a small archive, one is enough.
_LEAST_ARTICLES = 3
_SMALL = 3_000
# Longer texts are pasted: nobody types so much without seeing it.
_MOST_SYLLABLES = 60


class _Read(NamedTuple):
    """A syllable of a query, and what its keys stand for: None where it is as typed."""

    syllable: Syllable
    meant: str | None


def unconverted(query: ParsedQuery, snapshot: Snapshot) -> list[Change]:
    """What stands for keys in a query, with the letters that they stand for; all of it or none."""
    stretches: list[list[_Read]] = []
    left = _MOST_SYLLABLES
    for span in query.spans:
        stretches.append(_read(query.text, *span, snapshot))
        left -= len(stretches[-1])
        if left < 0:
            return []
    if not any(one.meant for stretch in stretches for one in stretch):
        return []
    with snapshot.reading():
        if not _Known(snapshot.language, _least_articles(snapshot)).is_sure(stretches):
            return []
    return [
        Change(one.syllable.start, one.syllable.end, in_case(one.meant, typed))
        for stretch in stretches
        for one in stretch
        if one.meant
        for typed in [query.text[one.syllable.start : one.syllable.end]]
    ]


def _read(text: str, start: int, end: int, snapshot: Snapshot) -> list[_Read]:
    """The syllables of text[start:end], with their places in all of the text."""
    syllables = [
        one._replace(start=one.start + start, end=one.end + start)
        for one in Segmentation(text[start:end]).syllables
    ]
    meant = _meant(text, syllables, snapshot)
    return [_Read(*one) for one in zip(syllables, meant, strict=True)]


def _meant(text: str, syllables: Sequence[Syllable], snapshot: Snapshot) -> Iterator[str | None]:
    """What the keys of each syllable stand for; None for what is no keys, or for a name."""
    found = [
        from_keystrokes(one.text) if _may_be_keys(text[one.start : one.end], text) else None
        for one in syllables
    ]
    least = _least_articles(snapshot)
    dfs = snapshot.dfs([Term("text_folded", one.folded) for one in syllables])
    for meant, df in zip(found, dfs, strict=True):
        yield meant if df < least else None


def _least_articles(snapshot: Snapshot) -> int:
    """In how many articles a syllable stands that the archive knows."""
    return _LEAST_ARTICLES if snapshot.indexed >= _SMALL else 1


def _may_be_keys(typed: str, text: str) -> bool:
    """Whether a syllable may be keys by its letter case: capitals within are those of a name."""
    return typed.islower() or typed[1:].islower() or (typed.isupper() and text.isupper())


class _Known:
    """What the archive knows of its language."""

    def __init__(self, language: Language, least: int) -> None:
        """What stands in fewer articles than `least` is not known."""
        self._language = language
        self._model = language.marked
        self._least = least

    def is_sure(self, stretches: Sequence[Sequence[_Read]]) -> bool:
        """Whether all that is read as keys in some rows of syllables is what was meant.

        All of it must be syllables of the archive, and half of it stand beside a neighbour.
        """
        read = [
            (stretch, at)
            for stretch in stretches
            for at, one in enumerate(stretch)
            if one.meant is not None
        ]
        if not all(self._is_known(stretch[at]) for stretch, at in read):
            return False
        return 2 * sum(self._fits(*one) for one in read) >= len(read)

    def _is_known(self, one: _Read) -> bool:
        numbers = self._numbers(one)
        return bool(len(numbers)) and bool(self._model.articles[numbers[0]] >= self._least)

    def _fits(self, stretch: Sequence[_Read], at: int) -> bool:
        """Whether a syllable stands somewhere as it does in its row, if that has any other."""
        own = self._numbers(stretch[at])
        before = at > 0 and not stretch[at].syllable.after_break
        after = at + 1 < len(stretch) and not stretch[at + 1].syllable.after_break
        if not before and not after:
            return True
        return (before and self._follows(self._numbers(stretch[at - 1]), own)) or (
            after and self._follows(own, self._numbers(stretch[at + 1]))
        )

    def _follows(self, first: Numbers, second: Numbers) -> bool:
        """Whether any of some syllables stands directly behind any of others."""
        return bool(len(first) and len(second) and self._model.pair_counts(first, second).any())

    def _numbers(self, one: _Read) -> Numbers:
        """The syllables that one may be: without marks, all that are written so."""
        if one.meant is None and not one.syllable.is_marked:
            return np.array(self._language.forms(one.syllable.folded), np.int64)
        number = self._model.number(one.meant or one.syllable.text)
        return np.array([] if number is None else [number], np.int64)
