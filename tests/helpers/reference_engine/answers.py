"""All articles that answer a query, one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers.reference_engine.documents import Document, carries, identities, known_values
from index.articles.dates import vietnamese_day
from index.articles.facets import PRINTED_FACETS
from search.engines.protocol import (
    DayCounts,
    Flags,
    Freshness,
    Keys,
    Scores,
    TermCounts,
    WordScore,
)
from search.facets import Facets
from search.selection import Selection

if TYPE_CHECKING:
    from helpers.reference_engine.snapshot import ReferenceSnapshot

KEY_TYPE = "<U5"


def keys_of(documents: Iterable[Document]) -> Keys:
    """The keys of some articles."""
    return np.array([one.key for one in documents], KEY_TYPE)


def day_of(document: Document) -> date | None:
    """The Vietnamese day of an article."""
    published = document.article.published
    return None if published is None else vietnamese_day(published)


def by_day(documents: Iterable[Document]) -> DayCounts:
    """How many of some articles appeared on which day."""
    counts = Counter(day for one in documents if (day := day_of(one)) is not None)
    days = sorted(counts)
    return DayCounts(
        np.array(days, "datetime64[D]"), np.array([counts[day] for day in days], np.int64)
    )


def by_date(documents: Iterable[Document], *, order: str = "newest") -> list[Document]:
    """Some articles by date, those without one last; those of one date in the order of keys."""

    def place(document: Document) -> tuple[bool, int, str]:
        at = document.moment("added" if order == "added" else "published")
        return at is None, (at or 0) * (1 if order == "oldest" else -1), document.key

    return sorted(documents, key=place)


def is_selected(selection: Selection, document: Document, *, but_for: str = "") -> bool:
    """Whether an article is in a selection, whatever values of one facet (or year) it wants."""
    at = document.published
    for facet, wanted in selection.values.items():
        if facet != but_for and not carries(document, facet, wanted):
            return False
    for facet, unwanted in selection.excluded.items():
        if carries(document, facet, unwanted):
            return False
    added = document.moment("added")
    if not _is_within(added, selection.added_since, selection.added_until):
        return False
    if but_for == "year":
        return True
    return _is_within(at, selection.since, selection.until) and not (
        selection.undated and at is not None
    )


def _is_within(at: int | None, since: int | None, until: int | None) -> bool:
    if since is None and until is None:
        return True
    return at is not None and (since is None or since <= at) and (until is None or at <= until)


def facets_of(
    documents: Collection[Document], selection: Selection, every: Collection[Document]
) -> Facets:
    """How many articles carry each value of each facet; values are spelled as in `every` one."""
    found: Facets = {}
    for facet in (*PRINTED_FACETS, "year"):
        within = [one for one in documents if is_selected(selection, one, but_for=facet)]
        if facet == "year":
            years = Counter(str(day.year) for one in within if (day := day_of(one)) is not None)
            found[facet] = sorted(years.items(), reverse=True)
        else:
            known = known_values(every, facet)
            carried = (identities(one, facet) for one in within)
            counts = Counter(known.spelling(value) or "" for each in carried for value in each)
            unwanted = selection.excluded.get(facet, frozenset())
            others = {name: one for name, one in selection.excluded.items() if name != facet}
            but = replace(selection, excluded=others)
            within = [one for one in documents if is_selected(but, one, but_for=facet)]
            for value in filter(known.spelling, unwanted):
                of_value = sum(carries(one, facet, [value]) for one in within)
                counts[known.spelling(value) or ""] = of_value
            counts = +counts
            found[facet] = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return found


class ReferenceAnswers:
    """The answers (see `search.engines.protocol.Answers`)."""

    def __init__(
        self,
        snapshot: ReferenceSnapshot,
        matches: Sequence[tuple[Document, float]],
        selection: Selection,
        freshness: Freshness | None,
    ) -> None:
        """`matches` are in the order of keys, with their scores, before any selection."""
        self._snapshot = snapshot
        self._matches = [one for one, _ in matches]
        self._selection = selection
        self._freshness = freshness
        self.best = max((score for _, score in matches), default=0.0)
        self.documents = [one for one in self._matches if is_selected(selection, one)]
        self._scores = {one.key: score for one, score in matches}

    @cached_property
    def _keys(self) -> set[str]:
        return {one.key for one in self.documents}

    @property
    def total(self) -> int:
        """How many they are."""
        return len(self.documents)

    @property
    def groups(self) -> int:
        """How many groups of near-duplicates they belong to."""
        return len(set(self._snapshot.groups_of(keys_of(self.documents)).tolist()))

    @property
    def facets(self) -> Facets:
        """How many articles carry each value of each facet."""
        return facets_of(self._matches, self._selection, self._snapshot.shelf.live)

    @property
    def undated(self) -> int:
        """How many of them have no date, whatever days are selected."""
        within = (one for one in self._matches if is_selected(self._selection, one, but_for="year"))
        return sum(one.published is None for one in within)

    def by_day(self) -> DayCounts:
        """How many of them appeared on which day."""
        return by_day(self.documents)

    def by_date(self, most: int, *, order: str = "newest", group: bool = False) -> Keys:
        """The first `most` of them by date."""
        ordered: Mapping[Any, Document]
        documents = by_date(self.documents, order=order)
        if group:
            groups = self._snapshot.shelf.groups
            ordered = {groups[one.key]: one for one in reversed(documents)}
            documents = by_date(ordered.values(), order=order)
        return keys_of(documents[:most])

    def by_score(self) -> tuple[Keys, Scores]:
        """All of them, with their scores."""
        keys = keys_of(self.documents)
        return keys, self.scores(keys)

    def scores(self, keys: Keys) -> Scores:
        """The scores of some of them."""
        found = np.array([self._scores[key] for key in keys.tolist()])
        scores: Scores = found + self.gained(keys)
        return scores

    def gained(self, keys: Keys) -> Scores:
        """What some articles get for being new."""
        if self._freshness is None:
            return np.zeros(len(keys))
        half_life, share = self._freshness.half_life, self._freshness.share
        ages = self._snapshot.ages(keys).tolist()
        return np.array([share * self.best * 2 ** (-age / half_life) for age in ages])

    def contains(self, keys: Keys) -> Flags:
        """Which of some articles are among them."""
        return np.array([key in self._keys for key in keys.tolist()], np.bool_)

    def near_duplicates(self, key: str) -> Keys:
        """Those that are in the group of an article, without it."""
        others = self._snapshot.near_duplicates(key).tolist()
        return np.array([one for one in others if one in self._keys], KEY_TYPE)

    def term_counts(self, field: str, least: int) -> TermCounts:
        """The terms of a field that at least so many of them hold; the last ones come first."""
        totals = Counter(
            term for one in self._snapshot.shelf.live for term in one.terms.get(field, ())
        )
        counts = Counter(term for one in self.documents for term in one.terms.get(field, ()))
        terms = sorted((term for term, n in counts.items() if n >= least), reverse=True)
        return TermCounts(
            terms,
            np.array([counts[term] for term in terms], np.int64),
            np.array([totals[term] for term in terms], np.int64),
        )

    def name_counts(self, facet: str) -> TermCounts:
        """None: it keeps no names of people, places and organisations."""
        return TermCounts([], np.empty(0, np.int64), np.empty(0, np.int64))

    def telling_words(self, score: WordScore, most: int) -> None:
        """None: every word is counted."""

    def holding(self, field: str, term: str, most: int) -> Keys:
        """The first `most` of them that hold a term."""
        holding = [one for one in self.documents if term in one.terms.get(field, ())]
        return keys_of(holding[:most])


def days_between(newer: int, older: int) -> float:
    """How many days lie between two seconds."""
    return (newer - older) / timedelta(days=1).total_seconds()
