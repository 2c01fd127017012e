"""The most telling words of a long query: a pasted passage is looked for by them alone.

Some syllables that are rare in the archive find the articles that a passage is from, or that tell
the same, as well as all of its words do, and in a part of the time. What must hold of an article,
and what is marked in it, goes by every word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import log
from typing import NamedTuple, TypeVar

from index.storage.scoring import idf
from index.vietnamese.segmentation import Syllable
from search.engines.nodes import Term
from search.engines.protocol import Snapshot
from search.plan.terms import Pair, pairs_of, terms_of
from search.plan.weights import Ranking
from search.query.bag import Bag, Marks, is_exact

# A query of so many different syllables ranks by all of them: headlines have hardly ever more.
MOST_WHOLE = 16
# Of a longer one so many rank, by so many of their terms, and so many of its pairs. Measured:
# headlines keep their nDCG within .001, passages their first places.
MOST_SYLLABLES = 16
MOST_TERMS = 28
MOST_PAIRS = 20
# The pairs are counted in so many articles: what a passage is from is among the first.
MOST_CANDIDATES = 100
# A text of more syllables is a passage, which is looked for itself: what is like the first hits,
# such as the same event in other words, does not come nearer. Measured: MRR .993 instead of .986.
MOST_OF_A_HEADLINE = 32

_T = TypeVar("_T")


class RankedBy(NamedTuple):
    """What a query ranks by.

    `telling` are the syllables that rank, by their texts, if the query has more.
    """

    terms: list[Term]
    pairs: list[Pair]
    telling: frozenset[str] | None


def ranking_of(bag: Bag, ranking: Ranking) -> Ranking:
    """The weights by which a long text is ranked that has some for shorter ones."""
    most = min(ranking.candidates, MOST_CANDIDATES)
    if len({one.text for one in bag.syllables}) > MOST_OF_A_HEADLINE:
        return replace(ranking, candidates=most, feedback=0.0)
    return replace(ranking, candidates=most)


def ranked_by(bag: Bag, ranking: Ranking, snapshot: Snapshot) -> RankedBy:
    """The terms and the pairs of a query; of a long one, the most telling."""
    only = _telling(bag, snapshot)
    if only is None:
        return RankedBy(terms_of(bag, ranking), pairs_of(bag, ranking), None)
    terms = terms_of(bag, ranking, only)
    idfs = _idfs(terms, snapshot)
    terms = _best(terms, [one.weight * idfs[one.field, one.text] for one in terms], MOST_TERMS)
    return RankedBy(terms, _telling_pairs(pairs_of(bag, ranking, only), snapshot), only)


def _telling(bag: Bag, snapshot: Snapshot) -> frozenset[str] | None:
    """The most telling syllables of a query, by their texts; None if that is all of them.

    A syllable tells the more, the fewer articles hold it, and the more often the query does.
    """
    if len(bag.syllables) <= MOST_WHOLE:
        return None
    times: dict[str, float] = {}
    terms: dict[str, Term] = {}
    for analysis, boost in bag.weighted():
        for syllable in analysis.syllables:
            times[syllable.text] = times.get(syllable.text, 0.0) + boost
            if syllable.text not in terms:
                terms[syllable.text] = _term(syllable, bag.marks)
    if len(terms) <= MOST_WHOLE:
        return None
    idfs = _idfs(terms.values(), snapshot)
    worth = [
        idfs[term.field, term.text] * (1.0 + log(max(times[text], 1.0)))
        for text, term in terms.items()
    ]
    return frozenset(_best(list(terms), worth, MOST_SYLLABLES))


def _telling_pairs(pairs: Sequence[Pair], snapshot: Snapshot) -> list[Pair]:
    """The pairs that are made of the rarest syllables."""
    parts = [Term(one.field, text) for one in pairs for text in (one.first, one.second)]
    idfs = _idfs(parts, snapshot)
    worth = [
        pair.weight * (idfs[pair.field, pair.first] + idfs[pair.field, pair.second])
        for pair in pairs
    ]
    return _best(pairs, worth, MOST_PAIRS)


def _best(values: Sequence[_T], worth: Sequence[float], most: int) -> list[_T]:
    """The worthiest of some values, in their order."""
    best = sorted(range(len(values)), key=lambda at: -worth[at])[:most]
    return [values[at] for at in sorted(best)]


def _term(syllable: Syllable, marks: Marks) -> Term:
    """The term that tells how rare a syllable of the query is."""
    if marks is not Marks.NONE and is_exact(syllable, marks):
        return Term("text", syllable.text)
    return Term("text_folded", syllable.folded)


def _idfs(terms: Iterable[Term], snapshot: Snapshot) -> Mapping[tuple[str, str], float]:
    """The idf of each term by field and text; 0 for what no article holds, and which finds none."""
    known = {(one.field, one.text): one for one in terms}
    dfs = snapshot.dfs(list(known.values()))
    return {
        key: idf(snapshot.indexed, df) if df else 0.0 for key, df in zip(known, dfs, strict=True)
    }
