"""The line of a page that says when an article was published, as papers print it.

`Thứ tư, 07/07/2021 18:39 (GMT+7)`, `Xã hội | 07/07/2021 18:39`, `07/07/2021 - 18:39 | Lê Thị Na`,
`Hà Nội, ngày 7 tháng 7 năm 2021`, `… - Cập nhật lúc …`: besides the date, a section, an author, a
place and how often it was read, and nothing else. A sentence with a date in it is no such line.
"""

from __future__ import annotations

import re
from datetime import datetime, timezone
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from index.articles.dates import is_relative_date, read_published
from index.inputs.texts.date_patterns import (
    AUTHOR,
    BETWEEN,
    CLOCK,
    COUNTS,
    DATE,
    IS_UPDATED,
    LABELS,
    MARK,
    NO_SECTION,
    NO_SECTION_NAME,
    ZONE,
)
from index.inputs.texts.sections import are_capitalised, is_name, is_section, looks_like_section

LONGEST = 250

_MOST_SPACES = 40
_ENDS_AS_SENTENCE = re.compile(r"(?<![ap]\.m)\.$", re.IGNORECASE)
_WIDE = re.compile(r"\t|\s{3,}")
_YEAR = re.compile(r"(?<!\d)(?:1[89]|2[01])\d\d(?!\d)|\d[/.]\d\d(?!\d)")

_D, _C, _Z = "\ue000", "\ue001", "\ue002"
_FORMAL = re.compile(f",\\s*ngày\\s*{_D}", re.IGNORECASE)
_MOST_RELATIVE = 60  # characters
_ANY_TIME = datetime(2020, 6, 15, 12, tzinfo=timezone.utc)
_SPARE = " \t,;:.()[]/-–—|\"'"


class DateLine(NamedTuple):
    """What a date line says: the date as printed, and what else there is for fields.

    `rest` is what of it is in no field. `strong` tells that there is more than a date on it, and
    `timed` that there is a clock.
    """

    published: str
    section: str = ""
    author: str = ""
    updated: str = ""
    rest: str = ""
    strong: bool = True
    timed: bool = True


def date_line(line: str) -> DateLine | None:
    """What a line says if it is a date line."""
    return _cached(line) if len(line) <= LONGEST else None


@lru_cache(maxsize=256)
def _cached(line: str) -> DateLine | None:
    if not _YEAR.search(line):
        return _relative(line)
    if line.count(" ") > _MOST_SPACES:
        return None
    text = normalize("NFC", " ".join(_WIDE.sub(" | ", line.strip()).split()))
    if MARK.search(text) or _ENDS_AS_SENTENCE.search(text) or not DATE.search(text):
        return None
    counts = COUNTS.findall(text)
    dates: list[str] = []
    text = _marked(DATE, _D, COUNTS.sub(" | ", text), dates)
    if not 1 <= len(dates) <= 2:
        return None
    zones: list[str] = []
    clocks: list[str] = []
    text = _marked(ZONE, _Z, text, zones)
    text = _marked(CLOCK, _C, text, clocks)
    left = _left(text, bool(clocks)) if len(clocks) <= len(dates) else None
    found = _sorted(left) if left is not None else None
    if found is None:
        return None
    update_first = len(dates) == 2 and bool(IS_UPDATED.search(text[: _first(text)]))
    moments = _moments(text, dates, clocks, zones)
    published, *updated = reversed(moments) if update_first else moments
    section, author, rest = found
    labelled = bool(LABELS.search(text))
    strong = bool(clocks or zones or counts or section or author or labelled)
    return DateLine(published, section, author, "".join(updated), rest, strong, bool(clocks))


def _relative(line: str) -> DateLine | None:
    """What a line says that gives a time counted from when the page was shown."""
    text = normalize("NFC", " ".join(_WIDE.sub(" | ", line.strip()).split()))
    if len(text) > _MOST_RELATIVE or _ENDS_AS_SENTENCE.search(text) or not is_relative_date(text):
        return None
    parts = [part for part in BETWEEN.split(COUNTS.sub(" | ", text)) if _clean(part)]
    times = [part for part in parts if _is_relative(part)]
    place = parts.index(times[0]) if len(times) == 1 else 0
    if len(times) != 1:
        return None
    left = [_Left(_clean(part), at < place) for at, part in enumerate(parts) if at != place]
    found = _sorted(left)
    return None if found is None else DateLine(_clean(times[0]), *found[:2], "", found[2])


def _is_relative(text: str) -> bool:
    """Whether a text is a time that is counted from when it was shown, and nothing else."""
    if not is_relative_date(text):
        return False
    try:
        read_published(_clean(text), now=_ANY_TIME)
    except ValueError:
        return False
    return True


def _first(text: str) -> int:
    """Where the first date or clock is."""
    found = MARK.search(text)
    return found.start() if found else 0


def _marked(pattern: re.Pattern[str], mark: str, text: str, found: list[str]) -> str:
    """The text with a mark for every match, which is kept."""

    def keep(match: re.Match[str]) -> str:
        found.append(match[0])
        return f" {mark} "

    return pattern.sub(keep, text)


def _moments(text: str, dates: list[str], clocks: list[str], zones: list[str]) -> list[str]:
    """Each date with its clock, as they can be read."""
    zone = zones[0].strip("() ") if zones else ""
    if len(dates) == 1 or not clocks:
        return [_moment(date, clocks[0] if clocks else "", zone) for date in dates]
    if len(clocks) == len(dates):
        return [_moment(*each, zone) for each in zip(dates, clocks, strict=True)]
    order = [mark for mark in text if mark in (_D, _C)]
    first = order.index(_C) < 2 and order != [_D, _D, _C]  # beside which date the one clock is
    return [
        _moment(date, clocks[0] if (number == 0) == first else "", zone)
        for number, date in enumerate(dates)
    ]


def _moment(date: str, clock: str, zone: str) -> str:
    if date.endswith(("T", "t")):
        return f"{date}{clock}{zone}"
    return " ".join(filter(None, (clock.strip(), date, zone)))


class _Left(NamedTuple):
    """What stands on a date line besides the date; a `place` has only a comma after it."""

    text: str
    before: bool
    place: bool = False
    formal: bool = False  # Lam Khê, ngày 7 tháng 7 năm 2021


def _left(text: str, timed: bool) -> list[_Left] | None:
    """What else is on the line; None if it is more than stands on date lines."""
    left: list[_Left] = []
    before = True
    for segment in BETWEEN.split(text):
        dated = bool(MARK.search(segment))
        if not dated:
            bare = _clean(segment)
            if bare and _clean(LABELS.sub(" ", bare)):
                left.append(_Left(bare, before))
            continue
        for part in re.split(r"\s*,\s*", segment):
            marks = bool(MARK.search(part))
            for piece in re.split("[\ue000-\ue002]", part):
                bare = _clean(LABELS.sub(" ", piece))
                if not bare:
                    continue
                is_before = before and _is_before(segment, piece)
                if not _may_stand_beside(bare, marks, is_before, timed):
                    return None
                formal = is_before and _FORMAL.search(segment) is not None
                left.append(_Left(bare, is_before, not marks and not timed, formal))
        before = False
    return left


def _is_before(segment: str, piece: str) -> bool:
    return segment.index(piece) < _first(segment)


def _may_stand_beside(text: str, joined: bool, before: bool, timed: bool) -> bool:
    """Whether a text that nothing but a comma (or nothing at all) parts from a date may be on a
    date line: a place, a name, a section."""
    if len(text) > 40 or len(text.split()) > 5 or not text[0].isupper():
        return False
    if is_section(text) or is_name(text):
        return timed or not joined
    if joined or NO_SECTION.match(text):
        return False
    return are_capitalised(text) or (before and timed and looks_like_section(text))


def _clean(text: str) -> str:
    return text.strip(_SPARE).strip()


def _sorted(left: list[_Left]) -> tuple[str, str, str] | None:
    """(section, author, rest) of what else is on the line; None if it is no date line."""
    section = author = ""
    rest: list[str] = []
    if len(left) > 4:
        return None
    for text, before, place, formal in left:
        label = AUTHOR.match(text)
        named = text[label.end() :].strip() if label and len(text) <= 60 else ""
        signed = is_name(text) or (named and (are_capitalised(named) or is_name(named)))
        if signed and not author and not formal:
            author = text
        elif place or NO_SECTION_NAME.match(text):
            rest.append(text)
        elif not section and (is_section(text) or (before and looks_like_section(text))):
            section = text
        elif not _may_be_rest(text):
            return None
        elif not before and not author and are_capitalised(text) and not text.isupper():
            author = text
        else:
            rest.append(text)
    if sum(len(one) for one in rest) > 60:
        return None
    return section, author, " | ".join(rest)


def _may_be_rest(text: str) -> bool:
    short = len(text) <= 60 and len(text.split()) <= 6
    return short and text[0].isupper() and not any(map(str.isdigit, text))
