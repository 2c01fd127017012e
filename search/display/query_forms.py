"""The forms in which a query's words may stand in texts, and what each is to the query."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Set
from itertools import pairwise
from typing import NamedTuple

from index.vietnamese.segmentation import Segmentation, Syllable
from search.engines.lexicon import glob_expression
from search.engines.nodes import TermSet
from search.plan.query_expansion import ExpandedWord
from search.plan.spacing import joined_hyphens
from search.plan.wildcards import spelled
from search.query.bag import Marks, is_exact, marks_of
from search.query.conditions import Fuzzy, Near, Pattern, Quoted, Shown
from search.query.parsed_query import ParsedQuery

# The fields whose text a reader sees; conditions on others mark nothing.
_SHOWN = (None, "title", "caption")

Looks = Callable[[str, str], bool]  # whether a syllable, by its text and folded form, looks so


class Role(NamedTuple):
    """What a syllable of a text is to the query.

    `key` names the syllable of the query that it answers, if any; `by_pattern` tells that one of
    the patterns looks like it. With neither it may belong to a phrase.
    """

    key: str | None
    by_pattern: bool


class RoleTeller(NamedTuple):
    """What tells the roles of syllables by text and folded form, and those that it told already."""

    role_of: Callable[[str, str], Role | None]
    known: dict[str, Role | None]


class PhraseForms(NamedTuple):
    """Forms of syllables that stand in a row: exact or folded ones.

    `key` names the syllable of the query that all of them answer; without it, each is its own.
    `slop` is how far they may be apart, unless `gaps` say it of each but the first.
    """

    forms: list[str]
    exact: bool
    slop: int
    key: str
    gaps: tuple[int, ...] = ()


class QueryForms:
    """What is looked for in texts for one query.

    `pairs` are the keys of syllables that are neighbours in the query, `phrases` what must stand in
    a row, and `folded` all folded forms that may have a role; it is None where a pattern may give
    one to any form.
    """

    def __init__(
        self,
        query: ParsedQuery,
        words_of: Callable[[Fuzzy], TermSet] | None = None,
        expanded: Iterable[ExpandedWord] = (),
        only: Set[str] | None = None,
        named: Iterable[Quoted] = (),
    ) -> None:
        """Prepare for `query`, with other forms of its words that are looked for too.

        `words_of` tells which words of the archive a fuzzy one means. With `only`, of the words
        that rank these syllables alone are looked for, by their texts. `named` are names, in the
        forms of the archive, which are looked for as well.
        """
        self.pairs: set[tuple[str | None, str | None]] = set()
        self.phrases: list[PhraseForms] = []
        self._exact: dict[str, str] = {}
        self._folded: dict[str, str] = {}
        self._loose: dict[str, str] = {}
        self._every: set[str] = set()  # folded, of all that is looked for beside patterns
        self._in_phrases: set[tuple[str, bool]] = set()
        shown = [one for one in query.conditions if one.field in _SHOWN]
        quoted = [one for one in shown if isinstance(one, Quoted)]
        near = [one for one in shown if isinstance(one, Near)]
        bound = {*(one.text for one in quoted), *(t for n in near for t in (n.first, n.second))}
        for analysis in query.bag.analyses:
            if analysis.text not in bound:
                self._add_words(analysis.syllables, query.bag.marks, only)
        for phrase in (*quoted, *named):
            self._add_quotation(phrase)
        for pair in near:
            for syllables, gaps in pair.orders():
                self._add_row(syllables, 1, gaps)
        for one in expanded:
            self._add_other_forms(one)
        self._patterns = _patterns(shown, words_of)
        self.folded = None if self._patterns else frozenset(self._every)

    def _add_words(self, syllables: list[Syllable], marks: Marks, only: Set[str] | None) -> None:
        found = [one for one in syllables if only is None or one.text in only]
        self._every.update(syllable.folded for syllable in found)
        for syllable in found:
            if marks is not Marks.NONE and is_exact(syllable, marks):
                self._exact[syllable.text] = syllable.text
                self._loose[syllable.folded] = syllable.text
            else:
                self._folded[syllable.folded] = syllable.folded
        for first, second in pairwise(syllables):
            if not second.after_break and (
                only is None or (first.text in only and second.text in only)
            ):
                pair = self._key(first.text, first.folded), self._key(second.text, second.folded)
                self.pairs.add(pair)

    def _add_quotation(self, phrase: Quoted) -> None:
        syllables = Segmentation(phrase.text).syllables
        whole = joined_hyphens(phrase.text, syllables)
        for each in (syllables, whole) if len(whole) < len(syllables) else (syllables,):
            self._add_row(each, phrase.slop)

    def _add_row(self, syllables: list[Syllable], slop: int, gaps: tuple[int, ...] = ()) -> None:
        self._every.update(syllable.folded for syllable in syllables)
        exact = marks_of(syllables) is not Marks.NONE
        forms = [one.text if exact else one.folded for one in syllables]
        self._add_phrase(PhraseForms(forms, exact, slop, "", gaps))

    def _add_other_forms(self, word: ExpandedWord) -> None:
        exact = not word.place.meanings[0].folded
        for form in word.others:
            self._every.update(form.folded)
            self._add_phrase(PhraseForms(list(form.terms), exact, 1, word.syllables[0].text))

    def _add_phrase(self, phrase: PhraseForms) -> None:
        self.phrases.append(phrase)
        self._in_phrases.update((form, phrase.exact) for form in phrase.forms)

    def __bool__(self) -> bool:
        """Whether anything is looked for at all."""
        return bool(self._exact or self._folded or self.phrases or self._patterns)

    @property
    def has_folded(self) -> bool:
        """Whether syllables were typed without marks, so that several forms answer one of them."""
        return bool(self._folded)

    @property
    def is_strict(self) -> bool:
        """Whether syllables were typed with marks, so that `loose_role` finds more than `role`."""
        return bool(self._loose)

    def role(self, text: str, folded: str) -> Role | None:
        """What a syllable is to the query as it was typed."""
        return self._role_by(self._key(text, folded), text, folded)

    def loose_role(self, text: str, folded: str) -> Role | None:
        """What a syllable is to the query if the marks that were typed do not count."""
        return self._role_by(self._loose.get(folded), text, folded)

    def _key(self, text: str, folded: str) -> str | None:
        """Which syllable of the query a form answers, if any."""
        return self._exact.get(text) or self._folded.get(folded)

    def _role_by(self, key: str | None, text: str, folded: str) -> Role | None:
        by_pattern = bool(self._patterns) and any(looks(text, folded) for looks in self._patterns)
        if key is not None:
            return Role(key, by_pattern)
        in_phrase = not self._in_phrases.isdisjoint(((text, True), (folded, False)))
        return Role(None, by_pattern) if by_pattern or in_phrase else None


def _patterns(shown: Iterable[Shown], words_of: Callable[[Fuzzy], TermSet] | None) -> list[Looks]:
    """What tells for each pattern, and for each fuzzy word, whether a syllable looks like it."""
    shown = list(shown)
    looks = [_like(one) for one in shown if isinstance(one, Pattern)]
    if words_of is None:
        return looks
    return looks + [_one_of(words_of(one)) for one in shown if isinstance(one, Fuzzy)]


def _like(pattern: Pattern) -> Looks:
    matches = re.compile(glob_expression(spelled(pattern.text))).fullmatch
    if any(syllable.is_marked for syllable in Segmentation(pattern.text).syllables):
        return lambda text, _: matches(text) is not None
    return lambda _, folded: matches(folded) is not None


def _one_of(words: TermSet) -> Looks:
    forms = frozenset(words.texts)
    if words.field.endswith("_folded"):
        return lambda _, folded: folded in forms
    return lambda text, _: text in forms
