"""From a parsed query to a plan: what an engine is asked, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice

from index.articles.facets import NAME_FACETS
from search.engines.nodes import Scored, TermSet
from search.engines.protocol import Asked, Snapshot
from search.plan.compiler import Compiler
from search.plan.query_expansion import ExpandedWord, QueryExpansion
from search.plan.rules import Rules
from search.plan.synonyms import Synonyms
from search.plan.telling import MOST_SYLLABLES, ranked_by, ranking_of
from search.plan.terms import Pair
from search.plan.unknown_filters import unknown_filters
from search.plan.weights import DEFAULT_RANKING, Ranking
from search.plan.wildcards import Wildcards
from search.query.conditions import (
    Fuzzy,
    Quoted,
    carried_leaves,
    dates_of,
    exclude_each_other,
)
from search.query.notes import Note, NoteCode, few
from search.query.parsed_query import ParsedQuery
from search.selection import EVERY_ARTICLE, Selection

# So many forms of names are marked.
_MOST_FORMS = 64


@dataclass(frozen=True)
class Plan:
    """How a query is answered by one snapshot.

    `asked` is what its engine is asked by the rule of what counts, `match`, and `rules` tell that
    for any other; the `pairs` are counted in the best `ranking.candidates` of what it finds.
    `by_score` tells that the score decides what counts as a match; `notes` and `words` say what was
    repaired, and which other forms were looked for; `fuzzy` has the words of the archive that fuzzy
    ones mean; `is_cut` tells that not all of some words were looked for; of a long query, `telling`
    are the syllables that rank; `named` are the forms of the names that query and filters ask for.
    """

    query: ParsedQuery
    ranking: Ranking
    match: str
    asked: Asked
    rules: Rules = field(repr=False, compare=False)
    pairs: tuple[Pair, ...]
    by_score: bool
    notes: tuple[Note, ...]
    words: tuple[ExpandedWord, ...]
    fuzzy: Mapping[Fuzzy, TermSet]
    is_cut: bool
    telling: frozenset[str] | None = None
    named: tuple[Quoted, ...] = ()

    @property
    def ranks(self) -> bool:
        """Whether the query has anything to rank by."""
        return self.rules.ranks


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
    by = ranked_by(query.bag, ranking, snapshot)
    if by.telling is not None:
        ranking = ranking_of(query.bag, ranking)
    terms = expansion.lowered(by.terms)
    sets = (*_ranked_wildcards(query, wildcards), *expansion.form_sets)
    compiler = Compiler(query.bag.marks, wildcards, expansion)
    is_cut = by.telling is not None
    rules = Rules(query, compiler, tuple(terms), sets, selection, ranking, is_cut)
    pairs = tuple(expansion.lowered_pairs(by.pairs))
    asked = replace(rules.asked(match), pairs=pairs, counted=ranking.candidates)
    crossed = crossing(query, selection)
    fuzzy = (one for one in query.conditions if isinstance(one, Fuzzy))
    found = {one: wildcards.of(one) for one in fuzzy}
    unknown = unknown_filters(selection, snapshot)
    about = {"most": MOST_SYLLABLES}, 0, len(query.text)
    cut = [] if by.telling is None else [Note(NoteCode.TELLING_WORDS, *about)]
    beside = (*unknown, *cut, *crossed)
    return Plan(
        query=query,
        ranking=ranking,
        match=match,
        asked=asked,
        rules=rules,
        pairs=pairs,
        by_score=rules.are_by_score(match),
        notes=tuple(few([*query.notes, *expansion.notes, *wildcards.notes, *beside])),
        words=expansion.words,
        fuzzy=found,
        is_cut=bool(wildcards.notes),
        telling=by.telling,
        named=tuple(_named(query, selection, snapshot)),
    )


def _named(query: ParsedQuery, selection: Selection, snapshot: Snapshot) -> Iterator[Quoted]:
    """The first forms of the names that are asked for, as articles print them."""
    asked = [
        *((one.field, one.values) for one in carried_leaves(query.required)),
        *selection.values.items(),
    ]
    forms = (
        form
        for facet, values in asked
        if facet in NAME_FACETS
        for value in sorted(values)
        for form in snapshot.name_forms(facet, [value])[0]
    )
    for form in islice(forms, _MOST_FORMS):
        yield Quoted(form, None, 1, 0, 0)


def crossing(query: ParsedQuery, selection: Selection) -> Iterator[Note]:
    """A note where no article could meet all that query and filters ask of its date."""
    dates = (*dates_of(query.required), *selection.dates())
    is_dated = any(one.of == "published" for one in dates)
    if exclude_each_other(dates) or (selection.undated and is_dated):
        yield Note(NoteCode.CROSSED_DAYS, {}, 0, 0)


def _ranked_wildcards(query: ParsedQuery, wildcards: Wildcards) -> Iterator[Scored]:
    """The patterns and fuzzy words that rank, each as one term."""
    for one, boost in query.expanding:
        found = wildcards.of(one)
        yield TermSet(found.field, found.texts, boost, query.text[one.start : one.end])
