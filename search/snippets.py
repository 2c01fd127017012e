"""Fragments of the original text with the query's words marked."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape
from itertools import pairwise

from index.article import Article
from index.vietnamese.analysis import Analysis, Syllable
from search.matching import glob, spelled
from search.query import ParsedQuery
from search.ranking import Marks, is_exact, marks_of
from search.syntax import Pattern, Quoted

Span = tuple[int, int]

_LONGEST = 220
_SHORTEST = 60
_BEFORE = 70
_SENTENCE_END = re.compile(r"(?:[.!?…]+[”\"')\]]*(?=\s)|\n)\s*")


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


def marked_html(text: str, spans: Iterable[Span]) -> str:
    """`text` escaped for HTML, the spans (in order, apart) in `<mark>`."""
    parts: list[str] = []
    at = 0
    for start, end in spans:
        parts += escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"
        at = end
    parts.append(escape(text[at:]))
    return "".join(parts)


@dataclass(frozen=True)
class Match:
    """A syllable of a text that answers a syllable of the query.

    `key` names the query's syllable; `paired` tells that its neighbour in the query is its
    neighbour here.
    """

    start: int
    end: int
    key: str
    paired: bool


@dataclass
class _Text:
    """One text of an article, analysed."""

    field: str
    text: str
    syllables: list[Syllable]
    keys: list[str | None] = dataclasses.field(default_factory=list)
    paired: list[bool] = dataclasses.field(default_factory=list)


class Highlighter:
    """Finds the words of one query in texts."""

    def __init__(self, query: ParsedQuery) -> None:
        """Prepare for `query`."""
        self._exact: dict[str, str] = {}
        self._folded: dict[str, str] = {}
        self._loose: dict[str, str] = {}
        self._pairs: set[tuple[str | None, str | None]] = set()
        self._phrases: list[tuple[list[str], bool, int]] = []
        self._patterns: list[Callable[[Syllable], bool]] = []
        quoted = [one for one in query.conditions if isinstance(one, Quoted)]
        bound = {one.text for one in quoted}
        for analysis in query.bag.analyses:
            if analysis.text not in bound:
                self._add(analysis.syllables, query.bag.marks)
        for phrase in quoted:
            syllables = Analysis(phrase.text).syllables
            exact = marks_of(syllables) is not Marks.NONE
            forms = [s.text if exact else s.folded for s in syllables]
            self._phrases.append((forms, exact, phrase.slop))
        self._patterns = [_pattern(one) for one in query.conditions if isinstance(one, Pattern)]

    def _add(self, syllables: list[Syllable], marks: Marks) -> None:
        for syllable in syllables:
            if marks is not Marks.NONE and is_exact(syllable, marks):
                self._exact[syllable.text] = syllable.text
                self._loose[syllable.folded] = syllable.text
            else:
                self._folded[syllable.folded] = syllable.folded
        for first, second in pairwise(syllables):
            if not second.after_break:
                self._pairs.add((self._key(first), self._key(second)))

    def _key(self, syllable: Syllable) -> str | None:
        """Which syllable of the query this one answers, if any."""
        return self._exact.get(syllable.text) or self._folded.get(syllable.folded)

    def find(self, texts: Mapping[str, str]) -> dict[str, list[Match]]:
        """The matches in each of an article's texts, in order.

        A syllable typed without marks stands for all that fold to it; where the article has it
        beside its neighbour of the query, only the forms that it has there are matches. Where an
        article has none of the query's syllables as typed, those with other marks are matches.
        """
        analysed = [_Text(name, text, Analysis(text).syllables) for name, text in texts.items()]
        found = self._find(analysed, self._key)
        if not any(found.values()) and self._loose:
            found = self._find(analysed, lambda syllable: self._loose.get(syllable.folded))
        return found

    def _find(
        self, texts: list[_Text], key_of: Callable[[Syllable], str | None]
    ) -> dict[str, list[Match]]:
        forms: dict[str, set[str]] = {}
        for text in texts:
            text.keys = [key_of(syllable) for syllable in text.syllables]
            text.paired = self._paired(text)
            for syllable, key, paired in zip(text.syllables, text.keys, text.paired, strict=True):
                if key is not None and paired:
                    forms.setdefault(key, set()).add(syllable.text)
        return {text.field: list(self._matches(text, forms)) for text in texts}

    def _paired(self, text: _Text) -> list[bool]:
        paired = [False] * len(text.syllables)
        if self._pairs:
            for i, (first, second) in enumerate(pairwise(text.keys)):
                is_pair = (first, second) in self._pairs
                if is_pair and not text.syllables[i + 1].after_break:
                    paired[i] = paired[i + 1] = True
        return paired

    def _matches(self, text: _Text, forms: dict[str, set[str]]) -> Iterator[Match]:
        phrases = self._in_phrases(text.syllables)
        for i, syllable in enumerate(text.syllables):
            key = text.keys[i]
            if i in phrases:
                yield Match(syllable.start, syllable.end, phrases[i], True)
            elif key is not None:
                if text.paired[i] or key not in forms or syllable.text in forms[key]:
                    yield Match(syllable.start, syllable.end, key, text.paired[i])
            elif any(matches(syllable) for matches in self._patterns):
                yield Match(syllable.start, syllable.end, syllable.text, False)

    def _in_phrases(self, syllables: list[Syllable]) -> dict[int, str]:
        """The syllables that belong to a quoted phrase: index -> form."""
        found: dict[int, str] = {}
        for forms, exact, slop in self._phrases:
            texts = [s.text if exact else s.folded for s in syllables]
            for i, text in enumerate(texts):
                if forms and text == forms[0]:
                    places = _phrase_at(texts, i, forms, slop)
                    found.update((place, texts[place]) for place in places)
        return found


def _pattern(pattern: Pattern) -> Callable[[Syllable], bool]:
    matches = glob(spelled(pattern.text))
    if any(syllable.is_marked for syllable in Analysis(pattern.text).syllables):
        return lambda syllable: matches(syllable.text)
    return lambda syllable: matches(syllable.folded)


def _phrase_at(texts: list[str], start: int, forms: list[str], slop: int) -> list[int]:
    """The places of a phrase that begins at `start`, or none."""
    places = [start]
    for form in forms[1:]:
        window = range(places[-1] + 1, min(places[-1] + slop, len(texts) - 1) + 1)
        place = next((i for i in window if texts[i] == form), None)
        if place is None:
            return []
        places.append(place)
    return places


def joined_spans(text: str, matches: Iterable[Match]) -> list[Span]:
    """The matches as spans; neighbours with only spaces or a hyphen between become one."""
    spans: list[Span] = []
    for match in matches:
        if spans and text[spans[-1][1] : match.start].strip(" \u00a0") in ("", "-"):
            spans[-1] = spans[-1][0], match.end
        else:
            spans.append((match.start, match.end))
    return spans


def texts_of(article: Article) -> dict[str, str]:
    """The texts of an article by name, in the order in which they are read."""
    captions = {f"captions[{i}]": caption for i, caption in enumerate(article.captions)}
    return {
        "title": article.title,
        "summary": article.summary,
        "body": article.body,
        **captions,
    }


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
        first = min(_word_start(text, match.start - _BEFORE), match.start)
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


def _word_start(text: str, at: int) -> int:
    """The first beginning of a word at or after `at`."""
    while at < len(text) and at > 0 and not (text[at - 1].isspace() and not text[at].isspace()):
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
