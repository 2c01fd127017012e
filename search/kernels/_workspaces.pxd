# cython: language_level=3
"""Memory that one evaluation after the other uses: to get it anew costs more than a query."""

from libc.stdint cimport uint8_t


cdef class Workspace:
    cdef uint8_t* data
    cdef size_t size

    cdef int grow(self, size_t size) except -1


cdef Workspace workspace(size_t size)
cdef void give_back(Workspace space)
