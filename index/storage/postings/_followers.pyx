# cython: language_level=3, boundscheck=False, cdivision=True
"""Bigrams read natively where they lie, and vocabularies merged: see `reference.followers`."""

import numpy as np

from cpython.bytes cimport PyBytes_AS_STRING
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcmp, memcpy

from index.storage.postings._blocks cimport number_at
from index.storage.postings._checking cimport CheckedColumn

cdef uint8_t NEWLINE = 10
cdef str DAMAGED = "a column of bigrams is damaged"


cdef class Followers(CheckedColumn):
    """What follows each term of one segment, and how often; any thread may read it."""

    cdef const uint8_t* starts
    cdef const uint8_t* seconds
    cdef const uint8_t* times
    cdef readonly uint32_t terms
    cdef uint32_t count

    def __init__(self, column, uint64_t begin, uint32_t terms, uint32_t count):
        """The rows of `terms` terms begin at `begin` of a column, then come `count` bigrams."""
        cdef uint32_t row, before = 0, start
        self.hold(column, DAMAGED)
        if begin + 4 * (<uint64_t>terms + 1 + 2 * <uint64_t>count) > self.checks.size:
            raise ValueError(DAMAGED)
        self.terms, self.count = terms, count
        self.starts = self.base + begin
        self.seconds = self.starts + 4 * (<uint64_t>terms + 1)
        self.times = self.seconds + 4 * <uint64_t>count
        self.check(self.starts, self.seconds)
        for row in range(terms + 1):
            start = number_at(self.starts, row)
            if start < before or (row == 0 and start != 0):
                raise ValueError(DAMAGED)
            before = start
        if before != count:
            raise ValueError(DAMAGED)

    cdef int find_row(self, uint32_t term, uint32_t* begin, uint32_t* end) except -1:
        """Where the row of a term lies, which is checked."""
        begin[0] = number_at(self.starts, term)
        end[0] = number_at(self.starts, term + 1)
        self.check(self.seconds + 4 * <uint64_t>begin[0], self.seconds + 4 * <uint64_t>end[0])
        return self.check(self.times + 4 * <uint64_t>begin[0], self.times + 4 * <uint64_t>end[0])


def count_pairs(list parts, list numbers, tuple first, tuple second,
                int64_t[:, ::1] counts not None):
    """Add up how often terms follow others (see `reference.followers`)."""
    cdef const int32_t[::1] firsts = first[0], seconds = second[0]
    cdef const int64_t[::1] rows = first[1], columns = second[1]
    cdef const int32_t[::1] own
    cdef int32_t[::1] wanted = np.empty(seconds.shape[0], np.int32)
    cdef int64_t[::1] places = np.empty(seconds.shape[0], np.int64)
    cdef Followers part
    cdef Py_ssize_t i, k, many
    cdef int64_t at
    cdef uint32_t begin, end
    check_places(firsts.shape[0], rows, counts.shape[0])
    check_places(seconds.shape[0], columns, counts.shape[1])
    for i in range(len(parts)):
        part, own = parts[i], numbers[i]
        if own.shape[0] != part.terms:
            raise ValueError("each term of a segment has a number")
        many = 0
        for k in range(seconds.shape[0]):
            at = place_of(own, seconds[k])
            if at >= 0:
                wanted[many] = <int32_t>at
                places[many] = columns[k]
                many += 1
        if not many:
            continue
        for k in range(firsts.shape[0]):
            at = place_of(own, firsts[k])
            if at < 0:
                continue
            part.find_row(<uint32_t>at, &begin, &end)
            if end > begin and not add_row(
                part, begin, end, &wanted[0], &places[0], many, &counts[rows[k], 0]
            ):
                raise ValueError(DAMAGED)


cdef int check_places(Py_ssize_t wanted, const int64_t[::1] places, Py_ssize_t most) except -1:
    cdef Py_ssize_t k
    if places.shape[0] != wanted:
        raise ValueError("each term has a place")
    for k in range(wanted):
        if not 0 <= places[k] < most:
            raise ValueError("a place is outside of the counts")
    return 0


cdef bint add_row(Followers part, uint32_t begin, uint32_t end, const int32_t* wanted,
                  const int64_t* places, Py_ssize_t many, int64_t* counts) noexcept nogil:
    """Add how often the `wanted` terms, which rise, are in a row; False where it is damaged."""
    cdef const uint8_t* seconds = part.seconds
    cdef uint32_t second, step, low, high, middle
    cdef Py_ssize_t k = 0
    if number_at(seconds, end - 1) >= part.terms:
        return False
    while k < many and begin < end:
        second = number_at(seconds, begin)
        if second < <uint32_t>wanted[k]:  # gallop to the first that is not before it
            step = 1
            low = begin
            while low + step < end and number_at(seconds, low + step) < <uint32_t>wanted[k]:
                low += step
                step *= 2
            high = min(low + step, end)
            while high - low > 1:
                middle = low + (high - low) // 2
                if number_at(seconds, middle) < <uint32_t>wanted[k]:
                    low = middle
                else:
                    high = middle
            begin = high
        elif second > <uint32_t>wanted[k]:
            k += 1
        else:
            counts[places[k]] += number_at(part.times, begin)
            k += 1
            # One term may be wanted for several columns, and stands in a row once.
            if k == many or <uint32_t>wanted[k] != second:
                begin += 1
    return True


def add_followers(list parts, list numbers, int32_t term, int64_t[::1] counts not None):
    """Add how often each term follows one (see `reference.followers`)."""
    cdef const int32_t[::1] own
    cdef Followers part
    cdef Py_ssize_t i
    cdef int64_t at
    cdef uint32_t begin, end, k, second
    for i in range(len(parts)):
        part, own = parts[i], numbers[i]
        if own.shape[0] != part.terms:
            raise ValueError("each term of a segment has a number")
        at = place_of(own, term)
        if at < 0:
            continue
        part.find_row(<uint32_t>at, &begin, &end)
        for k in range(begin, end):
            second = number_at(part.seconds, k)
            if second >= part.terms or <uint32_t>own[second] >= counts.shape[0]:
                raise ValueError(DAMAGED)
            counts[own[second]] += number_at(part.times, k)


def merged_terms(one not None, one_starts not None, other not None, other_starts not None):
    """Two vocabularies as one (see `reference.followers`)."""
    cdef Lines left = Lines(one, one_starts), right = Lines(other, other_starts)
    cdef uint32_t i = 0, j = 0, k = 0, size
    cdef uint64_t end = 0
    cdef int order
    left.check()
    right.check()
    if left.size + right.size + 1 > 0xFFFFFFFF:
        raise ValueError("the terms of a language take too much memory")
    cdef uint8_t[::1] text = np.empty(left.size + right.size + 2, np.uint8)
    cdef uint32_t[::1] starts = np.empty(left.count + right.count + 1, np.uint32)
    cdef int32_t[::1] left_numbers = np.empty(left.count, np.int32)
    cdef int32_t[::1] right_numbers = np.empty(right.count, np.int32)
    while i < left.count or j < right.count:
        if j == right.count:
            order = -1
        elif i == left.count:
            order = 1
        else:
            order = compared(left.at(i), left.size_of(i), right.at(j), right.size_of(j))
        starts[k] = <uint32_t>end
        if order <= 0:
            size = left.size_of(i)
            memcpy(&text[end], left.at(i), size)
            left_numbers[i] = k
            i += 1
            if not order:
                right_numbers[j] = k
                j += 1
        else:
            size = right.size_of(j)
            memcpy(&text[end], right.at(j), size)
            right_numbers[j] = k
            j += 1
        end += size
        text[end] = NEWLINE
        end += 1
        k += 1
    starts[k] = <uint32_t>end
    return (
        np.asarray(text)[: max(<int64_t>end - 1, 0)].copy(),
        np.asarray(starts)[: k + 1].copy(),
        np.asarray(left_numbers),
        np.asarray(right_numbers),
    )


def term_number(text not None, starts not None, bytes wanted not None):
    """The number of a term in a vocabulary; -1 if it is not there."""
    cdef Lines lines = Lines(text, starts)
    cdef const uint8_t* sought = <const uint8_t*>PyBytes_AS_STRING(wanted)
    cdef uint32_t low = 0, high = lines.count, middle, length = len(wanted)
    while low < high:
        middle = low + (high - low) // 2
        if not lines.holds(middle):
            raise ValueError("a vocabulary is damaged")
        if compared(lines.at(middle), lines.size_of(middle), sought, length) < 0:
            low = middle + 1
        else:
            high = middle
    if low == lines.count or not lines.holds(low):
        return -1
    return -1 if compared(lines.at(low), lines.size_of(low), sought, length) else <int64_t>low


cdef class Lines:
    """The lines of a text, and where each begins."""

    cdef object _text
    cdef object _starts
    cdef const uint8_t* data
    cdef const uint32_t* begins
    cdef uint64_t size
    cdef uint32_t count

    def __init__(self, text, starts):
        cdef const uint8_t[::1] bytes_of = text
        cdef const uint32_t[::1] begins = starts
        self._text, self._starts = bytes_of, begins
        self.size = bytes_of.shape[0]
        if not 1 <= begins.shape[0] <= 0x7FFFFFFF:
            raise ValueError("a vocabulary is damaged")
        self.count = <uint32_t>(begins.shape[0] - 1)
        self.data = &bytes_of[0] if self.size else NULL
        self.begins = &begins[0]

    cdef inline const uint8_t* at(self, uint32_t line) noexcept nogil:
        return self.data + self.begins[line]

    cdef inline uint32_t size_of(self, uint32_t line) noexcept nogil:
        return self.begins[line + 1] - self.begins[line] - 1

    cdef inline bint holds(self, uint32_t line) noexcept nogil:
        """Whether a line lies in the text."""
        return self.begins[line] < self.begins[line + 1] <= self.size + 1

    cdef int check(self) except -1:
        cdef uint32_t line
        for line in range(self.count):
            if not self.holds(line):
                raise ValueError("a vocabulary is damaged")
        return 0


cdef inline int compared(const uint8_t* one, uint32_t size, const uint8_t* other,
                         uint32_t other_size) noexcept nogil:
    cdef int order = memcmp(one, other, min(size, other_size)) if size and other_size else 0
    return order if order else (size > other_size) - (size < other_size)


cdef inline int64_t place_of(const int32_t[::1] numbers, int32_t wanted) noexcept nogil:
    """The place of a number among some that rise; -1 if it is not there."""
    cdef Py_ssize_t low = 0, high = numbers.shape[0], middle
    while low < high:
        middle = (low + high) // 2
        if numbers[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low if low < numbers.shape[0] and numbers[low] == wanted else -1
