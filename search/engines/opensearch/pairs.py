"""How often pairs of neighbours stand in articles: told by what the server scores for them.

A pair is a phrase of the server's, which knows no punctuation: what that parts is counted, too, and
left out again (see `index.cluster.mapping.BREAKS`).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.cluster.mapping import BREAKS, break_terms
from index.cluster.view import BARE, View
from search.engines import nodes
from search.engines.opensearch.counting import frequencies, server_norms
from search.engines.opensearch.filters import EVERYTHING, Clause
from search.engines.opensearch.rows import Rows
from search.engines.opensearch.scoring import Scoring
from search.engines.protocol import Keys, Pair, Scores

Hit = Mapping[str, Any]
_REMEMBERED = 64  # queries
_MOST_PARTED = 4  # times that a pair is left out in an article
_AT_ONCE = 10_000  # articles


class _Counting(NamedTuple):
    """Articles whose keys rise, and how often pairs (rows) stand in each, once that is known."""

    keys: Keys
    counts: Future[NDArray[np.int32]]


class Pairs:
    """Counts pairs for one snapshot, for some queries ahead of being asked."""

    def __init__(
        self, view: View, rows: Rows, scoring: Callable[[], Scoring], averages: Mapping[str, float]
    ) -> None:
        """`averages` are the average lengths of fields."""
        self._view = view
        self._rows = rows
        self._scoring = scoring
        self._averages = averages
        self._lock = Lock()
        self._begun: OrderedDict[tuple[Pair, ...], _Counting] = OrderedDict()

    def begin(self, pairs: Sequence[Pair], keys: Keys) -> None:
        """Begin to count pairs in some articles, while other things are worked out."""
        rising = np.sort(keys)
        if pairs and len(keys):
            counting = self._view.cluster.beside.submit(self._count, pairs, rising)
            with self._lock:
                self._begun[tuple(pairs)] = _Counting(rising, counting)
                self._begun.move_to_end(tuple(pairs))
                while len(self._begun) > _REMEMBERED:
                    self._begun.popitem(last=False)

    def frequencies(self, pairs: Sequence[Pair], keys: Keys) -> NDArray[np.int32]:
        """How often each pair (a row) stands in each of some articles."""
        with self._lock:
            begun = self._begun.get(tuple(pairs))
        if begun is not None and np.isin(keys, begun.keys).all():
            return begun.counts.result()[:, np.searchsorted(begun.keys, keys)]
        return self._count(pairs, keys)

    def _count(self, pairs: Sequence[Pair], keys: Keys) -> NDArray[np.int32]:
        counts = np.zeros((len(pairs), len(keys)), np.int32)
        for at in range(0, len(keys) if pairs else 0, _AT_ONCE):
            part = slice(at, at + _AT_ONCE)
            counts[:, part] = self._told(pairs, keys[part], self._asked(pairs, keys[part]))
        return counts

    def _asked(self, pairs: Sequence[Pair], keys: Keys) -> NamedScores:
        """What the clauses that count pairs score in some articles.

        They stand in a filter behind the query, which looks for nothing, but what its clauses score
        is told of each hit. Each is held to these articles, or the server would look for the next
        place of a pair in all that lie between two of them. The numbers of their terms are told to
        all shards only where they score: there they do, for one hit, and weigh nothing.
        """
        among = {"terms": {"key": keys.tolist()}}
        clauses = [
            {"bool": {"must": [clause], "filter": [among]}} for clause in self._clauses(pairs)
        ]
        told = [named(clause, _name(row)) for row, clause in enumerate(clauses)]
        told += [named(_parted(pair), _parted_name(row)) for row, pair in enumerate(pairs)]
        body = {
            **BARE,
            "size": len(keys),
            "docvalue_fields": ["key"],
            "query": {"constant_score": {"filter": among}},
            "post_filter": {"bool": {"filter": [EVERYTHING], "should": told}},
        }
        if self._view.has_several_shards:
            scored = {"rescore_query": {"bool": {"should": clauses}}, "rescore_query_weight": 0}
            body["rescore"] = {"window_size": 1, "query": scored}
        hits = self._view.search(body, frequencies=True)["hits"]["hits"]
        found = {hit["fields"]["key"][0]: hit for hit in hits}
        if len(found) < len(keys):
            raise self._view.gone()
        return NamedScores([found[key] for key in keys.tolist()])

    def _clauses(self, pairs: Iterable[Pair]) -> list[Clause]:
        """For each pair a clause that scores tf / (tf + norm)."""
        saturated = self._scoring().saturated
        forms = (nodes.FormSet(one.field, ((one.first, one.second),)) for one in pairs)
        return [saturated(one, 1.0) for one in forms]

    def _told(self, pairs: Sequence[Pair], keys: Keys, told: NamedScores) -> NDArray[np.int32]:
        """How often each pair stands in each of some articles, by what is scored there."""
        counts = np.zeros((len(pairs), len(keys)), np.int32)
        lengths = self._rows.lengths(keys, "text")
        norms = {
            field: server_norms(lengths, self._averages[field])
            for field in {pair.field for pair in pairs}
        }
        for row, pair in enumerate(pairs):
            both = frequencies(told.of(_name(row)), norms[pair.field], 1.0)
            parted = told.of(_parted_name(row)).astype(np.int32)
            counts[row] = np.maximum(both - parted, 0)
        return counts


class NamedScores:
    """What clauses with names score for some hits."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self._nothing = np.zeros(len(hits))
        found: dict[str, tuple[list[int], list[float]]] = {}
        for at, hit in enumerate(hits):
            for name, score in (hit.get("matched_queries") or {}).items():
                places, scores = found.setdefault(name, ([], []))
                places.append(at)
                scores.append(score)
        self._found = found

    def of(self, name: str) -> Scores:
        """What the clause of a name scores for each hit; 0 where it does not hold."""
        scores: Scores = self._nothing.copy()
        if name in self._found:
            places, found = self._found[name]
            scores[places] = found
        return scores


def named(clause: Clause, name: str) -> Clause:
    """A clause of which the server tells by a name what it scores."""
    ((kind, body),) = clause.items()
    if kind in ("term", "match_phrase"):
        ((field, wanted),) = body.items()
        return {kind: {field: {**wanted, "_name": name}}}
    return {kind: {**body, "_name": name}}


def _parted(pair: Pair) -> Clause:
    """A clause that scores as often as punctuation parts a pair."""
    terms = break_terms(pair.first, pair.second, _MOST_PARTED)
    each = ({"term": {BREAKS[pair.field]: term}} for term in terms)
    return {"bool": {"should": [{"constant_score": {"filter": one}} for one in each]}}


def _name(row: int) -> str:
    return f"pair {row}"


def _parted_name(row: int) -> str:
    return f"parted {row}"
