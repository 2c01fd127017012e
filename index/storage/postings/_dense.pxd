# cython: language_level=3
"""Dense lists read natively: for `_dense` itself, and for the kernels."""

from libc.stdint cimport uint8_t, uint32_t, uint64_t

from index.storage.postings._checking cimport CheckedColumn

cdef enum:
    GROUP = 32  # articles whose codes lie in 16 bytes: two rows of halves of a byte
    GROUP_BYTES = 16
    MOST_CODE = 15  # the code of this frequency and all above


cdef class DenseLists(CheckedColumn):
    cdef const uint8_t* begins
    cdef const uint8_t* texts
    cdef const uint8_t* rows
    cdef uint64_t row_size
    cdef readonly uint32_t articles
    cdef uint32_t count

    cdef const uint8_t* find(self, const uint8_t* text, uint32_t size) except? NULL


cdef inline int code_at(const uint8_t* row, uint32_t article) noexcept nogil:
    """The code of an article in a row."""
    cdef uint8_t both = row[GROUP_BYTES * (article // GROUP) + article % GROUP_BYTES]
    return both >> 4 if article % GROUP >= GROUP_BYTES else both & 15
