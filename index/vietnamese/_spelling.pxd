# cython: language_level=3
"""What `_spelling` composes, for native code that goes on with it."""

from libc.stdint cimport uint32_t

cdef enum:
    PAIRS = 512  # places in the table of letters with a mark; a power of two

cdef struct Pair:
    Py_UCS4 letter
    Py_UCS4 mark
    Py_UCS4 composed


cdef inline bint is_plain_character(uint32_t c) noexcept nogil:
    return (
        (c < 0x300) & (c != 0x09) & (c != 0xA0) & (c != 0xAD)
        & ((c & ~<uint32_t>0x20) != 0xD0) & (c != 0x189) & (c != 0x256)  # like Đ and đ
        | (c - 0x1E00 < 0x100)
        | (c - 0x2010 < 0x18)
    )


cdef class Composer:
    cdef Pair pairs[PAIRS]
    cdef object compose_run

    cdef Pair* pair(self, Py_UCS4 letter, Py_UCS4 mark) noexcept
    cdef Py_ssize_t compose_here(
        self, Py_UCS4* data, Py_ssize_t length, uint32_t** places
    ) except -2
