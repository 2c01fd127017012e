"""Which articles a query's conditions admit: a query tree -> a tree for the kernels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from whoosh import query as whoosh_query

from index.storage.schema import NO_DATE
from index.vietnamese.analysis import Analysis, Syllable
from search.engines.local.segments import NOTHING, Segment
from search.engines.local.snapshot import Mask, Snapshot
from search.engines.local.whoosh_queries import Trees, UnknownQueryError
from search.kernels import Kind, Tree
from search.plan.wildcards import Expansions
from search.plan.synonym_files import Form
from search.plan.synonyms import Place
from search.plan.query_expansion import Widening
from search.plan.wordset import WordSet
from search.query.conditions import (
    TWINNED,
    Dated,
    Expanding,
    Fuzzy,
    Identified,
    Pattern,
    Present,
    Quoted,
    Words,
)
from search.query.parser import SLOW, Note
from search.ranking import Marks, is_exact, marks_of


class Matching:
    """The conditions of one query as trees for the segments of one snapshot."""

    def __init__(self, snapshot: Snapshot, marks: Marks, widening: Widening | None = None) -> None:
        """`marks` says how the whole query was typed; `widening` knows other forms of its words."""
        self._snapshot = snapshot
        self._segments = snapshot.segments
        self._marks = marks
        self._widening = widening
        self._widens = True
        self._trees = Trees(snapshot.segments)
        self._expansions = Expansions(snapshot)
        self._found: dict[int, Mask] = {}
        self._slow: list[Note] = []

    @property
    def notes(self) -> list[Note]:
        """What was left out, and what took long."""
        return [*self._expansions.notes, *self._slow]

    def expansion(self, query: Expanding) -> WordSet:
        """The words of the archive that a pattern or a fuzzy word stands for."""
        return self._expansions.of(query)

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
            self._slow.append(Note(SLOW, 0, 0))
        return (Kind.MASK, self._found[id(query)][segment.first : segment.first + segment.articles])

    def without(self, query: whoosh_query.Query, segment: Segment) -> Tree:
        """Where `query` does not hold; what must not be there is meant as it was typed."""
        widens, self._widens = self._widens, False
        try:
            return (Kind.NOT, self.tree(query, segment))
        finally:
            self._widens = widens

    def every_word(
        self, analyses: Iterable[Analysis], segment: Segment, field: str | None = None
    ) -> Tree:
        """Where all the words stand, or other forms of them."""
        plain: list[Syllable] = []
        widened: dict[Form, Tree] = {}
        for analysis in analyses:
            syllables, at = analysis.syllables, 0
            for place, others in self._other_forms(analysis, segment, field):
                plain += syllables[at : place.first]
                at = place.last
                typed = self._all(syllables[place.first : at], segment, field)
                widened[place.form] = (Kind.OR, (typed, others), 1)
            plain += syllables[at:]
        every = self._all(plain, segment, field)
        return (Kind.AND, (every, *widened.values())) if widened else every

    def _other_forms(
        self, analysis: Analysis, segment: Segment, field: str | None
    ) -> Iterator[tuple[Place, Tree]]:
        """The places of a text that have other forms, and where these stand."""
        if self._widening is not None and self._widens:
            for place in self._widening.places(analysis, field):
                yield place, self._widening.others(place, field, segment)

    def _all(self, syllables: list[Syllable], segment: Segment, field: str | None) -> Tree:
        lookups = dict.fromkeys(self._lookup(field, one, self._marks) for one in syllables)
        return (Kind.AND, tuple(self._segments.term(segment, *one) for one in lookups))

    def _parts(self, query: Any, segment: Segment) -> tuple[Tree, ...]:
        return tuple(self.tree(one, segment) for one in query.subqueries)

    def _words(self, query: Words, segment: Segment) -> Tree:
        return self.every_word([Analysis(query.text)], segment, query.field)

    def _lookup(self, field: str | None, syllable: Syllable, marks: Marks) -> tuple[str, bytes]:
        """The field and the term to look a syllable of the query up with."""
        field = field or "text"
        if is_exact(syllable, marks):
            return field, syllable.text.encode()
        folded = f"{field}_folded" if field in TWINNED else field
        return folded, syllable.folded.encode()

    def _quoted(self, query: Quoted, segment: Segment) -> Tree:
        """Where the syllables stand in order, whatever punctuation is between."""
        syllables = query.syllables()
        marks = Marks.ALL if marks_of(syllables) is not Marks.NONE else Marks.NONE
        lookups = [self._lookup(query.field, syllable, marks) for syllable in syllables]
        if len(lookups) < 2:
            return self._all(syllables, segment, query.field)
        if any(segment.index(field) is None for field, _ in lookups):
            return NOTHING
        parts = tuple(self._segments.term(segment, *one) for one in lookups)
        return (Kind.PHRASE, parts, query.slop)

    def _expanding(self, query: Expanding, segment: Segment) -> Tree:
        """Where any of the words stand that a pattern or a fuzzy word stands for."""
        return self.expansion(query).tree(self._segments, segment)

    def _dated(self, query: Dated, segment: Segment) -> Tree:
        """What was published then; an article without a date never was."""
        published = self._snapshot.published[segment.first : segment.first + segment.articles]
        within = (published >= query.since) & (published <= query.until) & (published != NO_DATE)
        return (Kind.MASK, within)

    def _present(self, query: Present, segment: Segment) -> Tree:
        """What has anything in a field."""
        if query.field == "date":
            first, last = segment.first, segment.first + segment.articles
            return (Kind.MASK, self._snapshot.published[first:last] != NO_DATE)
        index = segment.index(query.field)
        if index is None:
            return NOTHING
        return (Kind.MASK, index.lengths > 0)

    def _identified(self, query: Identified, segment: Segment) -> Tree:
        return self._segments.term(segment, "id", query.id.encode())


Rule = Callable[[Matching, Any, Segment], Tree]

# Queries of our own, and those that may hold them; all others are Whoosh's (see `trees`).
_RULES: dict[type, Rule] = {
    Words: Matching._words,
    Quoted: Matching._quoted,
    Pattern: Matching._expanding,
    Fuzzy: Matching._expanding,
    Dated: Matching._dated,
    Present: Matching._present,
    Identified: Matching._identified,
    whoosh_query.And: lambda self, query, segment: (Kind.AND, self._parts(query, segment)),
    whoosh_query.Or: lambda self, query, segment: (Kind.OR, self._parts(query, segment), 1),
    whoosh_query.Not: lambda self, query, segment: self.without(query.query, segment),
    whoosh_query.AndNot: lambda self, query, segment: (
        Kind.AND,
        (self.tree(query.a, segment), self.without(query.b, segment)),
    ),
    whoosh_query.AndMaybe: lambda self, query, segment: self.tree(query.a, segment),
    whoosh_query.Require: lambda self, query, segment: (Kind.AND, self._parts(query, segment)),
}
