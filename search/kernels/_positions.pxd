# cython: language_level=3
"""Positions of one term in one article after the other, natively: for phrases and pairs."""

from libc.stdint cimport uint8_t, uint32_t, uint64_t

from index.storage.postings._blocks cimport BLOCK
from index.storage.postings._encoding cimport Buffer
from index.storage.postings._reading cimport Term

cdef struct PositionReader:
    Term term
    uint32_t most  # articles of the segment
    uint32_t block  # that was read last
    int count  # articles in it, 0 before the first
    uint32_t articles[BLOCK]
    uint32_t frequencies[BLOCK]
    uint64_t before[BLOCK]  # how many of the block's positions are before those of an article
    uint64_t total  # positions of the block
    # The codes from number `first` up to `last` (exclusive) of the block's have been read.
    uint64_t first
    uint64_t last
    const uint8_t* data  # where the next ones lie
    const uint8_t* checked  # what lies before this was checked
    uint32_t codes[BLOCK]
    Buffer packed

cdef PositionReader* new_reader(const Term* term, uint32_t most) except NULL
cdef void free_reader(PositionReader* reader) noexcept
cdef int read_positions(PositionReader* reader, uint32_t article, uint32_t** packed,
                        uint32_t* count) noexcept nogil
cdef int read_positions_at(PositionReader* reader, uint32_t place, uint32_t** packed,
                           uint32_t* count) noexcept nogil
