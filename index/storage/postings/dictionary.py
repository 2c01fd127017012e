"""The terms of an inverted index, one after the other, without holding all of them."""

from __future__ import annotations

from collections.abc import Iterator

from index.storage.postings import InvertedIndex

_AT_ONCE = 512


def walk_terms(index: InvertedIndex, first: bytes) -> Iterator[tuple[bytes, int, int]]:
    """(term, df, cf) of the terms from `first` on, in the order of their bytes.

    df counts the articles that hold the term, cf how often it stands in them.
    """
    found = index.terms_from(first, _AT_ONCE)
    while found:
        yield from found
        if len(found) < _AT_ONCE:
            return
        found = index.terms_from(found[-1][0] + b"\0", _AT_ONCE)
