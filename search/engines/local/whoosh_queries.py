"""Whoosh's queries, as callers make them, as nodes for an engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from whoosh import query as whoosh_query
from whoosh.matching import ListMatcher, NullMatcher

from index.storage.postings import union
from index.storage.scoring import idf
from index.storage.whoosh.queries import NullQuery, terms_of
from index.storage.whoosh.weighting import BM25Scorer
from search.engines import nodes
from search.engines.local.segments import Segment, Segments
from search.engines.local.trees import Trees
from search.engines.nodes import NOTHING, Node


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
        """The articles for Whoosh's own matchers, scored by BM25."""
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
        node = nodes.TermSet(self.fieldname, tuple(one.decode() for one in self.terms_in_order))
        weight = idf(segments.articles, Trees(segments).df(node)) * self.boost
        norms = segments.norms(segment, self.fieldname)
        scorer = BM25Scorer(weight, norms.of(slice(None)))
        return ListMatcher(articles.tolist(), frequencies.tolist(), scorer=scorer)


def node_of(query: Any, segments: Segments, weight: float = 1.0) -> Node:
    """The node of a query of Whoosh's, whose scores are times `weight`.

    Matches and scores are those of Whoosh's matchers, but for what is an error there: queries for
    several terms (a prefix, a range) score their boost alone, and Require keeps what both of its
    queries match. Raises UnknownQueryError for what only Whoosh's matchers can run.
    """
    rule = _RULES.get(type(query))
    if rule is not None:
        return rule(query, segments, weight)
    if isinstance(query, whoosh_query.MultiTerm):
        return _several_terms(query, segments, weight)
    raise UnknownQueryError(type(query).__name__)


def _text(term: str | bytes) -> str:
    return term.decode() if isinstance(term, bytes) else term


def _term(query: Any, segments: Segments, weight: float) -> Node:
    return nodes.Term(query.fieldname, _text(query.text), weight * query.boost)


def _synonyms(query: Any, segments: Segments, weight: float) -> Node:
    texts = tuple(one.decode() for one in query.terms_in_order)
    return nodes.TermSet(query.fieldname, texts, weight * query.boost)


def _and(query: Any, segments: Segments, weight: float) -> Node:
    parts = _parts(query, segments, weight)
    return nodes.Conjunction(parts) if parts else NOTHING


def _or(query: Any, segments: Segments, weight: float) -> Node:
    if query.scale:
        raise UnknownQueryError("an Or with a coordination bonus")
    return nodes.Disjunction(_parts(query, segments, weight), max(1, query.minmatch))


def _parts(query: Any, segments: Segments, weight: float) -> tuple[Node, ...]:
    if len(query.subqueries) > 1:  # Whoosh forgets the boost of a single one
        weight *= query.boost
    return tuple(node_of(one, segments, weight) for one in query.subqueries)


def _not(query: Any, segments: Segments, weight: float) -> Node:
    return nodes.Constant(nodes.Negation(node_of(query.query, segments, 0.0)), weight)


def _and_not(query: Any, segments: Segments, weight: float) -> Node:
    banned = nodes.Negation(node_of(query.b, segments, 0.0))
    return nodes.Conjunction((node_of(query.a, segments, weight), banned))


def _require(query: Any, segments: Segments, weight: float) -> Node:
    required = nodes.Constant(node_of(query.b, segments, 0.0), 0.0)
    return nodes.Conjunction((node_of(query.a, segments, weight), required))


def _and_maybe(query: Any, segments: Segments, weight: float) -> Node:
    return nodes.Preference(node_of(query.a, segments, weight), node_of(query.b, segments, weight))


def _constant(query: Any, segments: Segments, weight: float) -> Node:
    return nodes.Constant(node_of(query.child, segments, 0.0), query.score * weight)


def _every(query: Any, segments: Segments, weight: float) -> Node:
    if query.fieldname is None:
        return nodes.Everything(query.boost * weight)
    return nodes.Constant(nodes.Present(query.fieldname), query.boost * weight)


def _nothing(query: Any, segments: Segments, weight: float) -> Node:
    return NOTHING


def _phrase(query: Any, segments: Segments, weight: float) -> Node:
    field = query.fieldname
    indexes = (segment.index(field) for segment in segments)
    if any(index is not None and not index.has_positions for index in indexes):
        raise UnknownQueryError("a phrase in a field without positions")
    weight *= query.boost
    terms = tuple(nodes.Term(field, _text(word), weight) for word in query.words)
    return nodes.Phrase(terms, query.slop)


def _several_terms(query: Any, segments: Segments, weight: float) -> Node:
    """Any of the terms of the archive that a pattern or a range stands for."""
    found = {term for segment in segments for term in terms_of(query, segment.reader) if term}
    texts = tuple(_text(term) for term in sorted(map(_bytes, found)))
    return nodes.Constant(nodes.TermSet(query.field(), texts), query.boost * weight)


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


Rule = Callable[[Any, Segments, float], Node]

_RULES: dict[type, Rule] = {
    whoosh_query.Term: _term,
    Synonyms: _synonyms,
    whoosh_query.And: _and,
    whoosh_query.Or: _or,
    whoosh_query.Not: _not,
    whoosh_query.AndNot: _and_not,
    whoosh_query.AndMaybe: _and_maybe,
    whoosh_query.Require: _require,
    whoosh_query.ConstantScoreQuery: _constant,
    whoosh_query.Every: _every,
    whoosh_query.Phrase: _phrase,
    NullQuery: _nothing,
}
