# cython: language_level=3, boundscheck=False, cdivision=True
"""A query tree as nodes, and where an evaluation stands: what all the kernels work on."""

from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t

from index.storage.postings._blocks cimport BLOCK
from index.storage.postings._checking cimport Checks
from index.storage.postings._reading cimport Term
from search.kernels._bits cimport WORDS
from search.kernels._positions cimport PositionReader

cdef enum:
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

cdef struct FieldNorms:  # the norms of a field in the articles of a stretch
    const uint8_t* lengths  # of all articles, in two bytes each
    double share
    uint32_t base  # the first article of the stretch that they are of
    float* values

cdef struct Leaf:  # a list of articles, and where it is being read
    Term term  # a LIST's, in blocks
    const uint32_t* all_articles  # an ARRAY's
    const uint32_t* all_frequencies
    const uint8_t* all_bytes  # the same, where they are of a byte each
    uint32_t size
    double weight
    const double* saturations  # of each article; without them, the score is the weight
    const uint8_t* sized  # where saturations are of lengths: of each article, in two bytes
    double share  # of a saturation, for each syllable
    const uint8_t* lengths  # of each article, in two bytes, where they are so short
    const uint8_t* dense  # the codes of all articles, where the list has them
    FieldNorms* norms  # of a dense list
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
    uint32_t slop  # how many places after the term before it stands at most
    int rarest  # of the first step the number of the rarest term, of the next that of the next

cdef struct Node:
    Kind kind
    int first  # of its children in `links`
    int count
    int leaves  # how many of the first children are lists
    int minimum
    bint scored  # whether any score comes from here
    double score
    Leaf* leaf
    const uint8_t* mask
    Step* steps
    bint is_rigid  # a phrase of three terms or more, side by side
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
    uint8_t* flags  # articles of the window that hold a term: of a bag that `is_dense`, of an "or"
    bint is_dense
    bint damaged
    const Checks* checks  # of the column that was found damaged, if that is known


cdef inline Node* child_of(Tree* tree, Node* node, int i) noexcept nogil:
    return &tree.nodes[tree.links[node.first + i]]
