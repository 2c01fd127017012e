# cython: language_level=3, boundscheck=False, cdivision=True
"""Positions of one term in one article after the other, natively; and neighbouring pairs."""

import numpy as np

from libc.stdint cimport int32_t
from libc.stdlib cimport calloc, free, realloc

from index.storage.postings._blocks cimport Skip, get_varint, unpack_block
from index.storage.postings._checking cimport block_end, ensure, failure_of
from index.storage.postings._encoding cimport numbers, release
from index.storage.postings._reading cimport (
    InvertedIndex, block_size, blocks_of, has_skips, positions_of, read_block, read_frequencies,
    skip_of,
)

cdef enum:
    AT_ONCE = 5 * BLOCK  # the most bytes that are read before it is looked where they end


cdef PositionReader* new_reader(const Term* term, uint32_t most) except NULL:
    cdef PositionReader* reader = <PositionReader*>calloc(1, sizeof(PositionReader))
    if not reader:
        raise MemoryError
    reader.term = term[0]
    reader.most = most
    return reader


cdef void free_reader(PositionReader* reader) noexcept:
    if reader:
        release(&reader.packed)
        free(reader)


cdef int open_block(PositionReader* reader, uint32_t block, int count) noexcept nogil:
    """Stand before a block's positions, of whose articles there are `count` frequencies."""
    cdef int i
    cdef uint64_t before = 0
    reader.block = block
    reader.count = 0
    reader.first = reader.last = 0
    reader.data = reader.checked = positions_of(&reader.term, block)
    for i in range(count):
        reader.before[i] = before
        before += reader.frequencies[i]
    reader.total = before
    if count < 0 or reader.data == NULL or before > reader.term.cf:
        return -1
    reader.count = count
    return 0


cdef int find_article(PositionReader* reader, uint32_t article) noexcept nogil:
    """Where in a block an article is, which is not below any that was asked for.

    The number of articles in the block if it is not there, or -1 when damaged.
    """
    cdef uint32_t block = reader.block
    cdef int count, i, low = 0, half = BLOCK // 2
    if not reader.count or reader.articles[reader.count - 1] < article:
        block += reader.count != 0
        while (
            block < blocks_of(&reader.term) and has_skips(&reader.term)
            and skip_of(&reader.term, block).last < article
        ):
            block += 1
        if block >= blocks_of(&reader.term):
            return reader.count
        count = read_block(&reader.term, block, reader.most, reader.articles, reader.frequencies)
        if open_block(reader, block, count) < 0:
            return -1
        for i in range(count, BLOCK):
            reader.articles[i] = 0xFFFFFFFF
    while half:  # without a branch that nobody can foretell
        low += half * (reader.articles[low + half - 1] < article)
        half >>= 1
    return low if low < reader.count and reader.articles[low] == article else reader.count


cdef int find_place(PositionReader* reader, uint32_t place) noexcept nogil:
    """Where in a block an article is, by its place in the list; -1 when damaged."""
    cdef uint32_t block = place // BLOCK
    cdef int count = block_size(&reader.term, block)
    cdef Skip skip
    if not reader.count or block != reader.block:
        if has_skips(&reader.term) and count == BLOCK:
            skip = skip_of(&reader.term, block)
            if read_frequencies(&reader.term, &skip, reader.frequencies) < 0:
                return -1
        else:
            count = read_block(
                &reader.term, block, reader.most, reader.articles, reader.frequencies
            )
        if open_block(reader, block, count) < 0:
            return -1
    return place % BLOCK


cdef int check_ahead(PositionReader* reader) noexcept nogil:
    """See to it that what is read next was checked, and some more; -1 when it is damaged."""
    cdef const uint8_t* end = reader.term.positions_end
    end = reader.data + min(AT_ONCE, end - reader.data)
    if reader.checked < end:
        if ensure(reader.term.checks, reader.data, end) < 0:
            return -1
        reader.checked = block_end(reader.term.checks, end)
    return 0


cdef int read_codes_at(PositionReader* reader, uint64_t at) noexcept nogil:
    """Read on until code number `at` is there; -1 when damaged."""
    cdef const uint8_t* end = reader.term.positions_end
    cdef uint64_t i
    while at >= reader.last:
        if check_ahead(reader) < 0:
            return -1
        reader.first = reader.last
        if reader.total - reader.first >= BLOCK:
            if reader.data >= end or reader.data[0] > 32 or (
                1 + 16 * reader.data[0] > end - reader.data
            ):
                return -1
            reader.last += BLOCK
            if at < reader.last:
                unpack_block(reader.data + 1, reader.data[0], reader.codes)
            reader.data += 1 + 16 * reader.data[0]
        else:
            reader.last = reader.total
            for i in range(reader.last - reader.first):
                if reader.data >= end:
                    return -1
                reader.codes[i] = get_varint(&reader.data)
    return 0


cdef int gather_codes(PositionReader* reader, uint64_t at, uint32_t count) noexcept nogil:
    """Put codes that lie in more than one block into `packed`; -1 when damaged."""
    cdef uint32_t i
    cdef uint8_t* room
    if count > BLOCK * <uint64_t>(reader.term.positions_end - reader.term.positions):
        return -1  # not even if each byte held a block of them
    if reader.packed.room < 4 * <size_t>count:
        room = <uint8_t*>realloc(reader.packed.data, 4 * <size_t>count + 256)
        if not room:
            return -1
        reader.packed.data = room
        reader.packed.room = 4 * <size_t>count + 256
    for i in range(count):
        if at >= reader.last and read_codes_at(reader, at) < 0:
            return -1
        numbers(&reader.packed)[i] = reader.codes[at - reader.first]
        at += 1
    return 0


cdef int read_here(PositionReader* reader, int number, uint32_t** packed,
                   uint32_t* count) noexcept nogil:
    """The packed positions in an article of the block, behind all that were asked for."""
    cdef uint64_t at = reader.before[number]
    cdef uint32_t i, n = reader.frequencies[number], before = 0
    cdef uint32_t* codes
    if at >= reader.last and read_codes_at(reader, at) < 0:
        return -1
    codes = reader.codes + (at - reader.first)
    if at + n > reader.last:
        if gather_codes(reader, at, n) < 0:
            return -1
        codes = numbers(&reader.packed)
    for i in range(n):
        codes[i] += before
        before = codes[i] & ~<uint32_t>1
    count[0] = n
    packed[0] = codes
    return 0


cdef int read_positions(PositionReader* reader, uint32_t article, uint32_t** packed,
                        uint32_t* count) noexcept nogil:
    """The packed positions in an article, above any that was asked for before; -1 when damaged.

    They lie in the reader until it is asked again, and may be written over.
    """
    cdef int number = find_article(reader, article)
    count[0] = 0
    if number < 0 or number == reader.count:
        return min(number, 0)
    return read_here(reader, number, packed, count)


cdef int read_positions_at(PositionReader* reader, uint32_t place, uint32_t** packed,
                           uint32_t* count) noexcept nogil:
    """Read the positions in an article of the list, which is told by its place there."""
    cdef int number = find_place(reader, place)
    return -1 if number < 0 else read_here(reader, number, packed, count)


cdef int count_pairs(const uint32_t* first, uint32_t firsts, const uint32_t* second,
                     uint32_t seconds) noexcept nogil:
    """How often one of `second` follows one of `first` without a break between."""
    cdef uint32_t i = 0, k
    cdef int count = 0
    for k in range(seconds):
        while i < firsts and (first[i] >> 1) + 1 < second[k] >> 1:
            i += 1
        if i < firsts and (first[i] >> 1) + 1 == second[k] >> 1 and not second[k] & 1:
            count += 1
    return count


def pair_frequencies(
    list terms not None, list pairs not None, const uint32_t[::1] articles not None
):
    """How often each pair of neighbours stands in each of some articles of a segment.

    `terms` are (inverted index, term), `pairs` the numbers of two of them, `articles` rising. The
    second term stands right after the first, and not after a break. Returns an array with a row
    for each pair. Raises ValueError for damaged lists.
    """
    cdef int count = len(terms), n, row
    cdef uint32_t at, one, two
    cdef Term term
    cdef InvertedIndex index
    cdef PositionReader** readers = <PositionReader**>calloc(count + 1, sizeof(PositionReader*))
    cdef uint32_t** packed = <uint32_t**>calloc(count + 1, sizeof(uint32_t*))
    cdef uint32_t* counts = <uint32_t*>calloc(count + 1, sizeof(uint32_t))
    cdef int* places = <int*>calloc(count + 1, sizeof(int))  # in their blocks, -1 for none
    found = np.zeros((len(pairs), articles.shape[0]), np.int32)
    chosen = np.array(pairs, np.uint32).reshape(-1, 2)
    cdef int32_t[:, ::1] frequencies = found
    cdef uint32_t[:, ::1] numbers_of = chosen
    cdef bint damaged = False
    try:
        if not readers or not packed or not counts or not places:
            raise MemoryError
        if len(pairs) and chosen.max() >= count:
            raise IndexError("a pair of terms that are not there")
        for at in range(1, articles.shape[0]):
            if articles[at] <= articles[at - 1]:
                raise ValueError("articles must be given in rising order")
        for n in range(count):
            index = <InvertedIndex?>terms[n][0]
            if index.has_positions and index.look_up(<bytes?>terms[n][1], &term):
                readers[n] = new_reader(&term, index.articles)
        with nogil:
            for at in range(articles.shape[0]):
                for n in range(count):
                    counts[n] = 0
                    packed[n] = NULL
                    places[n] = -1
                    if readers[n] == NULL:
                        continue
                    places[n] = find_article(readers[n], articles[at])
                    if places[n] < 0:
                        damaged = True
                        break
                    if places[n] == readers[n].count:
                        places[n] = -1
                if damaged:
                    break
                for row in range(numbers_of.shape[0]):
                    one = numbers_of[row, 0]
                    two = numbers_of[row, 1]
                    if places[one] < 0 or places[two] < 0:
                        continue
                    n = <int>one
                    if packed[n] == NULL:
                        damaged = read_here(readers[n], places[n], &packed[n], &counts[n]) < 0
                    if not damaged and packed[two] == NULL:
                        n = <int>two
                        damaged = read_here(readers[n], places[n], &packed[n], &counts[n]) < 0
                    if damaged:
                        break
                    frequencies[row, at] = count_pairs(
                        packed[one], counts[one], packed[two], counts[two]
                    )
                if damaged:
                    break
        if damaged:
            raise failure_of(readers[n].term.checks, "the positions of a term are damaged")
    finally:
        for n in range(count if readers else 0):
            free_reader(readers[n])
        free(readers)
        free(packed)
        free(counts)
        free(places)
    return found


cdef uint32_t keep_followers(const uint32_t* first, uint32_t firsts, uint32_t* second,
                             uint32_t seconds) noexcept nogil:
    """Keep those of `second` that stand right behind one of `first`; how many they are."""
    cdef uint32_t i = 0, k, kept = 0
    for k in range(seconds):
        while i < firsts and (first[i] >> 1) + 1 < second[k] >> 1:
            i += 1
        if i < firsts and (first[i] >> 1) + 1 == second[k] >> 1:
            second[kept] = second[k]
            kept += 1
    return kept


def behind_row(list terms not None, int before, const uint32_t[::1] articles not None):
    """Which terms stand right behind a row of terms in some articles of a segment.

    `terms` are (inverted index, term), of which the first `before` make the row; `articles` rise.
    Returns an array of flags with a row for each of the others, whatever breaks are between; where
    the row has no terms, the flags of the articles that hold each. A field without positions has
    no rows and no terms. Raises ValueError for damaged lists.
    """
    cdef int count = len(terms), n = 0, number
    cdef uint32_t at, ends, several
    cdef uint32_t* row
    cdef uint32_t* packed
    cdef Term term
    cdef InvertedIndex index
    cdef bint damaged = False
    if not 0 <= before <= count:
        raise IndexError("a row of terms that are not there")
    cdef PositionReader** readers = <PositionReader**>calloc(count + 1, sizeof(PositionReader*))
    found = np.zeros((count - before, articles.shape[0]), np.bool_)
    cdef uint8_t[:, ::1] flags = found.view(np.uint8)
    try:
        if not readers:
            raise MemoryError
        for at in range(1, articles.shape[0]):
            if articles[at] <= articles[at - 1]:
                raise ValueError("articles must be given in rising order")
        for n in range(count):
            index = <InvertedIndex?>terms[n][0]
            if index.has_positions and index.look_up(<bytes?>terms[n][1], &term):
                readers[n] = new_reader(&term, index.articles)
        with nogil:
            for at in range(articles.shape[0]):
                row = NULL
                ends = 0
                for n in range(before):
                    several = 0
                    if readers[n] != NULL and read_positions(
                        readers[n], articles[at], &packed, &several
                    ) < 0:
                        damaged = True
                        break
                    ends = keep_followers(row, ends, packed, several) if n else several
                    row = packed
                    if not ends:
                        break
                if damaged:
                    break
                if before and not ends:
                    continue
                for n in range(before, count):
                    if readers[n] == NULL:
                        continue
                    number = find_article(readers[n], articles[at])
                    if number == readers[n].count and number >= 0:
                        continue
                    if not before and number >= 0:
                        flags[n - before, at] = True
                        continue
                    if number < 0 or read_here(readers[n], number, &packed, &several) < 0:
                        damaged = True
                        break
                    flags[n - before, at] = keep_followers(row, ends, packed, several) > 0
                if damaged:
                    break
        if damaged:
            raise failure_of(readers[n].term.checks, "the positions of a term are damaged")
    finally:
        for n in range(count if readers else 0):
            free_reader(readers[n])
        free(readers)
    return found
