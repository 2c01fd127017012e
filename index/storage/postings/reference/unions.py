"""Several terms of one inverted index as one: the reference for `_unions`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from index.storage.postings.reference.blocks import Numbers
from index.storage.postings.reference.reading import InvertedIndex

Flags = NDArray[np.bool_]


def holders(index: InvertedIndex, terms: Iterable[bytes]) -> Flags:
    """Which of the articles hold any of some terms, as flags. Raises ValueError for damage."""
    flags = np.zeros(index.articles, np.bool_)
    for term in terms:
        flags[index.postings(term, positions=False)[0]] = True
    return flags


def holders_between(index: InvertedIndex, begin: int, end: int) -> Flags:
    """Which of the articles hold any of the terms from number `begin` to `end`, as flags.

    Terms are numbered in the order of their bytes. Raises ValueError for damage.
    """
    return holders(index, [one.text for one in islice(index.entries(), begin, max(begin, end))])


def union(index: InvertedIndex, terms: Iterable[bytes]) -> tuple[Numbers, Numbers]:
    """Several terms as one: (articles, frequencies), articles rising.

    An article that holds several of them has the sum of their frequencies; a term that is given
    twice counts once. Raises ValueError for damage.
    """
    sums = np.zeros(index.articles, np.uint32)
    for term in dict.fromkeys(terms):
        articles, frequencies, _ = index.postings(term, positions=False)
        sums[articles] += frequencies
    found = np.flatnonzero(sums)
    return found.astype(np.uint32), sums[found]


def terms_like(index: InvertedIndex, pattern: bytes) -> tuple[bytes, Numbers]:
    """The terms that look like a pattern, in the order of their bytes.

    In it `*` is any letters, none too, and `?` is one letter. Returns a line of text for each, and
    in how many articles it is. Raises ValueError for damage.
    """
    first = re.split(rb"[*?]", pattern, maxsplit=1)[0]
    shape = {"*": ".*", "?": "."}
    expression = re.compile(
        "".join(shape.get(one, re.escape(one)) for one in pattern.decode("utf-8", "replace")),
        re.DOTALL,
    )
    found = []
    for entry in index.entries(first):
        if not entry.text.startswith(first):
            break
        if expression.fullmatch(entry.text.decode("utf-8", "replace")):
            found.append(entry)
    lines = b"\n".join(entry.text for entry in found)
    return lines, np.array([entry.df for entry in found], np.uint32)
