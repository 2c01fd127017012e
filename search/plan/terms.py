"""The terms and the pairs that a query ranks by, and what each weighs.

By how much marks count is a policy of the query: of how many of its syllables were typed with
marks (see `search.query.bag`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from index.vietnamese.segmentation import Segmentation, Syllable
from search.engines.nodes import Term
from search.plan.weights import Ranking
from search.query.bag import Bag, Marks, is_exact

# A term as a field, a text and a weight.
_Weighed = tuple[str, str, float]


@dataclass(frozen=True)
class Pair:
    """Two syllables that stand side by side in the query, in the field of text that is asked."""

    first: str
    second: str
    weight: float
    folded: bool

    @property
    def field(self) -> str:
        """The field whose positions tell where the pair stands."""
        return "text_folded" if self.folded else "text"


def terms_of(bag: Bag, ranking: Ranking, only: frozenset[str] | None = None) -> list[Term]:
    """The terms of phase 1, however often they were typed, without those that weigh nothing.

    What was typed several times weighs as much as where it weighs most. With `only`, the terms of
    these syllables alone, and of words that are made of them.
    """
    boosts: dict[_Weighed, float] = {}
    seen: set[tuple[str, bool, float]] = set()
    for analysis, boost in bag.weighted():
        fresh = []
        for one in analysis.syllables:
            if only is not None and one.text not in only:
                continue
            exact = is_exact(one, bag.marks)
            typed = (one.text, exact, boost)
            if typed not in seen:
                seen.add(typed)
                fresh.append((one, exact))
        for term in _terms(analysis, fresh, bag.marks, ranking, only):
            boosts[term] = max(boost, boosts.get(term, 0.0))
    weights: dict[tuple[str, str], float] = {}
    for (field, text, weight), boost in boosts.items():
        key = (field, text)
        weights[key] = weights.get(key, 0.0) + weight * boost
    return [Term(*key, weight) for key, weight in weights.items() if weight]


def _terms(
    analysis: Segmentation,
    syllables: list[tuple[Syllable, bool]],
    marks: Marks,
    ranking: Ranking,
    only: frozenset[str] | None,
) -> Iterator[_Weighed]:
    """The terms of some syllables of a stretch, each with whether its marks count, and of the words
    in it."""
    for field, scale in (("text", 1.0), ("title", ranking.title)):
        field_folded, less = f"{field}_folded", scale * ranking.folded
        for syllable, exact in syllables:
            if exact and marks is not Marks.NONE:
                yield field, syllable.text, scale
            else:
                yield field_folded, syllable.folded, scale
            if marks is not Marks.NONE:
                yield field_folded, syllable.folded, less
    if marks is Marks.ALL:
        for word in analysis.words:
            if word.is_compound and (only is None or only.issuperset(word.text.split("_"))):
                yield "compounds", word.text, ranking.compounds
    else:
        for compound in _possible_compounds(analysis.syllables, only):
            yield "compounds_folded", compound, ranking.compounds


def pairs_of(bag: Bag, ranking: Ranking, only: frozenset[str] | None = None) -> list[Pair]:
    """The neighbouring syllables of the query, each pair once; never across punctuation.

    With `only`, those that hold any of these syllables.
    """
    found: dict[tuple[str, str, bool], float] = {}

    def add(pair: tuple[str, str, bool], weight: float) -> None:
        found[pair] = max(weight, found.get(pair, 0.0))

    for first, second, boost in bag.neighbours():
        if only is not None and only.isdisjoint((first.text, second.text)):
            continue
        folded = (first.folded, second.folded, True)
        if bag.marks is Marks.NONE:
            add(folded, ranking.unmarked_pairs * boost)
        elif first.is_marked and second.is_marked:
            add((first.text, second.text, False), ranking.pairs * boost)
            add(folded, ranking.folded_pairs * boost)
        else:
            add(folded, (ranking.pairs + ranking.folded_pairs) * boost)
    return [Pair(a, b, weight, folded) for (a, b, folded), weight in found.items() if weight]


def _possible_compounds(syllables: list[Syllable], only: frozenset[str] | None) -> Iterator[str]:
    """Any two to four neighbouring syllables, folded: one of them may be a word."""
    for start in range(len(syllables)):
        for end in range(start + 1, min(start + 4, len(syllables)) + 1):
            last, is_first = syllables[end - 1], end == start + 1
            if (last.after_break and not is_first) or (only is not None and last.text not in only):
                break
            if not is_first:
                yield "_".join(syllable.folded for syllable in syllables[start:end])
