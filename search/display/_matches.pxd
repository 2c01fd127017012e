# cython: language_level=3
"""Matches, for native code that goes on with them."""

from cpython.object cimport PyObject

cdef struct Matched:
    Py_ssize_t start
    Py_ssize_t end
    PyObject* key  # a str; the matches own a reference
    bint is_paired

cdef void* resized(void* items, size_t size) except NULL

cdef class Matches:
    cdef Matched* items
    cdef Py_ssize_t count, room

    cdef int add(self, Py_ssize_t start, Py_ssize_t end, object key, bint is_paired) except -1
    cdef object match(self, Py_ssize_t at)
