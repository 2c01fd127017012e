"""The Whoosh collector that runs the kernels, and what the product's own search runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.collectors import Collector

from index.storage.columns import Live
from search.engines.local.segments import Ids, Segment, Segments
from search.engines.local.whoosh_queries import Trees, UnknownQueryError
from search.kernels import Best, Matches, Tree, evaluate

Scores = NDArray[np.float64]
# Makes the tree of a query for a segment; None asks for nothing.
TreeMaker = Callable[[Segment], Tree]


@dataclass(frozen=True)
class Collected:
    """What a query found: the best articles, best first; how many match; and all that do.

    `matches` are rising numbers with their scores, empty unless they were asked for.
    """

    articles: Ids
    scores: Scores
    total: int
    matches: Ids
    match_scores: Scores


def collect(
    segments: Segments,
    *,
    conditions: TreeMaker | None = None,
    ranked: TreeMaker | None = None,
    must_match: bool = True,
    within: Live | None = None,
    most: int = 10,
    share: float | None = None,
) -> Collected:
    """Run a query: `conditions` say which articles it admits, `ranked` scores them.

    `ranked` must match, too, if it `must_match`. The best `most` are chosen among those `within`
    (flags of all articles). With `share`, all articles are collected whose score is not below
    that share of the best one's. Raises ValueError for damaged posting lists.
    """
    best = Best(min(most, segments.articles))
    matches = None if share is None else Matches(share)
    total = 0
    for segment in segments:
        last = segment.first + segment.articles
        total += evaluate(
            segment.articles,
            segment.first,
            segment.live,
            conditions and conditions(segment),
            ranked and ranked(segment),
            must_match,
            None if within is None else within[segment.first : last],
            best,
            matches,
        )
    articles, scores = best.ranked()
    found = (np.empty(0, np.uint32), np.empty(0)) if matches is None else matches.found()
    return Collected(articles, scores, total, *found)


class KernelCollector(Collector):  # type: ignore[misc]
    """Collects the best `limit` hits of a Whoosh searcher and counts all, natively.

    For `Searcher.search_with_collector`, on indexes with `index.storage.whoosh.codec.Codec` and the
    weighting model `index.storage.scoring.BM25`. A query that the kernels do not know is run by
    Whoosh's matchers, hit by hit; `native` tells which it was.
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
        reader = self.top_searcher.reader()
        trees = Trees(self._segments or Segments(reader))
        found = collect(
            trees.segments, ranked=lambda segment: trees.tree(self.q, segment), most=self._limit
        )
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
        return self._results(self._hits)
