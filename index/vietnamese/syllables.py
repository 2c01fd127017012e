"""Clean text into syllables: natively where that was built, else in Python, with one result."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import lru_cache
from typing import NamedTuple, TypeVar

from index.vietnamese.rules import COUNTED, ROMAN, cut, normal_number, stretches
from index.vietnamese.spelling import fold, respell

# Longer runs of letters are nobody's word; their terms are cut here, in articles and queries.
LONGEST_TERM = 64

Answer = TypeVar("Answer")


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


def scan_in_python(
    text: str, starts: list[int] | None = None, ends: list[int] | None = None
) -> list[Syllable]:
    """The syllables of `text`, in order: the reference for what is done natively.

    `starts` and `ends` give for each character its offsets in the original text (see
    `spelling.CleanText`); without them the syllables have the offsets of `text`.
    """
    found: list[Syllable] = []
    at = end = 0
    while (match := _TOKEN.search(text, at)) is not None:
        breaks = bool(found) and _is_break(text, end, match.start())
        for start, end, surface in _pieces(match):
            normal, folded = _normalise(surface)
            if surface in ROMAN and found and found[-1].text in COUNTED:
                normal = folded = ROMAN[surface]
            if starts is None or ends is None:
                found.append(Syllable(start, end, normal, folded, breaks))
            else:
                found.append(Syllable(starts[start], ends[end - 1], normal, folded, breaks))
            breaks = False
        at = match.end()
    return found


def select_in_python(
    text: str,
    choose: Callable[[str, str], Answer | None],
    known: dict[str, Answer | None],
    folded: Collection[str] | None = None,
    *,
    starts: list[int] | None = None,
    ends: list[int] | None = None,
) -> list[tuple[int, Syllable, Answer]]:
    """The syllables of `text` that `choose` picks, each with its place among all.

    `choose` answers for a syllable's text and folded form, with None for those that nobody wants;
    its answers are found and kept in `known`, by text. With `folded`, only syllables whose folded
    form is among these are wanted, and `choose` is asked for no other.
    """
    found: list[tuple[int, Syllable, Answer]] = []
    for place, syllable in enumerate(scan_in_python(text, starts, ends)):
        if folded is not None and syllable.folded not in folded:
            continue
        if syllable.text not in known:
            known[syllable.text] = choose(syllable.text, syllable.folded)
        answer = known[syllable.text]
        if answer is not None:
            found.append((place, syllable, answer))
    return found


def _pieces(match: re.Match[str]) -> list[tuple[int, int, str]]:
    if match.lastgroup in ("plain", "other"):
        return [(*match.span(), match.group())]
    return list(cut(match))


@lru_cache(maxsize=1 << 16)
def _normalise(surface: str) -> tuple[str, str]:
    """The normal form of a syllable, and its folded form."""
    normal = normal_number(respell(surface[:LONGEST_TERM]).lower())
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


def _rules_at(text: str, at: int) -> tuple[list[tuple[int, int, str]], int] | None:
    """The pieces of what begins at `at`, and where it ends; None where nothing begins."""
    match = _TOKEN.match(text, at)
    return None if match is None else (_pieces(match), match.end())


implementation = "native"  # what finds syllables here: this, or "pure Python"
try:
    from index.vietnamese._syllables import Scanner
except ImportError:  # installed without a compiler
    scan = scan_in_python
    select = select_in_python
    implementation = "pure Python"
else:
    _scanner = Scanner(_rules_at, _normalise, _is_break, Syllable, ROMAN, COUNTED)
    scan = _scanner.scan
    select = _scanner.select
