"""Which articles a query's conditions admit: a query tree -> a tree for the kernels."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from whoosh import query as whoosh_query

from index.vietnamese.analysis import Analysis, Syllable
from search.kernels import Kind, Tree
from search.query import CUT_EXPANSION, SLOW, Note
from search.ranking import Marks, is_exact, marks_of
from search.segments import NOTHING, Segment
from search.snapshot import Mask, Snapshot
from search.syntax import Pattern, Quoted, Words
from search.trees import Trees, UnknownQueryError

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
    """The conditions of one query as trees for the segments of one snapshot."""

    def __init__(self, snapshot: Snapshot, marks: Marks) -> None:
        """`marks` says how the whole query was typed."""
        self._snapshot = snapshot
        self._segments = snapshot.segments
        self._marks = marks
        self._trees = Trees(snapshot.segments)
        self._expanded: dict[int, tuple[str, list[bytes]]] = {}  # by the id of the query
        self._found: dict[int, Mask] = {}
        self.notes: list[Note] = []

    def tree(self, query: whoosh_query.Query, segment: Segment) -> Tree:
        """Where `query` holds. Any query of Whoosh's own is understood."""
        rule = _RULES.get(type(query))
        if rule:
            return rule(self, query, segment)
        try:
            return self._trees.tree(query, segment, 0.0)
        except UnknownQueryError:
            return self._by_whoosh(query, segment)

    def _by_whoosh(self, query: whoosh_query.Query, segment: Segment) -> Tree:
        """The same by Whoosh's own matchers, for queries that the kernels do not know."""
        if id(query) not in self._found:
            self._found[id(query)] = self._snapshot.whoosh_matches(query)
            self.notes.append(Note(SLOW, 0, 0))
        return (Kind.MASK, self._found[id(query)][segment.first : segment.first + segment.articles])

    def every_syllable(
        self, syllables: list[Syllable], segment: Segment, field: str | None = None
    ) -> Tree:
        """Where all the syllables stand."""
        lookups = dict.fromkeys(self._lookup(field, one, self._marks) for one in syllables)
        return (Kind.AND, tuple(self._segments.term(segment, *one) for one in lookups))

    def _parts(self, query: Any, segment: Segment) -> tuple[Tree, ...]:
        return tuple(self.tree(one, segment) for one in query.subqueries)

    def _words(self, query: Words, segment: Segment) -> Tree:
        return self.every_syllable(Analysis(query.text).syllables, segment, query.field)

    def _lookup(self, field: str | None, syllable: Syllable, marks: Marks) -> tuple[str, bytes]:
        """The field and the term to look a syllable of the query up with."""
        field = field or "text"
        if is_exact(syllable, marks):
            return field, syllable.text.encode()
        folded = f"{field}_folded" if field in _TWINNED else field
        return folded, syllable.folded.encode()

    def _quoted(self, query: Quoted, segment: Segment) -> Tree:
        """Where the syllables stand in order, whatever punctuation is between."""
        syllables = Analysis(query.text).syllables
        marks = Marks.ALL if marks_of(syllables) is not Marks.NONE else Marks.NONE
        lookups = [self._lookup(query.field, syllable, marks) for syllable in syllables]
        if len(lookups) < 2:
            return self.every_syllable(syllables, segment, query.field)
        if any(segment.index(field) is None for field, _ in lookups):
            return NOTHING
        parts = tuple(self._segments.term(segment, *one) for one in lookups)
        return (Kind.PHRASE, parts, query.slop)

    def _pattern(self, query: Pattern, segment: Segment) -> Tree:
        """Where any of the words stand that look like the pattern."""
        if id(query) not in self._expanded:
            self._expanded[id(query)] = self._expand(query)
        field, terms = self._expanded[id(query)]
        return self._segments.any_of(segment, field, terms)

    def _expand(self, query: Pattern) -> tuple[str, list[bytes]]:
        """The field and the words to look a pattern up with."""
        pattern = spelled(query.text)
        field = query.field or "text"
        marked = any(syllable.is_marked for syllable in Analysis(query.text).syllables)
        if field in _TWINNED and not marked:
            field = f"{field}_folded"
        prefix = re.split(r"[*?]", pattern, maxsplit=1)[0]
        terms = self._snapshot.terms(field, prefix, glob(pattern), _MOST_EXPANSIONS + 1)
        if len(terms) > _MOST_EXPANSIONS:
            self.notes.append(Note(CUT_EXPANSION, query.start, query.end))
        return field, terms[:_MOST_EXPANSIONS]


Rule = Callable[[Matching, Any, Segment], Tree]

# Queries of our own, and those that may hold them; all others are Whoosh's (see `trees`).
_RULES: dict[type, Rule] = {
    Words: Matching._words,
    Quoted: Matching._quoted,
    Pattern: Matching._pattern,
    whoosh_query.And: lambda self, query, segment: (Kind.AND, self._parts(query, segment)),
    whoosh_query.Or: lambda self, query, segment: (Kind.OR, self._parts(query, segment), 1),
    whoosh_query.Not: lambda self, query, segment: (Kind.NOT, self.tree(query.query, segment)),
    whoosh_query.AndNot: lambda self, query, segment: (
        Kind.AND,
        (self.tree(query.a, segment), (Kind.NOT, self.tree(query.b, segment))),
    ),
    whoosh_query.AndMaybe: lambda self, query, segment: self.tree(query.a, segment),
    whoosh_query.Require: lambda self, query, segment: (Kind.AND, self._parts(query, segment)),
}


def spelled(pattern: str) -> str:
    """The pattern in lower case and one spelling; `*` and `?` stay where they are."""
    pieces = re.split(r"([*?])", pattern)
    syllables = ("".join(s.text for s in Analysis(piece).syllables) for piece in pieces[::2])
    marks = [*pieces[1::2], ""]
    return "".join(text + mark for text, mark in zip(syllables, marks, strict=True))
