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

from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, qsort
from libc.string cimport memset

from index.storage.postings._checking cimport failure_of
from search.kernels._bits cimport (
    bits_of_flags, count_bits, is_empty, lowest_bit, WINDOW, WORDS,
)
from search.kernels._compiling cimport Compiled, find_bounds, flags_of
from search.kernels._conjunction cimport join_all, list_wanted, score_joined
from search.kernels._lists cimport advance, count_block, load, score_of
from search.kernels._maxscore cimport add_essential, add_optional, DENSE, window_bound
from search.kernels._nodes cimport child_of, Leaf, Node, NONE, Run, Tree
from search.kernels._results cimport Best, Matches
from search.kernels._trees cimport find_eligible, match, next_of, score
from search.kernels._workspaces cimport give_back, Workspace, workspace


cdef inline bint any_reaches(const double* scores, double needed) noexcept nogil:
    """Whether one of 64 scores is not below what is needed."""
    cdef int i, found = 0
    for i in range(64):
        found |= scores[i] >= needed
    return found


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
    cdef uint64_t total

    def __dealloc__(self):
        free(self.leaves)

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
        qsort(self.leaves, self.count, sizeof(Leaf*), compare_bounds)
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
        )
        self.run.scores = <double*>space.data
        places = <uint32_t*>(self.run.scores + WINDOW)
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

    cdef int collect_unscored(self, const uint64_t* bits) except -1 nogil:
        """Take the articles of the window whose bits are set, where none scores anything."""
        if self.best.needed() < 0:  # as long as there are not enough
            return self.collect(bits)
        if self.matches is not None:
            self.matches.add_unscored(
                self.first + self.run.base, bits, WORDS, self.run.articles - self.run.base
            )
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
            if find_eligible(&self.run, conditions, self.live, eligible):
                wanted = eligible
            if wanted != NULL and is_empty(eligible):
                pass
            elif self.ranked is None:
                self.add_total(eligible)
                self.collect_unscored(eligible)
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
        if not self.count:
            return next_of(&self.run, &self.ranked.tree, &self.ranked.tree.nodes[0])
        for i in range(self.count):
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
    it.run.articles = articles
    it.first = first
    if not articles:
        return 0
    it.live = flags_of(live, articles)
    it.within = flags_of(within, articles)
    best.expect(articles)
    if conditions is not None:
        it.conditions = Compiled(conditions, articles, False)
    if ranked is not None:
        it.ranked = Compiled(ranked, articles, True)
        if it.ranked.is_bag():
            it.find_leaves()
    cdef Workspace space = it.lay_out()
    if it.count == 1 and it.must_match and (
        live is None and within is None and conditions is None and matches is None
    ):
        with nogil:
            it.single()
    else:
        with nogil:
            it.windows()
    give_back(space)
    if it.run.damaged:
        raise failure_of(it.run.checks, "a posting list is damaged")
    return it.total
