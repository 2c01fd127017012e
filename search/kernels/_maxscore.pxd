# cython: language_level=3, boundscheck=False, cdivision=True
"""Weighted terms of which one is enough (a bag), by MaxScore: what a term adds to a window."""

from libc.stdint cimport uint8_t, uint32_t, uint64_t

from search.kernels._lists cimport (
    advance, count_block, find_in_block, inside, last_of, leave, saturation_of, score_of,
)
from search.kernels._nodes cimport Leaf, Run

cdef enum:
    DENSE = 256  # articles in a window
    SPARSE = 12  # a block has so many articles for each that is looked for one by one


cdef inline void mark(Run* run, const Leaf* leaf, int stop, uint64_t* bits) noexcept nogil:
    """Mark the articles up to `stop`: as bits, or as bytes where they are so many that it pays."""
    cdef uint32_t article, base = run.base
    cdef uint8_t* flags = run.flags - base
    cdef int i
    if run.is_dense:
        for i in range(leaf.at, stop):
            flags[leaf.articles[i]] = 1
    else:
        for i in range(leaf.at, stop):
            article = leaf.articles[i] - base
            bits[article >> 6] |= <uint64_t>1 << (article & 63)


cdef inline void add_block(Run* run, Leaf* leaf, int stop) noexcept nogil:
    """Add the scores of all articles of the block up to `stop`."""
    cdef int i
    cdef double* scores = run.scores - run.base
    cdef double weight = leaf.weight
    if leaf.saturations == NULL:
        for i in range(leaf.at, stop):
            scores[leaf.articles[i]] += weight
        return
    count_block(run, leaf, leaf.block - 1)
    for i in range(leaf.at, stop):
        scores[leaf.articles[i]] += weight * leaf.frequencies[i] / (
            leaf.frequencies[i] + saturation_of(leaf, leaf.articles[i])
        )


cdef inline void add_essential(Run* run, Leaf* leaf, const uint64_t* wanted,
                               uint64_t* bits) noexcept nogil:
    """Set the bits of a list's articles and add their scores."""
    cdef int stop
    advance(run, leaf, run.base)
    while True:
        stop = inside(run, leaf)
        if not stop:
            break
        mark(run, leaf, stop, bits)
        add_block(run, leaf, stop)
        leave(run, leaf, stop, wanted)


cdef inline void add_optional(Run* run, Leaf* leaf, const uint64_t* wanted, int count,
                              uint64_t* bits) noexcept nogil:
    """Set the bits of a list's articles and add the scores of those that are `joined`.

    Others may get a part of their score, too; nobody looks at them.
    """
    cdef int i, stop, k = 0, end
    cdef uint32_t article, last
    advance(run, leaf, run.base)
    while True:
        stop = inside(run, leaf)
        if not stop:
            break
        mark(run, leaf, stop, bits)
        last = leaf.articles[stop - 1] - run.base
        end = k
        while end < count and run.joined[end] <= last:
            end += 1
        if SPARSE * (end - k) > stop - leaf.at:
            add_block(run, leaf, stop)
            k = end
        while k < end:
            article = run.base + run.joined[k]
            i = find_in_block(leaf.articles, article)
            if leaf.articles[i] == article:
                count_block(run, leaf, leaf.block - 1)
                run.scores[run.joined[k]] += score_of(leaf, article, leaf.frequencies[i])
            k += 1
        leave(run, leaf, stop, wanted)


cdef inline double window_bound(Run* run, Leaf* leaf) noexcept nogil:
    """How much an article of the window can score at most."""
    cdef uint32_t block, end = run.base + run.width, last
    cdef double best = 0
    if leaf.next >= end:
        return 0
    if leaf.bounds == NULL:
        return leaf.highest
    block = leaf.block - 1 if leaf.count else leaf.block  # the one that was read last
    while block < leaf.blocks:
        last = last_of(leaf, block)
        if last >= run.base:
            best = max(best, leaf.bounds[block])
        if last >= end - 1:
            break
        block += 1
    return best
