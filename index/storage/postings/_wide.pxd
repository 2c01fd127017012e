# cython: language_level=3
"""Lists of rising numbers, read eight bytes at a time where the processor has AVX2.

A list lies in varints of gaps (see `reference.word_lists`). Which of eight bytes end a number is one
byte; a table tells where the bytes of each number go, and how many numbers and bytes that are
(Plaisance, Kurz and Lemire, "Vectorized VByte decoding", 2015).
"""

from libc.stdint cimport uint8_t, uint32_t


cdef extern from *:
    """
    #include <stdint.h>
    #include <string.h>

    enum { KHOBAO_LONGEST = 1024 };  /* bytes of a list that is read so */

    #if defined(__GNUC__) && defined(__x86_64__)
    #include <immintrin.h>

    static uint8_t khobao_bytes_to[256][32];  /* which byte of eight stands in each of the result */
    static uint8_t khobao_ended[256], khobao_used[256];  /* numbers, and their bytes */

    /* What a byte tells, whose bits are set for bytes that end no number: numbers of up to three
       bytes. Whether the processor can do with that. */
    static int prepare_wide(void) {
        memset(khobao_bytes_to, 255, sizeof(khobao_bytes_to));
        for (int bits = 0; bits < 256; bits++) {
            int numbers = 0, begin = 0;
            for (int at = 0; at < 8 && at < begin + 3; at++) {
                if (bits >> at & 1) continue;
                for (int byte = begin; byte <= at; byte++)
                    khobao_bytes_to[bits][4 * numbers + byte - begin] = (uint8_t)byte;
                numbers++;
                begin = at + 1;
            }
            khobao_ended[bits] = (uint8_t)numbers;
            khobao_used[bits] = (uint8_t)begin;
        }
        __builtin_cpu_init();
        return __builtin_cpu_supports("avx2") != 0;
    }

    /* The numbers of a list, behind which are eight bytes, and eight more than there are: how many,
       or -1 where a gap is 0 or of more than three bytes. */
    __attribute__((target("avx2")))
    static int read_wide(const uint8_t *at, const uint8_t *end, uint32_t *numbers) {
        const __m256i first = _mm256_set1_epi32(0x7F), second = _mm256_set1_epi32(0x3F80);
        const __m256i third = _mm256_set1_epi32(0x1FC000), none = _mm256_setzero_si256();
        const __m256i fourth_of = _mm256_set1_epi32(3), last_of = _mm256_set1_epi32(7);
        __m256i last = none;
        int count = 0;
        unsigned wrong = 0;
        while (at < end) {
            const __m128i eight = _mm_loadl_epi64((const __m128i *)at);
            unsigned bits = (unsigned)_mm_movemask_epi8(eight) & 255;
            if (end - at < 8) bits |= 255u << (end - at) & 255;
            const __m256i bytes = _mm256_shuffle_epi8(
                _mm256_broadcastq_epi64(eight),
                _mm256_loadu_si256((const __m256i *)khobao_bytes_to[bits]));
            __m256i sums = _mm256_or_si256(
                _mm256_and_si256(bytes, first),
                _mm256_or_si256(_mm256_and_si256(_mm256_srli_epi32(bytes, 1), second),
                                _mm256_and_si256(_mm256_srli_epi32(bytes, 2), third)));
            wrong |= (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(
                         _mm256_cmpeq_epi32(sums, none))) ^ (255u << khobao_ended[bits] & 255);
            wrong |= khobao_used[bits] == 0;
            if (wrong) return -1;
            sums = _mm256_add_epi32(sums, _mm256_slli_si256(sums, 4));
            sums = _mm256_add_epi32(sums, _mm256_slli_si256(sums, 8));
            sums = _mm256_add_epi32(
                _mm256_add_epi32(sums, last),
                _mm256_blend_epi32(none, _mm256_permutevar8x32_epi32(sums, fourth_of), 0xF0));
            _mm256_storeu_si256((__m256i *)(numbers + count), sums);
            last = _mm256_permutevar8x32_epi32(sums, last_of);
            count += khobao_ended[bits];
            at += khobao_used[bits];
        }
        return count;
    }
    #else
    static int prepare_wide(void) { return 0; }
    static int read_wide(const uint8_t *at, const uint8_t *end, uint32_t *numbers) { return -1; }
    #endif
    """
    enum:
        LONGEST "KHOBAO_LONGEST"
    bint prepare_wide() noexcept
    int read_wide(const uint8_t* at, const uint8_t* end, uint32_t* numbers) noexcept nogil
