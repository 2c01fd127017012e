"""What is no text taken out of a page before it is parsed, in time with its length alone.

A regular expression that looks for the end of each element takes the square of it, where many begin
and none ends.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

CODE = ("script", "style", "noscript", "svg", "template")
"""Elements whose content is no text of a page."""


def without_elements(text: str, names: Collection[str], kept: str = "") -> str:
    """A page without the elements of some names, a space for each.

    What does not end stays, as do elements in whose first tag `kept` stands.
    """
    begin, ends = _patterns(tuple(names))
    endless: set[str] = set()
    parts, done, at = [], 0, 0
    while found := begin.search(text, at):
        name = found[1].lower()
        at = found.end()
        if name in endless:
            continue
        end = ends[name].search(text, at)
        if end is None:
            endless.add(name)
            continue
        at = end.end()
        if kept and kept in found[2].lower():
            continue
        parts.append(text[done : found.start()])
        done = at
    return " ".join([*parts, text[done:]]) if parts else text


def without_comments(text: str, begin: str = "<!--", end: str = "-->") -> str:
    """A text without what stands between two marks, a space for each; what does not end stays."""
    parts, done = [], 0
    while (start := text.find(begin, done)) >= 0:
        stop = text.find(end, start + len(begin))
        if stop < 0:
            break
        parts.append(text[done:start])
        done = stop + len(end)
    return " ".join([*parts, text[done:]]) if parts else text


@lru_cache(maxsize=8)
def _patterns(names: tuple[str, ...]) -> tuple[re.Pattern[str], dict[str, re.Pattern[str]]]:
    begin = re.compile(rf"<({'|'.join(names)})\b([^<>]*)>", re.I)
    return begin, {name: re.compile(rf"</{name}\s*>", re.I) for name in names}
