# cython: language_level=3
"""How numbers are kept in posting lists: blocks of 128 in equal bits, and varints.

A block lies in rows of four 32-bit words: number i is in lane i % 4, and the bits of a lane's 32
numbers follow each other in its words, so that four numbers are read at once. Everything is
little-endian. Whatever is read may be damaged: nothing here reads more than a fixed number of
bytes, and what it yields is checked by the caller.
"""

from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset

cdef enum:
    BLOCK = 128  # numbers in a block
    BOUNDS = 3


# What stands before the blocks of a long list, for each of them (the last may be shorter).
cdef packed struct Skip:
    uint32_t last  # number of the block's last article
    uint32_t data  # where the block begins, from the end of the skips
    uint32_t positions  # where its positions begin, from the term's first
    uint8_t article_bits
    uint8_t frequency_bits
    uint8_t bounds  # how many of the pairs below are used
    # No article of the block scores more than the best of these pairs of frequency and length;
    # the highest number stands for itself and everything above.
    uint8_t frequencies[BOUNDS]
    uint16_t lengths[BOUNDS]


cdef inline Skip load_skip(const uint8_t* at) noexcept nogil:
    cdef Skip skip
    memcpy(&skip, at, sizeof(Skip))
    return skip


cdef inline uint32_t number_at(const uint8_t* numbers, uint64_t at) noexcept nogil:
    """One of some numbers of four bytes."""
    cdef uint32_t number
    memcpy(&number, numbers + 4 * at, 4)
    return number


cdef inline uint32_t get_varint(const uint8_t** at) noexcept nogil:
    """Reads at most five bytes."""
    cdef uint32_t byte = at[0][0], value = byte & 127
    cdef int shift = 7
    at[0] += 1
    while byte >= 128 and shift < 35:
        byte = at[0][0]
        at[0] += 1
        value |= (byte & 127) << shift
        shift += 7
    return value


cdef inline uint64_t get_long_varint(const uint8_t** at) noexcept nogil:
    """Reads at most ten bytes."""
    cdef uint64_t byte = at[0][0], value = byte & 127
    cdef int shift = 7
    at[0] += 1
    while byte >= 128 and shift < 70:
        byte = at[0][0]
        at[0] += 1
        value |= (byte & 127) << shift
        shift += 7
    return value


cdef inline int bits_of(uint32_t value) noexcept nogil:
    cdef int bits = 0
    while value:
        bits += 1
        value >>= 1
    return bits


cdef inline void pack_block(const uint32_t* numbers, int bits, uint8_t* out) noexcept nogil:
    """Write 128 numbers of at most `bits` bits to 16 * bits bytes."""
    cdef uint32_t words[4 * 33]
    cdef int row, lane, bit = 0, shift
    cdef uint32_t* at
    memset(words, 0, sizeof(words))
    for row in range(32):
        at = words + 4 * (bit >> 5)
        shift = bit & 31
        for lane in range(4):
            at[lane] |= numbers[lane] << shift
        if shift + bits > 32:
            for lane in range(4):
                at[4 + lane] |= numbers[lane] >> (32 - shift)
        numbers += 4
        bit += bits
    memcpy(out, words, 16 * bits)


cdef extern from *:
    """
    #include <stdint.h>
    #include <string.h>

    #if defined(__GNUC__)
    #define ALWAYS_INLINE inline __attribute__((always_inline))
    #else
    #define ALWAYS_INLINE inline
    #endif

    /* Where the number of bits is a constant, the loops become four numbers at a time. */
    static ALWAYS_INLINE void unpack_rows(const uint8_t *packed, const int bits, uint32_t *out) {
        const uint32_t mask = (uint32_t)(((uint64_t)1 << bits) - 1);
        uint32_t words[4 * 32];
        memcpy(words, packed, 16 * bits);
    #pragma GCC unroll 32
        for (int row = 0; row < 32; row++) {
            const uint32_t *at = words + 4 * (row * bits >> 5);
            const int shift = row * bits & 31;
            for (int lane = 0; lane < 4; lane++) {
                uint32_t number = at[lane] >> shift;
                if (shift + bits > 32) number |= at[4 + lane] << (32 - shift);
                out[4 * row + lane] = number & mask;
            }
        }
    }

    /* Read the 128 numbers that `pack_block` wrote; `bits` is 32 at most. */
    static inline void unpack_block(const uint8_t *packed, int bits, uint32_t *out) {
        switch (bits) {
    #define OF(n) case n: unpack_rows(packed, n, out); break;
        OF(1) OF(2) OF(3) OF(4) OF(5) OF(6) OF(7) OF(8) OF(9) OF(10) OF(11) OF(12) OF(13) OF(14)
        OF(15) OF(16) OF(17) OF(18) OF(19) OF(20) OF(21) OF(22) OF(23) OF(24) OF(25) OF(26) OF(27)
        OF(28) OF(29) OF(30) OF(31) OF(32)
    #undef OF
        default: memset(out, 0, 4 * 128);
        }
    }

    /* From gaps to articles after the article `before`; returns the last. */
    static inline uint32_t add_gaps(uint32_t *gaps, uint32_t before) {
    #if defined(__GNUC__) && !defined(__clang__)
        typedef uint32_t Four __attribute__((vector_size(16)));
        const Four one = {1, 1, 1, 1}, none = {0, 0, 0, 0};
        Four four, last = {before, before, before, before};
        for (int row = 0; row < 32; row++) {
            memcpy(&four, gaps + 4 * row, 16);
            four += one;
            four += __builtin_shuffle(none, four, (Four){0, 4, 5, 6});
            four += __builtin_shuffle(none, four, (Four){0, 0, 4, 5});
            four += last;
            last = __builtin_shuffle(four, (Four){3, 3, 3, 3});
            memcpy(gaps + 4 * row, &four, 16);
        }
        return last[0];
    #else
        for (int i = 0; i < 128; i++) before = gaps[i] += before + 1;
        return before;
    #endif
    }
    """
    void unpack_block(const uint8_t* packed, int bits, uint32_t* out) noexcept nogil
    uint32_t add_gaps(uint32_t* gaps, uint32_t before) noexcept nogil


cdef inline uint32_t unpack_one(const uint8_t* packed, int bits, int i) noexcept nogil:
    """Number `i` of those that `pack_block` wrote; `bits` is 31 at most."""
    cdef int bit = (i >> 2) * bits, lane = i & 3
    cdef uint64_t value = 0
    cdef uint32_t word = 0
    if bits == 0:
        return 0
    memcpy(&word, packed + 16 * (bit >> 5) + 4 * lane, 4)
    value = word
    if (bit & 31) + bits > 32:
        memcpy(&word, packed + 16 * (bit >> 5) + 16 + 4 * lane, 4)
        value |= <uint64_t>word << 32
    return <uint32_t>(value >> (bit & 31)) & ((<uint32_t>1 << bits) - 1)
