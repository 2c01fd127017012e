"""Where the nodes of a query hold, and what they score: one rule for each, for one article."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any

from helpers.reference_engine.documents import Document, carries
from index.articles.address import hosts_of
from index.storage.scoring import K1, B, idf
from search.engines import nodes
from search.engines.nodes import Node, Scored


class Shelf:
    """All articles of an archive, those that were deleted too, as far as nodes ask for them."""

    def __init__(
        self, documents: Sequence[Document], live: Collection[str], groups: Mapping[str, int]
    ) -> None:
        """`live` are the keys of the articles that were not deleted, `groups` the groups by key."""
        self.documents = documents
        self.live = [one for one in documents if one.key in live]
        self.groups = groups
        self.by_id = {one.article.id: one for one in self.live}
        # Remembered, since nothing here changes.
        self.df = lru_cache(None)(self._df)
        self.average = lru_cache(None)(self._average)

    @cached_property
    def vocabulary(self) -> dict[str, list[str]]:
        """All terms of each field, in order."""
        found: dict[str, set[str]] = {}
        for document in self.documents:
            for field, terms in document.terms.items():
                found.setdefault(field, set()).update(terms)
        return {field: sorted(terms) for field, terms in found.items()}

    def _df(self, node: Scored) -> int:
        """In how many articles a node holds, deleted ones included."""
        return sum(self.frequency(node, one) > 0 for one in self.documents)

    def _average(self, field: str) -> float:
        """The average length of a field."""
        total = sum(one.lengths.get(field, 0) for one in self.documents)
        return total / len(self.documents) if total else 1.0

    def norm(self, field: str, document: Document) -> float:
        """The length norm of BM25 of an article's field."""
        return K1 * (1 - B + B * document.lengths.get(field, 0) / self.average(field))

    def frequency(self, node: Scored, document: Document) -> int:
        """How often a node stands in an article."""
        if isinstance(node, nodes.Term):
            return document.occurrences(node.field, node.text).frequency
        if isinstance(node, nodes.TermSet):
            found = (document.occurrences(node.field, text).frequency for text in node.texts)
            return sum(found)
        return sum(_in_a_row(document, node.field, form) for form in node.forms)

    def score(self, node: Scored, document: Document) -> float:
        """What a node adds to the score of an article."""
        frequency, weight = self.frequency(node, document), node.weight
        if not frequency or not weight:
            return 0.0
        if not isinstance(node, nodes.FormSet):
            weight *= idf(len(self.documents), self.df(node))
        return weight * (K1 + 1) * frequency / (frequency + self.norm(node.field, document))

    def total_score(self, ranked: Sequence[Scored], document: Document) -> float:
        """The sum of what some nodes add."""
        return sum(self.score(one, document) for one in ranked)

    def holds(self, node: Node | None, document: Document) -> bool:
        """Whether a node holds of an article; None holds of all."""
        return node is None or _RULES[type(node)](self, node, document)

    def holding(self, node: Node | None) -> list[Document]:
        """The articles of which a node holds."""
        return [one for one in self.live if self.holds(node, one)]

    def _stands(self, node: Scored, document: Document) -> bool:
        return self.frequency(node, document) > 0

    def _prefix(self, node: nodes.Prefix, document: Document) -> bool:
        begin = (one for one in self.vocabulary.get(node.field, ()) if one.startswith(node.text))
        first = {one for one, _ in zip(begin, range(node.most), strict=False)}
        return not first.isdisjoint(document.terms.get(node.field, ()))

    def _phrase(self, node: nodes.Phrase, document: Document) -> bool:
        gaps = node.gaps or (node.slop,) * (len(node.terms) - 1)
        return bool(_ends(document, [(one.field, one.text) for one in node.terms], gaps))

    def _conjunction(self, node: nodes.Conjunction, document: Document) -> bool:
        return all(self.holds(one, document) for one in node.parts)

    def _disjunction(self, node: nodes.Disjunction, document: Document) -> bool:
        return sum(self.holds(one, document) for one in node.parts) >= node.least

    def _negation(self, node: nodes.Negation, document: Document) -> bool:
        return not self.holds(node.part, document)

    def _part(self, node: nodes.Constant | nodes.Preference, document: Document) -> bool:
        return self.holds(node.part, document)

    def _everything(self, node: nodes.Everything, document: Document) -> bool:
        return True

    def _published(self, node: nodes.Dated, document: Document) -> bool:
        at = document.moment(node.of)
        return at is not None and node.since <= at <= node.until

    def _present(self, node: nodes.Present, document: Document) -> bool:
        if node.field in nodes.DATES:
            return document.moment(nodes.DATES[node.field]) is not None
        return document.lengths.get(node.field, 0) > 0

    def _carrying(self, node: nodes.Carrying, document: Document) -> bool:
        return carries(document, node.facet, node.values)

    def _sited(self, node: nodes.Sited, document: Document) -> bool:
        return node.host in hosts_of(document.article.url)

    def _identified(self, node: nodes.Identified, document: Document) -> bool:
        return document.article.id == node.id

    def _near_duplicate(self, node: nodes.NearDuplicate, document: Document) -> bool:
        one = self.by_id.get(node.id)
        return one is not None and self.groups[one.key] == self.groups[document.key]


def _in_a_row(document: Document, field: str, terms: Sequence[str]) -> int:
    """How often some terms stand in a row: as often as the rarest pair of neighbours.

    A pair with punctuation between is not counted, but the phrase is.
    """
    if len(terms) == 1:
        return document.occurrences(field, terms[0]).frequency
    if not _ends(document, [(field, term) for term in terms], (1,) * (len(terms) - 1)):
        return 0
    neighbours = pairwise(terms)
    return max(1, min(document.pairs(field, *pair) for pair in neighbours))


def _ends(document: Document, terms: Sequence[tuple[str, str]], gaps: Sequence[int]) -> set[int]:
    """Where some terms end that stand in order, each within its gap after the one before."""
    first, *others = (document.occurrences(*term).positions for term in terms)
    ends = set(first)
    for positions, gap in zip(others, gaps, strict=True):
        ends = {at for at in positions if any(0 < at - end <= gap for end in ends)}
    return ends


_RULES: dict[type, Callable[[Shelf, Any, Document], bool]] = {
    nodes.Term: Shelf._stands,
    nodes.TermSet: Shelf._stands,
    nodes.FormSet: Shelf._stands,
    nodes.Prefix: Shelf._prefix,
    nodes.Phrase: Shelf._phrase,
    nodes.Conjunction: Shelf._conjunction,
    nodes.Disjunction: Shelf._disjunction,
    nodes.Negation: Shelf._negation,
    nodes.Constant: Shelf._part,
    nodes.Preference: Shelf._part,
    nodes.Everything: Shelf._everything,
    nodes.Dated: Shelf._published,
    nodes.Present: Shelf._present,
    nodes.Carrying: Shelf._carrying,
    nodes.Sited: Shelf._sited,
    nodes.Identified: Shelf._identified,
    nodes.NearDuplicate: Shelf._near_duplicate,
}
