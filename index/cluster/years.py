"""Archives by year: the articles of each year have an index of their own, behind the same name.

The index of a generation, `name-000003`, then holds those without a date, and says what all of the
archive is; beside it lie `name-000003-y2024` and the like, made when an article of the year comes.
An article whose date changes moves: it is written into its new index, then deleted from the old
one, so that it is never lost; where a run ends between the two, the next one mends that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from index.cluster import contents
from index.cluster.client import Cluster
from index.cluster.contents import About
from index.cluster.documents import Document
from index.cluster.held import HeldInCluster
from index.cluster.loading import Action, deletion, load, visible
from index.cluster.view import BARE, View

_FIRST, _LAST = 1900, 2099
"""The years that have an index; who says others was probably wrong, and may have said many."""
_IDS_AT_ONCE = 5_000


class Shelves:
    """Into which index of an archive each document goes, in one run of writing."""

    def __init__(
        self,
        cluster: Cluster,
        index: str,
        about: About,
        held: HeldInCluster | None = None,
        *,
        is_live: bool = False,
    ) -> None:
        """`held` is what these indices hold already; where they are `is_live`, new ones get the
        archive's name at once."""
        self._cluster = cluster
        self._index = index
        self._about = about
        self._held = held
        self._is_live = is_live
        self._there = {*contents.indices_of(cluster, index)} if about.by_year else {index}
        self._written: dict[str, str] = {}
        self.growth = 0
        """By how many documents there are more."""

    def actions(self, documents: Iterable[Document]) -> Iterator[Action]:
        """What writes each document into its index, and deletes what is elsewhere under its id."""
        for one in documents:
            index = self._index_of(one.values)
            others = self._others(one.id, index)
            yield Action(one.id, one.action(index))
            for other in others:
                yield deletion(one.id, one.key, other)

    def _index_of(self, values: Mapping[str, Any]) -> str:
        year = values.get("year")
        if not self._about.by_year or year is None or not _FIRST <= year <= _LAST:
            return self._index
        found = contents.year_index(self._index, year)
        if found not in self._there:
            contents.create_year(self._cluster, found, self._about, is_live=self._is_live)
            self._there.add(found)
        return found

    def _others(self, id: str, index: str) -> set[str]:
        """The indices where an article must not stay that is written into one."""
        if id in self._written:
            holding = {self._written[id]}
        else:
            holding = set() if self._held is None else self._held.indices(id)
        self._written[id] = index
        self.growth += (index not in holding) - len(holding - {index})
        return holding - {index}


def sweep(cluster: Cluster, view: View) -> int:
    """Delete of each id all documents but the latest; returns how many there were too many.

    Two indices may both have one where parts hold the same article with two dates, or a run that
    moved it was interrupted.
    """
    index = view.contents.index

    def actions() -> Iterator[Action]:
        for id in _several(view):
            body = {**BARE, "size": 100, "sort": [{"key": "desc"}], "query": {"term": {"id": id}}}
            latest, *others = view.search(body)["hits"]["hits"]
            for one in others:
                yield deletion(id, latest["sort"][0], one["_index"])

    done = load(cluster, index, actions())
    visible(cluster, view.contents.every)
    return done.written


def _several(view: View) -> Iterator[str]:
    """The ids that several documents have."""
    pages: dict[str, Any] = {"size": _IDS_AT_ONCE, "sources": [{"id": {"terms": {"field": "id"}}}]}
    while True:
        body = {**BARE, "size": 0, "aggs": {"ids": {"composite": pages}}}
        found = view.search(body)["aggregations"]["ids"]
        yield from (one["key"]["id"] for one in found["buckets"] if one["doc_count"] > 1)
        if len(found["buckets"]) < _IDS_AT_ONCE:
            return
        pages = {**pages, "after": found["after_key"]}


def misplaced(view: View) -> Iterator[str]:
    """A sentence for each index in which articles of another year lie."""
    index = view.contents.index
    years = {"terms": {"field": "year", "size": 10_000, "missing": -1}}
    by_index = {"terms": {"field": "_index", "size": 10_000}, "aggs": {"year": years}}
    found = view.search({**BARE, "size": 0, "aggs": {"index": by_index}})["aggregations"]["index"]
    for one in found["buckets"]:
        wrong = 0
        for told in one["year"]["buckets"]:
            year = int(told["key"])
            wanted = contents.year_index(index, year) if _FIRST <= year <= _LAST else index
            wrong += told["doc_count"] * (wanted != one["key"])
        if wrong:
            yield f"{wrong:,} articles of other years are in {one['key']}"
