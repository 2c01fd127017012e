# cython: language_level=3, boundscheck=False, cdivision=True
"""Sums of a bag's scores in numbers of 32 bits, which tell which articles matter."""

from libc.stdint cimport int32_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy

from index.storage.postings._blocks cimport BLOCK, Skip
from index.storage.postings._reading cimport before_block, frequency_at, has_skips, skip_of
from search.kernels._compiling cimport SHORTEST
from search.kernels._lists cimport (
    advance, count_block, find_in_block, inside, is_full, last_of, leave, saturation_of, seek,
)
from search.kernels._nodes cimport Leaf, NONE, Run

cdef enum:
    MANY = 20  # articles that are looked up in a block, from which on all of it is added


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
                              const float *khobao_restrict saturations, float weight, int count,
                              float *khobao_restrict out) {
        for (int i = 0; i < count; i++) {
            const float frequency = (float)(int32_t)frequencies[i];
            out[i] = weight * frequency / (frequency + saturations[i]);
        }
    }

    /* The same from the lengths of the articles. */
    static inline void add_up_by_lengths(const uint32_t *khobao_restrict frequencies,
                                         const int32_t *khobao_restrict lengths, float shortest,
                                         float share, float weight, int count,
                                         float *khobao_restrict out) {
        for (int i = 0; i < count; i++) {
            const float frequency = (float)(int32_t)frequencies[i];
            out[i] = weight * frequency / (frequency + (shortest + share * (float)lengths[i]));
        }
    }

    /* The lengths of some articles, which lie in two bytes each. */
    static inline void gather_lengths(const uint8_t *lengths, const uint32_t *articles, int count,
                                      int32_t *khobao_restrict out) {
    #pragma GCC unroll 4
        for (int i = 0; i < count; i++) {
            uint16_t length;
            memcpy(&length, lengths + 2 * (size_t)articles[i], 2);
            out[i] = length;
        }
    }

    /* Add to the sums of some articles. */
    static inline void scatter(const uint32_t *khobao_restrict articles,
                               const float *khobao_restrict added, int count,
                               float *khobao_restrict sums) {
    #pragma GCC unroll 4
        for (int i = 0; i < count; i++) sums[articles[i]] += added[i];
    }

    /* The bits of those of 64 sums that are not below a limit. */
    static inline uint64_t reaching(const float *sums, float limit) {
        uint64_t bits = 0;
    #if defined(__SSE2__)
        const __m128 four = _mm_set1_ps(limit);
        for (int k = 0; k < 64; k += 16) {
            const __m128i low = _mm_packs_epi32(
                _mm_castps_si128(_mm_cmpge_ps(_mm_loadu_ps(sums + k), four)),
                _mm_castps_si128(_mm_cmpge_ps(_mm_loadu_ps(sums + k + 4), four)));
            const __m128i high = _mm_packs_epi32(
                _mm_castps_si128(_mm_cmpge_ps(_mm_loadu_ps(sums + k + 8), four)),
                _mm_castps_si128(_mm_cmpge_ps(_mm_loadu_ps(sums + k + 12), four)));
            bits |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_packs_epi16(low, high)) << k;
        }
    #else
        for (int i = 0; i < 64; i++) bits |= (uint64_t)(sums[i] >= limit) << i;
    #endif
        return bits;
    }
    """
    void add_up(const uint32_t* frequencies, const float* saturations, float weight, int count,
                float* out) noexcept nogil
    void add_up_by_lengths(const uint32_t* frequencies, const int32_t* lengths, float shortest,
                           float share, float weight, int count, float* out) noexcept nogil
    void gather_lengths(const uint8_t* lengths, const uint32_t* articles, int count,
                        int32_t* out) noexcept nogil
    void scatter(const uint32_t* articles, const float* added, int count,
                 float* sums) noexcept nogil
    uint64_t reaching(const float* sums, float limit) noexcept nogil


cdef struct Looked:  # what was found of a list, and is not added yet
    int count
    uint32_t articles[2 * BLOCK]
    uint32_t frequencies[2 * BLOCK]


cdef inline int length_of(const Leaf* leaf, uint32_t article) noexcept nogil:
    cdef uint16_t length
    memcpy(&length, leaf.lengths + 2 * <size_t>article, 2)
    return length


cdef inline void add_scored(const Leaf* leaf, const uint32_t* articles, const uint32_t* frequencies,
                            int count, float* sums) noexcept nogil:
    """Add what up to 2 * BLOCK articles of a list get; `sums` are those of all articles."""
    cdef float added[2 * BLOCK]
    cdef float saturations[2 * BLOCK]
    cdef int32_t lengths[2 * BLOCK]
    cdef float weight = <float>leaf.weight
    cdef int i
    if leaf.saturations == NULL:
        for i in range(count):
            sums[articles[i]] += weight
        return
    if leaf.lengths:
        gather_lengths(leaf.lengths, articles, count, lengths)
        add_up_by_lengths(
            frequencies, lengths, <float>SHORTEST, <float>leaf.share, weight, count, added
        )
    else:
        for i in range(count):
            saturations[i] = <float>saturation_of(leaf, articles[i])
        add_up(frequencies, saturations, weight, count, added)
    scatter(articles, added, count, sums)


cdef inline void sum_block(Run* run, Leaf* leaf, int begin, int stop, float* sums) noexcept nogil:
    """Add what the articles of the block from `begin` to `stop` get to their sums."""
    if leaf.saturations != NULL:
        count_block(run, leaf, leaf.block - 1)
    add_scored(leaf, leaf.articles + begin, leaf.frequencies + begin, stop - begin, sums - run.base)


cdef inline void sum_list(Run* run, Leaf* leaf, const uint64_t* wanted,
                          float* sums) noexcept nogil:
    """Add what the list's articles of the stretch get to their sums."""
    cdef int stop
    advance(run, leaf, run.base)
    while True:
        stop = inside(run, leaf)
        if not stop:
            break
        sum_block(run, leaf, leaf.at, stop, sums)
        leave(run, leaf, stop, wanted)


cdef inline void sum_joined(Run* run, Leaf* leaf, int count, float* sums) noexcept nogil:
    """Add what those of the `joined` articles get to their sums that the list holds.

    Blocks in which none of them can be are left out. Others may get their part, too.
    """
    cdef int k = 0, end, begin, stop
    cdef uint32_t last, base = run.base
    cdef uint16_t* joined = run.joined
    cdef Looked found
    found.count = 0
    while k < count and seek(run, leaf, base + joined[k]):
        last = leaf.articles[leaf.count - 1] - base
        if k + MANY < count and joined[k + MANY] <= last:
            begin = find_in_block(leaf.articles, base + joined[k])
            end = k + MANY
            while end < count and joined[end] <= last:
                end += 1
            stop = leaf.count
            if last >= <uint32_t>run.width:
                stop = find_in_block(leaf.articles, base + run.width)
            sum_block(run, leaf, begin, stop, sums)
            k = end
            continue
        k = look_up(run, leaf, k, count, last, &found)
        if found.count > BLOCK:
            add_scored(leaf, found.articles, found.frequencies, found.count, sums - base)
            found.count = 0
    add_scored(leaf, found.articles, found.frequencies, found.count, sums - base)


cdef inline int look_up(Run* run, Leaf* leaf, int k, int count, uint32_t last,
                        Looked* found) noexcept nogil:
    """Find the `joined` articles from `k` on, and up to `last`, in the block; the next of them."""
    cdef uint32_t places[BLOCK]
    cdef uint32_t article, block = leaf.block - 1, base = run.base
    cdef int before = found.count, held = before, i
    cdef Skip skip
    while k < count and run.joined[k] <= last:  # without a branch that nobody can foretell
        article = base + run.joined[k]
        i = find_in_block(leaf.articles, article)
        found.articles[held] = article
        places[held - before] = i
        held += leaf.articles[i] == article
        k += 1
    found.count = held
    if leaf.saturations == NULL or held == before:
        return k
    if leaf.counted != block and is_full(leaf, block):
        skip = skip_of(&leaf.term, block)
        for i in range(before, held):
            found.frequencies[i] = frequency_at(&leaf.term, &skip, places[i - before])
        return k
    count_block(run, leaf, block)
    for i in range(before, held):
        found.frequencies[i] = leaf.frequencies[places[i - before]]
    return k


cdef inline uint32_t frequency_in_block(Run* run, Leaf* leaf, int place) noexcept nogil:
    """How often the term stands in the article at a place of the block that was read."""
    cdef uint32_t block = leaf.block - 1
    cdef Skip skip
    if leaf.counted != block and is_full(leaf, block):
        skip = skip_of(&leaf.term, block)
        return frequency_at(&leaf.term, &skip, place)
    count_block(run, leaf, block)
    return leaf.frequencies[place]


cdef inline double score_for(const Leaf* leaf, uint32_t article, uint32_t frequency) noexcept nogil:
    """What a list whose score is not its weight alone gives to an article for a frequency."""
    if leaf.lengths:
        return leaf.weight * frequency / (
            frequency + (SHORTEST + leaf.share * length_of(leaf, article))
        )
    return leaf.weight * frequency / (frequency + saturation_of(leaf, article))


cdef inline double score_at(Run* run, Leaf* leaf, uint32_t article, int place) noexcept nogil:
    """What a list gives to an article, which is at a place of the block that was read."""
    if leaf.saturations == NULL:
        return leaf.weight
    return score_for(leaf, article, frequency_in_block(run, leaf, place))


cdef inline uint32_t next_possible(Run* run, Leaf* leaf) noexcept nogil:
    """An article from the stretch's first on before which the list holds none, by its skips."""
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
