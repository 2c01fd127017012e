# cython: language_level=3, boundscheck=False, cdivision=True
"""Sets of the articles of a window, a bit for each."""

from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy

cdef enum:
    WINDOW = 2048  # articles
    WORDS = 32  # of 64 bits


cdef extern from *:
    """
    #if defined(__GNUC__)
    #define lowest_bit(x) __builtin_ctzll(x)
    #else
    static int lowest_bit(unsigned long long x) { int n = 0; while (!(x >> n & 1)) n++; return n; }
    #endif
    """
    int lowest_bit(uint64_t) noexcept nogil


cdef inline int count_bits(uint64_t bits) noexcept nogil:
    """How many bits are set; compilers call a function for it where they may not assume POPCNT."""
    bits -= bits >> 1 & 0x5555555555555555ull
    bits = (bits & 0x3333333333333333ull) + (bits >> 2 & 0x3333333333333333ull)
    bits = (bits + (bits >> 4)) & 0x0F0F0F0F0F0F0F0Full
    return <int>(bits * 0x0101010101010101ull >> 56)


cdef inline bint is_in(const uint64_t* bits, uint32_t i) noexcept nogil:
    return bits[i >> 6] >> (i & 63) & 1


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


cdef inline bint is_empty(const uint64_t* bits) noexcept nogil:
    cdef int i
    cdef uint64_t any_bit = 0
    for i in range(WORDS):
        any_bit |= bits[i]
    return any_bit == 0


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
