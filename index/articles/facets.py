"""Facets: what articles are counted and filtered by, as it was printed."""

from __future__ import annotations

from index.vietnamese.spelling import clean

FACETS = ("category", "source", "author")


def facet_value(printed: str) -> str:
    """A facet's value as it is compared: composed, without invisible characters, single spaces."""
    return " ".join(clean(printed).text.split())


def facet_column(facet: str) -> str:
    """The name of the column that holds a facet's values as they were printed."""
    return f"{facet}_facet"
