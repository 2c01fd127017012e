# cython: language_level=3, boundscheck=False, cdivision=True
"""Query trees over posting lists, natively; `reference` says what they mean.

A segment is gone through in windows of articles. In each, the nodes of the tree say which
articles match, as bits; then the scores of those are added up. Lists all of which must hold an
article are joined: the articles of the shortest are looked for in the next one, and so on; only
of those that are left the frequencies and positions are read. Weighted terms of which one is
enough (the usual query) are added one after the other; those that cannot lift an article above
the lowest of the best so far are only looked up for articles that another term brought.

`_compiling` makes the nodes. All that is called for each window or more often lies in `.pxd` files
(`_bits`, `_lists`, `_conjunction`, `_trees`, `_maxscore`), so that the C compiler sees it here as
one.
"""

import numpy as np

from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, qsort
from libc.string cimport memset

from index.storage.postings._reading cimport failure_of
from search.kernels._bits cimport (
    bits_of_flags, count_bits, is_empty, lowest_bit, WINDOW, WORDS,
)
from search.kernels._bracketing cimport next_possible, reaching, score_at, sum_joined, sum_list
from search.kernels._compiling cimport Compiled, find_bounds, rises
from search.kernels._conjunction cimport join_all, list_wanted, score_joined
from search.kernels._lists cimport (
    advance, count_block, find_in_block, load, score_of, seek,
)
from search.kernels._maxscore cimport add_essential, add_optional, DENSE, window_bound
from search.kernels._nodes cimport child_of, Leaf, Node, NONE, Run, Tree
from search.kernels._results cimport Best, Brackets, Matches
from search.kernels._trees cimport all_of_window, mask_bits, match, next_of, score

cdef class Workspace:
    """Memory that one evaluation after the other uses: to get it anew costs more than a query."""

    cdef uint8_t* data
    cdef size_t size

    def __dealloc__(self):
        free(self.data)

    cdef int grow(self, size_t size) except -1:
        if size > self.size:
            free(self.data)
            self.size = 0
            self.data = <uint8_t*>malloc(size)
            if not self.data:
                raise MemoryError
            self.size = size
        return 0


cdef enum:
    MOST_SPARE = 1 << 20  # bytes that are kept

cdef list spare_workspaces = []


cdef Workspace workspace(size_t size):
    """One that nobody uses."""
    cdef Workspace space = spare_workspaces.pop() if spare_workspaces else Workspace()
    space.grow(size)
    return space


cdef inline bint any_reaches(const double* scores, double needed) noexcept nogil:
    """Whether one of 64 scores is not below what is needed."""
    cdef int i, found = 0
    for i in range(64):
        found |= scores[i] >= needed
    return found


cdef enum:
    SHORT = 48  # articles of a window, of which a list's are not worth asking who needs them
    DOUBTS = 6  # a list's articles for each that is looked up in it, where that pays

# Sums of the same numbers differ by so little, relatively, and less.
cdef double BELOW = 1 - 1e-12, ABOVE = 1 + 1e-12
cdef double LEAST = 1e-30  # what a match has at least
cdef double ASK = 0.6  # who is in doubt is asked again when so much is left of the rest
cdef double SURE = 1.25  # so many times what matches by now will probably match at the end


cdef int compare_worth(const void* one, const void* other) noexcept nogil:
    """Lists that add much for their length come first: they tell most for the least work."""
    cdef const Leaf* a = (<const Leaf**>one)[0]
    cdef const Leaf* b = (<const Leaf**>other)[0]
    cdef double p = a.highest * b.size, q = b.highest * a.size
    return (p < q) - (p > q)


cdef int compare_bounds(const void* one, const void* other) noexcept nogil:
    cdef double a = (<const Leaf**>one)[0].highest, b = (<const Leaf**>other)[0].highest
    return (a > b) - (a < b)


cdef class Evaluator:
    """One segment's part of a query."""

    cdef Compiled conditions, ranked
    cdef Run run
    cdef Best best
    cdef Matches matches
    cdef const uint8_t* live
    cdef const uint8_t* within
    cdef uint32_t first
    cdef bint must_match
    cdef Leaf** leaves  # of a bag
    cdef int count
    cdef Brackets brackets  # in the place of the best and the matches
    cdef Leaf** present  # those of a bag that may have an article of the window
    cdef double* most  # what the articles of the window can score that are settled
    cdef uint64_t settled[WORDS]
    cdef uint64_t total

    def __dealloc__(self):
        free(self.leaves)
        free(self.present)

    cdef int find_leaves(self) except -1:
        """The leaves of a bag, those with the lowest bounds first."""
        cdef int i
        cdef uint64_t size = 0
        cdef Tree* tree = &self.ranked.tree
        self.leaves = <Leaf**>calloc(tree.count, sizeof(Leaf*))
        if not self.leaves:
            raise MemoryError
        for i in range(tree.count):
            if tree.nodes[i].leaf:
                find_bounds(tree.nodes[i].leaf)
                self.leaves[self.count] = tree.nodes[i].leaf
                self.count += 1
                size += tree.nodes[i].leaf.size
        self.run.is_dense = size * (WINDOW // DENSE) > self.run.articles
        if self.brackets is None:
            qsort(self.leaves, self.count, sizeof(Leaf*), compare_bounds)
            return 0
        qsort(self.leaves, self.count, sizeof(Leaf*), compare_worth)
        self.present = <Leaf**>calloc(self.count + 1, sizeof(Leaf*))
        if not self.present:
            raise MemoryError
        return 0

    cdef Workspace lay_out(self):
        """The memory for a window: scores, places (those that nobody asks for first), and so on."""
        cdef size_t tables = 1
        cdef uint32_t* places
        cdef uint32_t* at
        if self.conditions is not None:
            tables += self.conditions.placed()
        if self.ranked is not None and not self.count:
            tables += self.ranked.placed()
        cdef Workspace space = workspace(
            WINDOW * (sizeof(double) + sizeof(uint32_t) * tables + sizeof(uint16_t) + 2)
            + WINDOW * sizeof(double)
        )
        self.run.scores = <double*>space.data
        self.most = self.run.scores + WINDOW
        places = <uint32_t*>(self.most + WINDOW)
        self.run.joined = <uint16_t*>(places + WINDOW * tables)
        self.run.flags = <uint8_t*>(self.run.joined + WINDOW)
        self.run.table = self.run.flags + WINDOW
        memset(self.run.table, 0, WINDOW)
        at = places + WINDOW
        if self.conditions is not None:
            at = self.conditions.place(at, places)
        if self.ranked is not None and not self.count:
            self.ranked.place(at, places)
        return space

    cdef double needed(self) noexcept nogil:
        """Articles that score less are neither among the best nor matches."""
        cdef double needed = self.best.needed()
        if self.matches is not None:
            needed = min(needed, self.matches.share * self.matches.best)
        return needed

    cdef int collect(self, const uint64_t* bits) except -1 nogil:
        """Take the articles of the window whose bits are set."""
        cdef int k, i
        cdef uint64_t left
        cdef double needed
        for k in range(WORDS):
            left = bits[k]
            needed = self.needed()
            if count_bits(left) > 16 and not any_reaches(self.run.scores + 64 * k, needed):
                continue
            while left:
                i = 64 * k + lowest_bit(left)
                left &= left - 1
                self.take(i, self.run.scores[i])
        return 0

    cdef int single(self) except -1 nogil:
        """A bag of one term, where nothing else is asked."""
        cdef Leaf* leaf = self.leaves[0]
        cdef uint32_t block
        cdef int i
        self.total = leaf.size
        for block in range(leaf.blocks):
            if leaf.bounds != NULL and leaf.bounds[block] <= self.best.needed():
                continue
            leaf.block = block
            if load(&self.run, leaf) < 0:
                return 0
            count_block(&self.run, leaf, block)
            for i in range(leaf.count):
                self.best.offer(
                    self.first + leaf.articles[i],
                    score_of(leaf, leaf.articles[i], leaf.frequencies[i]),
                )
        return 0

    cdef int drop(self, int count, double needed) noexcept nogil:
        """Leave out the `joined` articles that score less; returns how many remain."""
        cdef int k, kept = 0
        cdef uint16_t article
        if needed <= 0:
            return count
        for k in range(count):
            article = self.run.joined[k]
            self.run.joined[kept] = article
            kept += self.run.scores[article] >= needed
        return kept

    cdef int take_joined(self, int count) except -1 nogil:
        """Let the `joined` articles be among the best and the matches."""
        cdef int k
        for k in range(count):
            self.take(self.run.joined[k], self.run.scores[self.run.joined[k]])
        return 0

    cdef inline int take(self, uint32_t article, double score) except -1 nogil:
        """Let an article of the window be among the best and the matches."""
        if score > self.best.needed() and (
            self.within == NULL or self.within[self.run.base + article]
        ):
            self.best.offer(self.first + self.run.base + article, score)
        if self.matches is not None:
            self.matches.add(self.first + self.run.base + article, score)
        return 0

    cdef int bag(self, const uint64_t* wanted, const uint64_t* eligible) except -1 nogil:
        """The window's part of weighted terms of which one is enough."""
        cdef uint64_t bits[WORDS]
        cdef double needed = self.needed() if self.must_match else 0, bound = 0
        cdef int i, k, count, optional = 0
        memset(self.run.scores, 0, WINDOW * sizeof(double))
        memset(bits, 0, sizeof(bits))
        if self.run.is_dense:
            memset(self.run.flags, 0, WINDOW)
        # The terms that cannot lift an article to what is needed, not even together.
        while needed > 0 and optional < self.count:
            bound += window_bound(&self.run, self.leaves[optional])
            if bound > needed:
                break
            self.leaves[optional].bound = bound
            optional += 1
        for i in range(optional, self.count):
            add_essential(&self.run, self.leaves[i], wanted, bits)
        self.marked(bits, eligible)
        if not optional:
            self.add_total(bits)
            return self.collect(bits)
        count = list_wanted(&self.run, bits)
        for i in range(optional - 1, -1, -1):
            count = self.drop(count, needed - self.leaves[i].bound)
            add_optional(&self.run, self.leaves[i], wanted, count, bits)
        self.marked(bits, eligible)
        self.add_total(bits)
        return self.take_joined(count)

    cdef int bracket(self, const uint64_t* wanted, const uint64_t* eligible) except -1 nogil:
        """The window's part of a bag of which scores need not be exact.

        Lists are added up until only few articles are in doubt: those that may match, or may be
        among the best. In the lists that are left only these are looked up, as long as they are.
        """
        cdef uint64_t bits[WORDS]
        cdef double needed = self.brackets.needed(), rest = 0, asked = needed
        cdef uint32_t end = self.run.base + self.run.width
        cdef Leaf* leaf
        cdef int i, k, left, present = 0, count = -1  # in doubt, -1 while that is not known
        memset(self.run.scores, 0, WINDOW * sizeof(double))
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
            left = <int>(<uint64_t>leaf.size * WINDOW // self.run.articles)
            if count < 0 and left > SHORT and (rest < asked or (i == 0 and wanted != NULL)):
                asked = ASK * rest
                k = self.find_doubts(eligible, needed, rest, bits)
                if k * DOUBTS < left:
                    self.settle_others(eligible, bits, needed, rest)
                    count = list_wanted(&self.run, bits)
            rest = max(rest - leaf.bound, 0)
            if count < 0:
                sum_list(&self.run, leaf, wanted)
                continue
            if not count:
                break
            sum_joined(&self.run, leaf, count)
            count = self.settle(count, needed, rest if i + 1 < present else 0)
        if count < 0:
            memset(bits, 0, sizeof(bits))
            self.settle_others(eligible, bits, needed, 0)
        return self.take_settled()

    cdef int find_doubts(self, const uint64_t* eligible, double needed, double rest,
                         uint64_t* bits) noexcept nogil:
        """The bits of the articles of which it is not known whether they matter, and how many.

        They can reach what is needed, and do not match for sure or may be among the best.
        """
        cdef double matching = SURE * self.brackets.matching(), best = self.brackets.best.needed()
        cdef const double* sums
        cdef int k, count = 0
        for k in range(WORDS):
            bits[k] = 0
            if eligible[k]:
                sums = self.run.scores + 64 * k
                bits[k] = eligible[k] & reaching(sums, BELOW * needed - ABOVE * rest)
                if bits[k]:
                    bits[k] &= ~reaching(sums, matching) | reaching(sums, best - ABOVE * rest)
                count += count_bits(bits[k])
        return count

    cdef void settle_others(self, const uint64_t* eligible, const uint64_t* doubts, double needed,
                            double rest) noexcept nogil:
        """Settle the articles that matter and are not in doubt."""
        cdef double limit = max(BELOW * needed - ABOVE * rest, LEAST)
        cdef uint64_t left
        cdef int i, k
        for k in range(WORDS):
            left = eligible[k] & ~doubts[k]
            if left:
                left &= reaching(self.run.scores + 64 * k, limit)
            self.settled[k] |= left
            while left:
                i = 64 * k + lowest_bit(left)
                left &= left - 1
                self.most[i] = self.run.scores[i] + ABOVE * rest

    cdef int settle(self, int count, double needed, double rest) noexcept nogil:
        """Settle those of the `joined` articles that are in doubt no more; how many remain."""
        cdef double limit = BELOW * needed - ABOVE * rest
        cdef double matching = SURE * self.brackets.matching()
        cdef double best = self.brackets.best.needed() - ABOVE * rest
        cdef int k, kept = 0
        cdef uint16_t article
        cdef double total
        for k in range(count):
            article = self.run.joined[k]
            total = self.run.scores[article]
            if total < limit:
                continue
            if rest > 0 and (total < matching or total >= best):
                self.run.joined[kept] = article
                kept += 1
            elif total >= LEAST:
                self.settled[article >> 6] |= <uint64_t>1 << (article & 63)
                self.most[article] = total + ABOVE * rest
        return kept

    cdef int take_settled(self) except -1 nogil:
        """Give the brackets what is settled, in the order of the articles."""
        cdef uint64_t left
        cdef int i, k
        for k in range(WORDS):
            left = self.settled[k]
            while left:
                i = 64 * k + lowest_bit(left)
                left &= left - 1
                self.brackets.add(
                    self.first + self.run.base + i,
                    self.run.scores[i],
                    self.most[i],
                    self.within == NULL or self.within[self.run.base + i],
                )
        return 0

    cdef void marked(self, uint64_t* bits, const uint64_t* eligible) noexcept nogil:
        """The bits of the eligible articles that were marked, or of all if they need not match."""
        cdef int k
        for k in range(WORDS):
            if self.run.is_dense:
                bits[k] = bits_of_flags(self.run.flags + 64 * k)
            bits[k] = bits[k] & eligible[k] if self.must_match else eligible[k]

    cdef int join(self, const uint64_t* wanted) except -1 nogil:
        """The window's part of a conjunction of lists."""
        cdef Node* root = &self.ranked.tree.nodes[0]
        cdef Leaf* leaf
        cdef int i, k, count = join_all(&self.run, &self.ranked.tree, root, wanted)
        cdef double needed = self.needed(), rest = self.ranked.bound()
        self.total += count
        for k in range(count):
            self.run.scores[self.run.joined[k]] = 0
        for i in range(root.count):
            count = self.drop(count, needed - rest)
            leaf = child_of(&self.ranked.tree, root, i).leaf
            score_joined(&self.run, leaf, count)
            rest -= leaf.highest
        return self.take_joined(count)

    cdef int any_tree(self, const uint64_t* wanted, const uint64_t* eligible) except -1 nogil:
        """The window's part of any tree."""
        cdef Tree* tree = &self.ranked.tree
        cdef uint64_t matching[WORDS]
        cdef double needed = self.needed()
        cdef int k
        match(&self.run, tree, &tree.nodes[0], wanted if self.must_match else NULL)
        for k in range(WORDS):
            matching[k] = eligible[k]
            if self.must_match:
                matching[k] &= tree.nodes[0].bits[k]
        self.add_total(matching)
        if self.must_match and 0 < needed and self.ranked.bound() <= needed:
            return 0
        memset(self.run.scores, 0, WINDOW * sizeof(double))
        score(&self.run, tree, &tree.nodes[0], matching)
        return self.collect(matching)

    cdef void add_total(self, const uint64_t* bits) noexcept nogil:
        cdef int k
        for k in range(WORDS):
            self.total += count_bits(bits[k])

    cdef int windows(self) except -1 nogil:
        """Everything else."""
        cdef Tree* conditions = NULL
        cdef uint64_t eligible[WORDS]
        cdef const uint64_t* wanted
        cdef uint32_t next_article
        cdef bint is_joined = self.must_match and self.ranked.is_joined()
        cdef int k
        if self.conditions is not None:
            conditions = &self.conditions.tree
        if self.ranked is None:
            memset(self.run.scores, 0, WINDOW * sizeof(double))
        while self.run.base < self.run.articles and not self.run.damaged:
            self.run.width = <int>min(<uint32_t>WINDOW, self.run.articles - self.run.base)
            next_article = self.run.base
            if conditions != NULL:
                next_article = next_of(&self.run, conditions, &conditions.nodes[0])
            if self.must_match:
                next_article = max(next_article, self.next_ranked())
            if next_article >= self.run.base + WINDOW:
                self.run.base = next_article - next_article % WINDOW
                continue
            wanted = NULL
            all_of_window(&self.run, eligible)
            if self.live != NULL:
                mask_bits(&self.run, self.live, eligible)
                wanted = eligible
            if conditions != NULL:
                match(&self.run, conditions, &conditions.nodes[0], wanted)
                wanted = eligible
                for k in range(WORDS):
                    eligible[k] &= conditions.nodes[0].bits[k]
            if wanted != NULL and is_empty(eligible):
                pass
            elif self.ranked is None:
                self.add_total(eligible)
                self.collect(eligible)
            elif self.brackets is not None:
                self.bracket(wanted, eligible)
            elif self.count:
                self.bag(wanted, eligible)
            elif is_joined:
                self.join(wanted)
            else:
                self.any_tree(wanted, eligible)
            self.run.base += WINDOW
        return 0

    cdef uint32_t next_ranked(self) noexcept nogil:
        cdef uint32_t found = NONE
        cdef int i
        if not self.count and self.brackets is None:
            return next_of(&self.run, &self.ranked.tree, &self.ranked.tree.nodes[0])
        for i in range(self.count):
            if self.brackets is not None:
                found = min(found, next_possible(&self.run, self.leaves[i]))
                continue
            advance(&self.run, self.leaves[i], self.run.base)
            found = min(found, self.leaves[i].next)
        return found


def evaluate(uint32_t articles, uint32_t first, live, conditions, ranked, bint must_match, within,
             Best best not None, Matches matches):
    """Evaluate a query on one segment; returns how many of its articles match.

    The segment's `articles` have the numbers from `first` on. An article matches when it is `live`
    (flags, or None if all are), when the tree `conditions` does (or is None), and when the tree
    `ranked` does if it `must_match`. Its score is what `ranked` gives. Those that are also
    `within` (flags or None) compete for the `best`; all that match go to `matches` (or None).
    Raises ValueError for damaged lists.
    """
    cdef Evaluator it = Evaluator()
    it.best = best
    it.matches = matches
    it.must_match = must_match and ranked is not None
    return run_through(it, articles, first, live, conditions, ranked, within)


def bracket(uint32_t articles, uint32_t first, live, conditions, ranked not None, within,
            Brackets brackets not None):
    """Find what may be among the best or match in one segment (see `reference.bracket`)."""
    cdef Evaluator it = Evaluator()
    it.best = brackets.best
    it.brackets = brackets
    it.must_match = True
    run_through(it, articles, first, live, conditions, ranked, within)


def exact_scores(uint32_t articles, ranked not None, numbers):
    """The scores of some articles of a segment (see `reference.exact_scores`)."""
    cdef Evaluator it = Evaluator()
    cdef const uint32_t[::1] number_of = numbers
    scores = np.zeros(len(numbers))
    cdef double[::1] score_for = scores
    cdef int i
    it.run.articles = articles
    it.brackets = Brackets(0, 1.0)
    it.ranked = Compiled(ranked, articles, True)
    if not it.ranked.is_bag():
        raise ValueError("this is no bag of lists")
    if not rises(number_of, articles):
        raise ValueError("articles must be given in rising order")
    it.find_leaves()  # added up in the order in which brackets are: the sums are the same
    if number_of.shape[0]:
        with nogil:
            for i in range(it.count):
                add_scores(
                    &it.run, it.leaves[i], &number_of[0], <int>number_of.shape[0], &score_for[0]
                )
    if it.run.damaged:
        raise failure_of(it.run.checks, "a posting list is damaged")
    return scores


cdef void add_scores(Run* run, Leaf* leaf, const uint32_t* numbers, int count,
                     double* scores) noexcept nogil:
    """Add the scores that a list gives to some articles."""
    cdef int k, i
    for k in range(count):
        if not seek(run, leaf, numbers[k]):
            return
        i = find_in_block(leaf.articles, numbers[k])
        if leaf.articles[i] == numbers[k]:
            scores[k] += score_at(run, leaf, numbers[k], i)


cdef uint64_t run_through(Evaluator it, uint32_t articles, uint32_t first, live, conditions, ranked,
                  within) except? 0:
    """Go through a segment; returns how many match, where that is counted."""
    cdef const uint8_t[::1] live_view, within_view
    it.run.articles = articles
    it.first = first
    if not articles:
        return 0
    if live is not None:
        live_view = live.view(np.uint8)
        it.live = &live_view[0]
    if within is not None:
        within_view = within.view(np.uint8)
        it.within = &within_view[0]
    if (live is not None and live_view.shape[0] != articles) or (
        within is not None and within_view.shape[0] != articles
    ):
        raise ValueError("a mask has one flag for each article")
    it.best.expect(articles)
    if conditions is not None:
        it.conditions = Compiled(conditions, articles, False)
    if ranked is not None:
        it.ranked = Compiled(ranked, articles, True)
        if it.ranked.is_bag():
            it.find_leaves()
        elif it.brackets is not None:
            raise ValueError("this is no bag of lists")
    cdef Workspace space = it.lay_out()
    if it.count == 1 and it.must_match and (
        live is None and within is None and conditions is None
        and it.matches is None and it.brackets is None
    ):
        with nogil:
            it.single()
    else:
        with nogil:
            it.windows()
    if space.size <= MOST_SPARE:
        spare_workspaces.append(space)
    if it.run.damaged:
        raise failure_of(it.run.checks, "a posting list is damaged")
    return it.total
