"""A text with several articles, one after the other: where each of them begins.

A line of dashes parts them, or a blank line before a title that a date line follows. When in
doubt they stay one article, and a note says so.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from index.inputs.texts.pages import LINE_ENDS, dated, is_title

_RULE = re.compile(r"\s*(?:[-=*_~#–—]\s?){3,}\s*|\s*\f\s*")
_NEAR = 4  # lines from the beginning of an article in which its date is


class Page(NamedTuple):
    """The text of one article, and the number of its first line."""

    number: int
    text: str


def pages_in(text: str) -> tuple[list[Page], list[str]]:
    """The articles in a text, in order, and notes on what they may be besides."""
    lines = LINE_ENDS.split(text)
    dates = _dates(lines)
    if len(dates) < 2:
        return [Page(1, text)], []
    for starts in (_after_rules(lines, dates), _at_titles(lines, dates)):
        if starts:
            ends = [*starts[1:], len(lines)]
            parts = [lines[start:end] for start, end in zip(starts, ends, strict=True)]
            return [
                Page(start + 1, "\n".join(line for line in part if not _RULE.fullmatch(line)))
                for start, part in zip(starts, parts, strict=True)
            ], []
    number = dates[1] + 1
    return [Page(1, text)], [f"body: a second date line stands in it, on line {number}"]


def _dates(lines: list[str]) -> list[int]:
    """The places of the date lines that follow a title, or a rule."""
    found: list[int] = []
    for place, line in enumerate(lines):
        if len(line) <= 300 and any(map(str.isdigit, line)):
            date = dated(line)
            if date and date.strong and (not found or _is_header(lines, place)):
                found.append(place)
    return found


def _is_header(lines: list[str], place: int) -> bool:
    """Whether a line that may be a title stands before the date line at `place`."""
    before = next((line for line in reversed(lines[max(0, place - 3) : place]) if line.strip()), "")
    return is_title(before) and not _RULE.fullmatch(before)


def _after_rules(lines: list[str], dates: list[int]) -> list[int]:
    """Where articles begin that rules part; nothing if not every part has its date."""
    rules = [place for place, line in enumerate(lines) if _RULE.fullmatch(line)]
    starts = [0, *(place + 1 for place in rules)]
    ends = [*rules, len(lines)]
    parts = [
        (start, end)
        for start, end in zip(starts, ends, strict=True)
        if any(line.strip() for line in lines[start:end])
    ]
    for start, end in parts:
        head = [place for place in range(start, end) if lines[place].strip()][:_NEAR]
        if not any(place in dates for place in head):
            return []
    return [start for start, _ in parts] if len(parts) > 1 else []


def _at_titles(lines: list[str], dates: list[int]) -> list[int]:
    """Where articles begin that a blank line parts; nothing if one of them does not."""
    starts = [0]
    for place in dates[1:]:
        title = place - 1
        while title > 0 and not lines[title].strip():
            title -= 1
        if title - 1 <= starts[-1] or lines[title - 1].strip():
            return []
        starts.append(title)
    ends = [*starts[1:], len(lines)]
    for date, end in zip(dates, ends, strict=True):
        if not any(line.strip() for line in lines[date + 1 : end]):
            return []
    return starts
