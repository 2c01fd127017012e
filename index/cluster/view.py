"""One moment of an index: all that is asked of it sees the same articles (a point in time)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.cluster.client import Cluster
from index.cluster.contents import Contents, find_contents
from index.errors import ArchiveError, UnavailableArchiveError

Body = dict[str, Any]
Hit = dict[str, Any]
_ALIVE = "10m"  # for which the cluster keeps the moment behind the last question
_PAGE = 10_000  # hits of one answer, the most that a cluster gives
# Constants of all documents are told by the whole index, not by one shard.
_TYPE = "dfs_query_then_fetch"
BARE: Body = {"stored_fields": "_none_", "track_total_hits": False}
"""A request that reads no stored field."""


class View:
    """What an index held at one moment, for any number of threads."""

    def __init__(self, cluster: Cluster, contents: Contents) -> None:
        """Raises ArchiveError where that cannot be told."""
        self.cluster = cluster
        self.contents = contents
        self._lock = Lock()
        self._moment: str = self._begin()

    def _begin(self) -> str:
        path = f"/{self.contents.index}/_search/point_in_time"
        params = {"keep_alive": _ALIVE, "allow_partial_pit_creation": False}
        moment: str = self.cluster.ask("POST", path, tries=3, **params)["pit_id"]
        return moment

    def search(self, body: Body, *, frequencies: bool = False) -> Any:
        """The answer to a search; with `frequencies`, the scores of named queries are told.

        Where the moment was lost with a node, it is begun anew, if nothing was published since.
        """
        params: dict[str, Any] = {"search_type": _TYPE, "allow_partial_search_results": False}
        if frequencies:
            params["include_named_queries_score"] = True
        moment = self._moment
        try:
            return self._ask("/_search", self._within(body, moment), params)
        except ArchiveError as error:
            self._renew(moment, error)
        return self._ask("/_search", self._within(body, self._moment), params)

    def count(self) -> int:
        """How many articles there were."""
        return int(self.search({"size": 0, "track_total_hits": True})["hits"]["total"]["value"])

    def searches(self, bodies: Sequence[Body]) -> list[Any]:
        """The answers to several searches, in one request."""
        if len(bodies) == 1:
            return [self.search(bodies[0])]
        moment = self._moment
        try:
            return self._searches(bodies, moment)
        except ArchiveError as error:
            self._renew(moment, error)
        return self._searches(bodies, self._moment)

    def _searches(self, bodies: Sequence[Body], moment: str) -> list[Any]:
        head = json.dumps({"allow_partial_search_results": False, "search_type": _TYPE})
        lines = [
            line for one in bodies for line in (head, json.dumps(self._within(one, moment)), "")
        ]
        text = "\n".join(line for line in lines if line) + "\n"
        found: list[Any] = self._ask("/_msearch", text, {})["responses"]
        for one in found:
            if "error" in one:
                reason = one["error"].get("reason", "a search failed")
                raise UnavailableArchiveError(
                    f"the archive {self.cluster.address} cannot be used now: {reason}; try again"
                )
        return found

    def _ask(self, path: str, body: Any, params: Mapping[str, Any]) -> Any:
        answer = self.cluster.ask("POST", path, body, **params)
        if answer.get("timed_out") or answer.get("_shards", {}).get("failed"):
            raise UnavailableArchiveError(
                f"the archive {self.cluster.address} cannot be used now: a part of it did not "
                "answer; try again"
            )
        return answer

    def _within(self, body: Body, moment: str) -> Body:
        return {**body, "pit": {"id": moment, "keep_alive": _ALIVE}}

    def _renew(self, lost: str, error: ArchiveError) -> None:
        """Begin the moment anew if it may be that it was lost, and the articles are the same."""
        is_lost = "search_context_missing" in str(error) or isinstance(
            error, UnavailableArchiveError
        )
        if not is_lost:
            raise error
        with self._lock:
            if self._moment != lost:
                return
            now = find_contents(self.cluster)
            if now is None or (now.index, now.about.generation) != (
                self.contents.index,
                self.contents.about.generation,
            ):
                raise UnavailableArchiveError(
                    f"the archive {self.cluster.address} has changed, and the cluster does not "
                    "have what it was any more; ask again"
                ) from error
            self._moment = self._begin()

    def each_hit(
        self, body: Body, sort: Sequence[Any], most: int | None = None, page: int = _PAGE
    ) -> Iterator[Hit]:
        """The hits of a search in an order that is fixed by a unique last field, page by page."""
        left = most
        after: list[Any] | None = None
        while left is None or left > 0:
            size = page if left is None else min(left, page)
            asked = {**body, "sort": list(sort), "size": size}
            if after is not None:
                asked["search_after"] = after
            hits: list[Hit] = self.search(asked)["hits"]["hits"]
            yield from hits
            if len(hits) < size:
                return
            after = hits[-1]["sort"]
            if left is not None:
                left -= len(hits)


BY_KEY = [{"key": "asc"}]
"""The order of the keys, as a sort."""


def keys_of(hits: Sequence[Hit]) -> NDArray[np.int64]:
    """The keys of some hits, whose sort ends with the key."""
    return np.array([hit["sort"][-1] for hit in hits], np.int64)
