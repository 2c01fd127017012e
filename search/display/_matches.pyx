# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The matches in a text, natively: none becomes an object before somebody asks for it."""

from cpython.mem cimport PyMem_Free, PyMem_Realloc
from cpython.object cimport PyObject
from cpython.ref cimport Py_DECREF, Py_INCREF
from cpython.tuple cimport PyTuple_SET_ITEM

from search.display.spans import Match

cdef extern from "Python.h":
    ctypedef struct PyTypeObject:
        object (*tp_alloc)(PyTypeObject*, Py_ssize_t)

    void PyObject_GC_UnTrack(PyObject*)


cdef void* resized(void* items, size_t size) except NULL:
    items = PyMem_Realloc(items, size)
    if not items:
        raise MemoryError
    return items


cdef class Matches:
    """Matches in order, each of which becomes a `Match` when it is asked for."""

    def __init__(self, matches=()):
        for start, end, key, is_paired in matches:
            self.add(start, end, key, is_paired)

    def __dealloc__(self):
        cdef Py_ssize_t i
        for i in range(self.count):
            Py_DECREF(<object>self.items[i].key)
        PyMem_Free(self.items)

    def __len__(self):
        return self.count

    def __iter__(self):
        cdef Py_ssize_t i
        for i in range(self.count):
            yield self.match(i)

    cdef int add(self, Py_ssize_t start, Py_ssize_t end, object key, bint is_paired) except -1:
        if self.count == self.room:
            self.room = 2 * self.room + 8
            self.items = <Matched*>resized(self.items, self.room * sizeof(Matched))
        Py_INCREF(key)
        self.items[self.count] = Matched(
            start=start, end=end, key=<PyObject*>key, is_paired=is_paired
        )
        self.count += 1
        return 0

    cdef object match(self, Py_ssize_t at):
        """A match, which is a tuple: `tuple.__new__` would build another one first."""
        cdef const Matched* one = &self.items[at]
        cdef PyTypeObject* kind = <PyTypeObject*>Match
        cdef tuple made = <tuple>kind.tp_alloc(kind, 4)
        cdef tuple values = (one.start, one.end, <object>one.key, True if one.is_paired else False)
        cdef Py_ssize_t i
        for i in range(4):
            Py_INCREF(values[i])
            PyTuple_SET_ITEM(made, i, values[i])
        PyObject_GC_UnTrack(<PyObject*>made)  # it holds nothing that could hold it
        return made
