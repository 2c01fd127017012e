"""From a text to syllables and words, each with its offsets into the text as it was given."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import NamedTuple

from index.vietnamese.spelling import clean, fold, respell
from index.vietnamese.words import words

# Longer runs of letters are nobody's word; their terms are cut here, in articles and queries.
LONGEST_TERM = 64
# Part of the fingerprint of every archive: raise it when the same text yields other terms.
RULES = 1


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


_SYLLABLE = re.compile(
    r"""
    (?P<date>  (?<![\d.,]) \d{1,2}\.\d{1,2}\.\d{4} (?![\d.,]*\d) )  # 07.07.2021
  | (?P<number> \d+ (?:[.,]\d+)+ )                                  # 2.900.000   3,2
  | (?P<plain> [^\W_] (?: [^\W_] | [\u0300-\u036f] )* )             # xã   19h30   covid
    """,
    re.VERBOSE,
)
_THOUSANDS_BY_DOT = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_THOUSANDS_BY_COMMA = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")

# One of these between two syllables, without a space, is no break: 2021-2026, 07/07/2021.
_GLUE = frozenset("-‑–/'’_&+@")
# A full stop after one of these, or after capitals, ends no sentence: TP. HCM, ThS. Lan, U.S.
_ABBREVIATIONS = frozenset(
    [
        "tp",
        "tx",
        "tt",
        "p",
        "q",
        "x",
        "h",
        "t",
        "th",
        "ths",
        "ts",
        "pgs",
        "gs",
        "gsts",
        "bs",
        "bsck",
        "cn",
        "ks",
        "kts",
        "ls",
        "cv",
        "đ",
        "dc",
        "mr",
        "mrs",
        "ms",
        "dr",
        "st",
        "no",
    ]
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
        for match in _SYLLABLE.finditer(text):
            start = match.start()
            breaks = bool(found) and _is_break(text, end, start)
            for offset, surface in _pieces(match):
                end = offset + len(surface)
                normal, folded = _normalise(surface)
                original = (offset, end) if identity else span(offset, end)
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


def _pieces(match: re.Match[str]) -> list[tuple[int, str]]:
    """What one match holds: a date with full stops holds three numbers."""
    if match.lastgroup != "date":
        return [(match.start(), match.group())]
    return [(match.start() + p.start(), p.group()) for p in re.finditer(r"\d+", match.group())]


@lru_cache(maxsize=1 << 16)
def _normalise(surface: str) -> tuple[str, str]:
    """The normal form of a respelled syllable, and its folded form."""
    normal = surface[:LONGEST_TERM].lower()
    if normal[0].isdigit():
        normal = _normal_number(normal)
    return normal, fold(normal)


def _normal_number(number: str) -> str:
    """Numbers without thousands separators, a decimal comma, days and months without a zero."""
    if number.isdecimal():
        return number if len(number) != 2 or number[0] != "0" else number[1]
    if _THOUSANDS_BY_DOT.fullmatch(number):
        return number.replace(".", "")
    if _THOUSANDS_BY_COMMA.fullmatch(number):
        return number.replace(",", "").replace(".", ",")
    if number.count(".") == 1 and "," not in number:
        return number.replace(".", ",")
    return number


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
