"""The weightiest terms of each article with NumPy: the reference for `_profiles`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.storage.postings.layout import PROFILE_WORDS
from index.storage.postings.reference.blocks import Numbers
from index.storage.postings.reference.reading import InvertedIndex


def weightiest(
    index: InvertedIndex,
    numbers: Numbers,
    weights: NDArray[np.float64],
    norms: NDArray[np.float64],
) -> Numbers:
    """The `PROFILE_WORDS` weightiest terms of each article: a row for each, rising.

    `numbers` (below 2^24) and `weights` are those of the terms, in their order. A term weighs
    weight · tf / (tf + norm) in an article, to the nearest whole number, and at most 255; one of 0
    is left out. Its value in the row is its number, and behind that 8 bits of what it weighs; zeros
    stand first where there are fewer terms. Of two terms with one number the weightier is kept, of
    two that weigh the same that with the higher number. Raises ValueError when the lists are
    damaged.
    """
    if len(numbers) != index.terms or len(weights) != index.terms or len(norms) != index.articles:
        raise ValueError("a number and a weight for each term, a norm for each article")
    entries = list(index.entries())
    articles, frequencies, _ = index.lists(entries, positions=False)
    terms = np.repeat(np.arange(len(entries)), [entry.df for entry in entries])
    steps = np.floor(weights[terms] * frequencies / (frequencies + norms[articles]) + 0.5)
    steps = np.minimum(steps, 255).astype(np.uint32)
    kept = steps > 0
    articles, chosen, steps = articles[kept], numbers[terms[kept]], steps[kept]
    order = np.lexsort((steps, chosen, articles))
    articles, chosen, steps = articles[order], chosen[order], steps[order]
    last = np.ones(len(articles), np.bool_)  # of those with one number in one article
    last[:-1] = (articles[1:] != articles[:-1]) | (chosen[1:] != chosen[:-1])
    articles, chosen, steps = articles[last], chosen[last], steps[last]
    order = np.lexsort((chosen, steps, articles))[::-1]  # the weightiest of an article first
    articles, chosen, steps = articles[order], chosen[order], steps[order]
    first = np.searchsorted(-articles.astype(np.int64), -articles.astype(np.int64))
    place = np.arange(len(articles)) - first
    kept = place < PROFILE_WORDS
    found = np.zeros((index.articles, PROFILE_WORDS), np.uint32)
    found[articles[kept], place[kept]] = chosen[kept] << np.uint32(8) | steps[kept]
    found.sort(axis=1)
    return found
