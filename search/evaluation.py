"""One query on one generation: which articles answer it, in which order, and how they show it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.articles.article import Article
from index.articles.excerpts import listed
from search.display.explanation import Contribution, explanation
from search.display.highlighting import MOST_BESIDE, Highlighter, joined_spans
from search.display.looking import BYTES, looked_at
from search.display.parts import Span
from search.display.snippets import snippets
from search.engines.local.collecting import Collected, collect
from search.freshness import ages, freshness
from search.plan.compiler import Matching
from search.engines.local.segments import Ids, Segment
from search.engines.local.snapshot import Mask, Snapshot
from search.engines.local.facets import Filters, narrowed
from search.kernels import Kind, Tree
from search.plan.synonym_files import Lines
from search.plan.query_expansion import Synonym, Widening
from search.plan.wordset import WordSet
from search.query.parser import Note, ParsedQuery, few
from search.ranking import (
    DEFAULT_RANKING,
    Marks,
    Ranking,
    Scores,
    Weighted,
    WeightedTerm,
    pair_scores,
)
from search.results import Hit

# Texts are looked through up to here for snippets; the article page marks all of a text. A page of
# more hits than usual looks less far: so many characters in all.
_LOOKED_AT = 200_000
_LOOKED_AT_TOGETHER = 1_500_000
_LOOKED_AT_BESIDE = 50_000  # of an article that another is judged beside
# So many syllables that may be matches are looked at on a page; in an article at most so many.
_MOST_FOUND_TOGETHER = 100_000
# How many of the first hits tell which forms of a syllable a query without marks means.
_JUDGED_BESIDE = 10
# Scores that are alike in so many decimals are the same.
_DECIMALS = 9
# The synonyms of a user who has none.
NO_LINES = Lines()


class Evaluation:
    """What a query comes to on a snapshot, under filters."""

    def __init__(
        self,
        snapshot: Snapshot,
        query: ParsedQuery,
        filters: Filters,
        *,
        own: Lines = NO_LINES,
        match: str = "best",
        ranking: Ranking = DEFAULT_RANKING,
        most: int = 0,
        group: bool = False,
    ) -> None:
        """`own` are the user's synonyms; `most` is how many articles, best first, a page may want;
        with `group`, only the first of each group of near-duplicates is on a page."""
        self.snapshot = snapshot
        self.query = query
        self.ranking = ranking
        self.filters: dict[str, Mask] = filters.masks(snapshot)
        self._match = match
        self._pairs = query.bag.pairs(ranking)
        self._candidates: Ids = np.empty(0, np.uint32)
        self._ranks = bool(query.bag or query.expanding)
        self._groups = snapshot.groups if group else None
        with snapshot.reading():
            synonyms = snapshot.synonyms(own) if ranking.synonyms else None
            self._widening = Widening(synonyms, snapshot.forms, query, ranking)
            self.matching = Matching(snapshot, query.bag.marks, self._widening)
            terms = self._widening.lowered(query.bag.terms(ranking))
            self._weighted = Weighted(
                snapshot.segments, terms, self._expansions(), self._widening.groups
            )
        self._final: dict[int, float] = {}  # of the candidates, once their pairs were counted
        self._collect_best(max(most, ranking.candidates))

    def _collect_best(self, most: int) -> None:
        """Find the matches, and the best `most` articles."""
        with self.snapshot.reading():
            self._collected = self._collect(most)
        self._has_all = len(self._collected.articles) < most
        self._scores: dict[int, float] = dict(
            zip(self._collected.articles.tolist(), self._collected.scores.tolist(), strict=True)
        )

    @property
    def notes(self) -> list[Note]:
        """What was repaired or widened."""
        return list(few([*self.query.notes, *self._widening.notes, *self.matching.notes]))

    @property
    def synonyms(self) -> list[Synonym]:
        """Which other forms of its words were looked for."""
        return self._widening.synonyms

    @property
    def by_score(self) -> bool:
        """Whether the score decides what counts as a match."""
        return self.query.is_free and self._ranks and self._match == "best"

    def _expansions(self) -> Iterator[tuple[WeightedTerm, WordSet]]:
        """The patterns and fuzzy words that rank, each as one term."""
        for one, boost in self.query.expanding:
            words = self.matching.expansion(one)
            yield WeightedTerm(words.field, self.query.text[one.start : one.end], boost), words

    @cached_property
    def matched(self) -> Mask:
        """The articles that match, before any filter."""
        mask = np.zeros(self.snapshot.articles, np.bool_)
        mask[self._collected.matches] = True
        return mask

    @cached_property
    def answers(self) -> Mask:
        """The articles that match and pass the filters."""
        return narrowed(self.matched, self.filters.values())

    @property
    def finds_nothing(self) -> bool:
        """Whether there is no answer, nor anything that comes near to one."""
        return not self.total and not len(self.page("relevance", 1, 0)[0])

    @property
    def total(self) -> int:
        """How many they are."""
        if not self.filters:
            return len(self._collected.matches)
        return int(np.count_nonzero(self.answers))

    @property
    def groups(self) -> int | None:
        """How many groups of near-duplicates they are, if they are grouped."""
        return None if self._groups is None else self._groups.count(self._answer_numbers)

    @property
    def _answer_numbers(self) -> Ids:
        """The numbers of the answers, rising."""
        numbers: Ids = self._collected.matches
        if self.filters:
            numbers = numbers[self.answers[numbers]]
        return numbers

    def _collect(self, most: int) -> Collected:
        has_conditions = (
            self.query.required is not None or self.query.banned is not None or self._match == "all"
        )
        within = None
        if self.filters:
            within = narrowed(np.ones(self.snapshot.articles, np.bool_), self.filters.values())
        return collect(
            self.snapshot.segments,
            conditions=self._conditions if has_conditions else None,
            ranked=self._weighted.tree if self._ranks else None,
            must_match=self._match != "all" and self.query.is_free,
            within=within,
            most=most if self._ranks else 0,
            share=self.ranking.match if self.by_score else 0.0,
        )

    def _conditions(self, segment: Segment) -> Tree:
        """What an article must be, whatever its score."""
        parts: list[Tree] = []
        if self.query.required is not None:
            parts.append(self.matching.tree(self.query.required, segment))
        if self.query.banned is not None:
            parts.append(self.matching.without(self.query.banned, segment))
        if self._match == "all":
            parts.append(self.matching.every_word(self.query.plain, segment))
        return (Kind.AND, tuple(parts))

    def page(self, sort: str, limit: int, offset: int) -> tuple[Ids, bool]:
        """The numbers of the articles on a page, and whether more follow.

        `limit` + `offset` is below the `most` that was asked for.
        """
        if sort == "relevance" and self._ranks:
            ordered = self._by_relevance(limit, offset + limit + 1)
        else:
            ordered = self._by_date(offset + limit + 1, oldest_first=sort == "oldest")
        return ordered[offset : offset + limit], len(ordered) > offset + limit

    def _by_date(self, most: int, *, oldest_first: bool) -> Ids:
        """The first `most` answers by date, those without one last."""
        numbers = self._answer_numbers
        snapshot = self.snapshot
        places = (snapshot.oldest_first if oldest_first else snapshot.newest_first)[numbers]
        taken = most
        while True:
            if taken < len(numbers):
                first = np.argpartition(places, taken)[:taken]
                ordered = numbers[first[np.argsort(places[first])]]
            else:
                ordered = numbers[np.argsort(places)]
            if self._groups is None:
                return ordered
            grouped = self._groups.first_of_each(ordered)
            if len(grouped) >= most or taken >= len(numbers):
                return grouped[:most]
            taken *= 2

    def every_answer(self, sort: str) -> Ids:
        """The numbers of all answers in the order of the sort."""
        if sort != "relevance" or not self._ranks:
            return self._by_date(self.snapshot.articles, oldest_first=sort == "oldest")
        first, _ = self._ranked()
        numbers, scores = self._answers()
        rest = ~np.isin(numbers, first)
        numbers, scores = numbers[rest], scores[rest]
        return np.concatenate([first, numbers[_falling(scores)]])

    def _answers(self) -> tuple[Ids, Scores]:
        """All answers, rising, with their scores but for the pairs."""
        numbers, scores = self._collected.matches, self._collected.match_scores
        if self.filters:
            passing = self.answers[numbers]
            numbers, scores = numbers[passing], scores[passing]
        return numbers, scores + self._fresh(numbers)

    def _fresh(self, numbers: Ids) -> Scores:
        """What the articles get for being new."""
        scores = self._collected.match_scores
        if not self.ranking.freshness or not len(scores):
            return np.zeros(len(numbers))
        return freshness(self.snapshot, self.ranking, numbers, float(scores.max()))

    def _fresh_of(self, number: int) -> float:
        return float(self._fresh(np.array([number], np.uint32))[0])

    def _by_relevance(self, limit: int, most: int) -> Ids:
        """The answers, best first; where they are fewer than `limit`, the next best follow.

        There are `most` at least, if there are so many.
        """
        while True:
            matches, beyond = self._ranked()
            has_all = self._has_all or len(matches) >= self.total
            if self._groups is not None:
                matches = self._groups.first_of_each(matches)
                beyond = self._groups.first_of_each(beyond, shown=matches)
            enough = len(matches) >= most or (has_all and len(matches) + len(beyond) >= limit)
            if self._groups is None or self._has_all or enough:
                return np.concatenate([matches, beyond[: max(0, limit - len(matches))]])
            self._collect_best(2 * len(self._collected.articles))

    def _lifted(self) -> tuple[Ids, Scores]:
        """The best articles, best first, with their scores but for the pairs.

        Freshness lifts answers from anywhere: with it they are all answers.
        """
        ordered, scores = self._collected.articles, self._collected.scores
        if not self.by_score or self.query.banned is not None:
            matching = self.matched[ordered]
            ordered, scores = ordered[matching], scores[matching]
        if self.ranking.freshness:
            # However long the page, only the first of the others may be lifted to the candidates.
            others = np.flatnonzero(~self.matched[ordered])
            first, last = np.split(others, [np.searchsorted(others, self.ranking.candidates)])
            answers, answer_scores = self._answers()
            lifted = np.concatenate([ordered[first], answers])
            sums = np.concatenate([scores[first] + self._fresh(ordered[first]), answer_scores])
            best = np.lexsort((lifted, -np.round(sums, _DECIMALS)))
            scores = np.concatenate([sums[best], scores[last] + self._fresh(ordered[last])])
            ordered = np.concatenate([lifted[best], ordered[last]])
        return ordered, scores

    def _ranked(self) -> tuple[Ids, Ids]:
        """The best matches, and what is best beyond them."""
        ordered, scores = self._lifted()
        rising = np.argsort(ordered[: self.ranking.candidates])
        self._candidates = ordered[rising]
        with self.snapshot.reading():
            pairs = pair_scores(self.snapshot.segments, self._pairs, self._candidates)
        final = scores[rising] + pairs.sum(axis=0)
        self._final = dict(zip(self._candidates.tolist(), final.tolist(), strict=True))
        best = self._candidates[_falling(final)]
        ordered = np.concatenate([best, ordered[self.ranking.candidates :]])
        is_match = self.matched[ordered]
        return ordered[is_match], ordered[~is_match]

    def _score(self, number: int) -> float:
        """The score of an article on the page."""
        if number in self._final:
            return self._final[number]
        score = self._scores.get(number)
        if score is None:
            at = int(np.searchsorted(self._collected.matches, number))
            score = float(self._collected.match_scores[at])
        return score + self._fresh_of(number)

    def hits(self, numbers: Ids, *, with_snippets: bool, excerpts: bool = False) -> list[Hit]:
        """The articles with these numbers, their matches marked; with `excerpts`, as lists show
        them."""
        weights = self._weights()
        far = min(_LOOKED_AT, _LOOKED_AT_TOGETHER // max(1, len(numbers)))
        longest = (BYTES * far if with_snippets else 0) if excerpts else None
        articles, texts = [], []
        for number in numbers.tolist():
            article = self.snapshot.article(number, longest)
            inside = looked_at(article, far) if with_snippets else {}
            if excerpts:
                article = listed(article)
            articles.append(article)
            texts.append({**inside, "title": article.title})
        most = min(MOST_BESIDE, _MOST_FOUND_TOGETHER // max(1, len(numbers)))
        matches = self._highlighter().find(texts, most)
        return [
            Hit(
                article=article,
                score=self._score(number),
                title_spans=joined_spans(article.title, found["title"]),
                snippets=snippets(parts, found, weights) if with_snippets else [],
                beyond=not self.matched[number],
                duplicates=len(self._duplicates(number)),
                _explain=partial(self._explain, number),
                _near_duplicates=partial(self._read_duplicates, number, excerpts=excerpts),
            )
            for number, article, parts, found in zip(
                numbers.tolist(), articles, texts, matches, strict=True
            )
        ]

    def _highlighter(self) -> Highlighter:
        return Highlighter(self.query, self.matching.expansion, self._widening.widened)

    def _duplicates(self, number: int) -> Ids:
        """The other answers in an article's group, if they are grouped."""
        if self._groups is None:
            return np.empty(0, np.uint32)
        members = self._groups.members(number)
        others: Ids = members[self.answers[members] & (members != number)]
        return others

    def _read_duplicates(self, number: int, limit: int, *, excerpts: bool) -> list[Article]:
        """The newest of them."""
        read = self.snapshot.listed if excerpts else self.snapshot.article
        newest = self.snapshot.newest(self._duplicates(number), limit)
        return [read(one) for one in newest.tolist()]

    def marks(
        self, texts: Mapping[str, str], wanted: Callable[[str], bool]
    ) -> Iterator[tuple[str, list[Span]]]:
        """The spans that match in each of the texts of an article, judged beside the first hits."""
        highlighter = self._highlighter()
        read = partial(self.snapshot.article, longest=BYTES * _LOOKED_AT_BESIDE)
        best = self.page("relevance", _JUDGED_BESIDE, 0)[0].tolist() if highlighter.judges else []
        others = [looked_at(read(one), _LOOKED_AT_BESIDE) for one in best]
        for name, matches in highlighter.follow(texts, others, wanted):
            yield name, joined_spans(texts[name], matches)

    def _weights(self) -> dict[str, float]:
        """How much each syllable of the query tells: its inverse document frequency."""
        weights = {}
        for syllable in self.query.bag.syllables:
            if self.query.bag.marks is Marks.NONE or not syllable.is_marked:
                weights[syllable.folded] = self.snapshot.idf("text_folded", syllable.folded)
            weights.setdefault(syllable.text, self.snapshot.idf("text", syllable.text))
        return weights

    def _explain(self, number: int) -> list[Contribution]:
        """The parts of an article's score, largest first."""
        with self.snapshot.reading():
            terms = list(self._weighted.scores(number))
            segment, local = self.snapshot.segments.place(number)
            forms = [
                (", ".join(self._widening.forms_in(group, segment, local)), group, times, score)
                for group, times, score in self._weighted.form_scores(number)
            ]
            pairs = []
            at = int(np.searchsorted(self._candidates, number))
            if at < len(self._candidates) and self._candidates[at] == number:
                found = pair_scores(self.snapshot.segments, self._pairs, self._candidates)[:, at]
                pairs = list(zip(self._pairs, found.tolist(), strict=True))
        age = float(ages(self.snapshot, np.array([number], np.uint32))[0])
        return explanation(terms, forms, pairs, (age, self._fresh_of(number)))


def _falling(scores: Scores) -> NDArray[np.intp]:
    """The order of the scores of articles that stand by number, highest first.

    Sums of the same parts may differ in their last digits, by the order in which they were added.
    """
    order: NDArray[np.intp] = np.argsort(-np.round(scores, _DECIMALS), kind="stable")
    return order


def answered(
    snapshot: Snapshot, query: ParsedQuery, filters: Filters, **options: Any
) -> Evaluation:
    """The evaluation of a query (see `Evaluation`), or of its words alone.

    What was repaired, or may be prose, is not left without an answer that its words would have.
    """
    found = Evaluation(snapshot, query, filters, **options)
    if not found.total and (query.is_doubtful or found.matching.notes):
        words = Evaluation(snapshot, query.as_words(), filters, **options)
        if words.total:
            return words
    return found
