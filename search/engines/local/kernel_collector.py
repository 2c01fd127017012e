"""The Whoosh collector that runs Whoosh's own queries by the kernels."""

from __future__ import annotations

from functools import partial
from typing import Any

from whoosh.collectors import Collector

from index.storage.whoosh.queries import results_of
from search.engines.local.collecting import collect
from search.engines.local.segments import Segments
from search.engines.local.trees import Trees
from search.engines.local.whoosh_queries import UnknownQueryError, node_of


class KernelCollector(Collector):  # type: ignore[misc]
    """Collects the best `limit` hits of a Whoosh searcher and counts all, natively.

    For `Searcher.search_with_collector`, on indexes with our codec and weighting model (see
    `index.storage.whoosh`). A query that the kernels do not know is run by Whoosh's matchers, hit
    by hit; `native` tells which it was.
    """

    def __init__(self, limit: int = 10, segments: Segments | None = None) -> None:
        """`segments` are those of the searcher's reader, if they are known already."""
        self._limit = limit
        self._segments = segments
        self.native = True

    def run(self) -> None:
        """Find the hits."""
        try:
            self._run_natively()
        except UnknownQueryError:
            self.native = False
            self._run_by_matchers()
        finally:
            self.finish()

    def _run_natively(self) -> None:
        segments = self._segments or Segments(self.top_searcher.reader())
        trees, node = Trees(segments), node_of(self.q, segments)
        found = collect(segments, ranked=partial(trees.tree, node), most=self._limit)
        self._hits = list(zip(found.scores.tolist(), found.articles.tolist(), strict=True))
        self._count = found.total

    def _run_by_matchers(self) -> None:
        hits = []
        for searcher, offset in self.top_searcher.leaf_searchers():
            matcher = self.q.matcher(searcher, self.context)
            while matcher.is_active():
                hits.append((matcher.score(), matcher.id() + offset))
                matcher.next()
        hits.sort(key=lambda hit: (-hit[0], hit[1]))
        self._hits = hits[: self._limit]
        self._count = len(hits)

    def count(self) -> int:
        """How many articles match."""
        return self._count

    def results(self) -> Any:
        """The hits as Whoosh's Results."""
        return results_of(self, self._hits)
