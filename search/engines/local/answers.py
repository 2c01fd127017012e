"""All articles of one generation that answer a query, as flags and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from search.engines.freshness import gained
from search.engines.grouping import first_places
from search.engines.local.collecting import Collected
from search.engines.local.contents import Contents
from search.engines.local.facets import PUBLISHED, count_days, count_facets, narrowed
from search.engines.local.segments import Ids
from search.engines.protocol import DayCounts, Flags, Freshness, Scores, TermCounts
from search.facets import Facets


class LocalAnswers:
    """The answers (see `search.engines.protocol.Answers`); keys are numbers of articles."""

    def __init__(
        self,
        contents: Contents,
        collected: Collected,
        filters: Mapping[str, Flags],
        freshness: Freshness | None,
    ) -> None:
        """`collected` matches before any filter; `filters` flag the articles that pass each."""
        self._contents = contents
        self._filters = filters
        self._matches = collected.matches
        self._match_scores = collected.match_scores
        self._freshness = freshness

    @property
    def total(self) -> int:
        """How many they are."""
        if not self._filters:
            return len(self._matches)
        return int(np.count_nonzero(self.flags))

    @cached_property
    def matched(self) -> Flags:
        """The articles that match, before any filter."""
        flags = np.zeros(self._contents.indexed, np.bool_)
        flags[self._matches] = True
        return flags

    @cached_property
    def flags(self) -> Flags:
        """The answers, as flags of all articles."""
        return narrowed(self.matched, self._filters)

    @property
    def _numbers(self) -> Ids:
        """The numbers of the answers, rising."""
        if not self._filters:
            return self._matches
        return self._matches[self.flags[self._matches]]

    @property
    def best(self) -> float:
        """The best score of all matches, without freshness; 0 without any."""
        return float(self._match_scores.max(initial=0.0))

    @property
    def groups(self) -> int:
        """How many groups of near-duplicates they belong to."""
        return self._contents.groups.count(self._numbers)

    @property
    def facets(self) -> Facets:
        """How many articles carry each value of each facet."""
        with self._contents.reading():
            contents = self._contents
            return count_facets(self.matched, self._filters, contents.published, contents.carried)

    def by_day(self, *, any_day: bool = False) -> DayCounts:
        """How many of them appeared on which day; with `any_day`, whatever days are selected."""
        flags = self.flags
        if any_day:
            flags = narrowed(self.matched, self._filters, but=PUBLISHED)
        return count_days(self._contents.published[flags])

    def by_date(self, most: int, *, order: str = "newest", group: bool = False) -> Ids:
        """The first `most` of them by date (see the protocol), those without one last."""
        numbers = self._numbers
        contents = self._contents
        places = {
            "newest": lambda: contents.newest_first,
            "oldest": lambda: contents.oldest_first,
            "added": lambda: contents.added_first,
        }[order]()[numbers]
        taken = most
        while True:
            if taken < len(numbers):
                first = np.argpartition(places, taken)[:taken]
                ordered = numbers[first[np.argsort(places[first])]]
            else:
                ordered = numbers[np.argsort(places)]
            if not group:
                return ordered
            grouped: Ids = ordered[first_places(contents.groups.of(ordered))]
            if len(grouped) >= most or taken >= len(numbers):
                return grouped[:most]
            taken *= 2

    def by_score(self) -> tuple[Ids, Scores]:
        """All of them, rising, with their scores."""
        numbers, scores = self._matches, self._match_scores
        if self._filters:
            passing = self.flags[numbers]
            numbers, scores = numbers[passing], scores[passing]
        return numbers, scores + self.gained(numbers)

    def scores(self, keys: Ids) -> Scores:
        """The scores of some of them."""
        places = np.searchsorted(self._matches, keys)
        scores: Scores = self._match_scores[places] + self.gained(keys)
        return scores

    def gained(self, keys: Ids) -> Scores:
        """What some articles get for being new."""
        if self._freshness is None or not len(self._matches):
            return np.zeros(len(keys))
        return gained(self._freshness, self._contents.ages(keys), self.best)

    def contains(self, keys: Ids) -> Flags:
        """Which of some articles are among them."""
        flags: Flags = self.flags[keys]
        return flags

    def near_duplicates(self, key: int) -> Ids:
        """Those that are in the group of an article, without it."""
        return self._contents.groups.others(key, self.flags)

    def term_counts(self, field: str, least: int) -> TermCounts:
        """The terms of a field that at least so many of them hold."""
        with self._contents.reading():
            vocabulary = self._contents.vocabulary(field)
            counts = vocabulary.counts(self.flags)
        numbers = np.flatnonzero(counts >= least)
        terms = [vocabulary.terms[number].decode() for number in numbers.tolist()]
        return TermCounts(terms, counts[numbers], vocabulary.totals[numbers])

    def holding(self, field: str, term: str, most: int) -> Ids:
        """The first `most` of them that hold a term."""
        found: list[int] = []
        with self._contents.reading():
            for segment in self._contents.segments:
                index = segment.index(field)
                if index is not None and len(found) < most:
                    numbers = index.postings(term.encode(), False)[0] + np.uint32(segment.first)
                    found += numbers[self.flags[numbers]][: most - len(found)].tolist()
        return np.array(found, np.uint32)
