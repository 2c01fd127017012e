"""Where nodes hold, as filters of the server's query language."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any

from index.articles.article import is_storable
from index.articles.facets import NAME_FACETS, value_identity
from index.cluster.language import NAMES
from index.cluster.mapping import EITHER, FOLDED, physical, value_field
from search.engines import nodes
from search.engines.nodes import Node
from search.selection import EXCLUDE, Selection

Clause = dict[str, Any]
GroupOf = Callable[[str], int | None]
"""The group of near-duplicates of the article with an id; None if there is no such article."""
Printed = Callable[[str, Iterable[str]], Sequence[str]]
"""All that documents keep of some names of a type."""
EVERYTHING: Clause = {"match_all": {}}
NOTHING: Clause = {"match_none": {}}
_OF_NOTHING: Clause = {"term": {"id": ""}}  # which no shard knows before it looks
_MOST_TERMS = 65_536  # of one clause


class Filters:
    """Compiles the nodes of one snapshot."""

    def __init__(self, group_of: GroupOf, printed: Printed) -> None:
        self._group_of = group_of
        self._printed = printed

    def selected(self, selection: Selection, *, but: Collection[str] = ()) -> list[Clause]:
        """The filters of a selection, without those that are named: by what is wanted of a facet,
        by what is excluded of it (`EXCLUDE` and the facet), or by the year."""
        clauses: list[Clause] = [
            self.carrying(facet, values)
            for facet, values in selection.values.items()
            if facet not in but
        ]
        clauses += [
            _without(self.carrying(facet, values))
            for facet, values in selection.excluded.items()
            if EXCLUDE + facet not in but
        ]
        if selection.undated and YEAR not in but:
            clauses.append(UNDATED)
        for dated in selection.dates():
            if not (YEAR in but and dated.of == "published"):
                clauses.append({"range": {dated.of: {"gte": dated.since, "lte": dated.until}}})
        return clauses

    def carrying(self, facet: str, values: Iterable[str]) -> Clause:
        """An article carries one of some values of a facet, in any spelling."""
        wanted = [value for value in values if is_storable(value)]
        if facet in NAME_FACETS:
            return any_of(_terms(NAMES, self._printed(facet, wanted)))
        return any_of(_terms(value_field(facet), sorted(set(map(value_identity, wanted)))))

    def of(self, node: Node | None) -> Clause:
        """The filter for a node; None holds of everything."""
        return EVERYTHING if node is None else _RULES[type(node)](self, node)

    def _term(self, node: nodes.Term) -> Clause:
        if not is_storable(node.text):
            return NOTHING
        return {"term": {physical(node.field, node.text): node.text}}

    def _set(self, node: nodes.TermSet) -> Clause:
        fields: dict[str, list[str]] = {}
        for text in filter(is_storable, node.texts):
            fields.setdefault(physical(node.field, text), []).append(text)
        return any_of(one for field, texts in fields.items() for one in _terms(field, texts))

    def _forms(self, node: nodes.FormSet) -> Clause:
        return any_of(in_a_row([(node.field, text) for text in form]) for form in node.forms)

    def _prefix(self, node: nodes.Prefix) -> Clause:
        if not node.text:
            return self._present(nodes.Present(node.field))
        if not is_storable(node.text):
            return NOTHING
        twins = (node.field, node.field + FOLDED) if node.field in EITHER else (node.field,)
        return any_of({"prefix": {twin: node.text}} for twin in twins)

    def _phrase(self, node: nodes.Phrase) -> Clause:
        gaps = node.gaps or (node.slop,) * (len(node.terms) - 1)
        return in_a_row([(term.field, term.text) for term in node.terms], gaps)

    def _conjunction(self, node: nodes.Conjunction) -> Clause:
        return all_of(map(self.of, node.parts))

    def _disjunction(self, node: nodes.Disjunction) -> Clause:
        parts = [self.of(one) for one in node.parts]
        if node.least <= 0:
            return EVERYTHING
        if len(parts) < node.least:
            return NOTHING
        return {"bool": {"should": parts, "minimum_should_match": node.least}}

    def _negation(self, node: nodes.Negation) -> Clause:
        return {"bool": {"must_not": [self.of(node.part)]}}

    def _part(self, node: nodes.Constant | nodes.Preference) -> Clause:
        return self.of(node.part)

    def _everything(self, _: nodes.Everything) -> Clause:
        return EVERYTHING

    def _dated(self, node: nodes.Dated) -> Clause:
        return {"range": {node.of: {"gte": node.since, "lte": node.until}}}

    def _present(self, node: nodes.Present) -> Clause:
        if node.field in nodes.DATES:
            return {"exists": {"field": nodes.DATES[node.field]}}
        return {"term": {"has": node.field}}

    def _carrying(self, node: nodes.Carrying) -> Clause:
        return self.carrying(node.facet, node.values)

    def _sited(self, node: nodes.Sited) -> Clause:
        return {"term": {"host": node.host}} if is_storable(node.host) else NOTHING

    def _identified(self, node: nodes.Identified) -> Clause:
        return {"term": {"id": node.id}} if is_storable(node.id) else NOTHING

    def _near_duplicate(self, node: nodes.NearDuplicate) -> Clause:
        group = self._group_of(node.id)
        return NOTHING if group is None else {"term": {"group": group}}


_RULES: dict[type, Callable[[Filters, Any], Clause]] = {
    nodes.Term: Filters._term,
    nodes.TermSet: Filters._set,
    nodes.FormSet: Filters._forms,
    nodes.Prefix: Filters._prefix,
    nodes.Phrase: Filters._phrase,
    nodes.Conjunction: Filters._conjunction,
    nodes.Disjunction: Filters._disjunction,
    nodes.Negation: Filters._negation,
    nodes.Constant: Filters._part,
    nodes.Preference: Filters._part,
    nodes.Everything: Filters._everything,
    nodes.Dated: Filters._dated,
    nodes.Present: Filters._present,
    nodes.Carrying: Filters._carrying,
    nodes.Sited: Filters._sited,
    nodes.Identified: Filters._identified,
    nodes.NearDuplicate: Filters._near_duplicate,
}


def any_of(clauses: Iterable[Clause]) -> Clause:
    """At least one of some clauses holds."""
    parts = list(clauses)
    if len(parts) <= 1:
        return parts[0] if parts else NOTHING
    return {"bool": {"should": parts, "minimum_should_match": 1}}


def all_of(clauses: Iterable[Clause]) -> Clause:
    """All of some clauses hold."""
    parts = [one for one in clauses if one is not EVERYTHING]
    if len(parts) <= 1:
        return parts[0] if parts else EVERYTHING
    return {"bool": {"filter": parts}}


def asked_everywhere(clause: Clause) -> Clause:
    """A filter for queries that score. Where a shard knows at once that a filter holds of nothing
    there, it drops the whole query, and does not tell the others how frequent its terms are."""
    return any_of((clause, _OF_NOTHING))


def _terms(field: str, texts: Sequence[str]) -> Iterator[Clause]:
    """A field holds one of some texts: clauses of as many as one may have."""
    for at in range(0, len(texts), _MOST_TERMS):
        yield {"terms": {field: [*texts[at : at + _MOST_TERMS]]}}


def in_a_row(terms: Sequence[tuple[str, str]], gaps: Sequence[int] = ()) -> Clause:
    """Terms (field, text) that stand in this order, each within its gap (1) behind the one before.

    Nested from the right: the span of what follows begins where its first term stands, and of all
    places the next one is the nearest, so that no run is missed.
    """
    if not all(is_storable(text) for _, text in terms):
        return NOTHING
    fields = [physical(*term) for term in terms]
    if len(terms) == 1:
        return {"term": {fields[0]: terms[0][1]}}
    if len(set(fields)) == 1 and all(gap == 1 for gap in gaps):
        return {"match_phrase": {fields[0]: " ".join(text for _, text in terms)}}
    spans = [_span(field, text, fields[0]) for field, (_, text) in zip(fields, terms, strict=True)]
    row = spans.pop()
    for span, gap in zip(reversed(spans), reversed(gaps or (1,) * len(spans)), strict=True):
        row = {"span_near": {"clauses": [span, row], "slop": gap - 1, "in_order": True}}
    return row


def _span(field: str, text: str, row: str) -> Clause:
    """A term in a row of terms of another field, which has the same places."""
    span: Clause = {"span_term": {field: text}}
    return span if field == row else {"span_field_masking": {"query": span, "field": row}}


def _without(clause: Clause) -> Clause:
    return {"bool": {"must_not": clause}}


UNDATED = _without({"exists": {"field": "published"}})
"""Holds of articles without a date."""


YEAR = "year"
