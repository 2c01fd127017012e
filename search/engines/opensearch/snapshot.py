"""What an archive in a cluster held at one moment, and all that is asked of it."""

from __future__ import annotations

import time
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import cached_property, partial
from threading import Lock
from typing import Any

import numpy as np

from index import native
from index.analysis.analyser import abbreviation_of
from index.articles.article import Article, is_storable
from index.articles.dates import vietnamese_time
from index.articles.facets import NAME_FACETS, facet_column
from index.articles.serialization import from_json
from index.articles.versions import Version, history, moment
from index.cluster.client import Cluster
from index.cluster.contents import Contents
from index.cluster.language import NAMES
from index.cluster.view import BARE, BY_KEY, View, keys_of
from index.errors import reading
from index.storage.profiles import Profiles
from index.storage.scoring import saturation, term_scores
from index.vietnamese.abbreviations import Explained
from search.engines.language import Language
from search.engines.lexicon import TermText
from search.engines.name_file import NameFile
from search.engines.nodes import Node, Phrase, Scored, Term
from search.engines.opensearch.answers import sort_of
from search.engines.opensearch.counting import server_norms, told_frequency
from search.engines.opensearch.filters import EVERYTHING, Clause, Filters
from search.engines.opensearch.finding import find
from search.engines.opensearch.pairs import Pairs
from search.engines.opensearch.rows import Rows
from search.engines.opensearch.scoring import Scoring
from search.engines.opensearch.terms import ReadLanguage
from search.engines.protocol import (
    Asked,
    DayCounts,
    Found,
    Held,
    Keys,
    NameCount,
    NodeScore,
    Pair,
    PhraseCounts,
    Scores,
)
from search.engines.statistics import Statistics
from search.engines.values import KnownValues
from search.selection import Selection

_DAY = 24 * 60 * 60
_READ_AT_ONCE = 50  # articles, whose texts come in one answer
_COUNTED_AT_ONCE = 500
_REMEMBERED = 16_384  # dfs
_KEYS_AT_ONCE = 10_000
_VALUES_AT_ONCE = 10_000


class OpenSearchSnapshot:
    """A moment of an archive (see `search.engines.protocol.Snapshot`). Keys are numbers that rise
    in the order in which articles were written."""

    def __init__(
        self,
        cluster: Cluster,
        contents: Contents,
        before: OpenSearchSnapshot | None = None,
        corrections: NameFile | None = None,
    ) -> None:
        """Begin the moment. Raises ArchiveError. What `before` had read of it serves on;
        `corrections` are what people say of names."""
        about = contents.about
        self.view = View(cluster, contents)
        self.place = str(cluster.address)
        self.number = about.generation
        self._stamp = f"{contents.index} {about.generation} {about.created}"
        self.indexed = about.indexed
        self.read: ReadLanguage = ReadLanguage(
            cluster, contents, None if before is None else before.read, corrections
        )
        self.rows = Rows(self.view)
        self.beside = cluster.beside
        # Or each would hold the other, and the moment with them.
        self._own: OpenSearchSnapshot = weakref.proxy(self)
        self.filters = Filters(
            partial(OpenSearchSnapshot._group_of, self._own),
            partial(_printed, self.read),
        )
        self.pairs = Pairs(
            self.view, self.rows, partial(OpenSearchSnapshot._scoring, self._own), about.lengths
        )
        self.count: int = self.counts([EVERYTHING])[0]
        self._lock = Lock()
        self._dfs: dict[Scored, int] = {}
        self._values: dict[str, KnownValues] = {}

    @property
    def version(self) -> str:
        """A text that is another one for every generation, and whenever people say something else
        of names."""
        return f"{self._stamp} {self.read.names_stamp}".rstrip()

    @cached_property
    def scoring(self) -> Scoring:
        """What compiles nodes that rank."""
        cluster, contents = self.view.cluster, self.view.contents
        return Scoring(
            self.filters,
            self.read,
            partial(OpenSearchSnapshot._df, self._own),
            articles=self.indexed,
            shards=None if contents.about.by_year else contents.about.shards,
            averages=contents.about.averages,
            version=cluster.version,
        )

    def _scoring(self) -> Scoring:
        return self.scoring

    @property
    def language(self) -> Language:
        """What the texts know of their language."""
        return self.read.language

    def reading(self) -> AbstractContextManager[None]:
        """Tell as ArchiveError whatever goes wrong."""
        return reading(self.place)

    def find(self, asked: Asked, most: int) -> Found:
        """The best `most` articles, and all that answer."""
        return Found(*find(self, asked, most))

    def total(self, asked: Asked) -> int:
        """How many answer what is asked."""
        return find(self, replace(asked, freshness=None), 0).answers.count()

    def counts(self, clauses: Sequence[Clause]) -> list[int]:
        """How many articles each of some filters holds of."""
        counts: list[int] = []
        for at in range(0, len(clauses), _COUNTED_AT_ONCE):
            some = list(clauses[at : at + _COUNTED_AT_ONCE])
            body = {**BARE, "size": 0, "aggs": {"each": {"filters": {"filters": some}}}}
            found = self.view.search(body)["aggregations"]["each"]["buckets"]
            counts += [one["doc_count"] for one in found]
        return counts

    def reaches(self, node: Scored, several: int) -> bool:
        """Whether the df of a node is `several` at least."""
        return self.dfs([node])[0] >= several

    def dfs(self, nodes: Sequence[Scored]) -> list[int]:
        """In how many articles each of some nodes holds, deleted ones included.

        Of terms that is known; what holds of those that can be found stands for the others.
        """
        known = {one: self.read.df(one) for one in nodes if isinstance(one, Term)}
        others = [
            one for one in dict.fromkeys(map(_weightless, nodes)) if not isinstance(one, Term)
        ]
        with self._lock:
            found: dict[Scored, int] = {one: self._dfs[one] for one in others if one in self._dfs}
        missing = [one for one in others if one not in found]
        if missing:
            counts = np.array(self.counts(list(map(self.filters.of, missing))))
            every = np.rint(counts * (self.indexed / max(self.count, 1))).astype(int)
            found.update(zip(missing, every.tolist(), strict=True))
            with self._lock:
                if len(self._dfs) > _REMEMBERED:
                    self._dfs.clear()
                self._dfs.update(found)
        return [known[one] if isinstance(one, Term) else found[_weightless(one)] for one in nodes]

    def _df(self, node: Scored) -> int:
        return self.dfs([node])[0]

    def pair_frequencies(self, pairs: Sequence[Pair], keys: Keys) -> PhraseCounts:
        """How often each pair stands in each of some articles, also across punctuation."""
        if not len(keys):
            return PhraseCounts(np.zeros((len(pairs), 0), np.int32), np.ones(0))
        norms = self.norms(keys, "text")
        return PhraseCounts(self.pairs.frequencies(pairs, keys), norms)

    def norms(self, keys: Keys, field: str, *, of_server: bool = False) -> Scores:
        """The length norms of a scored field of some articles, or those that the server has."""
        lengths = self.rows.lengths(keys, field)
        average = self.view.contents.about.lengths[field]
        return server_norms(lengths, average) if of_server else saturation(lengths, average)

    def profiles(self, keys: Keys) -> Profiles | None:
        """The profile of each of some articles."""
        return self.rows.profiles(keys)

    def node_scores(self, nodes: Sequence[Scored], key: int) -> list[NodeScore]:
        """What the nodes add to the score of an article, without those that add nothing."""
        bodies = [self._explained(node, key) for node in nodes]
        found = []
        for node, told in zip(nodes, self.view.searches(bodies) if bodies else (), strict=True):
            hits = told["hits"]["hits"]
            frequency = told_frequency(hits[0]["_explanation"]) if hits else 0
            if frequency:
                norm = self.norms(np.array([key]), node.field)
                weight = self.scoring.weight(node)
                score = float(term_scores(np.array([frequency]), norm, weight)[0])
                found.append(NodeScore(node, frequency, score))
        return found

    def _explained(self, node: Scored, key: int) -> dict[str, Any]:
        """A request for what a node scores in an article, told step by step."""
        scoring = self.scoring
        clause = scoring.clause(node) if node.weight else scoring.saturated(node, 1.0)
        query = {"bool": {"filter": [{"term": {"key": key}}], "must": [clause]}}
        return {**BARE, "size": 1, "explain": True, "query": query}

    def ages(self, keys: Keys) -> Scores:
        """How many days older than the newest each article is; infinitely many without a date."""
        now = int(time.time())
        published = [row.published for row in self.rows.of(keys)]
        newest = self._newest
        return np.array(
            [
                np.inf if at is None or at > now or newest is None else (newest - at) / _DAY
                for at in published
            ],
            np.float64,
        )

    @cached_property
    def _newest(self) -> int | None:
        """When the newest article was published that is not of the future."""
        past = {"range": {"published": {"lte": int(time.time())}}}
        body = {
            **BARE,
            "size": 0,
            "query": past,
            "aggs": {"newest": {"max": {"field": "published"}}},
        }
        found = self.view.search(body)["aggregations"]["newest"]["value"]
        return None if found is None else int(found)

    def groups_of(self, keys: Keys) -> np.ndarray[Any, Any]:
        """The group of near-duplicates of each article."""
        return np.array([row.group for row in self.rows.of(keys)], np.int64)

    def _group_of(self, id: str) -> int | None:
        key = self.key_of(id)
        return None if key is None else int(self.groups_of(np.array([key]))[0])

    def near_duplicates(self, key: int) -> Keys:
        """The other articles in the group of one."""
        group = int(self.groups_of(np.array([key]))[0])
        keys = self._keys({"term": {"group": group}})
        others: Keys = keys[keys != key]
        return others

    def newest(self, keys: Keys, most: int) -> Keys:
        """The `most` newest of some articles, newest first."""
        rows = self.rows.of(keys)
        order = sorted(
            range(len(keys)),
            key=lambda at: (rows[at].published is None, -(rows[at].published or 0), keys[at]),
        )
        return keys[order[:most]]

    def held(self, node: Node | None, most: int) -> Held:
        """How many articles hold something, and up to `most` of them: the newest, and any."""
        clause = self.filters.of(node)
        total = self.counts([clause])[0]
        if total <= most:
            return Held(total, self._keys(clause))
        newest = self._first(clause, sort_of("newest"), most // 2)
        spread = self._first(clause, [{"fingerprint": "asc"}, {"key": "asc"}], most // 2)
        return Held(total, np.union1d(newest, spread))

    def _first(self, clause: Clause, sort: Sequence[Any], most: int | None) -> Keys:
        body = {**BARE, "query": {"constant_score": {"filter": clause, "boost": 0}}}
        return keys_of(list(self.view.each_hit(body, sort, most)))

    def _keys(self, clause: Clause) -> Keys:
        return self._first(clause, BY_KEY, None)

    def among(self, node: Node, keys: Keys) -> Keys:
        """Those of some articles, whose keys rise, of which a node holds."""
        found = [np.empty(0, np.int64)]
        for at in range(0, len(keys), _KEYS_AT_ONCE):
            wanted: Clause = {"terms": {"key": keys[at : at + _KEYS_AT_ONCE].tolist()}}
            found.append(self._keys({"bool": {"filter": [wanted, self.filters.of(node)]}}))
        return np.concatenate(found)

    def following(self, row: Sequence[Term], terms: Sequence[Term], keys: Keys) -> list[Keys]:
        """The articles in which each term stands right behind a row (see the protocol)."""
        return [self.among(Phrase((*row, term)) if row else term, keys) for term in terms]

    def matching(self, node: Node) -> Keys:
        """All articles of which a node holds, in the order of their keys."""
        return self._keys(self.filters.of(node))

    def by_day(self) -> DayCounts:
        """How many articles of the archive appeared on which day."""
        return self._by_day

    @cached_property
    def _by_day(self) -> DayCounts:
        return self.find(Asked(), 0).answers.by_day()

    def key_of(self, id: str) -> int | None:
        """The key of the article with an id."""
        if not is_storable(id):
            return None
        keys = self._first({"term": {"id": id}}, BY_KEY, 1)
        return int(keys[0]) if len(keys) else None

    def article(self, key: int, longest: int | None = None) -> Article:
        """An article; of a body of more than `longest` bytes, the beginning."""
        (found,) = self.articles(np.array([key], np.int64), longest)
        return found

    def articles(self, keys: Keys, longest: int | None = None) -> Iterator[Article]:
        """Some articles, in their order, of which several are read at a time."""
        for at in range(0, len(keys), _READ_AT_ONCE):
            some = keys[at : at + _READ_AT_ONCE].tolist()
            found = self._stored(some)
            for key in some:
                with self.reading():
                    article = _read(*found[key], longest)
                yield article

    def _stored(self, keys: list[int]) -> dict[int, tuple[Any, Any, Any]]:
        """What is kept of articles to be read, and when they were added and changed."""
        body = {
            "size": len(keys),
            "track_total_hits": False,
            "_source": True,  # as it is kept: to choose from it, the server would read all of it
            "docvalue_fields": ["key", "added", "changed"],
            "query": {"bool": {"filter": [{"terms": {"key": keys}}]}},
        }
        found = {}
        for hit in self.view.search(body)["hits"]["hits"]:
            fields = hit["fields"]
            moments = (moment(fields.get(name, [None])[0]) for name in ("added", "changed"))
            found[fields["key"][0]] = (hit["_source"], *moments)
        if len(found) < len({*keys}):
            raise self.view.gone()
        return found

    def history(self, key: int) -> list[Version]:
        """All versions of an article, the newest first."""
        source, added, changed = self._stored([key])[key]
        with self.reading():
            article = _read(source, added, changed)
            return history(article, source.get("versions", "").encode())

    def lexicons(self, field: str) -> list[TermText]:
        """The terms of a field."""
        return self.read.lexicons(field)

    def name_forms(self, facet: str, names: Sequence[str]) -> list[Sequence[str]]:
        """The forms in which articles print each of some names."""
        return [self.read.names.forms(facet, name) for name in names]

    def names_beginning(self, typed: str, most: int) -> list[NameCount]:
        """The names of most articles that begin as was typed, with marks or without."""
        return self.read.names.beginning(typed, most)

    def named(self, text: str) -> list[NameCount]:
        """The names that a text is, in any of their forms, those of most articles first."""
        return self.read.names.named(text)

    def names_of(self, key: int) -> list[NameCount]:
        """The names that an article carries, by type, those of most articles first."""
        body = {**BARE, "size": 1, "docvalue_fields": [NAMES], "query": {"term": {"key": key}}}
        hits = self.view.search(body)["hits"]["hits"]
        if not hits:
            raise self.view.gone()
        return self.read.names.of(hits[0].get("fields", {}).get(NAMES, ()))

    def values(self, facet: str) -> KnownValues:
        """The values of a facet that articles carry."""
        if facet in NAME_FACETS:
            return self.read.names.known(facet)
        with self._lock:
            if facet in self._values:
                return self._values[facet]
        counts = self._each_value(facet_column(facet))
        known = KnownValues([*counts], [*counts.values()])
        with self._lock:
            return self._values.setdefault(facet, known)

    def _each_value(self, field: str) -> dict[str, int]:
        """Every value of a field of whole texts, and how many articles carry it."""
        counts: dict[str, int] = {}
        pages: dict[str, Any] = {
            "size": _VALUES_AT_ONCE,
            "sources": [{"value": {"terms": {"field": field}}}],
        }
        while True:
            body = {**BARE, "size": 0, "aggs": {"every": {"composite": pages}}}
            found = self.view.search(body)["aggregations"]["every"]
            counts |= {one["key"]["value"]: one["doc_count"] for one in found["buckets"]}
            if len(found["buckets"]) < _VALUES_AT_ONCE:
                return counts
            pages = {**pages, "after": found["after_key"]}

    def abbreviations(self) -> Mapping[Explained, int]:
        """The abbreviations that articles explain, and how many articles do."""
        return self._abbreviations

    @cached_property
    def _abbreviations(self) -> dict[Explained, int]:
        counts = self._each_value("abbreviations")
        return {abbreviation_of(value): count for value, count in counts.items()}

    def statistics(self) -> Statistics:
        """What the archive holds, and how large that is."""
        about = self.view.contents.about
        dated = self.counts([{"exists": {"field": "published"}}])[0]
        ends = [self._end(order) for order in ("oldest", "newest")] if dated else [None, None]
        oldest, newest = (None if one is None else vietnamese_time(one.published) for one in ends)
        answers = self.find(Asked(selection=Selection()), 0).answers
        return Statistics(
            path=self.place,
            generation=self.number,
            format=about.format,
            fingerprint=about.fingerprint,
            code=native.running_code(),
            articles=self.count,
            undated=self.count - dated,
            oldest=oldest,
            newest=newest,
            bytes=self._bytes(),
            abbreviations=sorted(self.abbreviations().items(), key=lambda one: (-one[1], one[0])),
            facets=answers.facets,
        )

    def _end(self, order: str) -> Article:
        (key,) = self._first({"exists": {"field": "published"}}, sort_of(order), 1).tolist()
        return self.article(key, 0)

    def _bytes(self) -> dict[str, int]:
        """What the index takes on the disks of the cluster."""
        told = self.view.cluster.ask("GET", f"/{self.view.contents.every}/_stats/store")["_all"]
        sizes = {"total": told["primaries"], "with replicas": told["total"]}
        return {name: int(one["store"]["size_in_bytes"]) for name, one in sizes.items()}


def _read(
    source: Mapping[str, str], added: Any, changed: Any, longest: int | None = None
) -> Article:
    """The article that a document keeps; of a body of more than `longest` bytes, the beginning."""
    if "article" not in source:
        raise ValueError("a document keeps no article")
    return from_json(source["article"].encode(), longest, added, changed)


def _printed(read: ReadLanguage, facet: str, names: Iterable[str]) -> list[str]:
    return read.names.printed(facet, names)


def _weightless(node: Scored) -> Scored:
    """A node with what tells where it holds, and nothing else."""
    if isinstance(node, Term):
        return node
    return replace(node, weight=0.0, typed="")
