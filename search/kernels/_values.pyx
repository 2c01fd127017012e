# cython: language_level=3, boundscheck=False, wraparound=False
"""Which values articles carry, natively: see `reference.count_values` and `reference.carriers`."""

import numpy as np

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t
from libc.stdlib cimport calloc, free

cdef enum:
    TABLES = 4  # that are counted in, in turns: a value is often that of the article before, too


def count_values(articles, starts, numbers, Py_ssize_t several):
    """How many of some articles carry each of several values (see `reference.count_values`)."""
    if starts is None:
        return count_single(articles, numbers, several)
    cdef const uint32_t[::1] among = articles
    cdef const int32_t[::1] first_of = starts, number_of = numbers
    counts = np.zeros(several, np.int64)
    cdef int64_t[::1] count_of = counts
    cdef uint32_t last = <uint32_t>(first_of.shape[0] - 1)
    cdef Py_ssize_t carried = number_of.shape[0], i
    cdef int32_t at
    cdef bint is_wrong = False
    with nogil:
        for i in range(among.shape[0]):
            if among[i] >= last or first_of[among[i]] < 0 or first_of[among[i] + 1] > carried:
                is_wrong = True
                break
            for at in range(first_of[among[i]], first_of[among[i] + 1]):
                if not 0 <= number_of[at] < several:
                    is_wrong = True
                    break
                count_of[number_of[at]] += 1
    if is_wrong:
        raise IndexError("an article or a value that is not there")
    return counts


cdef object count_single(articles, numbers, Py_ssize_t several):
    """`count_values` where articles carry one value at most."""
    cdef const uint32_t[::1] among = articles
    cdef const int32_t[::1] number_of = numbers
    counts = np.zeros(several, np.int64)
    cdef int64_t[::1] count_of = counts
    cdef uint32_t size = <uint32_t>number_of.shape[0]
    cdef uint32_t* tables
    cdef int32_t number
    cdef Py_ssize_t i, table
    cdef bint is_wrong = False
    # The first of each table is for the articles without a value.
    tables = <uint32_t*>calloc(TABLES * (several + 1), sizeof(uint32_t))
    if not tables:
        raise MemoryError
    with nogil:
        for i in range(among.shape[0]):
            if among[i] >= size:
                is_wrong = True
                break
            number = number_of[among[i]]
            if not -1 <= number < several:
                is_wrong = True
                break
            tables[(i % TABLES) * (several + 1) + number + 1] += 1
        for table in range(TABLES):
            for i in range(several):
                count_of[i] += tables[table * (several + 1) + i + 1]
    free(tables)
    if is_wrong:
        raise IndexError("an article or a value that is not there")
    return counts


def carriers(starts, numbers, wanted):
    """Which articles carry one of the wanted values (see `reference.carriers`)."""
    if starts is None:
        return single_carriers(numbers, wanted)
    cdef const int32_t[::1] first_of = starts, number_of = numbers
    cdef const uint8_t[::1] is_wanted = wanted.view(np.uint8)
    flags = np.zeros(first_of.shape[0] - 1, np.bool_)
    cdef uint8_t[::1] flag_of = flags.view(np.uint8)
    cdef Py_ssize_t article
    cdef int32_t at
    cdef uint8_t found
    cdef bint is_wrong = False
    with nogil:
        for article in range(flag_of.shape[0]):
            found = 0
            if first_of[article] < 0 or first_of[article + 1] > number_of.shape[0]:
                is_wrong = True
                break
            for at in range(first_of[article], first_of[article + 1]):
                if not 0 <= number_of[at] < is_wanted.shape[0]:
                    is_wrong = True
                    break
                found |= is_wanted[number_of[at]]
            flag_of[article] = found
    if is_wrong:
        raise IndexError("a value that is not there")
    return flags


cdef object single_carriers(numbers, wanted):
    """`carriers` where articles carry one value at most."""
    cdef const int32_t[::1] number_of = numbers
    cdef const uint8_t[::1] is_wanted = np.append(np.False_, wanted).view(np.uint8)
    flags = np.empty(number_of.shape[0], np.bool_)
    cdef uint8_t[::1] flag_of = flags.view(np.uint8)
    cdef Py_ssize_t article
    cdef uint32_t place, several = <uint32_t>is_wanted.shape[0]
    cdef bint is_wrong = False
    with nogil:
        for article in range(flag_of.shape[0]):
            place = <uint32_t>number_of[article] + 1  # 0 without a value
            if place >= several:
                is_wrong = True
                break
            flag_of[article] = is_wanted[place]
    if is_wrong:
        raise IndexError("a value that is not there")
    return flags
