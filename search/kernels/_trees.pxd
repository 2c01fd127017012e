# cython: language_level=3, boundscheck=False, cdivision=True
"""Which articles of a window a tree matches, and what it scores."""

from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset

from search.kernels._bits cimport bits_of_flags, is_empty, lowest_bit, WINDOW, WORDS
from search.kernels._conjunction cimport (
    find_candidates, join_all, list_wanted, score_joined, set_bits,
)
from search.kernels._lists cimport advance, flag_list
from search.kernels._nodes cimport (
    AND, ARRAY, child_of, CONSTANT, EVERY, LIST, MASK, MAYBE, Node, NONE, NOT, OR, PHRASE, Run,
    Tree,
)

cdef enum:
    DENSE = 64  # articles of a list in a window


cdef inline void all_of_window(Run* run, uint64_t* bits) noexcept nogil:
    cdef int i, left
    for i in range(WORDS):
        left = run.width - 64 * i
        bits[i] = <uint64_t>-1 if left >= 64 else (
            0 if left <= 0 else (<uint64_t>1 << left) - 1
        )


cdef inline void mask_bits(Run* run, const uint8_t* mask, uint64_t* bits) noexcept nogil:
    """The bits of the window's part of a mask."""
    cdef uint8_t flags[64]
    cdef int i, words = run.width // 64, left = run.width % 64
    memset(bits, 0, 8 * WORDS)
    for i in range(words):
        bits[i] = bits_of_flags(mask + run.base + 64 * i)
    if left:
        memset(flags, 0, sizeof(flags))
        memcpy(flags, mask + run.base + 64 * words, left)
        bits[words] = bits_of_flags(flags)


cdef inline void match(Run* run, Tree* tree, Node* node, const uint64_t* wanted) noexcept nogil:
    """Set the node's bits for the window. Articles that are not `wanted` may be left out."""
    cdef int k
    cdef Node* child
    if node.kind == LIST or node.kind == ARRAY:
        if node.scored or wanted != NULL or not is_dense(run, node.leaf.size):
            set_bits(run, find_candidates(run, node.leaf, wanted), node.bits)
        else:
            memset(run.flags, 0, WINDOW)
            flag_list(run, node.leaf)
            flagged_bits(run, node.bits)
    elif node.kind == MASK:
        mask_bits(run, node.mask, node.bits)
    elif node.kind == EVERY:
        all_of_window(run, node.bits)
    elif node.kind == AND or node.kind == PHRASE:
        match_all(run, tree, node, wanted)
    elif node.kind == OR:
        match_any(run, tree, node, wanted)
    elif node.kind == NOT:
        child = child_of(tree, node, 0)
        match(run, tree, child, wanted)
        all_of_window(run, node.bits)
        for k in range(WORDS):
            node.bits[k] &= ~child.bits[k]
    else:  # CONSTANT and MAYBE: what their first child says
        child = child_of(tree, node, 0)
        match(run, tree, child, wanted)
        memcpy(node.bits, child.bits, sizeof(node.bits))
        if node.kind == MAYBE:
            child = child_of(tree, node, 1)
            match(run, tree, child, node.bits)


cdef inline bint is_dense(const Run* run, uint32_t size) noexcept nogil:
    """Whether a window has so many of a list's articles that flags are made sooner than bits."""
    return <uint64_t>size * (WINDOW // DENSE) > run.articles


cdef inline uint32_t longest_of(Tree* tree, Node* node) noexcept nogil:
    """The size of the longest list of an "or" that is not scored: the first one, if any is."""
    cdef Node* child
    if not node.count:
        return 0
    child = child_of(tree, node, 0)
    return child.leaf.size if child.leaf != NULL else 0


cdef inline void flagged_bits(Run* run, uint64_t* bits) noexcept nogil:
    """The bits of the articles of the window that were flagged."""
    cdef int k
    for k in range(WORDS):
        bits[k] = bits_of_flags(run.flags + 64 * k)


cdef inline void match_any(Run* run, Tree* tree, Node* node, const uint64_t* wanted) noexcept nogil:
    cdef int i, k, first = 0
    cdef Node* child
    cdef uint64_t left[WORDS]
    if node.minimum > 1:
        match_enough(run, tree, node, wanted)
        return
    memset(node.bits, 0, sizeof(node.bits))
    if wanted == NULL and not node.scored and is_dense(run, longest_of(tree, node)):
        memset(run.flags, 0, WINDOW)
        while first < node.count and child_of(tree, node, first).leaf != NULL:
            flag_list(run, child_of(tree, node, first).leaf)
            first += 1
        flagged_bits(run, node.bits)
    for i in range(first, node.count):
        child = child_of(tree, node, i)
        match(run, tree, child, wanted)
        for k in range(WORDS):
            node.bits[k] |= child.bits[k]
        if wanted != NULL and not node.scored:  # what one child matches, no other needs to
            for k in range(WORDS):
                left[k] = wanted[k] & ~node.bits[k]
            if is_empty(left):
                return
            wanted = left


cdef inline void match_enough(Run* run, Tree* tree, Node* node,
                              const uint64_t* wanted) noexcept nogil:
    """Set the bits of the articles that the least number of children match."""
    cdef int i, k
    cdef Node* child
    cdef uint64_t bits
    cdef uint32_t counts[WINDOW]
    memset(counts, 0, sizeof(counts))
    memset(node.bits, 0, sizeof(node.bits))
    for i in range(node.count):
        child = child_of(tree, node, i)
        match(run, tree, child, wanted)
        for k in range(WORDS):
            bits = child.bits[k]
            while bits:
                counts[64 * k + lowest_bit(bits)] += 1
                if counts[64 * k + lowest_bit(bits)] == <uint32_t>node.minimum:
                    node.bits[k] |= bits & (~bits + 1)
                bits &= bits - 1


cdef inline void match_all(Run* run, Tree* tree, Node* node, const uint64_t* wanted) noexcept nogil:
    cdef int i, k
    cdef Node* child
    if node.leaves:
        set_bits(run, join_all(run, tree, node, wanted), node.bits)
    elif wanted == NULL:
        all_of_window(run, node.bits)
    else:
        memcpy(node.bits, wanted, sizeof(node.bits))
    for i in range(node.leaves, node.count):
        if is_empty(node.bits):
            break
        child = child_of(tree, node, i)
        match(run, tree, child, node.bits if i or wanted != NULL else NULL)
        for k in range(WORDS):
            node.bits[k] &= child.bits[k]
    for i in range(node.leaves):
        memcpy(child_of(tree, node, i).bits, node.bits, sizeof(node.bits))


cdef inline void score(Run* run, Tree* tree, Node* node, const uint64_t* wanted) noexcept nogil:
    """Add the node's scores of the `wanted` articles that match it."""
    cdef int i, k
    cdef uint64_t among[WORDS]
    cdef uint64_t bits
    if not node.scored:
        return
    for k in range(WORDS):
        among[k] = node.bits[k] & wanted[k]
    if node.leaf:
        score_joined(run, node.leaf, list_wanted(run, among))
    elif node.kind == CONSTANT or node.kind == EVERY:
        for k in range(WORDS):
            bits = among[k]
            while bits:
                run.scores[64 * k + lowest_bit(bits)] += node.score
                bits &= bits - 1
    else:
        for i in range(node.count):
            score(run, tree, child_of(tree, node, i), among)


cdef inline uint32_t next_of(Run* run, Tree* tree, Node* node) noexcept nogil:
    """An article before which none matches; never below the window's first."""
    cdef int i
    cdef uint32_t found, one
    if node.kind == LIST or node.kind == ARRAY:
        advance(run, node.leaf, run.base)
        return node.leaf.next
    if node.kind == AND or node.kind == PHRASE:
        found = run.base
        for i in range(node.count):
            if i == 0 or i >= node.leaves:  # the other lists are only read where the first one is
                found = max(found, next_of(run, tree, child_of(tree, node, i)))
        return found
    if node.kind == OR:
        found = NONE
        for i in range(node.count):
            one = next_of(run, tree, child_of(tree, node, i))
            found = min(found, one)
        return found
    if node.kind == CONSTANT or node.kind == MAYBE:
        return next_of(run, tree, child_of(tree, node, 0))
    return run.base


cdef inline bint find_eligible(Run* run, Tree* conditions, const uint8_t* live,
                               uint64_t* eligible) noexcept nogil:
    """The bits of the articles of a window that are live and meet the conditions.

    Both may be NULL. Whether any article was asked for either.
    """
    cdef int k
    all_of_window(run, eligible)
    if live != NULL:
        mask_bits(run, live, eligible)
    if conditions != NULL:
        match(run, conditions, &conditions.nodes[0], eligible if live != NULL else NULL)
        for k in range(WORDS):
            eligible[k] &= conditions.nodes[0].bits[k]
    return live != NULL or conditions != NULL
