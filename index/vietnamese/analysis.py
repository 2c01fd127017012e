"""From a text to syllables and words, each with its offsets into the text as it was given."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import NamedTuple

from index.vietnamese.rules import COUNTED, ROMAN, cut, normal_number, stretches
from index.vietnamese.spelling import clean, fold, respell
from index.vietnamese.words import words

# Longer runs of letters are nobody's word; their terms are cut here, in articles and queries.
LONGEST_TERM = 64
# Part of the fingerprint of every archive: raise it when the same text yields other terms.
RULES = 2


class Syllable(NamedTuple):
    """What stands between spaces: a Vietnamese syllable, a number, a foreign word.

    `start` and `end` are offsets into the original text; `text` is normalised (NFC, lower case,
    one spelling) and `folded` is the same without marks. `after_break` tells that punctuation
    stands between this syllable and the one before: pairs do not reach across it.
    """

    start: int
    end: int
    text: str
    folded: str
    after_break: bool

    @property
    def is_number(self) -> bool:
        """Whether it begins with a digit; numbers do not tell if a query was typed with marks."""
        return self.text[0].isdigit()

    @property
    def is_marked(self) -> bool:
        """Whether it carries a tone or vowel mark, or is spelled with đ."""
        return self.text != self.folded


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


# Plain syllables first: most of a text. Digits, and letters that a rule may want, come after.
_PLAIN = (
    r"(?P<plain>(?!(?:[cC][oO][vV][iI][dD]|[tT][pP]|[hH][tT][tT][pP]|[wW][wW][wW]))"
    r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*(?![\w@]|\.[\w+-]))"
)
_OTHER = r"(?P<other>[^\W_](?:[^\W_]|[\u0300-\u036f])*)"
_TOKEN = re.compile(f"{_PLAIN}|(?<![^\\W_])(?:{stretches()})|{_OTHER}")

# One of these between two syllables, without a space, is no break: 2021-2026, 07/07/2021.
_GLUE = frozenset("-‑–/'’_&+@")
# A full stop after one of these, or after capitals, ends no sentence: TP. HCM, ThS. Lan, U.S.
_ABBREVIATIONS = frozenset(
    "tp tx tt p q x h t th ths ts pgs gs gsts bs bsck cn ks kts ls cv đ dc mr mrs ms dr".split()  # noqa: SIM905
)


class Analysis:
    """A text cut into syllables, and into words when asked."""

    def __init__(self, text: str) -> None:
        """Analyse `text`: any string, of any length, in time linear in its length."""
        self.text = text
        self._clean = clean(text)
        self._respelled = respell(self._clean.text)

    @cached_property
    def syllables(self) -> list[Syllable]:
        """The syllables in order."""
        text, span = self._respelled, self._clean.span
        identity = self._clean.starts is None
        found: list[Syllable] = []
        end = 0
        for match in _TOKEN.finditer(text):
            breaks = bool(found) and _is_break(text, end, match.start())
            if match.lastgroup in ("plain", "other"):
                pieces: Iterable[tuple[int, int, str]] = ((*match.span(), match.group()),)
            else:
                pieces = cut(match)
            for start, end, surface in pieces:
                normal, folded = _normalise(surface)
                if normal in ROMAN and found and found[-1].text in COUNTED:
                    normal = folded = ROMAN[normal]
                original = (start, end) if identity else span(start, end)
                found.append(Syllable(*original, normal, folded, breaks))
                breaks = False
        return found

    @cached_property
    def words(self) -> list[Word]:
        """The words in order, as pyvi cuts them; punctuation is left out."""
        syllables = self.syllables
        found: list[Word] = []
        at = 0
        for start, end in words(self._respelled):
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


@lru_cache(maxsize=1 << 16)
def _normalise(surface: str) -> tuple[str, str]:
    """The normal form of a respelled syllable, and its folded form."""
    normal = normal_number(surface[:LONGEST_TERM].lower())
    return normal, fold(normal)


def _is_break(text: str, end: int, start: int) -> bool:
    """Whether what stands between two syllables, text[end:start], keeps them apart."""
    between = text[end:start]
    if not between or between.isspace():
        return "\n" in between
    if between in _GLUE:
        return False
    if between.rstrip(" ") == ".":
        return not _is_abbreviation(text, end)
    return True


def _is_abbreviation(text: str, end: int) -> bool:
    """Whether the syllable that ends at `end` is one that a full stop shortens."""
    start = end
    while start and end - start < 6 and text[start - 1].isalnum():
        start -= 1
    before = text[start:end]
    return before.lower() in _ABBREVIATIONS or (len(before) < 6 and before.isupper())
