"""Long texts in parts of bounded size: what is read, marked or shown at a time."""

from __future__ import annotations

from collections.abc import Iterator

from index.articles.excerpts import cut_at
from search.display.spans import Span

# Characters of a part: about sixty kilobytes of Vietnamese. A text that is little longer stays
# whole.
PART = 40_000
LONGEST = 60_000
_MOST_LINES = 2_000
WHOLE = _MOST_LINES
"""A text of fewer characters is one part."""
MOST_COMPOSED = 400_000
"""After so many characters with letters that had to be composed, which takes long, only beginnings
of texts are looked through."""
_BACK = 200  # so far back a space is looked for in a paragraph that is longer than a part


def parts_of(text: str, longest: int = LONGEST) -> list[Span]:
    """Where the parts of a text begin and end, one after the other; most texts are one.

    They are cut between paragraphs, and within one only where it is longer than a part: then at a
    space, and never inside a sign.
    """
    if len(text) < min(longest, WHOLE):
        return [(0, len(text))]
    return list(_parts(text, longest))


def _parts(text: str, longest: int) -> Iterator[Span]:
    most = PART * longest // LONGEST
    start = 0
    while True:
        end = _after_lines(text, start, start + longest)
        if end >= len(text):
            yield start, len(text)
            return
        if end == start + longest:  # too long, not of too many lines
            end = text.rfind("\n", start + most // 2, start + most) + 1
        if not end:
            end = cut_at(text, start + most, back=_BACK)
            end += text[end] == " "
        yield start, end
        start = end


def _after_lines(text: str, start: int, stop: int) -> int:
    """Where as many lines as a part may have are over, or `stop`."""
    if text.count("\n", start, stop) < _MOST_LINES:
        return stop
    at = start
    for _ in range(_MOST_LINES):
        at = text.find("\n", at, stop) + 1
    return at
