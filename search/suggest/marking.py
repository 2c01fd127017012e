"""The marks that syllables have which were typed without them, or with some of them.

People leave out marks, or type the tones last: *nhan, nhân* and *nhận* may all become *nhận*.
"""

from __future__ import annotations

import heapq
import unicodedata
from collections.abc import Sequence
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from index.vietnamese.segmentation import Syllable
from index.vietnamese.spelling import fold
from search.engines.language import Language, Numbers

# A syllable is read in so many forms, several in a row in so many ways, and in more of them until
# the last is read.
_FORMS = 8
_READINGS = 2
_OPEN = 16
# So many times as likely as its other forms is a syllable as it was typed: with marks, and without
# beside others that have some.
_AS_TYPED = 300.0
_BESIDE_MARKS = 5.0
_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))

Path = tuple[int, ...]  # syllables in a row, by their numbers in the language model


def most_frequent(numbers: Numbers, times: Numbers, most: int) -> list[int]:
    """The most frequent of some syllables, most frequent first."""
    if len(numbers) > most:
        among = np.argpartition(-times, most)[:most]
        numbers, times = numbers[among], times[among]
    order = np.argsort(-times, kind="stable")
    return [int(number) for number in numbers[order]]


def can_become(typed: str, text: str) -> bool:
    """Whether a syllable can come of another, or of its beginning, by the marks that it lacks.

    Both are in NFC. Letters may lack their marks where there is no tone: that is typed last.
    """
    if text.startswith(typed):
        return True
    if typed != toneless(typed) or len(typed) > len(text):
        return False
    return all(
        own == other or own == fold(other)
        for own, other in zip(typed, toneless(text), strict=False)
    )


def toneless(text: str) -> str:
    """`text` without its tone, but with the marks of its vowels."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).translate(_TONES))


class Marking:
    """Reads syllables by what an archive knows of its language."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._model = language.marked

    def readings(self, syllables: Sequence[Syllable]) -> list[tuple[Path, float]]:
        """The likeliest forms of some syllables together, and how likely they are."""
        readings: list[tuple[Path, float]] = [((), 1.0)]
        as_typed = _BESIDE_MARKS if any(one.is_marked for one in syllables) else 1.0
        for syllable in syllables:
            forms = self._forms(syllable)
            if not forms:
                return []
            chances = self._chances([path for path, _ in readings], forms)
            chances[:, [self._model.terms[number] == syllable.text for number in forms]] *= (
                _AS_TYPED if syllable.is_marked else as_typed
            )
            longer = [
                ((*path, number), likelihood * chance)
                for (path, likelihood), row in zip(readings, chances.tolist(), strict=True)
                for number, chance in zip(forms, row, strict=True)
            ]
            readings = heapq.nlargest(_OPEN, longer, key=itemgetter(1))
        best = readings[:_READINGS]
        total = sum(likelihood for _, likelihood in best)
        return [(path, likelihood / total) for path, likelihood in best]

    def _forms(self, syllable: Syllable) -> list[int]:
        """The most frequent forms that a whole syllable may have."""
        terms, folded = self._model.terms, np.array(self._language.forms(syllable.folded), np.int64)
        most = most_frequent(folded, self._model.counts[folded], 4 * _FORMS)
        if not syllable.is_marked:
            return most[:_FORMS]
        return [number for number in most if can_become(syllable.text, terms[number])][:_FORMS]

    def _chances(self, paths: Sequence[Path], forms: list[int]) -> NDArray[np.float64]:
        """How likely each of some syllables is behind each of some paths, which make the rows."""
        numbers = np.array(forms, np.int64)
        if not paths[0]:
            return self._model.probabilities(numbers)[np.newaxis]
        before = np.array([path[-1] for path in paths], np.int64)
        chances: NDArray[np.float64] = np.exp(self._model.log_probabilities(before, numbers))
        return chances
