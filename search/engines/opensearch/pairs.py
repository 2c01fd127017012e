"""How often pairs of neighbours stand in articles: told by what the server scores for them.

A pair is a phrase of the server's, which knows no punctuation: what that parts is counted, too, and
left out again (see `index.cluster.mapping.BREAKS`).

The best articles come with that, in one answer: their names are put into a filter behind the query
(`Pairs.beside`), which looks for nothing, but whose clauses are told of each hit.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
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


class _Known(NamedTuple):
    """How often pairs (rows) stand in articles whose keys rise."""

    keys: Keys
    counts: NDArray[np.int32]

    def of(self, keys: Keys) -> NDArray[np.int32] | None:
        """The counts of some articles; None unless all are known."""
        if not len(self.keys):
            return None
        places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return self.counts[:, places] if (self.keys[places] == keys).all() else None


class Pairs:
    """Counts pairs for one snapshot, and remembers them for the queries that came last."""

    def __init__(
        self, view: View, rows: Rows, scoring: Callable[[], Scoring], averages: Mapping[str, float]
    ) -> None:
        """`averages` are the average lengths of fields."""
        self._view = view
        self._rows = rows
        self._scoring = scoring
        self._averages = averages
        self._lock = Lock()
        self._known: OrderedDict[tuple[Pair, ...], _Known] = OrderedDict()

    def beside(self, pairs: Sequence[Pair]) -> dict[str, Any]:
        """What lets the hits of a request tell of pairs, as more parts of its body.

        The server tells the numbers of their terms to all shards only where they score: they do,
        for one hit of each shard, and weigh nothing.
        """
        if not pairs:
            return {}
        clauses = self._clauses(pairs)
        scored = {"rescore_query": {"bool": {"should": clauses}}, "rescore_query_weight": 0}
        return {
            "rescore": {"window_size": 1, "query": scored},
            "post_filter": {"bool": {"filter": [EVERYTHING], "should": _named(clauses, pairs)}},
        }

    def learn(self, pairs: Sequence[Pair], hits: Iterable[Hit]) -> None:
        """Remember what hits tell of pairs."""
        by_key = {hit["fields"]["key"][0]: hit for hit in hits}
        keys = np.array(sorted(by_key), np.int64)
        counts = self._told(pairs, keys, [by_key[key] for key in keys.tolist()])
        with self._lock:
            self._known[tuple(pairs)] = _Known(keys, counts)
            self._known.move_to_end(tuple(pairs))
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)

    def frequencies(self, pairs: Sequence[Pair], keys: Keys) -> NDArray[np.int32]:
        """How often each pair (a row) stands in each of some articles."""
        with self._lock:
            known = self._known.get(tuple(pairs))
        found = None if known is None else known.of(keys)
        if found is not None:
            return found
        counts = np.zeros((len(pairs), len(keys)), np.int32)
        for at in range(0, len(keys) if pairs else 0, _AT_ONCE):
            part = slice(at, at + _AT_ONCE)
            counts[:, part] = self._told(pairs, keys[part], self._asked(pairs, keys[part]))
        return counts

    def _asked(self, pairs: Sequence[Pair], keys: Keys) -> list[Hit]:
        """Articles as hits that tell of pairs."""
        among = {"terms": {"key": keys.tolist()}}
        named = _named(self._clauses(pairs), pairs)
        body = {
            **BARE,
            "size": len(keys),
            "docvalue_fields": ["key"],
            "query": {"bool": {"filter": [among], "should": named}},
        }
        hits = self._view.search(body, frequencies=True)["hits"]["hits"]
        found = {hit["fields"]["key"][0]: hit for hit in hits}
        if len(found) < len(keys):
            raise self._view.gone()
        return [found[key] for key in keys.tolist()]

    def _clauses(self, pairs: Iterable[Pair]) -> list[Clause]:
        """For each pair a clause that scores tf / (tf + norm)."""
        saturated = self._scoring().saturated
        forms = (nodes.FormSet(one.field, ((one.first, one.second),)) for one in pairs)
        return [saturated(one, 1.0) for one in forms]

    def _told(self, pairs: Sequence[Pair], keys: Keys, hits: Sequence[Hit]) -> NDArray[np.int32]:
        """How often each pair stands in each of some articles, as their hits tell it."""
        counts = np.zeros((len(pairs), len(keys)), np.int32)
        lengths = self._rows.lengths(keys, "text")
        for row, pair in enumerate(pairs):
            kept = server_norms(lengths, self._averages[pair.field])
            both = frequencies(named_scores(hits, _name(row)), kept, 1.0)
            parted = named_scores(hits, _parted_name(row)).astype(np.int32)
            counts[row] = np.maximum(both - parted, 0)
        return counts


def named_scores(hits: Iterable[Hit], name: str) -> Scores:
    """What the clause of a name scores for each hit; 0 where it does not hold."""
    found = ((hit.get("matched_queries") or {}).get(name, 0.0) for hit in hits)
    return np.array([*found], np.float64)


def named(clause: Clause, name: str) -> Clause:
    """A clause of which the server tells by a name what it scores."""
    ((kind, body),) = clause.items()
    if kind in ("term", "match_phrase"):
        ((field, wanted),) = body.items()
        return {kind: {field: {**wanted, "_name": name}}}
    return {kind: {**body, "_name": name}}


def _named(clauses: Iterable[Clause], pairs: Iterable[Pair]) -> list[Clause]:
    """Clauses that tell by their names how often pairs stand, and how often they are parted."""
    both = [named(clause, _name(row)) for row, clause in enumerate(clauses)]
    return both + [named(_parted(pair), _parted_name(row)) for row, pair in enumerate(pairs)]


def _parted(pair: Pair) -> Clause:
    """A clause that scores as often as punctuation parts a pair."""
    terms = break_terms(pair.first, pair.second, _MOST_PARTED)
    each = ({"term": {BREAKS[pair.field]: term}} for term in terms)
    return {"bool": {"should": [{"constant_score": {"filter": one}} for one in each]}}


def _name(row: int) -> str:
    return f"pair {row}"


def _parted_name(row: int) -> str:
    return f"parted {row}"
