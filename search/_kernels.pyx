# cython: language_level=3, boundscheck=False, cdivision=True
"""Query trees over posting lists, natively: the twin of `kernels_pure`, which says more.

A segment is gone through in windows of articles. In each, the nodes of the tree say which
articles match, as bits; then the scores of those are added up. Weighted terms of which one is
enough (the usual query) are added one after the other; those that cannot lift an article above
the lowest of the best so far are only looked up for articles that another term brought.
"""

import numpy as np

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memcpy, memset

from index.postings._blocks cimport BLOCK, Skip
from index.postings._encoding cimport Buffer, put, release, reserve
from index.postings._reading cimport (
    InvertedIndex, Term, before_block, block_size, blocks_of, has_skips, read_block,
    frequencies_fit, frequency_at, read_frequencies, read_gaps, skip_of,
)
from search._positions cimport PositionReader, free_reader, new_reader, read_positions_at

from index.scoring import B, K1

cdef extern from *:
    """
    #if defined(__GNUC__)
    #define lowest_bit(x) __builtin_ctzll(x)
    #define highest_bit(x) (63 - __builtin_clzll(x))
    #else
    static int lowest_bit(unsigned long long x) { int n = 0; while (!(x >> n & 1)) n++; return n; }
    static int highest_bit(unsigned long long x) { int n = 63; while (!(x >> n & 1)) n--; return n; }
    #endif
    """
    int lowest_bit(uint64_t) noexcept nogil
    int highest_bit(uint64_t) noexcept nogil


cdef inline int count_bits(uint64_t bits) noexcept nogil:
    """How many bits are set; compilers call a function for it where they may not assume POPCNT."""
    bits -= bits >> 1 & 0x5555555555555555ull
    bits = (bits & 0x3333333333333333ull) + (bits >> 2 & 0x3333333333333333ull)
    bits = (bits + (bits >> 4)) & 0x0F0F0F0F0F0F0F0Full
    return <int>(bits * 0x0101010101010101ull >> 56)


cdef double SHORTEST = K1 * (1 - B)  # the saturation of an article without any term

cdef enum:
    WINDOW = 2048  # articles
    WORDS = 32  # of 64 bits
    NONE = 0xFFFFFFFF

cdef enum Kind:
    LIST
    ARRAY
    MASK
    EVERY
    AND
    OR
    NOT
    PHRASE
    CONSTANT
    MAYBE

cdef enum:
    MOST_DEPTH = 100  # of a tree: it is gone through by recursion

# The names of the kinds, for those who make trees.
KINDS = {
    "list": LIST, "array": ARRAY, "mask": MASK, "every": EVERY, "and": AND, "or": OR, "not": NOT,
    "phrase": PHRASE, "constant": CONSTANT, "maybe": MAYBE,
}
# How long the tuple of each kind is.
cdef dict SIZES = {
    LIST: 6, ARRAY: 5, MASK: 2, EVERY: 2, AND: 2, OR: 3, NOT: 2, PHRASE: 3, CONSTANT: 3, MAYBE: 3,
}

cdef struct Leaf:  # a list of articles, and where it is being read
    Term term  # a LIST's, in blocks
    const uint32_t* all_articles  # an ARRAY's
    const uint32_t* all_frequencies
    uint32_t size
    double weight
    const double* saturations  # of each article; without them, the score is the weight
    double share  # of a saturation, for each syllable
    double* bounds  # the highest score in each block, where it is known
    double highest  # of all of them
    double bound  # of the window and of all terms that are less important
    uint32_t blocks
    uint32_t block  # the next to be read
    uint32_t next  # the next article, NONE after the last
    int at  # where it stands in what was read
    int count
    uint32_t counted  # the block whose frequencies were read, NONE before the first
    uint32_t articles[BLOCK]  # NONE behind the last
    uint32_t frequencies[BLOCK]
    uint32_t* places  # in the list, of each article of the window that was found

cdef struct Step:  # a term of a phrase
    Leaf* leaf
    PositionReader* reader

cdef struct Node:
    Kind kind
    int first  # of its children in `links`
    int count
    int leaves  # how many of the first children are lists
    int minimum
    int slop
    bint scored  # whether any score comes from here
    double score
    Leaf* leaf
    const uint8_t* mask
    Step* steps
    uint64_t bits[WORDS]

cdef struct Tree:
    Node* nodes
    int* links
    int count
    int linked

cdef struct Run:  # one segment's evaluation
    uint32_t articles
    uint32_t base  # the first article of the window
    int width
    double* scores
    uint16_t* joined  # articles of the window, less its first
    uint8_t* table
    uint8_t* flags
    bint is_dense
    bint damaged


cdef inline Node* child_of(Tree* tree, Node* node, int i) noexcept nogil:
    return &tree.nodes[tree.links[node.first + i]]


# Reading one list


cdef inline bint is_full(const Leaf* leaf, uint32_t block) noexcept nogil:
    """Whether a block lies in equal bits."""
    return (
        leaf.all_articles == NULL and has_skips(&leaf.term)
        and block_size(&leaf.term, block) == BLOCK
    )


cdef int load(Run* run, Leaf* leaf) noexcept nogil:
    """Read the articles of the next block; there must be one."""
    cdef uint32_t begin, block = leaf.block, before
    cdef Skip skip
    if is_full(leaf, block):
        skip = skip_of(&leaf.term, block)
        leaf.count = BLOCK
        before = before_block(&leaf.term, block)
        if (
            skip.last >= run.articles
            or (block and before >= skip.last)
            or not frequencies_fit(&leaf.term, &skip)
            or read_gaps(&leaf.term, &skip, before, leaf.articles) < 0
        ):
            leaf.count = -1
    elif leaf.all_articles != NULL:
        begin = block * BLOCK
        leaf.counted = block
        leaf.count = <int>min(<uint32_t>BLOCK, leaf.size - begin)
        memcpy(leaf.articles, leaf.all_articles + begin, 4 * leaf.count)
        memcpy(leaf.frequencies, leaf.all_frequencies + begin, 4 * leaf.count)
    else:
        leaf.counted = block
        leaf.count = read_block(
            &leaf.term, block, run.articles, leaf.articles, leaf.frequencies
        )
    if leaf.count < 0:
        run.damaged = True
        leaf.count = 0
        leaf.block = leaf.blocks
        leaf.next = NONE
        return -1
    if leaf.count < BLOCK:
        memset(leaf.articles + leaf.count, 255, 4 * (BLOCK - leaf.count))
    leaf.block += 1
    leaf.at = 0
    leaf.next = leaf.articles[0]
    return 0


cdef void count_block(Run* run, Leaf* leaf, uint32_t block) noexcept nogil:
    """See to it that the frequencies of a block, which was loaded once, are there."""
    cdef uint32_t begin = block * BLOCK
    cdef Skip skip
    cdef int state
    if leaf.counted == block:
        return
    leaf.counted = block
    if is_full(leaf, block):
        skip = skip_of(&leaf.term, block)
        state = read_frequencies(&leaf.term, &skip, leaf.frequencies)
    elif leaf.all_articles != NULL:
        memcpy(leaf.frequencies, leaf.all_frequencies + begin, 4 * min(BLOCK, leaf.size - begin))
        state = 0
    else:  # the last block
        state = read_block(&leaf.term, block, run.articles, leaf.articles, leaf.frequencies)
    if state < 0:
        run.damaged = True
        memset(leaf.frequencies, 0, sizeof(leaf.frequencies))


cdef inline uint32_t last_of(Leaf* leaf, uint32_t block) noexcept nogil:
    """The last article of a block, if that can be told without reading it."""
    if leaf.all_articles != NULL:
        return leaf.all_articles[min((block + 1) * BLOCK, leaf.size) - 1]
    return skip_of(&leaf.term, block).last if has_skips(&leaf.term) else NONE


cdef inline int find_in_block(const uint32_t* articles, uint32_t target) noexcept nogil:
    """Where in a block the first article stands that is not below `target`; the last is not."""
    cdef int low = 0, half = BLOCK // 2
    while half:
        low += half * (articles[low + half - 1] < target)
        half >>= 1
    return low


cdef bint seek(Run* run, Leaf* leaf, uint32_t target) noexcept nogil:
    """Read the block with the first article that is not below `target`; whether there is one."""
    if leaf.count and leaf.articles[leaf.count - 1] >= target:
        return True
    while leaf.block < leaf.blocks and last_of(leaf, leaf.block) < target:
        leaf.block += 1
    while leaf.block < leaf.blocks:
        if load(run, leaf) < 0:
            return False
        if leaf.articles[leaf.count - 1] >= target:
            return True
    leaf.next = NONE
    leaf.count = 0
    return False


cdef void advance(Run* run, Leaf* leaf, uint32_t target) noexcept nogil:
    """Stand on the first article that is not below `target`."""
    if (leaf.next < target or not leaf.count) and seek(run, leaf, target):
        leaf.at = find_in_block(leaf.articles, target)
        leaf.next = leaf.articles[leaf.at]


cdef inline uint64_t between(uint32_t word, uint32_t first, uint32_t last) noexcept nogil:
    """The bits of a word that stand for articles from `first` to `last`."""
    cdef uint64_t bits = <uint64_t>-1
    if word == first >> 6:
        bits &= <uint64_t>-1 << (first & 63)
    if word == last >> 6:
        bits &= <uint64_t>-1 >> (63 - (last & 63))
    return bits


cdef inline bint any_between(const uint64_t* bits, uint32_t first, uint32_t last) noexcept nogil:
    """Whether a bit from `first` to `last` is set."""
    cdef uint32_t word
    cdef uint64_t found = 0
    for word in range(first >> 6, (last >> 6) + 1):
        found |= bits[word] & between(word, first, last)
    return found != 0


cdef int inside(Run* run, Leaf* leaf) noexcept nogil:
    """Where in the block that was read the part inside the window ends; it begins at `leaf.at`.

    0 when nothing more is inside.
    """
    cdef uint32_t end = run.base + run.width
    if leaf.next >= end:
        return 0
    if leaf.articles[leaf.count - 1] < end:
        return leaf.count
    return find_in_block(leaf.articles, end)


cdef void leave(Run* run, Leaf* leaf, int stop, const uint64_t* wanted) noexcept nogil:
    """Go on behind `stop`. Blocks without a `wanted` article of the window may be left out."""
    cdef uint32_t end = run.base + run.width, first, last
    if stop < leaf.count:
        leaf.at = stop
        leaf.next = leaf.articles[stop]
        return
    first = leaf.articles[leaf.count - 1] + 1
    leaf.count = 0
    leaf.next = NONE
    if wanted != NULL:
        while leaf.block < leaf.blocks and first < end:
            last = last_of(leaf, leaf.block)
            if last >= end or last < first:
                break
            if any_between(wanted, first - run.base, last - run.base):
                break
            first = last + 1
            leaf.block += 1
    if leaf.block < leaf.blocks:
        load(run, leaf)


# Scores


cdef inline double score_of(const Leaf* leaf, uint32_t article, uint32_t frequency) noexcept nogil:
    if leaf.saturations == NULL:
        return leaf.weight
    return leaf.weight * frequency / (frequency + leaf.saturations[article])


cdef inline bint is_in(const uint64_t* bits, uint32_t i) noexcept nogil:
    return bits[i >> 6] >> (i & 63) & 1


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


cdef double window_bound(Run* run, Leaf* leaf) noexcept nogil:
    """How much an article of the window can score at most."""
    cdef uint32_t block, end = run.base + run.width, last
    cdef double best = 0
    if leaf.next >= end:
        return 0
    if leaf.bounds == NULL:
        return leaf.highest
    block = leaf.block - 1 if leaf.count else leaf.block  # the one that was read last
    while block < leaf.blocks:
        last = last_of(leaf, block)
        if last >= run.base:
            best = max(best, leaf.bounds[block])
        if last >= end - 1:
            break
        block += 1
    return best


# Matching


cdef enum:
    FEW = 12  # articles that are looked for in a block one by one


cdef int list_articles(Run* run, Leaf* leaf, const uint64_t* wanted) noexcept nogil:
    """Put the list's articles of the window into `joined`, and their places: how many.

    Those that are not `wanted` may be left out.
    """
    cdef int i, stop, count = 0
    cdef uint32_t place, article, base = run.base
    cdef uint16_t* joined = run.joined
    cdef uint32_t* places = leaf.places
    advance(run, leaf, base)
    while True:
        stop = inside(run, leaf)
        if not stop:
            return count
        place = (leaf.block - 1) * BLOCK
        for i in range(leaf.at, stop):
            article = leaf.articles[i] - base
            joined[count] = <uint16_t>article
            places[article] = place + i
            count += 1
        leave(run, leaf, stop, wanted)


cdef int join(Run* run, Leaf* leaf, int count) noexcept nogil:
    """Keep those of the `joined` articles that the list holds, and note their places: how many."""
    cdef int k = 0, kept = 0, end, i
    cdef uint32_t last, place, article, base = run.base
    cdef uint16_t* joined = run.joined
    cdef uint32_t* places = leaf.places
    cdef uint8_t* table = run.table
    while k < count and seek(run, leaf, base + joined[k]):
        place = (leaf.block - 1) * BLOCK
        last = leaf.articles[leaf.count - 1] - base
        if k + FEW >= count or joined[k + FEW] > last:
            while k < count and joined[k] <= last:
                article = joined[k]
                i = find_in_block(leaf.articles, base + article)
                joined[kept] = <uint16_t>article
                places[article] = place + i
                kept += leaf.articles[i] == base + article
                k += 1
        else:
            # Where each article of the window would be; what was there before does no harm.
            end = inside(run, leaf)
            for i in range(find_in_block(leaf.articles, base + joined[k]), end):
                table[leaf.articles[i] - base] = <uint8_t>i
            while k < count and joined[k] <= last:
                article = joined[k]
                i = table[article]
                joined[kept] = <uint16_t>article
                places[article] = place + i
                kept += leaf.articles[i] == base + article
                k += 1
    return kept


cdef int list_wanted(Run* run, const uint64_t* wanted) noexcept nogil:
    """Put the wanted articles into `joined`: how many."""
    cdef int k, count = 0
    cdef uint64_t left
    for k in range(WORDS):
        left = wanted[k]
        while left:
            run.joined[count] = <uint16_t>(64 * k + lowest_bit(left))
            left &= left - 1
            count += 1
    return count


cdef int find_candidates(Run* run, Leaf* leaf, const uint64_t* wanted) noexcept nogil:
    """Put the list's articles of the window that are `wanted` into `joined`: how many."""
    cdef int k, count = 0, kept = 0
    if wanted == NULL:
        return list_articles(run, leaf, NULL)
    for k in range(WORDS):
        count += count_bits(wanted[k])
    if <uint64_t>count * run.articles < <uint64_t>leaf.size * (WINDOW // 4):
        return join(run, leaf, list_wanted(run, wanted))
    count = list_articles(run, leaf, wanted)
    for k in range(count):
        run.joined[kept] = run.joined[k]
        kept += is_in(wanted, run.joined[k])
    return kept


cdef void set_bits(Run* run, int count, uint64_t* bits) noexcept nogil:
    """Set the bits of the `joined` articles, and no others."""
    cdef int k
    cdef uint16_t article
    memset(bits, 0, 8 * WORDS)
    for k in range(count):
        article = run.joined[k]
        bits[article >> 6] |= <uint64_t>1 << (article & 63)


cdef inline bint is_empty(const uint64_t* bits) noexcept nogil:
    cdef int i
    cdef uint64_t any_bit = 0
    for i in range(WORDS):
        any_bit |= bits[i]
    return any_bit == 0


cdef inline void all_of_window(Run* run, uint64_t* bits) noexcept nogil:
    cdef int i, left
    for i in range(WORDS):
        left = run.width - 64 * i
        bits[i] = <uint64_t>-1 if left >= 64 else (
            0 if left <= 0 else (<uint64_t>1 << left) - 1
        )


cdef inline uint64_t bits_of_flags(const uint8_t* flags) noexcept nogil:
    """The bits of 64 flags, each of which is set if it is not 0."""
    cdef uint64_t eight, bits = 0
    cdef int i
    for i in range(8):
        memcpy(&eight, flags + 8 * i, 8)
        eight |= (eight & 0x7F7F7F7F7F7F7F7Full) + 0x7F7F7F7F7F7F7F7Full
        eight = eight >> 7 & 0x0101010101010101ull
        bits |= (eight * 0x0102040810204080ull >> 56) << 8 * i
    return bits


cdef void mask_bits(Run* run, const uint8_t* mask, uint64_t* bits) noexcept nogil:
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


cdef void match(Run* run, Tree* tree, Node* node, const uint64_t* wanted) noexcept nogil:
    """Set the node's bits for the window. Articles that are not `wanted` may be left out."""
    cdef int k
    cdef Node* child
    if node.kind == LIST or node.kind == ARRAY:
        set_bits(run, find_candidates(run, node.leaf, wanted), node.bits)
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


cdef void match_any(Run* run, Tree* tree, Node* node, const uint64_t* wanted) noexcept nogil:
    cdef int i, k
    cdef Node* child
    if node.minimum > 1:
        match_enough(run, tree, node, wanted)
        return
    memset(node.bits, 0, sizeof(node.bits))
    for i in range(node.count):
        child = child_of(tree, node, i)
        match(run, tree, child, wanted)
        for k in range(WORDS):
            node.bits[k] |= child.bits[k]


cdef void match_enough(Run* run, Tree* tree, Node* node, const uint64_t* wanted) noexcept nogil:
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


cdef int join_all(Run* run, Tree* tree, Node* node, const uint64_t* wanted) noexcept nogil:
    """Put the articles into `joined` that all lists of the node hold, as a phrase if it is one."""
    cdef int i, count = find_candidates(run, child_of(tree, node, 0).leaf, wanted)
    for i in range(1, node.leaves):
        count = join(run, child_of(tree, node, i).leaf, count)
    return keep_phrases(run, node, count) if node.kind == PHRASE else count


cdef void match_all(Run* run, Tree* tree, Node* node, const uint64_t* wanted) noexcept nogil:
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


cdef int keep_phrases(Run* run, Node* node, int count) noexcept nogil:
    """Keep the `joined` articles in which the terms stand in order: how many."""
    cdef int k, kept = 0
    for k in range(count):
        run.joined[kept] = run.joined[k]
        kept += has_phrase(run, node, run.joined[k])
    return kept


cdef inline uint32_t keep_following(const uint32_t* firsts, uint32_t n, uint32_t* seconds,
                                    uint32_t m, uint32_t slop) noexcept nogil:
    """Keep the second positions that come at most `slop` after one of the first: how many."""
    cdef uint32_t i = 0, k, kept = 0, position
    for k in range(m):
        position = seconds[k] >> 1
        while i < n and firsts[i] >> 1 < position:
            i += 1
        if i and position - (firsts[i - 1] >> 1) <= slop:
            seconds[kept] = seconds[k]
            kept += 1
    return kept


cdef inline bint any_follows(const uint32_t* firsts, uint32_t n, const uint32_t* seconds,
                             uint32_t m) noexcept nogil:
    """Whether a second position comes right after a first one."""
    cdef uint32_t i, k
    cdef bint found = False
    for i in range(n):
        for k in range(m):
            found |= (firsts[i] >> 1) + 1 == seconds[k] >> 1
    return found


cdef bint has_phrase(Run* run, Node* node, uint16_t article) noexcept nogil:
    """Whether each term stands after the one before, at most `slop` further."""
    cdef int i
    cdef uint32_t count, ends = 0  # of the phrase up to a term, which are left of its positions
    cdef uint32_t* before = NULL
    cdef uint32_t* here
    for i in range(node.count):
        if read_positions_at(
            node.steps[i].reader, node.steps[i].leaf.places[article], &here, &count
        ) < 0:
            run.damaged = True
            return False
        if i and i + 1 == node.count and node.slop == 1 and ends * count <= 64:
            return any_follows(before, ends, here, count)
        ends = keep_following(before, ends, here, count, node.slop) if i else count
        if not ends:
            return False
        before = here
    return True


cdef enum:
    SOME = 12  # frequencies that are read one by one, in a block


cdef void score_joined(Run* run, Leaf* leaf, int count) noexcept nogil:
    """Add the scores of the `joined` articles, all of which the list holds."""
    cdef int k
    cdef uint32_t article, place, block, frequency
    cdef bint few
    cdef Skip skip
    if not count:
        return
    if leaf.saturations == NULL:
        for k in range(count):
            run.scores[run.joined[k]] += leaf.weight
        return
    block = leaf.places[run.joined[0]] // BLOCK
    place = leaf.places[run.joined[count - 1]]
    few = count < <int>(SOME * (1 + place // BLOCK - block))
    for k in range(count):
        article = run.joined[k]
        place = leaf.places[article]
        block = place // BLOCK
        if few and leaf.counted != block and is_full(leaf, block):
            skip = skip_of(&leaf.term, block)
            frequency = frequency_at(&leaf.term, &skip, place % BLOCK)
        else:
            count_block(run, leaf, block)
            frequency = leaf.frequencies[place % BLOCK]
        run.scores[article] += score_of(leaf, run.base + article, frequency)


cdef void score(Run* run, Tree* tree, Node* node, const uint64_t* wanted) noexcept nogil:
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


cdef uint32_t next_of(Run* run, Tree* tree, Node* node) noexcept nogil:
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


# Bags: weighted terms of which one is enough


cdef enum:
    DENSE = 256  # articles in a window


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


cdef void add_essential(Run* run, Leaf* leaf, const uint64_t* wanted,
                        uint64_t* bits) noexcept nogil:
    """Set the bits of a list's articles and add their scores."""
    cdef int i, stop
    cdef double* scores = run.scores - run.base
    cdef double weight = leaf.weight
    cdef const double* saturations = leaf.saturations
    advance(run, leaf, run.base)
    while True:
        stop = inside(run, leaf)
        if not stop:
            break
        mark(run, leaf, stop, bits)
        if saturations == NULL:
            for i in range(leaf.at, stop):
                scores[leaf.articles[i]] += weight
        else:
            count_block(run, leaf, leaf.block - 1)
            for i in range(leaf.at, stop):
                scores[leaf.articles[i]] += weight * leaf.frequencies[i] / (
                    leaf.frequencies[i] + saturations[leaf.articles[i]]
                )
        leave(run, leaf, stop, wanted)


cdef void add_optional(Run* run, Leaf* leaf, const uint64_t* wanted, int count,
                       uint64_t* bits) noexcept nogil:
    """Set the bits of a list's articles and add the scores of those that are `joined`."""
    cdef int i, stop, k = 0
    cdef uint32_t article, last
    advance(run, leaf, run.base)
    while True:
        stop = inside(run, leaf)
        if not stop:
            break
        mark(run, leaf, stop, bits)
        last = leaf.articles[stop - 1]
        while k < count and run.base + run.joined[k] <= last:
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


# From Python's trees to nodes


cdef class Compiled:
    """A tree of tuples as nodes, for one segment.

    (kind, ...) with the kinds of `KINDS`: LIST: inverted index, term, weight, saturations, share
    of the saturation that is each syllable's; ARRAY: articles, frequencies, weight, saturations;
    MASK: flags; EVERY: score; AND: trees; OR: trees, how many must match; NOT: tree; PHRASE: LISTs,
    slop; CONSTANT: tree, score; MAYBE: tree that must match, tree that may. Weights hold
    everything but frequency and length; saturations are None where the score is the weight.
    """

    cdef Tree tree
    cdef uint32_t articles
    cdef object owner

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

    cdef int add(self, tuple tree, bint scored) except -1:
        """Add a tree; returns the number of its node."""
        cdef int number = self.tree.count, i
        cdef Node* node = &self.tree.nodes[number]
        cdef const uint8_t[::1] mask
        children = ()
        self.tree.count += 1
        node.kind = <Kind><int>tree[0]
        node.scored = scored
        if node.kind == LIST:
            self.add_list(node, tree)
        elif node.kind == ARRAY:
            self.add_array(node, tree)
        elif node.kind == MASK:
            mask = tree[1].view(np.uint8)
            if mask.shape[0] != self.articles:
                raise ValueError("a mask has one flag for each article")
            node.mask = &mask[0] if self.articles else NULL
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
            node.slop = tree[2] if node.kind == PHRASE else 0
        node.first = self.tree.linked
        node.count = len(children)
        self.tree.linked += node.count
        for i in range(node.count):
            self.tree.links[node.first + i] = self.add(children[i], scored)
        if node.kind == PHRASE:
            self.add_steps(node)
        if node.kind == AND or node.kind == PHRASE:
            self.order(node)
        return number

    cdef Leaf* new_leaf(self, Node* node) except NULL:
        cdef Leaf* leaf = <Leaf*>calloc(1, sizeof(Leaf))
        if not leaf:
            raise MemoryError
        leaf.counted = NONE
        node.leaf = leaf
        return leaf

    cdef int add_list(self, Node* node, tuple tree) except -1:
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
        return 0

    cdef int add_array(self, Node* node, tuple tree) except -1:
        cdef const uint32_t[::1] articles = tree[1]
        cdef const uint32_t[::1] frequencies = tree[2]
        cdef Leaf* leaf = self.new_leaf(node)
        leaf.size = <uint32_t>articles.shape[0]
        if articles.shape[0] != frequencies.shape[0] or not rises(articles, self.articles):
            raise ValueError("these arrays are no list of articles")
        if not leaf.size:
            return 0
        leaf.all_articles = &articles[0]
        leaf.all_frequencies = &frequencies[0]
        leaf.blocks = (leaf.size + BLOCK - 1) // BLOCK
        self.weigh(leaf, tree[3], tree[4])
        return 0

    cdef int weigh(self, Leaf* leaf, double weight, saturations) except -1:
        cdef const double[::1] view
        leaf.weight = checked_score(weight)
        leaf.highest = leaf.weight * (1 + 1e-12)
        if saturations is not None:
            view = saturations
            if view.shape[0] != self.articles:
                raise ValueError("there is one saturation for each article")
            leaf.saturations = &view[0]
        return 0

    cdef int add_steps(self, Node* node) except -1:
        cdef int i
        cdef Node* child
        cdef Leaf* leaf
        if not node.count:
            raise ValueError("a phrase is made of terms")
        if node.slop < 0:
            raise ValueError("the slop of a phrase cannot be negative")
        node.steps = <Step*>calloc(node.count, sizeof(Step))
        if not node.steps:
            raise MemoryError
        for i in range(node.count):
            child = child_of(&self.tree, node, i)
            if child.kind != LIST:
                raise ValueError("a phrase is made of terms")
            leaf = node.steps[i].leaf = child.leaf
            if leaf.size:
                if leaf.term.positions == leaf.term.positions_end:
                    raise ValueError("a phrase needs a field with positions")
                node.steps[i].reader = new_reader(&leaf.term, self.articles)
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

    cdef uint32_t cost(self, int number) noexcept:
        """How much there is to read for a node."""
        cdef Leaf* leaf = self.tree.nodes[number].leaf
        return leaf.size if leaf else NONE

    cdef size_t room(self) noexcept:
        """How much memory `use` needs."""
        cdef size_t room = 0
        cdef int i
        for i in range(self.tree.count):
            room += WINDOW * sizeof(uint32_t) * (self.tree.nodes[i].leaf != NULL)
        return room

    cdef uint8_t* use(self, uint8_t* space) noexcept:
        """Let the leaves keep in `space` what they have in a window; returns what is behind."""
        cdef int i
        for i in range(self.tree.count):
            if self.tree.nodes[i].leaf:
                self.tree.nodes[i].leaf.places = <uint32_t*>space
                space += WINDOW * sizeof(uint32_t)
        return space

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


cdef double checked_score(double score) except -1:
    if not 0 <= score <= 1e300:
        raise ValueError("weights and scores are finite and not negative")
    return score


# Whole segments


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
        found = [(tree.nodes[i].leaf.highest, i) for i in range(tree.count) if tree.nodes[i].leaf]
        found.sort()
        for _, i in found:
            self.leaves[self.count] = tree.nodes[i].leaf
            self.count += 1
            size += self.leaves[self.count - 1].size
        self.run.is_dense = size * (WINDOW // DENSE) > self.run.articles
        return 0

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
            if needed > 0:
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
    cdef const uint8_t[::1] live_view, within_view
    it.run.articles = articles
    it.first = first
    it.best = best
    it.matches = matches
    it.must_match = must_match and ranked is not None
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
    best.expect(articles)
    if conditions is not None:
        it.conditions = Compiled(conditions, articles, False)
    cdef size_t room = WINDOW * (sizeof(double) + sizeof(uint16_t) + 2)
    if it.conditions is not None:
        room += it.conditions.room()
    if ranked is not None:
        it.ranked = Compiled(ranked, articles, True)
        if it.ranked.is_bag():
            it.find_leaves()
        else:
            room += it.ranked.room()
    cdef Workspace space = workspace(room)
    cdef uint8_t* at = space.data
    if it.conditions is not None:
        at = it.conditions.use(at)
    if ranked is not None and not it.count:
        at = it.ranked.use(at)
    it.run.scores = <double*>at
    it.run.joined = <uint16_t*>(at + WINDOW * sizeof(double))
    it.run.table = at + WINDOW * (sizeof(double) + sizeof(uint16_t))
    it.run.flags = it.run.table + WINDOW
    memset(it.run.table, 0, WINDOW)
    if it.count == 1 and it.must_match and (
        live is None and within is None and conditions is None and matches is None
    ):
        with nogil:
            it.single()
    else:
        with nogil:
            it.windows()
    spare_workspaces.append(space)
    if it.run.damaged:
        raise ValueError("a posting list is damaged")
    return it.total
