# cython: language_level=3, boundscheck=False, cdivision=True
"""Which articles of a segment may matter by a bag, natively: see `reference.Bag`.

A segment is gone through in stretches of articles, whose scores are added up list by list, in
numbers of 32 bits: only the few that come near to what is needed are worked out to the end
(`Bag.scores`). What is called for each list of a stretch or more often lies in `_sums.pxd`.
"""

from threading import Lock

import numpy as np

from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, qsort
from libc.string cimport memset

from index.storage.postings._dense cimport code_at
from index.storage.postings._checking cimport failure_of
from search.kernels._bits cimport count_bits, lowest_bit, WINDOW
from search.kernels._compiling cimport Compiled, find_bounds, flags_of, rises
from search.kernels._dense cimport frequency_of, look_up_dense, sum_dense
from search.kernels._lists cimport count_block, find_in_block, load, seek
from search.kernels._maxscore cimport window_bound
from search.kernels._nodes cimport FieldNorms, Leaf, NONE, Run, Tree
from search.kernels._results cimport Best, Brackets
from search.kernels._sums cimport (
    next_possible, reaching, score_at, score_for, sum_joined, sum_list,
)
from search.kernels._trees cimport find_eligible, next_of
from search.kernels._workspaces cimport give_back, Workspace, workspace

cdef enum:
    STRETCH = 4096  # articles: some windows
    STRETCH_WORDS = 64
    DENSE = 1024  # articles of a list that take as long as all of a dense one
    SHORT = 256  # articles of a stretch, of which a list's are not worth asking who needs them
    ENOUGH = 65536  # articles that tell how good the best are
    DOUBTS = 4  # a list's articles for each that is looked up in it, where that pays

cdef str DAMAGED = "a posting list is damaged"
cdef double LEAST = 1e-30  # what a match has at least
cdef double ASK = 0.6  # who is in doubt is asked again when so much is left of the rest
# So many times what matches by now will probably match at the end: of the first articles, and once
# `ENOUGH` have been gone through.
cdef double SURE = 1.25, SURER = 1.06
cdef double ROUNDING = 1.0 / (1 << 24)  # of a number of 32 bits
cdef enum:
    STEPS = 16  # so often what a list adds is rounded, and less
    # Of lists that have so many articles together, and this share of the segment's, some tell which
    # articles are good.
    TELLING = 4096
    TELLING_SHARE = 32
    SLOT_BITS = 13
    SLOTS = 1 << SLOT_BITS


cdef int compare_worth(const void* one, const void* other) noexcept nogil:
    """Lists that add much for their length come first: they tell most for the least work."""
    cdef const Leaf* a = (<const Leaf**>one)[0]
    cdef const Leaf* b = (<const Leaf**>other)[0]
    cdef double p = a.highest * b.size, q = b.highest * a.size
    return (p < q) - (p > q)


cdef int compare_sizes(const void* one, const void* other) noexcept nogil:
    """The longest lists come first."""
    cdef uint32_t a = (<const Leaf**>one)[0].size, b = (<const Leaf**>other)[0].size
    return (a < b) - (a > b)


cdef class Bag:
    """A segment's part of weighted terms of which one must match (see `reference.Bag`)."""

    cdef Compiled conditions, ranked
    cdef Brackets brackets
    cdef Run windows  # of the conditions
    cdef Run run  # of the bag, by stretches
    cdef const uint8_t* live
    cdef const uint8_t* within
    cdef uint32_t first
    cdef Leaf** leaves
    cdef Leaf** present  # those that may have an article of the stretch
    cdef int count
    cdef FieldNorms* norms  # of the fields of dense lists
    cdef int fields
    cdef float* sums
    cdef float* most  # what the articles of the stretch can score that are settled
    cdef double sure  # so many times what matches by now will probably match at the end
    cdef double below, above  # what a sum is at least and at most, as its rounded part
    cdef uint64_t eligible[STRETCH_WORDS]
    cdef uint64_t doubts[STRETCH_WORDS]
    cdef uint64_t settled[STRETCH_WORDS]
    cdef object lock  # held by the thread that goes through the lists

    def __cinit__(self, uint32_t articles, ranked not None):
        cdef int i
        cdef Tree* tree
        self.lock = Lock()
        self.run.articles = self.windows.articles = articles
        self.ranked = Compiled(ranked, articles, True)
        tree = &self.ranked.tree
        if not self.ranked.is_bag():
            raise ValueError("this is no bag of lists")
        self.leaves = <Leaf**>calloc(tree.count, sizeof(Leaf*))
        self.present = <Leaf**>calloc(tree.count, sizeof(Leaf*))
        self.norms = <FieldNorms*>calloc(tree.count, sizeof(FieldNorms))
        if not self.leaves or not self.present or not self.norms:
            raise MemoryError
        for i in range(tree.count):
            if tree.nodes[i].leaf:
                self.leaves[self.count] = tree.nodes[i].leaf
                self.count += 1
                if tree.nodes[i].leaf.dense != NULL:
                    tree.nodes[i].leaf.norms = self.norms_of_field(tree.nodes[i].leaf)
        self.below = 1 - (self.count + STEPS) * ROUNDING
        self.above = 1 + (self.count + STEPS) * ROUNDING

    def __dealloc__(self):
        free(self.leaves)
        free(self.present)
        free(self.norms)

    cdef FieldNorms* norms_of_field(self, const Leaf* leaf) noexcept:
        """Those of the field of a list; fields of the same lengths share them."""
        cdef FieldNorms* norms
        cdef int i
        for i in range(self.fields):
            norms = &self.norms[i]
            if norms.lengths == leaf.lengths and norms.share == leaf.share:
                return norms
        norms = &self.norms[self.fields]
        norms.lengths, norms.share = leaf.lengths, leaf.share
        self.fields += 1
        return norms

    def bracket(self, uint32_t first, live, conditions, within, Brackets brackets not None):
        """Find what may be among the best or match (see `reference.Bag`)."""
        cdef uint32_t articles = self.run.articles
        cdef Workspace space
        if not articles:
            return
        with self.lock:
            self.first = first
            self.brackets = brackets
            self.live = flags_of(live, articles)
            self.within = flags_of(within, articles)
            self.conditions = None
            if conditions is not None:
                self.conditions = Compiled(conditions, articles, False)
            brackets.best.expect(articles)
            self.prepare()
            self.run.base = self.windows.base = 0
            space = self.lay_out()
            with nogil:
                self.stretches()
            give_back(space)
            self.conditions = None
            if self.windows.damaged:
                raise failure_of(self.windows.checks, DAMAGED)
            self.check()

    def scores(self, numbers):
        """The scores of some articles, which rise (see `reference.Bag`)."""
        cdef const uint32_t[::1] number_of = numbers
        scores = np.zeros(len(numbers))
        cdef double[::1] score_for = scores
        cdef int i, count = <int>number_of.shape[0]
        if not rises(number_of, self.run.articles):
            raise ValueError("articles must be given in rising order")
        if not count:
            return scores
        with self.lock:
            with nogil:
                for i in range(self.count):
                    rewind(self.leaves[i])
                    add_scores(&self.run, self.leaves[i], &number_of[0], count, &score_for[0])
            self.check()
        return scores

    def holders(self, numbers):
        """Which of some articles, which rise, any list holds (see `reference.Bag`)."""
        cdef const uint32_t[::1] number_of = numbers
        flags = np.zeros(len(numbers), np.bool_)
        cdef uint8_t[::1] flag_of = flags.view(np.uint8)
        cdef uint32_t[::1] left = np.arange(len(numbers), dtype=np.uint32)
        cdef int i, count = <int>number_of.shape[0]
        if not rises(number_of, self.run.articles):
            raise ValueError("articles must be given in rising order")
        with self.lock:
            qsort(self.leaves, self.count, sizeof(Leaf*), compare_sizes)
            with nogil:
                for i in range(self.count):
                    if not count:
                        break
                    rewind(self.leaves[i])
                    count = find_holders(
                        &self.run, self.leaves[i], &number_of[0], count, &left[0], &flag_of[0]
                    )
            self.check()
        return flags

    def promising(self, int most, live):
        """Some articles that probably score much (see `reference.Bag`)."""
        cdef const uint8_t* live_of = flags_of(live, self.run.articles)
        cdef Best best = Best(most)
        cdef Workspace space = workspace(SLOTS * (sizeof(float) + sizeof(uint32_t)))
        best.expect(SLOTS)
        with self.lock:
            self.prepare()
            with nogil:
                self.tell(live_of, <float*>space.data, best)
            give_back(space)
            self.check()
        return np.sort(best.ranked()[0])

    cdef void tell(self, const uint8_t* live, float* sums, Best best) noexcept nogil:
        """Offer the articles of short lists, by what these add up to, whatever their lengths."""
        cdef uint32_t* articles = <uint32_t*>(sums + SLOTS)
        cdef uint32_t left = min(<uint32_t>TELLING, self.run.articles // TELLING_SHARE), at
        cdef Leaf* leaf
        cdef int i, k
        memset(sums, 0, SLOTS * sizeof(float))
        memset(articles, 255, SLOTS * sizeof(uint32_t))
        for i in range(self.count):
            leaf = self.leaves[i]
            if leaf.size > left:
                continue
            left -= leaf.size
            while leaf.block < leaf.blocks and load(&self.run, leaf) == 0:
                count_block(&self.run, leaf, leaf.block - 1)
                for k in range(leaf.count):
                    if live == NULL or live[leaf.articles[k]]:
                        at = slot_of(articles, leaf.articles[k])
                        articles[at] = leaf.articles[k]
                        sums[at] += <float>leaf.weight * leaf.frequencies[k] / (leaf.frequencies[k] + 1)
        for at in range(SLOTS):
            if articles[at] != NONE:
                best.offer(articles[at], sums[at])

    cdef int prepare(self) except -1:
        """Stand before the first article of each list; those that tell most come first."""
        cdef int i
        for i in range(self.count):
            if self.leaves[i].bounds == NULL and self.leaves[i].dense == NULL:
                find_bounds(self.leaves[i])
            rewind(self.leaves[i])
        qsort(self.leaves, self.count, sizeof(Leaf*), compare_worth)
        return 0

    cdef int check(self) except -1:
        """Raise an error if a list was found damaged."""
        if self.run.damaged:
            raise failure_of(self.run.checks, DAMAGED)
        return 0

    cdef Workspace lay_out(self):
        """The memory for a stretch, and for the windows of the conditions."""
        cdef size_t tables = 1
        cdef uint32_t* places
        cdef int i
        if self.conditions is not None:
            tables += self.conditions.placed()
        cdef Workspace space = workspace(
            STRETCH * ((2 + self.fields) * sizeof(float) + sizeof(uint16_t))
            + WINDOW * (sizeof(uint32_t) * tables + sizeof(uint16_t) + 2)
        )
        self.sums = <float*>space.data
        self.most = self.sums + STRETCH
        places = <uint32_t*>(self.most + STRETCH)
        for i in range(self.fields):
            self.norms[i].values = <float*>places
            self.norms[i].base = NONE
            places += STRETCH
        self.run.joined = <uint16_t*>(places + WINDOW * tables)
        self.windows.joined = self.run.joined + STRETCH
        self.windows.table = <uint8_t*>(self.windows.joined + WINDOW)
        memset(self.windows.table, 0, WINDOW)
        self.windows.flags = self.windows.table + WINDOW
        if self.conditions is not None:
            self.conditions.place(places + WINDOW, places)
        return space

    cdef int stretches(self) except -1 nogil:
        """Go through the segment."""
        cdef uint32_t next_article, end
        cdef bint is_narrowed
        cdef int i
        while self.run.base < self.run.articles and not (
            self.run.damaged or self.windows.damaged
        ):
            next_article = NONE
            for i in range(self.count):
                if self.leaves[i].dense != NULL:  # which is not read by its blocks
                    next_article = self.leaves[i].next = self.run.base
                else:
                    next_article = min(next_article, next_possible(&self.run, self.leaves[i]))
            end = self.run.base + STRETCH
            if next_article < end:
                self.run.width = <int>min(<uint32_t>STRETCH, self.run.articles - self.run.base)
                self.sure = SURER if self.first + self.run.base >= ENOUGH else SURE
                is_narrowed = self.find_eligible()
                if self.windows.damaged:
                    break
                self.add_up(is_narrowed)
            self.run.base = max(end, next_article - next_article % STRETCH)
        return 0

    cdef bint find_eligible(self) noexcept nogil:
        """The bits of those of the stretch that may matter by anything but their scores.

        Whether these are not all.
        """
        cdef Tree* conditions = NULL
        cdef uint64_t* bits
        cdef uint32_t end = self.run.base + self.run.width
        cdef bint is_narrowed = False
        if self.conditions is not None:
            conditions = &self.conditions.tree
        memset(self.eligible, 0, sizeof(self.eligible))
        self.windows.base = self.run.base
        while self.windows.base < end and not self.windows.damaged:
            self.windows.width = <int>min(<uint32_t>WINDOW, end - self.windows.base)
            bits = self.eligible + ((self.windows.base - self.run.base) >> 6)
            if conditions != NULL and next_of(
                &self.windows, conditions, &conditions.nodes[0]
            ) >= self.windows.base + WINDOW:
                is_narrowed = True
            else:
                is_narrowed |= find_eligible(&self.windows, conditions, self.live, bits)
            self.windows.base += WINDOW
        return is_narrowed

    cdef int add_up(self, bint is_narrowed) except -1 nogil:
        """Add lists up until only few articles are in doubt.

        Those are in doubt that may match, or may be among the best. In the lists that are left
        only these are looked up, as long as they are.
        """
        cdef double needed = self.brackets.needed(), rest = 0, asked = needed
        cdef uint32_t end = self.run.base + self.run.width
        cdef const uint64_t* wanted = self.eligible if is_narrowed else NULL
        cdef Leaf* leaf
        cdef int i, left, present = 0, count = -1  # in doubt, -1 while that is not known
        memset(self.sums, 0, STRETCH * sizeof(float))
        memset(self.settled, 0, sizeof(self.settled))
        for i in range(self.count):
            leaf = self.leaves[i]
            if leaf.next < end:
                leaf.bound = window_bound(&self.run, leaf)
                rest += leaf.bound
                self.present[present] = leaf
                present += 1
        for i in range(present):
            leaf = self.present[i]
            left = DENSE if leaf.dense != NULL else (
                <int>(<uint64_t>leaf.size * STRETCH // self.run.articles)
            )
            if count < 0 and left > SHORT and (rest < asked or (i == 0 and is_narrowed)):
                asked = ASK * rest
                if self.find_doubts(needed, rest) * DOUBTS < left:
                    self.settle_others(needed, rest)
                    count = self.list_doubts()
            rest = max(rest - leaf.bound, 0)
            if count < 0:
                if leaf.dense != NULL:
                    sum_dense(&self.run, leaf, self.sums)
                else:
                    sum_list(&self.run, leaf, wanted, self.sums)
                continue
            if not count:
                break
            if leaf.dense != NULL:
                look_up_dense(&self.run, leaf, count, self.sums)
            else:
                sum_joined(&self.run, leaf, count, self.sums)
            count = self.settle(count, needed, rest if i + 1 < present else 0)
        if count < 0:
            memset(self.doubts, 0, sizeof(self.doubts))
            self.settle_others(needed, 0)
        return self.take_settled()

    cdef int find_doubts(self, double needed, double rest) noexcept nogil:
        """Flag those of which it is not known whether they matter: how many.

        They can reach what is needed, and do not match for sure or may be among the best.
        """
        cdef float limit = <float>(self.below * needed - self.above * rest)
        cdef float matching = <float>(self.sure * self.brackets.matching())
        cdef float best = <float>(self.below * self.brackets.best.needed() - self.above * rest)
        cdef const float* sums
        cdef uint64_t bits
        cdef int k, count = 0
        for k in range(STRETCH_WORDS):
            bits = self.eligible[k]
            if bits:
                sums = self.sums + 64 * k
                bits &= reaching(sums, limit)
                if bits:
                    bits &= ~reaching(sums, matching) | reaching(sums, best)
                count += count_bits(bits)
            self.doubts[k] = bits
        return count

    cdef int list_doubts(self) noexcept nogil:
        """Put those that are in doubt into `joined`: how many."""
        cdef int k, count = 0
        cdef uint64_t left
        for k in range(STRETCH_WORDS):
            left = self.doubts[k]
            while left:
                self.run.joined[count] = <uint16_t>(64 * k + lowest_bit(left))
                left &= left - 1
                count += 1
        return count

    cdef void settle_others(self, double needed, double rest) noexcept nogil:
        """Settle the articles that matter and are not in doubt."""
        cdef float limit = <float>max(self.below * needed - self.above * rest, LEAST)
        cdef uint64_t left
        cdef int i, k
        for k in range(STRETCH_WORDS):
            left = self.eligible[k] & ~self.doubts[k]
            if left:
                left &= reaching(self.sums + 64 * k, limit)
            self.settled[k] |= left
            while left:
                i = 64 * k + lowest_bit(left)
                left &= left - 1
                self.most[i] = self.sums[i] + <float>rest

    cdef int settle(self, int count, double needed, double rest) noexcept nogil:
        """Settle those of the `joined` articles that are in doubt no more; how many remain."""
        cdef float limit = <float>(self.below * needed - self.above * rest)
        cdef float matching = <float>(self.sure * self.brackets.matching())
        cdef float best = <float>(self.below * self.brackets.best.needed() - self.above * rest)
        cdef int k, kept = 0, others = 0
        cdef uint16_t article
        cdef uint16_t other[STRETCH]
        cdef bint reaches, doubtful, is_last = rest <= 0
        cdef float total
        for k in range(count):  # without a branch that nobody can foretell
            article = self.run.joined[k]
            total = self.sums[article]
            reaches = total >= limit
            doubtful = reaches & (not is_last) & ((total < matching) | (total >= best))
            self.run.joined[kept] = article
            other[others] = article
            kept += doubtful
            others += reaches & (not doubtful) & (total >= <float>LEAST)
        for k in range(others):
            article = other[k]
            self.settled[article >> 6] |= <uint64_t>1 << (article & 63)
            self.most[article] = self.sums[article] + <float>rest
        return kept

    cdef int take_settled(self) except -1 nogil:
        """Give the brackets what is settled, in the order of the articles."""
        cdef uint64_t left
        cdef uint32_t article
        cdef double lowest
        cdef int i, k
        for k in range(STRETCH_WORDS):
            left = self.settled[k]
            while left:
                i = 64 * k + lowest_bit(left)
                left &= left - 1
                article = self.run.base + i
                lowest = self.below * self.sums[i]
                self.brackets.add(
                    self.first + article,
                    lowest,
                    max(self.above * self.most[i], lowest),
                    self.within == NULL or self.within[article],
                )
        return 0


cdef uint32_t slot_of(const uint32_t* articles, uint32_t article) noexcept nogil:
    """Where an article is, or may be put, in a table that is not full."""
    cdef uint32_t at = article * <uint32_t>2654435761 >> (32 - SLOT_BITS)
    while articles[at] != NONE and articles[at] != article:
        at = (at + 1) & (SLOTS - 1)
    return at


cdef void rewind(Leaf* leaf) noexcept nogil:
    """Stand before the first article of a list."""
    leaf.block = leaf.next = 0
    leaf.at = leaf.count = 0
    leaf.counted = NONE


cdef void add_scores(Run* run, Leaf* leaf, const uint32_t* numbers, int count,
                     double* scores) noexcept nogil:
    """Add the scores that a list gives to some articles."""
    cdef int k, i
    if leaf.dense != NULL:
        for k in range(count):
            scores[k] += score_for(leaf, numbers[k], frequency_of(run, leaf, numbers[k]))
        return
    for k in range(count):
        if not seek(run, leaf, numbers[k]):
            return
        i = find_in_block(leaf.articles, numbers[k])
        if leaf.articles[i] == numbers[k]:
            scores[k] += score_at(run, leaf, numbers[k], i)


cdef int find_holders(Run* run, Leaf* leaf, const uint32_t* numbers, int count, uint32_t* left,
                      uint8_t* flags) noexcept nogil:
    """Flag those of the articles that are `left` which a list holds; how many are left then."""
    cdef int k, kept = 0
    cdef bint holds
    cdef uint32_t place
    for k in range(count):
        place = left[k]
        if leaf.dense != NULL:
            holds = code_at(leaf.dense, numbers[place]) > 0
        else:
            holds = seek(run, leaf, numbers[place])
            if holds:
                holds = (
                    leaf.articles[find_in_block(leaf.articles, numbers[place])] == numbers[place]
                )
        flags[place] |= holds
        left[kept] = place
        kept += not holds
    return kept
