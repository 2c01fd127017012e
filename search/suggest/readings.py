"""What each syllable of a query may have been meant to be, and what it costs to believe so.

The channel of the noisy channel: a syllable may be another one that is spelled nearly so, has other
marks, or was typed with keys that no input method turned into letters, and a space may be missing
or too much.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from index.storage.lookup import distinct
from index.vietnamese.keystrokes import from_keystrokes
from index.vietnamese.legacy_syllables import is_syllable
from index.vietnamese.segmentation import Segmentation, Syllable
from index.vietnamese.spelling import clean, fold
from search.engines.language import Language, Model
from search.query.bag import Marks
from search.suggest.names import Names, breaks_abbreviation

# Nats that a slip costs: by so much what was meant must be likelier than what was typed.
_SLIP = 5.2
# What a slip costs besides, where it changes more than marks.
_LETTERS = 2.5
_OTHER_LETTER = 3.0
_KEYSTROKES = 1.0
_SPACE = 2.0
# Hỏi for ngã, or the reverse: many say both alike, and write one for the other.
_HOOK_FOR_TILDE = -2.0
# What it costs to leave a syllable as it was typed that the archive does not know.
_UNKNOWN = 4.0
# What it costs to believe that a foreign word or an abbreviation that the archive knows is a slip.
_FOREIGN = 3.0
# Only what stands in so many articles is believed to be spelled rightly.
_LEAST_ARTICLES = 3
_MOST_READINGS = 48  # of one syllable
# Addresses, file names, hash tags and the like are no prose.
_CODE = re.compile(r"[@/\\_#&=]|\w[.:]\w")
_PIECE = re.compile(r"\S+")


class Reading(NamedTuple):
    """What the syllables [start:end] may be: the numbers of terms, and how they are spelled.

    `spelled` is None where that is as typed.
    """

    start: int
    end: int
    terms: tuple[int, ...]
    cost: float
    spelled: str | None


def _edit_cost(typed: str, meant: str) -> float:
    """What an edit costs beside the slip: there are more letters to hit than places to miss one."""
    is_other = len(typed) == len(meant) and sorted(typed) != sorted(meant)
    return _OTHER_LETTER if is_other else _LETTERS


def _differ_by_hook(one: str, other: str) -> bool:
    """Whether two syllables differ in nothing but that one has hỏi and the other ngã."""
    return one != other and _without_hook(one) == _without_hook(other)


@lru_cache(maxsize=4096)
def _without_hook(text: str) -> str:
    return unicodedata.normalize("NFD", text).replace("\u0309", "\u0303")


class Readings:
    """The readings of words that were typed in a row, syllable by syllable."""

    def __init__(self, text: str, marks: Marks, language: Language) -> None:
        """`marks` says how the whole query was typed, `language` what the archive knows."""
        self.syllables = Segmentation(text).syllables
        self.model: Model = language.folded if marks is Marks.NONE else language.marked
        self._text = text
        self._is_upper = text.isupper()
        self._marks = marks
        self._language = language
        self._names = Names(
            text,
            self.syllables,
            language,
            lambda one: self.model.number(self._term(one)) is not None,
            lambda one: self._known(self._term(one)) is not None,
        )
        self._code = [one.span() for one in _PIECE.finditer(text) if _CODE.search(one.group())]

    def of(self, at: int) -> Iterator[Reading]:
        """What the syllable `at` may be, alone or with the one after it."""
        syllable = self.syllables[at]
        typed = self._term(syllable)
        number = self.model.number(typed)
        own = -1 if number is None else number
        if not self._is_open(syllable) or self._names.has(at):
            yield Reading(at, at + 1, (own,), 0.0, None)
            return
        slip, doubt = self._doubt(syllable, typed)
        yield Reading(at, at + 1, (own,), doubt, None)
        converted = from_keystrokes(syllable.text)
        meant = None if converted is None else self._known(self._spelled(converted))
        if converted is not None and meant is not None and meant != own:
            yield Reading(at, at + 1, (meant,), slip + _KEYSTROKES, converted)
        if any(map(str.isdigit, syllable.text)):
            return
        for term, cost in self._nearby(syllable, typed):
            if term not in (own, meant) and not breaks_abbreviation(typed, self.model.terms[term]):
                yield Reading(at, at + 1, (term,), slip + cost, self.model.terms[term])
        yield from self._split(at, typed, slip)
        yield from self._joined(at, typed, slip)

    def _doubt(self, syllable: Syllable, typed: str) -> tuple[float, float]:
        """What a slip in this syllable costs, and what it costs that there is none."""
        if self._known(typed) is None:
            return _SLIP, _UNKNOWN
        return _SLIP if is_syllable(syllable.text) else _SLIP + _FOREIGN, 0.0

    def _term(self, syllable: Syllable) -> str:
        return syllable.folded if self._marks is Marks.NONE else syllable.text

    def _spelled(self, marked: str) -> str:
        """A syllable as the model knows it."""
        return fold(marked) if self._marks is Marks.NONE else marked

    def _known(self, term: str) -> int | None:
        """The number of a term that is common enough to be meant."""
        number = self.model.number(term)
        return None if number is None or not self._is_common(number) else number

    def _is_common(self, number: int) -> bool:
        return bool(self.model.articles[number] >= _LEAST_ARTICLES)

    def _is_open(self, syllable: Syllable) -> bool:
        """Whether a syllable may be spelled wrongly: numbers and codes are as they are."""
        typed = clean(self._text[syllable.start : syllable.end]).text
        is_code = any(start <= syllable.start < end for start, end in self._code)
        is_short = len(typed) > 1 and typed.isupper() and not self._is_upper
        return typed.isalnum() and not (syllable.is_number or is_code or is_short)

    def _nearby(self, syllable: Syllable, typed: str) -> Iterator[tuple[int, float]]:
        """The terms that are spelled nearly so, and what each costs."""
        model = self.model
        same = [] if self._marks is Marks.NONE else self._language.forms(syllable.folded)
        numbers = np.array([*same, *model.near(typed, 1)], np.int64)
        common = distinct(numbers[model.articles[numbers] >= _LEAST_ARTICLES])
        if len(common) > _MOST_READINGS:
            best = np.argsort(-model.counts[common], kind="stable")[:_MOST_READINGS]
            common = common[np.sort(best)]
        for number in common.tolist():
            if not model.terms[number][0].isdigit():
                yield number, self._cost(syllable, number, is_same=number in same)

    def _cost(self, syllable: Syllable, number: int, *, is_same: bool) -> float:
        """What another spelling of a syllable costs beside the slip."""
        meant = self.model.terms[number]
        if not is_same:
            return _edit_cost(syllable.text, meant)
        return _HOOK_FOR_TILDE if _differ_by_hook(syllable.text, meant) else 0.0

    def _split(self, at: int, typed: str, slip: float) -> Iterator[Reading]:
        """Two syllables between which a space may be missing, if nobody writes them as one."""
        if self._known(typed) is not None:
            return
        for place in range(1, len(typed)):
            first, second = self._known(typed[:place]), self._known(typed[place:])
            if first is not None and second is not None:
                spelled = f"{typed[:place]} {typed[place:]}"
                yield Reading(at, at + 1, (first, second), slip + _SPACE, spelled)

    def _joined(self, at: int, typed: str, slip: float) -> Iterator[Reading]:
        """One syllable in which a space may be too much, if one of its parts is none."""
        following = self.syllables[at + 1 : at + 2]
        if not following or following[0].after_break or not self._is_open(following[0]):
            return
        rest = self._term(following[0])
        if self._known(typed) is None or self._known(rest) is None:
            whole = self._known(typed + rest)
            if whole is not None:
                yield Reading(at, at + 2, (whole,), slip + _SPACE, typed + rest)
