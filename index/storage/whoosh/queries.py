"""What Whoosh's queries and collectors know and keep to themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from whoosh import query
from whoosh.collectors import Collector
from whoosh.searching import Results

# The type of the one query that matches nothing.
NullQuery: type = type(query.NullQuery)


def terms_of(several: query.MultiTerm, reader: Any) -> list[bytes]:
    """The terms of an index that a query for several stands for: a prefix, a pattern, a range."""
    return [term if isinstance(term, bytes) else term.encode() for term in several._btexts(reader)]


def results_of(collector: Collector, hits: Sequence[tuple[float, int]]) -> Results:
    """The (score, article number) `hits` of a collector that has run, as Whoosh's Results."""
    return collector._results(hits)
