# cython: language_level=3, boundscheck=False, cdivision=True
"""The articles of a window that all of some lists hold, as phrases where they are asked for."""

from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memset

from index.storage.postings._blocks cimport BLOCK, Skip
from index.storage.postings._reading cimport frequency_at, skip_of
from search.kernels._bits cimport count_bits, is_in, lowest_bit, WINDOW, WORDS
from search.kernels._lists cimport (
    advance, count_block, find_in_block, inside, is_full, leave, score_of, seek,
)
from search.kernels._nodes cimport child_of, Leaf, Node, PHRASE, Run, Tree
from search.kernels._positions cimport read_positions_at

cdef enum:
    FEW = 12  # articles that are looked for in a block one by one
    SOME = 12  # frequencies that are read one by one, in a block


cdef inline int list_articles(Run* run, Leaf* leaf, const uint64_t* wanted) noexcept nogil:
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


cdef inline int join(Run* run, Leaf* leaf, int count) noexcept nogil:
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


cdef inline int list_wanted(Run* run, const uint64_t* wanted) noexcept nogil:
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


cdef inline int find_candidates(Run* run, Leaf* leaf, const uint64_t* wanted) noexcept nogil:
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


cdef inline void set_bits(Run* run, int count, uint64_t* bits) noexcept nogil:
    """Set the bits of the `joined` articles, and no others."""
    cdef int k
    cdef uint16_t article
    memset(bits, 0, 8 * WORDS)
    for k in range(count):
        article = run.joined[k]
        bits[article >> 6] |= <uint64_t>1 << (article & 63)


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


cdef inline bint has_phrase(Run* run, Node* node, uint16_t article) noexcept nogil:
    """Whether each term stands after the one before, at most so far as its step says."""
    cdef int i
    cdef uint32_t count, ends = 0  # of the phrase up to a term, which are left of its positions
    cdef uint32_t* before = NULL
    cdef uint32_t* here
    for i in range(node.count):
        if read_positions_at(
            node.steps[i].reader, node.steps[i].leaf.places[article], &here, &count
        ) < 0:
            run.damaged = True
            run.checks = node.steps[i].reader.term.checks
            return False
        if i and i + 1 == node.count and node.steps[i].slop == 1 and ends * count <= 128:
            return any_follows(before, ends, here, count)
        ends = keep_following(before, ends, here, count, node.steps[i].slop) if i else count
        if not ends:
            return False
        before = here
    return True


cdef inline uint32_t keep_beside(uint32_t* starts, uint32_t n, const uint32_t* positions,
                                 uint32_t m, uint32_t after) noexcept nogil:
    """Keep the places so far `after` which one of the positions is: how many."""
    cdef uint32_t i, k = 0, kept = 0, wanted
    for i in range(n):
        wanted = starts[i] + after
        while k < m and positions[k] >> 1 < wanted:
            k += 1
        starts[kept] = starts[i]
        kept += k < m and positions[k] >> 1 == wanted
    return kept


cdef inline bint has_row(Run* run, Node* node, uint16_t article) noexcept nogil:
    """Whether the terms stand side by side: the rarest is looked for first, and the positions of
    others are only read where all before it stand as they should."""
    cdef int k, number
    cdef uint32_t i, position, count, n = 0
    cdef uint32_t* starts = NULL  # where the phrase would begin
    cdef uint32_t* here
    for k in range(node.count):
        number = node.steps[k].rarest
        if read_positions_at(
            node.steps[number].reader, node.steps[number].leaf.places[article], &here, &count
        ) < 0:
            run.damaged = True
            run.checks = node.steps[number].reader.term.checks
            return False
        if k:
            n = keep_beside(starts, n, here, count, <uint32_t>number)
        else:
            starts = here
            for i in range(count):
                position = here[i] >> 1
                starts[n] = position - <uint32_t>number
                n += position >= <uint32_t>number
        if not n:
            return False
    return True


cdef inline int keep_phrases(Run* run, Node* node, int count) noexcept nogil:
    """Keep the `joined` articles in which the terms stand in order: how many."""
    cdef int k, kept = 0
    for k in range(count):
        run.joined[kept] = run.joined[k]
        if node.is_rigid:
            kept += has_row(run, node, run.joined[k])
        else:
            kept += has_phrase(run, node, run.joined[k])
    return kept


cdef inline int join_all(Run* run, Tree* tree, Node* node, const uint64_t* wanted) noexcept nogil:
    """Put the articles into `joined` that all lists of the node hold, as a phrase if it is one."""
    cdef int i, count = find_candidates(run, child_of(tree, node, 0).leaf, wanted)
    for i in range(1, node.leaves):
        count = join(run, child_of(tree, node, i).leaf, count)
    return keep_phrases(run, node, count) if node.kind == PHRASE else count


cdef inline void score_joined(Run* run, Leaf* leaf, int count) noexcept nogil:
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
