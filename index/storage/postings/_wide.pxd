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

    /* The gaps of a list, behind which are eight bytes, and up to seven others: how many, or -1
       where one is 0 or of more than three bytes, or where they come to more than `most`. */
    __attribute__((target("avx2")))
    static int read_wide(const uint8_t *at, const uint8_t *end, uint32_t most, uint32_t *gaps) {
        const __m256i seven_bits = _mm256_set1_epi32(0x7F7F7F);
        const __m256i pairs = _mm256_set1_epi16((short)0x8001);  /* 1, 128 */
        const __m256i fours = _mm256_set1_epi32(0x40000001);  /* 1, 128 * 128 */
        __m256i sums = _mm256_setzero_si256();
        __m128i sum;
        unsigned zeros = 0;
        int count = 0;
        while (at < end) {
            const __m128i eight = _mm_loadl_epi64((const __m128i *)at);
            const unsigned none = (unsigned)_mm_movemask_epi8(
                _mm_cmpeq_epi8(eight, _mm_setzero_si128()));
            unsigned bits = (unsigned)_mm_movemask_epi8(eight) & 255;
            __m256i some;
            if (end - at < 8) bits |= 255u << (end - at) & 255;
            if (!khobao_used[bits]) return -1;
            zeros |= none & ~bits & 255;
            some = _mm256_shuffle_epi8(
                _mm256_broadcastq_epi64(eight),
                _mm256_loadu_si256((const __m256i *)khobao_bytes_to[bits]));
            some = _mm256_maddubs_epi16(pairs, _mm256_and_si256(some, seven_bits));
            some = _mm256_madd_epi16(some, fours);
            _mm256_storeu_si256((__m256i *)(gaps + count), some);
            sums = _mm256_add_epi32(sums, some);
            count += khobao_ended[bits];
            at += khobao_used[bits];
        }
        sum = _mm_add_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
        sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0x4E));
        sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0xB1));
        return zeros || (uint32_t)_mm_cvtsi128_si32(sum) > most ? -1 : count;
    }
    #else
    static int prepare_wide(void) { return 0; }
    static int read_wide(const uint8_t *at, const uint8_t *end, uint32_t most, uint32_t *gaps) {
        return -1;
    }
    #endif
    """
    enum:
        LONGEST "KHOBAO_LONGEST"
    bint prepare_wide() noexcept
    int read_wide(const uint8_t* at, const uint8_t* end, uint32_t most,
                  uint32_t* gaps) noexcept nogil
