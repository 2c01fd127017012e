# cython: language_level=3, boundscheck=False, cdivision=True
"""Query trees over posting lists, natively: the twin of `kernels_pure`, which says more.

A segment is gone through in windows of articles. In each, the nodes of the tree say which
articles match, as bits; then the scores of those are added up. Lists all of which must hold an
article are joined: the articles of the shortest are looked for in the next one, and so on; only
of those that are left the frequencies and positions are read. Weighted terms of which one is
enough (the usual query) are added one after the other; those that cannot lift an article above
the lowest of the best so far are only looked up for articles that another term brought.
"""

import numpy as np

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, qsort
from libc.string cimport memcpy, memset

from index.storage.postings._blocks cimport BLOCK, Skip
from index.storage.postings._encoding cimport Buffer, put, release, reserve
from index.storage.postings._reading cimport (
    Checks, InvertedIndex, Term, before_block, block_size, blocks_of, failure_of, has_skips,
    read_block, frequencies_fit, frequency_at, read_frequencies, read_gaps, skip_of,
)
from search.kernels._positions cimport PositionReader, free_reader, new_reader, read_positions_at

from index.storage.scoring import B, K1

cdef extern from *:
    """
    #if defined(__GNUC__)
    #define lowest_bit(x) __builtin_ctzll(x)
    #else
    static int lowest_bit(unsigned long long x) { int n = 0; while (!(x >> n & 1)) n++; return n; }
    #endif
    """
    int lowest_bit(uint64_t) noexcept nogil


cdef inline int count_bits(uint64_t bits) noexcept nogil:
    """How many bits are set; compilers call a function for it where they may not assume POPCNT."""
    bits -= bits >> 1 & 0x5555555555555555ull
    bits = (bits & 0x3333333333333333ull) + (bits >> 2 & 0x3333333333333333ull)
    bits = (bits + (bits >> 4)) & 0x0F0F0F0F0F0F0F0Full
    return <int>(bits * 0x0101010101010101ull >> 56)


cdef double SHORTEST = K1 * (1 - B)  # the saturation of an article without any term

cdef enum:
    WINDOW = 2048  # articles
    WORDS = 32  # of 64 bits
    NONE = 0xFFFFFFFF

cdef enum Kind:
    LIST
    ARRAY
    MASK
    EVERY
    AND
    OR
    NOT
    PHRASE
    CONSTANT
    MAYBE

cdef enum:
    MOST_DEPTH = 100  # of a tree: it is gone through by recursion

# The names of the kinds, for those who make trees.
KINDS = {
    "list": LIST, "array": ARRAY, "mask": MASK, "every": EVERY, "and": AND, "or": OR, "not": NOT,
    "phrase": PHRASE, "constant": CONSTANT, "maybe": MAYBE,
}
# How long the tuple of each kind is.
cdef dict SIZES = {
    LIST: 6, ARRAY: 5, MASK: 2, EVERY: 2, AND: 2, OR: 3, NOT: 2, PHRASE: 3, CONSTANT: 3, MAYBE: 3,
}

cdef struct Leaf:  # a list of articles, and where it is being read
    Term term  # a LIST's, in blocks
    const uint32_t* all_articles  # an ARRAY's
    const uint32_t* all_frequencies
    uint32_t size
    double weight
    const double* saturations  # of each article; without them, the score is the weight
    double share  # of a saturation, for each syllable
    double* bounds  # the highest score in each block, where it is known
    double highest  # of all of them
    double bound  # of the window and of all terms that are less important
    uint32_t blocks
    uint32_t block  # the next to be read
    uint32_t next  # the next article, NONE after the last
    int at  # where it stands in what was read
    int count
    uint32_t counted  # the block whose frequencies were read, NONE before the first
    uint32_t articles[BLOCK]  # NONE behind the last
    uint32_t frequencies[BLOCK]
    bint is_placed  # whether anybody asks for the places
    uint32_t* places  # in the list, of each article of the window that was found

cdef struct Step:  # a term of a phrase
    Leaf* leaf
    PositionReader* reader

cdef struct Node:
    Kind kind
    int first  # of its children in `links`
    int count
    int leaves  # how many of the first children are lists
    int minimum
    int slop
    bint scored  # whether any score comes from here
    double score
    Leaf* leaf
    const uint8_t* mask
    Step* steps
    uint64_t bits[WORDS]

cdef struct Tree:
    Node* nodes
    int* links
    int count
    int linked

cdef struct Run:  # one segment's evaluation
    uint32_t articles
    uint32_t base  # the first article of the window
    int width
    double* scores
    uint16_t* joined  # some articles of the window, less its first
    uint8_t* table  # where each article of the window is in a block, if it is there
    uint8_t* flags  # the articles of the window that hold a term of a bag, if it `is_dense`
    bint is_dense
    bint damaged
    const Checks* checks  # of the column that was found damaged, if that is known


cdef inline Node* child_of(Tree* tree, Node* node, int i) noexcept nogil:
    return &tree.nodes[tree.links[node.first + i]]


include "_lists.pxi"
include "_matching.pxi"
include "_results.pxi"
include "_compiling.pxi"
include "_evaluating.pxi"


def evaluate(uint32_t articles, uint32_t first, live, conditions, ranked, bint must_match, within,
             Best best not None, Matches matches):
    """Evaluate a query on one segment; returns how many of its articles match.

    The segment's `articles` have the numbers from `first` on. An article matches when it is `live`
    (flags, or None if all are), when the tree `conditions` does (or is None), and when the tree
    `ranked` does if it `must_match`. Its score is what `ranked` gives. Those that are also
    `within` (flags or None) compete for the `best`; all that match go to `matches` (or None).
    Raises ValueError for damaged lists.
    """
    cdef Evaluator it = Evaluator()
    cdef const uint8_t[::1] live_view, within_view
    it.run.articles = articles
    it.first = first
    it.best = best
    it.matches = matches
    it.must_match = must_match and ranked is not None
    if not articles:
        return 0
    if live is not None:
        live_view = live.view(np.uint8)
        it.live = &live_view[0]
    if within is not None:
        within_view = within.view(np.uint8)
        it.within = &within_view[0]
    if (live is not None and live_view.shape[0] != articles) or (
        within is not None and within_view.shape[0] != articles
    ):
        raise ValueError("a mask has one flag for each article")
    best.expect(articles)
    if conditions is not None:
        it.conditions = Compiled(conditions, articles, False)
    if ranked is not None:
        it.ranked = Compiled(ranked, articles, True)
        if it.ranked.is_bag():
            it.find_leaves()
    cdef Workspace space = it.lay_out()
    if it.count == 1 and it.must_match and (
        live is None and within is None and conditions is None and matches is None
    ):
        with nogil:
            it.single()
    else:
        with nogil:
            it.windows()
    if space.size <= MOST_SPARE:
        spare_workspaces.append(space)
    if it.run.damaged:
        raise failure_of(it.run.checks, "a posting list is damaged")
    return it.total
