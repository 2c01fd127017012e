"""Which terms a query stands for, what each weighs, and the scores that follow.

Phase 1 adds BM25 of syllables, words and title over all articles; phase 2 adds the neighbouring
pairs of the query to the best of them. By how much marks count is a policy of the query: of how
many of its syllables were typed with marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.storage.scoring import idf, term_scores
from index.vietnamese.analysis import Analysis, Syllable
from search.engines.local.occurrences import Occurrences, Terms
from search.engines.local.segments import Ids, Segment, Segments
from search.errors import QueryError
from search.kernels import Kind, Tree, pair_frequencies
from search.plan.wordset import WordSet

Scores = NDArray[np.float64]


@dataclass(frozen=True)
class Ranking:
    """The weights of the ranking. 1 is the weight of a syllable in the text; 0 switches off.

    `compounds`: pyvi's words of several syllables. `folded`: the same syllable with other marks.
    `title`: the title's syllables, beside what they weigh in the text. `pairs`: neighbours of the
    query that are neighbours in the article; `folded_pairs` the same whatever their marks, and
    `unmarked_pairs` that for a query without marks. `candidates`: how many articles pairs are
    counted in. `match`: the share of the best score from which an article counts as a match.
    `freshness`: what an article of the newest day gets besides, as a share of the best score; half
    of it one that is `half_life` days older, and so on (see `freshness`). `synonyms`: the
    share of a word's weight that all its known forms have as one.

    Raises QueryError for values that are no finite numbers from 0 on, a `match` or `synonyms` above
    1, a `half_life` of 0.
    """

    compounds: float = 0.25
    folded: float = 0.3
    title: float = 0.25
    pairs: float = 0.5
    folded_pairs: float = 0.15
    unmarked_pairs: float = 1.0
    candidates: int = 200
    match: float = 0.35
    synonyms: float = 0.5
    freshness: float = 0.0
    half_life: float = 365.0

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if not isinstance(value, int | float) or not 0 <= value < inf:
                raise QueryError(f"{name}: {value!r} is no number from 0 on")
        if not isinstance(self.candidates, int):
            raise QueryError(f"candidates: {self.candidates!r} is no whole number")
        for name in ("match", "synonyms"):
            if getattr(self, name) > 1:
                raise QueryError(f"{name}: {getattr(self, name)!r} is no share from 0 to 1")
        if not self.half_life:
            raise QueryError("half_life: 0 days are too few; freshness=0 switches it off")


DEFAULT_RANKING = Ranking()


class Marks(Enum):
    """How a query was typed: with (nearly) all its marks, with some, or without."""

    ALL = "all"
    SOME = "some"
    NONE = "none"


# From this share of marked syllables on, those without are taken to have none.
_ALL_MARKED = 0.6


def marks_of(syllables: Iterable[Syllable]) -> Marks:
    """The policy for a query; numbers do not tell."""
    marked = [syllable.is_marked for syllable in syllables if not syllable.is_number]
    if not any(marked):
        return Marks.NONE
    return Marks.ALL if sum(marked) >= _ALL_MARKED * len(marked) else Marks.SOME


def is_exact(syllable: Syllable, marks: Marks) -> bool:
    """Whether a syllable of a query stands for itself only, not for all that fold to it."""
    return marks is Marks.ALL or syllable.is_marked


@dataclass(frozen=True)
class WeightedTerm:
    """A term of the index and its weight in the query."""

    field: str
    term: str
    weight: float


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


class Stretch(NamedTuple):
    """Words that were typed in a row, and how much they weigh."""

    text: str
    boost: float = 1.0


class WeightedForms(NamedTuple):
    """A word of the query with its other forms, which count as one, and their weight times idf.

    `typed` is the word as the query has it, `forms` the terms of all the forms in `field`, and
    `occurrences` where any of them stands.
    """

    typed: str
    field: str
    forms: tuple[Terms, ...]
    weight: float
    occurrences: Occurrences


class Bag:
    """The words that a query ranks by: stretches of its text, each analysed as it was typed."""

    def __init__(self, stretches: Iterable[str | Stretch]) -> None:
        """Analyse the stretches; none of the pairs and words reaches from one to the next."""
        weighted = [Stretch(one) if isinstance(one, str) else one for one in stretches]
        self.analyses = [Analysis(stretch.text) for stretch in weighted]
        self.boosts = [stretch.boost for stretch in weighted]
        self.syllables = [s for analysis in self.analyses for s in analysis.syllables]
        self.marks = marks_of(self.syllables)

    def __bool__(self) -> bool:
        return bool(self.syllables)

    def terms(self, ranking: Ranking) -> list[WeightedTerm]:
        """The terms of phase 1, however often they were typed, without those that weigh nothing.

        What was typed several times weighs as much as where it weighs most.
        """
        boosts: dict[WeightedTerm, float] = {}
        for analysis, boost in zip(self.analyses, self.boosts, strict=True):
            for term in self._terms(analysis, ranking):
                boosts[term] = max(boost, boosts.get(term, 0.0))
        weights: dict[tuple[str, str], float] = {}
        for term, boost in boosts.items():
            key = (term.field, term.term)
            weights[key] = weights.get(key, 0.0) + term.weight * boost
        return [WeightedTerm(*key, weight) for key, weight in weights.items() if weight]

    def _terms(self, analysis: Analysis, ranking: Ranking) -> Iterator[WeightedTerm]:
        for field, scale in (("text", 1.0), ("title", ranking.title)):
            for syllable in analysis.syllables:
                if is_exact(syllable, self.marks) and self.marks is not Marks.NONE:
                    yield WeightedTerm(field, syllable.text, scale)
                else:
                    yield WeightedTerm(f"{field}_folded", syllable.folded, scale)
                if self.marks is not Marks.NONE:
                    yield WeightedTerm(f"{field}_folded", syllable.folded, scale * ranking.folded)
        if self.marks is Marks.ALL:
            for word in analysis.words:
                if word.is_compound:
                    yield WeightedTerm("compounds", word.text, ranking.compounds)
        else:
            for compound in _possible_compounds(analysis.syllables):
                yield WeightedTerm("compounds_folded", compound, ranking.compounds)

    def pairs(self, ranking: Ranking) -> list[Pair]:
        """The neighbouring syllables of the query, each pair once; never across punctuation."""
        found: dict[tuple[str, str, bool], float] = {}

        def add(pair: tuple[str, str, bool], weight: float) -> None:
            found[pair] = max(weight, found.get(pair, 0.0))

        for first, second, boost in self._neighbours():
            folded = (first.folded, second.folded, True)
            if self.marks is Marks.NONE:
                add(folded, ranking.unmarked_pairs * boost)
            elif first.is_marked and second.is_marked:
                add((first.text, second.text, False), ranking.pairs * boost)
                add(folded, ranking.folded_pairs * boost)
            else:
                add(folded, (ranking.pairs + ranking.folded_pairs) * boost)
        return [Pair(a, b, weight, folded) for (a, b, folded), weight in found.items() if weight]

    def _neighbours(self) -> Iterator[tuple[Syllable, Syllable, float]]:
        for analysis, boost in zip(self.analyses, self.boosts, strict=True):
            for first, second in pairwise(analysis.syllables):
                if not second.after_break:
                    yield first, second, boost


def _possible_compounds(syllables: list[Syllable]) -> Iterator[str]:
    """Any two to four neighbouring syllables, folded: one of them may be a word."""
    for start in range(len(syllables)):
        for end in range(start + 2, min(start + 4, len(syllables)) + 1):
            if syllables[end - 1].after_break:
                break
            yield "_".join(syllable.folded for syllable in syllables[start:end])


class Weighted:
    """The terms of a query with their weights, and the forms, for phase 1."""

    def __init__(
        self,
        segments: Segments,
        terms: Iterable[WeightedTerm],
        expansions: Iterable[tuple[WeightedTerm, WordSet]] = (),
        groups: Iterable[WeightedForms] = (),
    ) -> None:
        """Look up in how many articles the terms stand.

        Each of `expansions` counts as one term, which its first part names.
        """
        self._segments = segments
        self._groups = list(groups)
        self._terms = []
        for one in terms:
            term = one.term.encode()
            df = segments.df(one.field, term)
            if df:
                self._terms.append((one, term, one.weight * idf(segments.articles, df)))
        self._expansions = []
        for one, expansion in expansions:
            df = expansion.df(segments)
            if df:
                weight = one.weight * idf(segments.articles, df)
                self._expansions.append((one, expansion, weight))

    def tree(self, segment: Segment) -> Tree:
        """BM25 of all the terms, any of which must match."""
        parts = [
            self._segments.term(segment, one.field, term, weight)
            for one, term, weight in self._terms
        ]
        for _, expansion, weight in self._expansions:
            parts.append(expansion.tree(self._segments, segment, weight))
        parts += [
            self._segments.array(segment, one.field, *one.occurrences.within(segment), one.weight)
            for one in self._groups
        ]
        return (Kind.OR, tuple(parts), 1)

    def scores(self, number: int) -> Iterator[tuple[WeightedTerm, int, float]]:
        """Each term of one article, how often it stands there, and what that adds to its score."""
        segment, local = self._segments.place(number)
        for one, weight, (articles, frequencies) in self._lists(segment):
            at = int(np.searchsorted(articles, local))
            if at < len(articles) and articles[at] == local:
                saturations = self._segments.saturations(segment, one.field)[local : local + 1]
                score = term_scores(frequencies[at : at + 1], saturations, weight)
                yield one, int(frequencies[at]), float(score[0])

    def _lists(self, segment: Segment) -> Iterator[tuple[WeightedTerm, float, tuple[Ids, Ids]]]:
        """Each term with its weight, and where in a segment it stands how often."""
        for one, term, weight in self._terms:
            index = segment.index(one.field)
            if index is not None:
                yield one, weight, index.postings(term, False)[:2]
        for one, expansion, weight in self._expansions:
            yield one, weight, expansion.lists(segment)

    def form_scores(self, number: int) -> Iterator[tuple[WeightedForms, int, float]]:
        """The same of the words that have other forms."""
        segment, local = self._segments.place(number)
        for one in self._groups:
            frequency = one.occurrences.frequency(segment, local)
            if frequency:
                saturations = self._segments.saturations(segment, one.field)[local : local + 1]
                score = term_scores(np.array([frequency]), saturations, one.weight)
                yield one, frequency, float(score[0])


def pair_scores(segments: Segments, pairs: Sequence[Pair], candidates: Ids) -> Scores:
    """What each pair adds to the score of each candidate (rising numbers of articles): phase 2.

    BM25 with the frequency of the pair, and an idf among the candidates alone. The result has a
    row for each pair.
    """
    scores = np.zeros((len(pairs), len(candidates)))
    if not scores.size:
        return scores
    numbers: dict[tuple[str, str], int] = {}
    places = [
        (
            numbers.setdefault((pair.field, pair.first), len(numbers)),
            numbers.setdefault((pair.field, pair.second), len(numbers)),
        )
        for pair in pairs
    ]
    frequencies = np.zeros(scores.shape, np.int32)
    saturations = np.ones(len(candidates))
    for segment in segments:
        ends = np.searchsorted(candidates, [segment.first, segment.first + segment.articles])
        among = slice(*ends.tolist())
        local = (candidates[among] - segment.first).astype(np.uint32)
        if not len(local):
            continue
        saturations[among] = segments.saturations(segment, "text")[local]
        terms = [(segment.column(field), term.encode()) for field, term in numbers]
        frequencies[:, among] = pair_frequencies(terms, places, local)
    for row, pair in enumerate(pairs):
        df = int(np.count_nonzero(frequencies[row]))
        if df:
            weight = pair.weight * idf(len(candidates), df)
            scores[row] = term_scores(frequencies[row], saturations, weight)
    return scores
