"""The conditions of a query as nodes for an engine: which terms each of them looks up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from index.vietnamese.segmentation import Segmentation, Syllable
from search.engines import nodes
from search.engines.nodes import Node, Term, TermSet
from search.plan.forms import Form
from search.plan.query_expansion import QueryExpansion, others_of
from search.plan.spacing import joined_hyphens
from search.plan.wildcards import Wildcards
from search.query import conditions
from search.query.bag import Marks, is_exact, marks_of
from search.query.conditions import TWINNED, Condition

_TEXTS = (None, "title", "caption")


class Compiler:
    """Compiles the conditions of one query."""

    def __init__(
        self, marks: Marks, wildcards: Wildcards, expansion: QueryExpansion | None = None
    ) -> None:
        """`marks` says how the whole query was typed.

        `wildcards` knows the words that patterns stand for, `expansion` other forms of words.
        """
        self._marks = marks
        self._wildcards = wildcards
        self._expansion = expansion
        self._expands = True

    def node(self, condition: Condition) -> Node:
        """Where a condition holds."""
        return _RULES[type(condition)](self, condition)

    def without(self, condition: Condition) -> Node:
        """Where a condition does not hold; what must not be there is meant as it was typed."""
        expands, self._expands = self._expands, False
        try:
            return nodes.Negation(self.node(condition))
        finally:
            self._expands = expands

    def every_word(self, analyses: Iterable[Segmentation], field: str | None = None) -> Node:
        """Where all the words stand, or other forms of them; `field` None is the text."""
        plain: list[Syllable] = []
        expanded: dict[Form, Node] = {}
        for analysis in analyses:
            syllables, at = analysis.syllables, 0
            for place in self._places(analysis, field):
                plain += syllables[at : place.first]
                at = place.last
                typed = self._all(syllables[place.first : at], field)
                others = others_of(place, field)
                expanded[place.form] = nodes.Disjunction((typed, others))
            plain += syllables[at:]
        every = self._all(plain, field)
        return nodes.Conjunction((every, *expanded.values())) if expanded else every

    def phrase(self, analyses: Iterable[Segmentation]) -> Node:
        """Where all the words stand side by side in their order, just as they were typed."""
        terms = [
            _term(None, one, self._marks) for analysis in analyses for one in analysis.syllables
        ]
        return nodes.Phrase(tuple(terms)) if len(terms) > 1 else nodes.Conjunction(tuple(terms))

    def any_word(self, syllables: Iterable[Syllable]) -> tuple[Term, ...]:
        """The terms of which each says a syllable as it was typed, in the text."""
        return tuple(dict.fromkeys(_term(None, one, self._marks) for one in syllables))

    def _places(self, analysis: Segmentation, field: str | None) -> Any:
        if self._expansion is None or not self._expands:
            return []
        return self._expansion.places(analysis, field)

    def _all(self, syllables: Iterable[Syllable], field: str | None) -> nodes.Conjunction:
        terms = dict.fromkeys(_term(field, one, self._marks) for one in syllables)
        return nodes.Conjunction(tuple(terms))

    def _words(self, condition: conditions.Words) -> Node:
        return self.every_word([Segmentation(condition.text)], condition.field)

    def _quoted(self, condition: conditions.Quoted) -> Node:
        """Where the syllables stand in order, whatever punctuation is between.

        A name that is quoted with hyphens (Pu-tin) may be printed without.
        """
        syllables = condition.syllables()
        whole = (
            joined_hyphens(condition.text, syllables) if condition.field in _TEXTS else syllables
        )
        if len(whole) < len(syllables):
            each = (self._in_order(one, condition) for one in (syllables, whole))
            return nodes.Disjunction(tuple(each))
        return self._in_order(syllables, condition)

    def _in_order(self, syllables: list[Syllable], condition: conditions.Quoted) -> Node:
        if len(syllables) < 2:
            return self._all(syllables, condition.field)
        return nodes.Phrase(_exact_terms(condition.field, syllables), condition.slop)

    def _near(self, condition: conditions.Near) -> Node:
        """Where both pieces stand, near enough to one another."""
        return nodes.Disjunction(
            tuple(
                nodes.Phrase(_exact_terms(condition.field, syllables), gaps=gaps)
                for syllables, gaps in condition.orders()
            )
        )

    def _wildcard(self, condition: conditions.Pattern | conditions.Fuzzy) -> TermSet:
        return self._wildcards.of(condition)

    def _all_of(self, condition: conditions.AllOf) -> Node:
        return nodes.Conjunction(tuple(map(self.node, condition.parts)))

    def _any_of(self, condition: conditions.AnyOf) -> Node:
        return nodes.Disjunction(tuple(map(self.node, condition.parts)))

    def _not(self, condition: conditions.Not) -> Node:
        return self.without(condition.part)

    def _dated(self, condition: conditions.Dated) -> Node:
        return nodes.Dated(condition.since, condition.until, condition.of)

    def _present(self, condition: conditions.Present) -> Node:
        return nodes.Present(condition.field)

    def _carrying(self, condition: conditions.Carrying) -> Node:
        return nodes.Carrying(condition.field, condition.values)

    def _sited(self, condition: conditions.Sited) -> Node:
        return nodes.Sited(
            condition.host, self._quoted(conditions.Quoted(condition.host, "url", 1, 0, 0))
        )

    def _identified(self, condition: conditions.Identified) -> Node:
        return nodes.Identified(condition.id)


def _exact_terms(field: str | None, syllables: Sequence[Syllable]) -> tuple[Term, ...]:
    """The terms of syllables that stand for themselves, unless none was typed with marks."""
    marks = Marks.ALL if marks_of(syllables) is not Marks.NONE else Marks.NONE
    return tuple(_term(field, syllable, marks) for syllable in syllables)


def _term(field: str | None, syllable: Syllable, marks: Marks) -> Term:
    """The term of the index to look a syllable of the query up with."""
    field = field or "text"
    if is_exact(syllable, marks):
        return Term(field, syllable.text)
    return Term(f"{field}_folded" if field in TWINNED else field, syllable.folded)


_RULES: dict[type, Callable[[Compiler, Any], Node]] = {
    conditions.Words: Compiler._words,
    conditions.Quoted: Compiler._quoted,
    conditions.Near: Compiler._near,
    conditions.Pattern: Compiler._wildcard,
    conditions.Fuzzy: Compiler._wildcard,
    conditions.Dated: Compiler._dated,
    conditions.Present: Compiler._present,
    conditions.Carrying: Compiler._carrying,
    conditions.Sited: Compiler._sited,
    conditions.Identified: Compiler._identified,
    conditions.AllOf: Compiler._all_of,
    conditions.AnyOf: Compiler._any_of,
    conditions.Not: Compiler._not,
}
