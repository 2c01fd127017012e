"""Fragments of the original text with the query's words marked."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from search.highlighting import Match, Span, joined_spans, marked_html

_LONGEST = 220
_SHORTEST = 60
_BEFORE = 70
_SENTENCE_END = re.compile(r"(?:(?<![.!?…])[.!?…]+[”\"')\]]*(?=\s)|\n)\s*")


@dataclass(frozen=True)
class Snippet:
    """A fragment: `article.<field>[start:]` begins with `text`; `spans` are offsets into `text`.

    `field` is summary, body or captions[n].
    """

    field: str
    start: int
    text: str
    spans: list[Span] = dataclasses.field(default_factory=list)

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
        _Fragment(name, start, end, inside)
        for name, text in texts.items()
        if name != "title" and matches.get(name)
        for start, end, inside in _fragments(text, matches[name])
    ]
    if not fragments:
        return _beginning(texts)
    chosen: list[_Fragment] = []
    seen: set[str] = set()
    while fragments and len(chosen) < most:
        best = max(fragments, key=lambda fragment: fragment.worth(weights, seen))
        if chosen and not best.worth(weights, seen) > 0:
            break
        words = set(texts[best.field][best.start : best.end].split())
        fragments = [one for one in fragments if not one.repeats(texts[one.field], words)]
        chosen.append(best)
        seen.update(match.key for match in best.matches)
    order = {name: i for i, name in enumerate(texts)}
    chosen.sort(key=lambda fragment: (order[fragment.field], fragment.start))
    return [_snippet(texts[fragment.field], fragment) for fragment in chosen]


@dataclass
class _Fragment:
    field: str
    start: int
    end: int
    matches: list[Match]

    def worth(self, weights: Mapping[str, float], seen: set[str]) -> float:
        """What the fragment shows: each syllable once, less when another fragment shows it."""
        worth = 0.0
        paired: dict[str, bool] = {}
        for match in self.matches:
            paired[match.key] = paired.get(match.key, False) or match.paired
        for key, is_paired in paired.items():
            value = weights.get(key, 1.0) * (2.0 if is_paired else 1.0)
            worth += value * (0.25 if key in seen else 1.0)
        return worth

    def repeats(self, text: str, words: set[str]) -> bool:
        """Whether most of its words are among `words`: leads and captions repeat the text."""
        own = set(text[self.start : self.end].split())
        return len(own & words) > 0.7 * len(own)


def _snippet(text: str, fragment: _Fragment) -> Snippet:
    start, end = fragment.start, fragment.end
    spans = [(first - start, last - start) for first, last in joined_spans(text, fragment.matches)]
    return Snippet(fragment.field, start, text[start:end], spans)


def _beginning(texts: Mapping[str, str]) -> list[Snippet]:
    for name, text in texts.items():
        start = len(text) - len(text.lstrip())
        if name != "title" and start < len(text):
            return [Snippet(name, start, text[start : _word_end(text, start + _LONGEST)].rstrip())]
    return []


def _fragments(text: str, matches: list[Match]) -> Iterator[tuple[int, int, list[Match]]]:
    """Sentences, or parts of long ones, that hold matches: (start, end, matches inside)."""
    matches = [_shortened(match) for match in matches]
    at = 0
    for start, end in _passages(text):
        while at < len(matches) and matches[at].end <= end:
            first, last = start, end
            if end - start > _LONGEST:
                first, last = _part(text, start, end, matches[at])
            begun = at
            while at < len(matches) and matches[at].end <= last:
                at += 1
            yield first, last, matches[begun:at]


def _shortened(match: Match) -> Match:
    """A match that fits a fragment: a run without spaces can be longer than any."""
    if match.end - match.start <= _LONGEST:
        return match
    return replace(match, end=match.start + _LONGEST)


def _part(text: str, start: int, end: int, match: Match) -> Span:
    """The part of a long passage that shows `match`, cut at words."""
    first = start
    if match.start - start > _BEFORE:
        first = _word_start(text, match.start - _BEFORE, match.start)
    return first, min(end, max(_word_end(text, first + _LONGEST), match.end))


def _passages(text: str) -> Iterator[Span]:
    """Sentences; a short one goes with the next in the same paragraph."""
    start: int | None = None
    at = 0
    ends = [(m.end(), "\n" in m.group()) for m in _SENTENCE_END.finditer(text)]
    for end, is_paragraph in [*ends, (len(text), True)]:
        begun = at if start is None else start
        length = len(text[begun:end].rstrip())
        if length < _SHORTEST and not is_paragraph:
            start = begun
        else:
            first = begun + len(text[begun:end]) - len(text[begun:end].lstrip())
            if length:
                yield first, begun + length
            start = None
        at = end


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
