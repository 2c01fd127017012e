"""What an engine is asked for one query, by each rule of what counts as a match."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from index.vietnamese.segmentation import Segmentation
from search.engines.nodes import Conjunction, Disjunction, Node, Scored, Term
from search.engines.protocol import Asked, Freshness
from search.plan.compiler import Compiler
from search.plan.terms import terms_of
from search.plan.weights import Ranking
from search.query.bag import Marks, is_exact
from search.query.parsed_query import ParsedQuery
from search.selection import Selection

_FOLDED = "_folded"  # what the fields of syllables without marks end with
# The rules by which all plain words must hold, and how.
_WORDS_HOLD: Mapping[str, Callable[[Compiler, Sequence[Segmentation]], Node]] = {
    "phrase": Compiler.phrase,
    "all": Compiler.every_word,
}


@dataclass(frozen=True)
class Rules:
    """A query and what it is looked for by: `terms`, and `sets` of terms and forms, all of which
    rank. Of a long text only some terms rank, `is_cut` tells; it may have `every` one of them."""

    query: ParsedQuery
    compiler: Compiler
    terms: tuple[Scored, ...]
    sets: tuple[Scored, ...]
    selection: Selection
    ranking: Ranking
    is_cut: bool = False

    @cached_property
    def every(self) -> tuple[Scored, ...]:
        """All terms of a long text, which only the rule `any` asks for; none of a shorter one."""
        return tuple(terms_of(self.query.bag, self.ranking)) if self.is_cut else ()

    @property
    def ranks(self) -> bool:
        """Whether the query has anything to rank by."""
        return bool(self.query.bag or self.query.expanding)

    def are_by_score(self, match: str) -> bool:
        """Whether by a rule the score decides what counts as a match."""
        return match == "best" and self.query.is_free and self.ranks

    def asked(self, match: str) -> Asked:
        """What an engine is asked by a rule."""
        by_score = self.are_by_score(match)
        by_any = match == "any" and self.query.is_free and self.ranks
        meant = self._meant() if by_score or by_any else None
        if by_any and self.every and meant is None:
            meant = Disjunction((*self.every, *self.sets))
        return Asked(
            ranked=(*self.terms, *self.sets) if self.ranks else (),
            condition=self._condition(match, meant if by_any else None),
            must_score=self._must_score(match),
            selection=self.selection,
            share=self._share if by_score else 0.0,
            beyond=by_score and self.query.banned is None,
            freshness=self._freshness,
            meant=meant if by_score else None,
            unmeant=self._unmeant if by_score else None,
        )

    def _must_score(self, match: str) -> bool:
        """Whether only what has something of what ranks may match by a rule."""
        by_others = match in _WORDS_HOLD or (match == "any" and bool(self.every))
        return self.query.is_free and not by_others

    @property
    def _share(self) -> float:
        """The share of the best score from which an article counts as a match."""
        ranking = self.ranking
        return ranking.unmarked_match if self.query.bag.marks is Marks.NONE else ranking.match

    def _meant(self) -> Node | None:
        """What of all that ranks says a word as it was typed; None where everything does.

        A syllable typed with its marks ranks other forms of it, too, which are not what was typed.
        """
        bag = self.query.bag
        if bag.marks is Marks.NONE or not self.ranking.folded:
            return None
        return Disjunction((*self.compiler.any_word(bag.syllables), *self.sets))

    @property
    def _unmeant(self) -> tuple[Scored, ...]:
        """What ranks of an article that says no word as it was typed: words with other marks.

        What was typed without marks is said by any form of it, in titles and compounds, too: the
        text has these syllables as well.
        """
        bag = self.query.bag
        any_form = {one.folded for one in bag.syllables if not is_exact(one, bag.marks)}
        return tuple(
            node
            for node in self.terms
            if node.field.endswith(_FOLDED) and any_form.isdisjoint(_syllables_of(node))
        )

    def _condition(self, match: str, meant: Node | None) -> Node | None:
        """What an article must be, whatever its score; None if it may be anything."""
        query, compiler = self.query, self.compiler
        parts: list[Node] = [] if meant is None else [meant]
        if query.required is not None:
            parts.append(compiler.node(query.required))
        if query.banned is not None:
            parts.append(compiler.without(query.banned))
        if match in _WORDS_HOLD:
            parts.append(_WORDS_HOLD[match](compiler, query.plain))
        return Conjunction(tuple(parts)) if parts else None

    @property
    def _freshness(self) -> Freshness | None:
        ranking = self.ranking
        if not ranking.freshness:
            return None
        return Freshness(ranking.freshness, ranking.half_life, ranking.candidates)


def _syllables_of(node: Scored) -> list[str]:
    """The syllables of a term."""
    assert isinstance(node, Term)
    return node.text.split("_") if node.field.startswith("compounds") else [node.text]
