"""What nodes add to scores, as clauses of the server, whose BM25 gives our numbers.

The server's score of a term is boost * idf * F * tf / (tf + norm), with F = k1' + 1 before
version 3 of OpenSearch and 1 from it on; its idf is ours, since every document counts in it (see
`index.cluster.mapping`). Terms that count as one are a `span_or`: its frequency is the sum of
theirs, and its idf is the sum of theirs, which a boost takes out again. A shard adds up only the
idf of those terms that it has: so only those are joined that every shard surely has, and of the
others the one that scores best counts (`dis_max`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from index.cluster.mapping import similarity
from index.storage.scoring import K1, idf
from search.engines import nodes
from search.engines.nodes import Scored
from search.engines.opensearch.filters import NOTHING, Clause, Filters
from search.engines.opensearch.terms import ReadLanguage, known_terms

_EVERYWHERE = 50  # articles for each shard that hold a term which every shard surely has
_LEGACY = 3  # the version from which on scores have no factor k1 + 1


class Scoring:
    """Compiles what ranks, for one snapshot."""

    def __init__(
        self,
        filters: Filters,
        terms: ReadLanguage,
        df: Callable[[Scored], int],
        *,
        articles: int,
        shards: int | None,
        averages: dict[str, tuple[float, float]],
        version: tuple[int, ...],
    ) -> None:
        """`df` tells in how many of the `articles` a node holds; `shards` is how many there are
        that have a like share of everything, None where they have not."""
        self._filters = filters
        self._terms = terms
        self._df = df
        self._articles = articles
        self._everywhere = articles + 1
        if shards is not None:
            self._everywhere = 1 if shards == 1 else _EVERYWHERE * shards
        self._factors = {
            field: similarity(*both)["k1"] + 1 if version[0] < _LEGACY else 1.0
            for field, both in averages.items()
        }

    def idf(self, df: int) -> float:
        """How rare a term is that so many articles hold."""
        return idf(self._articles, df)

    def weight(self, node: Scored) -> float:
        """The weight of a node times its inverse document frequency."""
        if not node.weight or isinstance(node, nodes.FormSet):
            return node.weight
        df = self._terms.df(node) if isinstance(node, nodes.Term) else self._df(node)
        return node.weight * self.idf(df)

    def clause(self, node: Scored) -> Clause:
        """What a node adds to scores; where it adds nothing, where it holds."""
        if not node.weight:
            return {"constant_score": {"filter": self._filters.of(node), "boost": 0}}
        if isinstance(node, nodes.Term):  # the server's idf is ours, and nothing is looked up
            boost = node.weight * (K1 + 1) / self._factors[node.field]
            return {"term": {node.field: {"value": node.text, "boost": boost}}}
        return self.saturated(node, self.weight(node) * (K1 + 1))

    def saturated(self, node: Scored, most: float) -> Clause:
        """A clause whose score is `most` * tf / (tf + norm), without any idf."""
        if isinstance(node, nodes.FormSet):
            return self._forms(node, most)
        texts = (node.text,) if isinstance(node, nodes.Term) else node.texts
        dfs = known_terms(self._terms, node.field, texts)
        return self._any(node.field, {(text,): df for text, df in dfs.items()}, most)

    def _forms(self, node: nodes.FormSet, most: float) -> Clause:
        dfs: dict[tuple[str, ...], int] = {}
        for form in dict.fromkeys(node.forms):
            known = known_terms(self._terms, node.field, form)
            if len(known) == len(set(form)):
                dfs[form] = min(known.values())
        return self._any(node.field, dfs, most)

    def _any(self, field: str, forms: dict[tuple[str, ...], int], most: float) -> Clause:
        """Any of some forms, each with the df of its rarest term."""
        if not forms:
            return NOTHING
        common = [form for form, df in forms.items() if df >= self._everywhere]
        if len(common) == 1 or not common:
            parts = [self._row(field, form, most) for form in forms]
        else:
            parts = [self._joined(field, common, most)]
            parts += [self._row(field, form, most) for form in forms if form not in common]
        return parts[0] if len(parts) == 1 else {"dis_max": {"queries": parts}}

    def _joined(self, field: str, forms: Sequence[tuple[str, ...]], most: float) -> Clause:
        terms = dict.fromkeys(text for form in forms for text in form)
        clauses = [_span(field, form) for form in forms]
        return {"span_or": {"clauses": clauses, "boost": self._boost(field, [*terms], most)}}

    def _row(self, field: str, form: tuple[str, ...], most: float) -> Clause:
        boost = self._boost(field, form, most)
        if len(form) == 1:
            return {"term": {field: {"value": form[0], "boost": boost}}}
        return {"match_phrase": {field: {"query": " ".join(form), "boost": boost}}}

    def _boost(self, field: str, terms: Sequence[str], most: float) -> float:
        """What makes the highest score of some terms, whose idf are added up, another one."""
        idfs = sum(self.idf(self._terms.df(nodes.Term(field, text))) for text in terms)
        return most / (idfs * self._factors[field])


def _span(field: str, form: tuple[str, ...]) -> Clause:
    spans: list[Any] = [{"span_term": {field: text}} for text in form]
    if len(spans) == 1:
        found: Clause = spans[0]
        return found
    return {"span_near": {"clauses": spans, "slop": 0, "in_order": True}}
