"""All articles of one generation that answer a query, as flags and numbers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cached_property

import numpy as np

from index.storage.lookup import MISSING, places_of
from index.storage.schema import NO_DATE
from search.engines.freshness import gained
from search.engines.grouping import first_places
from search.engines.local.collecting import Collected
from search.engines.local.contents import Contents
from search.engines.local.facets import PUBLISHED, YEAR, count_days, passing
from search.engines.local.segments import Ids
from search.engines.protocol import (
    Asked,
    DayCounts,
    Flags,
    Scores,
    TermCounts,
    WordScore,
)
from search.facets import Facets, ordered_counts
from search.selection import EXCLUDE


class LocalAnswers:
    """The answers (see `search.engines.protocol.Answers`); keys are numbers of articles."""

    def __init__(
        self,
        contents: Contents,
        collected: Collected,
        filters: Mapping[str, Flags],
        asked: Asked,
    ) -> None:
        """`collected` matches before any filter; `filters` flag the articles that pass each."""
        self._contents = contents
        self._filters = filters
        self._matches = collected.matches
        self._best = float(collected.match_scores.max(initial=0.0))
        self._score_of = collected.score_of
        self._freshness = asked.freshness
        self._excluded = asked.selection.excluded

    @property
    def total(self) -> int:
        """How many they are."""
        return len(self._numbers)

    @cached_property
    def flags(self) -> Flags:
        """The answers, as flags of all articles."""
        numbers = self._numbers
        if numbers is self._contents.every:
            return self._contents.live
        flags = np.zeros(self._contents.indexed, np.bool_)
        flags[numbers] = True
        return flags

    def are_matches(self, keys: Ids) -> Flags:
        """Which of some articles match, before any filter."""
        return self._are_among(keys, self._matches)

    def _are_among(self, keys: Ids, numbers: Ids) -> Flags:
        """Which of a few articles are among others: to flag all of an archive takes longer."""
        if numbers is self._contents.every:
            live: Flags = self._contents.live[keys]
            return live
        among: Flags = places_of(keys, numbers) != MISSING
        return among

    @cached_property
    def _numbers(self) -> Ids:
        """The numbers of the answers, rising."""
        return passing(self._matches, self._filters)

    @property
    def best(self) -> float:
        """The best score of all matches, without freshness; 0 without any."""
        return self._best

    @property
    def groups(self) -> int:
        """How many groups of near-duplicates they belong to."""
        return self._contents.groups.count(self._numbers)

    @property
    def facets(self) -> Facets:
        """How many articles carry each value of each facet."""
        with self._contents.reading():
            return count_facets(self._contents, self._all_but, self._excluded)

    def _all_but(self, *names: str) -> Ids:
        """The numbers of those that match and pass all filters, whatever those named say."""
        if self._filters.keys().isdisjoint(names):
            return self._numbers
        return passing(self._matches, self._filters, but=names)

    @property
    def undated(self) -> int:
        """How many of them have no date, whatever days are selected."""
        published = self._contents.published[self._all_but(PUBLISHED)]
        return int(np.count_nonzero(published == NO_DATE))

    def by_day(self, *, any_day: bool = False) -> DayCounts:
        """How many of them appeared on which day; with `any_day`, whatever days are selected."""
        numbers = self._all_but(PUBLISHED) if any_day else self._numbers
        return count_days(self._contents.published[numbers])

    def by_date(self, most: int, *, order: str = "newest", group: bool = False) -> Ids:
        """The first `most` of them by date (see the protocol), those without one last."""
        taken = most
        while True:
            ordered = self._first_by_date(taken, order)
            if not group:
                return ordered
            grouped: Ids = ordered[first_places(self._contents.groups.of(ordered))]
            if len(grouped) >= most or taken >= len(self._numbers):
                return grouped[:most]
            taken *= 2

    def _first_by_date(self, most: int, order: str) -> Ids:
        """The first `most` of them in an order by date."""
        return self._contents.order(order).first(self._numbers, lambda: self.flags, most)

    def by_score(self) -> tuple[Ids, Scores]:
        """All of them, rising, with their scores."""
        return self._numbers, self.scores(self._numbers)

    def scores(self, keys: Ids) -> Scores:
        """The scores of some of them."""
        order = np.argsort(keys)
        scores = np.empty(len(keys))
        with self._contents.reading():
            scores[order] = self._score_of(keys[order])
        return scores + self.gained(keys)

    def gained(self, keys: Ids) -> Scores:
        """What some articles get for being new."""
        if self._freshness is None or not len(self._matches):
            return np.zeros(len(keys))
        return gained(self._freshness, self._contents.ages(keys), self.best)

    def contains(self, keys: Ids) -> Flags:
        """Which of some articles are among them."""
        return self._are_among(keys, self._numbers)

    def near_duplicates(self, key: int) -> Ids:
        """Those that are in the group of an article, without it."""
        return self._contents.groups.others(key, self.flags)

    def term_counts(self, field: str, least: int) -> TermCounts:
        """The terms of a field that at least so many of them hold."""
        with self._contents.reading():
            vocabulary = self._contents.vocabulary(field)
            counts = vocabulary.counts(self.flags)
        numbers = np.flatnonzero(counts >= least)
        terms = [vocabulary.terms[number] for number in numbers.tolist()]
        return TermCounts(terms, counts[numbers], vocabulary.totals[numbers])

    def name_counts(self, facet: str) -> TermCounts:
        """The names of a type that they carry (see the protocol)."""
        with self._contents.reading():
            return self._contents.names(facet).counts(self._numbers)

    def telling_words(self, score: WordScore, most: int) -> dict[str, TermCounts] | None:
        """The words that score best, by their fields (see the protocol)."""
        with self._contents.reading():
            words = self._contents.words
            return None if words is None else words.telling(self._numbers, self.flags, score, most)

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


def count_facets(
    contents: Contents,
    all_but: Callable[..., Ids],
    excluded: Mapping[str, Collection[str]],
) -> Facets:
    """How many articles carry each value of each facet.

    `all_but` gives the matches that pass all filters but those named. The counts of a facet leave
    out which of its values are wanted, so that one sees what choosing another would give; those
    that are `excluded` have the counts that they would have without that.
    """
    found = {
        facet: contents.counted(facet, all_but(PUBLISHED if facet == YEAR else facet))
        for facet in contents.facets
    }
    for facet, values in excluded.items():
        carried = contents.carried(facet)
        within = all_but(facet, EXCLUDE + facet)
        counts = dict(found[facet])
        for value in values:
            spelling = carried.known.spelling(value)
            if spelling is not None:
                counts[spelling] = int(np.count_nonzero(carried.carrying([value])[within]))
        found[facet] = ordered_counts(counts)
    return found
