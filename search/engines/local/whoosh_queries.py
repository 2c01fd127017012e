"""Whoosh's queries as trees for the kernels."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from whoosh import query as whoosh_query
from whoosh.matching import ListMatcher, NullMatcher
from whoosh.query.qcore import _NullQuery

from index.storage.scoring import BM25Scorer, idf
from search.engines.local.segments import NOTHING, Segment, Segments
from search.kernels import Kind, Tree, union


class UnknownQueryError(Exception):
    """The kernels cannot run this query; Whoosh's own matchers can."""


class Synonyms(whoosh_query.Query):  # type: ignore[misc]
    """Several terms of one field that count as one: their frequencies are added in each article,
    and how rare they are is told by the articles that hold any of them."""

    def __init__(self, fieldname: str, terms: Iterable[str], boost: float = 1.0) -> None:
        """`terms` are one or more."""
        self.fieldname = fieldname
        self.terms_in_order = tuple(dict.fromkeys(term.encode() for term in terms))
        self.boost = boost

    def __repr__(self) -> str:
        terms = [term.decode() for term in self.terms_in_order]
        return f"Synonyms({self.fieldname!r}, {terms!r}, boost={self.boost!r})"

    def field(self) -> str:
        """The name of the field."""
        return self.fieldname

    def estimate_size(self, reader: Any) -> int:
        """How many articles there are at most, for the order in which Whoosh asks."""
        sizes = (int(reader.doc_frequency(self.fieldname, one)) for one in self.terms_in_order)
        return min(sum(sizes), int(reader.doc_count()))

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """The articles for Whoosh's own matchers, scored as `index.storage.scoring.BM25` does."""
        segments = Segments(searcher.get_parent().reader())
        segment = Segment(searcher.reader(), 0)
        index = segment.index(self.fieldname)
        if index is None or not self.terms_in_order:
            return NullMatcher()
        articles, frequencies = union(index, self.terms_in_order)
        if segment.live is not None:
            live = segment.live[articles]
            articles, frequencies = articles[live], frequencies[live]
        if not len(articles):
            return NullMatcher()
        df = segments.df_of_any(self.fieldname, self.terms_in_order)
        weight = idf(segments.articles, df) * self.boost
        scorer = BM25Scorer(weight, segments.saturations(segment, self.fieldname))
        return ListMatcher(articles.tolist(), frequencies.tolist(), scorer=scorer)


class Trees:
    """Makes trees of queries, for each segment its own."""

    def __init__(self, segments: Segments) -> None:
        """The numbers are those of all the segments."""
        self.segments = segments
        self._idf: dict[tuple[str, bytes], float] = {}
        self._df_of_any: dict[int, int] = {}  # by the id of the query

    def tree(self, query: Any, segment: Segment, weight: float = 1.0) -> Tree:
        """The tree of `query`, whose scores are times `weight`. Raises UnknownQueryError.

        Matches and scores are those of Whoosh's matchers, but for what is an error there: queries
        for several terms (a prefix, a range) score their boost alone, and Require keeps what both
        of its queries match.
        """
        rule = _RULES.get(type(query))
        if rule is not None:
            return rule(self, query, segment, weight)
        if isinstance(query, whoosh_query.MultiTerm):
            return self._several_terms(query, segment, weight)
        raise UnknownQueryError(type(query).__name__)

    def _idf_of(self, field: str, term: bytes) -> float:
        if (field, term) not in self._idf:
            self._idf[field, term] = self.segments.idf(field, term)
        return self._idf[field, term]

    @staticmethod
    def _bytes(text: str | bytes) -> bytes:
        return text if isinstance(text, bytes) else text.encode()

    def _term(self, query: Any, segment: Segment, weight: float) -> Tree:
        field = query.fieldname
        term = self._bytes(query.text)
        weight *= query.boost
        if weight:
            weight *= self._idf_of(field, term)
        return self.segments.term(segment, field, term, weight)

    def _synonyms(self, query: Any, segment: Segment, weight: float) -> Tree:
        terms = query.terms_in_order
        weight *= query.boost
        if weight:
            if id(query) not in self._df_of_any:
                df = self.segments.df_of_any(query.fieldname, terms)
                self._df_of_any[id(query)] = df
            weight *= idf(self.segments.articles, self._df_of_any[id(query)])
        return self.segments.any_of(segment, query.fieldname, terms, weight)

    def _and(self, query: Any, segment: Segment, weight: float) -> Tree:
        parts = self._parts(query, segment, weight)
        return (Kind.AND, parts) if parts else NOTHING

    def _or(self, query: Any, segment: Segment, weight: float) -> Tree:
        if query.scale:
            raise UnknownQueryError("an Or with a coordination bonus")
        return (Kind.OR, self._parts(query, segment, weight), max(1, query.minmatch))

    def _parts(self, query: Any, segment: Segment, weight: float) -> tuple[Tree, ...]:
        if len(query.subqueries) > 1:  # Whoosh forgets the boost of a single one
            weight *= query.boost
        return tuple(self.tree(one, segment, weight) for one in query.subqueries)

    def _not(self, query: Any, segment: Segment, weight: float) -> Tree:
        return (Kind.CONSTANT, (Kind.NOT, self.tree(query.query, segment, 0.0)), weight)

    def _and_not(self, query: Any, segment: Segment, weight: float) -> Tree:
        banned = (Kind.NOT, self.tree(query.b, segment, 0.0))
        return (Kind.AND, (self.tree(query.a, segment, weight), banned))

    def _require(self, query: Any, segment: Segment, weight: float) -> Tree:
        required = (Kind.CONSTANT, self.tree(query.b, segment, 0.0), 0.0)
        return (Kind.AND, (self.tree(query.a, segment, weight), required))

    def _and_maybe(self, query: Any, segment: Segment, weight: float) -> Tree:
        return (
            Kind.MAYBE,
            self.tree(query.a, segment, weight),
            self.tree(query.b, segment, weight),
        )

    def _constant(self, query: Any, segment: Segment, weight: float) -> Tree:
        return (Kind.CONSTANT, self.tree(query.child, segment, 0.0), query.score * weight)

    def _every(self, query: Any, segment: Segment, weight: float) -> Tree:
        if query.fieldname is None:
            return (Kind.EVERY, query.boost * weight)
        index = segment.index(query.fieldname)
        terms = [] if index is None else [term for term, _, _ in index.terms_from(b"")]
        matched = self.segments.any_of(segment, query.fieldname, terms)
        return (Kind.CONSTANT, matched, query.boost * weight)

    def _nothing(self, query: Any, segment: Segment, weight: float) -> Tree:
        return NOTHING

    def _phrase(self, query: Any, segment: Segment, weight: float) -> Tree:
        field = query.fieldname
        index = segment.index(field)
        if index is None:
            return NOTHING
        if not index.has_positions:
            raise UnknownQueryError("a phrase in a field without positions")
        weight *= query.boost
        terms = [self._bytes(word) for word in query.words]
        parts = tuple(
            self.segments.term(segment, field, term, weight and weight * self._idf_of(field, term))
            for term in terms
        )
        return (Kind.PHRASE, parts, query.slop)

    def _several_terms(self, query: Any, segment: Segment, weight: float) -> Tree:
        field = query.field()
        terms = [self._bytes(term) for term in query._btexts(segment.reader) if term]
        matched = self.segments.any_of(segment, field, terms)
        return (Kind.CONSTANT, matched, query.boost * weight)


Rule = Callable[[Trees, Any, Segment, float], Tree]

_RULES: dict[type, Rule] = {
    whoosh_query.Term: Trees._term,
    Synonyms: Trees._synonyms,
    whoosh_query.And: Trees._and,
    whoosh_query.Or: Trees._or,
    whoosh_query.Not: Trees._not,
    whoosh_query.AndNot: Trees._and_not,
    whoosh_query.AndMaybe: Trees._and_maybe,
    whoosh_query.Require: Trees._require,
    whoosh_query.ConstantScoreQuery: Trees._constant,
    whoosh_query.Every: Trees._every,
    whoosh_query.Phrase: Trees._phrase,
    _NullQuery: Trees._nothing,
}
