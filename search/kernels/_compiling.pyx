# cython: language_level=3, boundscheck=False, cdivision=True
"""From Python's trees to nodes."""

import numpy as np

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from libc.stdint cimport uint8_t
from libc.stdlib cimport calloc, free, malloc

from index.storage.postings._blocks cimport BLOCK, Skip
from index.storage.postings._dense cimport DenseLists
from index.storage.postings._reading cimport InvertedIndex, blocks_of, has_skips, skip_of
from search.kernels._bits cimport WINDOW
from search.kernels._nodes cimport (
    AND, ARRAY, child_of, CONSTANT, EVERY, Kind, LIST, MASK, MAYBE, NONE, NOT, OR, PHRASE, Step,
)
from search.kernels._positions cimport free_reader, new_reader

from index.storage.scoring import B, K1

cdef enum:
    MOST_DEPTH = 100  # of a tree: it is gone through by recursion
    MOST_LENGTHS = 1 << 16  # that two bytes can tell

cdef double SHORTEST = K1 * (1 - B)

# The names of the kinds, for those who make trees.
KINDS = {
    "list": LIST, "array": ARRAY, "mask": MASK, "every": EVERY, "and": AND, "or": OR, "not": NOT,
    "phrase": PHRASE, "constant": CONSTANT, "maybe": MAYBE,
}
# How long the tuple of each kind is.
cdef dict SIZES = {
    LIST: 7, ARRAY: 5, MASK: 2, EVERY: 2, AND: 2, OR: 3, NOT: 2, PHRASE: 3, CONSTANT: 3, MAYBE: 3,
}


cdef class Compiled:
    """A tree of tuples as nodes, for one segment.

    (kind, ...) with the kinds of `KINDS`: LIST: inverted index, term, weight, saturations, share
    of the saturation that is each syllable's, the field's dense lists or None; ARRAY: articles,
    frequencies of 8 or 32 bits, weight, saturations;
    MASK: flags; EVERY: score; AND: trees; OR: trees, how many must match; NOT: tree; PHRASE: LISTs,
    slop, or one for each of them but the first; CONSTANT: tree, score; MAYBE: tree that must match, tree that may. Weights hold
    everything but frequency and length; saturations are None where the score is the weight, and a
    pair where they are of each length: these, and the length of each article in two bytes.
    """

    def __cinit__(self, tree, uint32_t articles, bint scored):
        cdef int nodes = count_nodes(tree, MOST_DEPTH)
        self.articles = articles
        self.owner = tree  # its arrays are read where they are
        self.tree.nodes = <Node*>calloc(nodes, sizeof(Node))
        self.tree.links = <int*>calloc(nodes, sizeof(int))
        if not self.tree.nodes or not self.tree.links:
            raise MemoryError
        self.add(tree, scored)

    def __dealloc__(self):
        cdef int i, k
        cdef Node* node
        for i in range(self.tree.count):
            node = &self.tree.nodes[i]
            if node.leaf:
                free(node.leaf.bounds)
                free(node.leaf)
            if node.steps:
                for k in range(node.count):
                    free_reader(node.steps[k].reader)
                free(node.steps)
        free(self.tree.nodes)
        free(self.tree.links)

    cdef int add(self, object tree, bint scored) except -1:
        """Add a tree; returns the number of its node."""
        cdef int number = self.tree.count, i
        cdef Node* node = &self.tree.nodes[number]
        children = ()
        self.tree.count += 1
        node.kind = <Kind><int>tree[0]
        node.scored = scored
        if node.kind == LIST:
            self.add_list(node, tree)
        elif node.kind == ARRAY:
            self.add_array(node, tree)
        elif node.kind == MASK:
            node.mask = flags_of(tree[1], self.articles)
            node.scored = False
        elif node.kind == EVERY:
            node.score = checked_score(tree[1])
        elif node.kind == NOT:
            children = tree[1:2]
            node.scored = scored = False
        elif node.kind == CONSTANT:
            children = tree[1:2]
            node.score = checked_score(tree[2])
            scored = False
        elif node.kind == MAYBE:
            children = tree[1:3]
        else:
            children = tree[1]
            node.minimum = tree[2] if node.kind == OR else 1
        node.first = self.tree.linked
        node.count = len(children)
        self.tree.linked += node.count
        for i in range(node.count):
            self.tree.links[node.first + i] = self.add(children[i], scored)
        if node.kind == PHRASE:
            self.add_steps(node, tree[2])
        if node.kind == AND or node.kind == PHRASE:
            self.order(node)
        elif node.kind == OR and not scored:
            self.order_any(node)
        return number

    cdef Leaf* new_leaf(self, Node* node) except NULL:
        cdef Leaf* leaf = <Leaf*>calloc(1, sizeof(Leaf))
        if not leaf:
            raise MemoryError
        leaf.counted = NONE
        leaf.is_placed = node.scored
        node.leaf = leaf
        return leaf

    cdef int add_list(self, Node* node, object tree) except -1:
        cdef InvertedIndex index = <InvertedIndex?>tree[1]
        cdef Leaf* leaf = self.new_leaf(node)
        if index.articles != self.articles:
            raise ValueError("the inverted index is of another segment")
        if not index.look_up(<bytes?>tree[2], &leaf.term):
            return 0
        leaf.size = leaf.term.df
        leaf.blocks = blocks_of(&leaf.term)
        self.weigh(leaf, tree[3], tree[4])
        leaf.share = tree[5]
        if index.short_lengths != NULL and self.articles:
            leaf.lengths = index.short_lengths
            if tree[6] is not None and leaf.saturations != NULL:
                self.add_dense(leaf, tree[2], tree[6])
        return 0

    cdef int add_dense(self, Leaf* leaf, bytes term, DenseLists dense) except -1:
        if dense.articles != self.articles:
            raise ValueError("the dense lists are of another segment")
        leaf.dense = dense.find(
            <const uint8_t*>PyBytes_AS_STRING(term), <uint32_t>PyBytes_GET_SIZE(term)
        )
        return 0

    cdef int add_array(self, Node* node, object tree) except -1:
        cdef const uint32_t[::1] articles = tree[1]
        cdef const uint32_t[::1] frequencies
        cdef const uint8_t[::1] in_bytes
        cdef Leaf* leaf = self.new_leaf(node)
        leaf.size = <uint32_t>articles.shape[0]
        if articles.shape[0] != len(tree[2]) or not rises(articles, self.articles):
            raise ValueError("these arrays are no list of articles")
        if not leaf.size:
            return 0
        leaf.all_articles = &articles[0]
        if tree[2].dtype == np.uint8:
            in_bytes = tree[2]
            leaf.all_bytes = &in_bytes[0]
        else:
            frequencies = tree[2]
            leaf.all_frequencies = &frequencies[0]
        leaf.blocks = (leaf.size + BLOCK - 1) // BLOCK
        self.weigh(leaf, tree[3], tree[4])
        return 0

    cdef int weigh(self, Leaf* leaf, double weight, saturations) except -1:
        cdef const double[::1] view
        cdef const uint8_t[::1] sized
        leaf.weight = checked_score(weight)
        leaf.highest = leaf.weight * (1 + 1e-12)
        if saturations is None:
            return 0
        if saturations is self.weighed:  # by the last list
            leaf.saturations, leaf.sized = self.saturations, self.sized
            return 0
        self.weighed = saturations
        lengths = None
        if isinstance(saturations, tuple):
            saturations, lengths = saturations
        view = saturations
        if lengths is None:
            if view.shape[0] != self.articles:
                raise ValueError("there is one saturation for each article")
        else:
            sized = lengths.view(np.uint8)
            if view.shape[0] != MOST_LENGTHS or sized.shape[0] != 2 * <Py_ssize_t>self.articles:
                raise ValueError("there is one saturation for each length of two bytes")
            if self.articles:
                leaf.sized = &sized[0]
        leaf.saturations = &view[0]
        self.saturations, self.sized = leaf.saturations, leaf.sized
        return 0

    cdef int add_steps(self, Node* node, object slop) except -1:
        cdef int i, most
        cdef Node* child
        cdef Leaf* leaf
        if not node.count:
            raise ValueError("a phrase is made of terms")
        slops = slop if isinstance(slop, tuple) else (slop,) * node.count
        if isinstance(slop, tuple):
            if len(slop) != node.count - 1:
                raise ValueError("a phrase has a slop for each term but the first")
            slops = (0,) + slop
        node.steps = <Step*>calloc(node.count, sizeof(Step))
        if not node.steps:
            raise MemoryError
        for i in range(node.count):
            child = child_of(&self.tree, node, i)
            if child.kind != LIST:
                raise ValueError("a phrase is made of terms")
            most = slops[i]
            if most < 0:
                raise ValueError("the slop of a phrase cannot be negative")
            node.steps[i].slop = most
            leaf = node.steps[i].leaf = child.leaf
            leaf.is_placed = True
            if leaf.size:
                if leaf.term.positions == leaf.term.positions_end:
                    raise ValueError("a phrase needs a field with positions")
                node.steps[i].reader = new_reader(&leaf.term, self.articles)
        self.order_steps(node)
        return 0

    cdef int order_steps(self, Node* node) noexcept:
        """Tell which of a phrase's terms are rarest, and whether all stand side by side."""
        cdef int i, at
        cdef Step* steps = node.steps
        node.is_rigid = node.count > 2
        for i in range(node.count):
            at = i
            while at and steps[i].leaf.term.cf < steps[steps[at - 1].rarest].leaf.term.cf:
                steps[at].rarest = steps[at - 1].rarest
                at -= 1
            steps[at].rarest = i
            if i and steps[i].slop != 1:
                node.is_rigid = False
        return 0

    cdef int order(self, Node* node) except -1:
        """The shortest lists first; then what is not a list."""
        cdef int* links = self.tree.links + node.first
        cdef int i, at, link
        for i in range(node.count):
            link = links[i]
            node.leaves += self.tree.nodes[link].leaf != NULL
            at = i
            while at and self.cost(link) < self.cost(links[at - 1]):
                links[at] = links[at - 1]
                at -= 1
            links[at] = link
        return 0

    cdef int order_any(self, Node* node) except -1:
        """The longest lists first, which leave the least to the others; then what is not a list."""
        cdef int* links = self.tree.links + node.first
        cdef int i, at, link
        for i in range(node.count):
            link = links[i]
            at = i
            while at and self.length(link) > self.length(links[at - 1]):
                links[at] = links[at - 1]
                at -= 1
            links[at] = link
        return 0

    cdef uint32_t length(self, int number) noexcept:
        """How many articles a list has; 0 for what is none."""
        cdef Leaf* leaf = self.tree.nodes[number].leaf
        return leaf.size if leaf else 0

    cdef uint32_t cost(self, int number) noexcept:
        """How much there is to read for a node."""
        cdef Leaf* leaf = self.tree.nodes[number].leaf
        return leaf.size if leaf else NONE

    cdef size_t placed(self) noexcept:
        """How many leaves need a table of places."""
        cdef size_t count = 0
        cdef int i
        for i in range(self.tree.count):
            count += self.tree.nodes[i].leaf != NULL and self.tree.nodes[i].leaf.is_placed
        return count

    cdef uint32_t* place(self, uint32_t* tables, uint32_t* nowhere) noexcept:
        """Give each leaf a table of the places in a window; returns those that are left."""
        cdef int i
        cdef Leaf* leaf
        for i in range(self.tree.count):
            leaf = self.tree.nodes[i].leaf
            if leaf and leaf.is_placed:
                leaf.places = tables
                tables += WINDOW
            elif leaf:
                leaf.places = nowhere
        return tables

    cdef bint is_bag(self) noexcept:
        cdef int i
        cdef Node* root = &self.tree.nodes[0]
        if root.leaf:
            return True
        if root.kind != OR or root.minimum > 1:
            return False
        for i in range(root.count):
            if not self.tree.nodes[self.tree.links[root.first + i]].leaf:
                return False
        return True

    cdef bint is_joined(self) noexcept nogil:
        """Whether the tree is lists all of which must hold an article."""
        cdef Node* root = &self.tree.nodes[0]
        return (root.kind == AND or root.kind == PHRASE) and 0 < root.leaves == root.count

    cdef double bound(self) noexcept nogil:
        """What any article scores less than, unless it is 0."""
        cdef int i
        cdef double total = 0
        for i in range(self.tree.count):
            if self.tree.nodes[i].scored:
                if self.tree.nodes[i].leaf:
                    total += self.tree.nodes[i].leaf.highest
                else:
                    total += self.tree.nodes[i].score
        return total * (1 + 1e-12)  # sums may round differently


cdef int count_nodes(tree, int depth) except -1:
    """How many nodes a tree has, whose tuples have the right sizes then."""
    cdef int count = 1, kind
    if not depth:
        raise ValueError("a query tree is too deep")
    if not isinstance(tree, tuple) or not tree or len(tree) != SIZES.get(tree[0]):
        raise ValueError("this is no query tree")
    kind = tree[0]
    if kind == AND or kind == OR or kind == PHRASE:
        for child in tree[1]:
            count += count_nodes(child, depth - 1)
    elif kind == NOT or kind == CONSTANT or kind == MAYBE:
        count += count_nodes(tree[1], depth - 1)
        if kind == MAYBE:
            count += count_nodes(tree[2], depth - 1)
    return count


cdef bint rises(const uint32_t[::1] articles, uint32_t most) noexcept:
    """Whether each article is above the one before, and below `most`."""
    cdef Py_ssize_t i
    cdef bint falls = False
    for i in range(articles.shape[0] - 1):
        falls |= articles[i] >= articles[i + 1]
    return not falls and (not articles.shape[0] or articles[articles.shape[0] - 1] < most)


cdef const uint8_t* flags_of(flags, uint32_t articles) except? NULL:
    """Where the flags of all articles lie; NULL for None. Their owner has to be kept."""
    cdef const uint8_t[::1] view
    if flags is None:
        return NULL
    view = flags.view(np.uint8)
    if view.shape[0] != articles:
        raise ValueError("a mask has one flag for each article")
    return &view[0] if articles else NULL


cdef double checked_score(double score) except -1:
    if not 0 <= score <= 1e300:
        raise ValueError("weights and scores are finite and not negative")
    return score


cdef int find_bounds(Leaf* leaf) except -1:
    """Find how much each block can score at most, from the pairs that its skip keeps."""
    cdef uint32_t block
    cdef Skip skip
    cdef int i
    cdef double score, best
    if not has_skips(&leaf.term) or leaf.saturations == NULL:
        return 0
    leaf.bounds = <double*>malloc(leaf.blocks * sizeof(double))
    if not leaf.bounds:
        raise MemoryError
    leaf.highest = 0
    for block in range(leaf.blocks):
        skip = skip_of(&leaf.term, block)
        best = 0 if 0 < skip.bounds <= 3 else leaf.weight
        for i in range(skip.bounds if skip.bounds <= 3 else 0):
            score = leaf.weight
            if skip.frequencies[i] < 255:
                score *= skip.frequencies[i] / (
                    skip.frequencies[i] + SHORTEST + leaf.share * skip.lengths[i]
                )
            best = max(best, score)
        leaf.bounds[block] = best * (1 + 1e-12)  # the sums may round differently
        leaf.highest = max(leaf.highest, leaf.bounds[block])
    return 0
