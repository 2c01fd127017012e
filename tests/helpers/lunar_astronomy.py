"""The lunar years of Vietnam, reckoned from the moon and the sun: what our table was made with.

    python tests/helpers/lunar_astronomy.py > search/query/lunar_years.txt

The rules are those that Hồ Ngọc Đức describes (https://www.informatik.uni-leipzig.de/~duc/amlich/):
a month begins on the day of a new moon, the eleventh holds the winter solstice, and of thirteen
months between two of these the first without a principal term is the leap month. New moons and the
longitude of the sun follow Jean Meeus, *Astronomical Algorithms*, chapter 49, and *Astronomical
Formulae for Calculators*, chapter 18.

A day begins at midnight in Hanoi (UTC+7) from 1968 on, as decision 121/CP of 8 August 1967 says;
the south kept to UTC+8 up to 1975, and had Tết of 1968 and 1969 a day later. Before, calendars in
Vietnam followed the Chinese one, whose hour was that of Beijing's meridian, and UTC+8 from 1929 on.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from math import floor, radians, sin
from typing import NamedTuple

FIRST, LAST = 1900, 2100
_ORDINAL = 1721425  # the Julian day before 1 January of the year 1
_MONTH = 29.530588853
# From which Julian day on by how many hours the days of calendars began before those of Greenwich.
_HOURS = ((2439857, 7.0), (2425613, 8.0), (0, 116 / 15 + 25 / 60 / 15))
# The new moon of 7 May 2054 is 22 seconds after midnight in Hanoi, less than can be told: nobody
# knows today by how much the earth will be late. The tables that are published have the day before.
_TOLD = {2471396: 2471395}


class LunarYear(NamedTuple):
    """A lunar year: its first day, which month is followed by a leap one (0 if none is), and how
    many days each of its 12 or 13 months has."""

    number: int
    first: date
    leap: int
    lengths: tuple[int, ...]

    def __str__(self) -> str:
        days = "".join("+" if length == 30 else "-" for length in self.lengths)
        return f"{self.number} {self.first:%m-%d} {self.leap} {days}"


def new_moon(number: int) -> float:
    """When a new moon is, as a Julian date in UT; 0 is the one of 6 January 2000."""
    t = number / 1236.85
    sun = 2.5534 + 29.10535670 * number - 0.0000014 * t**2 - 0.00000011 * t**3
    moon = 201.5643 + 385.81693528 * number + 0.0107582 * t**2 + 0.00001238 * t**3
    node = 160.7108 + 390.67050284 * number - 0.0016118 * t**2 - 0.00000227 * t**3
    way = 124.7746 - 1.56375588 * number + 0.0020672 * t**2 + 0.00000215 * t**3
    round_ = 1 - 0.002516 * t - 0.0000074 * t**2
    moment = (
        2451550.09766
        + 29.530588861 * number
        + 0.00015437 * t**2
        - 0.000000150 * t**3
        - 0.00017 * _sin(way)
        + 0.000325 * _sin(299.77 + 0.107408 * number - 0.009173 * t**2)
    )
    for size, suns, moons, nodes in _MOON:
        moment += size * round_ ** abs(suns) * _sin(suns * sun + moons * moon + nodes * node)
    for size, start, speed in _PLANETS:
        moment += size * _sin(start + speed * number)
    return moment - _slowing(2000 + t * 100) / 86_400


# How much each term takes, in days, and how often the anomalies of the sun and the moon and the
# moon's distance from its node are in it (Meeus, chapter 49).
_MOON = (
    (-0.40720, 0, 1, 0),
    (0.17241, 1, 0, 0),
    (0.01608, 0, 2, 0),
    (0.01039, 0, 0, 2),
    (0.00739, -1, 1, 0),
    (-0.00514, 1, 1, 0),
    (0.00208, 2, 0, 0),
    (-0.00111, 0, 1, -2),
    (-0.00057, 0, 1, 2),
    (0.00056, 1, 2, 0),
    (-0.00042, 0, 3, 0),
    (0.00042, 1, 0, 2),
    (0.00038, 1, 0, -2),
    (-0.00024, -1, 2, 0),
    (-0.00007, 2, 1, 0),
    (0.00004, 0, 2, -2),
    (0.00004, 3, 0, 0),
    (0.00003, 1, 1, -2),
    (0.00003, 0, 2, 2),
    (-0.00003, 1, 1, 2),
    (0.00003, -1, 1, 2),
    (-0.00002, -1, 1, -2),
    (-0.00002, 1, 3, 0),
    (0.00002, 0, 4, 0),
)
_PLANETS = (
    (0.000165, 251.88, 0.016321),
    (0.000164, 251.83, 26.651886),
    (0.000126, 349.42, 36.412478),
    (0.000110, 84.66, 18.206239),
    (0.000062, 141.74, 53.303771),
    (0.000060, 207.14, 2.453732),
    (0.000056, 154.84, 7.306860),
    (0.000047, 34.52, 27.261239),
    (0.000042, 207.19, 0.121824),
    (0.000040, 291.34, 1.844379),
    (0.000037, 161.72, 24.198154),
    (0.000035, 239.56, 25.513099),
    (0.000023, 331.55, 3.592518),
)


def _slowing(year: float) -> float:
    """By how many seconds the turning earth is late in a year (Espenak and Meeus, 2006)."""
    if year < 1920:
        t = year - 1900
        return -2.79 + 1.494119 * t - 0.0598939 * t**2 + 0.0061966 * t**3 - 0.000197 * t**4
    if year < 1941:
        t = year - 1920
        return 21.20 + 0.84493 * t - 0.076100 * t**2 + 0.0020936 * t**3
    if year < 1961:
        t = year - 1950
        return 29.07 + 0.407 * t - t**2 / 233 + t**3 / 2547
    if year < 1986:
        t = year - 1975
        return 45.45 + 1.067 * t - t**2 / 260 - t**3 / 718
    if year < 2050:
        t = year - 2000
        return 62.92 + 0.32217 * t + 0.005589 * t**2
    return -20 + 32 * ((year - 1820) / 100) ** 2 - 0.5628 * (2150 - year)


def longitude_of_sun(moment: float) -> float:
    """Where the sun stands at a Julian date, in degrees from the March equinox."""
    t = (moment - 2415020.0) / 36525
    mean = 279.69668 + 36000.76892 * t + 0.0003025 * t**2
    anomaly = 358.47583 + 35999.04975 * t - 0.000150 * t**2 - 0.0000033 * t**3
    centre = (
        (1.919460 - 0.004789 * t - 0.000014 * t**2) * _sin(anomaly)
        + (0.020094 - 0.000100 * t) * _sin(2 * anomaly)
        + 0.000293 * _sin(3 * anomaly)
    )
    pulls = (  # of Venus, twice, of Jupiter and of the moon, and a slow one
        0.00134 * _sin(153.23 + 22518.7541 * t + 90)
        + 0.00154 * _sin(216.57 + 45037.5082 * t + 90)
        + 0.00200 * _sin(312.69 + 32964.3577 * t + 90)
        + 0.00179 * _sin(350.74 + 445267.1142 * t - 0.00144 * t**2)
        + 0.00178 * _sin(231.19 + 20.20 * t)
    )
    node = 259.18 - 1934.142 * t
    return (mean + centre + pulls - 0.00569 - 0.00479 * _sin(node)) % 360


def lunar_years() -> Iterator[LunarYear]:
    """The years of the table."""
    months = [one for number in range(FIRST, LAST + 2) for one in _months(number)]
    firsts = [at for at, one in enumerate(months) if (one.number, one.is_leap) == (1, False)]
    for number, (at, end) in enumerate(pairwise(firsts), FIRST):
        starts = [one.start for one in months[at : end + 1]]
        lengths = tuple(after - before for before, after in pairwise(starts))
        leap = sum(one.number for one in months[at:end] if one.is_leap)
        yield LunarYear(number, date.fromordinal(starts[0] - _ORDINAL), leap, lengths)


class _Month(NamedTuple):
    start: int
    number: int
    is_leap: bool


def _months(year: int) -> Iterator[_Month]:
    """The months from the eleventh of the year before up to the next eleventh."""
    begin, end = _eleventh(year - 1), _eleventh(year)
    starts = [_day_of_moon(one) for one in range(begin, end + 1)]
    terms = [_term(one) for one in starts]
    leap = 0
    if len(starts) == 14:
        leap = next(at for at in range(1, 13) if terms[at] == terms[at + 1])
    number = 10
    for at, start in enumerate(starts[:-1]):
        number += not leap or at != leap
        yield _Month(start, (number - 1) % 12 + 1, bool(leap) and at == leap)


def _eleventh(number: int) -> int:
    """The number of the new moon with which the eleventh month of a lunar year begins."""
    last = date(number, 12, 31).toordinal() + _ORDINAL
    moon = floor((last - 2451550) / _MONTH)
    while _day_of_moon(moon + 1) <= last:
        moon += 1
    while _day_of_moon(moon) > last:
        moon -= 1
    return moon - (_term(_day_of_moon(moon)) >= 9)  # the solstice was before this month


def _day_of_moon(number: int) -> int:
    """The Julian day in Vietnam on which a new moon is."""
    moment = new_moon(number) + 0.5
    day = floor(moment + _hours(floor(moment)) / 24)
    return _TOLD.get(day, day)


def _term(day: int) -> int:
    """Which of the twelve parts of its way the sun is in when a Julian day begins in Vietnam."""
    return floor(longitude_of_sun(day - 0.5 - _hours(day) / 24) / 30)


def _hours(day: int) -> float:
    return next(hours for since, hours in _HOURS if day >= since)


def _sin(degrees: float) -> float:
    return sin(radians(degrees))


HEAD = """\
# The lunar years of Vietnam: the year in which one begins, its first day (the first of Tết), which
# month is followed by a leap one (0 if none is), and its months, + with 30 days and - with 29.
# Made by tests/helpers/lunar_astronomy.py from formulae of Jean Meeus by the rules that Hồ Ngọc Đức
# describes (https://www.informatik.uni-leipzig.de/~duc/amlich/): in UTC+7 from 1968 on, as decision
# 121/CP of 1967 says (the south kept to UTC+8 up to 1975); before, in the hour of the Chinese
# calendar, which is UTC+8 from 1929 on and that of Beijing's meridian earlier.
"""


def table() -> str:
    """The whole table, as it is shipped."""
    return HEAD + "".join(f"{one}\n" for one in lunar_years())


if __name__ == "__main__":
    print(table(), end="")
