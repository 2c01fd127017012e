"""How is one kind of value kept for each article of a segment? One module for each kind.

A column's values go to its writer one by one, in the order of the articles. Its bytes are read
where they lie (a memory map), as arrays or as posting lists. Segments are merged by joining their
columns, never by analysing an article anew.

`column` says what every column can do; the others are its kinds.
"""

from index.storage.columns.column import Column, DerivedColumn, LateColumn, Live
from index.storage.columns.facet_column import Facet, FacetColumn, joined_facets
from index.storage.columns.number_column import NumberColumn, NumberValues
from index.storage.columns.postings_column import PostingsColumn
from index.storage.columns.signature_column import (
    BANDS,
    NO_SIGNATURE,
    Bands,
    SignatureColumn,
    banded,
)

__all__ = [
    "BANDS",
    "NO_SIGNATURE",
    "Bands",
    "Column",
    "DerivedColumn",
    "Facet",
    "FacetColumn",
    "LateColumn",
    "Live",
    "NumberColumn",
    "NumberValues",
    "PostingsColumn",
    "SignatureColumn",
    "banded",
    "joined_facets",
]
