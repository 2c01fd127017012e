"""Seasons, decades and centuries, and the names of numbers in what people say of time."""

from __future__ import annotations

from datetime import date

from search.query.calendar_units import Period, month

NUMBERS = {
    **{"mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8},
    **{"chin": 9, "muoi": 10, "muoi mot": 11, "muoi hai": 12},
}
TENS = {
    **{"hai muoi": 20, "ba muoi": 30, "bon muoi": 40, "nam muoi": 50, "sau muoi": 60},
    **{"bay muoi": 70, "tam muoi": 80, "chin muoi": 90},
}
_ROMAN = {"i": 1, "v": 5, "x": 10}

# The first and the last month of each season, counted on from January of its year: 0 is December of
# the year before, 13 is January of the next. The four are those of the north, wet and dry of the
# south.
SEASONS = {
    **dict.fromkeys(("xuan", "spring"), (2, 4)),
    **dict.fromkeys(("he", "ha", "summer"), (5, 8)),
    **dict.fromkeys(("thu", "autumn"), (9, 10)),
    **dict.fromkeys(("dong", "winter"), (11, 13)),
    **dict.fromkeys(("mua", "mua bao", "mua lu"), (5, 11)),
    **dict.fromkeys(("kho",), (0, 4)),
}


def number_of(text: str) -> int:
    """The number that figures or a word stand for."""
    return int(text) if text.isdigit() else NUMBERS[text]


def season(name: str, year: int) -> Period:
    """A season of a year."""
    first, last = SEASONS[name]
    return Period(month(year, first).first, month(year, last).last)


def school_year(year: int) -> Period:
    """The school year that begins in a year."""
    return Period(date(year, 9, 1), month(year + 1, 5).last)


def decade(first: int) -> Period:
    """The ten years from one on."""
    return Period(date(first, 1, 1), date(first + 9, 12, 31))


def century(number: int) -> Period:
    """A century: the 20th is from 1901 to 2000. Raises ValueError for one that is too far away."""
    if not 18 <= number <= 21:
        raise ValueError(f"century {number} is not between 18 and 21")
    return Period(date(100 * number - 99, 1, 1), date(100 * number, 12, 31))


def roman(text: str) -> int:
    """A number up to 39 in Roman numerals, or in figures. Raises ValueError for none."""
    if text.isdigit():
        return int(text)
    values = [_ROMAN[letter] for letter in text]
    total = sum(
        -one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True)
    )
    if _written(total) != text:
        raise ValueError(f"{text!r} is no Roman numeral")
    return total


def _written(number: int) -> str:
    ones = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
    return "x" * (number // 10) + ones[number % 10]
