"""How the rules cut what they match into pieces, each with its term."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple


class Piece(NamedTuple):
    """A part of a text, by its offsets, and the term that stands for it (in lower case)."""

    start: int
    end: int
    term: str


# Roads and parts of towns before whose number a few letters stand for words, one a letter.
PLACES = {
    "ql": "quốc lộ",
    "tl": "tỉnh lộ",
    "hl": "hương lộ",
    "đt": "đường tỉnh",
    "dt": "đường tỉnh",
    "kp": "khu phố",
    "tdp": "tổ dân phố",
    "p": "phường",
    "q": "quận",
}

NUMBERS = re.compile(r"\d+")
NUMBERS_AND_WORDS = re.compile(r"\d+|[^\W\d_]+")
WORDS = re.compile(r"[^\W_]+")


def cut_by(pattern: re.Pattern[str]) -> Callable[[str], list[Piece]]:
    """Cuts a stretch into what the pattern finds; the rest of it carries no term."""

    def cut(stretch: str) -> list[Piece]:
        return [
            Piece(part.start(), part.end(), normal_number(part.group().lower()))
            for part in pattern.finditer(stretch)
        ]

    return cut


def whole(term: Callable[[str], str]) -> Callable[[str], list[Piece]]:
    """Takes a stretch as one piece."""
    return lambda stretch: [Piece(0, len(stretch), term(stretch))]


def normal_number(number: str) -> str:
    """Days, months and hours without a leading zero; everything else as it is."""
    return number[1] if len(number) == 2 and number[0] == "0" and number.isdecimal() else number


def normal_quantity(number: str) -> str:
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


def without_stops(letters: str) -> str:
    return letters.replace(".", "").lower()


def letters_and_figures(stretch: str) -> str:
    return "".join(filter(str.isalnum, stretch)).lower()


def cut_city(stretch: str) -> list[Piece]:
    return [Piece(0, 2, "tp"), Piece(len(stretch) - 3, len(stretch), "hcm")]


def cut_degrees(stretch: str) -> list[Piece]:
    """A quantity, *độ* for the sign, and the letter of the scale if there is one."""
    found = list(re.finditer(r"[\d.,]+|[^\s\d.,]", stretch))
    terms = (normal_quantity(normal_number(found[0].group())), "độ", found[-1].group().lower())
    return [Piece(*part.span(), term) for part, term in zip(found, terms, strict=False)]


def cut_place(stretch: str) -> list[Piece]:
    """The words for which the letters of an abbreviation stand, one a letter, and the number."""
    short, number = re.finditer(r"[^\W\d]+|\d\w*", stretch)
    words = PLACES[short.group().lower()].split()
    starts = range(short.start(), short.end())
    pieces = [Piece(at, at + 1, word) for at, word in zip(starts, words, strict=True)]
    return [*pieces, Piece(*number.span(), normal_number(number.group().lower()))]


def national(number: str) -> str:
    """A telephone number as it is dialled in Vietnam: figures only, with a 0 for +84."""
    figures = "".join(filter(str.isdecimal, number))
    return f"0{figures[2:].removeprefix('0')}" if figures.startswith("84") else figures
