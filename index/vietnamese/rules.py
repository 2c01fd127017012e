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

from index.vietnamese.cutting import (
    NUMBERS,
    NUMBERS_AND_WORDS,
    PLACES,
    WORDS,
    Piece,
    cut_by,
    cut_city,
    cut_degrees,
    cut_place,
    letters_and_figures,
    national,
    normal_number,
    normal_quantity,
    whole,
    without_stops,
)
from index.vietnamese.patterns import (
    AND_DAY,
    BEFORE_DAY,
    DASH,
    DAY,
    DESIGNATIONS,
    DIALLED,
    HOTLINE,
    SERIES,
    UNITS,
)


class Rule(NamedTuple):
    """What a stretch looks like, how it is cut, and some spellings that are one thing.

    `begins` is a pattern for the character with which a stretch can begin.
    """

    name: str
    begins: str
    pattern: str
    cut: Callable[[str], list[Piece]]
    examples: tuple[str, ...]


_LETTER, _FIGURE, _EITHER = r"[^\W\d_]", r"\d", r"\w"


# Tried in this order wherever a stretch can begin.
RULES = (
    Rule(
        "e-mail address",
        _EITHER,
        r"[a-z0-9_][a-z0-9_.+-]{0,63}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}",
        cut_by(WORDS),
        ("lienhe@baohagiang.example", "LIENHE@BAOHAGIANG.EXAMPLE"),
    ),
    Rule(
        "web address",
        _LETTER,
        r"(?:https?://|www\.)[^\s<>\"“”]{1,2000}",
        cut_by(WORDS),
        ("https://baohagiang.example/tin-1", "HTTPS://BaoHaGiang.example/tin-1"),
    ),
    Rule(
        "Covid-19",
        _LETTER,
        r"covid[ \u00a0]{0,2}[-‐–]?[ \u00a0]{0,2}19(?!\w)",
        cut_by(NUMBERS_AND_WORDS),
        ("Covid-19", "COVID -19", "covid 19", "Covid19", "Covid – 19"),
    ),
    Rule(
        "SARS-CoV-2",
        _LETTER,
        rf"sars ?{DASH}? ?cov(?: ?{DASH}? ?2)?(?!\w)",
        cut_by(NUMBERS_AND_WORDS),
        ("SARS-CoV-2", "SARS-CoV2", "SARS CoV 2", "sars cov2"),
    ),
    Rule(
        "line of a virus",
        _LETTER,
        r"(?:ay|b|ba|bq|xbb)(?:\.\d{1,3}){1,4}(?![\w.,]\d|\w)",
        whole(letters_and_figures),
        ("B.1.1.7", "b.1.1.7", "B117"),
    ),
    Rule(
        "kind of influenza",
        _LETTER,
        r"a(?: ?[(/-] ?| )h\d{1,2}n\d{1,2}\b\)?",
        whole(lambda stretch: letters_and_figures(stretch)[1:]),
        ("A/H5N1", "A(H5N1)", "A (H5N1)", "A H5N1", "H5N1"),
    ),
    Rule(
        "Ho Chi Minh City",
        _LETTER,
        r"tp\.?[ \u00a0]?hcm(?!\w)",
        cut_city,
        ("TP.HCM", "TP. HCM", "TP HCM", "TPHCM", "Tp.HCM"),
    ),
    Rule(
        "capitals with full stops",
        _LETTER,
        r"(?-i:(?:[A-ZĐƯ]\.){1,6}[A-ZĐƯ])(?!\w)",
        whole(without_stops),
        ("T.Ư", "TƯ"),
    ),
    Rule(
        "road",
        _LETTER,
        rf"(?:ql|tl|hl|kp|tdp|đt|dt(?=[. ]?\d{{3}}))(?:\. ?| |{DASH})?"
        r"(?!0\d\d)\d{1,3}(?!\d|[ .]\d{3}|[.,]\d)(?:[a-zđ](?![^\W_]))?(?![^\W_]| ?m[2²]?\b)",
        cut_place,
        ("QL14B", "QL 14B", "QL.14B", "QL. 14B", "QL-14B", "ql14b", "quốc lộ 14B"),
    ),
    Rule(
        "ward or district after a full stop",
        _LETTER,
        r"(?:p\. ?0?(?:[1-9]|[12]\d)|q\. ?0?(?:[1-9]|1[0-2]))(?!\w|[.,]\d)",
        cut_place,
        ("P.7", "P. 7", "P.07", "p.7", "phường 7"),
    ),
    Rule(
        "ward or district",
        _LETTER,
        r"(?<!audi )(?<!nhóm )(?<!trụ )(?:p0?(?:[3-9]|1\d?|2[1-8]?)|q0?(?:[1-9]|1[0-2]))"
        rf"(?!\w|\+|[.,]\d| ?(?:/|{DASH}) ?\d|,? (?:19|20)\d\d| năm )",
        cut_place,
        ("Q12", "q12", "Q.12", "quận 12"),
    ),
    Rule(
        "ward or district apart from its number",
        _LETTER,
        r"(?<!\d )(?:(?-i:P (?:[1-9]|1\d|2[1-8])|Q (?:[1-9]|1[0-2]))"
        r"(?=,? ?(?:q|quận|tp|tx)\b)|(?-i:Q (?:[1-9]|1[0-2]))(?=\)))",
        cut_place,
        ("P 5 quận 3", "P.5 quận 3", "phường 5 quận 3"),
    ),
    Rule(
        "letters with a number",
        _LETTER,
        rf"(?<![-.])(?:(?-i:[A-Z])[a-z]{{0,2}} ?|(?<!\d )(?<!/)[a-z]{{1,3}}){DASH}"
        rf"(?!(?:19|20)\d\d(?!\d))\d{{1,4}}[a-z0-9]{{0,4}}(?!\w|[/.,]\d|{DASH}\d)",
        whole(letters_and_figures),
        ("U-23", "U23", "U 23", "u-23", "u23"),
    ),
    Rule(
        "letters apart from their number",
        _LETTER,
        rf"(?<!\d )(?:{DESIGNATIONS})"
        r"(?!\w|[.,/]\d| ?(?:%|tuổi|người|triệu|tỷ|tỉ|nghìn|năm|cm|mm|kg|g|mg)(?!\w))",
        whole(letters_and_figures),
        ("G 20", "G20", "G-20", "g20"),
    ),
    Rule(
        "kilometre of a road",
        _LETTER,
        r"km(?=\d)(?!2(?![\w+]))",
        whole(str.lower),
        ("Km12+500", "Km 12+500", "km12+500"),
    ),
    Rule(
        "telephone number",
        _FIGURE,
        rf"(?:{DIALLED}|{HOTLINE})(?!\w|[.,]\d)",
        whole(national),
        ("0912345678", "0912.345.678", "0912 345 678", "0912-345-678"),
    ),
    Rule(
        "date",
        _FIGURE,
        r"\d{1,2}(?P<mark>[./-])\d{1,2}(?P=mark)\d{4}(?![\d/-]|\.\d)",
        cut_by(NUMBERS),
        ("07/07/2021", "7/7/2021", "7-7-2021", "07.07.2021"),
    ),
    Rule(
        "day and month with a dot",
        _FIGURE,
        rf"(?:(?=\d\d?\.\d)(?:(?:{BEFORE_DAY}){DAY}{AND_DAY}*|(?<=từ ){DAY}{AND_DAY}))",
        cut_by(NUMBERS_AND_WORDS),
        ("ngày 30.4", "ngày 30/4", "ngày 30-4", "Ngày 30.04"),
    ),
    Rule(
        "degrees",
        _FIGURE,
        r"\d+(?:[.,]\d+)? ?(?:[°º˚⁰]|o(?=[cf](?!\w)))(?: ?[cf](?!\w))?",
        cut_degrees,
        ("37°C", "37 °C", "37oC", "37ºC", "37 độ C"),
    ),
    Rule(
        "time",
        _FIGURE,
        r"[012]?\d(?:[hg:][0-5]\d|h)(?![\w:])",
        cut_by(NUMBERS),
        ("8h30", "08h30", "8g30", "08:30", "8:30"),
    ),
    Rule(
        "quantity with separators",
        _FIGURE,
        r"\d+(?:[.,]\d+)+",
        whole(normal_quantity),
        ("2.900.000", "2,900,000", "2900000"),
    ),
    Rule(
        "number with a unit",
        _FIGURE,
        rf"\d+(?=(?:{UNITS})(?!\w))",
        whole(normal_number),
        ("250km", "250 km"),
    ),
)

# Letters before which a space or a full stop and then a number may be one thing with them.
LEADERS = frozenset((*PLACES, *SERIES, "u", "g", "f", "b", "su", "vf", "d", "k"))


def rule_of(group: str) -> Rule:
    """The rule that a named group of `stretches()` belongs to."""
    return RULES[int(group[1:])]


def stretches() -> str:
    """The patterns of all rules as one, each in a group of its own, in any letter case.

    What a stretch begins with leaves out most rules before they are tried.
    """
    named = [(rule.begins, f"(?P<r{i}>(?i:{rule.pattern}))") for i, rule in enumerate(RULES)]
    kinds = {
        begins: "|".join(one for begin, one in named if begin == begins) for begins, _ in named
    }
    return "|".join(f"(?={begins})(?:{patterns})" for begins, patterns in kinds.items())


def cut(match: re.Match[str]) -> list[tuple[int, int, str]]:
    """The pieces of a stretch that one of the rules has matched, at their offsets in the text."""
    offset = match.start()
    pieces = _pieces(match.lastgroup or "", match.group())
    return [(offset + start, offset + end, term) for start, end, term in pieces]


@lru_cache(maxsize=1 << 12)
def _pieces(group: str, stretch: str) -> list[Piece]:
    return rule_of(group).cut(stretch)
