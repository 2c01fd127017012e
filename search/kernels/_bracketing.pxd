# cython: language_level=3, boundscheck=False, cdivision=True
"""Sums of a bag's scores in a window: added up until it is known which articles matter."""

from libc.stdint cimport int32_t, uint8_t, uint16_t, uint32_t, uint64_t

from libc.string cimport memcpy

from index.storage.postings._blocks cimport BLOCK, Skip
from index.storage.postings._reading cimport before_block, frequency_at, has_skips, skip_of
from search.kernels._compiling cimport SHORTEST
from search.kernels._conjunction cimport FEW
from search.kernels._lists cimport (
    advance, count_block, find_in_block, inside, is_full, last_of, leave, seek,
)
from search.kernels._nodes cimport Leaf, NONE, Run

cdef extern from *:
    """
    #include <stdint.h>
    #include <string.h>

    #if defined(__SSE2__)
    #include <emmintrin.h>
    #endif

    #if defined(_MSC_VER)
    #define khobao_restrict __restrict
    #else
    #define khobao_restrict restrict
    #endif

    /* What some postings add, from their frequencies and the saturations of their articles. */
    static inline void add_up(const uint32_t *khobao_restrict frequencies,
                              const double *khobao_restrict saturations, double weight, int count,
                              double *khobao_restrict out) {
        for (int i = 0; i < count; i++) {
            const double frequency = (double)(int32_t)frequencies[i];
            out[i] = weight * frequency / (frequency + saturations[i]);
        }
    }

    /* The same from the lengths of the articles. */
    static inline void add_up_by_lengths(const uint32_t *khobao_restrict frequencies,
                                         const int32_t *khobao_restrict lengths, double shortest,
                                         double share, double weight, int count,
                                         double *khobao_restrict out) {
        for (int i = 0; i < count; i++) {
            const double frequency = (double)(int32_t)frequencies[i];
            out[i] = weight * frequency / (frequency + (shortest + share * (double)lengths[i]));
        }
    }

    /* The bits of those of 64 sums that are not below a limit. */
    static inline uint64_t reaching(const double *sums, double limit) {
        uint64_t bits = 0;
    #if defined(__SSE2__)
        const __m128d two = _mm_set1_pd(limit);
        for (int k = 0; k < 64; k += 8) {
            const uint64_t eight = _mm_movemask_pd(_mm_cmpge_pd(_mm_loadu_pd(sums + k), two))
                | _mm_movemask_pd(_mm_cmpge_pd(_mm_loadu_pd(sums + k + 2), two)) << 2
                | _mm_movemask_pd(_mm_cmpge_pd(_mm_loadu_pd(sums + k + 4), two)) << 4
                | _mm_movemask_pd(_mm_cmpge_pd(_mm_loadu_pd(sums + k + 6), two)) << 6;
            bits |= eight << k;
        }
    #else
        for (int i = 0; i < 64; i++) bits |= (uint64_t)(sums[i] >= limit) << i;
    #endif
        return bits;
    }
    """
    void add_up(const uint32_t* frequencies, const double* saturations, double weight, int count,
                double* out) noexcept nogil
    void add_up_by_lengths(const uint32_t* frequencies, const int32_t* lengths, double shortest,
                           double share, double weight, int count, double* out) noexcept nogil
    uint64_t reaching(const double* sums, double limit) noexcept nogil


cdef inline int length_of(const Leaf* leaf, uint32_t article) noexcept nogil:
    cdef uint16_t length
    memcpy(&length, leaf.lengths + 2 * <size_t>article, 2)
    return length


cdef inline void sum_block(Run* run, Leaf* leaf, int stop) noexcept nogil:
    """Add what all articles of the block up to `stop` get to their sums."""
    cdef double* sums = run.scores - run.base
    cdef const uint32_t* articles = leaf.articles
    cdef double added[BLOCK]
    cdef double saturations[BLOCK]
    cdef int32_t lengths[BLOCK]
    cdef int i, begin = leaf.at, count = stop - leaf.at
    if leaf.saturations == NULL:
        for i in range(begin, stop):
            sums[articles[i]] += leaf.weight
        return
    count_block(run, leaf, leaf.block - 1)
    if leaf.lengths:
        for i in range(count):
            lengths[i] = length_of(leaf, articles[begin + i])
        add_up_by_lengths(
            leaf.frequencies + begin, lengths, SHORTEST, leaf.share, leaf.weight, count, added
        )
    else:
        for i in range(count):
            saturations[i] = leaf.saturations[articles[begin + i]]
        add_up(leaf.frequencies + begin, saturations, leaf.weight, count, added)
    for i in range(count):
        sums[articles[begin + i]] += added[i]


cdef inline void sum_list(Run* run, Leaf* leaf, const uint64_t* wanted) noexcept nogil:
    """Add what the list's articles of the window get to their sums."""
    cdef int stop
    advance(run, leaf, run.base)
    while True:
        stop = inside(run, leaf)
        if not stop:
            break
        sum_block(run, leaf, stop)
        leave(run, leaf, stop, wanted)


cdef inline void sum_joined(Run* run, Leaf* leaf, int count) noexcept nogil:
    """Add what those of the `joined` articles get to their sums that the list holds.

    Blocks in which none of them can be are left out.
    """
    cdef int k = 0, end, i, stop
    cdef uint32_t article, last, base = run.base
    cdef uint16_t* joined = run.joined
    cdef uint8_t* table = run.table
    while k < count and seek(run, leaf, base + joined[k]):
        last = leaf.articles[leaf.count - 1] - base
        end = k + 1
        while end < count and joined[end] <= last:
            end += 1
        if end - k < FEW:
            while k < end:
                article = joined[k]
                sum_one(run, leaf, article, find_in_block(leaf.articles, base + article))
                k += 1
            continue
        # Where each article of the window would be; what was there before does no harm.
        stop = leaf.count
        if last >= <uint32_t>run.width:
            stop = find_in_block(leaf.articles, base + run.width)
        for i in range(find_in_block(leaf.articles, base + joined[k]), stop):
            table[leaf.articles[i] - base] = <uint8_t>i
        while k < end:
            article = joined[k]
            sum_one(run, leaf, article, table[article])
            k += 1


cdef inline void sum_one(Run* run, Leaf* leaf, uint32_t article, int place) noexcept nogil:
    """Add what an article of the window gets to its sum, if it is at a place of the block."""
    if leaf.articles[place] == run.base + article:
        run.scores[article] += score_at(run, leaf, run.base + article, place)


cdef inline double score_at(Run* run, Leaf* leaf, uint32_t article, int place) noexcept nogil:
    """What a list gives to an article, which is at a place of the block that was read."""
    cdef uint32_t block = leaf.block - 1, frequency
    cdef Skip skip
    if leaf.saturations == NULL:
        return leaf.weight
    if leaf.counted != block and is_full(leaf, block):
        skip = skip_of(&leaf.term, block)
        frequency = frequency_at(&leaf.term, &skip, place)
    else:
        count_block(run, leaf, block)
        frequency = leaf.frequencies[place]
    if leaf.lengths:
        return leaf.weight * frequency / (
            frequency + (SHORTEST + leaf.share * length_of(leaf, article))
        )
    return leaf.weight * frequency / (frequency + leaf.saturations[article])


cdef inline uint32_t next_possible(Run* run, Leaf* leaf) noexcept nogil:
    """An article from the window's first on before which the list holds none, by its skips."""
    if leaf.all_articles != NULL or not has_skips(&leaf.term) or (
        leaf.count and leaf.articles[leaf.count - 1] >= run.base
    ):
        advance(run, leaf, run.base)
        return leaf.next
    leaf.count = 0
    while leaf.block < leaf.blocks and last_of(leaf, leaf.block) < run.base:
        leaf.block += 1
    leaf.next = NONE
    if leaf.block < leaf.blocks:
        leaf.next = run.base
        if leaf.block:
            leaf.next = max(leaf.next, before_block(&leaf.term, leaf.block) + 1)
    return leaf.next
