# cython: language_level=3, boundscheck=False, cdivision=True
"""Bigrams counted natively: see `reference.bigrams`."""

import numpy as np

from cpython.bytes cimport PyBytes_FromStringAndSize
from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, qsort
from libc.string cimport memmove, memset

from index.storage.postings._blocks cimport BLOCK
from index.storage.postings._encoding cimport Buffer, numbers, release, reserve
from index.storage.postings._reading cimport (
    blocks_of, codes_fit, decode_positions, InvertedIndex, positions_of, read_block, read_codes,
    skips_rise, Term, Walker,
)

from index.storage.postings.layout import Bigrams


def count_bigrams(InvertedIndex index not None, uint32_t least, asked=None):
    """Count which terms follow which (see `reference.bigrams`)."""
    if asked is None:
        asked = np.ones(index.articles, np.bool_)
    if len(asked) < index.articles:
        raise ValueError("there is no flag for each article")
    cdef Counter counter = Counter(index, asked)
    index.check_all()
    counter.measure()
    counter.scatter()
    return counter.count(least)


cdef int rising(const void* a, const void* b) noexcept nogil:
    cdef uint32_t first = (<uint32_t*>a)[0], second = (<uint32_t*>b)[0]
    return (first > second) - (first < second)


cdef object array_of(Buffer* buffer):
    return np.frombuffer(
        PyBytes_FromStringAndSize(<char*>buffer.data, buffer.size), np.uint32
    )


cdef class Counter:
    cdef InvertedIndex index
    cdef list texts
    cdef uint64_t* begins  # where each article begins in the stream
    # For each place twice the term's number, plus one after a break; all bits where nothing stands.
    cdef uint32_t* stream
    cdef uint32_t articles[BLOCK]
    cdef uint32_t frequencies[BLOCK]
    cdef Buffer packed  # positions of one block
    cdef const uint8_t[::1] asked  # whether each article counts

    def __cinit__(self, InvertedIndex index, asked):
        self.index = index
        self.asked = np.ascontiguousarray(asked, np.bool_).view(np.uint8)
        self.begins = <uint64_t*>calloc(<size_t>index.articles + 1, sizeof(uint64_t))
        if not self.begins:
            raise MemoryError

    def __dealloc__(self):
        free(self.begins)
        free(self.stream)
        release(&self.packed)

    cdef int read(self, const Term* term, uint32_t block) except -1:
        """Read a block of a term; returns how many articles it has that count."""
        cdef uint64_t total = 0
        cdef const uint8_t* begin
        cdef uint32_t* at
        cdef uint32_t* kept
        cdef int i, several = 0, count = read_block(
            term, block, self.index.articles, self.articles, self.frequencies
        )
        if count < 0:
            raise ValueError("a posting list is damaged")
        for i in range(count):
            total += self.frequencies[i]
            several += self.asked[self.articles[i]] != 0
        if not several:
            return 0
        several = 0
        begin = positions_of(term, block)
        if begin == NULL or not codes_fit(begin, term.positions_end, total):
            raise ValueError("the positions of a term are damaged")
        self.packed.size = 0
        reserve(&self.packed, 4 * (total + BLOCK))
        if read_codes(begin, term.positions_end, total, numbers(&self.packed)) < 0:
            raise ValueError("the positions of a term are damaged")
        at = kept = numbers(&self.packed)
        for i in range(count):
            if self.asked[self.articles[i]]:
                if several != i:
                    memmove(kept, at, 4 * <size_t>self.frequencies[i])
                    self.articles[several] = self.articles[i]
                decode_positions(kept, self.frequencies[i])
                kept += self.frequencies[i]
                at += self.frequencies[i]
                self.frequencies[several] = self.frequencies[i]
                several += 1
            else:
                at += self.frequencies[i]
        return several

    cdef int measure(self) except -1:
        """Find the terms, and where each article begins: behind the last place of the others."""
        cdef Walker walker
        cdef uint64_t begin = 0, size
        cdef uint32_t article, block
        cdef const uint32_t* at
        cdef int i, count
        self.texts = []
        memset(&walker, 0, sizeof(Walker))
        try:
            self.index.walk(&walker, 0)
            while self.index.step(&walker):
                self.texts.append(walker.text[: walker.size].decode())
                if not skips_rise(&walker.term):
                    raise ValueError("a posting list is damaged")
                for block in range(blocks_of(&walker.term)):
                    count = self.read(&walker.term, block)
                    at = numbers(&self.packed)
                    for i in range(count):
                        at += self.frequencies[i]
                        size = (at[-1] >> 1) + 2  # nothing stands behind the last
                        if size > self.begins[self.articles[i]]:
                            self.begins[self.articles[i]] = size
        finally:
            free(walker.text)
        for article in range(self.index.articles + 1):
            size = self.begins[article]
            self.begins[article] = begin
            begin += size
        return 0

    cdef int scatter(self) except -1:
        """Put every term where it stands."""
        cdef Walker walker
        cdef uint64_t places = self.begins[self.index.articles]
        cdef uint32_t block, number = 0, k
        cdef const uint32_t* at
        cdef uint32_t* place
        cdef int i, count
        self.stream = <uint32_t*>malloc(4 * (places + 1))
        if not self.stream:
            raise MemoryError
        memset(self.stream, 0xFF, 4 * (places + 1))
        memset(&walker, 0, sizeof(Walker))
        try:
            self.index.walk(&walker, 0)
            while self.index.step(&walker):
                for block in range(blocks_of(&walker.term)):
                    count = self.read(&walker.term, block)
                    at = numbers(&self.packed)
                    for i in range(count):
                        place = self.stream + self.begins[self.articles[i]]
                        for k in range(self.frequencies[i]):
                            place[at[k] >> 1] = number << 1 | at[k] & 1
                        at += self.frequencies[i]
                number += 1
        finally:
            free(walker.text)
        return 0

    cdef object count(self, uint32_t least):
        cdef Walker walker
        cdef uint32_t terms = self.index.terms, block, number = 0, k, second, found
        cdef uint32_t* at
        cdef const uint32_t* place
        cdef uint32_t* followed = <uint32_t*>calloc(<size_t>terms + 1, 4)  # how often by a term
        cdef uint32_t* met = <uint32_t*>malloc(4 * (<size_t>terms + 1))
        cdef uint32_t many, kept, held
        cdef uint64_t times_held
        cdef int i, count
        cdef Buffer seconds, times
        numbers_of = np.zeros((2, terms), np.uint32)
        rows = np.zeros(<size_t>terms + 1, np.uint32)
        cdef uint32_t[:, ::1] of_terms = numbers_of
        cdef uint32_t[::1] starts = rows
        memset(&seconds, 0, sizeof(Buffer))
        memset(&times, 0, sizeof(Buffer))
        memset(&walker, 0, sizeof(Walker))
        try:
            if not followed or not met:
                raise MemoryError
            self.index.walk(&walker, 0)
            while self.index.step(&walker):
                many = kept = held = 0
                times_held = 0
                for block in range(blocks_of(&walker.term)):
                    count = self.read(&walker.term, block)
                    held += count
                    at = numbers(&self.packed)
                    for i in range(count):
                        times_held += self.frequencies[i]
                        place = self.stream + self.begins[self.articles[i]] + 1
                        for k in range(self.frequencies[i]):
                            at[k] = place[at[k] >> 1]  # most are far away: fetched side by side
                        at += self.frequencies[i]
                    for found in numbers(&self.packed)[: at - numbers(&self.packed)]:
                        if found & 1:
                            continue
                        second = found >> 1
                        if not followed[second]:
                            met[many] = second
                            many += 1
                        followed[second] += 1
                of_terms[0, number] = <uint32_t>min(times_held, <uint64_t>0xFFFFFFFF)
                of_terms[1, number] = held
                for k in range(many):
                    second = met[k]
                    if followed[second] >= least:
                        met[kept] = second
                        kept += 1
                    else:
                        followed[second] = 0
                qsort(met, kept, 4, rising)
                reserve(&seconds, 4 * <size_t>kept)
                reserve(&times, 4 * <size_t>kept)
                for k in range(kept):
                    numbers(&seconds)[seconds.size // 4] = met[k]
                    numbers(&times)[times.size // 4] = followed[met[k]]
                    seconds.size += 4
                    times.size += 4
                    followed[met[k]] = 0
                if seconds.size // 4 > <size_t>0xFFFFFFFF:
                    raise OverflowError("too many bigrams for one segment")
                number += 1
                starts[number] = <uint32_t>(seconds.size // 4)
            pairs = array_of(&seconds), array_of(&times)
        finally:
            free(followed)
            free(met)
            free(walker.text)
            release(&seconds)
            release(&times)
        return Bigrams(self.texts, *numbers_of, rows, *pairs)
