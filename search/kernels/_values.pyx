# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Which values articles carry, natively: see the functions of these names in `reference`."""

import numpy as np

from libc.stdint cimport int8_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc

cdef enum:
    TABLES = 4  # that are counted in, in turns: a value is often that of the article before, too
    AT_ONCE = 16  # counts that are looked at together: most are low
    PLACE_BITS = 31  # of a value among all, beside its count


ctypedef fused Number:
    uint8_t
    uint16_t
    uint32_t


cdef struct Counted:
    uint64_t key  # how many of some articles carry a value, and behind that how many of all do
    int64_t number


cdef struct Foremost:
    # The values that most articles carry so far: a heap, whose root is the last of them.
    Counted* heap
    Py_ssize_t kept, most
    uint32_t lowest  # what fewer of some articles carry is none of them


def count_values(articles, starts, numbers, Py_ssize_t several):
    """How many of some articles carry each of several values (see `reference.count_values`)."""
    if starts is None:
        return count_single(articles, numbers, several)
    return count_several(articles, starts, numbers, several)


def count_several(const uint32_t[::1] articles, const int32_t[::1] starts,
                  const Number[::1] numbers, Py_ssize_t several):
    """`count_values` where articles may carry more than one value."""
    counts = np.zeros(several, np.int64)
    cdef int64_t[::1] count_of = counts
    cdef uint32_t last = <uint32_t>(starts.shape[0] - 1)
    cdef Py_ssize_t i
    cdef int32_t at
    cdef bint is_wrong = False
    with nogil:
        for i in range(articles.shape[0]):
            if (articles[i] >= last or starts[articles[i]] < 0
                    or starts[articles[i] + 1] > numbers.shape[0]):
                is_wrong = True
                break
            for at in range(starts[articles[i]], starts[articles[i] + 1]):
                if not 0 < numbers[at] <= <size_t>several:
                    is_wrong = True
                    break
                count_of[numbers[at] - 1] += 1
    if is_wrong:
        raise IndexError("an article or a value that is not there")
    return counts


def count_single(const uint32_t[::1] articles, const Number[::1] numbers, Py_ssize_t several):
    """`count_values` where articles carry one value at most."""
    counts = np.zeros(several, np.int64)
    cdef int64_t[::1] count_of = counts
    cdef size_t size = numbers.shape[0], row = several + 1
    cdef uint32_t* tables
    cdef Py_ssize_t i, table
    cdef bint is_wrong = False
    # The first of each table is for the articles without a value.
    tables = <uint32_t*>calloc(TABLES * row, sizeof(uint32_t))
    if not tables:
        raise MemoryError
    with nogil:
        for i in range(articles.shape[0]):
            if articles[i] >= size or numbers[articles[i]] >= row:
                is_wrong = True
                break
            tables[(i % TABLES) * row + numbers[articles[i]]] += 1
        for table in range(TABLES):
            for i in range(several):
                count_of[i] += tables[table * row + i + 1]
    free(tables)
    if is_wrong:
        raise IndexError("an article or a value that is not there")
    return counts


def most_first(const int64_t[::1] counts, const int64_t[::1] places, list spelled not None):
    """The values that are carried, those of most articles first (see `reference.most_first`)."""
    cdef Py_ssize_t several = counts.shape[0], spellings = len(spelled), found = 0, i
    cdef int64_t place
    if several != places.shape[0]:
        raise ValueError("each value has its count and a place")
    # Count and place as one: to sort values takes a tenth of what sorting places does.
    keys = np.empty(several, np.int64)
    cdef int64_t[::1] key_of = keys
    for i in range(several):
        if counts[i]:
            key_of[found] = places[i] - (counts[i] << PLACE_BITS)
            found += 1
    keys[:found].sort()
    cdef list values = [None] * found
    for i in range(found):
        place = key_of[i] & ((<int64_t>1 << PLACE_BITS) - 1)
        if place >= spellings:
            raise IndexError("a place that is not there")
        values[i] = (spelled[place], -(key_of[i] >> PLACE_BITS))
    return values


def periods_of(const int64_t[::1] moments, const int64_t[::1] begins):
    """The period of each of some moments (see `reference.periods_of`)."""
    periods = np.zeros(moments.shape[0], np.uint16)
    cdef uint16_t[::1] period_of = periods
    cdef Py_ssize_t last = begins.shape[0] - 1, i, at
    cdef double first, per_second
    if last < 1:
        return periods
    # Periods are about as long as each other: the one of a moment is near where it would then be.
    first, per_second = begins[0], last / <double>(begins[last] - begins[0])
    with nogil:
        for i in range(moments.shape[0]):
            if not begins[0] <= moments[i] < begins[last]:
                continue
            at = min(<Py_ssize_t>((moments[i] - first) * per_second), last - 1)
            while moments[i] < begins[at]:
                at -= 1
            while moments[i] >= begins[at + 1]:
                at += 1
            period_of[i] = <uint16_t>(at + 1)
    return periods


def carriers(starts, numbers, wanted):
    """Which articles carry one of the wanted values (see `reference.carriers`)."""
    is_wanted = np.append(np.False_, wanted).view(np.uint8)
    if starts is None:
        return single_carriers(numbers, is_wanted)
    return several_carriers(starts, numbers, is_wanted)


def several_carriers(const int32_t[::1] starts, const Number[::1] numbers,
                     const uint8_t[::1] is_wanted):
    """`carriers` where articles may carry more than one value."""
    flags = np.zeros(starts.shape[0] - 1, np.bool_)
    cdef uint8_t[::1] flag_of = flags.view(np.uint8)
    cdef size_t several = is_wanted.shape[0]
    cdef Py_ssize_t article
    cdef int32_t at
    cdef uint8_t found
    cdef bint is_wrong = False
    with nogil:
        for article in range(flag_of.shape[0]):
            found = 0
            if starts[article] < 0 or starts[article + 1] > numbers.shape[0]:
                is_wrong = True
                break
            for at in range(starts[article], starts[article + 1]):
                if not 0 < numbers[at] < several:
                    is_wrong = True
                    break
                found |= is_wanted[numbers[at]]
            flag_of[article] = found
    if is_wrong:
        raise IndexError("a value that is not there")
    return flags


def single_carriers(const Number[::1] numbers, const uint8_t[::1] is_wanted):
    """`carriers` where articles carry one value at most."""
    flags = np.empty(numbers.shape[0], np.bool_)
    cdef uint8_t[::1] flag_of = flags.view(np.uint8)
    cdef size_t several = is_wanted.shape[0]
    cdef Py_ssize_t article
    cdef bint is_wrong = False
    with nogil:
        for article in range(flag_of.shape[0]):
            if numbers[article] >= several:
                is_wrong = True
                break
            flag_of[article] = is_wanted[numbers[article]]
    if is_wrong:
        raise IndexError("a value that is not there")
    return flags


def foremost(counts, every, types, int8_t type, Py_ssize_t most, *, promising=None):
    """The values of a type that most articles carry (see `reference.foremost`)."""
    cdef const uint32_t[::1] count_of = counts
    cdef const int32_t[::1] every_of = every
    cdef const int8_t[::1] type_of = types
    cdef const int64_t[::1] early = np.empty(0, np.int64)
    cdef uint32_t others = 0xFFFFFFFF
    cdef Py_ssize_t several = count_of.shape[0], i = 0, at = 0
    cdef Foremost best
    if not several == every_of.shape[0] == type_of.shape[0]:
        raise ValueError("each value has its counts and a type")
    if promising is not None:
        early, others = promising
        if early.shape[0] and not (early[0] >= 0 and promising[0].max() < several):
            raise IndexError("a value that is not there")
    best.kept, best.most, best.lowest = 0, max(0, most), 1
    best.heap = <Counted*>malloc(max(1, most) * sizeof(Counted))
    if not best.heap:
        raise MemoryError
    with nogil:
        for at in range(early.shape[0]):
            put(&best, count_of[early[at]], every_of[early[at]], early[at])
        at = 0
        while i < several and others >= best.lowest:
            if i % AT_ONCE == 0 and i + AT_ONCE <= several and are_below(&count_of[i], best.lowest):
                i += AT_ONCE
                continue
            if count_of[i] >= best.lowest and type_of[i] == type:
                while at < early.shape[0] and early[at] < i:
                    at += 1
                if at == early.shape[0] or early[at] != i:
                    put(&best, count_of[i], every_of[i], i)
            i += 1
    found = np.array([best.heap[i].number for i in range(best.kept)], np.int64)
    free(best.heap)
    found.sort()
    return found


cdef inline bint are_below(const uint32_t* counts, uint32_t lowest) noexcept nogil:
    """Whether some counts are all below another; all have 31 bits."""
    cdef uint32_t highest_bits = <uint32_t>1 << 31
    cdef int i
    for i in range(AT_ONCE):
        highest_bits &= counts[i] - lowest
    return highest_bits != 0


cdef inline void put(Foremost* best, uint32_t count, int32_t every, int64_t number) noexcept nogil:
    """Put a value among the foremost, if it belongs there."""
    cdef Counted one
    if count < best.lowest or not best.most:
        return
    one.key, one.number = <uint64_t>count << 32 | <uint32_t>every, number
    if best.kept < best.most:
        sift_up(best.heap, best.kept, one)
        best.kept += 1
    elif is_behind(best.heap[0], one):
        sift_down(best.heap, best.kept, one)
    if best.kept == best.most:
        best.lowest = <uint32_t>(best.heap[0].key >> 32)


cdef inline bint is_behind(Counted one, Counted other) noexcept nogil:
    """Whether fewer articles carry one; of two values of as many, the later one is behind."""
    return one.key < other.key or (one.key == other.key and one.number > other.number)


cdef inline void sift_up(Counted* heap, Py_ssize_t at, Counted one) noexcept nogil:
    """Put one into a heap, behind all at first: the last of all is the root."""
    cdef Py_ssize_t above
    while at:
        above = (at - 1) // 2
        if not is_behind(one, heap[above]):
            break
        heap[at] = heap[above]
        at = above
    heap[at] = one


cdef inline void sift_down(Counted* heap, Py_ssize_t kept, Counted one) noexcept nogil:
    """Put one in the place of the root."""
    cdef Py_ssize_t at = 0, below = 1
    while below < kept:
        if below + 1 < kept and is_behind(heap[below + 1], heap[below]):
            below += 1
        if not is_behind(heap[below], one):
            break
        heap[at] = heap[below]
        at, below = below, 2 * below + 1
    heap[at] = one
