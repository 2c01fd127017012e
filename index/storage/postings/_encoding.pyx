# cython: language_level=3, boundscheck=False, cdivision=True
"""Writing posting lists natively, and joining those of several segments.

`reference` says more; each reads what the other writes. `layout` tells how they lie in the file.
"""

import sys

import numpy as np

from cpython.bytes cimport PyBytes_FromStringAndSize
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcmp, memset

from index.storage.postings._blocks cimport BLOCK, BOUNDS, bits_of, pack_block
from index.storage.postings._reading cimport (
    InvertedIndex, Term, Walker, block_size, blocks_of, codes_fit, decode_positions, positions_of,
    read_block, read_codes,
)

from index.storage.postings.layout import MOST_ARTICLES, RUN, assemble
from index.storage.spooling import Spool

if sys.byteorder != "little":
    raise ImportError("posting lists are little-endian")

cdef uint32_t RUN_SIZE = RUN
cdef size_t SPOOLED = 1 << 20


cdef object taken(Buffer* buffer):
    """The buffer's bytes; it is empty then."""
    made = PyBytes_FromStringAndSize(<char*>buffer.data, buffer.size)
    release(buffer)
    return made


cdef void find_bounds(Skip* skip, const uint32_t* articles, const uint32_t* frequencies, int count,
                      const uint32_t* lengths, double average) noexcept nogil:
    """The pairs of frequency and length that no article of the block scores more than."""
    cdef int shortest[256]
    cdef int pair_frequencies[BLOCK]
    cdef int pair_lengths[BLOCK]
    cdef int i, best = 0, frequency, length = 1 << 16, pairs = 0
    cdef double score, lowest
    for i in range(256):
        shortest[i] = 1 << 16
    for i in range(count):
        frequency = min(frequencies[i], <uint32_t>255)
        shortest[frequency] = min(shortest[frequency], <int>min(lengths[articles[i]], <uint32_t>65535))
    for frequency in range(255, 0, -1):
        if shortest[frequency] < length:
            length = shortest[frequency]
            pair_frequencies[pairs] = frequency
            pair_lengths[pairs] = length
            pairs += 1
    while pairs > BOUNDS:  # join the two neighbours that score least together
        lowest = 2
        for i in range(pairs - 1):
            score = pair_frequencies[i] / (
                pair_frequencies[i] + 0.3 + 0.9 * pair_lengths[i + 1] / average
            )
            if score < lowest:
                lowest = score
                best = i
        pair_lengths[best] = pair_lengths[best + 1]
        pairs -= 1
        for i in range(best + 1, pairs):
            pair_frequencies[i] = pair_frequencies[i + 1]
            pair_lengths[i] = pair_lengths[i + 1]
    skip.bounds = <uint8_t>pairs
    for i in range(BOUNDS):
        skip.frequencies[i] = <uint8_t>pair_frequencies[i] if i < pairs else 0
        skip.lengths[i] = <uint16_t>pair_lengths[i] if i < pairs else 0


cdef class Encoder:
    """Writes the posting lists of one field, term by term in the order of their bytes."""

    def __cinit__(self, bint has_positions):
        self.has_positions = has_positions

    def __dealloc__(self):
        release(&self.index)
        release(&self.dictionary)
        release(&self.data)
        release(&self.positions)
        release(&self.lengths)
        release(&self.before)
        release(&self.codes)

    cdef int begin(self, uint32_t articles) except -1:
        """`lengths` holds the length of each article now."""
        cdef uint32_t i
        if articles >= <uint32_t>MOST_ARTICLES:
            raise OverflowError("too many articles for one segment")
        self.articles = articles
        for i in range(articles):
            self.total_length += numbers(&self.lengths)[i]
        self.average = max(1.0, <double>self.total_length / max(articles, <uint32_t>1))
        return 0

    cdef int add(self, const uint8_t* text, uint32_t size, uint32_t df, const uint32_t* articles,
                 const uint32_t* frequencies, const uint32_t* packed) except -1:
        """Write one term's list: rising articles, frequencies, and all packed positions."""
        cdef uint64_t data = self.data.size, positions = self.positions.size, cf = 0
        cdef uint32_t shared = 0, i, block, blocks = (df + BLOCK - 1) // BLOCK, count, offset
        cdef uint32_t before = <uint32_t>0xFFFFFFFF
        cdef Skip skip
        for i in range(df):
            cf += frequencies[i]
        if df > BLOCK:
            reserve(&self.data, blocks * sizeof(Skip))
            self.data.size += blocks * sizeof(Skip)
        for block in range(blocks):
            count = min(<uint32_t>BLOCK, df - block * BLOCK)
            if df > BLOCK:
                skip.data = self.checked(self.data.size - data - blocks * sizeof(Skip))
                skip.positions = self.checked(self.positions.size - positions)
                skip.last = articles[count - 1]
                skip.article_bits = skip.frequency_bits = 0
                find_bounds(
                    &skip, articles, frequencies, count, numbers(&self.lengths), self.average
                )
            if df > BLOCK and count == BLOCK:
                self.put_full_block(&skip, before, articles, frequencies)
            else:
                self.put_short_block(before, count, articles, frequencies)
            if df > BLOCK:
                memcpy(self.data.data + data + block * sizeof(Skip), &skip, sizeof(Skip))
            if self.has_positions:
                packed += self.put_positions(count, frequencies, packed)
            before = articles[count - 1]
            articles += count
            frequencies += count
        # The dictionary comes last: a term that failed above is not in it.
        reserve(&self.dictionary, size + 70)
        if self.terms % RUN_SIZE == 0:
            reserve(&self.index, 4)
            offset = self.checked(self.dictionary.size)
            put(&self.index, &offset, 4)
            put_varint(&self.dictionary, size)
            put(&self.dictionary, text, size)
            put_varint(&self.dictionary, self.data_before + data)
            put_varint(&self.dictionary, self.positions_before + positions)
        else:
            while (
                shared < size and shared < self.before.size
                and text[shared] == self.before.data[shared]
            ):
                shared += 1
            put_varint(&self.dictionary, shared)
            put_varint(&self.dictionary, size - shared)
            put(&self.dictionary, text + shared, size - shared)
        put_varint(&self.dictionary, df)
        put_varint(&self.dictionary, cf - df)
        put_varint(&self.dictionary, self.data.size - data)
        if self.has_positions:
            put_varint(&self.dictionary, self.positions.size - positions)
        self.before.size = 0
        reserve(&self.before, size)
        put(&self.before, text, size)
        self.terms += 1
        self.postings += df
        return self.spool(SPOOLED)

    cdef int spool(self, size_t least) except -1:
        """Put lists and positions aside, if they are to be, from so many bytes on."""
        if self.spooled_data is None or self.data.size + self.positions.size < least:
            return 0
        self.data_before += self.data.size
        self.positions_before += self.positions.size
        self.spooled_data.write(taken(&self.data))
        self.spooled_positions.write(taken(&self.positions))
        return 0

    cdef uint32_t checked(self, uint64_t offset) except? 0xFFFFFFFF:
        if offset >> 32:
            raise OverflowError("a posting list is too long for one segment")
        return <uint32_t>offset

    cdef int put_short_block(self, uint32_t before, uint32_t count, const uint32_t* articles,
                             const uint32_t* frequencies) except -1:
        cdef uint32_t i
        reserve(&self.data, 20 * count)
        for i in range(count):
            put_varint(
                &self.data,
                <uint64_t><uint32_t>(articles[i] - before - 1) << 1 | (frequencies[i] == 1),
            )
            if frequencies[i] != 1:
                put_varint(&self.data, frequencies[i])
            before = articles[i]
        return 0

    cdef int put_full_block(self, Skip* skip, uint32_t before, const uint32_t* articles,
                            const uint32_t* frequencies) except -1:
        cdef uint32_t gaps[BLOCK]
        cdef uint32_t less[BLOCK]
        cdef uint32_t i, any_gap = 0, any_frequency = 0
        for i in range(BLOCK):
            gaps[i] = articles[i] - before - 1
            before = articles[i]
            less[i] = frequencies[i] - 1
            any_gap |= gaps[i]
            any_frequency |= less[i]
        skip.article_bits = <uint8_t>bits_of(any_gap)
        skip.frequency_bits = <uint8_t>bits_of(any_frequency)
        reserve(&self.data, 16 * 64)
        pack_block(gaps, skip.article_bits, self.data.data + self.data.size)
        self.data.size += 16 * skip.article_bits
        pack_block(less, skip.frequency_bits, self.data.data + self.data.size)
        self.data.size += 16 * skip.frequency_bits
        return 0

    cdef uint64_t put_positions(self, uint32_t count, const uint32_t* frequencies,
                                const uint32_t* packed) except? 0xFFFFFFFF:
        """Write the positions of a block's articles; returns how many they are."""
        cdef uint64_t total = 0, at = 0, k
        cdef uint32_t i, n, before, any_code
        cdef uint32_t* codes
        for i in range(count):
            total += frequencies[i]
        self.codes.size = 0
        reserve(&self.codes, 4 * total)
        codes = numbers(&self.codes)
        for i in range(count):
            before = 0
            for n in range(frequencies[i]):
                codes[at] = packed[at] - (before << 1)
                before = packed[at] >> 1
                at += 1
        at = 0
        while total - at >= BLOCK:
            any_code = 0
            for k in range(BLOCK):
                any_code |= codes[at + k]
            reserve(&self.positions, 1 + 16 * 32)
            self.positions.data[self.positions.size] = <uint8_t>bits_of(any_code)
            pack_block(codes + at, bits_of(any_code), self.positions.data + self.positions.size + 1)
            self.positions.size += 1 + 16 * bits_of(any_code)
            at += BLOCK
        reserve(&self.positions, 5 * (total - at))
        while at < total:
            put_varint(&self.positions, codes[at])
            at += 1
        return total

    cdef object finish(self):
        """The parts of the file, in order."""
        lengths = np.empty(self.articles, np.uint32)
        cdef uint32_t[::1] view = lengths
        if self.articles:
            memcpy(&view[0], self.lengths.data, 4 * <size_t>self.articles)
        if self.spooled_data is None:
            data, positions = taken(&self.data), taken(&self.positions)
        else:
            self.spool(1)
            data, positions = self.spooled_data, self.spooled_positions
        return assemble(
            self.has_positions, lengths, self.terms, self.postings, taken(&self.index),
            taken(&self.dictionary), data, positions,
        )


cdef class Part:
    """One of the segments that are joined."""

    cdef InvertedIndex index
    cdef Walker walker
    cdef bint more
    cdef object new_numbers
    cdef uint32_t[::1] numbers  # the new number of each article, NONE of a deleted one

    def __cinit__(self, InvertedIndex index, live, uint32_t first):
        self.index = index
        self.walker.text = NULL
        self.walker.size = self.walker.room = 0
        if len(live) != index.articles:
            raise ValueError("there must be one flag for each article")
        self.new_numbers = np.where(
            live, first + np.cumsum(live, dtype=np.uint32) - 1, NONE
        ).astype(np.uint32)
        self.numbers = self.new_numbers
        index.check_all()
        index.walk(&self.walker, 0)
        self.more = index.step(&self.walker)

    def __dealloc__(self):
        free(self.walker.text)


cdef enum:
    NONE = 0xFFFFFFFF


cdef int compare(Walker* a, Walker* b) noexcept nogil:
    cdef int order = memcmp(a.text, b.text, min(a.size, b.size))
    if order:
        return order
    return (a.size > b.size) - (a.size < b.size)


cdef class Joiner:
    """Writes the lists of several segments as those of one, without the deleted articles."""

    cdef Encoder encoder
    cdef list parts
    cdef Buffer articles, frequencies, packed

    def __cinit__(self, parts, bint has_positions, spool):
        cdef uint32_t first = 0
        lengths = [np.empty(0, np.uint32)]
        self.parts = []
        for index, live in parts:
            if index.has_positions != has_positions:
                raise ValueError("segments with and without positions cannot be joined")
            live = np.asarray(live, bool)
            self.parts.append(Part(index, live, first))
            lengths.append(index.lengths[live].astype(np.uint32))
            first += len(lengths[-1])
        self.encoder = Encoder(has_positions)
        self.encoder.spooled_data, self.encoder.spooled_positions = spool(), spool()
        self.write_lengths(np.concatenate(lengths))

    def __dealloc__(self):
        release(&self.articles)
        release(&self.frequencies)
        release(&self.packed)

    cdef int write_lengths(self, lengths) except -1:
        cdef bytes data = lengths.tobytes()
        reserve(&self.encoder.lengths, len(data))
        put(&self.encoder.lengths, <const char*>data, len(data))
        self.encoder.begin(len(lengths))
        return 0

    def join(self):
        """The parts of the file."""
        cdef Part part, first
        while True:
            first = None
            for part in self.parts:
                if part.more and (
                    first is None or compare(&part.walker, &first.walker) < 0
                ):
                    first = part
            if first is None:
                return self.encoder.finish()
            self.join_term(first)

    cdef int join_term(self, Part first) except -1:
        cdef Part part
        cdef list holders = [
            part for part in self.parts if part.more and compare(&part.walker, &first.walker) == 0
        ]
        cdef uint32_t df
        self.articles.size = self.frequencies.size = self.packed.size = 0
        for part in holders:
            self.append(part)
        df = <uint32_t>(self.articles.size // 4)
        if df:
            self.encoder.add(
                first.walker.text, first.walker.size, df, numbers(&self.articles),
                numbers(&self.frequencies), numbers(&self.packed),
            )
        for part in holders:
            part.more = part.index.step(&part.walker)
        return 0

    cdef int append(self, Part part) except -1:
        """Add one segment's postings of the term that it stands on."""
        cdef Term* term = &part.walker.term
        cdef uint32_t block, article
        cdef uint64_t at, total, left = term.cf
        cdef int i, count
        cdef uint32_t articles[BLOCK]
        cdef uint32_t frequencies[BLOCK]
        cdef const uint8_t* begin
        cdef uint32_t* codes
        if self.encoder.has_positions and not codes_fit(term.positions, term.positions_end, left):
            raise ValueError("the positions of a term are damaged")
        for block in range(blocks_of(term)):
            count = read_block(term, block, part.index.articles, articles, frequencies)
            if count < 0:
                raise ValueError("a posting list is damaged")
            total = 0
            for i in range(count):
                total += frequencies[i]
            if total > left:
                raise ValueError("a posting list is damaged")
            left -= total
            codes = NULL
            if self.encoder.has_positions:
                begin = positions_of(term, block)
                if begin == NULL:
                    raise ValueError("the positions of a term are damaged")
                self.encoder.codes.size = 0
                reserve(&self.encoder.codes, 4 * (total + BLOCK))
                codes = numbers(&self.encoder.codes)
                if read_codes(begin, term.positions_end, total, codes) < 0:
                    raise ValueError("the positions of a term are damaged")
            reserve(&self.articles, 4 * count)
            reserve(&self.frequencies, 4 * count)
            at = 0
            for i in range(count):
                article = part.numbers[articles[i]]
                if article != <uint32_t>NONE:
                    put(&self.articles, &article, 4)
                    put(&self.frequencies, &frequencies[i], 4)
                    if codes != NULL:
                        decode_positions(codes + at, frequencies[i])
                        reserve(&self.packed, 4 * <size_t>frequencies[i])
                        put(&self.packed, codes + at, 4 * <size_t>frequencies[i])
                at += frequencies[i]
        if left:
            raise ValueError("a posting list is damaged")
        return 0


def join(parts, bint has_positions, spool=Spool):
    """The parts of one file from [(index, flags of the articles that go on living)], in order.

    `spool` makes what lists and positions are put aside in, until the dictionary is complete.
    """
    return Joiner(parts, has_positions, spool).join()
