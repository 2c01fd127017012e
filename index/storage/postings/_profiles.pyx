# cython: language_level=3, boundscheck=False, cdivision=True
"""The weightiest terms of each article, natively: see `reference.profiles`."""

import numpy as np

from libc.stdint cimport uint32_t
from libc.stdlib cimport free, qsort
from libc.string cimport memset

from index.storage.postings._blocks cimport BLOCK
from index.storage.postings._reading cimport (
    blocks_of, InvertedIndex, read_block, skips_rise, Walker,
)

from index.storage.postings.layout import PROFILE_WORDS


cdef int rising(const void* a, const void* b) noexcept nogil:
    cdef uint32_t first = (<uint32_t*>a)[0], second = (<uint32_t*>b)[0]
    return (first > second) - (first < second)


def weightiest(InvertedIndex index not None, numbers, weights, norms):
    """The weightiest terms of each article (see `reference.profiles.weightiest`)."""
    cdef uint32_t words = PROFILE_WORDS, articles = index.articles
    cdef const uint32_t[::1] number_of = numbers
    cdef const double[::1] weight_of = weights
    cdef const double[::1] norm_of = norms
    if len(numbers) != index.terms or len(weights) != index.terms or len(norms) != articles:
        raise ValueError("a number and a weight for each term, a norm for each article")
    # While they are chosen, the weight stands before the number, so that the least is the lightest.
    found = np.zeros((articles, words), np.uint32)
    lightest = np.zeros(articles, np.uint32)  # where the least of each article stands
    cdef uint32_t[:, ::1] chosen = found
    cdef uint32_t[::1] least = lightest
    cdef uint32_t in_block[BLOCK]
    cdef uint32_t frequencies[BLOCK]
    cdef uint32_t term = 0, block, article
    cdef double weight
    cdef Walker walker
    cdef int i, count
    memset(&walker, 0, sizeof(Walker))
    index.check_all()
    try:
        index.walk(&walker, 0)
        while index.step(&walker):
            weight = weight_of[term]
            if weight > 0:
                if not skips_rise(&walker.term):
                    raise ValueError("a posting list is damaged")
                for block in range(blocks_of(&walker.term)):
                    count = read_block(
                        &walker.term, block, articles, in_block, frequencies
                    )
                    if count < 0:
                        raise ValueError("a posting list is damaged")
                    for i in range(count):
                        article = in_block[i]
                        put(
                            &chosen[article, 0], words, &least[article], number_of[term],
                            weight * frequencies[i] / (frequencies[i] + norm_of[article]),
                        )
            term += 1
    finally:
        free(walker.text)
    for article in range(articles):
        order(&chosen[article, 0], words)
    return found


cdef inline void put(uint32_t* row, uint32_t words, uint32_t* least, uint32_t number,
                     double weight) noexcept nogil:
    """Let a term be one of an article's, if it is weightier than the lightest of these."""
    cdef uint32_t step = 255 if weight >= 255 else <uint32_t>(weight + 0.5)
    cdef uint32_t value = step << 24 | number, i, at = 0
    if not step or value <= row[least[0]]:
        return
    for i in range(words):  # of two terms with one number the weightier stays
        if row[i] and row[i] & 0xFFFFFF == number:
            if row[i] >= value:
                return
            at = i
            break
    else:
        at = least[0]
    row[at] = value
    at = 0
    for i in range(1, words):
        if row[i] < row[at]:
            at = i
    least[0] = at


cdef inline void order(uint32_t* row, uint32_t words) noexcept nogil:
    """Put the number before the weight, and all in their order."""
    cdef uint32_t i
    for i in range(words):
        row[i] = row[i] << 8 | row[i] >> 24
    qsort(row, words, sizeof(uint32_t), rising)
