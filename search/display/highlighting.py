"""Where the words of a query stand in the original text of articles."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import NamedTuple

from index.articles.article import Article
from index.vietnamese.analysis import Analysis, Syllable
from search.display.parts import Span, parts
from search.plan.wildcards import spelled
from search.engines.lexicon import glob_expression
from search.plan.query_expansion import Widened
from search.plan.wordset import WordSet
from search.query.conditions import Expanding, Fuzzy, Pattern, Quoted
from search.query.parser import ParsedQuery
from search.ranking import Marks, is_exact, marks_of

# So many syllables that may be matches are looked at in an article that others are judged beside.
MOST_BESIDE = 5_000
# After so many matches of one article, not all of its texts are looked at.
MOST_FOLLOWED = 20_000
# The same after so many characters with letters that had to be composed, which takes long.
_MOST_COMPOSED = 400_000
# An article's own forms are those in so many characters of its texts.
_JUDGED_BY = 100_000
# The fields whose text a reader sees; conditions on others mark nothing.
_SHOWN = (None, "title", "caption")
# For a syllable of the query, the forms that it has beside its neighbour of the query.
Forms = dict[str, set[str]]


class Match(NamedTuple):
    """A syllable of a text that answers a syllable of the query.

    `key` names the query's syllable; `paired` tells that its neighbour in the query is its
    neighbour here.
    """

    start: int
    end: int
    key: str
    paired: bool


class _Role(NamedTuple):
    """What a syllable is to the query.

    `key` names the syllable of the query that it answers, if any; `by_pattern` tells that one of
    the patterns looks like it. With neither it may belong to a phrase.
    """

    key: str | None
    by_pattern: bool


RoleOf = Callable[[str, str], _Role | None]  # of a syllable, by its text and folded form
Roles = dict[str, _Role | None]  # of syllables, by their text
# The syllables of a text that have a role, each with its place among all.
Found = list[tuple[int, Syllable, _Role]]


class _Reader(NamedTuple):
    """What tells the roles of syllables, and those that it told already."""

    role_of: RoleOf
    known: Roles


class _Text(NamedTuple):
    """One text of an article: what has a role in it, and which of that stands in a pair."""

    field: str
    found: Found
    paired: set[int]


class _Phrase(NamedTuple):
    """Forms of syllables that stand in a row: exact or folded ones.

    `key` names the syllable of the query that all of them answer; without it, each is its own.
    """

    forms: list[str]
    exact: bool
    slop: int
    key: str


class Highlighter:
    """Finds the words of one query in texts."""

    def __init__(
        self,
        query: ParsedQuery,
        words_of: Callable[[Expanding], WordSet] | None = None,
        widened: Iterable[Widened] = (),
    ) -> None:
        """Prepare for `query`, with other forms of its words that are to be marked too.

        `words_of` tells which words of the archive a fuzzy one means.
        """
        self._exact: dict[str, str] = {}
        self._folded: dict[str, str] = {}
        self._loose: dict[str, str] = {}
        self._pairs: set[tuple[str | None, str | None]] = set()
        self._forms: set[str] = set()  # folded, of all that is looked for beside patterns
        self._phrases: list[_Phrase] = []
        self._in_phrases: set[tuple[str, bool]] = set()
        shown = [one for one in query.conditions if one.field in _SHOWN]
        quoted = [one for one in shown if isinstance(one, Quoted)]
        bound = {one.text for one in quoted}
        for analysis in query.bag.analyses:
            if analysis.text not in bound:
                self._add(analysis.syllables, query.bag.marks)
        for phrase in quoted:
            self._add_phrase(Analysis(phrase.text).syllables, phrase.slop)
        for one in widened:
            for form in one.others:
                self._forms.update(form.folded)
                key = one.syllables[0].text
                self._add_forms(list(form.terms), exact=True, slop=1, key=key)
        self._patterns = [_pattern(one) for one in shown if isinstance(one, Pattern)]
        if words_of:
            self._patterns += [_any_of(words_of(one)) for one in shown if isinstance(one, Fuzzy)]
        self._composed = 0  # characters that were looked at in texts with decomposed letters
        self._strictly = _Reader(self._role, {})
        self._loosely = _Reader(self._loose_role, {})

    def _add(self, syllables: list[Syllable], marks: Marks) -> None:
        self._forms.update(syllable.folded for syllable in syllables)
        for syllable in syllables:
            if marks is not Marks.NONE and is_exact(syllable, marks):
                self._exact[syllable.text] = syllable.text
                self._loose[syllable.folded] = syllable.text
            else:
                self._folded[syllable.folded] = syllable.folded
        for first, second in pairwise(syllables):
            if not second.after_break:
                pair = self._key(first.text, first.folded), self._key(second.text, second.folded)
                self._pairs.add(pair)

    def _add_phrase(self, syllables: list[Syllable], slop: int) -> None:
        self._forms.update(syllable.folded for syllable in syllables)
        exact = marks_of(syllables) is not Marks.NONE
        forms = [s.text if exact else s.folded for s in syllables]
        self._add_forms(forms, exact=exact, slop=slop)

    def _add_forms(self, forms: list[str], *, exact: bool, slop: int, key: str = "") -> None:
        self._phrases.append(_Phrase(forms, exact, slop, key))
        self._in_phrases.update((form, exact) for form in forms)

    def _key(self, text: str, folded: str) -> str | None:
        """Which syllable of the query a form answers, if any."""
        return self._exact.get(text) or self._folded.get(folded)

    def _role(self, text: str, folded: str) -> _Role | None:
        return self._role_by(self._key(text, folded), text, folded)

    def _loose_role(self, text: str, folded: str) -> _Role | None:
        return self._role_by(self._loose.get(folded), text, folded)

    def _role_by(self, key: str | None, text: str, folded: str) -> _Role | None:
        by_pattern = any(matches(text, folded) for matches in self._patterns)
        in_phrase = not self._in_phrases.isdisjoint(((text, True), (folded, False)))
        return _Role(key, by_pattern) if key is not None or by_pattern or in_phrase else None

    def find(
        self, articles: Sequence[Mapping[str, str]], most: int | None = None
    ) -> list[dict[str, list[Match]]]:
        """For each of some articles, the matches in each of its texts, in order.

        With `most`, an article's texts are looked through until so many syllables were found that
        may be matches.

        A syllable typed without marks stands for all that fold to it. But where the article (or
        else another of them) has it beside its neighbour of the query, only the forms that it has
        there are matches: `mat tran` marks *mặt* in *bề mặt*, and not *mất*. Where an article has
        none of the query's syllables as typed, those with other marks are matches.
        """
        if not (self._exact or self._folded or self._phrases or self._patterns):
            return [{name: [] for name in texts} for texts in articles]
        read = [list(self._read(texts, self._strictly, most)) for texts in articles]
        own = [_paired_forms(texts) for texts in read]
        shared = _joined_forms(own)
        return [
            self._matches_in(article, texts, {**shared, **forms}, most)
            for article, texts, forms in zip(articles, read, own, strict=True)
        ]

    def _matches_in(
        self, article: Mapping[str, str], texts: list[_Text], forms: Forms, most: int | None
    ) -> dict[str, list[Match]]:
        found = {text.field: self._matches(text, forms) for text in texts}
        if not any(found.values()) and self._loose:
            texts = list(self._read(article, self._loosely, most))
            forms = _paired_forms(texts)
            found = {text.field: self._matches(text, forms) for text in texts}
        return found

    @property
    def judges(self) -> bool:
        """Whether what matches depends on what stands beside it, in these texts or in others."""
        return bool(self._pairs)

    def follow(
        self,
        texts: Mapping[str, str],
        others: Sequence[Mapping[str, str]],
        wanted: Callable[[str], bool],
    ) -> Iterator[tuple[str, list[Match]]]:
        """What `find` finds in the texts of the first of some articles, text by text.

        No more is held than what is found in one: an article may be all matches. After
        `MOST_FOLLOWED` of them (or where it takes too long), only those texts are looked at whose
        names are `wanted`.
        """
        if not (self._exact or self._folded or self._phrases or self._patterns):
            yield from ((name, []) for name in texts)
            return
        shared = _joined_forms(
            _paired_forms(list(self._read(one, self._strictly, MOST_BESIDE))) for one in others
        )
        forms = {**shared, **self._own_forms(texts, self._strictly)}
        empty: list[str] = []
        follows = self._follow(texts, self._strictly, forms, wanted)
        for name, matches in follows:
            if matches or not self._loose:
                yield from ((before, []) for before in empty)
                yield name, matches
                yield from follows
                return
            empty.append(name)
        if self._loose:
            forms = self._own_forms(texts, self._loosely)
            yield from self._follow(texts, self._loosely, forms, wanted)

    def _own_forms(self, texts: Mapping[str, str], reader: _Reader) -> Forms:
        """The forms that an article's syllables have beside their neighbours of the query."""
        if not self.judges:
            return {}
        left = _JUDGED_BY
        beginnings = {}
        for name, text in texts.items():
            beginnings[name] = text[:left]
            left -= len(beginnings[name])
            if left <= 0:
                break
        return _paired_forms(list(self._read(beginnings, reader, MOST_FOLLOWED)))

    def _follow(
        self,
        texts: Mapping[str, str],
        reader: _Reader,
        forms: Forms,
        wanted: Callable[[str], bool],
    ) -> Iterator[tuple[str, list[Match]]]:
        total = 0
        for name, text in texts.items():
            is_cheap = total < MOST_FOLLOWED and self._composed < _MOST_COMPOSED
            if is_cheap or wanted(name):
                [read] = self._read({name: text}, reader)
                matches = self._matches(read, forms)
                total += len(matches)
                yield name, matches

    def _read(
        self, article: Mapping[str, str], reader: _Reader, most: int | None = None
    ) -> Iterator[_Text]:
        """Look in the texts of an article for what has a role, and for the query's pairs."""
        left = most
        for name, text in article.items():
            found: Found = []
            if left is None:
                found = self._select(text, reader)
            elif left > 0:
                found = self._first(text, reader, left)
                left -= len(found)
            yield _Text(name, found, self._paired(found))

    def _select(self, text: str, reader: _Reader) -> Found:
        """The syllables of a text that have a role."""
        forms = None if self._patterns else self._forms
        analysis = Analysis(text)
        if not analysis.is_as_given:
            self._composed += len(text)
        return analysis.select(reader.role_of, reader.known, forms)

    def _first(self, text: str, reader: _Reader, most: int) -> Found:
        """The first of them; a long text is read part by part until there are enough.

        Of texts that take long, no more than the first parts are read.
        """
        every: Found = []
        after = 0
        for start, end in parts(text):
            found = self._select(text[start:end], reader)
            if start:
                found = [
                    (
                        place + after,
                        one._replace(start=one.start + start, end=one.end + start),
                        role,
                    )
                    for place, one, role in found
                ]
            every += found
            if len(every) >= most or self._composed >= _MOST_COMPOSED:
                return every[:most]
            after = every[-1][0] + 2 if every else 0
        return every

    def _paired(self, found: Found) -> set[int]:
        """The places of the syllables whose neighbour in the query is their neighbour here."""
        paired: set[int] = set()
        last, last_key = -1, None
        for place, syllable, (key, _) in found:
            if place == last + 1 and (last_key, key) in self._pairs and not syllable.after_break:
                paired.add(last)
                paired.add(place)
            last, last_key = place, key
        return paired

    def _matches(self, text: _Text, forms: Forms) -> list[Match]:
        matches: list[Match] = []
        phrases = self._phrases_in(text.found) if self._phrases else {}
        for place, (start, end, form, _, _), (key, by_pattern) in text.found:
            if place in phrases:
                matches.append(Match(start, end, phrases[place], True))
            elif key is not None:
                paired = place in text.paired
                if paired or key not in forms or form in forms[key]:
                    matches.append(Match(start, end, key, paired))
            elif by_pattern:
                matches.append(Match(start, end, form, False))
        return matches

    def _phrases_in(self, found: Found) -> dict[int, str]:
        """The syllables that belong to a quoted phrase: place -> form."""
        inside: dict[int, str] = {}
        for forms, exact, slop, key in self._phrases:
            texts = {place: s.text if exact else s.folded for place, s, _ in found}
            places = _phrase_places(texts, forms, slop)
            inside.update((place, key or texts[place]) for place in places)
        return inside


def _paired_forms(texts: list[_Text]) -> Forms:
    """For each syllable of the query, the forms that stand beside a neighbour of the query."""
    forms: Forms = {}
    for text in texts:
        if text.paired:
            for place, syllable, (key, _) in text.found:
                if key is not None and place in text.paired:
                    forms.setdefault(key, set()).add(syllable.text)
    return forms


def _joined_forms(each: Iterable[Forms]) -> Forms:
    """The forms of all."""
    joined: Forms = {}
    for forms in each:
        _add_forms(joined, forms)
    return joined


def _add_forms(forms: Forms, more: Forms) -> None:
    for key, found in more.items():
        forms.setdefault(key, set()).update(found)


def _pattern(pattern: Pattern) -> Callable[[str, str], bool]:
    matches = re.compile(glob_expression(spelled(pattern.text))).fullmatch
    if any(syllable.is_marked for syllable in Analysis(pattern.text).syllables):
        return lambda text, _: matches(text) is not None
    return lambda _, folded: matches(folded) is not None


def _any_of(words: WordSet) -> Callable[[str, str], bool]:
    forms = frozenset(words.words)
    if words.field.endswith("_folded"):
        return lambda _, folded: folded in forms
    return lambda text, _: text in forms


def _phrase_places(texts: Mapping[int, str], forms: list[str], slop: int) -> set[int]:
    """Where the phrase stands: the places of all its occurrences, each form by the nearest before.

    The ends of the phrase up to each form are found one form after the other, as in `Matching`.
    """
    stages: list[dict[int, int]] = []  # for each form: place -> the place of the form before
    for form in forms:
        before = stages[-1] if stages else None
        stage: dict[int, int] = {}
        nearest = -1
        for place, text in texts.items():
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
