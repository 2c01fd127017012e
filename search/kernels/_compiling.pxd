# cython: language_level=3
"""A query tree of tuples as nodes, for the evaluation of one segment."""

from libc.stdint cimport uint8_t, uint32_t

from index.storage.postings._dense cimport DenseLists
from search.kernels._nodes cimport Leaf, Node, Tree


cdef double SHORTEST  # the saturation of an article without any term


cdef class Compiled:
    cdef Tree tree
    cdef uint32_t articles
    cdef object owner
    cdef object weighed  # the saturations of the list that was weighed last, and where they lie
    cdef const double* saturations
    cdef const uint8_t* sized

    cdef int add(self, object tree, bint scored) except -1
    cdef Leaf* new_leaf(self, Node* node) except NULL
    cdef int add_list(self, Node* node, object tree) except -1
    cdef int add_dense(self, Leaf* leaf, bytes term, DenseLists dense) except -1
    cdef int add_array(self, Node* node, object tree) except -1
    cdef int weigh(self, Leaf* leaf, double weight, saturations) except -1
    cdef int add_steps(self, Node* node, object slop) except -1
    cdef int order_steps(self, Node* node) noexcept
    cdef int order(self, Node* node) except -1
    cdef int order_any(self, Node* node) except -1
    cdef uint32_t length(self, int number) noexcept
    cdef uint32_t cost(self, int number) noexcept
    cdef size_t placed(self) noexcept
    cdef uint32_t* place(self, uint32_t* tables, uint32_t* nowhere) noexcept
    cdef bint is_bag(self) noexcept
    cdef bint is_joined(self) noexcept nogil
    cdef double bound(self) noexcept nogil


cdef int find_bounds(Leaf* leaf) except -1
cdef bint rises(const uint32_t[::1] articles, uint32_t most) noexcept
cdef const uint8_t* flags_of(flags, uint32_t articles) except? NULL
