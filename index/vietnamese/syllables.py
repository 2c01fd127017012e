"""Clean text into syllables, natively or in Python (see `index.native`), with one result."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar

from index import native
from index.vietnamese.cutting import normal_number
from index.vietnamese.numerals import COUNTED, COUNTED_IN_CAPITALS, ROMAN, ROMAN_ALONE
from index.vietnamese.rules import LEADERS, cut, stretches
from index.vietnamese.spelling import clean, composer, fold, respell
from index.vietnamese.tones import put_right

__all__ = ["Form", "Found", "Scanner", "Syllable", "respelled", "scan", "scan_in_python", "scanner"]

Answer = TypeVar("Answer")

# Longer runs of letters are nobody's word; their terms are cut here, in articles and queries.
LONGEST_TERM = 64
# So many forms are remembered by one process, or a few more.
MOST_FORMS = 1 << 16


class Syllable(NamedTuple):
    """What stands between spaces: a Vietnamese syllable, a number, a foreign word.

    `start` and `end` are offsets into the original text; `text` is normalised (NFC, lower case,
    one spelling) and `folded` is the same without marks. `after_break` tells that punctuation
    stands between this syllable and the one before: bigrams do not reach across it.
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

    @property
    def is_short(self) -> bool:
        """Whether a letter or a sign stands for it, which does not tell how a query was typed."""
        return self.end - self.start < len(self.text)


class Form(NamedTuple):
    """What letters or digits mean wherever they stand.

    `number` is what a Roman numeral is after a word that `counts` at least as much as it `needs`;
    it is empty for all else. `shortens` tells that a full stop after the letters ends no sentence,
    `leads` that a number behind them may be one thing with them, and `is_put_right` that a tone
    stood on the wrong vowel.
    """

    text: str
    folded: str
    number: str
    needs: int
    counts: int
    shortens: bool
    leads: bool
    is_put_right: bool


# Letters with which a stretch of a rule may begin, also without any figure.
_BEGIN_RULES = ("covid", "sars", "tp", "http", "www")
# Plain syllables first: most of a text. Digits, and letters that a rule may want, come after.
_PLAIN = (
    rf"(?P<plain>(?!(?i:{'|'.join(_BEGIN_RULES)}|a ?[(/ -] ?h\d"
    rf"|(?:{'|'.join(sorted(LEADERS))})(?: |\. )\d))"
    r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*(?![\w\u0300-\u036f@]|\.[\w+-]| ?[-‐‑–]\d))"
)
_OTHER = r"(?P<other>[^\W_](?:[^\W_]|[\u0300-\u036f])*)"
_TOKEN = re.compile(f"{_PLAIN}|(?<![^\\W_])(?:{stretches()})|{_OTHER}")

# One of these between two syllables, without a space, is no break: 2021-2026, 07/07/2021.
_GLUE = frozenset("-‑–/'’_&+@")
# A full stop after one of these, or after capitals, ends no sentence: TP. HCM, ThS. Lan, U.S.
_LONGEST_SHORT = 5  # letters before a full stop
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
    return FoundInPython(text, starts, ends).syllables()


def _scanned(text: str) -> Iterator[tuple[int, int, Form, bool]]:
    """What is found in order: where it starts and ends, its form, and whether it is after a break.

    The form of a Roman numeral behind what is counted is that of the number.
    """
    at = end = 0
    before: Form | None = None
    while (match := _TOKEN.search(text, at)) is not None:
        breaks = before is not None and _is_break(text, end, match.start())
        for start, end, surface in _pieces(match):
            form = _form(surface[:LONGEST_TERM])
            if form.number and before is not None and before.counts >= form.needs:
                form = _form(form.number)
            yield start, end, form, breaks
            before, breaks = form, False
        at = match.end()


def _pieces(match: re.Match[str]) -> list[tuple[int, int, str]]:
    if match.lastgroup in ("plain", "other"):
        return [(*match.span(), match.group())]
    return cut(match)


def _describe(surface: str) -> Form:
    right = put_right(surface)
    normal = ROMAN_ALONE.get(surface) or normal_number(_without_powers(respell(right)).lower())
    return Form(
        normal,
        fold(normal),
        ROMAN.get(surface, ""),
        _IN_CAPITALS if surface.isupper() else _ANYWHERE,
        _ANYWHERE if normal in COUNTED else _IN_CAPITALS * (normal in COUNTED_IN_CAPITALS),
        _shortens(surface),
        surface.lower() in LEADERS,
        right != surface and len(right) == len(surface),
    )


# How much a word counts: Roman numerals in capitals after it, or in any letters, are numbers.
_IN_CAPITALS, _ANYWHERE = 1, 2

_POWER = re.compile("(?<=m)[²³]$", re.IGNORECASE)
_POWERS = {"²": "2", "³": "3"}


def _without_powers(surface: str) -> str:
    """A unit with a plain figure for its power: *km²* becomes *km2*."""
    if not surface.endswith(("²", "³")):
        return surface
    return _POWER.sub(lambda match: _POWERS[match.group()], surface)


_form = lru_cache(maxsize=MOST_FORMS)(_describe)


class PlainTerms(NamedTuple):
    """What the one syllable that a word is, is for the index, whatever stands beside it."""

    text: str
    folded: str


def plain_terms(words: Iterable[str]) -> dict[str, PlainTerms]:
    """The terms of those of some words that are sure to be one syllable between any other words.

    These are letters alone. Roman numerals are left out, and what a rule may want without figures.
    It takes a fifth of the time of scanning the words.
    """
    some = _plain(words)
    texts = respell("\n".join(map(put_right, some))).lower()
    terms = map(PlainTerms, texts.split("\n"), fold(texts).split("\n"))
    return dict(zip(some, terms, strict=True)) if some else {}


def rough_beginnings(texts: Sequence[str]) -> list[str]:
    """What the first syllable of each of some texts folds to, roughly (see `rough`); nothing for
    one that must be cut to tell. `texts` have single spaces, and none before the first word."""
    words = [_first_letters(*text.partition(" ")[::2]) for text in texts]
    some = _plain(words)
    folded = rough(fold("\n".join(some).lower())).split("\n")
    known = dict(zip(some, folded, strict=True)) if some else {}
    return [known.get(word, "") for word in words]


def _first_letters(word: str, rest: str) -> str:
    """The letters with which a word begins, if they are sure to be a syllable by themselves: before
    a number they may stand for others, as in *QL 1*."""
    if word.isalpha():
        return word if not rest or rest[0].isalpha() else ""
    found = _BEFORE_A_SIGN.match(word)
    return found.group() if found else ""


_BEFORE_A_SIGN = re.compile(r"[^\W\d_]+(?=[-‐‑–&/,](?:[^\W\d_]|$))")


def rough(folded: str) -> str:
    """A folded term with i for y: how a word is respelled does not matter then."""
    return folded.replace("y", "i")


def _plain(words: Iterable[str]) -> list[str]:
    """Those of some words that are sure to be one syllable, each once."""
    some = [
        word
        for word in dict.fromkeys(words)
        if word.isalpha()
        and len(word) <= LONGEST_TERM
        and word not in ROMAN
        and not word.casefold().startswith(_BEGIN_RULES)
    ]
    given = "\n".join(some)
    if clean(given).text != given:
        some = [word for word in some if clean(word).text == word]
    return some


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
    while start and end - start <= _LONGEST_SHORT and text[start - 1].isalnum():
        start -= 1
    return _shortens(text[start:end])


def _shortens(letters: str) -> bool:
    return len(letters) <= _LONGEST_SHORT and (
        letters.lower() in _ABBREVIATIONS or letters.isupper()
    )


def _rules_at(text: str, at: int) -> tuple[list[tuple[int, int, str]], int] | None:
    """The pieces of what begins at `at`, and where it ends; None where nothing begins."""
    match = _TOKEN.match(text, at)
    return None if match is None else (_pieces(match), match.end())


class FoundInPython:
    """The syllables of a clean text, and how its offsets lead back to the original."""

    def __init__(self, text: str, starts: list[int] | None, ends: list[int] | None) -> None:
        self.starts = starts
        self.ends = ends
        self._syllables: list[Syllable] = []
        self._put_right: list[tuple[int, int]] = []
        for start, end, form, breaks in _scanned(text):
            if form.is_put_right:
                self._put_right.append((start, end))
            first = start if starts is None else starts[start]
            last = end if ends is None else ends[end - 1]
            self._syllables.append(Syllable(first, last, form.text, form.folded, breaks))

    def syllables(self) -> list[Syllable]:
        """A `Syllable` for each."""
        return self._syllables

    def put_right(self) -> list[tuple[int, int]]:
        """Where in the clean text the tone of a syllable stood on the wrong vowel."""
        return self._put_right

    def select(
        self,
        choose: Callable[[str, str], Answer | None],
        known: dict[str, Answer | None],
        folded: Collection[str] | None = None,
    ) -> list[tuple[int, Syllable, Answer]]:
        """The syllables that `choose` picks, each with its place among all and the answer.

        `choose` answers for a syllable's text and folded form, with None for those that nobody
        wants; its answers are found and kept in `known`, by text. With `folded`, only syllables
        whose folded form is among these are wanted, and `choose` is asked for no other.
        """
        found: list[tuple[int, Syllable, Answer]] = []
        for place, syllable in enumerate(self._syllables):
            if folded is not None and syllable.folded not in folded:
                continue
            if syllable.text not in known:
                known[syllable.text] = choose(syllable.text, syllable.folded)
            answer = known[syllable.text]
            if answer is not None:
                found.append((place, syllable, answer))
        return found


class ScannerInPython:
    """What stands in for the native `Scanner`; it takes the same arguments."""

    known = 0

    def __init__(self, *_: object) -> None:
        pass

    def find(
        self, text: str, starts: list[int] | None = None, ends: list[int] | None = None
    ) -> FoundInPython:
        """The syllables of `text`."""
        return FoundInPython(text, starts, ends)

    def select(
        self,
        text: str,
        choose: Callable[[str, str], Answer | None],
        known: dict[str, Answer | None],
        folded: Collection[str] | None = None,
    ) -> tuple[list[tuple[int, Syllable, Answer]], bool]:
        """The syllables of any text that `choose` picks, see `FoundInPython.select`.

        With them comes whether nothing had to be composed or left out.
        """
        cleaned = clean(text)
        selected = FoundInPython(*cleaned).select(choose, known, folded)
        return selected, cleaned.starts is None


if native.is_used():
    with native.loading():
        from index.vietnamese._syllables import Found, Scanner
else:
    Found, Scanner = FoundInPython, ScannerInPython  # type: ignore[assignment,misc]


def _new_scanner() -> Scanner:
    glue = "".join(_GLUE)
    return Scanner(
        _rules_at, _describe, Syllable, glue, LONGEST_TERM, _LONGEST_SHORT, composer, clean
    )


_scanners = [_new_scanner()]


def scanner() -> Scanner:
    """The scanner to use for one article, or for any other text.

    It remembers every form that it meets. Once they are many, the next article gets a new one.
    """
    if _scanners[0].known >= MOST_FORMS:
        _scanners[0] = _new_scanner()
    return _scanners[0]


def scan(
    text: str, starts: list[int] | None = None, ends: list[int] | None = None
) -> list[Syllable]:
    """The syllables of clean `text`, in order."""
    return scanner().find(text, starts, ends).syllables()


def respelled(text: str, found: Found) -> str:
    """Clean `text` in one spelling, and of its length; `found` is what was found in it."""
    wrong = found.put_right()
    if wrong:
        parts: list[str] = []
        at = 0
        for start, end in wrong:
            parts += (text[at:start], put_right(text[start:end]))
            at = end
        text = "".join((*parts, text[at:]))
    return respell(text)
