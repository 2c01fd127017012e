"""Which fragments of an article show the most of a query, and where they are cut."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from index import native
from search.display.spans import Match, Matches, Span, joined_spans_in_python

__all__ = ["LONGEST", "chosen", "chosen_in_python", "cut_ends", "cut_ends_in_python", "word_end"]

# (Native code has the same lengths.)
LONGEST = 220
_SHORTEST = 60
_BEFORE = 70
_NEAR = 80  # so far around a fragment tells whether it was cut out of a sentence
_WHOLE_BEFORE = re.compile(r"(?:[.!?…:;][”\"')\]]*\s*|\n\s*|^\s*)$")
_WHOLE_AFTER = re.compile(r"[.!?…][”\"')\]]*$")
# A new line, or full stops and what closes with them before white space. (It begins with the set
# of what it can begin with, so that the rest of a text is passed over fast.)
_SENTENCE_END = re.compile(
    r"(?P<mark>[.!?…\n](?:(?<=\n)|(?<![.!?…][.!?…])[.!?…]*[”\"')\]]*(?=\s)))\s*"
)


class Fragment(NamedTuple):
    """A part of a text that is shown: the field, and where it starts and ends there.

    `spans` are what matches in it, counted from its start. `is_cut_before` and `is_cut_after` tell
    whether it was cut out of a sentence of the summary or body.
    """

    field: str
    start: int
    end: int
    spans: list[Span]
    is_cut_before: bool
    is_cut_after: bool


class _Part(NamedTuple):
    """A part of a text, the matches in it, and what each syllable of the query is worth there."""

    field: str
    start: int
    end: int
    matches: list[Match]
    values: dict[str, float]


def _values(matches: list[Match], weights: Mapping[str, float]) -> dict[str, float]:
    """What each of the query's syllables is worth: twice as much where it stands in a pair."""
    values: dict[str, float] = {}
    for _, _, key, paired in matches:
        if paired:
            values[key] = weights.get(key, 1.0) * 2.0
        elif key not in values:
            values[key] = weights.get(key, 1.0)
    return values


def chosen_in_python(
    texts: Mapping[str, str],
    matches: Mapping[str, Matches],
    weights: Mapping[str, float],
    most: int,
) -> list[Fragment]:
    """Up to `most` fragments, in the order of the texts.

    They are chosen one after the other, each worth the most beside those before it, and none
    repeats another: leads and captions repeat the text. `weights` says how much each of the query's
    syllables tells. The title gives none.
    """
    every = [
        _Part(name, start, end, inside, _values(inside, weights))
        for name, text in texts.items()
        if name != "title" and matches.get(name)
        for start, end, inside in _fragments(text, list(matches[name]))
    ]
    chosen: list[_Part] = []
    shown: list[set[str]] = []  # the words of each
    seen: set[str] = set()
    # The worthiest alone first; each is worth less beside others.
    left = [(_worth(one, seen), -at, one) for at, one in enumerate(every)]
    left.sort(reverse=True)
    while len(chosen) < most and left:
        worth, at = _worthiest(left, seen)
        if chosen and not worth > 0:
            break
        best = left.pop(at)[-1]
        words = set(texts[best.field][best.start : best.end].split())
        if any(len(words & others) > 0.7 * len(words) for others in shown):
            continue
        chosen.append(best)
        shown.append(words)
        seen.update(best.values)
    order = {name: place for place, name in enumerate(texts)}
    chosen.sort(key=lambda one: (order[one.field], one.start))
    return [_cut_out(texts[one.field], one) for one in chosen]


def _cut_out(text: str, part: _Part) -> Fragment:
    """A part of a text as a fragment."""
    is_before = is_after = False
    if part.field in ("summary", "body"):
        is_before, is_after = cut_ends_in_python(text, part.start, part.end)
    spans = [
        (first - part.start, last - part.start)
        for first, last in joined_spans_in_python(text, part.matches)
    ]
    return Fragment(part.field, part.start, part.end, spans, is_before, is_after)


def _worthiest(left: list[tuple[float, int, _Part]], seen: set[str]) -> tuple[float, int]:
    """What the worthiest of some fragments is worth beside those that show `seen`, and its place.

    It is worth what it shows: each syllable once, less when another fragment shows it. `left` are
    what each is worth alone, how early it stands, and the fragment, falling; of equals the earliest
    is taken.
    """
    best, earliest, place = -1.0, 0, 0
    for at, (alone, early, one) in enumerate(left):
        if alone < best:
            break
        worth = _worth(one, seen)
        if worth > best or (worth == best and early > earliest):
            best, earliest, place = worth, early, at
    return best, place


def _worth(part: _Part, seen: set[str]) -> float:
    worth = 0.0
    for key, value in part.values.items():
        worth += 0.25 * value if key in seen else value
    return worth


def cut_ends_in_python(text: str, start: int, end: int) -> tuple[bool, bool]:
    """Whether the part of a text from `start` to `end` was cut out of a sentence, at either end."""
    after = text[end : end + _NEAR].lstrip(" \t\r")
    is_before = start > 0 and not _WHOLE_BEFORE.search(text[max(0, start - _NEAR) : start])
    is_after = bool(after) and not after.startswith("\n")
    return is_before, is_after and not _WHOLE_AFTER.search(text[max(start, end - 10) : end])


def _fragments(text: str, matches: list[Match]) -> Iterator[tuple[int, int, list[Match]]]:
    """Sentences, or parts of long ones, that hold matches: (start, end, matches inside)."""
    if any(end - start > LONGEST for start, end, _, _ in matches):
        matches = [_shortened(match) for match in matches]
    at = 0
    for begun, ended in _passages(text):
        if matches[at].end > ended:
            continue
        passage = text[begun:ended].rstrip()
        end = begun + len(passage)
        start = end - len(passage.lstrip())
        while at < len(matches) and matches[at].end <= end:
            first, last = start, end
            if end - start > LONGEST:
                first, last = _part(text, start, end, matches[at])
            shown = at
            while at < len(matches) and matches[at].end <= last:
                at += 1
            yield first, last, matches[shown:at]
        if at == len(matches):
            return


def _shortened(match: Match) -> Match:
    """A match that fits a fragment: a run without spaces can be longer than any."""
    return match._replace(end=min(match.end, match.start + LONGEST))


def _part(text: str, start: int, end: int, match: Match) -> Span:
    """The part of a long passage that shows `match`, cut at words."""
    first = start
    if match.start - start > _BEFORE:
        first = _word_start(text, match.start - _BEFORE, match.start)
    return first, min(end, max(word_end(text, first + LONGEST), match.end))


def _passages(text: str) -> Iterator[Span]:
    """Sentences and the white space after them; a short one goes with the next in its paragraph."""
    begun = 0
    for found in _SENTENCE_END.finditer(text):
        if found.end("mark") - begun >= _SHORTEST or "\n" in found[0]:
            yield begun, found.end()
            begun = found.end()
    yield begun, len(text)


def _word_start(text: str, at: int, most: int) -> int:
    """The first beginning of a word at or after `at`, not beyond `most`."""
    while at < most and not (text[at - 1].isspace() and not text[at].isspace()):
        at += 1
    return at


def word_end(text: str, at: int) -> int:
    """The last end of a word at or before `at` (or `at`, inside a word without end)."""
    if at >= len(text):
        return len(text)
    end = at
    while end > at - 40 and not text[end].isspace():
        end -= 1
    return end if end > at - 40 else at


if native.is_used():
    with native.loading():
        from search.display._fragments import chosen, cut_ends
else:
    chosen, cut_ends = chosen_in_python, cut_ends_in_python
