"""One query on one snapshot: plan, found, ranked, page. Each is a value, made by one function."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from search.engines.grouping import first_places
from search.engines.protocol import Answers, Flags, Found, Keys, Scores, Snapshot
from search.plan.planning import Plan, plan
from search.query.parsed_query import ParsedQuery
from search.query.parser import as_words
from search.ranking import Ranked, falling, rank


@dataclass(frozen=True)
class Evaluation:
    """What an engine found for a plan, among the best `most` articles."""

    snapshot: Snapshot
    plan: Plan
    found: Found
    most: int

    @property
    def answers(self) -> Answers:
        """All articles that answer."""
        return self.found.answers

    @cached_property
    def ranked(self) -> Ranked:
        """The best articles in their final order."""
        return rank(self.found.candidates, self.plan, self.snapshot)

    @property
    def finds_nothing(self) -> bool:
        """Whether there is no answer, nor anything that comes near to one."""
        return not len(self.found.candidates.keys) and not self.answers.total

    @property
    def has_other_marks(self) -> bool:
        """Whether nothing answers, and what comes near has the words with other marks only."""
        meant, candidates = self.plan.asked.meant, self.found.candidates
        keys = candidates.keys
        if meant is None or not len(keys) or candidates.is_answer.any() or self.answers.total:
            return False
        return not len(self.snapshot.among(meant, np.sort(keys)))

    def scores(self, keys: Keys) -> Scores:
        """The final scores of some articles that were found, whatever the order they are shown in.

        Articles that are not among the best have no pairs.
        """
        known = self.ranked.score_of
        scores = np.array([known.get(key, np.nan) for key in keys.tolist()])
        others = np.isnan(scores)
        if others.any():
            scores[others] = self.answers.scores(keys[others])
        return scores


def evaluate(
    snapshot: Snapshot, query: ParsedQuery, *, most: int = 0, **options: Any
) -> Evaluation:
    """Plan a query (see `plan`), and find its answers and at least the best `most` articles.

    If a query that was repaired, or may be prose, finds nothing, its words alone are tried.
    """
    found = _evaluated(snapshot, query, most, options)
    if (query.is_doubtful or found.plan.is_cut) and not found.answers.total:
        words = _evaluated(snapshot, as_words(query), most, options)
        if words.answers.total:
            return words
    return found


def _evaluated(
    snapshot: Snapshot, query: ParsedQuery, most: int, options: dict[str, Any]
) -> Evaluation:
    planned = plan(query, snapshot, **options)
    most = max(most, planned.ranking.candidates)
    return Evaluation(snapshot, planned, snapshot.find(planned.asked, most), most)


@dataclass(frozen=True)
class Page:
    """Some articles in the order in which they are shown, and whether `more` follow.

    `is_answer` tells which of them match by the query's rule.
    """

    keys: Keys
    scores: Scores
    is_answer: Flags
    more: bool


def page(evaluation: Evaluation, sort: str, limit: int, offset: int, *, group: bool) -> Page:
    """`limit` articles behind the first `offset`; with `group`, the first of each group counts.

    Where the answers by relevance end before `limit`, the next best articles follow.
    """
    most = offset + limit + 1
    if sort == "relevance" and evaluation.plan.ranks:
        evaluation, ordered = _by_relevance(evaluation, limit, most, group)
    else:
        ordered = evaluation.answers.by_date(most, order=_order(sort), group=group)
    keys = ordered[offset : offset + limit]
    is_answer = evaluation.answers.contains(keys)
    return Page(keys, evaluation.scores(keys), is_answer, len(ordered) > offset + limit)


def _by_relevance(
    evaluation: Evaluation, limit: int, most: int, group: bool
) -> tuple[Evaluation, Keys]:
    """The answers, best first, and behind them, where they are fewer than `limit`, the next best.

    At least `most` articles, if so many answer; for groups the engine may be asked again.
    """
    snapshot = evaluation.snapshot
    while True:
        ranked = evaluation.ranked
        matches, beyond = ranked.keys[ranked.is_answer], ranked.keys[~ranked.is_answer]
        every = len(matches)
        if group:
            matches = matches[first_places(snapshot.groups_of(matches))]
            shown = snapshot.groups_of(matches)
            beyond = beyond[first_places(snapshot.groups_of(beyond), shown)]
        enough = not group or ranked.has_all or len(matches) >= most
        if not enough and len(matches) + len(beyond) >= limit:
            enough = every >= evaluation.answers.total
        if enough:
            return evaluation, np.concatenate([matches, beyond[: max(0, limit - len(matches))]])
        larger = 2 * evaluation.most
        found = snapshot.find(evaluation.plan.asked, larger)
        evaluation = Evaluation(snapshot, evaluation.plan, found, larger)


def every_answer(evaluation: Evaluation, sort: str, *, group: bool = False) -> Keys:
    """The keys of all answers, in the order of the sort; with `group`, the first of each group."""
    keys = _every_answer(evaluation, sort)
    return keys[first_places(evaluation.snapshot.groups_of(keys))] if group else keys


def _every_answer(evaluation: Evaluation, sort: str) -> Keys:
    answers = evaluation.answers
    if sort != "relevance" or not evaluation.plan.ranks:
        return answers.by_date(answers.total, order=_order(sort))
    ranked = evaluation.ranked
    first = ranked.keys[ranked.is_answer]
    keys, scores = answers.by_score()
    rest = ~np.isin(keys, first)
    keys, scores = keys[rest], scores[rest]
    return np.concatenate([first, keys[falling(scores)]])


def _order(sort: str) -> str:
    """The order by date that a sort means; a query without words has no relevance."""
    return "newest" if sort == "relevance" else sort
