# cython: language_level=3
"""Reading posting lists natively: for `_reading` itself, for joining, and for the kernels."""

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy

from index.storage.postings._blocks cimport (
    add_gaps, BLOCK, get_varint, load_skip, Skip, unpack_block, unpack_one,
)
from index.storage.postings._checking cimport CheckedColumn, Checks


cdef struct Term:
    const Checks* checks  # of the column that it is in
    uint32_t df  # how many articles hold it
    uint64_t cf  # how often it stands in all of them
    const uint8_t* data
    const uint8_t* data_end
    const uint8_t* positions
    const uint8_t* positions_end


cdef struct Walker:  # goes over the terms of a dictionary in order
    uint32_t next  # number of the next term
    const uint8_t* at
    uint8_t* text
    uint32_t size
    uint32_t room
    Term term


cdef class InvertedIndex(CheckedColumn):
    cdef const uint8_t* index
    cdef const uint8_t* dictionary
    cdef const uint8_t* dictionary_end
    cdef const uint8_t* data
    cdef const uint8_t* positions
    cdef const uint8_t* end
    cdef readonly uint32_t articles
    cdef readonly uint32_t terms
    cdef readonly uint64_t total_length
    cdef readonly bint has_positions
    cdef dict known  # the terms that were looked up last, as their bytes
    cdef readonly object lengths
    cdef const uint8_t* short_lengths  # the same, if they are of two bytes

    cdef int check_all(self) except -1
    cdef object failure(self, str otherwise)
    cdef int64_t runs_until(self, const uint8_t* text, uint32_t size) noexcept nogil
    cdef int find(self, const uint8_t* text, uint32_t size, Term* found) noexcept nogil
    cdef int look_up(self, bytes text, Term* found) except -1
    cdef int check_list(self, const Term* term) except -1
    cdef const uint8_t* text_at(self, const uint8_t* at, uint32_t* size) noexcept nogil
    cdef int walk(self, Walker* walker, uint32_t run) except -1
    cdef int walk_to(self, Walker* walker, uint32_t number) except -1
    cdef int step(self, Walker* walker) except -1
    cdef const uint8_t* run_at(self, uint32_t run) noexcept nogil
    cdef const uint8_t* entry(self, const uint8_t* at, Term* term, uint64_t* data,
                              uint64_t* positions) noexcept nogil
    cdef object packed(self, Term* term, uint32_t[::1] frequencies)


cdef inline uint32_t blocks_of(const Term* term) noexcept nogil:
    return (term.df + BLOCK - 1) // BLOCK


cdef inline Skip skip_of(const Term* term, uint32_t block) noexcept nogil:
    """What stands before a block of a list of more than 128 articles."""
    return load_skip(term.data + block * sizeof(Skip))


cdef inline bint has_skips(const Term* term) noexcept nogil:
    """Whether the list is long, and its skips are inside it."""
    return term.df > BLOCK


cdef inline bint skips_fit(const Term* term) noexcept nogil:
    return term.df <= BLOCK or (
        blocks_of(term) * sizeof(Skip) <= <size_t>(term.data_end - term.data)
    )


cdef inline bint skips_rise(const Term* term) noexcept nogil:
    """Whether no block of the list begins before another ends."""
    cdef uint32_t block, last, before = 0
    cdef const uint8_t* at = term.data  # a skip begins with its last article
    for block in range(blocks_of(term) if has_skips(term) else 0):
        memcpy(&last, at, sizeof(last))
        if block and last <= before:
            return False
        before = last
        at += sizeof(Skip)
    return True


cdef inline int read_varints(const uint8_t* at, const uint8_t* end, int count, uint32_t before,
                             uint32_t* articles, uint32_t* frequencies) noexcept nogil:
    """A list in varints after the article `before` (-1 before the first); -1 when damaged."""
    cdef uint64_t article = before
    cdef uint32_t code
    cdef int i
    if before == <uint32_t>0xFFFFFFFF:
        article = <uint64_t>-1
    for i in range(count):
        if at >= end:
            return -1
        code = get_varint(&at)
        article += (code >> 1) + 1
        if article >> 31:
            return -1
        articles[i] = <uint32_t>article
        if code & 1:
            frequencies[i] = 1
        else:
            frequencies[i] = get_varint(&at)
            if not frequencies[i]:
                return -1
    return -1 if at > end else 0


cdef inline int read_gaps(const Term* term, const Skip* skip, uint32_t before,
                          uint32_t* articles) noexcept nogil:
    """The articles of a full block after the article `before`; -1 when damaged."""
    cdef const uint8_t* at = term.data + blocks_of(term) * sizeof(Skip)
    cdef uint64_t room = term.data_end - at
    cdef uint64_t total = 0
    cdef int i
    # The last check is for sums that run over 32 bits, and then end on the right article.
    if skip.article_bits > 31 or skip.data + <uint64_t>16 * skip.article_bits > room or (
        before + 1 > skip.last
    ):
        return -1
    unpack_block(at + skip.data, skip.article_bits, articles)
    if skip.article_bits > 24:  # only then can the sum of damaged gaps overflow, and seem right
        for i in range(BLOCK):
            total += articles[i] + 1
        if total >> 31:
            return -1
    return 0 if add_gaps(articles, before) == skip.last else -1


cdef inline bint frequencies_fit(const Term* term, const Skip* skip) noexcept nogil:
    """Whether the frequencies of a full block lie where they can be read."""
    cdef uint64_t room = term.data_end - term.data - blocks_of(term) * sizeof(Skip)
    return skip.article_bits < 32 and skip.frequency_bits < 32 and (
        skip.data + <uint64_t>16 * (skip.article_bits + skip.frequency_bits) <= room
    )


cdef inline const uint8_t* frequencies_of(const Term* term, const Skip* skip) noexcept nogil:
    return term.data + blocks_of(term) * sizeof(Skip) + skip.data + 16 * skip.article_bits


cdef inline int read_frequencies(const Term* term, const Skip* skip,
                                 uint32_t* frequencies) noexcept nogil:
    """The frequencies of a full block; -1 when damaged."""
    cdef int i
    if not frequencies_fit(term, skip):
        return -1
    unpack_block(frequencies_of(term, skip), skip.frequency_bits, frequencies)
    for i in range(BLOCK):
        frequencies[i] += 1
    return 0


cdef inline uint32_t frequency_at(const Term* term, const Skip* skip, int i) noexcept nogil:
    """One of the frequencies of a full block, which must fit."""
    return unpack_one(frequencies_of(term, skip), skip.frequency_bits, i) + 1


cdef inline int block_size(const Term* term, uint32_t block) noexcept nogil:
    """How many articles a block has."""
    return min(<uint32_t>BLOCK, term.df - block * BLOCK)


cdef inline uint32_t before_block(const Term* term, uint32_t block) noexcept nogil:
    """The last article before a block; -1 before the first."""
    return skip_of(term, block - 1).last if block else <uint32_t>0xFFFFFFFF


cdef inline int read_block(const Term* term, uint32_t block, uint32_t most, uint32_t* articles,
                           uint32_t* frequencies) noexcept nogil:
    """The articles, all below `most`, and frequencies of a block: how many, or -1 when damaged."""
    cdef int count = block_size(term, block), state
    cdef const uint8_t* at
    cdef Skip skip
    if not has_skips(term):
        state = read_varints(
            term.data, term.data_end, count, <uint32_t>0xFFFFFFFF, articles, frequencies
        )
    else:
        skip = skip_of(term, block)
        if count == BLOCK:
            state = read_gaps(term, &skip, before_block(term, block), articles)
            if state == 0:
                state = read_frequencies(term, &skip, frequencies)
        else:
            at = term.data + blocks_of(term) * sizeof(Skip)
            if skip.data > <uint64_t>(term.data_end - at):
                return -1
            state = read_varints(at + skip.data, term.data_end, count,
                                 before_block(term, block), articles, frequencies)
            if state == 0 and articles[count - 1] != skip.last:
                return -1
    return -1 if state < 0 or articles[count - 1] >= most else count


cdef inline const uint8_t* positions_of(const Term* term, uint32_t block) noexcept nogil:
    """Where the positions of a block begin; NULL when damaged."""
    cdef uint64_t begin = skip_of(term, block).positions if has_skips(term) else 0
    if begin > <uint64_t>(term.positions_end - term.positions):
        return NULL
    return term.positions + begin


cdef inline bint codes_fit(const uint8_t* at, const uint8_t* end, uint64_t count) noexcept nogil:
    """Whether so many codes can lie there: memory is only made for them then."""
    return count <= BLOCK * <uint64_t>(end - at)


cdef inline int read_codes(const uint8_t* at, const uint8_t* end, uint64_t count,
                           uint32_t* codes) noexcept nogil:
    """The codes of `count` positions, 128 more of which may be written; -1 when damaged."""
    cdef int bits
    while count >= BLOCK:
        if at >= end or at[0] > 32 or at + 1 + 16 * at[0] > end:
            return -1
        unpack_block(at + 1, at[0], codes)
        at += 1 + 16 * at[0]
        codes += BLOCK
        count -= BLOCK
    while count:
        if at >= end:
            return -1
        codes[0] = get_varint(&at)
        codes += 1
        count -= 1
    return -1 if at > end else 0


cdef inline void decode_positions(uint32_t* codes, uint32_t frequency) noexcept nogil:
    """From an article's codes to its packed positions, in place."""
    cdef uint32_t i, position = 0
    for i in range(frequency):
        position += codes[i] >> 1
        codes[i] = position << 1 | codes[i] & 1
