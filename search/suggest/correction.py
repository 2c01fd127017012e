"""\"Did you mean\": the query that was probably meant, by what the archive knows of its language.

A noisy channel: each syllable may be another one that is spelled nearly so, has other marks, or
was typed with keys that no input method turned into letters, and a space may be missing or too
much. The likeliest way through these readings, by the archive's bigrams, is the suggestion, if it
is much likelier than what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.vietnamese.analysis import Analysis, Syllable
from index.vietnamese.keystrokes import from_keystrokes
from index.vietnamese.legacy_syllables import is_syllable
from index.vietnamese.spelling import clean, fold
from search.query.parser import ParsedQuery
from search.ranking import Marks
from search.engines.language import Language, Model

# Nats that a slip costs: by so much what was meant must be likelier than what was typed.
_SLIP = 5.2
# What it costs beside, where it is one of more than marks.
_LETTERS = 2.5
_OTHER_LETTER = 3.0
_KEYSTROKES = 1.0
_SPACE = 2.0
# What as typed costs that the archive does not know.
_UNKNOWN = 4.0
# What it costs to believe that a foreign word or an abbreviation that the archive knows is a slip.
_FOREIGN = 3.0
# Only what stands in so many articles is believed to be spelled rightly.
_LEAST_ARTICLES = 3
# Longer queries are pasted texts, and would take long.
_MOST_SYLLABLES = 40
_MOST_READINGS = 48  # of one syllable
# Addresses, file names, hash tags and the like are no prose.
_CODE = re.compile(r"[@/\\_#&=]|\w[.:]\w")
_PIECE = re.compile(r"\S+")


class _Reading(NamedTuple):
    """What the syllables [start:end] may be: the numbers of terms, and how they are spelled.

    `spelled` is None where that is as typed.
    """

    start: int
    end: int
    terms: tuple[int, ...]
    cost: float
    spelled: str | None


def correct(query: ParsedQuery, language: Language) -> str | None:
    """The query as it was probably meant; None where nothing is much likelier than what was typed.

    Only the syllables that are another differ from what was typed, letter case is kept.
    """
    marks = query.bag.marks
    if not 0 < len(query.bag.syllables) <= _MOST_SYLLABLES:
        return None
    changes: list[tuple[int, int, str]] = []
    for start, end in query.spans:
        stretch = _Stretch(query.text[start:end], marks, language)
        if stretch.syllables:
            changes += [
                (start + first, start + last, text) for first, last, text in stretch.changes()
            ]
    if not changes:
        return None
    text = query.text
    for first, last, spelled in reversed(changes):
        text = text[:first] + _in_case(spelled, text[first:last]) + text[last:]
    return text


def _in_case(spelled: str, typed: str) -> str:
    """`spelled` in the letter case of `typed`."""
    if typed.isupper() and len(typed) > 1:
        return spelled.upper()
    return spelled[0].upper() + spelled[1:] if typed[0].isupper() else spelled


def _edit_cost(typed: str, meant: str) -> float:
    """What an edit costs beside the slip: there are more letters to hit than places to miss one."""
    is_other = len(typed) == len(meant) and sorted(typed) != sorted(meant)
    return _OTHER_LETTER if is_other else _LETTERS


class _Stretch:
    """Words that were typed in a row."""

    def __init__(self, text: str, marks: Marks, language: Language) -> None:
        self._text = text
        self._is_upper = text.isupper()
        self._marks = marks
        self._language = language
        self._model: Model = language.folded if marks is Marks.NONE else language.marked
        self.syllables = Analysis(text).syllables
        self._code = [one.span() for one in _PIECE.finditer(text) if _CODE.search(one.group())]

    def changes(self) -> list[tuple[int, int, str]]:
        """What the likeliest reading changes: (start, end, other spelling)."""
        path = self._likeliest([list(self._readings(at)) for at in range(len(self.syllables))])
        changed = [(one, one.spelled) for one in path if one.spelled is not None]
        # Who leaves out marks more than once does so on purpose, and is understood.
        unmarked = [one for one, spelled in changed if self._only_adds_marks(one, spelled)]
        if len(unmarked) > 1:
            changed = [pair for pair in changed if pair[0] not in unmarked]
        return [
            (self.syllables[one.start].start, self.syllables[one.end - 1].end, spelled)
            for one, spelled in changed
        ]

    def _only_adds_marks(self, reading: _Reading, spelled: str) -> bool:
        return self.syllables[reading.start].text == fold(spelled)

    def _readings(self, at: int) -> Iterator[_Reading]:
        """What the syllable `at` may be, alone or with the one after it."""
        syllable = self.syllables[at]
        typed = self._term(syllable)
        number = self._model.number(typed)
        own = -1 if number is None else number
        if not self._is_open(syllable):
            yield _Reading(at, at + 1, (own,), 0.0, None)
            return
        slip, doubt = self._doubt(syllable, typed)
        yield _Reading(at, at + 1, (own,), doubt, None)
        converted = from_keystrokes(syllable.text)
        meant = None if converted is None else self._known(self._spelled(converted))
        if converted is not None and meant is not None and meant != own:
            yield _Reading(at, at + 1, (meant,), slip + _KEYSTROKES, converted)
        if any(map(str.isdigit, syllable.text)):
            return
        for term, cost in self._nearby(syllable, typed):
            if term not in (own, meant):
                yield _Reading(at, at + 1, (term,), slip + cost, self._model.terms[term])
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
        number = self._model.number(term)
        return None if number is None or not self._is_common(number) else number

    def _is_common(self, number: int) -> bool:
        return bool(self._model.articles[number] >= _LEAST_ARTICLES)

    def _is_open(self, syllable: Syllable) -> bool:
        """Whether a syllable may be spelled wrongly: numbers and codes are as they are."""
        typed = clean(self._text[syllable.start : syllable.end]).text
        is_code = any(start <= syllable.start < end for start, end in self._code)
        is_short = len(typed) > 1 and typed.isupper() and not self._is_upper
        return typed.isalnum() and not (syllable.is_number or is_code or is_short)

    def _nearby(self, syllable: Syllable, typed: str) -> Iterator[tuple[int, float]]:
        """The terms that are spelled nearly so, and what each costs."""
        model = self._model
        same = [] if self._marks is Marks.NONE else self._language.forms(syllable.folded)
        numbers = np.array([*same, *model.near(typed, 1)], np.int64)
        common = np.unique(numbers[model.articles[numbers] >= _LEAST_ARTICLES])
        if len(common) > _MOST_READINGS:
            best = np.argsort(-model.counts[common], kind="stable")[:_MOST_READINGS]
            common = common[np.sort(best)]
        for number in common.tolist():
            if not model.terms[number][0].isdigit():
                yield number, 0.0 if number in same else _edit_cost(typed, model.terms[number])

    def _split(self, at: int, typed: str, slip: float) -> Iterator[_Reading]:
        """Two syllables between which a space may be missing, if nobody writes them as one."""
        if self._known(typed) is not None:
            return
        for place in range(1, len(typed)):
            first, second = self._known(typed[:place]), self._known(typed[place:])
            if first is not None and second is not None:
                spelled = f"{typed[:place]} {typed[place:]}"
                yield _Reading(at, at + 1, (first, second), slip + _SPACE, spelled)

    def _joined(self, at: int, typed: str, slip: float) -> Iterator[_Reading]:
        """One syllable in which a space may be too much, if one of its parts is none."""
        following = self.syllables[at + 1 : at + 2]
        if not following or following[0].after_break or not self._is_open(following[0]):
            return
        rest = self._term(following[0])
        if self._known(typed) is None or self._known(rest) is None:
            whole = self._known(typed + rest)
            if whole is not None:
                yield _Reading(at, at + 2, (whole,), slip + _SPACE, typed + rest)

    def _likeliest(self, readings: Sequence[Sequence[_Reading]]) -> list[_Reading]:
        """The likeliest way through the readings of each syllable (Viterbi)."""
        count = len(readings)
        ending: list[list[tuple[_Reading, float, int]]] = [[] for _ in range(count + 1)]
        for at, found in enumerate(readings):
            if not found or (at and not ending[at]):
                continue
            scores, before = self._entered(at, ending[at], found)
            for reading, score, place in zip(found, scores.tolist(), before.tolist(), strict=True):
                ending[reading.end].append((reading, score, place))
        best = max(range(len(ending[count])), key=lambda i: ending[count][i][1])
        path: list[_Reading] = []
        at = count
        while at:
            reading, _, best_before = ending[at][best]
            path.append(reading)
            at, best = reading.start, best_before
        return path[::-1]

    def _entered(
        self, at: int, before: Sequence[tuple[_Reading, float, int]], found: Sequence[_Reading]
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """The score of each reading that begins here, and which of those before leads to it."""
        firsts = np.array([one.terms[0] for one in found])
        own = np.array([-one.cost for one in found])
        for i, one in enumerate(found):
            if len(one.terms) > 1:
                pair = np.array(one.terms)
                own[i] += self._model.log_probabilities(pair[:1], pair[1:])[0, 0]
        if not before:
            return own + np.log(self._model.probabilities(firsts)), np.zeros(len(found), np.int64)
        scores = np.array([score for _, score, _ in before])
        if self.syllables[at].after_break:
            best = int(scores.argmax())
            alone = np.log(self._model.probabilities(firsts))
            return own + alone + scores[best], np.full(len(found), best)
        lasts = np.array([reading.terms[-1] for reading, _, _ in before])
        ways = self._model.log_probabilities(lasts, firsts) + scores[:, np.newaxis]
        return own + ways.max(axis=0), ways.argmax(axis=0)
