"""One generation of an archive on this machine: what it answers, by masks and numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from whoosh.searching import Searcher

from index.articles.article import Article, is_storable
from index.articles.serialization import from_json
from index.articles.versions import Version, history, moment
from index.storage.lookup import between
from index.storage.profiles import WORDS, Profiles
from index.storage.schema import NO_DATE
from index.storage.scoring import term_scores
from index.storage.whoosh.readers import articles_with_id
from index.storage.whoosh.weighting import BM25
from search.engines.local.contents import Contents
from search.engines.local.facets import count_days, known_within
from search.engines.local.finding import find, holding, total
from search.engines.local.held import Part, held, part_of, some_of
from search.engines.local.measuring import measured
from search.engines.local.ordering import newest
from search.engines.local.segments import Ids
from search.engines.local.trees import Trees
from search.engines.nodes import (
    DATES,
    Carrying,
    Dated,
    FormSet,
    NearDuplicate,
    Node,
    Present,
    Scored,
    Term,
)
from search.engines.protocol import (
    Asked,
    DayCounts,
    Flags,
    Found,
    Held,
    NodeScore,
    Pair,
    PhraseCounts,
)
from search.engines.statistics import Statistics
from search.kernels import behind_row, pair_frequencies

_REMEMBERED = 256  # answers of `held`


class LocalSnapshot(Contents):
    """A generation, opened (see `search.engines.protocol.Snapshot`). Keys are numbers of articles.

    They rise in the order of the input.
    """

    @property
    def version(self) -> str:
        """A text that is another one for every generation, also of another archive, and whenever
        people say something else of names."""
        return f"{self.stamp} {self.names_stamp}".rstrip()

    def find(self, asked: Asked, most: int) -> Found:
        """The best `most` articles, and all that answer."""
        return find(self, self.trees(), asked, most)

    def total(self, asked: Asked) -> int:
        """How many answer what is asked."""
        return total(self, self.trees(), asked)

    def trees(self) -> Trees:
        """Makes the trees of one query for the segments here."""
        return Trees(self.segments, self.forms, self._flags)

    def _flags(self, node: Node) -> Flags:
        """The articles of which a node holds that no posting list tells."""
        flags: Flags
        if isinstance(node, Dated):
            flags = known_within(self.moments(node.of), node.since, node.until)
        elif isinstance(node, Carrying):
            flags = self.carried(node.facet).carrying(node.values)
        elif isinstance(node, Present):
            flags = self.moments(DATES[node.field]) != NO_DATE
        else:
            assert isinstance(node, NearDuplicate)
            flags = np.zeros(self.indexed, np.bool_)
            number = self.key_of(node.id)
            if number is not None:
                flags[self.groups.members(number)] = True
        return flags

    def dfs(self, nodes: Sequence[Scored]) -> list[int]:
        """In how many articles each of some nodes holds, deleted ones included."""
        trees, segments = self.trees(), self.segments
        with self.reading():
            return [
                segments.df(node.field, node.text.encode())
                if isinstance(node, Term)
                else trees.df(node)
                for node in nodes
            ]

    def reaches(self, node: Scored, several: int) -> bool:
        """Whether the df of a node is `several` at least: counted only as far as that takes."""
        if not isinstance(node, FormSet):
            return self.dfs([node])[0] >= several
        with self.reading():
            return self.forms.reach(node.field, node.forms, several)

    def pair_frequencies(self, pairs: Sequence[Pair], keys: Ids) -> PhraseCounts:
        """How often each pair stands in each of some articles, whose keys rise."""
        frequencies = np.zeros((len(pairs), len(keys)), np.int32)
        norms = np.ones(len(keys))
        if not frequencies.size:
            return PhraseCounts(frequencies, norms)
        numbers: dict[tuple[str, str], int] = {}
        places = [
            (
                numbers.setdefault((pair.field, pair.first), len(numbers)),
                numbers.setdefault((pair.field, pair.second), len(numbers)),
            )
            for pair in pairs
        ]
        with self.reading():
            for segment in self.segments:
                among, local = between(keys, segment.first, segment.last), segment.own(keys)
                if not len(local):
                    continue
                norms[among] = self.segments.norms(segment, "text").of(local)
                terms = [(segment.column(field), term.encode()) for field, term in numbers]
                frequencies[:, among] = pair_frequencies(terms, places, local)
        return PhraseCounts(frequencies, norms)

    def profiles(self, keys: Ids) -> Profiles | None:
        """The profile of each of some articles; None unless every segment has profiles."""
        found = np.empty((len(keys), WORDS), np.uint32)
        with self.reading():
            columns = [segment.column("profile") for segment in self.segments]
            if None in columns:
                return None
            for segment, column in zip(self.segments, columns, strict=True):
                mine = (keys >= segment.first) & (keys < segment.last)
                found[mine] = column.of(keys[mine] - segment.first)
        return found

    def node_scores(self, nodes: Sequence[Scored], key: int) -> list[NodeScore]:
        """What the nodes add to the score of an article, without those that add nothing."""
        trees = self.trees()
        segment, local = self.segments.place(key)
        found = []
        with self.reading():
            for node in nodes:
                articles, frequencies = trees.listed(node, segment)
                at = int(np.searchsorted(articles, local))
                if at < len(articles) and articles[at] == local:
                    norms = self.segments.norms(segment, node.field).of(slice(local, local + 1))
                    score = term_scores(frequencies[at : at + 1], norms, trees.weight(node))
                    found.append(NodeScore(node, int(frequencies[at]), float(score[0])))
        return found

    def groups_of(self, keys: Ids) -> Any:
        """The group of near-duplicates of each article; alike for those of one group."""
        return self.groups.of(keys)

    def near_duplicates(self, key: int) -> Ids:
        """The other articles in the group of one."""
        return self.groups.others(key, self.live)

    def newest(self, keys: Ids, most: int) -> Ids:
        """The `most` newest of some articles, newest first."""
        return newest(keys, self.published, most)

    def held(self, node: Node | None, most: int) -> Held:
        """How many articles hold something, and up to `most` of them: the newest, and any."""
        with self.reading():
            if node is None:
                return self._once(self._some, str(most), lambda _: some_of(self, self.every, most))
            found = self._held.get((node, most))
            if found is None:  # who types on asks for the same with each letter
                found = held(self, self._part, self.trees(), node, most)
                if len(self._held) >= _REMEMBERED:
                    self._held.clear()
                self._held[node, most] = found
            return found

    @cached_property
    def _part(self) -> Part:
        return part_of(self)

    def among(self, node: Node, keys: Ids) -> Ids:
        """Those of some articles, whose keys rise, of which a node holds."""
        return self._matching(node, keys)

    def following(self, row: Sequence[Term], terms: Sequence[Term], keys: Ids) -> list[Ids]:
        """The articles in which each term stands right behind a row (see the protocol)."""
        found = np.zeros((len(terms), len(keys)), np.bool_)
        with self.reading():
            for segment in self.segments:
                local = segment.own(keys)
                if not len(local):
                    continue
                first = int(np.searchsorted(keys, segment.first))
                lists = [(segment.column(one.field), one.text.encode()) for one in (*row, *terms)]
                found[:, first : first + len(local)] = behind_row(lists, len(row), local)
        return [keys[flags] for flags in found]

    def matching(self, node: Node) -> Ids:
        """All articles of which a node holds, in the order of their keys."""
        return self._matching(node, None)

    def _matching(self, node: Node, keys: Ids | None) -> Ids:
        with self.reading():
            return holding(self, self.trees(), node, keys)

    def by_day(self) -> DayCounts:
        """How many articles of the archive appeared on which day."""
        return self._by_day

    @cached_property
    def _by_day(self) -> DayCounts:
        return count_days(self.published[self.live])

    def key_of(self, id: str) -> int | None:
        """The number of the article with this id, if there is one."""
        if not is_storable(id):
            return None
        with self.reading():
            for segment in self.segments:
                for number in articles_with_id(segment.reader, id):
                    return int(segment.first + number)
        return None

    def article(self, key: int, longest: int | None = None) -> Article:
        """The article with this number; of a body of more than `longest` bytes, the beginning."""
        with self.reading():
            return self._article(key, longest)

    def articles(self, keys: Ids, longest: int | None = None) -> Iterator[Article]:
        """Some articles, in their order, each read when it is asked for."""
        return (self.article(key, longest) for key in keys.tolist())

    def history(self, key: int) -> list[Version]:
        """All versions of the article with this number, the newest first."""
        with self.reading():
            segment, local = self.segments.place(key)
            return history(self._article(key), segment.column("versions")[local])

    def _article(self, key: int, longest: int | None = None) -> Article:
        segment, local = self.segments.place(key)
        added, changed = (_moment(segment.number(name, local)) for name in ("added", "changed"))
        return from_json(segment.column("article")[local], longest, added, changed)

    def statistics(self) -> Statistics:
        """What the archive holds, and how large that is."""
        return measured(self, self.article)

    def searcher(self) -> Any:
        """A Whoosh Searcher, which one thread may use and must close."""
        with self._lock, self.reading():
            return Searcher(self.reader, weighting=BM25(), closereader=False)


@lru_cache(1024)  # what came in one run came at one moment
def _moment(seconds: int) -> datetime | None:
    return moment(None if seconds == NO_DATE else seconds)
