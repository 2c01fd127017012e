"""Reads periods in a text, the longest that begins at a place.

The text is matched in small letters without marks, so that one form serves all ways to type it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from index.vietnamese.spelling import fold
from search.query.calendar_units import (
    Period,
    after,
    around,
    before,
    day,
    half_of,
    part_of,
    unit_ago,
    unit_of,
)
from search.query.eras import century, decade
from search.query.period_form import Form
from search.query.period_forms import FORMS

_OPENING = re.compile(
    r"(?P<around>(?:(?:trong|vao) )?(?:khoang(?: thoi gian)?|tam|chung)\b|(?:around|about|circa)\b)"
    r"|(?P<before><(?!=)|(?:truoc|before)\b)"
    r"|(?P<upto><=|(?:(?:cho |tinh )?(?:den|toi)|until|up to)\b)"
    r"|(?P<after>>(?!=)|(?:sau|after)\b)|(?P<since>>=|(?:ke )?tu\b|since\b|from\b)"
    r"|(?P<during>(?:trong|vao|during|in|on)\b)"
)
_TO = re.compile(r" ?(?:-|\.\.+|…) ?| (?:cho |tinh )?(?:den|toi|to|until|till)(?: het)? ")
_OPEN_END = re.compile(r" ?\.\.(?!\.)")
_STAR_TO = re.compile(rf"\*(?:{_TO.pattern})")
_TO_STAR = re.compile(rf"(?:{_TO.pattern})\*")
_NOW = re.compile(r"(?:hien )?nay\b|now\b")
_DAY_ALONE = re.compile(r"(?:ngay )?(\d{1,2})(?!\w)")
_PART = re.compile(
    r"(?:(?P<part>(?P<half>nua )?(?:dau|giua|cuoi|sau)) |(?P<english>early|mid|late)[ -])"
)
_BARE = re.compile(r"(?P<u>thang|quy|nam|thap nien|thap ky|the ky)(?!\w)")
_NUMBERS = ("sáu", "tám", "tam")  # they are not "sau" (after) and "tầm" (about)
_END = re.compile(r"(?=$|[\s),;!?\]}\"]|\.(?!\w))")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")


@lru_cache(maxsize=1024)
def _flat_letter(letter: str) -> str:
    flat = fold(letter).lower()
    return flat if len(flat) == 1 else letter


def flat(text: str) -> str:
    """`text` in small letters without marks and with plain hyphens, of the same length."""
    return "".join(map(_flat_letter, text)).translate(_DASHES)


class _Single(NamedTuple):
    """One period of a text, from `start` to `end`.

    `floating` is its form if it names no year, `number` a day of a month that another one tells.
    """

    period: Period
    start: int
    end: int
    floating: Form | None = None
    number: int = 0


class PeriodReader:
    """Reads periods in one text; `reasons` tell why what looked like one is none."""

    def __init__(self, text: str, today: date) -> None:
        """`today` is the day from which periods without a year are seen."""
        self._text = text
        self._flat = flat(text)
        self._today = today
        self.reasons: list[str] = []

    def longest(self, at: int) -> tuple[Period | None, int]:
        """The longest period that begins at `at`, and where it ends."""
        best: tuple[Period | None, int] = None, at
        for period, end in self._any(at):
            if end > best[1] and _END.match(self._flat, end):
                best = period, end
        return best

    def _any(self, at: int) -> Iterator[tuple[Period, int]]:
        if self._flat.startswith("[", at):
            yield from self._in_brackets(at + 1)
        elif self._flat.startswith("..", at):
            yield from self._open("upto", at + 2)
        elif (opening := _OPENING.match(self._flat, at)) is None:
            yield from self._range(at)
        else:
            start = _past_spaces(self._flat, opening.end())
            if self._text[at : opening.end()].lower() in _NUMBERS:
                yield from self._range(at)
                return
            yield from self._open(opening.lastgroup or "", start)
            if opening.lastgroup in ("since", "during"):
                yield from self._range(start)
            elif opening.lastgroup == "around":  # a range is said exactly
                yield from self._any(start)
            elif opening.lastgroup == "after":  # "sau" may be six
                yield from self._range(at)

    def _open(self, kind: str, start: int) -> Iterator[tuple[Period, int]]:
        """What is before, up to, after or since a period."""
        for single in self._singles(start):
            first, last = single.period
            if kind == "before":
                yield before(single.period), single.end
            elif kind == "upto":
                yield Period(date.min, last), single.end
            elif kind == "after":
                yield after(single.period), single.end
            elif kind == "since":
                yield Period(first, date.max), single.end
            elif kind == "around":
                yield around(single.period), single.end

    def _in_brackets(self, at: int) -> Iterator[tuple[Period, int]]:
        """What stands in brackets: two ends, a star for one that is open."""
        found = [*self._range(at)]
        if star := _STAR_TO.match(self._flat, at):
            found += self._open("upto", star.end())
        for single in self._singles(at):
            if star := _TO_STAR.match(self._flat, single.end):
                found.append((Period(single.period.first, date.max), star.end()))
        for period, end in found:
            if self._flat.startswith("]", end):
                yield period, end + 1

    def _range(self, at: int) -> Iterator[tuple[Period, int]]:
        """A period, or one from the first day of a period to the last of another."""
        for one in [*self._singles(at), *self._day_alone(at)]:
            if not one.number:
                yield one.period, one.end
                if open_end := _OPEN_END.match(self._flat, one.end):
                    yield Period(one.period.first, date.max), open_end.end()
            if (to := _TO.match(self._flat, one.end)) is None:
                continue
            for other in [*self._singles(to.end()), *self._now(to.end())]:
                joined = self._joined(one, other)
                if joined is not None:
                    yield joined, other.end

    def _joined(self, one: _Single, other: _Single) -> Period | None:
        """From the first day of one to the last of the other."""
        first, last = one.period.first, other.period.last
        if one.number:
            if other.period.first != last or one.number > last.day:
                return None
            first = last.replace(day=one.number)
        elif one.floating:
            first = self._seen_from(one, last).first
        elif other.floating:
            last = self._seen_from(other, first + timedelta(days=364)).last
        if first > last:
            self.reasons.append("it ends before it begins")
            return None
        return Period(first, last)

    def _seen_from(self, single: _Single, today: date) -> Period:
        """What a period without a year means, seen from another day."""
        assert single.floating is not None
        found = single.floating.pattern.match(self._flat, single.start)
        return (found and self._made(single.floating, found, today)) or single.period

    def _singles(self, at: int) -> list[_Single]:
        """The periods of one piece that begin at `at`."""
        found: list[_Single] = []
        for form in FORMS:
            match = form.pattern.match(self._flat, at)
            if match is None or (form.english and not self._text[at : match.end()].isascii()):
                continue
            period = self._made(form, match, self._today)
            if period is not None:
                floating = form if form.floating else None
                found.append(_Single(period, at, match.end(), floating))
        return [*found, *self._parts(at)]

    def _parts(self, at: int) -> Iterator[_Single]:
        """The beginning, middle or end of a month or of what is longer, or a half of it."""
        part = _PART.match(self._flat, at)
        if part is None:
            return
        wholes = [
            (whole, end)
            for whole, _, end, *_ in self._singles(part.end())
            if whole.last - whole.first >= timedelta(days=27)
        ]
        if bare := _BARE.match(self._flat, part.end()):
            wholes.append((_of_today(bare["u"], self._today), bare.end()))
        name = part["part"] or part["english"]
        for whole, end in wholes:
            if part["half"]:
                yield _Single(half_of(whole, is_first=name == "nua dau"), at, end)
            elif name != "sau":
                yield _Single(part_of(whole, name), at, end)

    def _day_alone(self, at: int) -> Iterator[_Single]:
        """The number of a day whose month the end of the range will tell."""
        number = _DAY_ALONE.match(self._flat, at)
        if number is not None and int(number[1]):
            yield _Single(day(self._today), at, number.end(), number=int(number[1]))

    def _now(self, at: int) -> Iterator[_Single]:
        """The day that it is, as the end of a range."""
        if now := _NOW.match(self._flat, at):
            yield _Single(day(self._today), at, now.end())

    def _made(self, form: Form, match: re.Match[str], today: date) -> Period | None:
        try:
            return form.make(match, today)
        except (ValueError, OverflowError) as reason:
            self.reasons.append(str(reason))
            return None


def _of_today(unit: str, today: date) -> Period:
    """The month, quarter, year, decade or century that today is in."""
    if unit == "the ky":
        return century((today.year + 99) // 100)
    if unit in ("thap nien", "thap ky"):
        return decade(today.year // 10 * 10)
    return unit_ago(unit_of(unit), 0, today)


def _past_spaces(text: str, at: int) -> int:
    while text.startswith(" ", at):
        at += 1
    return at
