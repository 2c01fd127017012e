# cython: language_level=3
"""Tuples of a class of their own, such as a NamedTuple, made without a call of Python."""

from cpython.object cimport PyObject
from cpython.ref cimport Py_INCREF
from cpython.tuple cimport PyTuple_SET_ITEM

cdef extern from "Python.h":
    ctypedef struct PyTypeObject:
        object (*tp_alloc)(PyTypeObject*, Py_ssize_t)

    void PyObject_GC_UnTrack(PyObject*)


cdef inline object new_of_five(
    type kind, object first, object second, object third, object fourth, object fifth
):
    """A tuple of five values that hold no tuple; `tuple.__new__` would build another one first."""
    cdef tuple made = <tuple>(<PyTypeObject*>kind).tp_alloc(<PyTypeObject*>kind, 5)
    Py_INCREF(first)
    PyTuple_SET_ITEM(made, 0, first)
    Py_INCREF(second)
    PyTuple_SET_ITEM(made, 1, second)
    Py_INCREF(third)
    PyTuple_SET_ITEM(made, 2, third)
    Py_INCREF(fourth)
    PyTuple_SET_ITEM(made, 3, fourth)
    Py_INCREF(fifth)
    PyTuple_SET_ITEM(made, 4, fifth)
    PyObject_GC_UnTrack(<PyObject*>made)  # it holds nothing that could hold it
    return made
