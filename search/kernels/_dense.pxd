# cython: language_level=3, boundscheck=False, cdivision=True
"""Sums of dense lists: all articles of a stretch at once, or looked up without reading a block."""

from libc.stdint cimport uint8_t, uint16_t, uint32_t

from index.storage.postings._dense cimport code_at, GROUP, GROUP_BYTES, MOST_CODE
from search.kernels._compiling cimport SHORTEST
from search.kernels._lists cimport find_in_block, seek
from search.kernels._nodes cimport FieldNorms, Leaf, Run
from search.kernels._sums cimport frequency_in_block, length_of


cdef extern from *:
    """
    #include <stdint.h>
    #include <string.h>

    #if defined(__SSE2__)
    #include <emmintrin.h>
    #endif

    /* The norms of some articles from their lengths, which lie in two bytes each; `out` has room
       for a multiple of 64. */
    static inline void norms_of(const uint8_t *lengths, int count, float shortest, float share,
                                float *out) {
        int i = 0;
    #if defined(__SSE2__)
        const __m128i none = _mm_setzero_si128();
        const __m128 least = _mm_set1_ps(shortest), each = _mm_set1_ps(share);
        for (; i + 8 <= count; i += 8) {
            const __m128i eight = _mm_loadu_si128((const __m128i *)(lengths + 2 * (size_t)i));
            const __m128 low = _mm_cvtepi32_ps(_mm_unpacklo_epi16(eight, none));
            const __m128 high = _mm_cvtepi32_ps(_mm_unpackhi_epi16(eight, none));
            _mm_storeu_ps(out + i, _mm_add_ps(least, _mm_mul_ps(each, low)));
            _mm_storeu_ps(out + i + 4, _mm_add_ps(least, _mm_mul_ps(each, high)));
        }
    #endif
        for (; i < count; i++) {
            uint16_t length;
            memcpy(&length, lengths + 2 * (size_t)i, 2);
            out[i] = shortest + share * (float)(int)length;
        }
        for (; i & 63; i++) out[i] = shortest;
    }

    #if defined(__SSE2__)
    static inline void add_four(__m128i frequencies, const float *norms, __m128 weight,
                                float *sums) {
        const __m128 four = _mm_cvtepi32_ps(frequencies);
        const __m128 added = _mm_div_ps(_mm_mul_ps(weight, four),
                                        _mm_add_ps(four, _mm_loadu_ps(norms)));
        _mm_storeu_ps(sums, _mm_add_ps(_mm_loadu_ps(sums), added));
    }

    static inline void add_half(__m128i codes, const float *norms, __m128 weight, float *sums) {
        const __m128i none = _mm_setzero_si128();
        /* Those of 15 add nothing here. */
        codes = _mm_andnot_si128(_mm_cmpeq_epi8(codes, _mm_set1_epi8(15)), codes);
        const __m128i low = _mm_unpacklo_epi8(codes, none), high = _mm_unpackhi_epi8(codes, none);
        add_four(_mm_unpacklo_epi16(low, none), norms, weight, sums);
        add_four(_mm_unpackhi_epi16(low, none), norms + 4, weight, sums + 4);
        add_four(_mm_unpacklo_epi16(high, none), norms + 8, weight, sums + 8);
        add_four(_mm_unpackhi_epi16(high, none), norms + 12, weight, sums + 12);
    }
    #endif

    /* Add what 32 articles get by their codes; those of 15 get nothing. */
    static inline void add_codes(const uint8_t *row, const float *norms, float weight,
                                 float *sums) {
    #if defined(__SSE2__)
        const __m128i both = _mm_loadu_si128((const __m128i *)row), half = _mm_set1_epi8(15);
        const __m128 four = _mm_set1_ps(weight);
        add_half(_mm_and_si128(both, half), norms, four, sums);
        add_half(_mm_and_si128(_mm_srli_epi16(both, 4), half), norms + 16, four, sums + 16);
    #else
        for (int i = 0; i < 32; i++) {
            const int code = i < 16 ? row[i] & 15 : row[i - 16] >> 4;
            const float frequency = code == 15 ? 0.0f : (float)code;
            sums[i] += weight * frequency / (frequency + norms[i]);
        }
    #endif
    }

    /* What some articles get. */
    static inline void score_some(const float *restrict frequencies, const float *restrict norms,
                                  float weight, int count, float *restrict out) {
        for (int i = 0; i < count; i++)
            out[i] = weight * frequencies[i] / (frequencies[i] + norms[i]);
    }

    /* Whether one of 32 articles has a code of 15. */
    static inline int has_many(const uint8_t *row) {
        uint64_t two[2];
        memcpy(two, row, 16);
        for (int i = 0; i < 2; i++) {
            two[i] &= two[i] >> 1;
            two[i] &= two[i] >> 2;
        }
        return ((two[0] | two[1]) & UINT64_C(0x1111111111111111)) != 0;
    }
    """
    void score_some(const float* frequencies, const float* norms, float weight, int count,
                    float* out) noexcept nogil
    void norms_of(const uint8_t* lengths, int count, float shortest, float share,
                  float* out) noexcept nogil
    void add_codes(const uint8_t* row, const float* norms, float weight,
                   float* sums) noexcept nogil
    bint has_many(const uint8_t* row) noexcept nogil


cdef enum:
    AT_ONCE = 128  # articles that are looked up


cdef inline uint32_t listed_frequency(Run* run, Leaf* leaf, uint32_t article) noexcept nogil:
    """How often the list's term stands in an article, by its block; 0 if that is damaged."""
    cdef int i
    if not seek(run, leaf, article):
        return 0
    i = find_in_block(leaf.articles, article)
    if leaf.articles[i] != article:
        run.damaged = True
        return 0
    return frequency_in_block(run, leaf, i)


cdef inline uint32_t frequency_of(Run* run, Leaf* leaf, uint32_t article) noexcept nogil:
    """How often a dense list's term stands in an article.

    The articles of a list must be asked for in rising order.
    """
    cdef int code = code_at(leaf.dense, article)
    return code if code < MOST_CODE else listed_frequency(run, leaf, article)


cdef inline void find_norms(Run* run, FieldNorms* norms) noexcept nogil:
    """Work out the norms of the stretch, if that was not done."""
    if norms.base != run.base:
        norms.base = run.base
        norms_of(
            norms.lengths + 2 * <size_t>run.base, run.width, <float>SHORTEST, <float>norms.share,
            norms.values,
        )


cdef inline float norm_of(const Leaf* leaf, uint32_t article) noexcept nogil:
    return <float>SHORTEST + <float>leaf.share * <float>length_of(leaf, article)


cdef inline void sum_dense(Run* run, Leaf* leaf, float* sums) noexcept nogil:
    """Add what the articles of the stretch get from a dense list to their sums."""
    cdef const uint8_t* row = leaf.dense + run.base // GROUP * GROUP_BYTES
    cdef float weight = <float>leaf.weight
    cdef float* norms
    cdef int first = 0
    find_norms(run, leaf.norms)
    norms = leaf.norms.values
    while first < run.width:
        add_codes(row, norms + first, weight, sums + first)
        if has_many(row):
            add_many(run, leaf, row, first, sums)
        row += GROUP_BYTES
        first += GROUP


cdef inline void add_many(Run* run, Leaf* leaf, const uint8_t* row, int first,
                          float* sums) noexcept nogil:
    """Add what those of 32 articles get that hold the term more often than a code tells."""
    cdef int i
    cdef float frequency
    for i in range(GROUP):
        if code_at(row, i) == MOST_CODE:
            frequency = <float>listed_frequency(run, leaf, run.base + first + i)
            sums[first + i] += <float>leaf.weight * frequency / (
                frequency + leaf.norms.values[first + i]
            )


cdef inline void look_up_dense(Run* run, Leaf* leaf, int count, float* sums) noexcept nogil:
    """Add what the `joined` articles get from a dense list to their sums."""
    cdef float frequencies[AT_ONCE]
    cdef float norms[AT_ONCE]
    cdef float added[AT_ONCE]
    cdef float weight = <float>leaf.weight
    cdef const uint16_t* joined = run.joined
    cdef int k, some
    cdef bint has_norms = leaf.norms.base == run.base
    while count:
        some = min(count, <int>AT_ONCE)
        for k in range(some):
            frequencies[k] = <float><int>frequency_of(run, leaf, run.base + joined[k])
            norms[k] = leaf.norms.values[joined[k]] if has_norms else (
                norm_of(leaf, run.base + joined[k])
            )
        score_some(frequencies, norms, weight, some, added)
        for k in range(some):
            sums[joined[k]] += added[k]
        joined += some
        count -= some
