"""From a parsed query to a plan: what an engine is asked, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from search.engines.nodes import Conjunction, Node, Scored, TermSet
from search.engines.protocol import Asked, Freshness, Snapshot
from search.plan.compiler import Compiler
from search.plan.query_expansion import ExpandedWord, QueryExpansion
from search.plan.synonyms import Synonyms
from search.plan.terms import Pair, pairs_of, terms_of
from search.plan.weights import DEFAULT_RANKING, Ranking
from search.plan.wildcards import Wildcards
from search.query.conditions import Fuzzy
from search.query.notes import Note, few
from search.query.parsed_query import ParsedQuery
from search.selection import EVERY_ARTICLE, Selection


@dataclass(frozen=True)
class Plan:
    """How a query is answered by one snapshot.

    `asked` is what its engine is asked; the `pairs` are counted in the best `ranking.candidates`
    of what it finds. `by_score` tells that the score decides what counts as a match; `notes` and
    `words` say what was repaired, and which other forms were looked for; `fuzzy` has the words of
    the archive that fuzzy ones mean; `is_cut` tells that not all of some words were looked for.
    """

    query: ParsedQuery
    ranking: Ranking
    asked: Asked
    pairs: tuple[Pair, ...]
    by_score: bool
    notes: tuple[Note, ...]
    words: tuple[ExpandedWord, ...]
    fuzzy: Mapping[Fuzzy, TermSet]
    is_cut: bool

    @property
    def ranks(self) -> bool:
        """Whether the query has anything to rank by."""
        return _ranks(self.query)


def plan(
    query: ParsedQuery,
    snapshot: Snapshot,
    *,
    synonyms: Synonyms | None = None,
    selection: Selection = EVERY_ARTICLE,
    match: str = "best",
    ranking: Ranking = DEFAULT_RANKING,
) -> Plan:
    """Plan a query, `match` saying what counts as one (see `Archive.search`).

    `synonyms` knows other forms of words; without it none is looked for.
    """
    expansion = QueryExpansion(synonyms, snapshot, query, ranking)
    wildcards = Wildcards(snapshot)
    terms = expansion.lowered(terms_of(query.bag, ranking))
    ranked = (*terms, *_ranked_wildcards(query, wildcards), *expansion.form_sets)
    compiler = Compiler(query.bag.marks, wildcards, expansion)
    condition = _condition(query, compiler, every_word=match == "all")
    fuzzy = (one for one in query.conditions if isinstance(one, Fuzzy))
    found = {one: wildcards.of(one) for one in fuzzy}
    ranks = _ranks(query)
    by_score = query.is_free and ranks and match == "best"
    asked = Asked(
        ranked=ranked if ranks else (),
        condition=condition,
        must_score=match != "all" and query.is_free,
        selection=selection,
        share=ranking.match if by_score else 0.0,
        beyond=by_score and query.banned is None,
        freshness=_freshness(ranking),
    )
    return Plan(
        query=query,
        ranking=ranking,
        asked=asked,
        pairs=tuple(pairs_of(query.bag, ranking)),
        by_score=by_score,
        notes=tuple(few([*query.notes, *expansion.notes, *wildcards.notes])),
        words=expansion.words,
        fuzzy=found,
        is_cut=bool(wildcards.notes),
    )


def _ranks(query: ParsedQuery) -> bool:
    return bool(query.bag or query.expanding)


def _ranked_wildcards(query: ParsedQuery, wildcards: Wildcards) -> Iterator[Scored]:
    """The patterns and fuzzy words that rank, each as one term."""
    for one, boost in query.expanding:
        found = wildcards.of(one)
        yield TermSet(found.field, found.texts, boost, query.text[one.start : one.end])


def _condition(query: ParsedQuery, compiler: Compiler, *, every_word: bool) -> Node | None:
    """What an article must be, whatever its score; None if it may be anything."""
    parts: list[Node] = []
    if query.required is not None:
        parts.append(compiler.node(query.required))
    if query.banned is not None:
        parts.append(compiler.without(query.banned))
    if every_word:
        parts.append(compiler.every_word(query.plain))
    return Conjunction(tuple(parts)) if parts else None


def _freshness(ranking: Ranking) -> Freshness | None:
    if not ranking.freshness:
        return None
    return Freshness(ranking.freshness, ranking.half_life, ranking.candidates)
