# cython: language_level=3, boundscheck=False, cdivision=True
"""What is taken from a segment: the best articles, and all that match."""

import numpy as np

from cython cimport view
from libc.stdint cimport uint32_t, uint64_t
from libc.stdlib cimport free, realloc
from libc.string cimport memcpy, memset

from index.storage.postings._encoding cimport put, release, reserve
from search.kernels._bits cimport lowest_bit


cdef class Best:
    """The best `most` articles so far: by score, and where it is equal by number."""

    def __cinit__(self, int most):
        if most < 0:
            raise ValueError("how many are wanted cannot be negative")
        self.most = most
        self.expect(0)

    def __dealloc__(self):
        release(&self.hits)

    cdef int expect(self, uint32_t more) except -1:
        """Make room for `more` articles: as many as will be offered, whatever is wanted."""
        cdef size_t room = min(<uint64_t>self.most, <uint64_t>self.count + more) + 1
        self.hits.size = 0
        reserve(&self.hits, room * sizeof(Hit))
        self.heap = <Hit*>self.hits.data
        return 0

    cdef void sink(self, Hit hit) noexcept nogil:
        """Put a hit into the place of the worst one, and where it belongs."""
        cdef int at = 0, child
        while True:
            child = 2 * at + 1
            if child >= self.count:
                break
            if child + 1 < self.count and is_worse(self.heap[child + 1], self.heap[child]):
                child += 1
            if not is_worse(self.heap[child], hit):
                break
            self.heap[at] = self.heap[child]
            at = child
        self.heap[at] = hit

    def ranked(self):
        """(numbers, scores), best first; nothing is left here then."""
        articles = np.empty(self.count, np.uint32)
        scores = np.empty(self.count, np.float64)
        cdef uint32_t[::1] to_articles = articles
        cdef double[::1] to_scores = scores
        while self.count:
            to_articles[self.count - 1] = self.heap[0].article
            to_scores[self.count - 1] = self.heap[0].score
            self.count -= 1
            self.sink(self.heap[self.count])
        return articles, scores


cdef class Matches:
    """All articles whose score is not below a share of the best one's."""

    def __cinit__(self, double share):
        """`share` is from 0 to 1."""
        if not 0 <= share <= 1:
            raise ValueError("a share is from 0 to 1")
        self.share = share

    def __dealloc__(self):
        release(&self.articles)
        release(&self.scores)

    cdef int add(self, uint32_t article, double score) except -1 nogil:
        if score < self.share * self.best:
            return 0
        self.best = max(self.best, score)
        if self.scores.size != 2 * self.articles.size or (
            self.articles.size + 4 > self.articles.room or self.scores.size + 8 > self.scores.room
        ):
            with gil:
                self.fill_scores()
                reserve(&self.articles, 4)
                reserve(&self.scores, 8)
        put(&self.articles, &article, 4)
        put(&self.scores, &score, 8)
        return 0

    cdef int add_unscored(self, uint32_t first, const uint64_t* bits, int words,
                          size_t expected) except -1 nogil:
        """Take the articles whose bits are set, of which `first` is the first; all score 0.

        So many are `expected` at most, these and others that will come.
        """
        cdef uint32_t* articles
        cdef uint64_t left
        cdef int k, count = 0
        if self.articles.size + 4 * expected > self.articles.room:
            with gil:
                reserve(&self.articles, 4 * expected)
        articles = <uint32_t*>(self.articles.data + self.articles.size)
        for k in range(words):
            left = bits[k]
            while left:
                articles[count] = first + 64 * k + lowest_bit(left)
                left &= left - 1
                count += 1
        self.articles.size += 4 * <size_t>count
        return 0

    cdef int fill_scores(self) except -1:
        """Give those a score of 0 that were added without one."""
        cdef size_t missing = 2 * self.articles.size - self.scores.size
        reserve(&self.scores, missing)
        memset(self.scores.data + self.scores.size, 0, missing)
        self.scores.size += missing
        return 0

    def found(self):
        """(numbers, scores), in the order of the numbers."""
        cdef size_t count = self.articles.size // 4, kept = count, i
        cdef double needed = self.share * self.best
        cdef const uint32_t* from_articles = <const uint32_t*>self.articles.data
        cdef const double* from_scores
        cdef uint32_t[::1] to_articles
        cdef double[::1] to_scores
        if not count or not self.scores.size:
            articles = np.empty(count, np.uint32)
            to_articles = articles
            if count:
                memcpy(&to_articles[0], from_articles, 4 * count)
            return articles, np.zeros(count)
        self.fill_scores()
        from_scores = <const double*>self.scores.data
        if needed > 0:
            kept = 0
            for i in range(count):
                kept += from_scores[i] >= needed
        articles, scores = np.empty(kept, np.uint32), np.empty(kept)
        to_articles, to_scores = articles, scores
        if kept == count:
            memcpy(&to_articles[0], from_articles, 4 * count)
            memcpy(&to_scores[0], from_scores, 8 * count)
            return articles, scores
        kept = 0
        for i in range(count):
            if from_scores[i] >= needed:
                to_articles[kept] = from_articles[i]
                to_scores[kept] = from_scores[i]
                kept += 1
        return articles, scores


cdef class Brackets:
    """Between which numbers the scores of those lie that may be among the best or match."""

    def __cinit__(self, int most, share):
        """`most` are the best; matches have a `share` of the best score (None: there are none)."""
        if share is not None and not 0 < share <= 1:
            raise ValueError("a share is above 0, and 1 at most")
        self.best = Best(most)
        self.share = -1 if share is None else share

    def __dealloc__(self):
        release(&self.articles)
        release(&self.lowest)
        release(&self.highest)

    def raise_top(self, double score):
        """Know of an article that scores so much (see `reference.Brackets`)."""
        self.top = max(self.top, score)

    cdef double matching(self) noexcept nogil:
        """What a match scores at least, by what is known; always something."""
        return max(self.share * self.top, 1e-30) if self.share > 0 else 1e300

    cdef double needed(self) noexcept nogil:
        """Articles that score less are neither among the best nor matches."""
        return min(self.best.needed(), self.matching())

    cdef int add(self, uint32_t article, double lowest, double highest,
                 bint competes) except -1 nogil:
        """Take an article; it may be among the best if it `competes`."""
        if highest * (1 + 1e-12) < self.needed():
            return 0
        self.top = max(self.top, lowest)
        if competes and lowest > self.best.needed():
            self.best.offer(article, lowest)
        if self.articles.size + 4 > self.articles.room or (
            self.lowest.size + 8 > self.lowest.room or self.highest.size + 8 > self.highest.room
        ):
            with gil:
                reserve(&self.articles, 4)
                reserve(&self.lowest, 8)
                reserve(&self.highest, 8)
        put(&self.articles, &article, 4)
        put(&self.lowest, &lowest, 8)
        put(&self.highest, &highest, 8)
        return 0

    def needed_of_best(self):
        """What an article scores at least that is among the best (see `reference.Brackets`)."""
        return max(0.0, self.best.needed())

    def found(self):
        """(numbers, lowest, highest), in the order of the numbers; nothing is left here then."""
        cdef size_t count = self.articles.size // 4, kept = 0, i
        cdef double needed = self.needed()
        cdef uint32_t* articles = <uint32_t*>self.articles.data
        cdef double* lowest = <double*>self.lowest.data
        cdef double* highest = <double*>self.highest.data
        for i in range(count):
            articles[kept] = articles[i]
            lowest[kept] = lowest[i]
            highest[kept] = highest[i]
            kept += highest[i] * (1 + 1e-12) >= needed  # sums may round differently
        return (
            taken(&self.articles, kept, np.uint32),
            taken(&self.lowest, kept, np.float64),
            taken(&self.highest, kept, np.float64),
        )


cdef object taken(Buffer* buffer, size_t count, type):
    """The first numbers of a buffer, which has none then, as an array that owns its memory.

    To copy many takes as long as to find them: memory that is new has to be made by the system.
    """
    cdef view.array owner
    cdef size_t size = count * <size_t>np.dtype(type).itemsize
    cdef void* data
    if not count:
        release(buffer)
        return np.empty(0, type)
    data = realloc(buffer.data, size)
    if not data:
        raise MemoryError
    owner = view.array(
        shape=(size,), itemsize=1, format="B", mode="c", allocate_buffer=False
    )
    owner.data = <char*>data
    owner.callback_free_data = free
    buffer.data = NULL
    buffer.size = buffer.room = 0
    return np.frombuffer(owner, type)
