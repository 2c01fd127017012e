# cython: language_level=3, boundscheck=False, cdivision=True
"""The terms of articles in the order of their places, natively: see `reference.texts`."""

import numpy as np

from cpython.bytes cimport PyBytes_FromStringAndSize
from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.stdlib cimport free, qsort, realloc
from libc.string cimport memcpy, memset

from index.storage.postings._blocks cimport BLOCK
from index.storage.postings._reading cimport (
    before_block, blocks_of, codes_fit, decode_positions, has_skips, InvertedIndex, positions_of,
    read_block, read_codes, skip_of, skips_rise, Walker,
)

cdef enum:
    FEW = 8  # places for each term, up to which they are counted, and not compared

cdef struct Token:
    uint32_t owner  # an article, from the first one on
    uint32_t place
    uint32_t term
    uint32_t after_break

cdef struct Room:  # for tokens in the order of the terms, of their articles, and of their places
    Token* tokens
    Token* sorted
    Token* article
    uint32_t* counts
    uint64_t* begins
    uint32_t* codes
    uint32_t* pairs
    uint64_t size, tokens_room, sorted_room, article_room, counts_room, begins_room, codes_room
    uint64_t pairs_room

cdef struct Text:  # bytes that grow
    uint8_t* data
    uint64_t size, room


def token_texts(InvertedIndex index not None, uint32_t begin, uint32_t end, *, bint apart=False):
    """The texts of some articles as JSON (see `reference.texts.token_texts`)."""
    return texts_of(index, begin, end, None, apart, False)


def texts_and_breaks(InvertedIndex index not None, uint32_t begin, uint32_t end):
    """The texts, and the pairs across breaks (see `reference.texts.texts_and_breaks`)."""
    return texts_of(index, begin, end, None, False, True)


def twin_texts(InvertedIndex index not None, uint32_t begin, uint32_t end, marked not None):
    """The texts with and without flagged terms (see `reference.texts.twin_texts`)."""
    return texts_of(index, begin, end, marked, False, False)


cdef object texts_of(InvertedIndex index, uint32_t begin, uint32_t end, marked, bint apart,
                     bint with_breaks):
    """The texts of some articles; of two kinds, if some terms are marked; or also their breaks."""
    cdef const uint8_t[::1] flags = np.zeros(0, np.uint8)
    cdef uint64_t[::1] starts = np.zeros(index.terms + 1, np.uint64)
    cdef uint32_t several, article
    cdef uint64_t first, count
    cdef Room room
    cdef Text terms, out
    end = min(end, index.articles)
    begin = min(begin, end)
    several = end - begin
    twins = marked is not None
    if twins:
        flags = np.ascontiguousarray(marked, np.uint8)
        if flags.shape[0] != index.terms:
            raise ValueError("a flag for each term")
    memset(&room, 0, sizeof(Room))
    memset(&terms, 0, sizeof(Text))
    memset(&out, 0, sizeof(Text))
    texts, others = [], []
    try:
        gather(index, begin, end, &room, &terms, starts)
        make_room(<void**>&room.begins, &room.begins_room, several + 2, sizeof(uint64_t))
        make_room(<void**>&room.sorted, &room.sorted_room, room.size + 1, sizeof(Token))
        by_article(&room, several)
        for article in range(several):
            first, count = room.begins[article], room.begins[article + 1] - room.begins[article]
            if not count:
                texts.append(b"")
                others.append(b"")
                continue
            if index.has_positions:
                by_place(&room, &room.sorted[first], count)
            write_texts(&out, &room.sorted[first], count, &terms, &starts[0],
                        &flags[0] if twins else NULL, True, apart)
            texts.append(PyBytes_FromStringAndSize(<char*>out.data, out.size))
            if twins:
                write_texts(&out, &room.sorted[first], count, &terms, &starts[0], &flags[0],
                            False, apart)
                others.append(PyBytes_FromStringAndSize(<char*>out.data, out.size))
            elif with_breaks:
                write_breaks(&out, &room, &room.sorted[first], count, &terms, &starts[0])
                others.append(PyBytes_FromStringAndSize(<char*>out.data, out.size))
    finally:
        free(room.tokens)
        free(room.sorted)
        free(room.article)
        free(room.counts)
        free(room.begins)
        free(room.codes)
        free(room.pairs)
        free(terms.data)
        free(out.data)
    return (texts, others) if twins or with_breaks else texts


cdef int make_room(void** data, uint64_t* room, uint64_t wanted, size_t size) except -1:
    cdef void* grown
    if wanted > room[0]:
        wanted += wanted >> 1
        grown = realloc(data[0], wanted * size)
        if not grown:
            raise MemoryError
        data[0] = grown
        room[0] = wanted
    return 0


cdef int gather(InvertedIndex index, uint32_t begin, uint32_t end, Room* room, Text* terms,
                uint64_t[::1] starts) except -1:
    """Find all tokens of some articles, in the order of their terms, and the terms as JSON."""
    cdef Walker walker
    walker.text = NULL
    walker.size = walker.room = 0
    try:
        index.walk(&walker, 0)
        while index.step(&walker):
            index.check_list(&walker.term)
            if index.has_positions:
                index.check(walker.term.positions, walker.term.positions_end)
            add_list(index, &walker, begin, end, room)
            write_escaped(terms, walker.text, walker.size)
            starts[walker.next] = terms.size
    finally:
        free(walker.text)
    return 0


cdef int add_list(InvertedIndex index, const Walker* walker, uint32_t begin, uint32_t end,
                  Room* room) except -1:
    """Add the tokens of one term."""
    cdef uint32_t articles[BLOCK]
    cdef uint32_t frequencies[BLOCK]
    cdef uint32_t block, j
    cdef uint64_t codes, at
    cdef const uint8_t* positions
    cdef Token* token
    cdef int i, count
    if not skips_rise(&walker.term):
        raise ValueError("a posting list is damaged")
    for block in range(blocks_of(&walker.term)):
        if has_skips(&walker.term):
            if skip_of(&walker.term, block).last < begin:
                continue
            if block and before_block(&walker.term, block) + 1 >= end:
                return 0
        count = read_block(&walker.term, block, index.articles, articles, frequencies)
        if count < 0:
            raise ValueError("a posting list is damaged")
        codes = 0
        for i in range(count):
            codes += frequencies[i]
        if codes > walker.term.cf:
            raise ValueError("a posting list is damaged")
        if index.has_positions:
            positions = positions_of(&walker.term, block)
            if positions == NULL or not codes_fit(positions, walker.term.positions_end, codes):
                raise ValueError("the positions of a term are damaged")
            make_room(<void**>&room.codes, &room.codes_room, codes + BLOCK, sizeof(uint32_t))
            if read_codes(positions, walker.term.positions_end, codes, room.codes) < 0:
                raise ValueError("the positions of a term are damaged")
        at = 0
        for i in range(count):
            if begin <= articles[i] < end:
                make_room(<void**>&room.tokens, &room.tokens_room, room.size + frequencies[i],
                          sizeof(Token))
                if index.has_positions:
                    decode_positions(&room.codes[at], frequencies[i])
                for j in range(frequencies[i]):
                    token = &room.tokens[room.size]
                    token.owner = articles[i] - begin
                    token.place = room.codes[at + j] >> 1 if index.has_positions else 0
                    token.after_break = room.codes[at + j] & 1 if index.has_positions else 0
                    token.term = walker.next - 1
                    room.size += 1
            at += frequencies[i]
    return 0


cdef void by_article(Room* room, uint32_t several) noexcept nogil:
    """Bring the tokens into the order of their articles; `begins` tells where each begins."""
    cdef uint64_t i
    cdef uint64_t* ends = room.begins + 1
    memset(room.begins, 0, (several + 2) * sizeof(uint64_t))
    for i in range(room.size):
        room.begins[room.tokens[i].owner + 2] += 1
    for i in range(several):
        ends[i + 1] += ends[i]
    for i in range(room.size):
        room.sorted[ends[room.tokens[i].owner]] = room.tokens[i]
        ends[room.tokens[i].owner] += 1


cdef int by_place(Room* room, Token* tokens, uint64_t count) except -1:
    """Bring the tokens of an article into the order of their places, then of their terms."""
    cdef uint64_t i, last = 0
    for i in range(count):
        last = max(last, tokens[i].place)
    if last >= FEW * count + 4096:
        qsort(tokens, count, sizeof(Token), compare)
        return 0
    make_room(<void**>&room.counts, &room.counts_room, last + 2, sizeof(uint32_t))
    make_room(<void**>&room.article, &room.article_room, count, sizeof(Token))
    memset(room.counts, 0, (last + 2) * sizeof(uint32_t))
    for i in range(count):
        room.counts[tokens[i].place + 1] += 1
    for i in range(last):
        room.counts[i + 1] += room.counts[i]
    for i in range(count):
        room.article[room.counts[tokens[i].place]] = tokens[i]
        room.counts[tokens[i].place] += 1
    memcpy(tokens, room.article, count * sizeof(Token))
    return 0


cdef int compare(const void* first, const void* second) noexcept nogil:
    cdef const Token* one = <const Token*>first
    cdef const Token* other = <const Token*>second
    if one.place != other.place:
        return -1 if one.place < other.place else 1
    return -1 if one.term < other.term else one.term > other.term


cdef int write_texts(Text* out, const Token* tokens, uint64_t count, const Text* terms,
                     const uint64_t* starts, const uint8_t* marked, bint with_marks,
                     bint apart) except -1:
    """Write the tokens of an article as a JSON list of texts.

    With `marked` flags of terms: those with their marks and, where none stands at a place, the one
    without; or (`with_marks` is false) those without.
    """
    cdef uint64_t i, j, next = 0, before = 0, size, written = 0
    cdef bint has_marked = False
    out.size = 0
    for i in range(count):
        if marked != NULL:
            if i == next:  # a place begins
                has_marked = False
                while next < count and tokens[next].place == tokens[i].place:
                    has_marked |= marked[tokens[next].term]
                    next += 1
            if marked[tokens[i].term] != with_marks and (has_marked or not with_marks):
                continue
        size = starts[tokens[i].term + 1] - starts[tokens[i].term]
        make_room(<void**>&out.data, &out.room, out.size + size + 8, 1)
        if not written:
            put(out, b"[")
            put(out, b'"')
        elif apart or tokens[i].place > before + 1:
            put(out, b'"')
            put(out, b",")
            put(out, b'"')
        else:
            put(out, b" ")
        memcpy(out.data + out.size, terms.data + starts[tokens[i].term], size)
        out.size += size
        before = tokens[i].place
        written += 1
    if written:
        put(out, b'"')
        put(out, b"]")
    return 0


cdef int write_breaks(Text* out, Room* room, const Token* tokens, uint64_t count,
                      const Text* terms, const uint64_t* starts) except -1:
    """Write the numbers of pairs that stand across a break as a JSON list of texts."""
    cdef const uint8_t* digits = b"0123456789abcdef"
    cdef uint64_t i, j, first, several = 0
    cdef uint32_t again, shift
    out.size = 0
    make_room(<void**>&room.pairs, &room.pairs_room, count, sizeof(uint32_t))
    j = 0  # the first token at the place before
    for i in range(count):
        if not tokens[i].after_break:
            continue
        while tokens[j].place + 1 < tokens[i].place:
            j += 1
        first = j
        while tokens[first].place + 1 == tokens[i].place:
            make_room(<void**>&room.pairs, &room.pairs_room, several + 1, sizeof(uint32_t))
            room.pairs[several] = pair_number(terms, starts, tokens[first].term, tokens[i].term)
            several += 1
            first += 1
    if not several:
        return 0
    qsort(room.pairs, several, sizeof(uint32_t), compare_numbers)
    make_room(<void**>&out.data, &out.room, 20 * several + 2, 1)
    again = 0
    for i in range(several):
        again = again + 1 if i and room.pairs[i] == room.pairs[i - 1] else 0
        put(out, b"," if i else b"[")
        put(out, b'"')
        for shift in range(4):
            put(out, digits[room.pairs[i] >> (12 - 4 * shift) & 15])
        if again:
            put(out, b".")
            write_number(out, again)
        put(out, b'"')
    put(out, b"]")
    return 0


cdef void write_number(Text* out, uint32_t number) noexcept nogil:
    """Write a number of up to ten digits."""
    cdef uint8_t digits[10]
    cdef int count = 0
    while number:
        digits[count] = <uint8_t>(48 + number % 10)
        number //= 10
        count += 1
    while count:
        count -= 1
        put(out, digits[count])


cdef uint32_t pair_number(const Text* terms, const uint64_t* starts, uint32_t first,
                          uint32_t second) noexcept nogil:
    """The number of a pair (see `reference.texts.pair_number`)."""
    cdef uint32_t found = 2166136261
    cdef uint64_t at
    for at in range(starts[first], starts[first + 1]):
        found = (found ^ terms.data[at]) * <uint32_t>16777619
    found = (found ^ 32) * <uint32_t>16777619
    for at in range(starts[second], starts[second + 1]):
        found = (found ^ terms.data[at]) * <uint32_t>16777619
    return (found >> 16) ^ (found & 0xFFFF)


cdef int compare_numbers(const void* first, const void* second) noexcept nogil:
    cdef uint32_t one = (<const uint32_t*>first)[0], other = (<const uint32_t*>second)[0]
    return -1 if one < other else one > other


cdef inline void put(Text* out, uint8_t byte) noexcept nogil:
    out.data[out.size] = byte
    out.size += 1


cdef int write_escaped(Text* out, const uint8_t* text, uint32_t size) except -1:
    """Write the bytes of a term as they stand in a text of JSON."""
    cdef const uint8_t* digits = b"0123456789abcdef"
    cdef uint32_t i
    cdef uint8_t byte
    make_room(<void**>&out.data, &out.room, out.size + 6 * <uint64_t>size, 1)
    for i in range(size):
        byte = text[i]
        if byte < 32:
            memcpy(out.data + out.size, <const char*>b"\\u00", 4)
            out.size += 4
            put(out, digits[byte >> 4])
            put(out, digits[byte & 15])
            continue
        if byte == b'"' or byte == b"\\":
            put(out, b"\\")
        put(out, byte)
    return 0
