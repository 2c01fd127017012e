# Bags (weighted terms of which one is enough), and what is collected. A part of `_kernels`.


cdef enum:
    DENSE = 256  # articles in a window
    SPARSE = 12  # a block has so many articles for each that is looked for one by one


cdef inline void mark(Run* run, const Leaf* leaf, int stop, uint64_t* bits) noexcept nogil:
    """Mark the articles up to `stop`: as bits, or as bytes where they are so many that it pays."""
    cdef uint32_t article, base = run.base
    cdef uint8_t* flags = run.flags - base
    cdef int i
    if run.is_dense:
        for i in range(leaf.at, stop):
            flags[leaf.articles[i]] = 1
    else:
        for i in range(leaf.at, stop):
            article = leaf.articles[i] - base
            bits[article >> 6] |= <uint64_t>1 << (article & 63)


cdef void add_block(Run* run, Leaf* leaf, int stop) noexcept nogil:
    """Add the scores of all articles of the block up to `stop`."""
    cdef int i
    cdef double* scores = run.scores - run.base
    cdef double weight = leaf.weight
    cdef const double* saturations = leaf.saturations
    if saturations == NULL:
        for i in range(leaf.at, stop):
            scores[leaf.articles[i]] += weight
        return
    count_block(run, leaf, leaf.block - 1)
    for i in range(leaf.at, stop):
        scores[leaf.articles[i]] += weight * leaf.frequencies[i] / (
            leaf.frequencies[i] + saturations[leaf.articles[i]]
        )


cdef void add_essential(Run* run, Leaf* leaf, const uint64_t* wanted,
                        uint64_t* bits) noexcept nogil:
    """Set the bits of a list's articles and add their scores."""
    cdef int stop
    advance(run, leaf, run.base)
    while True:
        stop = inside(run, leaf)
        if not stop:
            break
        mark(run, leaf, stop, bits)
        add_block(run, leaf, stop)
        leave(run, leaf, stop, wanted)


cdef void add_optional(Run* run, Leaf* leaf, const uint64_t* wanted, int count,
                       uint64_t* bits) noexcept nogil:
    """Set the bits of a list's articles and add the scores of those that are `joined`.

    Others may get a part of their score, too; nobody looks at them.
    """
    cdef int i, stop, k = 0, end
    cdef uint32_t article, last
    advance(run, leaf, run.base)
    while True:
        stop = inside(run, leaf)
        if not stop:
            break
        mark(run, leaf, stop, bits)
        last = leaf.articles[stop - 1] - run.base
        end = k
        while end < count and run.joined[end] <= last:
            end += 1
        if SPARSE * (end - k) > stop - leaf.at:
            add_block(run, leaf, stop)
            k = end
        while k < end:
            article = run.base + run.joined[k]
            i = find_in_block(leaf.articles, article)
            if leaf.articles[i] == article:
                count_block(run, leaf, leaf.block - 1)
                run.scores[run.joined[k]] += score_of(leaf, article, leaf.frequencies[i])
            k += 1
        leave(run, leaf, stop, wanted)


# Results


cdef struct Hit:
    double score
    uint32_t article


cdef inline bint is_worse(Hit a, Hit b) noexcept nogil:
    return a.score < b.score or (a.score == b.score and a.article > b.article)


cdef class Best:
    """The best `most` articles so far: by score, and where it is equal by number."""

    cdef Buffer hits
    cdef Hit* heap
    cdef int most
    cdef int count

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

    cdef Buffer articles, scores
    cdef double share
    cdef double best

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
        if self.articles.size + 4 > self.articles.room or self.scores.size + 8 > self.scores.room:
            with gil:
                reserve(&self.articles, 4)
                reserve(&self.scores, 8)
        put(&self.articles, &article, 4)
        put(&self.scores, &score, 8)
        return 0

    def found(self):
        """(numbers, scores), in the order of the numbers."""
        count = self.articles.size // 4
        articles = np.empty(count, np.uint32)
        scores = np.empty(count, np.float64)
        cdef uint32_t[::1] to_articles = articles
        cdef double[::1] to_scores = scores
        if count:
            memcpy(&to_articles[0], self.articles.data, self.articles.size)
            memcpy(&to_scores[0], self.scores.data, self.scores.size)
            kept = scores >= self.share * self.best
            articles, scores = articles[kept], scores[kept]
        return articles, scores
