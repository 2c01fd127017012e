# cython: language_level=3, boundscheck=False, cdivision=True
"""How much profiles have in common, natively: see `reference.likeness`.

The words of the others are in a table, so that each word of a profile is looked up once.
"""

import numpy as np

from libc.stdint cimport uint32_t


def likeness(profiles, others):
    """What each of some profiles has in common with each of others (see `reference.likeness`)."""
    cdef const uint32_t[:, ::1] rows = np.ascontiguousarray(profiles, np.uint32)
    cdef const uint32_t[:, ::1] columns = np.ascontiguousarray(others, np.uint32)
    if rows.shape[1] != columns.shape[1]:
        raise ValueError("profiles have the same number of words")
    cdef Py_ssize_t count = columns.shape[0], i, k, at
    cdef uint32_t bits = max(4, (2 * columns.shape[0] * columns.shape[1]).bit_length())
    found = np.zeros((rows.shape[0], columns.shape[0]))
    cdef double[:, ::1] alike = found
    # A row for each word that the others have; 0 is for none.
    places = np.zeros(1 << bits, np.uint32)
    words = np.zeros(columns.shape[0] * columns.shape[1] + 1, np.uint32)
    each = np.zeros((columns.shape[0] * columns.shape[1] + 1, columns.shape[0]))
    cdef uint32_t[::1] place_of = places, word_of = words
    cdef double[:, ::1] weights = each
    cdef uint32_t slot, last = 0
    with nogil:
        for k in range(count):
            for i in range(columns.shape[1]):
                if columns[k, i]:
                    slot = slot_of(columns[k, i] >> 8, place_of, word_of, bits)
                    if not place_of[slot]:
                        last += 1
                        place_of[slot] = last
                        word_of[last] = columns[k, i] >> 8
                    weights[place_of[slot], k] = columns[k, i] & 0xFF
        for i in range(rows.shape[0]):
            for at in range(rows.shape[1]):
                if rows[i, at]:
                    slot = slot_of(rows[i, at] >> 8, place_of, word_of, bits)
                    if place_of[slot]:
                        for k in range(count):
                            alike[i, k] += (rows[i, at] & 0xFF) * weights[place_of[slot], k]
    return found


cdef inline uint32_t slot_of(uint32_t word, uint32_t[::1] place_of, uint32_t[::1] word_of,
                             uint32_t bits) noexcept nogil:
    """Where a word stands in the table, or is to stand."""
    cdef uint32_t slot = (word * <uint32_t>2654435769) >> (32 - bits)
    while place_of[slot] and word_of[place_of[slot]] != word:
        slot = (slot + 1) & ((<uint32_t>1 << bits) - 1)
    return slot
