"""Where the words of a query stand in the original text of articles."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from index.article import Article
from index.vietnamese.analysis import Analysis, Syllable
from search.matching import glob, spelled
from search.query import ParsedQuery
from search.ranking import Marks, is_exact, marks_of
from search.syntax import Pattern, Quoted

Span = tuple[int, int]
# The fields whose text a reader sees; conditions on others mark nothing.
_SHOWN = (None, "title", "caption")
# For a syllable of the query, the forms that it has beside its neighbour of the query.
Forms = dict[str, set[str]]


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
        shown = [one for one in query.conditions if one.field in _SHOWN]
        quoted = [one for one in shown if isinstance(one, Quoted)]
        bound = {one.text for one in quoted}
        for analysis in query.bag.analyses:
            if analysis.text not in bound:
                self._add(analysis.syllables, query.bag.marks)
        for phrase in quoted:
            syllables = Analysis(phrase.text).syllables
            exact = marks_of(syllables) is not Marks.NONE
            forms = [s.text if exact else s.folded for s in syllables]
            self._phrases.append((forms, exact, phrase.slop))
        self._patterns = [_pattern(one) for one in shown if isinstance(one, Pattern)]

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

    def find(self, articles: Sequence[Mapping[str, str]]) -> list[dict[str, list[Match]]]:
        """For each of some articles, the matches in each of its texts, in order.

        A syllable typed without marks stands for all that fold to it. But where the article (or
        else another of them) has it beside its neighbour of the query, only the forms that it has
        there are matches: `mat tran` marks *mặt* in *bề mặt*, and not *mất*. Where an article has
        none of the query's syllables as typed, those with other marks are matches.
        """
        if not (self._exact or self._folded or self._phrases or self._patterns):
            return [{name: [] for name in texts} for texts in articles]
        analysed = [
            [_Text(name, text, Analysis(text).syllables) for name, text in texts.items()]
            for texts in articles
        ]
        own = [self._paired_forms(texts, self._key) for texts in analysed]
        shared: Forms = {}
        for forms in own:
            for key, found in forms.items():
                shared.setdefault(key, set()).update(found)
        return [
            self._matches_in(texts, {**shared, **forms})
            for texts, forms in zip(analysed, own, strict=True)
        ]

    def _matches_in(self, texts: list[_Text], forms: Forms) -> dict[str, list[Match]]:
        found = {text.field: list(self._matches(text, forms)) for text in texts}
        if not any(found.values()) and self._loose:
            forms = self._paired_forms(texts, lambda s: self._loose.get(s.folded))
            found = {text.field: list(self._matches(text, forms)) for text in texts}
        return found

    def _paired_forms(self, texts: list[_Text], key_of: Callable[[Syllable], str | None]) -> Forms:
        """Look for the query's syllables; returns the forms that stand beside a neighbour."""
        forms: Forms = {}
        for text in texts:
            text.keys = [key_of(syllable) for syllable in text.syllables]
            text.paired = self._paired(text)
            for syllable, key, paired in zip(text.syllables, text.keys, text.paired, strict=True):
                if key is not None and paired:
                    forms.setdefault(key, set()).add(syllable.text)
        return forms

    def _paired(self, text: _Text) -> list[bool]:
        paired = [False] * len(text.syllables)
        if self._pairs:
            for i, (first, second) in enumerate(pairwise(text.keys)):
                is_pair = (first, second) in self._pairs
                if is_pair and not text.syllables[i + 1].after_break:
                    paired[i] = paired[i + 1] = True
        return paired

    def _matches(self, text: _Text, forms: Forms) -> Iterator[Match]:
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
            found.update((place, texts[place]) for place in _phrase_places(texts, forms, slop))
        return found


def _pattern(pattern: Pattern) -> Callable[[Syllable], bool]:
    matches = glob(spelled(pattern.text))
    if any(syllable.is_marked for syllable in Analysis(pattern.text).syllables):
        return lambda syllable: matches(syllable.text)
    return lambda syllable: matches(syllable.folded)


def _phrase_places(texts: list[str], forms: list[str], slop: int) -> set[int]:
    """Where the phrase stands: the places of all its occurrences, each form by the nearest before.

    The ends of the phrase up to each form are found one form after the other, as in `Matching`.
    """
    stages: list[dict[int, int]] = []  # for each form: place -> the place of the form before
    for form in forms:
        before = stages[-1] if stages else None
        stage: dict[int, int] = {}
        nearest = -1
        for place, text in enumerate(texts):
            if text == form and (before is None or 0 <= nearest >= place - slop):
                stage[place] = nearest
            if before is not None and place in before:
                nearest = place
        stages.append(stage)
    places: set[int] = set()
    ends = set(stages[-1]) if stages else set()
    for stage in reversed(stages):
        places |= ends
        ends = {stage[place] for place in ends}
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


def marked_html(text: str, spans: Iterable[Span]) -> str:
    """`text` escaped for HTML, the spans (in order, apart) in `<mark>`."""
    parts: list[str] = []
    at = 0
    for start, end in spans:
        parts += escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"
        at = end
    parts.append(escape(text[at:]))
    return "".join(parts)


def texts_of(article: Article) -> dict[str, str]:
    """The texts of an article by name, in the order in which they are read."""
    captions = {f"captions[{i}]": caption for i, caption in enumerate(article.captions)}
    return {
        "title": article.title,
        "summary": article.summary,
        "body": article.body,
        **captions,
    }
