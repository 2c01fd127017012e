"""Fragments of the original text with the query's words marked."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from search.display.spans import Match, Span, joined_spans, marked_html

_LONGEST = 220
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


@dataclass(frozen=True)
class Snippet:
    """A fragment: `article.<field>[start:]` begins with `text`; `spans` are offsets into `text`.

    `field` is summary, body or captions[n]. `is_cut_before` and `is_cut_after` tell whether it was
    cut out of a sentence of the summary or body.
    """

    field: str
    start: int
    text: str
    spans: list[Span] = dataclasses.field(default_factory=list)
    is_cut_before: bool = dataclasses.field(default=False, compare=False)
    is_cut_after: bool = dataclasses.field(default=False, compare=False)

    def html(self) -> str:
        """The fragment as safe HTML, its matches in `<mark>`."""
        return marked_html(self.text, self.spans)


def snippets(
    texts: Mapping[str, str],
    matches: Mapping[str, list[Match]],
    weights: Mapping[str, float],
    most: int = 3,
) -> list[Snippet]:
    """Up to `most` fragments that show the most of the query, in the order of the article.

    `weights` says how much each of the query's syllables tells. Without any match, the beginning
    of the first text that there is.
    """
    fragments = [
        _Fragment(name, start, end, inside, _values(inside, weights))
        for name, text in texts.items()
        if name != "title" and matches.get(name)
        for start, end, inside in _fragments(text, matches[name])
    ]
    if not fragments:
        return _beginning(texts)
    chosen = _chosen(fragments, texts, most)
    order = {name: i for i, name in enumerate(texts)}
    chosen.sort(key=lambda fragment: (order[fragment.field], fragment.start))
    return [_snippet(texts[fragment.field], fragment) for fragment in chosen]


class _Fragment(NamedTuple):
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


def _chosen(fragments: list[_Fragment], texts: Mapping[str, str], most: int) -> list[_Fragment]:
    """One fragment after the other, each worth the most beside those before it.

    None of them repeats another: leads and captions repeat the text.
    """
    chosen: list[_Fragment] = []
    shown: list[set[str]] = []  # the words of each
    seen: set[str] = set()
    # The worthiest alone first; each is worth less beside others.
    left = [(sum(one.values.values()), -at, one) for at, one in enumerate(fragments)]
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
    return chosen


def _worthiest(left: list[tuple[float, int, _Fragment]], seen: set[str]) -> tuple[float, int]:
    """What the worthiest of some fragments is worth beside those that show `seen`, and its place.

    It is worth what it shows: each syllable once, less when another fragment shows it. `left` are
    what each is worth alone, how early it stands, and the fragment, falling; of equals the earliest
    is taken.
    """
    best, earliest, place = -1.0, 0, 0
    for at, (alone, early, one) in enumerate(left):
        if alone < best:
            break
        worth = 0.0
        for key, value in one.values.items():
            worth += 0.25 * value if key in seen else value
        if worth > best or (worth == best and early > earliest):
            best, earliest, place = worth, early, at
    return best, place


def _snippet(text: str, fragment: _Fragment) -> Snippet:
    start, end = fragment.start, fragment.end
    spans = [(first - start, last - start) for first, last in joined_spans(text, fragment.matches)]
    return _cut_out(fragment.field, text, start, end, spans)


def _cut_out(field: str, text: str, start: int, end: int, spans: list[Span]) -> Snippet:
    """The snippet of a text from `start` to `end`."""
    is_before = is_after = False
    if field in ("summary", "body"):
        after = text[end : end + _NEAR].lstrip(" \t\r")
        is_before = start > 0 and not _WHOLE_BEFORE.search(text[max(0, start - _NEAR) : start])
        is_after = bool(after) and not after.startswith("\n")
        is_after = is_after and not _WHOLE_AFTER.search(text[max(start, end - 10) : end])
    return Snippet(field, start, text[start:end], spans, is_before, is_after)


def _beginning(texts: Mapping[str, str]) -> list[Snippet]:
    for name, text in texts.items():
        start = len(text) - len(text.lstrip())
        if name != "title" and start < len(text):
            fragment = text[start : _word_end(text, start + _LONGEST)].rstrip()
            return [_cut_out(name, text, start, start + len(fragment), [])]
    return []


def _fragments(text: str, matches: list[Match]) -> Iterator[tuple[int, int, list[Match]]]:
    """Sentences, or parts of long ones, that hold matches: (start, end, matches inside)."""
    if any(end - start > _LONGEST for start, end, _, _ in matches):
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
            if end - start > _LONGEST:
                first, last = _part(text, start, end, matches[at])
            shown = at
            while at < len(matches) and matches[at].end <= last:
                at += 1
            yield first, last, matches[shown:at]
        if at == len(matches):
            return


def _shortened(match: Match) -> Match:
    """A match that fits a fragment: a run without spaces can be longer than any."""
    return match._replace(end=min(match.end, match.start + _LONGEST))


def _part(text: str, start: int, end: int, match: Match) -> Span:
    """The part of a long passage that shows `match`, cut at words."""
    first = start
    if match.start - start > _BEFORE:
        first = _word_start(text, match.start - _BEFORE, match.start)
    return first, min(end, max(_word_end(text, first + _LONGEST), match.end))


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


def _word_end(text: str, at: int) -> int:
    """The last end of a word at or before `at` (or `at`, inside a word without end)."""
    if at >= len(text):
        return len(text)
    end = at
    while end > at - 40 and not text[end].isspace():
        end -= 1
    return end if end > at - 40 else at
