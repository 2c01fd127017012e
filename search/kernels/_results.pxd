# cython: language_level=3, boundscheck=False, cdivision=True
"""What is taken from a segment: the best articles, and all that match."""

from libc.stdint cimport uint32_t, uint64_t

from index.storage.postings._encoding cimport Buffer


cdef struct Hit:
    double score
    uint32_t article


cdef inline bint is_worse(Hit a, Hit b) noexcept nogil:
    return a.score < b.score or (a.score == b.score and a.article > b.article)


cdef class Best:
    cdef Buffer hits
    cdef Hit* heap
    cdef int most
    cdef int count

    cdef int expect(self, uint32_t more) except -1

    cdef inline double needed(self) noexcept nogil:
        """What an article must score more than, to be among the best."""
        if self.count < self.most:
            return -1
        return self.heap[0].score if self.most else 1e300

    cdef inline void offer(self, uint32_t article, double score) noexcept nogil:
        cdef Hit hit
        cdef int at
        hit.score = score
        hit.article = article
        if self.count < self.most:
            at = self.count
            self.count += 1
            while at and is_worse(hit, self.heap[(at - 1) // 2]):
                self.heap[at] = self.heap[(at - 1) // 2]
                at = (at - 1) // 2
            self.heap[at] = hit
            return
        if self.most and is_worse(self.heap[0], hit):
            self.sink(hit)

    cdef void sink(self, Hit hit) noexcept nogil


cdef class Matches:
    cdef Buffer articles, scores
    cdef double share
    cdef double best

    cdef int add(self, uint32_t article, double score) except -1 nogil
    cdef int add_unscored(self, uint32_t first, const uint64_t* bits, int words,
                          size_t expected) except -1 nogil
    cdef int fill_scores(self) except -1


cdef class Brackets:
    cdef Buffer articles, lowest, highest
    cdef Best best
    cdef double share
    cdef double top

    cdef double needed(self) noexcept nogil
    cdef double matching(self) noexcept nogil
    cdef int add(self, uint32_t article, double lowest, double highest, bint competes) except -1 nogil
