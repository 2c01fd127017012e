"""Which articles a query's conditions admit: a query tree -> a mask over all articles."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
from whoosh import query as whoosh_query

from index.vietnamese.analysis import Analysis, Syllable
from search.query import CUT_EXPANSION, Note
from search.ranking import Marks, is_exact, marks_of
from search.snapshot import Mask, Snapshot
from search.syntax import Pattern, Quoted, Words

# Fields with a twin for syllables without marks; all others hold both forms.
_TWINNED = ("text", "title")
_MOST_EXPANSIONS = 512


def glob(pattern: str) -> Callable[[str], bool]:
    """Whether a term is `pattern`, in which `*` stands for any letters and `?` for one.

    Each piece between stars is looked for once, from the left, so that no pattern is slow.
    """
    first, *others = (
        re.compile(re.escape(piece).replace(r"\?", "."), re.DOTALL) for piece in pattern.split("*")
    )
    if not others:
        return lambda term: first.fullmatch(term) is not None
    *middle, last = others
    least = len(pattern.rsplit("*", maxsplit=1)[-1])

    def matches(term: str) -> bool:
        found = first.match(term)
        for piece in middle:
            if found is None:
                return False
            found = piece.search(term, found.end())
        return (
            found is not None and last.match(term, max(found.end(), len(term) - least)) is not None
        )

    return matches


class Matching:
    """Evaluates the conditions of one query on one snapshot."""

    def __init__(self, snapshot: Snapshot, marks: Marks) -> None:
        """`marks` says how the whole query was typed."""
        self._snapshot = snapshot
        self._marks = marks
        self.notes: list[Note] = []

    def mask(self, query: whoosh_query.Query) -> Mask:
        """The live articles for which `query` holds. Any query of Whoosh's own is understood."""
        rule = _RULES.get(type(query))
        found = rule(self, query) if rule else self._snapshot.whoosh_matches(query)
        return found & self._snapshot.live

    def every_syllable(self, syllables: list[Syllable], field: str | None = None) -> Mask:
        """The articles that hold all the syllables."""
        mask: Mask = self._snapshot.live.copy()
        for syllable in syllables:
            mask &= self._term(*self._lookup(field, syllable, self._marks))
        return mask

    def _and(self, query: whoosh_query.And) -> Mask:
        mask: Mask = self._snapshot.live.copy()
        for one in query.subqueries:
            mask &= self.mask(one)
        return mask

    def _or(self, query: whoosh_query.Or) -> Mask:
        mask = np.zeros(self._snapshot.articles, np.bool_)
        for one in query.subqueries:
            mask |= self.mask(one)
        return mask

    def _term(self, field: str, term: str) -> Mask:
        mask = np.zeros(self._snapshot.articles, np.bool_)
        mask[self._snapshot.postings(field, term).ids] = True
        return mask

    def _words(self, query: Words) -> Mask:
        return self.every_syllable(Analysis(query.text).syllables, query.field)

    def _lookup(self, field: str | None, syllable: Syllable, marks: Marks) -> tuple[str, str]:
        """The field and the term to look a syllable of the query up with."""
        field = field or "text"
        if is_exact(syllable, marks):
            return field, syllable.text
        return (f"{field}_folded" if field in _TWINNED else field), syllable.folded

    def _quoted(self, query: Quoted) -> Mask:
        """The articles in which the syllables stand in order, whatever punctuation is between."""
        syllables = Analysis(query.text).syllables
        marks = Marks.ALL if marks_of(syllables) is not Marks.NONE else Marks.NONE
        lookups = [self._lookup(query.field, syllable, marks) for syllable in syllables]
        if len(lookups) < 2:
            return self.every_syllable(syllables, query.field)
        candidates = np.flatnonzero(
            np.logical_and.reduce([self._term(*one) for one in set(lookups)])
        ).astype(np.int32)
        ends: Any = None
        for field, term in lookups:
            owners, packed = self._snapshot.postings(field, term).positions(candidates)
            keys = owners << 32 | (packed >> 1)
            if ends is not None:
                nearest = np.searchsorted(ends, keys) - 1  # the last end before each
                keys, nearest = keys[nearest >= 0], nearest[nearest >= 0]
                keys = keys[keys - ends[nearest] <= query.slop]
            ends = keys
        mask = np.zeros(self._snapshot.articles, np.bool_)
        mask[candidates[np.unique(ends >> 32)]] = True
        return mask

    def _pattern(self, query: Pattern) -> Mask:
        """The articles that hold any of the words that look like the pattern."""
        pattern = spelled(query.text)
        field = query.field or "text"
        marked = any(syllable.is_marked for syllable in Analysis(query.text).syllables)
        if field in _TWINNED and not marked:
            field = f"{field}_folded"
        prefix = re.split(r"[*?]", pattern, maxsplit=1)[0]
        terms = self._snapshot.terms(field, prefix, glob(pattern), _MOST_EXPANSIONS + 1)
        if len(terms) > _MOST_EXPANSIONS:
            self.notes.append(Note(CUT_EXPANSION, query.start, query.end))
        mask = np.zeros(self._snapshot.articles, np.bool_)
        for term in terms[:_MOST_EXPANSIONS]:
            mask[self._snapshot.postings(field, term).ids] = True
        return mask


# What is evaluated here; every other query of Whoosh's goes to its own matchers.
_RULES: dict[type, Callable[[Matching, Any], Mask]] = {
    Words: Matching._words,
    Quoted: Matching._quoted,
    Pattern: Matching._pattern,
    whoosh_query.And: Matching._and,
    whoosh_query.Or: Matching._or,
    whoosh_query.Not: lambda self, query: self._snapshot.live & ~self.mask(query.query),
    whoosh_query.AndNot: lambda self, query: self.mask(query.a) & ~self.mask(query.b),
    whoosh_query.AndMaybe: lambda self, query: self.mask(query.a),
    whoosh_query.Require: lambda self, query: self.mask(query.a) & self.mask(query.b),
    whoosh_query.Every: lambda self, query: self._snapshot.live,
    whoosh_query.Term: lambda self, query: self._term(query.fieldname, query.text),
}


def spelled(pattern: str) -> str:
    """The pattern in lower case and one spelling; `*` and `?` stay where they are."""
    pieces = re.split(r"([*?])", pattern)
    syllables = ("".join(s.text for s in Analysis(piece).syllables) for piece in pieces[::2])
    marks = [*pieces[1::2], ""]
    return "".join(text + mark for text, mark in zip(syllables, marks, strict=True))
