"""All articles that answer a query, as the cluster counts and lists them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.analysis.analyser import analyse
from index.analysis.vectors import unpack
from index.articles.facets import NAME_FACETS, PRINTED_FACETS
from index.cluster.language import NAMES
from index.cluster.mapping import value_field
from index.cluster.view import BARE, BY_KEY, keys_of
from index.errors import ArchiveError
from index.storage.word_lists import COMPOUNDS, SYLLABLES, is_foreign
from search.engines.freshness import gained
from search.engines.grouping import first_places
from search.engines.nodes import Term
from search.engines.opensearch.filters import UNDATED, YEAR, Clause
from search.engines.protocol import Asked, DayCounts, Flags, Keys, Scores, TermCounts, WordScore
from search.facets import Facets, ordered_counts
from search.selection import EXCLUDE

if TYPE_CHECKING:
    from search.engines.opensearch.finding import Query
    from search.engines.opensearch.snapshot import OpenSearchSnapshot

MOST_VALUES = 10_000
"""So many values of a facet are counted, those of most articles; the others are not told."""
_MOST_DAYS = 65_000
_EXACT_GROUPS = 40_000  # up to which groups are counted exactly
_MOST_GROUPED = 10_000  # hits of one answer, in which the server leaves out near-duplicates
_MOST_NAMES = 100  # of a type
_PRINTED = {"terms": {"field": NAMES, "size": 2_000}}  # what most print of names
_SAMPLE = 400  # answers whose words are looked at
_MOST_ANALYSED = 5_000  # answers all of whose words are counted
_COUNTED_AT_ONCE = 500


class OpenSearchAnswers:
    """The answers (see `search.engines.protocol.Answers`)."""

    def __init__(
        self, snapshot: OpenSearchSnapshot, asked: Asked, query: Query, best: float
    ) -> None:
        """`best` is the best score of all matches."""
        self._snapshot = snapshot
        self._asked = asked
        self._query = query
        self._best = best
        self._known: dict[int, bool] = {}
        self._shown: list[int] = []
        self._groups: dict[int, list[int]] = {}
        self._counting: Future[Any] | None = None
        self._selected = snapshot.filters.selected

    def learn(self, keys: Keys, flags: Flags) -> None:
        """Remember which of some articles are among them."""
        self._known.update(zip(keys.tolist(), flags.tolist(), strict=True))

    def count_ahead(self) -> None:
        """Begin to count, while other things are asked for."""
        if not self._none:
            self._counting = self._snapshot.beside.submit(self._count_all)

    @property
    def _none(self) -> bool:
        """Whether nothing can match, since nothing scores."""
        return bool(self._query.share) and not self._best

    def _ask(self, extra: Mapping[str, Any], *filters: Clause) -> Any:
        """The answer to a request about all answers, narrowed by more filters."""
        narrowed = (*self._selected(self._asked.selection), *filters)
        body = {**BARE, **self._query.matches(self._best, *narrowed), **extra}
        return self._snapshot.view.search(body)

    def _list(
        self,
        sort: Sequence[Any],
        most: int | None = None,
        *filters: Clause,
        scores: bool = False,
    ) -> list[dict[str, Any]]:
        """Answers in an order that ends with the key; with `scores`, these are told."""
        if self._none:
            return []
        narrowed = (*self._selected(self._asked.selection), *filters)
        body = {**BARE, **self._query.matches(self._best, *narrowed, scores=scores)}
        return list(self._snapshot.view.each_hit({**body, "track_scores": scores}, sort, most))

    @property
    def total(self) -> int:
        """How many they are."""
        return 0 if self._none else int(self._counted["hits"]["total"]["value"])

    def count(self) -> int:
        """The total alone, without what a page shows beside it."""
        if self._none:
            return 0
        found = self._ask({"size": 0, "track_total_hits": True})
        return int(found["hits"]["total"]["value"])

    @cached_property
    def _counted(self) -> Any:
        """The total, the facets and the years, in one request."""
        return self._count_all() if self._counting is None else self._counting.result()

    def _count_all(self) -> Any:
        selection = self._asked.selection
        body: dict[str, Any] = {
            **BARE,
            **self._query.matches(self._best),
            "size": 0,
            "track_total_hits": True,
            "aggs": {
                facet: _within(_values(facet), self._selected(selection, but=[facet]))
                for facet in PRINTED_FACETS
            },
        }
        for name, filters in self._name_counts().items():
            body["aggs"][name] = _within(_PRINTED, filters)
            if self._said:
                body["aggs"][_said(name)] = _within(self._said, filters)
        body["aggs"][YEAR] = _within(_numbers("year"), self._selected(selection, but=[YEAR]))
        for facet, values in self._excluded.items():
            each = [self._snapshot.filters.carrying(facet, [value]) for value in values]
            body["aggs"][EXCLUDE + facet] = _within(
                {"filters": {"filters": each}},
                self._selected(selection, but=[facet, EXCLUDE + facet]),
            )
        if selection:
            body["post_filter"] = {"bool": {"filter": self._selected(selection)}}
        return self._snapshot.view.search(body)

    @property
    def _excluded(self) -> dict[str, list[str]]:
        """The values that the selection excludes, by facet, in the spelling in which they are
        told; those that no article carries are left out."""
        found = {}
        for facet, values in self._asked.selection.excluded.items():
            told = set(filter(None, map(self._snapshot.values(facet).spelling, values)))
            if told:
                found[facet] = sorted(told)
        return found

    def _name_counts(self) -> dict[str, list[Clause]]:
        """What is counted of names, and within which filters: all types at once, and by itself each
        of which the selection wants some."""
        selection = self._asked.selection
        asked = [facet for facet in selection.values if facet in NAME_FACETS]
        filters = {facet: self._selected(selection, but=[facet]) for facet in asked}
        return {NAMES: self._selected(selection), **filters}

    @property
    def groups(self) -> int:
        """How many groups of near-duplicates they belong to; of more than 40,000, about so many."""
        if self._none:
            return 0
        counted = {"cardinality": {"field": "group", "precision_threshold": _EXACT_GROUPS}}
        found = self._ask({"size": 0, "aggs": {"groups": counted}})
        return int(found["aggregations"]["groups"]["value"])

    @property
    def facets(self) -> Facets:
        """How many articles carry each value of each facet."""
        found: Facets = {}
        for facet in PRINTED_FACETS:
            known = self._snapshot.values(facet)
            buckets = [] if self._none else _buckets(self._counted["aggregations"][facet])
            counts = [
                (known.spelling(one["key"]) or one["key"], one["doc_count"]) for one in buckets
            ]
            found[facet] = sorted(counts, key=lambda one: (-one[1], one[0]))
        for type, facet in enumerate(NAME_FACETS):
            found[facet] = [] if self._none else self._counted_names(type, facet)
        if not self._none:
            for facet, values in self._excluded.items():
                buckets = _buckets(self._counted["aggregations"][EXCLUDE + facet])
                told = zip(values, (one["doc_count"] for one in buckets), strict=True)
                found[facet] = ordered_counts({**dict(found[facet]), **dict(told)})
        years = [] if self._none else _buckets(self._counted["aggregations"][YEAR])
        found[YEAR] = [(str(one["key"]), one["doc_count"]) for one in reversed(years)]
        return found

    def _counted_names(self, type: int, facet: str) -> list[tuple[str, int]]:
        """How many carry each name of a type, of those that most do."""
        counts = self._name_sums[facet if facet in self._name_sums else NAMES][type]
        return sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:_MOST_NAMES]

    @cached_property
    def _name_sums(self) -> dict[str, list[Counter[str]]]:
        """By what was counted (see `_name_counts`) and type, how many carry each name."""
        told = self._counted["aggregations"]
        return {name: self._names_of(told, name) for name in self._name_counts()}

    @property
    def _said(self) -> dict[str, Any]:
        """What counts the names that people said to have several forms; nothing without any."""
        each = self._snapshot.read.names.said.values()
        clauses = [{"terms": {NAMES: printed}} for printed in each]
        return {"filters": {"filters": clauses}} if clauses else {}

    def _names_of(self, told: dict[str, Any], name: str) -> list[Counter[str]]:
        """By type, how many carry each name, told by what was counted under a name."""
        naming = self._snapshot.read.names
        printed = ((one["key"], one["doc_count"]) for one in _buckets(told[name]))
        counts = naming.counted(printed)
        if _said(name) in told:
            for (type, shown), one in zip(naming.said, _buckets(told[_said(name)]), strict=False):
                counts[type][shown] = one["doc_count"]
        return [+one for one in counts]

    @property
    def undated(self) -> int:
        """How many of them have no date, whatever days are selected."""
        if self._none:
            return 0
        narrowed = (*self._selected(self._asked.selection, but=[YEAR]), UNDATED)
        body = {**BARE, **self._query.matches(self._best, *narrowed), "size": 0}
        found = self._snapshot.view.search({**body, "track_total_hits": True})
        return int(found["hits"]["total"]["value"])

    def by_day(self, *, any_day: bool = False) -> DayCounts:
        """How many of them appeared on which day."""
        if self._none:
            return day_counts([])
        narrowed = self._selected(self._asked.selection, but=[YEAR] if any_day else ())
        body = {**BARE, **self._query.matches(self._best, *narrowed), "size": 0}
        found = self._snapshot.view.search({**body, "aggs": {"day": _numbers("day")}})
        return day_counts(found["aggregations"]["day"]["buckets"])

    def by_date(self, most: int, *, order: str = "newest", group: bool = False) -> Keys:
        """The first `most` of them by date, those without one last."""
        sort = sort_of(order)
        if not most or self._none:
            return np.empty(0, np.int64)
        keys = self._groups_by_date(most, sort) if group else keys_of(self._list(sort, most))
        self.learn(keys, np.ones(len(keys), np.bool_))
        return keys

    def _groups_by_date(self, most: int, sort: list[Any]) -> Keys:
        """The first of each group."""
        if most <= _MOST_GROUPED:
            extra = {"size": most, "sort": sort, "collapse": {"field": "group"}}
            return keys_of(self._ask(extra)["hits"]["hits"])
        keys = keys_of(self._list(sort))
        grouped: Keys = keys[first_places(self._snapshot.groups_of(keys))]
        return grouped[:most]

    def by_score(self) -> tuple[Keys, Scores]:
        """All of them, with their scores, in the order of their keys."""
        hits = self._list(BY_KEY, scores=True)
        keys = keys_of(hits)
        return keys, _scores(hits) + self.gained(keys)

    def scores(self, keys: Keys) -> Scores:
        """The scores of some of them."""
        if not self._asked.ranked:
            return np.zeros(len(keys)) + self.gained(keys)
        hits = self._among(keys, scores=True)
        known = dict(zip(keys_of(hits).tolist(), _scores(hits).tolist(), strict=True))
        found = np.array([known.get(key, 0.0) for key in keys.tolist()])
        return found + self.gained(keys)

    def _among(self, keys: Keys, *, scores: bool = False) -> list[dict[str, Any]]:
        if not len(keys):
            return []
        among = {"terms": {"key": keys.tolist()}}
        return self._list(BY_KEY, len(keys), among, scores=scores)

    def gained(self, keys: Keys) -> Scores:
        """What some articles get for being new."""
        if self._asked.freshness is None or not self._best:
            return np.zeros(len(keys))
        return gained(self._asked.freshness, self._snapshot.ages(keys), self._best)

    def contains(self, keys: Keys) -> Flags:
        """Which of some articles are among them."""
        unknown = keys[[key not in self._known for key in keys.tolist()]]
        self.learn(unknown, np.isin(unknown, keys_of(self._among(unknown))))
        self._shown = keys.tolist()
        return np.array([self._known[key] for key in keys.tolist()], np.bool_)

    def near_duplicates(self, key: int) -> Keys:
        """Those that are in the group of an article, without it."""
        group = int(self._snapshot.groups_of(np.array([key]))[0])
        if group not in self._groups:
            self._look_up_groups([key, *self._shown])
        return np.array([other for other in self._groups[group] if other != key], np.int64)

    def _look_up_groups(self, keys: Sequence[int]) -> None:
        """Find all of them that are in the groups of some articles, in one go."""
        wanted = sorted(set(self._snapshot.groups_of(np.array(keys, np.int64)).tolist()))
        found = keys_of(self._list(BY_KEY, None, {"terms": {"group": wanted}}))
        groups: dict[int, list[int]] = {group: [] for group in wanted}
        of = self._snapshot.groups_of(found).tolist()
        for key, group in zip(found.tolist(), of, strict=True):
            groups[group].append(key)
        self._groups |= groups

    def holding(self, field: str, term: str, most: int) -> Keys:
        """The first `most` of them that hold a term."""
        if not most:
            return np.empty(0, np.int64)
        return keys_of(self._list(BY_KEY, most, self._snapshot.filters.of(Term(field, term))))

    def term_counts(self, field: str, least: int) -> TermCounts:
        """The terms of a field that at least so many of them hold.

        Raises ArchiveError where there are too many answers to look at the words of all.
        """
        if self.total > _MOST_ANALYSED:
            raise ArchiveError(
                f"the words of {self.total:,} articles cannot be counted in the cluster "
                f"{self._snapshot.place}; narrow the search to {_MOST_ANALYSED:,}"
            )
        counts = self._terms(keys_of(self._list(BY_KEY)), (field,))[field]
        terms = [term for term, count in counts.items() if count >= least]
        numbers = np.array([counts[term] for term in terms], np.int64)
        return TermCounts(terms, numbers, self._totals(field, terms))

    def name_counts(self, facet: str) -> TermCounts:
        """The names of a type that they carry: of what most of them print."""
        if self._none:
            return TermCounts([], *np.zeros((2, 0), np.int64))
        every = {"terms": {"field": NAMES, "size": MOST_VALUES}}
        aggregations = {NAMES: every} | ({_said(NAMES): self._said} if self._said else {})
        told = self._ask({"size": 0, "aggs": aggregations})["aggregations"]
        counts = self._names_of(told, NAMES)[NAME_FACETS.index(facet)]
        known = self._snapshot.read.names.known(facet)
        totals = np.array([known.count(name) for name in counts], np.int64)
        return TermCounts([*counts], np.array([*counts.values()], np.int64), totals)

    def telling_words(self, score: WordScore, most: int) -> dict[str, TermCounts]:
        """The words that score best, by the fields of `word_lists`: those of a sample, counted."""
        total = self.total
        # Fingerprints are as good as drawn, and the same each time.
        by_chance = [{"fingerprint": "asc"}, {"key": "asc"}]
        keys = keys_of(self._list(by_chance, _SAMPLE))
        counts = self._terms(keys, (COMPOUNDS, SYLLABLES))
        words = [
            (field, term, count)
            for field, found in counts.items()
            for term, count in found.items()
            if field == COMPOUNDS or is_foreign(term)
        ]
        df = self._snapshot.read.df
        dfs = np.array([df(Term(field, term)) for field, term, _ in words], np.int64)
        seen = np.array([count for *_, count in words], np.int64)
        told = np.zeros(0)
        if words:
            told = score(np.minimum(seen * total // max(len(keys), 1), dfs), dfs)
        chosen = np.argsort(-told, kind="stable")[:most]
        best = [words[at] for at in chosen.tolist() if told[at] > 0]
        return {
            field: self._exact(field, [term for of, term, _ in best if of == field])
            for field in (COMPOUNDS, SYLLABLES)
        }

    def _exact(self, field: str, terms: list[str]) -> TermCounts:
        """In how many of the answers, and of all, each term stands."""
        if self._none:
            return TermCounts([], *np.zeros((2, 0), np.int64))
        clauses = [self._snapshot.filters.of(Term(field, term)) for term in terms]
        counts: list[int] = []
        for some in _chunks(clauses):
            found = self._ask({"size": 0, "aggs": {"each": {"filters": {"filters": some}}}})
            counts += [one["doc_count"] for one in found["aggregations"]["each"]["buckets"]]
        return TermCounts(terms, np.array(counts, np.int64), self._totals(field, terms))

    def _totals(self, field: str, terms: Sequence[str]) -> NDArray[np.int64]:
        clauses = [self._snapshot.filters.of(Term(field, term)) for term in terms]
        return np.array(self._snapshot.counts(clauses), np.int64)

    def _terms(self, keys: Keys, fields: Iterable[str]) -> dict[str, Counter[str]]:
        """In how many of some articles each term of some fields stands, told by their texts."""
        counts: dict[str, Counter[str]] = {field: Counter() for field in fields}
        for article in self._snapshot.articles(keys):
            values = analyse(article)
            for field, found in counts.items():
                if field in values:
                    found.update(unpack(values[field]).terms)
        return counts


def day_counts(buckets: Sequence[dict[str, Any]]) -> DayCounts:
    """Days, rising, and how many articles appeared on each."""
    days = np.array([one["key"] for one in buckets], np.int64)
    counts = np.array([one["doc_count"] for one in buckets], np.int64)
    return DayCounts(days.astype("datetime64[D]"), counts)


def sort_of(order: str) -> list[Any]:
    """An order by date as a sort, those without one last."""
    field = "added" if order == "added" else "published"
    falling = "asc" if order == "oldest" else "desc"
    return [{field: {"order": falling, "missing": "_last"}}, {"key": "asc"}]


def _values(facet: str) -> dict[str, Any]:
    return {"terms": {"field": value_field(facet), "size": MOST_VALUES}}


def _numbers(field: str) -> dict[str, Any]:
    return {"terms": {"field": field, "size": _MOST_DAYS, "order": {"_key": "asc"}}}


def _within(counted: dict[str, Any], filters: list[Clause]) -> dict[str, Any]:
    """What is counted, narrowed by filters."""
    if not filters:
        return counted
    return {"filter": {"bool": {"filter": filters}}, "aggs": {"within": counted}}


def _said(name: str) -> str:
    """The name of what is counted of names that people said to have several forms."""
    return f"{name} said"


def _buckets(told: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = told.get("within", told)["buckets"]
    return found


def _scores(hits: Sequence[dict[str, Any]]) -> Scores:
    return np.array([hit["_score"] for hit in hits], np.float64)


def _chunks(clauses: list[Clause]) -> Iterable[list[Clause]]:
    return (clauses[at : at + _COUNTED_AT_ONCE] for at in range(0, len(clauses), _COUNTED_AT_ONCE))
