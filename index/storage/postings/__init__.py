"""Posting lists: a field's inverted index in one segment, written at once and read from its file.

Natively where the install had a compiler, else by `pure`; `layout` tells how they lie.
"""

from __future__ import annotations

implementation = "native"  # what writes and reads posting lists here: this, or "pure Python"
try:
    from index.storage.postings._encoding import join
    from index.storage.postings._inverting import Inverter
    from index.storage.postings._pairs import count_pairs
    from index.storage.postings._reading import InvertedIndex
except ImportError:  # installed without a compiler
    from index.storage.postings.pure import InvertedIndex, Inverter, join  # type: ignore[assignment]
    from index.storage.postings.pure_pairs import count_pairs  # type: ignore[assignment]

    implementation = "pure Python"

__all__ = ["InvertedIndex", "Inverter", "count_pairs", "implementation", "join"]
