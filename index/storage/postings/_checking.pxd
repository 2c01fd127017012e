# cython: language_level=3
"""Columns whose blocks are checked natively before they are read (see `index.storage.checksums`)."""

from libc.stdint cimport uint8_t, uint64_t


cdef struct Checks:  # which blocks of a column were checked
    const uint8_t* base
    uint64_t size
    int shift  # a block has 2**shift bytes
    uint8_t* checked  # a flag for each block
    const uint8_t* sums  # the checksum of each block that was not checked from the beginning
    void* owner  # the `Checked` of the column


cdef class CheckedColumn:
    cdef object _column
    cdef object _view
    cdef object _flags
    cdef object _sums
    cdef str damaged
    cdef Checks checks
    cdef const uint8_t* base

    cdef int hold(self, column, str damaged) except -1
    cdef int check(self, const uint8_t* begin, const uint8_t* end) except -1


cdef int check_anew(const Checks* checks, uint64_t begin, uint64_t end) noexcept nogil
cdef object failure_of(const Checks* checks, str otherwise)


cdef inline int ensure(const Checks* checks, const uint8_t* begin,
                       const uint8_t* end) noexcept nogil:
    """See to it that some bytes of a column are what was written; -1 if they are not.

    `failure_of` tells then what is wrong. They may lie anywhere: outside of the column is wrong.
    """
    cdef uint64_t block, last
    if begin >= end:
        return 0
    if begin < checks.base or end > checks.base + checks.size:
        return -1
    block = <uint64_t>(begin - checks.base) >> checks.shift
    last = <uint64_t>(end - checks.base - 1) >> checks.shift
    while block <= last:
        if not checks.checked[block]:
            return check_anew(checks, begin - checks.base, end - checks.base)
        block += 1
    return 0


cdef inline const uint8_t* block_end(const Checks* checks, const uint8_t* end) noexcept nogil:
    """Where the block ends that holds the byte before `end`."""
    cdef uint64_t block = <uint64_t>(end - checks.base - 1) >> checks.shift
    return checks.base + min((block + 1) << checks.shift, checks.size)
