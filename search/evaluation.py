"""One query on one generation: which articles answer it, in which order, and how they show it."""

from __future__ import annotations

from functools import partial

import numpy as np

from index.article import Article
from index.postings import Ids
from index.schema import NO_DATE
from search.facets import Filters, narrowed
from search.highlighting import Highlighter, Span, joined_spans, texts_of
from search.matching import Matching
from search.query import Note, ParsedQuery
from search.ranking import Marks, Ranking, phase_one, phase_two, term_score
from search.results import Contribution, Hit
from search.snapshot import Mask, Snapshot
from search.snippets import snippets

# Texts are looked through up to here for snippets; the article page marks all of a text.
_LOOKED_AT = 200_000
# How many of the first hits tell which forms of a syllable a query without marks means.
_JUDGED_BESIDE = 10


class Evaluation:
    """What a query comes to on a snapshot, under filters."""

    def __init__(
        self,
        snapshot: Snapshot,
        query: ParsedQuery,
        filters: Filters,
        match: str,
        ranking: Ranking,
    ) -> None:
        self.snapshot = snapshot
        self.query = query
        self.ranking = ranking
        self.filters: dict[str, Mask] = filters.masks(snapshot)
        self._match = match
        self._terms = query.bag.terms(ranking)
        self._pairs = query.bag.pairs(ranking)
        self.scores = phase_one(snapshot, self._terms)
        self._candidates: Ids = np.empty(0, np.int32)
        self.matching = Matching(snapshot, query.bag.marks)
        self.eligible = self._eligible()
        self.matched = self._matched()

    @property
    def notes(self) -> list[Note]:
        """What was repaired or widened."""
        return [*self.query.notes, *self.matching.notes]

    @property
    def by_score(self) -> bool:
        """Whether the score decides what counts as a match."""
        return self.query.required is None and bool(self.query.bag) and self._match == "best"

    @property
    def answers(self) -> Mask:
        """The articles that match and pass the filters."""
        return self._filtered(self.matched)

    @property
    def total(self) -> int:
        """How many they are."""
        return int(np.count_nonzero(self.answers))

    def _eligible(self) -> Mask:
        """The articles that the query's conditions admit."""
        mask: Mask = self.snapshot.live.copy()
        if self.query.required is not None:
            mask &= self.matching.mask(self.query.required)
        if self.query.banned is not None:
            mask &= ~self.matching.mask(self.query.banned)
        return mask

    def _matched(self) -> Mask:
        """The articles that match, before any filter."""
        if self._match == "all":
            return self.eligible & self.matching.every_syllable(self.query.plain)
        if self.query.required is not None or not self.query.bag:
            return self.eligible
        scored: Mask = self.eligible & (self.scores > 0)
        if self._match == "any":
            return scored
        best = self.scores[self.snapshot.live].max(initial=0.0)
        scored &= self.scores >= self.ranking.match * best
        return scored

    def _filtered(self, mask: Mask) -> Mask:
        return narrowed(mask, self.filters.values())

    def page(self, sort: str, limit: int, offset: int) -> tuple[Ids, bool]:
        """The numbers of the articles on a page, and whether more follow."""
        if sort == "relevance" and self.query.bag:
            ordered = self._by_relevance(limit)
        else:
            ordered = self._by_date(oldest_first=sort == "oldest")
        return ordered[offset : offset + limit], len(ordered) > offset + limit

    def _by_date(self, *, oldest_first: bool) -> Ids:
        """The answers by date, those without one last; equal dates in the order of the input."""
        numbers = np.flatnonzero(self.answers).astype(np.int32)
        published = self.snapshot.published[numbers]
        unknown = published == NO_DATE
        keys = published if oldest_first else -published
        return numbers[np.lexsort((numbers, keys, unknown))]

    def _by_relevance(self, limit: int) -> Ids:
        """The answers, best first; where they are fewer than `limit`, the next best follow."""
        goes_on = self.by_score and self.query.banned is None
        within = self.eligible & (self.scores > 0) if goes_on else self.matched
        admitted = self._filtered(within)
        numbers = np.flatnonzero(admitted).astype(np.int32)
        ordered = numbers[np.argsort(-self.scores[numbers], kind="stable")]
        candidates = np.sort(ordered[: self.ranking.candidates])
        self._candidates = candidates
        self.scores = self.scores.copy()
        self.scores[candidates] += phase_two(self.snapshot, self._pairs, candidates)
        best = candidates[np.argsort(-self.scores[candidates], kind="stable")]
        ordered = np.concatenate([best, ordered[self.ranking.candidates :]])
        is_match = self.matched[ordered]
        matches, beyond = ordered[is_match], ordered[~is_match]
        return np.concatenate([matches, beyond[: max(0, limit - len(matches))]])

    def hits(self, numbers: Ids, *, with_snippets: bool) -> list[Hit]:
        """The articles with these numbers, their matches marked."""
        weights = self._weights()
        articles = [self.snapshot.article(number) for number in numbers.tolist()]
        texts = [_looked_at(one) if with_snippets else {"title": one.title} for one in articles]
        matches = Highlighter(self.query).find(texts)
        return [
            Hit(
                article=article,
                score=float(self.scores[number]),
                title_spans=joined_spans(article.title, found["title"]),
                snippets=snippets(parts, found, weights) if with_snippets else [],
                beyond=not self.matched[number],
                _explain=partial(self._explain, number),
            )
            for number, article, parts, found in zip(
                numbers.tolist(), articles, texts, matches, strict=True
            )
        ]

    def highlight(self, article: Article) -> dict[str, list[Span]]:
        """The spans that match in each text of an article, judged beside the first hits."""
        best, _ = self.page("relevance", _JUDGED_BESIDE, 0)
        others = [_looked_at(self.snapshot.article(number)) for number in best.tolist()]
        texts = texts_of(article)
        found = Highlighter(self.query).find([texts, *others])[0]
        return {name: joined_spans(texts[name], matches) for name, matches in found.items()}

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
        parts = [
            Contribution(term.field, term.term, frequency, score)
            for term in self._terms
            for frequency, score in [term_score(self.snapshot, term, number)]
            if score
        ]
        at = int(np.searchsorted(self._candidates, number))
        if at < len(self._candidates) and self._candidates[at] == number:
            for pair in self._pairs:
                score = float(phase_two(self.snapshot, [pair], self._candidates)[at])
                if score:
                    parts.append(
                        Contribution(pair.field, f"{pair.first} {pair.second}", None, score)
                    )
        return sorted(parts, key=lambda part: -part.score)


def _looked_at(article: Article) -> dict[str, str]:
    return {name: text[:_LOOKED_AT] for name, text in texts_of(article).items()}
