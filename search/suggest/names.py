"""Which syllables of a query are names, or parts of names, that no suggestion may break."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from index.vietnamese.keystrokes import from_keystrokes
from index.vietnamese.legacy_syllables import is_syllable
from index.vietnamese.segmentation import Syllable
from index.vietnamese.spelling import fold
from search.engines.language import Language

_VOWELS = frozenset("aeiouy")


class Names:
    """Tells of the syllables of some text."""

    def __init__(
        self,
        text: str,
        syllables: Sequence[Syllable],
        language: Language,
        stands: Callable[[Syllable], bool],
        is_common: Callable[[Syllable], bool],
    ) -> None:
        """Whether a syllable `stands` in the archive, and `is_common` enough to be meant."""
        self._text = text
        self._syllables = syllables
        self._language = language
        self._stands = stands
        self._is_common = is_common
        self._known: dict[str, bool] = {}  # whether a text is Vietnamese

    def has(self, at: int) -> bool:
        """Whether a syllable is a name, or a part of one, as it was typed.

        That is what has capitals within, or is not Vietnamese and stands beside another such or a
        number: *iPhone, galaxy note 9*. Between these two, the archive need not know it: *sars cov
        2*. What has no vowel may as well have lost it.
        """
        syllable = self._syllables[at]
        typed = self._text[syllable.start : syllable.end]
        if typed[1:] != typed[1:].lower() and not typed.isupper():
            return self._stands(syllable)
        if self._is_vietnamese(syllable.text) or from_keystrokes(syllable.text) is not None:
            return False
        if self._is_foreign(at - 1) and self._is_number(at + 1):
            return True
        if not self._is_foreign(at) or has_no_vowel(syllable.text):
            return False
        return any(
            self._is_foreign(beside) or self._is_number(beside) for beside in (at - 1, at + 1)
        )

    def _is_number(self, at: int) -> bool:
        return 0 <= at < len(self._syllables) and self._syllables[at].is_number

    def _is_foreign(self, at: int) -> bool:
        """Whether a word that the archive knows, but that is not Vietnamese, stands at a place."""
        if not 0 <= at < len(self._syllables) or self._is_number(at):
            return False
        one = self._syllables[at]
        return self._is_common(one) and not self._is_vietnamese(one.text)

    def _is_vietnamese(self, text: str) -> bool:
        """Whether a syllable has Vietnamese marks, or some form of it is Vietnamese."""
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self._reads_vietnamese(text)
        return known

    def _reads_vietnamese(self, text: str) -> bool:
        folded = fold(text)
        if text != folded or is_syllable(text):
            return True
        terms = self._language.marked.terms
        return any(is_syllable(terms[number]) for number in self._language.forms(folded))


def has_no_vowel(text: str) -> bool:
    """Whether a syllable is an abbreviation, or has lost its vowel."""
    return _VOWELS.isdisjoint(fold(text))


def breaks_abbreviation(typed: str, meant: str) -> bool:
    """Whether another spelling makes an abbreviation without a vowel another such: *tmv, mv*."""
    return has_no_vowel(typed) and has_no_vowel(meant) and len(meant) <= len(typed)
