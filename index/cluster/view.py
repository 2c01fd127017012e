"""One moment of an index: all that is asked of it sees the same articles (a point in time)."""

from __future__ import annotations

import json
import time
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from threading import Lock
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.cluster.client import PATIENCE, Cluster, NoNodeError, pauses
from index.cluster.contents import EVEN_CLOSED, Contents
from index.errors import ArchiveError, ChangedArchiveError, KhobaoError, UnavailableArchiveError

Body = dict[str, Any]
Hit = dict[str, Any]
Asked = TypeVar("Asked")
_ALIVE = "5m"  # for which the cluster keeps the moment behind the last question
PAGE = 10_000
"""Hits of one answer, the most that a cluster gives."""
# Constants of all documents are told by the whole archive: where that has several shards, all of
# them are asked before any scores.
_ONE, _SEVERAL = "query_then_fetch", "dfs_query_then_fetch"
BARE: Body = {"stored_fields": "_none_", "track_total_hits": False}
"""A request that reads no stored field."""


class View:
    """What an index held at one moment, for any number of threads.

    A node that is lost takes its part of the moment along. Then it is begun anew, and what was
    written since is left out. Articles that were replaced or deleted since are missing, and where
    the index is gone nothing can be told: who needs that gets a ChangedArchiveError, and must ask
    what the archive holds now.
    """

    def __init__(self, cluster: Cluster, contents: Contents) -> None:
        """Raises ArchiveError where that cannot be told."""
        self.cluster = cluster
        self.contents = contents
        self.is_gone = False
        self.has_several_shards = contents.about.shards > 1 or contents.about.by_year
        self._lock = Lock()
        self._moment = self._begin(PATIENCE)
        self._begun = [self._moment]
        self._later: list[Body] = []  # what leaves out later articles
        self._finalizer = weakref.finalize(self, _end, cluster, self._begun)

    def _begin(self, patience: float = 0.0) -> str:
        path = f"/{self.contents.every}/_search/point_in_time"
        params = {"keep_alive": _ALIVE, "allow_partial_pit_creation": False, **EVEN_CLOSED}
        found = self.cluster.ask("POST", path, missing={}, patience=patience, **params)
        if not found:
            raise self.gone()
        moment: str = found["pit_id"]
        return moment

    def gone(self) -> ChangedArchiveError:
        """The error for what cannot be told any more."""
        self.is_gone = True
        return ChangedArchiveError(
            f"the archive {self.cluster.address} has changed, and the cluster does not have what "
            "it was any more; ask again"
        )

    def search(self, body: Body, *, frequencies: bool = False) -> Any:
        """The answer to a search; with `frequencies`, the scores of named queries are told."""
        kind = _SEVERAL if frequencies and self.has_several_shards else self._type(body)
        params: dict[str, Any] = {"search_type": kind, "allow_partial_search_results": False}
        if frequencies:
            params["include_named_queries_score"] = True
        return self._tried(lambda: self._ask("/_search", self._within(body), params))

    def count(self) -> int:
        """How many articles there were."""
        return int(self.search({"size": 0, "track_total_hits": True})["hits"]["total"]["value"])

    def searches(self, bodies: Sequence[Body], *, frequencies: bool = False) -> list[Any]:
        """The answers to several searches, in one request.

        With `frequencies` the first tells the scores of named queries, in a request of its own.
        """
        if len(bodies) == 1:
            return [self.search(bodies[0], frequencies=frequencies)]
        if frequencies:
            others = self.cluster.beside.submit(self.searches, bodies[1:])
            return [self.search(bodies[0], frequencies=True), *others.result()]
        return self._tried(lambda: self._searches(bodies))

    def _tried(self, ask: Callable[[], Asked]) -> Asked:
        """What is asked of the moment; where that may have been lost, of one begun anew, again and
        again until the cluster has noticed what it has lost, or the time is over."""
        end = time.monotonic() + PATIENCE
        waiting = pauses()
        while True:
            moment = self._moment
            try:
                return ask()
            except ArchiveError as error:
                if isinstance(error, NoNodeError) or not _is_lost(error):
                    raise
                if time.monotonic() > end:
                    raise
            try:
                self._renew(moment)
            except ChangedArchiveError:
                raise
            except UnavailableArchiveError:  # nor does what is asked then get an answer
                pass
            time.sleep(next(waiting))

    def _searches(self, bodies: Sequence[Body]) -> list[Any]:
        lines = []
        for one in bodies:
            head = {"allow_partial_search_results": False, "search_type": self._type(one)}
            lines += [json.dumps(head), json.dumps(self._within(one))]
        found: list[Any] = self._ask("/_msearch", "\n".join([*lines, ""]), {})["responses"]
        for one in found:
            if "error" in one:
                reason = one["error"].get("reason", "a search failed")
                raise UnavailableArchiveError(
                    f"the archive {self.cluster.address} cannot be used now: {reason}; try again"
                )
        return found

    def _type(self, body: Body) -> str:
        """How a search is to be answered: in one round where no score decides anything."""
        return _SEVERAL if self.has_several_shards and _scores(body) else _ONE

    def _ask(self, path: str, body: Any, params: Mapping[str, Any]) -> Any:
        answer = self.cluster.ask("POST", path, body, **params)
        if answer.get("timed_out") or answer.get("_shards", {}).get("failed"):
            raise UnavailableArchiveError(
                f"the archive {self.cluster.address} cannot be used now: a part of it did not "
                "answer; try again"
            )
        return answer

    def _within(self, body: Body) -> Body:
        if self._later:
            asked = [body["query"]] if "query" in body else []
            body = {**body, "query": {"bool": {"must": asked, "filter": self._later}}}
        return {**body, "pit": {"id": self._moment, "keep_alive": _ALIVE}}

    def _renew(self, lost: str) -> None:
        """Begin the moment anew, if no other thread has done so."""
        with self._lock:
            if self._moment == lost:
                self._moment = self._begin()
                self._begun.append(self._moment)
                newest = self.contents.about.next_key
                self._later = [{"range": {"key": {"lt": newest}}}]

    def each_hit(
        self,
        body: Body,
        sort: Sequence[Any],
        most: int | None = None,
        page: int = PAGE,
        *,
        after: Sequence[Any] | None = None,
        frequencies: bool = False,
    ) -> Iterator[Hit]:
        """The hits of a search in an order that is fixed by a unique last field, page by page;
        those `after` the one whose place in that order is given (`frequencies`: see `search`)."""
        left = most
        while left is None or left > 0:
            size = page if left is None else min(left, page)
            asked = {**body, "sort": list(sort), "size": size}
            if after is not None:
                asked["search_after"] = [*after]
            hits: list[Hit] = self.search(asked, frequencies=frequencies)["hits"]["hits"]
            yield from hits
            if len(hits) < size:
                return
            after = hits[-1]["sort"]
            if left is not None:
                left -= len(hits)


def _scores(body: Body) -> bool:
    """Whether the answer to a search depends on scores."""
    if any(body.get(name) for name in _SCORING):
        return True
    if body.get("size") == 0 or "sort" in body:
        return False
    query = body.get("query", {})
    return "constant_score" not in query and {*query.get("bool", ("must",))} != {"filter"}


_SCORING = ("min_score", "track_scores", "rescore", "explain")


def _is_lost(error: ArchiveError) -> bool:
    """Whether an error may be that of a moment of which a node is gone, or that nobody held."""
    return isinstance(error, UnavailableArchiveError) or any(one in str(error) for one in _LOST)


_LOST = ("search_context_missing", "index_not_found")


def _end(cluster: Cluster, begun: Sequence[str]) -> None:
    """Let the cluster forget moments; what it does not hear of, it forgets after `_ALIVE`."""
    with suppress(KhobaoError):
        body = {"pit_id": [*begun]}
        cluster.ask("DELETE", "/_search/point_in_time", body, missing={})


BY_KEY = [{"key": "asc"}]
"""The order of the keys, as a sort."""


def keys_of(hits: Sequence[Hit]) -> NDArray[np.int64]:
    """The keys of some hits, whose sort ends with the key."""
    return np.array([hit["sort"][-1] for hit in hits], np.int64)
