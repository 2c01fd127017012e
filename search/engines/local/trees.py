"""From the nodes of a query to the trees that the kernels evaluate, one for each segment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from index.articles.article import is_storable
from index.storage.postings import DenseLists, InvertedIndex, holders, holders_between, union
from index.storage.scoring import K1, B, idf
from search.engines import nodes
from search.engines.local.occurrences import Forms, Occurrences
from search.engines.local.segments import Ids, Segment, Segments
from search.engines.nodes import Node, Scored
from search.engines.protocol import Flags
from search.kernels import Tree
from search.kernels.nodes import (
    NOTHING,
    And,
    Constant,
    Every,
    Listed,
    Mask,
    Maybe,
    Norms,
    Not,
    Or,
    Phrase,
    PostingList,
)

_NO_LIST: tuple[Ids, Ids] = np.empty(0, np.uint32), np.empty(0, np.uint32)
_LEAST, _MOST = 1e-9, 1e9
_LAST = "\U0010ffff".encode()  # comes after every letter
# Flags of all articles of the archive, for what no posting list tells.
FlagsOf = Callable[[Node], Flags]


class _Weighed(NamedTuple):
    """A term that weighs something (see `search.kernels.nodes.PostingList`)."""

    field: str
    text: bytes
    weight: float
    share: float


class _Field(NamedTuple):
    """A field of a segment: its lists, the norms of articles, and its dense lists, if any."""

    lists: InvertedIndex
    norms: Norms
    dense: DenseLists | None


class Trees:
    """Makes the trees of one query. What is looked up for one segment serves the next."""

    def __init__(
        self, segments: Segments, forms: Forms | None = None, flags_of: FlagsOf | None = None
    ) -> None:
        """`forms` finds forms, `flags_of` tells of dates and groups; nodes that need them do."""
        self.segments = segments
        self._forms = forms
        self._flags_of = flags_of
        self._known: dict[Scored, tuple[int, float]] = {}
        self._lists: dict[tuple[str, tuple[str, ...]], dict[int, tuple[Ids, Ids]]] = {}
        self._flags: dict[Node, Flags] = {}
        self._bag: tuple[Sequence[Scored], list[Scored | _Weighed]] | None = None

    def bag(self, scored: Sequence[Scored], segment: Segment) -> Tree:
        """The sum of the scores of some nodes, of which one must hold."""
        if self._bag is None or self._bag[0] is not scored:
            self._bag = scored, [self._weighed(one) for one in scored if self.df(one)]
        fields: dict[str, _Field | None] = {}
        parts = []
        for one in self._bag[1]:
            if not isinstance(one, _Weighed):
                parts.append(self.tree(one, segment))
                continue
            if one.field not in fields:
                fields[one.field] = self._field(segment, one.field)
            field = fields[one.field]
            parts.append(NOTHING if field is None else _list_of(one, field))
        return Or.of(*(part for part in parts if part is not NOTHING))

    def weigh(self, scored: Iterable[Scored]) -> bool:
        """Whether each of some nodes adds something to scores, in numbers of 32 bits, too."""
        return all(_LEAST < self.weight(one) < _MOST for one in scored)

    def tree(self, node: Node, segment: Segment) -> Tree:
        """Where a node holds in a segment, and what that adds to scores."""
        return _RULES[type(node)](self, node, segment)

    def df(self, node: Scored) -> int:
        """In how many articles of the archive a node holds, deleted ones included."""
        return self._look_up(node)[0]

    def weight(self, node: Scored) -> float:
        """The weight of a node times its inverse document frequency; 0 adds nothing."""
        if not node.weight or isinstance(node, nodes.FormSet):
            return node.weight
        return self._look_up(node)[1]

    def _look_up(self, node: Scored) -> tuple[int, float]:
        """The document frequency of a node, and its weight times the inverse of that."""
        known = self._known.get(node)
        if known is None:
            if isinstance(node, nodes.Term):
                df = self.segments.df(node.field, node.text.encode())
            elif isinstance(node, nodes.FormSet):
                df = self.occurrences(node).df
            else:
                df = sum(len(self._lists_of(node, segment)[0]) for segment in self.segments)
            known = self._known[node] = df, node.weight * idf(self.segments.articles, df)
        return known

    def occurrences(self, node: nodes.FormSet) -> Occurrences:
        """Where any of some forms stands."""
        assert self._forms is not None
        return self._forms.occurrences(node.field, node.forms)

    def listed(self, node: Scored, segment: Segment) -> tuple[Ids, Ids]:
        """(articles, frequencies) of a node in a segment."""
        if isinstance(node, nodes.FormSet):
            found = self.occurrences(node).within(segment)
            return found.articles, found.frequencies
        if isinstance(node, nodes.TermSet):
            return self._lists_of(node, segment)
        index = segment.index(node.field)
        return _NO_LIST if index is None else index.postings(node.text.encode(), False)[:2]

    def _lists_of(self, node: nodes.TermSet, segment: Segment) -> tuple[Ids, Ids]:
        lists = self._lists.setdefault((node.field, node.texts), {})
        if segment.first not in lists:
            index = segment.index(node.field)
            found = union(index, _terms(node)) if index is not None and node.texts else _NO_LIST
            lists[segment.first] = found
        return lists[segment.first]

    def _term(self, node: nodes.Term, segment: Segment) -> Tree:
        index = segment.index(node.field)
        if index is None:
            return NOTHING
        return self._posting_list(node, index, segment)

    def _posting_list(
        self, node: nodes.Term, index: InvertedIndex, segment: Segment
    ) -> PostingList:
        weighed = self._weighed(node)
        if not isinstance(weighed, _Weighed):
            return PostingList.of(index, node.text.encode())
        field = self._field(segment, node.field)
        assert field is not None
        return _list_of(weighed, field)

    def _weighed(self, node: Scored) -> Scored | _Weighed:
        """A term with what of its list is the same in all segments, if it weighs anything."""
        if not isinstance(node, nodes.Term) or not self.weight(node):
            return node
        share = K1 * B / self.segments.average(node.field)
        return _Weighed(node.field, node.text.encode(), self.weight(node) * (K1 + 1), share)

    def _field(self, segment: Segment, name: str) -> _Field | None:
        """What lists of a field are read from and weighed by; None if the segment has none."""
        index = segment.index(name)
        if index is None:
            return None
        return _Field(index, self.segments.norms(segment, name), segment.dense(name))

    def _term_set(self, node: nodes.TermSet, segment: Segment) -> Tree:
        if node.weight or segment.first in self._lists.get((node.field, node.texts), ()):
            return self._set(node, segment)
        index = segment.index(node.field)
        return NOTHING if index is None else Mask.of(holders(index, _terms(node)))

    def _set(self, node: nodes.TermSet | nodes.FormSet, segment: Segment) -> Tree:
        articles, frequencies = self.listed(node, segment)
        weight = self.weight(node)
        if not weight or not len(articles):
            return Listed.of(articles, frequencies)
        norms = self.segments.norms(segment, node.field)
        return Listed.of(articles, frequencies, weight * (K1 + 1), norms)

    def _prefix(self, node: nodes.Prefix, segment: Segment) -> Tree:
        index, prefix = segment.index(node.field), node.text.encode()
        if index is None:
            return NOTHING
        first, last = index.place(prefix), index.place(prefix + _LAST)
        return Mask.of(holders_between(index, first, min(first + node.most, last)))

    def _phrase(self, node: nodes.Phrase, segment: Segment) -> Tree:
        indexes = [segment.index(term.field) for term in node.terms]
        lists = [
            self._posting_list(term, index, segment)
            for term, index in zip(node.terms, indexes, strict=True)
            if index is not None
        ]
        if len(lists) < len(indexes):
            return NOTHING
        return Phrase.of(*lists, slop=node.gaps or node.slop)

    def _conjunction(self, node: nodes.Conjunction, segment: Segment) -> Tree:
        return And.of(*(self.tree(one, segment) for one in node.parts))

    def _disjunction(self, node: nodes.Disjunction, segment: Segment) -> Tree:
        return Or.of(*(self.tree(one, segment) for one in node.parts), least=node.least)

    def _negation(self, node: nodes.Negation, segment: Segment) -> Tree:
        return Not.of(self.tree(node.part, segment))

    def _constant(self, node: nodes.Constant, segment: Segment) -> Tree:
        return Constant.of(self.tree(node.part, segment), node.score)

    def _preference(self, node: nodes.Preference, segment: Segment) -> Tree:
        return Maybe.of(self.tree(node.part, segment), self.tree(node.preferred, segment))

    def _everything(self, node: nodes.Everything, segment: Segment) -> Tree:
        return Every.of(node.score)

    def _present(self, node: nodes.Present, segment: Segment) -> Tree:
        if node.field in nodes.DATES:
            return self._flagged(node, segment)
        index = segment.index(node.field)
        return NOTHING if index is None else Mask.of(index.lengths > 0)

    def _sited(self, node: nodes.Sited, segment: Segment) -> Tree:
        hosts, urls = segment.index("host"), segment.index("url")
        told = NOTHING if hosts is None else PostingList.of(hosts, node.host.encode())
        if urls is None:
            return told
        untold = urls.lengths > 0
        if hosts is not None:
            untold &= hosts.lengths == 0
        if not untold.any():
            return told
        return Or.of(told, And.of(Mask.of(untold), self.tree(node.address, segment)))

    def _identified(self, node: nodes.Identified, segment: Segment) -> Tree:
        if not is_storable(node.id):
            return NOTHING
        return self._term(nodes.Term("id", node.id), segment)

    def _flagged(self, node: Node, segment: Segment) -> Tree:
        assert self._flags_of is not None
        if node not in self._flags:
            self._flags[node] = self._flags_of(node)
        return Mask.of(self._flags[node][segment.first : segment.last])


def _list_of(term: _Weighed, field: _Field) -> PostingList:
    lists, norms, dense = field
    return PostingList.of(lists, term.text, term.weight, norms, term.share, dense=dense)


def _terms(node: nodes.TermSet) -> list[bytes]:
    return [text.encode() for text in node.texts]


_RULES: dict[type, Callable[[Trees, Any, Segment], Tree]] = {
    nodes.Term: Trees._term,
    nodes.TermSet: Trees._term_set,
    nodes.FormSet: Trees._set,
    nodes.Prefix: Trees._prefix,
    nodes.Phrase: Trees._phrase,
    nodes.Conjunction: Trees._conjunction,
    nodes.Disjunction: Trees._disjunction,
    nodes.Negation: Trees._negation,
    nodes.Constant: Trees._constant,
    nodes.Preference: Trees._preference,
    nodes.Everything: Trees._everything,
    nodes.Present: Trees._present,
    nodes.Sited: Trees._sited,
    nodes.Identified: Trees._identified,
    nodes.Dated: Trees._flagged,
    nodes.Carrying: Trees._flagged,
    nodes.NearDuplicate: Trees._flagged,
}
