"""Usual spellings of one thing give the same terms: a table of rules for what is no plain syllable.

A rule matches a stretch of text and cuts it into pieces, each with its term. No
punctuation inside a stretch keeps its pieces apart. The examples of a rule are one thing; tests
hold them against each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple


class Piece(NamedTuple):
    """A part of a text, by its offsets, and the term that stands for it (in lower case)."""

    start: int
    end: int
    term: str


class Rule(NamedTuple):
    """What a stretch looks like, how it is cut, and some spellings that are one thing."""

    name: str
    pattern: str
    cut: Callable[[str], list[Piece]]
    examples: tuple[str, ...]


_NUMBERS = re.compile(r"\d+")
_NUMBERS_AND_WORDS = re.compile(r"\d+|[^\W\d_]+")
_WORDS = re.compile(r"[^\W_]+")


def _cut_by(pattern: re.Pattern[str]) -> Callable[[str], list[Piece]]:
    """Cuts a stretch into what the pattern finds; the rest of it carries no term."""

    def cut(stretch: str) -> list[Piece]:
        return [
            Piece(part.start(), part.end(), normal_number(part.group().lower()))
            for part in pattern.finditer(stretch)
        ]

    return cut


def _whole(term: Callable[[str], str]) -> Callable[[str], list[Piece]]:
    """Takes a stretch as one piece."""
    return lambda stretch: [Piece(0, len(stretch), term(stretch))]


def normal_number(number: str) -> str:
    """Days, months and hours without a leading zero; everything else as it is."""
    return number[1] if len(number) == 2 and number[0] == "0" and number.isdecimal() else number


def _normal_quantity(number: str) -> str:
    """A number without thousands separators and with a decimal comma: 2900000 and 3,2.

    Vietnamese writes 2.900.000 and 3,2 (Circular 01/2011/TT-BNV); papers also write it in the
    English way. A group of three figures is always taken for thousands.
    """
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", number):
        return number.replace(".", "")
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", number):
        return number.replace(",", "").replace(".", ",")
    if number.count(".") == 1 and "," not in number:
        return number.replace(".", ",")
    return number


def _without_stops(letters: str) -> str:
    return letters.replace(".", "").lower()


def _cut_city(stretch: str) -> list[Piece]:
    return [Piece(0, 2, "tp"), Piece(len(stretch) - 3, len(stretch), "hcm")]


_UNITS = "km|m|cm|mm|ha|kg|g|mg|l|ml|kw|kwh|mw|mwh|v|tr|k|đ|usd|vnđ|vnd|gb|mb|tb|ppm"

# Tried in this order wherever a stretch can begin.
RULES = (
    Rule(
        "e-mail address",
        r"[a-z0-9_][a-z0-9_.+-]{0,63}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}",
        _cut_by(_WORDS),
        ("lienhe@baohagiang.example", "LIENHE@BAOHAGIANG.EXAMPLE"),
    ),
    Rule(
        "web address",
        r"(?:https?://|www\.)[^\s<>\"“”]{1,2000}",
        _cut_by(_WORDS),
        ("https://baohagiang.example/tin-1", "HTTPS://BaoHaGiang.example/tin-1"),
    ),
    Rule(
        "Covid-19",
        r"covid[ \u00a0]{0,2}[-‐–]?[ \u00a0]{0,2}19(?!\w)",
        _cut_by(_NUMBERS_AND_WORDS),
        ("Covid-19", "COVID -19", "covid 19", "Covid19", "Covid – 19"),
    ),
    Rule(
        "Ho Chi Minh City",
        r"tp\.?[ \u00a0]?hcm(?!\w)",
        _cut_city,
        ("TP.HCM", "TP. HCM", "TP HCM", "TPHCM", "Tp.HCM"),
    ),
    Rule(
        "capitals with full stops",
        r"(?-i:(?:[A-ZĐƯ]\.){1,6}[A-ZĐƯ])(?!\w)",
        _whole(_without_stops),
        ("T.Ư", "TƯ"),
    ),
    Rule(
        "date",
        r"\d{1,2}(?P<mark>[./-])\d{1,2}(?P=mark)\d{4}(?![\d/-]|\.\d)",
        _cut_by(_NUMBERS),
        ("07/07/2021", "7/7/2021", "7-7-2021", "07.07.2021"),
    ),
    Rule(
        "time",
        r"[012]?\d(?:[hg:][0-5]\d|h)(?![\w:])",
        _cut_by(_NUMBERS),
        ("8h30", "08h30", "8g30", "08:30", "8:30"),
    ),
    Rule(
        "quantity with separators",
        r"\d+(?:[.,]\d+)+",
        _whole(_normal_quantity),
        ("2.900.000", "2,900,000", "2900000"),
    ),
    Rule(
        "number with a unit",
        rf"\d+(?=(?:{_UNITS})(?!\w))",
        _whole(normal_number),
        ("250km", "250 km"),
    ),
)

# After these words a Roman numeral is a number. After other words it is none: VI PHẠM and XI MĂNG
# are words of a headline in capitals.
COUNTED = frozenset(
    "quý kỷ khoá thứ kỳ cấp hạng loại bậc khu phần chương tập vòng đoạn".split()  # noqa: SIM905
)
COUNTED_EXAMPLES = ("quý II", "quý ii", "Quý 2", "QUÝ II")


def _roman(number: int) -> str:
    tens, ones = divmod(number, 10)
    figures = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
    return "x" * tens + figures[ones]


_SYLLABLES_TOO = ("vi", "xi")  # in small letters these are Vietnamese

# Roman numerals as they are written -> Arabic ones.
ROMAN = {
    form: str(number)
    for number in range(1, 40)
    for form in (_roman(number), _roman(number).upper())
    if form not in _SYLLABLES_TOO
}


def rule_of(group: str) -> Rule:
    """The rule that a named group of `stretches()` belongs to."""
    return RULES[int(group[1:])]


def stretches() -> str:
    """The patterns of all rules as one, each in a group of its own, in any letter case."""
    return "|".join(f"(?P<r{i}>(?i:{rule.pattern}))" for i, rule in enumerate(RULES))


def cut(match: re.Match[str]) -> list[tuple[int, int, str]]:
    """The pieces of a stretch that one of the rules has matched, at their offsets in the text."""
    offset = match.start()
    pieces = _pieces(match.lastgroup or "", match.group())
    return [(offset + start, offset + end, term) for start, end, term in pieces]


@lru_cache(maxsize=1 << 12)
def _pieces(group: str, stretch: str) -> list[Piece]:
    return rule_of(group).cut(stretch)
