"""What the reference engine held at one moment, and all that is asked of it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from math import inf
from pathlib import Path
from typing import Any

import numpy as np

from helpers.reference_engine.answers import (
    by_date,
    by_day,
    days_between,
    facets_of,
    keys_of,
)
from helpers.reference_engine.documents import known_values, language_of
from helpers.reference_engine.finding import find
from helpers.reference_engine.holding import Shelf
from helpers.reference_engine.profiles import profiles_of
from helpers.reference_engine.terms import ReferenceLexicon
from index.analysis.analyser import abbreviation_of
from index.articles.article import Article
from index.articles.dates import vietnamese_time
from index.articles.versions import Version
from index.errors import reading
from index.storage.profiles import Profiles
from index.vietnamese.abbreviations import Explained
from search.engines.language import Language
from search.engines.nodes import Node, Phrase, Scored, Term
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
from search.selection import EVERY_ARTICLE


class ReferenceSnapshot:
    """The articles of one moment (see `search.engines.protocol.Snapshot`)."""

    def __init__(self, place: str, number: int, shelf: Shelf) -> None:
        self._place = place
        self.number = number
        self.shelf = shelf
        self.version = f"{id(shelf)} {number}"
        self.count = len(shelf.live)
        self.indexed = len(shelf.documents)
        self._by_key = {one.key: one for one in shelf.documents}

    @cached_property
    def language(self) -> Language:
        """What the texts know of their language."""
        return language_of(self.shelf.documents)

    def reading(self) -> AbstractContextManager[None]:
        """Tell as ArchiveError whatever goes wrong."""
        return reading(self._place)

    def find(self, asked: Asked, most: int) -> Found:
        """The best `most` articles, and all that answer."""
        return find(self, asked, most)

    def total(self, asked: Asked) -> int:
        """How many answer what is asked."""
        return find(self, asked, 0).answers.total

    def dfs(self, nodes: Sequence[Scored]) -> list[int]:
        """In how many articles each of some nodes holds."""
        return [self.shelf.df(node) for node in nodes]

    def reaches(self, node: Scored, several: int) -> bool:
        """Whether the df of a node is `several` at least."""
        return bool(self.shelf.df(node) >= several)

    def pair_frequencies(self, pairs: Sequence[Pair], keys: Keys) -> PhraseCounts:
        """How often each pair stands in each of some articles."""
        among = [self._by_key[key] for key in keys.tolist()]
        rows = [[one.pairs(pair.field, pair.first, pair.second) for one in among] for pair in pairs]
        norms = [self.shelf.norm("text", one) for one in among]
        return PhraseCounts(
            np.array(rows, np.int32).reshape(len(pairs), len(among)), np.array(norms)
        )

    def profiles(self, keys: Keys) -> Profiles | None:
        """The profile of each of some articles."""
        return profiles_of(self.shelf, [self._by_key[key] for key in keys.tolist()])

    def node_scores(self, nodes: Sequence[Scored], key: str) -> list[NodeScore]:
        """What the nodes add to the score of an article."""
        one = self._by_key[key]
        return [
            NodeScore(node, frequency, self.shelf.score(node, one))
            for node in nodes
            if (frequency := self.shelf.frequency(node, one))
        ]

    def ages(self, keys: Keys) -> Scores:
        """How many days older than the newest each article is."""
        now = int(time.time())
        dates = [at for one in self.shelf.live if (at := one.published) is not None and at <= now]
        published = [self._by_key[key].published for key in keys.tolist()]
        return np.array(
            [inf if at is None or at > now else days_between(max(dates), at) for at in published]
        )

    def groups_of(self, keys: Keys) -> Any:
        """The group of near-duplicates of each article."""
        return np.array([f"group {self.shelf.groups[key]}" for key in keys.tolist()], "<U32")

    def near_duplicates(self, key: str) -> Keys:
        """The other articles in the group of one."""
        groups = self.shelf.groups
        return keys_of(
            one for one in self.shelf.live if groups[one.key] == groups[key] and one.key != key
        )

    def newest(self, keys: Keys, most: int) -> Keys:
        """The `most` newest of some articles, newest first."""
        return keys_of(by_date(self._by_key[key] for key in keys.tolist())[:most])

    def held(self, node: Node | None, most: int) -> Held:
        """How many articles hold something, and some of them."""
        holding = self.shelf.holding(node)
        if len(holding) <= most:
            return Held(len(holding), keys_of(holding))
        half = most // 2
        spread = holding[:: max(1, -(-len(holding) // half))] if half else []
        chosen = {one.key for one in [*by_date(holding)[:half], *spread]}
        return Held(len(holding), keys_of(one for one in holding if one.key in chosen))

    def among(self, node: Node, keys: Keys) -> Keys:
        """Those of some articles of which a node holds."""
        wanted = set(keys.tolist())
        return keys_of(one for one in self.shelf.holding(node) if one.key in wanted)

    def following(self, row: Sequence[Term], terms: Sequence[Term], keys: Keys) -> list[Keys]:
        """The articles in which each term stands right behind a row."""
        return [self.among(Phrase((*row, term)) if row else term, keys) for term in terms]

    def matching(self, node: Node) -> Keys:
        """All articles of which a node holds."""
        return keys_of(self.shelf.holding(node))

    def by_day(self) -> DayCounts:
        """How many articles appeared on which day."""
        return by_day(self.shelf.live)

    def key_of(self, id: str) -> str | None:
        """The key of the article with an id."""
        found = self.shelf.by_id.get(id)
        return None if found is None else found.key

    def article(self, key: str, longest: int | None = None) -> Article:
        """An article, whole however long it is."""
        return self._by_key[key].article

    def articles(self, keys: Keys, longest: int | None = None) -> Iterator[Article]:
        """Some articles, in their order."""
        return (self.article(key, longest) for key in keys.tolist())

    def history(self, key: str) -> list[Version]:
        """The one version of an article that is kept here."""
        article = self.article(key)
        return [Version(article, article.changed, None)]

    def lexicons(self, field: str) -> Sequence[ReferenceLexicon]:
        """The terms of a field, in two parts that share none."""
        dfs: Counter[str] = Counter()
        for one in self.shelf.documents:
            dfs.update(one.terms.get(field, {}).keys())
        terms = sorted(dfs)
        return [ReferenceLexicon({term: dfs[term] for term in terms[at::2]}) for at in range(2)]

    def name_forms(self, facet: str, names: Sequence[str]) -> list[list[str]]:
        """None: this engine knows no names."""
        return [[] for _ in names]

    def names_beginning(self, typed: str, most: int) -> list[NameCount]:
        """None."""
        return []

    def named(self, text: str) -> list[NameCount]:
        """None."""
        return []

    def names_of(self, key: str) -> list[NameCount]:
        """None."""
        return []

    def values(self, facet: str) -> KnownValues:
        """The values of a facet that articles carry."""
        return known_values(self.shelf.live, facet)

    def abbreviations(self) -> Mapping[Explained, int]:
        """The abbreviations that articles explain, and how many articles do: the last first."""
        counts: Counter[str] = Counter()
        for one in self.shelf.live:
            counts.update(one.values.get("abbreviations", ()))
        return {abbreviation_of(value): counts[value] for value in sorted(counts, reverse=True)}

    def statistics(self) -> Statistics:
        """What the archive holds."""
        dated = [one for one in by_date(self.shelf.live) if one.published is not None]
        ends = [vietnamese_time(one.article.published) for one in (*dated[-1:], *dated[:1])]
        oldest, newest = ends or (None, None)
        found = self.abbreviations().items()
        return Statistics(
            path=Path(self._place),
            generation=self.number,
            format=0,
            fingerprint="",
            code="pure Python",
            articles=self.count,
            undated=self.count - len(dated),
            oldest=oldest,
            newest=newest,
            bytes={"total": 0, "articles": 0, "postings": 0},
            abbreviations=sorted(found, key=lambda one: (-one[1], one[0])),
            facets=facets_of(self.shelf.live, EVERY_ARTICLE, self.shelf.live),
        )
