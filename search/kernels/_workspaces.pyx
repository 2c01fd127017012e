# cython: language_level=3
"""Memory that one evaluation after the other uses: to get it anew costs more than a query."""

from libc.stdint cimport uint8_t
from libc.stdlib cimport free, malloc

cdef enum:
    MOST_SPARE = 1 << 20  # bytes that are kept

cdef list spare_workspaces = []


cdef class Workspace:
    """Some bytes."""

    def __dealloc__(self):
        free(self.data)

    cdef int grow(self, size_t size) except -1:
        if size > self.size:
            free(self.data)
            self.size = 0
            self.data = <uint8_t*>malloc(size)
            if not self.data:
                raise MemoryError
            self.size = size
        return 0


cdef Workspace workspace(size_t size):
    """One of at least so many bytes that nobody uses."""
    cdef Workspace space = spare_workspaces.pop() if spare_workspaces else Workspace()
    space.grow(size)
    return space


cdef void give_back(Workspace space):
    """Keep a workspace for the next evaluation."""
    if space.size <= MOST_SPARE:
        spare_workspaces.append(space)
